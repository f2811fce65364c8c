package read

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain"
	"mcrpress/chain/evm"
	"mcrpress/chain/rpc"
)

// errReorganised ends a run whose pinned block left the chain.
var errReorganised = errors.New(
	"the chain was reorganised below the pinned block while it was read: run again, or pin a finalized block")

// pin resolves a block of the deployment's chain and holds every endpoint to
// it.
func pin(ctx context.Context, client *rpc.Client, d *chain.Deployment, ref string) (chain.Block, error) {
	tag, height, err := blockTag(ref)
	if err != nil {
		return chain.Block{}, err
	}
	id, block, err := identify(ctx, client, tag, false)
	if err == nil && (id != d.ChainID || block == nil) {
		// Another endpoint may be on the right chain, or have the block.
		client.Use(rpc.Pin{ChainID: d.ChainID, Block: height})
		if _, block, err = identify(ctx, client, tag, true); err != nil {
			return chain.Block{}, misfit(d, id, ref, err)
		}
	}
	if err != nil {
		return chain.Block{}, err
	}
	client.Use(rpc.Pin{ChainID: d.ChainID, Block: block.Number, Hash: block.Hash})
	return *block, nil
}

// misfit says what is wrong where no endpoint is on the right chain or has the
// block.
func misfit(d *chain.Deployment, id uint64, ref string, err error) error {
	if id != d.ChainID {
		return fmt.Errorf("%w: the endpoint is on chain %d, network %s is chain %d: %w",
			chain.ErrDeployment, id, d.Name, d.ChainID, err)
	}
	return fmt.Errorf("%w: the chain has no block %s: %w", chain.ErrDeployment, ref, err)
}

// identify reads the chain id and a block. An endpoint that must have the
// block is tried again where it has not.
func identify(
	ctx context.Context, client *rpc.Client, tag string, must bool,
) (id uint64, block *chain.Block, err error) {
	var b evm.Batch
	b.Number("eth_chainId", &id)
	b.Block(tag, must, func(got *chain.Block) { block = got })
	err = b.Do(ctx, client)
	return id, block, err
}

// blockTag gives finalized, latest or a decimal number as JSON-RPC wants it,
// and the number, 0 for a tag.
func blockTag(ref string) (tag string, number uint64, err error) {
	if n, err := strconv.ParseUint(ref, 10, 64); err == nil {
		return hexutil.EncodeUint64(n), n, nil
	}
	if ref != "finalized" && ref != "latest" {
		return "", 0, fmt.Errorf("%w: block is %q: use finalized, latest or a number", chain.ErrDeployment, ref)
	}
	return ref, 0, nil
}

// checkPinned reads the pinned block again.
func (r *Reader) checkPinned(ctx context.Context) error {
	var now *chain.Block
	var b evm.Batch
	b.Block(r.calls.Block(), true, func(block *chain.Block) { now = block })
	if err := b.Do(ctx, r.rpc); err != nil {
		return err
	}
	if *now != r.block {
		return errReorganised
	}
	return nil
}

// resume brings the store to the chain that the node has: heads that left it
// are forgotten. newest is the block of the store's newest head as the chain
// has it, nil where it has none.
func (r *Reader) resume(ctx context.Context, store Store, newest *chain.Block) error {
	heads := store.Heads()
	if len(heads) > 0 && (newest == nil || newest.Hash != heads[0].Hash) {
		if err := r.rollBack(ctx, store, heads); err != nil {
			return err
		}
		heads = store.Heads()
	}
	if len(heads) > 0 && heads[0].Number >= r.block.Number {
		return nil
	}
	return store.Begin(r.block)
}

// rollBack takes the store back to the newest head that is on the chain.
func (r *Reader) rollBack(ctx context.Context, store Store, heads []chain.Block) error {
	onChain := make([]*chain.Block, len(heads))
	var b evm.Batch
	for i, head := range heads {
		must := head.Number <= r.block.Number
		b.Block(hexutil.EncodeUint64(head.Number), must, func(block *chain.Block) { onChain[i] = block })
	}
	if err := b.Do(ctx, r.rpc); err != nil {
		return err
	}
	for i, head := range heads {
		if onChain[i] != nil && onChain[i].Hash == head.Hash {
			r.log.Warn("the chain was reorganised: reading again what was read since", "block", head.Number)
			return store.Rollback(head.Number)
		}
	}
	r.log.Warn("the chain was reorganised: reading everything again", "block", heads[0].Number)
	return store.Rollback(0)
}
