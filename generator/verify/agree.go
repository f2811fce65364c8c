package verify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/generator/answers"
)

// agree makes sure, before anything is read, that the node and the deployment
// are those of the snapshot.
func agree(ctx context.Context, s *answers.Snapshot, opts Options) error {
	d := opts.Deployment
	switch {
	case s.Schema != answers.Schema:
		return fmt.Errorf("the snapshot is of schema %d, and this program reads schema %d", s.Schema, answers.Schema)
	case d.ChainID != s.ChainID:
		return fmt.Errorf("%w: %s is chain %d, the snapshot is of chain %d", chain.ErrDeployment, d.Name, d.ChainID, s.ChainID)
	case d.Generation != s.Generation:
		return fmt.Errorf("%w: %s is of generation %s, the snapshot of %.10q", chain.ErrDeployment, d.Name, d.Generation, s.Generation)
	}
	// Multicall3 changes nothing that is read.
	named, published := map[string]bool{}, map[string]bool{}
	for _, c := range d.Listed() {
		if c.Role != chain.Multicall3 {
			named[c.Address.Hex()] = true
		}
	}
	for _, c := range s.Contracts {
		if c.Role != chain.Multicall3 {
			published[c.Address] = true
		}
	}
	if !maps.Equal(named, published) {
		return fmt.Errorf("%w: the contracts of %s are %v, the snapshot was read from %.60q", chain.ErrDeployment, d.Name,
			slices.Sorted(maps.Keys(named)), slices.Sorted(maps.Keys(published)))
	}
	reader, err := read.Open(ctx, opts.Client, d, read.Options{Block: blockName(s), Log: opts.Log})
	if err != nil {
		return err
	}
	block := reader.Block()
	if got := (answers.SnapshotBlock{Number: block.Number, Hash: block.Hash, Time: block.Time}); got != s.Block {
		return fmt.Errorf("block %d has the hash %s and the time %d on the chain, the snapshot says %s and %d",
			got.Number, got.Hash, got.Time, s.Block.Hash, s.Block.Time)
	}
	return nil
}

func blockName(s *answers.Snapshot) string { return strconv.FormatUint(s.Block.Number, 10) }
