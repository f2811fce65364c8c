package check

import (
	"fmt"
	"strings"

	"github.com/holiman/uint256"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/tree"
)

// against holds the tree against an earlier one.
func (c *checker) against() error {
	if c.opts.Against == nil {
		return nil
	}
	before, err := answers.ReadSnapshot(c.opts.Against)
	if err != nil {
		return fmt.Errorf("reading the previous snapshot: %w", err)
	}
	if before.Schema != answers.Schema {
		c.report.note("the previous tree is of schema %d, and nothing is held against it", before.Schema)
		return nil
	}
	c.report.Previous = before
	now := c.snapshot
	moved := func(format string, args ...any) { c.report.moved(ErrAgainst, tree.Pointer, format, args...) }
	switch {
	case now.ChainID != before.ChainID:
		moved("chain %d, the previous snapshot is of chain %d", now.ChainID, before.ChainID)
		return nil
	case now.Generation != before.Generation:
		moved("generation %s, the previous snapshot is of generation %.10q", now.Generation, before.Generation)
		return nil
	case now.Block.Number < before.Block.Number:
		moved("block %d is below the previous one, %d", now.Block.Number, before.Block.Number)
	case now.Block.Number == before.Block.Number && now.Block.Hash != before.Block.Hash:
		moved("block %d has the hash %s, and had %s", now.Block.Number, now.Block.Hash, before.Block.Hash)
	}
	c.deployed(before)
	if c.census == nil {
		return nil
	}
	if err := c.machines(before); err != nil {
		return fmt.Errorf("reading the previous snapshot: %w", err)
	}
	return nil
}

// earlier is a machine of the earlier tree.
type earlier struct {
	uint256.Int // its id
	counted
}

// before yields the machines of the earlier tree, up to the first error.
func (c *checker) before(yield func(earlier, error) bool) {
	n := 0
	for file := machinesFile; file != ""; {
		var machines []earlier
		next, sure := entriesIn(c.opts.Against, file, c.table.Generation, func(e *entry) bool {
			var m earlier
			ok := m.SetFromDecimal(string(e.id)) == nil
			m.counted = count(&m.Int, e.letter(), e.events)
			machines = append(machines, m)
			return ok
		})
		if !sure || next != "" && (len(machines) != endpoints.IndexSize || next != endpoints.Index(endpoints.MachinesIndex, n+len(machines))) {
			c.decodedBefore(n, yield)
			return
		}
		for _, m := range machines {
			if !yield(m, nil) {
				return
			}
		}
		n += len(machines)
		file = next
	}
}

// decodedBefore is before for an index that is written in another way, behind its
// first machines.
func (c *checker) decodedBefore(after int, yield func(earlier, error) bool) {
	for e, err := range answers.EachMachine(c.opts.Against) {
		if err != nil {
			yield(earlier{}, err)
			return
		}
		if after--; after >= 0 {
			continue
		}
		id := e.MachineID.Uint()
		if !yield(earlier{id, count(&id, []byte(e.MCR), e.EventCount)}, nil) {
			return
		}
	}
}

// machines looks for machines that were lost, lost events or have another
// letter, and holds the numbers against their limits. A machine that left by
// the chain's own record is not lost.
func (c *checker) machines(previous *answers.Snapshot) error {
	kept, lost := 0, 0
	var fewer []string
	for was, err := range c.before {
		if err != nil {
			return err
		}
		is := c.census.machine(&was.Int)
		switch {
		case is != nil:
		case c.census.left[was.Int]:
			c.report.Removed++
			continue
		default:
			c.report.moved(ErrAgainst, machinesFile, "machine %s is lost", was.Dec())
			continue
		}
		kept++
		if is.events < was.events {
			lost += was.events - is.events
			fewer = append(fewer, fmt.Sprintf("machine %s has %d and had %d", was.Dec(), is.events, was.events))
		}
		if is.letter != was.letter {
			c.report.Rerated++
		}
	}
	if lost > c.opts.MaxLostEvents {
		if len(fewer) > 3 {
			fewer = append(fewer[:3], "and so on")
		}
		c.report.moved(ErrLostEvents, machinesFile, "%d events are gone, %d may be: %s",
			lost, c.opts.MaxLostEvents, strings.Join(fewer, ", "))
	}
	if allowed := (kept*c.opts.MaxRerated + 99) / 100; c.report.Rerated > allowed {
		text := fmt.Sprintf("%d of %d machines have another letter than before, %d may have (%d %%)",
			c.report.Rerated, kept, allowed, c.opts.MaxRerated)
		if now := c.snapshot.Model; now != previous.Model {
			text += fmt.Sprintf("; the model is %s, and was %s", modelName(now), modelName(previous.Model))
		}
		c.report.moved(ErrRerated, machinesFile, "%s", text)
	}
	return nil
}

func modelName(m answers.SnapshotModel) string {
	return oneLine(fmt.Sprintf("%.40s with parameters %.12s", m.Name, m.ParametersHash))
}

// deployed notes what else is not as it was.
func (c *checker) deployed(before *answers.Snapshot) {
	now := c.snapshot
	was := map[string]string{}
	for _, contract := range before.Contracts {
		was[string(contract.Role)+" "+contract.Address] = implementation(contract)
	}
	for _, contract := range now.Contracts {
		role := oneLine(string(contract.Role))
		old, known := was[string(contract.Role)+" "+contract.Address]
		switch {
		case !known:
			c.report.note("%s is a new contract: %s", role, oneLine(contract.Address))
		case old != implementation(contract):
			c.report.note("%s has another implementation: %s, before %s", role, implementation(contract), old)
		}
	}
	if now.Model != before.Model {
		c.report.note("the model is %s, before %s", modelName(now.Model), modelName(before.Model))
	}
	if now.Tool != before.Tool {
		c.report.note("the tree was made by %.60q, the one before by %.60q", now.Tool, before.Tool)
	}
}

func implementation(c answers.SnapshotContract) string {
	if c.Implementation == nil {
		return "none"
	}
	return oneLine(*c.Implementation)
}

// gone are ids as a set.
func gone(ids []answers.ID) map[uint256.Int]bool {
	set := make(map[uint256.Int]bool, len(ids))
	for _, id := range ids {
		set[id.Uint()] = true
	}
	return set
}
