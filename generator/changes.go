package generator

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/holiman/uint256"

	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
)

const (
	changesFile  = "index/changes.json"
	machinesFile = "index/machines.json"
)

// Changes is index/changes.json: what differs from the previous snapshot.
type Changes struct {
	Previous *SnapshotPrevious `json:"previous"` // null for a first snapshot
	Added    []Integer         `json:"added"`    // machine ids, ascending
	Removed  []Integer         `json:"removed"`
	Rerated  []Rerated         `json:"rerated"`
	// Implementations lists the proxies that were upgraded.
	Implementations []Upgrade `json:"implementations"`
	Changed         []string  `json:"changed_paths"` // files that are new or have other bytes
	Deleted         []string  `json:"removed_paths"`
	// Purge lists the URL paths of both, in every spelling that a cache may
	// hold them under.
	Purge []string `json:"purge_urls"`
}

// Upgrade is a contract whose implementation changed. Null is none.
type Upgrade struct {
	Role    string  `json:"role"`
	Address string  `json:"address"`
	From    *string `json:"from"`
	To      *string `json:"to"`
}

// Rerated is a machine whose rating or score changed.
type Rerated struct {
	MachineID Integer `json:"machine_id"`
	From      RatedAs `json:"from"`
	To        RatedAs `json:"to"`
}

// RatedAs is a rating and its score.
type RatedAs struct {
	MCR      scoring.Letter `json:"mcr"`
	MCRScore int            `json:"mcr_score"`
}

// stageChanges puts index/changes.json and gives the snapshot that this one
// follows. A tree that differs in nothing from the published one keeps that
// one's changes and previous snapshot: building a block again changes no byte.
func (p *publication) stageChanges(block SnapshotBlock) (*SnapshotPrevious, error) {
	published, err := readSnapshot(p.out.Published())
	if err != nil {
		return nil, err
	}
	changed, removed, err := p.out.Changes()
	if err != nil {
		return nil, err
	}
	removed = slices.DeleteFunc(removed, func(path string) bool { return path == changesFile || path == feedFile })
	if published != nil && published.Block == block && len(changed)+len(removed) == 0 {
		return published.Previous, p.keep(changesFile, feedFile)
	}
	changes := Changes{Added: []Integer{}, Removed: []Integer{}, Rerated: []Rerated{}, Implementations: []Upgrade{}, Changed: []string{}, Deleted: append([]string{}, removed...), Purge: []string{}}
	if published != nil {
		changes.Previous = &SnapshotPrevious{published.Block.Number, published.Block.Hash, published.Tree.Hash}
		changes.Changed = changed
		for _, file := range slices.Concat(changed, removed) {
			changes.Purge = append(changes.Purge, endpoints.Spellings(file)...)
		}
		changes.Implementations = p.upgrades(published)
		if err := p.compare(&changes); err != nil {
			return nil, err
		}
	}
	feed, err := p.feed(&changes)
	if err != nil {
		return nil, err
	}
	if err := p.putXML(feedFile, feed); err != nil {
		return nil, err
	}
	return changes.Previous, p.putJSON(changesFile, changes)
}

// keep puts published files again.
func (p *publication) keep(paths ...string) error {
	for _, path := range paths {
		data, err := fs.ReadFile(p.out.Published(), path)
		if err != nil {
			return err
		}
		if err := p.out.Put(path, data); err != nil {
			return err
		}
	}
	return nil
}

// upgrades finds the proxies whose implementation is another one than in the
// published snapshot.
func (p *publication) upgrades(published *Snapshot) []Upgrade {
	before := map[string]SnapshotContract{}
	for _, c := range published.Contracts {
		before[c.Address] = c
	}
	upgrades := []Upgrade{}
	for _, c := range snapshotContracts(p.fleet) {
		was, known := before[c.Address]
		if known && !equal(was.Implementation, c.Implementation) {
			upgrades = append(upgrades, Upgrade{c.Role, c.Address, was.Implementation, c.Implementation})
			p.cfg.Log.Warn("a contract has a new implementation", "contract", c.Role, "address", c.Address)
		}
	}
	return upgrades
}

func equal(a, b *string) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// compare finds the machines that came, went or are rated otherwise than in
// the published tree.
func (p *publication) compare(changes *Changes) error {
	data, err := fs.ReadFile(p.out.Published(), machinesFile)
	if err != nil {
		return err
	}
	var published MachineIndex
	if err := json.Unmarshal(data, &published); err != nil {
		return fmt.Errorf("reading the published %s: %w", machinesFile, err)
	}
	before := map[uint256.Int]*MachineEntry{}
	for i := range published.Machines {
		m := &published.Machines[i]
		before[uint256.Int(m.MachineID)] = m
	}
	for i := range p.rows {
		id, row := p.fleet.Machines[i].ID, &p.rows[i]
		was, known := before[id]
		if !known {
			changes.Added = append(changes.Added, Integer(id))
			continue
		}
		delete(before, id)
		if p.cfg.FailOnDegraded && row.lacksRate && !was.Degraded {
			return fmt.Errorf("machine %s would be degraded for want of a rate: mend the sources, or publish all the same with --degraded publish", id.Dec())
		}
		from, to := RatedAs{was.MCR, was.MCRScore}, RatedAs{scoring.Letter(row.Letter), row.Score}
		if from != to {
			changes.Rerated = append(changes.Rerated, Rerated{Integer(id), from, to})
		}
	}
	gone := slices.SortedFunc(maps.Keys(before), func(a, b uint256.Int) int { return a.Cmp(&b) })
	for _, id := range gone {
		changes.Removed = append(changes.Removed, Integer(id))
	}
	return nil
}
