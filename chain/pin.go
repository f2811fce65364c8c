package chain

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain/rpc"
)

// errReorganised ends a run whose pinned block left the chain.
var errReorganised = errors.New("the chain was reorganised below the pinned block while it was read: run again, or pin a finalized block")

// pin resolves a block of the deployment's chain and holds every endpoint to
// it.
func pin(ctx context.Context, client *rpc.Client, d *Deployment, ref string) (Block, error) {
	tag, height, err := blockTag(ref)
	if err != nil {
		return Block{}, err
	}
	id, block, err := identify(ctx, client, tag, false)
	if err == nil && (id != d.ChainID || block == nil) {
		// Another endpoint may be on the right chain, or have the block.
		client.Use(rpc.Pin{ChainID: d.ChainID, Block: height})
		if _, block, err = identify(ctx, client, tag, true); err != nil {
			return Block{}, misfit(d, id, ref, err)
		}
	}
	if err != nil {
		return Block{}, err
	}
	client.Use(rpc.Pin{ChainID: d.ChainID, Block: block.Number, Hash: block.Hash})
	return *block, nil
}

// misfit says what the operator can do where no endpoint is on the right chain
// or has the block.
func misfit(d *Deployment, id uint64, ref string, err error) error {
	if id != d.ChainID {
		return fmt.Errorf("%w: --rpc is on chain %d, --network %s is chain %d: change one of them: %w", ErrDeployment, id, d.Name, d.ChainID, err)
	}
	return fmt.Errorf("%w: the chain has no block %s: choose another --block: %w", ErrDeployment, ref, err)
}

// identify reads the chain id and a block. An endpoint that must have the
// block is tried again where it has not.
func identify(ctx context.Context, client *rpc.Client, tag string, must bool) (id uint64, block *Block, err error) {
	var b batch
	b.number("eth_chainId", &id)
	b.block(tag, must, func(got *Block) { block = got })
	err = b.do(ctx, client)
	return id, block, err
}

// blockTag gives finalized, latest or a decimal number as JSON-RPC wants it,
// and the number, 0 for a tag.
func blockTag(ref string) (tag string, number uint64, err error) {
	if n, err := strconv.ParseUint(ref, 10, 64); err == nil {
		return hexutil.EncodeUint64(n), n, nil
	}
	if ref != "finalized" && ref != "latest" {
		return "", 0, fmt.Errorf("%w: --block is %q: use finalized, latest or a number", ErrDeployment, ref)
	}
	return ref, 0, nil
}
