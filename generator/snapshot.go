package generator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
	"mcrpress/generator/partner"
	"mcrpress/generator/tree"
	"mcrpress/scoring/fx"
	"mcrpress/templates"
)

// schema numbers the shape of the tree. It moves when a reader of the old
// shape would break.
const schema = 1

// Snapshot is index/snapshot.json: which block the tree was made of, and how.
type Snapshot struct {
	Schema      int                `json:"schema"`
	Tool        string             `json:"tool"`
	Network     string             `json:"network"`
	ChainID     uint64             `json:"chain_id"`
	Block       SnapshotBlock      `json:"block"`
	Contracts   []SnapshotContract `json:"contracts"`
	FlagsRead   bool               `json:"flags_read"` // false: negative_flag is false everywhere
	Model       SnapshotModel      `json:"model"`
	FX          []fx.SourceReport  `json:"fx"` // in the order asked
	PartnerData partner.Mode       `json:"partner_data"`
	Counts      Counts             `json:"counts"`
	Tree        SnapshotTree       `json:"tree"`
	Previous    *SnapshotPrevious  `json:"previous"`
}

// SnapshotBlock is the pinned block.
type SnapshotBlock struct {
	Number uint64      `json:"number"`
	Hash   common.Hash `json:"hash"`
	Time   uint64      `json:"time"` // Unix seconds
}

// SnapshotContract is a contract that was read.
type SnapshotContract struct {
	Role           string  `json:"role"`
	Address        string  `json:"address"`
	Implementation *string `json:"implementation"` // ERC-1967, null where the contract is no proxy
}

// SnapshotModel names the model and its parameters.
type SnapshotModel struct {
	Name           string `json:"name"`
	ParametersHash string `json:"parameters_hash"`
}

// Counts are the totals of a snapshot.
type Counts struct {
	Machines      int                       `json:"machines"`
	Operators     int                       `json:"operators"`
	Events        int                       `json:"events"`
	PartialEvents int                       `json:"partial_events"`
	Bonded        int                       `json:"bonded"`
	Degraded      int                       `json:"degraded"`
	Unresolved    int                       `json:"unresolved"` // entries of index/unresolved.json
	Ratings       Ratings                   `json:"ratings"`
	Findings      map[chain.FindingKind]int `json:"findings"`
}

// Ratings counts machines by rating.
type Ratings [8]int

// MarshalJSON gives an object from the best rating to the worst.
func (r Ratings) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, letter := range templates.Letters {
		if i > 0 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, "%q:%d", letter, r[i])
	}
	return append(out, '}'), nil
}

// UnmarshalJSON reads what MarshalJSON gives.
func (r *Ratings) UnmarshalJSON(data []byte) error {
	var counts map[string]int
	if err := json.Unmarshal(data, &counts); err != nil {
		return err
	}
	for i, letter := range templates.Letters {
		r[i] = counts[letter]
	}
	return nil
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

// snapshot says what was read and how. The tree and the previous snapshot are
// still open.
func (p *publication) snapshot() *Snapshot {
	block := p.fleet.Block
	return &Snapshot{
		Schema:      schema,
		Tool:        "mcrpress " + Version,
		Network:     p.cfg.Deployment.Name,
		ChainID:     p.fleet.ChainID,
		Block:       SnapshotBlock{block.Number, block.Hash, block.Time},
		Contracts:   snapshotContracts(p.fleet),
		FlagsRead:   p.fleet.FlagsRead,
		Model:       SnapshotModel{p.cfg.Model.Model(), p.cfg.Model.Hash()},
		FX:          p.ratesReport.Sources,
		PartnerData: p.cfg.Partner.Mode,
		Counts:      p.counts(),
	}
}

func snapshotContracts(fleet *chain.Fleet) (contracts []SnapshotContract) {
	for _, c := range fleet.Contracts {
		contract := SnapshotContract{Role: c.Role, Address: c.Address.Hex()}
		if c.Implementation != (common.Address{}) {
			implementation := c.Implementation.Hex()
			contract.Implementation = &implementation
		}
		contracts = append(contracts, contract)
	}
	return contracts
}

func (p *publication) counts() Counts {
	u := p.resolver.unresolved()
	c := Counts{
		Machines:   len(p.rows),
		Operators:  len(p.fleet.Operators),
		Unresolved: len(u.Addresses) + len(u.Machines) + len(u.Tokens),
		Findings:   map[chain.FindingKind]int{},
	}
	totals := total(p.machineRows())
	c.Events, c.Bonded, c.Ratings = totals.Events, totals.Bonded, totals.Ratings
	for i := range p.rows {
		c.PartialEvents += p.rows[i].partial
		if p.rows[i].degraded {
			c.Degraded++
		}
	}
	for _, f := range p.findings {
		c.Findings[f.Kind]++
	}
	return c
}

// readSnapshot reads the snapshot of a tree, nil where there is none.
func readSnapshot(published fs.FS) (*Snapshot, error) {
	data, err := fs.ReadFile(published, tree.Pointer)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var s Snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("reading the published %s: %w", tree.Pointer, err)
	}
	return &s, nil
}
