package answers

import (
	"encoding/json"
	"fmt"
	"io/fs"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// Schema numbers the shape of the tree. It moves when a reader of the old
// shape would break.
const Schema = 2

// Snapshot is index/snapshot.json: which block the tree was made of, and how.
type Snapshot struct {
	Schema     int                `json:"schema"`
	Tool       string             `json:"tool"`
	Network    string             `json:"network"`
	Generation chain.Generation   `json:"generation"`
	ChainID    uint64             `json:"chain_id"`
	BaseURL    *string            `json:"base_url"` // where the tree says that it is served, null where it does not know
	Block      SnapshotBlock      `json:"block"`
	Contracts  []SnapshotContract `json:"contracts"`
	FlagsRead  bool               `json:"flags_read"` // false: negative_flag is false everywhere
	// AllowedShortfall is how many records the operator said are out of reach.
	AllowedShortfall uint64             `json:"allowed_shortfall"`
	Model            SnapshotModel      `json:"model"`
	FX               []fx.SourceReport  `json:"fx"`           // in the order asked
	PartnerData      string             `json:"partner_data"` // live, cached or off
	Outputs          []endpoints.Output `json:"outputs"`      // the parts of the tree that are there
	Counts           Counts             `json:"counts"`
	Tree             SnapshotTree       `json:"tree"`
	Previous         *SnapshotPrevious  `json:"previous"`
}

// SnapshotBlock is the pinned block.
type SnapshotBlock struct {
	Number uint64      `json:"number"`
	Hash   common.Hash `json:"hash"`
	Time   uint64      `json:"time"` // Unix seconds
}

// SnapshotContract is a contract that was read.
type SnapshotContract struct {
	Role           chain.Role `json:"role"`
	Address        string     `json:"address"`
	Implementation *string    `json:"implementation"` // ERC-1967, null where the contract is no proxy
}

// ContractsOf lists the contracts of a fleet.
func ContractsOf(fleet *chain.Fleet) []SnapshotContract {
	list := make([]SnapshotContract, len(fleet.Contracts))
	for i, c := range fleet.Contracts {
		list[i] = SnapshotContract{c.Role, c.Address.Hex(), account(c.Implementation)}
	}
	return list
}

// SnapshotModel names the model and its parameters.
type SnapshotModel struct {
	Name           string `json:"name"`
	ParametersHash string `json:"parameters_hash"`
}

// Counts are the totals of a snapshot.
type Counts struct {
	Machines         int                       `json:"machines"`
	Operators        int                       `json:"operators"`
	Left             int                       `json:"left"` // ids that no longer stand for a machine
	Events           int                       `json:"events"`
	EventsWithoutLog uint64                    `json:"events_without_log"`
	MissingEvents    uint64                    `json:"missing_events"` // that the registries count and do not give
	Bonded           int                       `json:"bonded"`
	Degraded         int                       `json:"degraded"`
	Unresolved       int                       `json:"unresolved"` // entries of index/unresolved.json
	Ratings          Ratings                   `json:"ratings"`
	Findings         map[chain.FindingKind]int `json:"findings"`
}

// letters are the ratings from best to worst, then the two that carry no score.
var letters = [...]scoring.Letter{
	scoring.AAA, scoring.AA, scoring.A, scoring.BBB, scoring.BB, scoring.B, scoring.NR, scoring.Provisioned,
}

// Ratings counts machines by rating.
type Ratings map[scoring.Letter]int

// MarshalJSON returns an object from the best rating to the worst.
func (r Ratings) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, letter := range letters {
		if i > 0 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, "%q:%d", letter, r[letter])
	}
	return append(out, '}'), nil
}

// String lists the counts from the best rating to the worst.
func (r Ratings) String() (text string) {
	for _, letter := range letters {
		text += fmt.Sprintf(" %s %d", letter, r[letter])
	}
	return text
}

// SnapshotTree is what the tree amounts to.
type SnapshotTree struct {
	Hash  string `json:"hash"` // of the manifest in index/files
	Files int    `json:"files"`
	Bytes int64  `json:"bytes"`
}

// SnapshotPrevious is the snapshot that this one followed.
type SnapshotPrevious struct {
	Block    uint64      `json:"block"`
	Hash     common.Hash `json:"hash"`
	TreeHash string      `json:"tree_hash"`
}

// KeptSnapshots is how many signed snapshots stay under index/snapshots.
const KeptSnapshots = 24

// SnapshotFile is the file of the snapshot.
const SnapshotFile = "index/snapshot.json"

// ReadSnapshot reads the snapshot of a tree.
func ReadSnapshot(tree fs.FS) (*Snapshot, error) {
	data, err := fs.ReadFile(tree, SnapshotFile)
	if err != nil {
		return nil, err
	}
	return ParseSnapshot(data)
}

// ShardOf is the shard that a pointer says it is of, empty for that of a whole
// tree.
func ShardOf(pointer []byte) string {
	var s struct{ Part struct{ Shard string } }
	_ = json.Unmarshal(pointer, &s) // of what is no pointer ParseSnapshot tells
	return s.Part.Shard
}

// ParseSnapshot reads the bytes of a snapshot. Of one of another schema than
// this package's it gives what all schemas have: the schema, the network, the
// chain and the block.
func ParseSnapshot(data []byte) (*Snapshot, error) {
	var s, head Snapshot
	common := struct {
		Schema  *int           `json:"schema"`
		Network *string        `json:"network"`
		ChainID *uint64        `json:"chain_id"`
		Block   *SnapshotBlock `json:"block"`
	}{&head.Schema, &head.Network, &head.ChainID, &head.Block}
	if err := json.Unmarshal(data, &common); err != nil {
		return nil, fmt.Errorf("reading %s: %w", SnapshotFile, err)
	}
	if head.Schema != Schema {
		return &head, nil
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("reading %s: %w", SnapshotFile, err)
	}
	return &s, nil
}
