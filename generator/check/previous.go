package check

import (
	"encoding/json"
	"fmt"
	"io/fs"

	"github.com/holiman/uint256"

	"mcrpress/generator"
	"mcrpress/generator/tree"
)

// against holds the tree against an earlier one.
func (c *checker) against() error {
	if c.opts.Against == nil {
		return nil
	}
	before, machines, err := readPrevious(c.opts.Against)
	if err != nil {
		return fmt.Errorf("reading the previous snapshot: %w", err)
	}
	c.report.Previous = before
	now := c.snapshot
	switch {
	case now.ChainID != before.ChainID:
		c.report.problem(tree.Pointer, "chain %d, the previous snapshot is of chain %d", now.ChainID, before.ChainID)
		return nil
	case now.Block.Number < before.Block.Number:
		c.report.problem(tree.Pointer, "block %d is below the previous one, %d", now.Block.Number, before.Block.Number)
	case now.Block.Number == before.Block.Number && now.Block.Hash != before.Block.Hash:
		c.report.problem(tree.Pointer, "block %d has the hash %s, and had %s", now.Block.Number, now.Block.Hash, before.Block.Hash)
	}
	c.deployed(before)
	if c.fleet != nil {
		c.machines(machines)
	}
	return nil
}

func readPrevious(fsys fs.FS) (*generator.Snapshot, []generator.MachineEntry, error) {
	pointer, err := fs.ReadFile(fsys, tree.Pointer)
	if err != nil {
		return nil, nil, err
	}
	s, err := parseSnapshot(pointer)
	if err != nil {
		return nil, nil, err
	}
	data, err := fs.ReadFile(fsys, machinesFile)
	if err != nil {
		return nil, nil, err
	}
	var index generator.MachineIndex
	if err := json.Unmarshal(data, &index); err != nil {
		return nil, nil, fmt.Errorf("reading %s: %w", machinesFile, err)
	}
	return s, index.Machines, nil
}

// machines looks for machines that were lost, lost events or are rated
// otherwise, and holds the share of these against its limit.
func (c *checker) machines(before []generator.MachineEntry) {
	kept := 0
	for i := range before {
		was := &before[i]
		is := c.fleet.machines[uint256.Int(was.MachineID)]
		if is == nil {
			c.report.problem(machinesFile, "machine %s is lost", dec(was.MachineID))
			continue
		}
		kept++
		if is.Events < was.Events {
			c.report.problem(machinesFile, "machine %s has %d events and had %d", dec(was.MachineID), is.Events, was.Events)
		}
		if is.MCR != was.MCR {
			c.report.Rerated++
		}
	}
	if allowed := (kept*c.opts.MaxRerated + 99) / 100; c.report.Rerated > allowed {
		c.report.problem(machinesFile, "%d of %d machines are rated otherwise than before, %d may be (--max-rerated %d)",
			c.report.Rerated, kept, allowed, c.opts.MaxRerated)
	}
}

// deployed notes what else is not as it was.
func (c *checker) deployed(before *generator.Snapshot) {
	now := c.snapshot
	was := map[string]string{}
	for _, contract := range before.Contracts {
		was[contract.Role+" "+contract.Address] = implementation(contract)
	}
	for _, contract := range now.Contracts {
		old, known := was[contract.Role+" "+contract.Address]
		switch {
		case !known:
			c.report.note("%s is a new contract: %s", oneLine(contract.Role), oneLine(contract.Address))
		case old != implementation(contract):
			c.report.note("%s has another implementation: %s, before %s", oneLine(contract.Role), implementation(contract), old)
		}
	}
	if now.Model != before.Model {
		c.report.note("the model has other parameters: %.70q, before %.70q", now.Model.ParametersHash, before.Model.ParametersHash)
	}
	if now.Tool != before.Tool {
		c.report.note("the tree was made by %.60q, the one before by %.60q", now.Tool, before.Tool)
	}
}

func implementation(c generator.SnapshotContract) string {
	if c.Implementation == nil {
		return "none"
	}
	return oneLine(*c.Implementation)
}
