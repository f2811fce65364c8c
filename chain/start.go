package chain

import (
	"context"
	"errors"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain/rpc"
)

// probesPerRound is how many blocks one round of the search for the first
// block looks at. Each round is one batch.
const probesPerRound = 15

// errNoHistory says that an endpoint does not know the state of old blocks.
var errNoHistory = errors.New("the endpoint has no state of old blocks")

// startBlock is the first block that can hold an event: the deployment's, else
// the first one with code at an event registry, else 0 where the endpoint does
// not know the code of old blocks.
func (r *Reader) startBlock(ctx context.Context) (uint64, error) {
	if r.deployment.StartBlock != 0 {
		return r.deployment.StartBlock, nil
	}
	first, err := r.firstCode(ctx)
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	if err != nil {
		r.log.Info("start_block is not known and cannot be found: reading all blocks", "reason", err)
		return 0, nil
	}
	r.log.Info("found the first block of the event registry: start_block in the deployment spares the search", "block", first)
	return first, nil
}

// firstCode finds the first block in which an event registry has code. There
// is code in the pinned block.
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
	return low, r.proveHistory(ctx, low-1)
}

// codeAt says of each block whether an event registry has code there.
func (r *Reader) codeAt(ctx context.Context, blocks []uint64) ([]bool, error) {
	found := make([]bool, len(blocks))
	var b batch
	for i, n := range blocks {
		for _, registry := range r.deployment.Contracts.EventRegistries {
			params := []any{common.Address(registry), hexutil.EncodeUint64(n)}
			b.add(rpc.Call{Method: "eth_getCode", Params: params, NotNull: true}, func(result rpc.Result) error {
				code, err := value[hexutil.Bytes](result)
				found[i] = found[i] || len(code) > 0
				return err
			})
		}
	}
	return found, b.do(ctx, r.rpc)
}

// proveHistory makes sure that "no code" in a block was no way of saying "no
// such state": some nodes answer reads of pruned state with nothing, but run
// no call on it.
func (r *Reader) proveHistory(ctx context.Context, block uint64) error {
	at := caller{block: hexutil.EncodeUint64(block)}
	var b batch
	for _, registry := range r.deployment.Contracts.EventRegistries {
		b.add(at.eth(call{common.Address(registry), callOf(machineExists)}), func(result rpc.Result) error {
			got, err := answerOf(result)
			if err == nil && (got.reverted || len(got.data) > 0) {
				err = errNoHistory
			}
			return err
		})
	}
	return b.do(ctx, r.rpc)
}
