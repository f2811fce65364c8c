package chain

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Event is one record of an event registry: an EventSubmitted log, completed
// by the calldata of the call that emitted it.
type Event struct {
	MachineID   uint256.Int
	Index       uint256.Int // the registry's own index, per machine
	Type        uint8       // 0 revenue, 1 activity
	Value       uint256.Int // revenue: minor units of Currency; activity: free metric
	Currency    string      // as submitted; empty where the call carried none
	Time        uint64      // Unix seconds, self-declared; the block's time for a partial event
	DataHash    common.Hash
	Trust       uint8 // 0 self-reported, 1 on-chain verifiable, 2 hardware-signed
	SourceChain uint256.Int
	SourceTx    common.Hash
	Metadata    []byte // as submitted: any bytes

	// Partial says that no call in the transaction could be matched to the
	// log. Type, Value and the block are certain; Trust is 0, Currency and
	// Metadata are empty because they are not known.
	Partial bool

	Registry  common.Address
	Tx        common.Hash
	Block     uint64
	BlockTime uint64
	LogIndex  uint64
}
