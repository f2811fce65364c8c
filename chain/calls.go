package chain

import (
	"context"
	"fmt"
	"reflect"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain/rpc"
)

// callsPerAggregate bounds one aggregate3: more gains nothing and risks the
// gas and size limits of public endpoints.
const callsPerAggregate = 100

var aggregate3 = selector("aggregate3((address,bool,bytes)[])")

// call is one read of a contract.
type call struct {
	to   common.Address
	data []byte
}

// answer is what a contract answered: return data or, where it reverted, the
// reason it gave (empty where it gave none).
type answer struct {
	data     []byte
	reverted bool
	reason   string
}

// reverted is the answer of a call that reverted. A reason that is no text
// stays in hex.
func reverted(e *rpc.Error) answer {
	reason := e.Reason()
	if reason == "" && len(e.Data) > 0 {
		reason = hexutil.Encode(e.Data)
	}
	return answer{reverted: true, reason: reason}
}

// answerOf reads the result of an eth_call.
func answerOf(result rpc.Result) (answer, error) {
	if result.Err != nil && result.Err.IsRevert() {
		return reverted(result.Err), nil
	}
	data, err := value[hexutil.Bytes](result)
	return answer{data: data}, err
}

// caller reads contracts at one block, many calls in few round trips.
type caller struct {
	rpc       *rpc.Client
	block     string          // hex number
	multicall *common.Address // nil: JSON-RPC batches only
	size      int             // calls in one aggregate3; less where the endpoint wants less

	// aggregated says of a contract whether it answers Multicall3 as it
	// answers a direct call. Precompiles may refuse contracts as callers.
	aggregated map[common.Address]bool
}

// prove adds to a batch what shows of each contract whether Multicall3 can
// read it, by the first of its samples.
func (c *caller) prove(b *batch, samples []call) {
	if c.multicall == nil {
		return
	}
	proven := map[common.Address]bool{}
	for _, sample := range samples {
		if proven[sample.to] {
			continue
		}
		proven[sample.to] = true
		var straight answer
		b.add(c.eth(sample), func(result rpc.Result) (err error) {
			straight, err = answerOf(result)
			return err
		})
		b.add(c.eth(call{*c.multicall, encodeAggregate([]call{sample}, []int{0})}), func(result rpc.Result) error {
			through, err := decodeAggregate(result, 1)
			c.aggregated[sample.to] = err == nil && reflect.DeepEqual(through[0], straight)
			return nil // whatever is wrong with it, the direct call is right
		})
	}
}

// all answers calls in their order.
func (c *caller) all(ctx context.Context, calls []call) ([]answer, error) {
	answers := make([]answer, len(calls))
	var grouped, single []int
	for i := range calls {
		if c.aggregated[calls[i].to] {
			grouped = append(grouped, i)
		} else {
			single = append(single, i)
		}
	}
	doubtful, err := c.aggregate(ctx, calls, grouped, answers)
	if err != nil {
		return nil, err
	}
	return answers, c.direct(ctx, calls, append(single, doubtful...), answers)
}

// aggregate answers calls[i] for each i of indexes through Multicall3. It
// returns the indexes that want a direct call: a call that failed without a
// word may have run out of the gas it shared with others. Where an aggregate
// fails as a whole, all become smaller from then on.
func (c *caller) aggregate(ctx context.Context, calls []call, indexes []int, answers []answer) (doubtful []int, err error) {
	for len(indexes) > 0 {
		var again []int
		var b batch
		size := c.size
		for start := 0; start < len(indexes); start += size {
			chunk := indexes[start:min(start+size, len(indexes))]
			b.add(c.eth(call{*c.multicall, encodeAggregate(calls, chunk)}), func(result rpc.Result) error {
				returned, err := decodeAggregate(result, len(chunk))
				switch {
				case err == nil:
					doubtful = append(doubtful, deal(returned, chunk, answers)...)
				case len(chunk) == 1:
					doubtful = append(doubtful, chunk...)
				default:
					c.size = max(1, min(c.size, len(chunk)/2))
					again = append(again, chunk...)
				}
				return nil
			})
		}
		if err := b.do(ctx, c.rpc); err != nil {
			return nil, err
		}
		indexes = again
	}
	return doubtful, nil
}

// deal gives each call of a chunk its answer, and lists those that failed
// without a word.
func deal(returned []answer, chunk []int, answers []answer) (silent []int) {
	for i, index := range chunk {
		answers[index] = returned[i]
		if returned[i].reverted && returned[i].reason == "" {
			silent = append(silent, index)
		}
	}
	return silent
}

// direct answers calls[i] for each i of indexes by an eth_call of its own.
func (c *caller) direct(ctx context.Context, calls []call, indexes []int, answers []answer) error {
	var b batch
	for _, index := range indexes {
		b.add(c.eth(calls[index]), func(result rpc.Result) (err error) {
			if answers[index], err = answerOf(result); err != nil {
				err = fmt.Errorf("%s at block %s: %w", calls[index].to, c.block, err)
			}
			return err
		})
	}
	return b.do(ctx, c.rpc)
}

func (c *caller) eth(call call) rpc.Call {
	args := map[string]any{"to": call.to, "data": hexutil.Bytes(call.data)}
	return rpc.Call{Method: "eth_call", Params: []any{args, c.block}, NotNull: true}
}

// encodeAggregate encodes aggregate3 of calls[i] for each i of indexes, each
// allowed to fail.
func encodeAggregate(calls []call, indexes []int) []byte {
	data := callOf(aggregate3, uintWord(32), uintWord(uint64(len(indexes))))
	offset := 32 * len(indexes)
	for _, i := range indexes {
		word := uintWord(uint64(offset))
		data = append(data, word[:]...)
		length := len(calls[i].data)
		offset += 4*32 + length + pad(length)
	}
	for _, i := range indexes {
		for _, word := range [][32]byte{addressWord(calls[i].to), uintWord(1), uintWord(96)} {
			data = append(data, word[:]...)
		}
		data = appendBytes(data, calls[i].data)
	}
	return data
}

// decodeAggregate decodes what aggregate3 returned for n calls.
func decodeAggregate(result rpc.Result, n int) ([]answer, error) {
	data, err := value[hexutil.Bytes](result)
	if err != nil {
		return nil, err
	}
	list, err := words(data).tail(0)
	if err != nil {
		return nil, err
	}
	if count, err := list.uint64(0); err != nil || count != uint64(n) {
		return nil, errABI
	}
	answers := make([]answer, n)
	for i := range answers {
		if answers[i], err = decodeOutcome(list[32:], i); err != nil {
			return nil, err
		}
	}
	return answers, nil
}

// decodeOutcome decodes the i-th tuple (bool success, bytes returnData).
func decodeOutcome(list words, i int) (answer, error) {
	tuple, err := list.tail(i)
	if err != nil {
		return answer{}, err
	}
	success, err := tuple.bool(0)
	if err != nil {
		return answer{}, err
	}
	data, _, err := tuple.bytes(1)
	if err != nil {
		return answer{}, err
	}
	if !success {
		return reverted(&rpc.Error{Data: data}), nil
	}
	return answer{data: data}, nil
}
