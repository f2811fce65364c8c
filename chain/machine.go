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

// Machine is what the contracts say of one machine at the pinned block,
// decoded: texts are valid UTF-8, and empty means absent. Its events are read
// apart: see Fleet.Events.
type Machine struct {
	ID uint256.Int
	// DID is the canonical one, did:peaq: and the EIP-55 wallet (1.0) or the
	// decimal id (2.0). Empty for a machine of 1.0 without a wallet.
	DID    string
	Bonded bool

	// Operator is the DID of the operator as answers give it. In 1.0 that is
	// the text of an attribute, and may be anything.
	Operator string
	// OperatorAccount is the account that Operator names, zero for none.
	OperatorAccount common.Address

	DataVisibility   string // private, onchain or public
	DocumentationURL string
	DataAPI          string
	// Services are further endpoints, in order. 1.0 knows none.
	Services []Service

	EventCount uint64      // getEventCount, summed over the registries
	TokenID    uint256.Int // of the machine's token, zero where it has none

	// FlaggedAt is the negative flag's timestamp in Unix seconds, zero where
	// none is stored or flags are not configured.
	FlaggedAt uint256.Int
	// TrustOverride replaces the trust contribution, nil where none is set.
	TrustOverride *uint256.Int

	// Foreign is true for a machine that is homed on another chain. It is not
	// scored.
	Foreign bool

	// Profile says how mcr/ and machine/ answer for the machine. Metadata and
	// Card say whether metadata/, and machines/ with the card, have a file.
	Profile  Resolution
	Metadata bool
	Card     bool

	Gen1 *Gen1Machine // nil in generation 2.0
	Gen2 *Gen2Machine // nil in generation 1.0
}

// Service is an endpoint that a DID document names.
type Service struct {
	Type     string
	Endpoint string
}

// Resolution is how an address or an id leads to a machine.
type Resolution uint8

// The resolutions. Each but the first answers 404 with a detail of its own.
const (
	Resolves      Resolution = iota
	NoMachineID              // its DID has no attribute machineId
	NotRegistered            // it leads to no machine, or to another one's
	NoWallet                 // the registry names no wallet
)

// Gen1Machine is what only generation 1.0 says of a machine.
type Gen1Machine struct {
	Wallet     common.Address // zero where the registry names none
	Owner      common.Address
	OperatorOf common.Address // zero where the registry names none
	TokenOf    uint256.Int    // what machineIdOf says of the token that tokenIdOf names, zero for none
	Status     Status
}

// Status is a machine's state in IdentityRegistry.
type Status uint8

// The states, in the registry's order. StatusUnknown stands for any other
// number.
const (
	StatusNone Status = iota
	StatusPending
	StatusVerified
	StatusRejected
	StatusDeactivated
	StatusUnknown
)

// String returns the documented name of the state.
func (s Status) String() string {
	names := [...]string{"None", "Pending", "Verified", "Rejected", "Deactivated"}
	if int(s) < len(names) {
		return names[s]
	}
	return "Unknown"
}

// Gen2Machine is what only generation 2.0 says of a machine. Owner,
// Controller, Type, Manufacturer and Endpoints of a machine that is homed
// elsewhere are not known here, and zero.
type Gen2Machine struct {
	Owner        common.Address
	Controller   common.Address // zero: the owner alone
	OperatorOf   common.Address // zero where none is known
	Manufacturer common.Address
	Type         string
	Endpoints    []Endpoint // of the DID document, in order

	HomeChain  uint16 // protocol chain id, not an EVM chain id; 0 where none is registered
	Relocating bool
	Paused     Pauses

	Subscription Subscription
	// Fraud is true where the subscription was terminated for fraud.
	Fraud bool

	PriorEventCount uint64 // events on the previous home; 0 if it never relocated here
	Anchors         int    // records of this machine that came with a relocation, without a log
}

// Endpoint is one service endpoint of a DID document.
type Endpoint struct{ ID, Type, URI string }

// Pauses are the switches of MachineStateAndSync that stop a machine.
type Pauses struct {
	General   bool // by the protocol
	Technical bool // by the protocol
	Operator  bool // by its owner or controller
}

// Subscription is a machine's bond in generation 2.0.
type Subscription struct {
	Status      SubscriptionStatus
	Tier        uint8  // 0 entry, 1 basic, 2 pro
	PeriodStart uint64 // Unix seconds; 0: never activated
	PeriodEnd   uint64 // Unix seconds
	Bonded      uint256.Int
}

// SubscriptionStatus is a subscription's state in MachineSubscription.
type SubscriptionStatus uint8

// The states, in the contract's order.
const (
	NeverActivated SubscriptionStatus = iota
	Active
	Grace
	Runoff
	Terminated
)

// String returns the state in one word.
func (s SubscriptionStatus) String() string {
	names := [...]string{"not_activated", "active", "grace", "runoff", "terminated"}
	if int(s) < len(names) {
		return names[s]
	}
	return "unknown"
}

// Operator is an account that operates machines.
type Operator struct {
	Address common.Address
	// Listed is the list that its pages are cut from: in 1.0 the valid ids of
	// its attribute machines in their order, registered or not; in 2.0 Fleet.
	Listed []uint256.Int
	// Fleet is every registered machine that belongs to it, by ascending id,
	// each once.
	Fleet []uint256.Int
}

// Contract is one configured contract as it stands at the pinned block.
type Contract struct {
	Role           Role
	Address        common.Address
	Implementation common.Address // ERC-1967 slot; zero where the contract is no such proxy
}

// Unresolved lists what answers 404 with another detail than the plain one of
// its endpoint. Generation 2.0 has none.
type Unresolved struct {
	Accounts []UnresolvedAccount // of mcr/ and machine/, each once
	Machines []uint256.Int       // of machines/: registered, without a wallet
	Tokens   []uint256.Int       // of metadata/: of a machine without a wallet
}

// UnresolvedAccount is an account whose DID names a machine that is not its
// own or is not registered.
type UnresolvedAccount struct {
	Address   common.Address
	MachineID uint256.Int // what the attribute says
}

// Fleet is the whole state of a deployment at one block: what a run publishes.
type Fleet struct {
	Generation Generation
	ChainID    uint64
	Block      Block
	Contracts  []Contract
	FlagsRead  bool       // false where no AdminFlags contract or no view is configured
	Machines   []Machine  // by ascending id: each that has a file, and in 1.0 each that is registered
	Operators  []Operator // by ascending address
	Unresolved Unresolved

	// Left are the ids that once stood for a machine and no longer do, by the
	// chain's own record (2.0: retired, reissued, bridged away), ascending.
	Left []uint256.Int

	Events           EventSource
	EventsWithoutLog uint64 // records whose log was not found, anchors not counted
	Shortfall        uint64 // records known to be out of reach

	Findings []Finding // in the order of SortFindings
}
