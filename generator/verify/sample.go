package verify

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"slices"

	"github.com/holiman/uint256"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

// sample is some machines of a tree, by ascending id.
type sample struct {
	ids     []uint256.Int
	entries []answers.MachineEntry // of those that the tree has
}

// choose gives the machines to compare, nil for all of them: those that are
// named, or as many as are asked for out of those that the tree lists. These
// are the ones with the lowest hashes of block and id, which nobody knows
// before the block.
func choose(published fs.FS, s *answers.Snapshot, opts Options) (*sample, error) {
	if opts.Machines == nil && (opts.Sample == 0 || opts.Sample >= s.Counts.Machines) {
		return nil, nil
	}
	listed, err := answers.ReadMachines(published)
	if err != nil {
		return nil, err
	}
	chosen := &sample{ids: slices.Clone(opts.Machines)}
	if chosen.ids == nil {
		chosen.ids = draw(listed, s, min(opts.Sample, len(listed)))
	}
	slices.SortFunc(chosen.ids, func(a, b uint256.Int) int { return a.Cmp(&b) })
	chosen.ids = slices.Compact(chosen.ids)
	for _, entry := range listed {
		if chosen.has(entry.MachineID.Uint()) {
			chosen.entries = append(chosen.entries, entry)
		}
	}
	return chosen, nil
}

func draw(listed []answers.MachineEntry, s *answers.Snapshot, n int) []uint256.Int {
	type lot struct {
		hash [sha256.Size]byte
		id   uint256.Int
	}
	lots := make([]lot, len(listed))
	for i, entry := range listed {
		id := entry.MachineID.Uint()
		lots[i] = lot{sha256.Sum256(append(s.Block.Hash.Bytes(), id.PaddedBytes(32)...)), id}
	}
	slices.SortFunc(lots, func(a, b lot) int { return cmp.Or(bytes.Compare(a.hash[:], b.hash[:]), a.id.Cmp(&b.id)) })
	ids := make([]uint256.Int, n)
	for i := range ids {
		ids[i] = lots[i].id
	}
	return ids
}

func (s *sample) has(id uint256.Int) bool {
	_, found := slices.BinarySearchFunc(s.ids, id, func(a, b uint256.Int) int { return a.Cmp(&b) })
	return found
}

// promised lists the files that the tree promises of the sample. Outputs that
// the tree leaves out are no promise.
func (s *sample) promised(table *endpoints.Table, outputs []endpoints.Output) map[string]bool {
	paths := map[string]bool{}
	for family := range table.All() {
		switch family.Of {
		case endpoints.OfProfile, endpoints.OfToken, endpoints.OfMachine:
		default:
			continue
		}
		if family.Output != "" && !slices.Contains(outputs, family.Output) {
			continue
		}
		for i := range s.entries {
			if key, has := s.entries[i].Key(family.Of); has {
				paths[family.Path(key)] = true
			}
		}
	}
	return paths
}

// entries compares what the index of machines says of the sample.
func (c *comparison) entries(derived []answers.MachineEntry) error {
	published, given := map[uint256.Int]*answers.MachineEntry{}, map[uint256.Int]*answers.MachineEntry{}
	for i := range c.sample.entries {
		published[c.sample.entries[i].MachineID.Uint()] = &c.sample.entries[i]
	}
	for i := range derived {
		given[derived[i].MachineID.Uint()] = &derived[i]
	}
	for _, id := range c.sample.ids {
		got, want := published[id], given[id]
		switch {
		case got == nil && want == nil:
			return fmt.Errorf("neither the tree nor the chain has a machine %s", id.Dec())
		case got == nil:
			c.report.differ(machinesFile, "machine "+id.Dec()+" is not there, though the chain gives it")
			continue
		case want == nil:
			c.report.differ(machinesFile, "machine "+id.Dec()+" is there, the chain gives no such machine")
			continue
		}
		a, err := answers.Encode(got)
		if err != nil {
			return err
		}
		b, err := answers.Encode(want)
		if err != nil {
			return err
		}
		if text := difference(a, b); text != "" {
			c.report.differ(machinesFile, "machine "+id.Dec()+": "+text)
		}
	}
	return nil
}

const machinesFile = "index/machines.json"
