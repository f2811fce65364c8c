package read

import (
	"context"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain"
	"mcrpress/chain/evm"
	"mcrpress/chain/rpc"
)

// probesPerRound is how many blocks one round of the search for the first
// block looks at. Each round is one batch.
const probesPerRound = 15

// errNoHistory says that an endpoint does not know the state of old blocks.
var errNoHistory = errors.New("the endpoint has no state of old blocks: use an archive endpoint")

// startBlock is the first block that can hold a machine or an event: the
// deployment's, else the first one with code at any of its contracts, else 0
// where the endpoint does not know the code of old blocks.
func (r *Reader) startBlock(ctx context.Context) (uint64, error) {
	if r.deployment.StartBlock != 0 {
		return r.deployment.StartBlock, nil
	}
	first, err := r.firstCode(ctx)
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	if err != nil {
		first = 0
		r.log.Warn("start_block is not known and cannot be found: reading the logs of all blocks", "reason", err)
	} else {
		r.log.Info("found the first block of the contracts: start_block in the deployment spares the search", "block", first)
	}
	r.deployment.StartBlock = max(first, 1) // the genesis block has no logs
	return r.deployment.StartBlock, nil
}

// firstCode finds the first block in which a contract of the deployment has
// code. There is code in the pinned block.
func (r *Reader) firstCode(ctx context.Context) (uint64, error) {
	low, high := uint64(0), r.block.Number // the first block lies in [low, high]
	for low < high {
		var blocks []uint64
		step := max(1, (high-low)/(probesPerRound+1))
		for n := low; n < high && len(blocks) < probesPerRound; n += step {
			blocks = append(blocks, n)
		}
		found, err := r.codeAt(ctx, blocks)
		if err != nil {
			return 0, err
		}
		for i, n := range blocks {
			if found[i] {
				high = n
				break
			}
			low = n + 1
		}
	}
	if low == 0 {
		return 0, nil
	}
	if err := r.proveHistory(ctx, low-1); err != nil {
		return 0, err
	}
	return low, nil
}

// born lists the contracts that came with the deployment: Multicall3 and
// precompiles are older.
func (r *Reader) born() (list []chain.Contract) {
	for _, contract := range r.deployment.Listed() {
		if contract.Role != chain.Multicall3 && !precompile(contract.Address) {
			list = append(list, contract)
		}
	}
	return list
}

// codeAt says of each block whether a contract of the deployment has code
// there.
func (r *Reader) codeAt(ctx context.Context, blocks []uint64) ([]bool, error) {
	found := make([]bool, len(blocks))
	var b evm.Batch
	for i, n := range blocks {
		for _, contract := range r.born() {
			b.Add(r.codeCall(contract.Address, hexutil.EncodeUint64(n)), func(result rpc.Result) error {
				code, err := evm.Value[hexutil.Bytes](result)
				found[i] = found[i] || len(code) > 0
				return err
			})
		}
	}
	if err := b.Do(ctx, r.rpc); err != nil {
		return nil, fmt.Errorf("%w: %w", errNoHistory, err)
	}
	return found, nil
}

// proveHistory makes sure that "no code" in a block was no way of saying "no
// such state": some nodes answer reads of pruned state with nothing, but run
// no call on it.
func (r *Reader) proveHistory(ctx context.Context, block uint64) error {
	at := evm.NewCaller(r.rpc, block, r.contract(chain.Multicall3))
	var b evm.Batch
	for _, registry := range r.registries() {
		call := totalEventCount.at(registry)
		call.Check = nil // nothing is what is hoped for
		b.Add(at.Eth(call), func(result rpc.Result) error {
			got, err := evm.AnswerOf(result)
			if err != nil || got.Reverted || len(got.Data) > 0 {
				return errNoHistory
			}
			return nil
		})
	}
	return b.Do(ctx, r.rpc)
}
