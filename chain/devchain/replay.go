package devchain

import (
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
)

// Genesis is what stands on the chain before its first block. With Blocks it
// is all that another node needs to make the same chain.
func (c *Chain) Genesis() *core.Genesis { return c.genesis }

// Blocks lists the blocks behind the genesis block.
func (c *Chain) Blocks() []*types.Block { return c.blocks }
