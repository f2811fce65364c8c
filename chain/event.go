package chain

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Event is one record of an event registry, every field as it is stored on
// chain.
type Event struct {
	MachineID   uint256.Int    // as asked; a zeroed anchor names no machine itself
	Registry    common.Address // that holds the record
	Index       uint64         // the registry's own index, per machine, from 0
	Type        uint8          // 0 revenue, 1 activity
	Value       uint256.Int    // revenue: minor units of Currency; activity: free number
	Currency    string         // as stored, any bytes; empty where the record has none
	Time        uint256.Int    // Unix seconds, self-declared
	DataHash    common.Hash
	Trust       uint8 // 0 self-reported, 1 on-chain verifiable, 2 hardware-signed
	SourceChain uint256.Int
	SourceTx    common.Hash
	Metadata    []byte // as submitted: any bytes

	// Provenance is where the record's log stands, nil where no log was found:
	// a continuity anchor has none, and a node may have lost it.
	Provenance *Provenance
}

// Provenance is the place of an EventSubmitted log.
type Provenance struct {
	Block    uint64
	Tx       common.Hash
	LogIndex uint64
}

// EventSource gives the events of one machine: registry by registry, oldest
// registry first, by index. It may be called from several goroutines.
type EventSource interface {
	Of(machineID uint256.Int) ([]Event, error)
	// Amounts lists the currencies of the revenue events with the UTC days
	// that they name, each pair once.
	Amounts() ([]Amount, error)
}

// Amount says that some revenue event is in a currency on a day.
type Amount struct {
	Currency string // as stored
	Day      int64  // Unix seconds / 86400
}
