package generator

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/holiman/uint256"

	"mcrpress/generator/answers"
	"mcrpress/generator/state"
)

const changesFile = "index/changes.json"

// stageChanges puts index/changes.json and gives the snapshot that this one
// follows. A tree that differs in nothing from the published one keeps that
// one's changes and previous snapshot: building a block again changes no byte.
func (p *publication) stageChanges(block answers.SnapshotBlock) (*answers.SnapshotPrevious, error) {
	published := p.previous
	changed, removed, err := p.out.Changes()
	if err != nil {
		return nil, err
	}
	removed = slices.DeleteFunc(removed, func(path string) bool { return path == changesFile || path == feedFile })
	if published != nil && published.Block == block && len(changed)+len(removed) == 0 {
		return published.Previous, p.putAgain(changesFile, feedFile)
	}
	changes := answers.Changes{
		Added: []answers.ID{}, Removed: []answers.ID{}, Lost: []answers.ID{}, Rerated: []answers.Rerated{},
		Implementations: []answers.Upgrade{}, Changed: []string{}, Deleted: append([]string{}, removed...), Purge: []string{},
	}
	if published != nil {
		changes.Previous = &answers.SnapshotPrevious{
			Block: published.Block.Number, Hash: published.Block.Hash, TreeHash: published.Tree.Hash,
		}
		changes.Changed = append(changes.Changed, changed...)
		for _, file := range slices.Concat(changed, removed) {
			changes.Purge = append(changes.Purge, p.table.Spellings(file)...)
		}
		changes.Implementations = p.upgrades(published)
		if !p.quiet {
			if err := p.compare(&changes); err != nil {
				return nil, err
			}
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

// putAgain puts published files again.
func (p *publication) putAgain(paths ...string) error {
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
func (p *publication) upgrades(published *answers.Snapshot) []answers.Upgrade {
	before := map[string]answers.SnapshotContract{}
	for _, c := range published.Contracts {
		before[c.Address] = c
	}
	upgrades := []answers.Upgrade{}
	for _, c := range answers.ContractsOf(p.fleet) {
		was, known := before[c.Address]
		if known && !equal(was.Implementation, c.Implementation) {
			upgrades = append(upgrades, answers.Upgrade{
				Role: c.Role, Address: c.Address, From: was.Implementation, To: c.Implementation,
			})
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
func (p *publication) compare(changes *answers.Changes) error {
	published, err := p.published()
	if err != nil {
		return err
	}
	before := make(map[uint256.Int]*listing, len(published))
	for i := range published {
		before[published[i].id] = &published[i]
	}
	for i := range p.rows {
		row, id := &p.rows[i], answers.ID(p.id(i))
		was, known := before[id.Uint()]
		if !known {
			changes.Added = append(changes.Added, id)
			continue
		}
		if p.cfg.FailOnDegraded && row.lacksRate && !was.degraded {
			return fmt.Errorf("machine %s: %w", id, ErrDegraded)
		}
		if was.Rated != row.Rated {
			changes.Rerated = append(changes.Rerated, answers.Rerated{MachineID: id, From: was.Rated, To: row.Rated})
		}
	}
	for i := range published {
		id := published[i].id
		if _, here := p.place(id); here {
			continue
		}
		if p.left(id) {
			changes.Removed = append(changes.Removed, answers.ID(id))
		} else {
			changes.Lost = append(changes.Lost, answers.ID(id))
		}
	}
	return nil
}

// listing is what the published tree says of a machine.
type listing struct {
	id uint256.Int
	answers.Rated
	degraded bool
}

// published lists the machines of the published tree by its index, or by the rows
// that are of it, which also have those that are gone.
func (p *publication) published() ([]listing, error) {
	if p.recalled.tree == nil {
		return p.publishedIndex()
	}
	list := make([]listing, 0, len(p.rows))
	for i, row := range p.recalled.rows {
		id, now := p.fleet.Machines[i].ID, &p.rows[i]
		switch {
		case row == (state.Place{}):
		case p.recalled.holds[i]:
			list = append(list, listing{id, now.Rated, now.degraded})
		default:
			a, err := p.recallMachine(i)
			if err != nil {
				return nil, err
			}
			list = append(list, listing{id, answers.Rated{MCR: a.Rating.Letter, MCRScore: a.Rating.Score}, a.Rating.Degraded})
		}
	}
	for _, id := range p.recalled.gone {
		list = append(list, listing{id: id})
	}
	return list, nil
}

func (p *publication) publishedIndex() ([]listing, error) {
	entries, err := answers.ReadMachines(p.out.Published())
	if err != nil {
		return nil, fmt.Errorf("reading the published machines: %w", err)
	}
	list := make([]listing, len(entries))
	for i := range entries {
		list[i] = listing{entries[i].MachineID.Uint(), entries[i].Rated, entries[i].Degraded}
	}
	return list, nil
}
