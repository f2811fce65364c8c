package publish

import (
	"fmt"

	"mcrpress/generator/answers"
)

// follows fails where a tree may not take the place of the bucket's. Of a
// snapshot of an older schema the network, the chain and the block are known.
func follows(now, before *answers.Snapshot) error {
	switch {
	case before.Schema > answers.Schema:
		return fmt.Errorf("%w: its tree is of schema %d, and this program writes schema %d", ErrForeign, before.Schema, answers.Schema)
	case now.ChainID != before.ChainID:
		return fmt.Errorf("%w: its tree is of chain %d, and this one of chain %d", ErrForeign, before.ChainID, now.ChainID)
	case before.Schema == answers.Schema && now.Generation != before.Generation:
		return fmt.Errorf("%w: its tree is of generation %.10q, and this one of generation %q", ErrForeign, before.Generation, now.Generation)
	case now.Network != before.Network:
		return fmt.Errorf("%w: its tree is of network %.60q, and this one of %q", ErrForeign, before.Network, now.Network)
	case now.Block.Number < before.Block.Number:
		return fmt.Errorf("%w: it is of block %d, and the bucket's of block %d", ErrOlder, now.Block.Number, before.Block.Number)
	case now.Block.Number == before.Block.Number && now.Block.Hash != before.Block.Hash:
		return fmt.Errorf("%w: its block %d has the hash %s, and the bucket's %s", ErrOlder, now.Block.Number, now.Block.Hash, before.Block.Hash)
	}
	return nil
}
