package chain

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain/rpc"
)

// batch is calls of any kinds that travel together, each with what takes its
// result.
type batch struct {
	calls []rpc.Call
	take  []func(rpc.Result) error
}

func (b *batch) add(call rpc.Call, take func(rpc.Result) error) {
	b.calls = append(b.calls, call)
	b.take = append(b.take, take)
}

// do sends the calls and hands the results out in the order of the calls, up
// to the first that is not taken.
func (b *batch) do(ctx context.Context, client *rpc.Client) error {
	results, err := client.Do(ctx, b.calls)
	if err != nil {
		return err
	}
	for i, take := range b.take {
		if err := take(results[i]); err != nil {
			return fmt.Errorf("%s: %w", b.calls[i].Method, err)
		}
	}
	return nil
}

// value reads a result as JSON. What the node answered in place of a result is
// the error.
func value[T any](result rpc.Result) (v T, err error) {
	if result.Err != nil {
		return v, result.Err
	}
	err = json.Unmarshal(result.Raw, &v)
	return v, err
}

// number adds a call that answers with a number.
func (b *batch) number(method string, n *uint64) {
	b.add(rpc.Call{Method: method, NotNull: true}, func(result rpc.Result) error {
		v, err := value[hexutil.Uint64](result)
		*n = uint64(v)
		return err
	})
}

// block adds the read of a block, by number or tag. Where the node has none,
// it must be tried again, or take is not called.
func (b *batch) block(ref string, must bool, take func(*Block)) {
	b.add(rpc.Call{Method: "eth_getBlockByNumber", Params: []any{ref, false}, NotNull: must}, func(result rpc.Result) error {
		header, err := value[*headerJSON](result)
		if err != nil || header == nil {
			return err
		}
		block, err := header.block(ref)
		take(block)
		return err
	})
}

// headerJSON is the part of a block that matters here.
type headerJSON struct {
	Number *hexutil.Uint64 `json:"number"`
	Hash   common.Hash     `json:"hash"`
	Time   hexutil.Uint64  `json:"timestamp"`
}

// block checks that the header is complete and the one that was asked for.
func (h *headerJSON) block(ref string) (*Block, error) {
	if h.Number == nil || h.Hash == (common.Hash{}) {
		return nil, fmt.Errorf("block %s is no sealed block", ref)
	}
	if n, err := hexutil.DecodeUint64(ref); err == nil && n != uint64(*h.Number) {
		return nil, fmt.Errorf("block %d in place of block %d", uint64(*h.Number), n)
	}
	return &Block{uint64(*h.Number), h.Hash, uint64(h.Time)}, nil
}
