package read

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
)

// Store keeps between runs what does not change on chain any more: which ids
// there were, the records of each machine, and where their logs stand.
//
// A run begins with a pinned block. All that is added until the next Begin was
// first seen at that block, and is forgotten when that block turns out to have
// left the chain. A run that is pinned below the newest head does not begin:
// what it adds counts as first seen at that head. Every call is durable by
// itself: a run that is killed keeps what it had added.
type Store interface {
	// Heads lists the blocks that runs were pinned to, newest first, at most 64.
	Heads() []chain.Block
	// Rollback forgets every head above a block, with all that was first seen
	// there.
	Rollback(above uint64) error
	// Begin notes the block that a run is pinned to. It is above every head or
	// equal to the newest.
	Begin(head chain.Block) error

	// Scanned is the last block whose logs of a stream were added; ok is false
	// where there is none.
	Scanned(stream string) (block uint64, ok bool)
	// AddLogs adds what the logs of a stream show, up to a block, which may be
	// below the one before: then the logs above it are scanned again. What is known
	// already stays as it is; of an id, linked and not, the lowest block is kept.
	AddLogs(stream string, to uint64, logs Logs) error
	// Sightings lists the ids that logs up to a block named, each once,
	// ascending: with the lowest block that names it, and Linked if any of
	// these logs is.
	Sightings(block uint64) ([]Sighting, error)
	// Marks lists the marks up to a block, by block and log index.
	Marks(block uint64) ([]Mark, error)

	// Counts says how many records are stored.
	Counts() (map[RecordsOf]uint64, error)
	// AddRecords appends records to the lists of their machines and registries:
	// the next of each, in order. Their Provenance is not stored: it comes from
	// AddLogs.
	AddRecords(records []chain.Event) error
	// Totals says how many records of each registry are stored, without counting
	// them.
	Totals() (map[common.Address]uint64, error)
	// Drop forgets all records of a registry. They are read again.
	Drop(registry common.Address) error

	// Unlogged says of each list that count names how many of its first count
	// records have no log; lists that lack none are left out.
	Unlogged(count map[RecordsOf]uint64) (map[RecordsOf]uint64, error)
	// Disputed lists the EventSubmitted logs up to a block that no record
	// agrees with: those at or above the count of their list, and those whose
	// type, value or currency is not the record's. A zero Currency agrees with
	// any. They stand by machine, registry, index, block and log index.
	Disputed(block uint64, count map[RecordsOf]uint64) ([]EventLog, error)

	// StatesAt is the block at which the stored states hold, and that of the
	// sweep which read all of them; ok is false where they hold at none, as
	// before the first sweep and after one that did not come to its end. Rollback
	// below that block forgets all states.
	StatesAt() (at, swept chain.Block, ok bool)
	// ClearStates forgets all states, as a sweep begins.
	ClearStates() error
	// AddStates adds what a sweep reads. The states hold at no block until
	// SetStates is called.
	AddStates(states []State) error
	// SetStates replaces or adds the states of some machines and forgets those of
	// others. From then on all states hold at a block. It happens at once or not
	// at all.
	SetStates(at, swept chain.Block, changed []State, gone []uint256.Int) error
	// States visits all states, ascending by machine. Data is valid during the
	// call only, which must not use the store.
	States(visit func(State) error) error
	// StatesOf gives the states of some machines, in their order; Data is nil
	// where there is none, and never else.
	StatesOf(machines []uint256.Int) ([]State, error)
	// DueBy lists the machines whose Due is at or before a time and not 0,
	// ascending.
	DueBy(time uint64) ([]uint256.Int, error)

	// Note and SetNote keep small values by name, such as an implementation's
	// address. A note that was never set is empty. Rollback leaves them.
	Note(name string) ([]byte, error)
	SetNote(name string, value []byte) error

	// Events gives the stored records with their provenance, at most the given
	// number of each machine in each registry. registries orders them.
	Events(registries []common.Address, count map[RecordsOf]uint64) chain.EventSource
}

// State is what a reading said of one machine.
type State struct {
	Machine uint256.Int
	// Due is the block time in Unix seconds from which the machine must be read
	// again even if no log names it; 0 is never.
	Due  uint64
	Data []byte
}

// RecordsOf names the list of records of one machine in one registry.
type RecordsOf struct {
	Registry common.Address
	Machine  uint256.Int
}

// Logs is what the logs of some blocks show.
type Logs struct {
	Sightings []Sighting
	Events    []EventLog
	Marks     []Mark
}

// Sighting says that a log of a block names a machine.
type Sighting struct {
	Machine uint256.Int
	Block   uint64
	// Linked says that it is a log of the machine's token or home, and not of
	// its bond alone.
	Linked bool
}

// EventLog is an EventSubmitted log: the place of a record, and what the log
// says of it. One record has one log: of several, the first by block and log
// index is its provenance, and the others are disputed.
type EventLog struct {
	RecordsOf
	Index    uint64
	Type     uint8
	Value    uint256.Int
	Currency common.Hash // keccak256 of the currency; zero where the log has none
	chain.Provenance
}

// Mark is a log that says of a machine what no view says.
type Mark struct {
	Kind    MarkKind
	Machine uint256.Int
	chain.Provenance
}

// MarkKind is what a mark says.
type MarkKind string

// The marks.
const (
	Anchor MarkKind = "anchor" // a record came with a relocation: it has no EventSubmitted log
	Fraud  MarkKind = "fraud"  // the subscription was terminated for fraud
)
