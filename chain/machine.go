package chain

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Block is the block that every read of a run is pinned to.
type Block struct {
	Number uint64
	Hash   common.Hash
	Time   uint64 // Unix seconds
}

// Machine is what the contracts say of one registered machine at the pinned
// block. Its events are read apart: see Fleet.Events.
type Machine struct {
	ID       uint256.Int
	Wallet   common.Address // machineWalletOf; zero where the registry names none
	Operator common.Address // operatorOf; zero where it names none or OperatorRead is false
	// OperatorRead is false where the registry has no operatorOf view.
	OperatorRead bool
	Status       Status      // machineStatus
	Bonded       bool        // isStaked
	TokenID      uint256.Int // tokenIdOf; zero where the machine has no NFT

	// FlaggedAt is the negative flag's timestamp in Unix seconds, zero where
	// none is stored or flags are not configured.
	FlaggedAt uint256.Int
	// TrustOverride replaces the trust contribution, nil where none is set.
	TrustOverride *uint256.Int

	// DID holds the attributes of Wallet. All are absent for the zero wallet.
	DID Document
}

// Status is a machine's state in IdentityRegistry.
type Status uint8

// The states, in the registry's order. StatusUnknown stands where the view
// does not answer or answers with a number outside the list.
const (
	StatusNone Status = iota
	StatusPending
	StatusVerified
	StatusRejected
	StatusDeactivated
	StatusUnknown
)

// String gives the documented name of the state.
func (s Status) String() string {
	names := [...]string{"None", "Pending", "Verified", "Rejected", "Deactivated"}
	if int(s) < len(names) {
		return names[s]
	}
	return "Unknown"
}

// Operator is an account that machines name as their operator, or that holds
// a list of machines.
type Operator struct {
	Address common.Address
	DID     Document
}

// Contract is one configured contract as it stands at the pinned block.
type Contract struct {
	Role           string // as in a deployment file: identity_registry, event_registry, ...
	Address        common.Address
	Implementation common.Address // ERC-1967 slot; zero where the contract is no such proxy
}

// Fleet is the whole state of a deployment at one block: what a run publishes.
type Fleet struct {
	ChainID   uint64
	Block     Block
	Contracts []Contract
	FlagsRead bool       // false where no AdminFlags contract or no view is configured
	Machines  []Machine  // by ascending id
	Operators []Operator // by ascending address
	Events    EventSource
	Findings  []Finding // in a fixed order
}

// EventSource gives the events of one machine, in the order of their logs
// (block, log index). It may be called from several goroutines.
type EventSource interface {
	Of(machineID uint256.Int) ([]Event, error)
	// Amounts lists the currencies of the complete revenue events with the UTC
	// days that they name, each pair once.
	Amounts() ([]Amount, error)
}

// Amount says that some revenue event is in a currency on a day.
type Amount struct {
	Currency string // as submitted
	Day      int64  // Unix seconds / 86400
}

// Finding is something on chain that disagrees with itself or could not be
// read in full. It is reported and never stops a run.
type Finding struct {
	MachineID uint256.Int // zero where it is about an operator
	Kind      FindingKind
	Detail    string
}

// FindingKind names the check that a finding comes from.
type FindingKind string

// The checks.
const (
	MachineIDMismatch   FindingKind = "machine_id_mismatch" // attribute machineId against machineWalletOf
	TokenIDMismatch     FindingKind = "nft_token_id_mismatch"
	OperatorMismatch    FindingKind = "operator_mismatch"
	ExpiredAttribute    FindingKind = "expired_attribute"
	UnreadableView      FindingKind = "unreadable_view"
	UnreadableAttribute FindingKind = "unreadable_attribute" // a DID record that is there but cannot be decoded
	PartialEvent        FindingKind = "partial_event"
	EventIndexGap       FindingKind = "event_index_gap"
	EventIndexTwice     FindingKind = "event_index_duplicate"
	DuplicateToken      FindingKind = "duplicate_token"
	OverrideRange       FindingKind = "trust_override_out_of_range"
	ImplausibleFlag     FindingKind = "implausible_flag"
)
