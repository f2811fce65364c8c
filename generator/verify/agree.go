package verify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"mcrpress/chain"
	"mcrpress/generator"
)

// agree makes sure, before anything is read, that the node and the deployment
// are those of the snapshot.
func agree(ctx context.Context, s *generator.Snapshot, opts Options) error {
	d := opts.Deployment
	if d.ChainID != s.ChainID {
		return fmt.Errorf("%w: %s is chain %d, the snapshot is of chain %d", chain.ErrDeployment, d.Name, d.ChainID, s.ChainID)
	}
	named, published := map[string]bool{}, map[string]bool{}
	for _, a := range addresses(&d) {
		named[a.String()] = true
	}
	for _, c := range s.Contracts {
		if c.Role != "multicall3" { // it changes nothing that is read
			published[c.Address] = true
		}
	}
	if !maps.Equal(named, published) {
		return fmt.Errorf("%w: the contracts of %s are %v, the snapshot was read from %.60q", chain.ErrDeployment, d.Name,
			slices.Sorted(maps.Keys(named)), slices.Sorted(maps.Keys(published)))
	}
	reader, err := chain.Open(ctx, opts.Client, d, chain.Options{Block: blockName(s), Log: opts.Log})
	if err != nil {
		return err
	}
	block := reader.Block()
	if got := (generator.SnapshotBlock{Number: block.Number, Hash: block.Hash, Time: block.Time}); got != s.Block {
		return fmt.Errorf("block %d has the hash %s and the time %d on the chain, the snapshot says %s and %d",
			got.Number, got.Hash, got.Time, s.Block.Hash, s.Block.Time)
	}
	return nil
}

func blockName(s *generator.Snapshot) string { return strconv.FormatUint(s.Block.Number, 10) }

// addresses are the contracts that a fleet is read from.
func addresses(d *chain.Deployment) []chain.Address {
	c := &d.Contracts
	list := append([]chain.Address{c.IdentityRegistry, c.IdentityStaking, c.MachineNFT, c.DIDRegistry}, c.EventRegistries...)
	if c.AdminFlags != nil {
		list = append(list, *c.AdminFlags)
	}
	return list
}
