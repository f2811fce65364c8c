package generator

import (
	"cmp"
	"fmt"
	"io/fs"
	"iter"
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
	published := p.publishedIndex
	if p.recalled.tree != nil {
		published = p.publishedRows
	}
	next, stop := iter.Pull2(published)
	defer stop()
	was, err, more := next()
	gone := func() {
		if p.left(was.id) {
			changes.Removed = append(changes.Removed, answers.ID(was.id))
		} else {
			changes.Lost = append(changes.Lost, answers.ID(was.id))
		}
		was, err, more = next()
	}
	for row, failed := range p.rows.all {
		for err == nil && more && was.id.Lt(&row.ID) {
			gone()
		}
		if err := cmp.Or(failed, err); err != nil {
			return err
		}
		id := answers.ID(row.ID)
		if !more || was.id != row.ID {
			changes.Added = append(changes.Added, id)
			continue
		}
		if !was.same && p.cfg.FailOnDegraded && row.LacksRate && !was.degraded {
			return fmt.Errorf("machine %s: %w", id, ErrDegraded)
		}
		if !was.same && was.Rated != row.Rated {
			changes.Rerated = append(changes.Rerated, answers.Rerated{MachineID: id, From: was.Rated, To: row.Rated})
		}
		was, err, more = next()
	}
	for err == nil && more {
		gone()
	}
	return err
}

// listing is what the published tree says of a machine.
type listing struct {
	id uint256.Int
	answers.Rated
	degraded bool
	same     bool // as this tree has it, and the rest is open
}

// publishedRows yields the machines of the published tree, by ascending id, as the
// rows have them that are of it.
func (p *publication) publishedRows(yield func(listing, error) bool) {
	gone := p.recalled.gone
	for i, row := range p.recalled.rows {
		id := p.fleet.Machines[i].ID
		for ; len(gone) > 0 && gone[0].Lt(&id); gone = gone[1:] {
			if !yield(listing{id: gone[0]}, nil) {
				return
			}
		}
		if row == (state.Place{}) {
			continue
		}
		if p.recalled.holds[i] {
			if !yield(listing{id: id, same: true}, nil) {
				return
			}
			continue
		}
		a, err := p.recallMachine(i)
		if err != nil {
			yield(listing{}, err)
			return
		}
		if !yield(listing{id: id, Rated: answers.Rated{MCR: a.Rating.Letter, MCRScore: a.Rating.Score}, degraded: a.Rating.Degraded}, nil) {
			return
		}
	}
	for _, id := range gone {
		if !yield(listing{id: id}, nil) {
			return
		}
	}
}

// publishedIndex yields the machines of the published tree as its index has them.
func (p *publication) publishedIndex(yield func(listing, error) bool) {
	var last *uint256.Int
	for e, err := range answers.EachMachine(p.out.Published()) {
		var was listing
		if err == nil {
			was = listing{id: e.MachineID.Uint(), Rated: e.Rated, degraded: e.Degraded}
			if last != nil && !last.Lt(&was.id) {
				err = fmt.Errorf("machine %s is out of order", e.MachineID)
			}
			last = &was.id
		}
		if err != nil {
			err = fmt.Errorf("reading the published machines: %w", err)
		}
		if !yield(was, err) {
			return
		}
	}
}
