package evm

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain"
	"mcrpress/chain/rpc"
)

// Batch is calls of any kinds that travel together, each with what takes its
// result.
type Batch struct {
	calls []rpc.Call
	take  []func(rpc.Result) error
}

// Add adds a call. take gets its result.
func (b *Batch) Add(call rpc.Call, take func(rpc.Result) error) {
	b.calls = append(b.calls, call)
	b.take = append(b.take, take)
}

// Do sends the calls and hands the results out in the order of the calls, up
// to the first that is not taken.
func (b *Batch) Do(ctx context.Context, client *rpc.Client) error {
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

// Value reads a result as JSON. What the node answered in place of a result is
// the error.
func Value[T any](result rpc.Result) (v T, err error) {
	if result.Err != nil {
		return v, result.Err
	}
	err = json.Unmarshal(result.Raw, &v)
	return v, err
}

// Decodes is a check of an answer: it must be the JSON of a T.
func Decodes[T any](raw json.RawMessage) error {
	return json.Unmarshal(raw, new(T))
}

// Hex reads a result that is 0x and the hex digits of bytes. What the node
// answered in place of a result is the error.
func Hex(result rpc.Result) ([]byte, error) {
	if result.Err != nil {
		return nil, result.Err
	}
	return rpc.Hex(result.Raw)
}

// Number adds a call that answers with a number.
func (b *Batch) Number(method string, n *uint64) {
	b.Add(rpc.Call{Method: method, NotNull: true, Check: Decodes[hexutil.Uint64]}, func(result rpc.Result) error {
		v, err := Value[hexutil.Uint64](result)
		*n = uint64(v)
		return err
	})
}

// Block adds the read of a block, by number or tag. Where the node has none,
// it must be tried again, or take is not called.
func (b *Batch) Block(ref string, must bool, take func(*chain.Block)) {
	check := func(raw json.RawMessage) error {
		_, err := parseBlock(raw, ref)
		return err
	}
	call := rpc.Call{Method: "eth_getBlockByNumber", Params: []any{ref, false}, NotNull: must, Check: check}
	b.Add(call, func(result rpc.Result) error {
		if result.Err != nil {
			return result.Err
		}
		block, err := parseBlock(result.Raw, ref)
		if err == nil && block != nil {
			take(block)
		}
		return err
	})
}

// parseBlock reads the part of a block that matters here, nil for null. It
// must be complete and the one that was asked for.
func parseBlock(raw json.RawMessage, ref string) (*chain.Block, error) {
	var header *struct {
		Number *hexutil.Uint64 `json:"number"`
		Hash   common.Hash     `json:"hash"`
		Time   *hexutil.Uint64 `json:"timestamp"`
	}
	if err := rpc.Unmarshal(raw, &header); err != nil || header == nil {
		return nil, err
	}
	if header.Number == nil || header.Time == nil || header.Hash == (common.Hash{}) {
		return nil, fmt.Errorf("block %s is no sealed block", ref)
	}
	if n, err := hexutil.DecodeUint64(ref); err == nil && n != uint64(*header.Number) {
		return nil, fmt.Errorf("block %d in place of block %d", uint64(*header.Number), n)
	}
	return &chain.Block{Number: uint64(*header.Number), Hash: header.Hash, Time: uint64(*header.Time)}, nil
}
