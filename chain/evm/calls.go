package evm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain/rpc"
)

// aggregateWeight bounds one aggregate3: more gains nothing and risks the gas
// and size limits of public endpoints.
const aggregateWeight = 400

var aggregate3 = SelectorOf("aggregate3((address,bool,bytes)[])")

// Call is one read of a contract.
type Call struct {
	To   common.Address
	Data []byte
	// Weight is about how many words long an answer is, in units of a small
	// view's. 0 is 1.
	Weight int
	// Check says whether returned data can be an answer. Data that it refuses
	// is asked for again, at another endpoint first. Nil takes any.
	Check func(data []byte) error
}

func (c *Call) weight() int { return max(1, c.Weight) }

// Answer is what a contract answered: return data or, where it reverted, the
// reason it gave.
type Answer struct {
	Data     []byte
	Reverted bool
	Reason   string // text, or the revert data in hex; empty where there is none
	Payload  []byte // revert data, where the node passes it on
	// Refused is what a node said that ran the call to no end: it asks for too
	// much. Only Try gives such answers.
	Refused error
}

// Is reports whether the call reverted with a custom error.
func (a *Answer) Is(custom Selector) bool { return a.Reverted && bytes.HasPrefix(a.Payload, custom[:]) }

// Err is nil for an answer with data, else an error that says why there is
// none.
func (a *Answer) Err() error {
	switch {
	case a.Refused != nil:
		return a.Refused
	case a.Reverted && a.Reason == "":
		return errors.New("reverted without a reason")
	case a.Reverted:
		return fmt.Errorf("reverted: %q", a.Reason)
	}
	return nil
}

// reverted is the answer of a call that reverted.
func reverted(e *rpc.Error) Answer {
	reason := e.Reason()
	if reason == "" && len(e.Data) > 0 {
		reason = hexutil.Encode(e.Data)
	}
	return Answer{Reverted: true, Reason: reason, Payload: e.Data}
}

// AnswerOf reads the result of an eth_call. What is neither data nor a revert
// is an error.
func AnswerOf(result rpc.Result) (Answer, error) {
	if result.Err != nil && result.Err.IsRevert() {
		return reverted(result.Err), nil
	}
	data, err := Hex(result)
	return Answer{Data: data}, err
}

// Caller reads contracts at one block. It is for one goroutine.
type Caller struct {
	rpc       *rpc.Client
	block     string          // hex number
	multicall *common.Address // nil: JSON-RPC batches only
	weight    int             // of one aggregate3; less where the endpoint wants less

	// aggregated says of a contract whether it answers Multicall3 as it
	// answers a direct call. Precompiles may refuse contracts as callers.
	aggregated map[common.Address]bool
}

// NewCaller gives a Caller for a block. A zero multicall is none.
func NewCaller(client *rpc.Client, block uint64, multicall common.Address) *Caller {
	c := &Caller{
		rpc:        client,
		block:      hexutil.EncodeUint64(block),
		weight:     aggregateWeight,
		aggregated: map[common.Address]bool{},
	}
	if multicall != (common.Address{}) {
		c.multicall = &multicall
	}
	return c
}

// Block is the block that is read at, as JSON-RPC wants it.
func (c *Caller) Block() string { return c.block }

// Aggregates reports whether a contract was proven to answer through
// Multicall3.
func (c *Caller) Aggregates(contract common.Address) bool { return c.aggregated[contract] }

// Prove adds to a batch what shows of each contract whether Multicall3 can
// read it, by the first of its samples. A contract without a sample is read by
// direct calls.
func (c *Caller) Prove(b *Batch, samples []Call) {
	if c.multicall == nil {
		return
	}
	proven := map[common.Address]bool{}
	for _, sample := range samples {
		if proven[sample.To] {
			continue
		}
		proven[sample.To] = true
		var straight Answer
		b.Add(c.Eth(sample), func(result rpc.Result) (err error) {
			straight, err = AnswerOf(result)
			return err
		})
		b.Add(c.Eth(Call{To: *c.multicall, Data: encodeAggregate([]Call{sample}, []int{0})}), func(result rpc.Result) error {
			through, err := decodeAggregate(result, 1)
			c.aggregated[sample.To] = err == nil && agree(through[0], straight)
			return nil // whatever is wrong with it, the direct call is right
		})
	}
}

// agree reports whether two answers are the same. A node may word a revert in
// a message and leave its data out.
func agree(a, b Answer) bool {
	a.Payload, b.Payload = nil, nil
	return reflect.DeepEqual(a, b)
}

// All answers calls in their order.
func (c *Caller) All(ctx context.Context, calls []Call) ([]Answer, error) {
	answers, err := c.Try(ctx, calls)
	if err != nil {
		return nil, err
	}
	for i := range answers {
		if answers[i].Refused != nil {
			return nil, fmt.Errorf("eth_call of %s at block %s: %w", calls[i].To, c.block, answers[i].Refused)
		}
	}
	return answers, nil
}

// Try answers calls in their order. A call that the node refuses has an Answer
// that says so.
func (c *Caller) Try(ctx context.Context, calls []Call) ([]Answer, error) {
	answers := make([]Answer, len(calls))
	var grouped, single []int
	for i := range calls {
		if c.aggregated[calls[i].To] {
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
// word may have run out of the gas that it shared with others, and data that
// its Check refuses has to come from somewhere else. Where an aggregate fails
// as a whole, all become smaller from then on.
func (c *Caller) aggregate(
	ctx context.Context, calls []Call, indexes []int, answers []Answer,
) (doubtful []int, err error) {
	for len(indexes) > 0 {
		var again []int
		var b Batch
		for chunk := range c.chunks(calls, indexes) {
			b.Add(c.Eth(Call{To: *c.multicall, Data: encodeAggregate(calls, chunk)}), func(result rpc.Result) error {
				returned, err := decodeAggregate(result, len(chunk))
				switch {
				case err == nil:
					doubtful = append(doubtful, deal(returned, calls, chunk, answers)...)
				case len(chunk) == 1:
					doubtful = append(doubtful, chunk...)
				default:
					c.weight = max(1, min(c.weight, weigh(calls, chunk)/2))
					again = append(again, chunk...)
				}
				return nil
			})
		}
		if err := b.Do(ctx, c.rpc); err != nil {
			return nil, err
		}
		indexes = again
	}
	return doubtful, nil
}

// chunks cuts indexes into runs of at most the weight of one aggregate, and of
// at least one call.
func (c *Caller) chunks(calls []Call, indexes []int) func(yield func([]int) bool) {
	return func(yield func([]int) bool) {
		for len(indexes) > 0 {
			n, weight := 1, calls[indexes[0]].weight()
			for n < len(indexes) && weight+calls[indexes[n]].weight() <= c.weight {
				weight += calls[indexes[n]].weight()
				n++
			}
			if !yield(indexes[:n:n]) {
				return
			}
			indexes = indexes[n:]
		}
	}
}

func weigh(calls []Call, indexes []int) (total int) {
	for _, i := range indexes {
		total += calls[i].weight()
	}
	return total
}

// deal gives each call of a chunk its answer, and lists those that want a
// direct call.
func deal(returned []Answer, calls []Call, chunk []int, answers []Answer) (doubtful []int) {
	for i, index := range chunk {
		a, check := returned[i], calls[index].Check
		answers[index] = a
		if a.Reverted && a.Reason == "" || !a.Reverted && check != nil && check(a.Data) != nil {
			doubtful = append(doubtful, index)
		}
	}
	return doubtful
}

// direct answers calls[i] for each i of indexes by an eth_call of its own.
func (c *Caller) direct(ctx context.Context, calls []Call, indexes []int, answers []Answer) error {
	var b Batch
	for _, index := range indexes {
		b.Add(c.Eth(calls[index]), func(result rpc.Result) (err error) {
			answers[index], err = AnswerOf(result)
			if err != nil && result.Err != nil {
				answers[index], err = Answer{Refused: result.Err}, nil
			}
			return err
		})
	}
	return b.Do(ctx, c.rpc)
}

// Eth is a call as JSON-RPC.
func (c *Caller) Eth(call Call) rpc.Call {
	args := map[string]any{"to": call.To, "data": hexutil.Encode(call.Data)}
	check := func(raw json.RawMessage) error {
		data, err := unhex(raw)
		if err != nil || call.Check == nil {
			return err
		}
		return call.Check(data)
	}
	return rpc.Call{Method: "eth_call", Params: []any{args, c.block}, NotNull: true, Check: check}
}

// Insist gives up a check that refuses the same data three times: then it is
// what the contract says, whatever that means.
func Insist(check func([]byte) error) func([]byte) error {
	const enough = 3
	var mu sync.Mutex
	var last []byte
	var times int
	return func(data []byte) error {
		err := check(data)
		if err == nil {
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		if times == 0 || !bytes.Equal(last, data) {
			last, times = bytes.Clone(data), 0
		}
		if times++; times >= enough {
			return nil
		}
		return err
	}
}

// encodeAggregate encodes aggregate3 of calls[i] for each i of indexes, each
// allowed to fail. What is called stands there without the zeros that fill up
// its last word: contracts follow offsets, and need no word to begin where one
// ends. That is an eighth of all that is sent.
func encodeAggregate(calls []Call, indexes []int) []byte {
	const head = 4 * 32
	size := 4 + 64
	for _, i := range indexes {
		size += 32 + head + len(calls[i].Data)
	}
	data := append(make([]byte, 0, size), aggregate3.Encode(Uint(32), Uint(uint64(len(indexes))))...)
	offset := 32 * len(indexes)
	for _, i := range indexes {
		word := Uint(uint64(offset))
		data = append(data, word[:]...)
		offset += head + len(calls[i].Data)
	}
	for _, i := range indexes {
		for _, word := range [][32]byte{Address(calls[i].To), Uint(1), Uint(96), Uint(uint64(len(calls[i].Data)))} {
			data = append(data, word[:]...)
		}
		data = append(data, calls[i].Data...)
	}
	return data
}

// decodeAggregate decodes what aggregate3 returned for n calls.
func decodeAggregate(result rpc.Result, n int) ([]Answer, error) {
	data, err := Hex(result)
	if err != nil {
		return nil, err
	}
	count, list, err := Words(data).List(0)
	if err != nil {
		return nil, err
	}
	if count != n {
		return nil, ErrABI
	}
	answers := make([]Answer, n)
	for i := range answers {
		if answers[i], err = decodeOutcome(list, i); err != nil {
			return nil, err
		}
	}
	return answers, nil
}

// decodeOutcome decodes the i-th tuple (bool success, bytes returnData).
func decodeOutcome(list Words, i int) (Answer, error) {
	tuple, err := list.Tail(i)
	if err != nil {
		return Answer{}, err
	}
	success, err := tuple.Bool(0)
	if err != nil {
		return Answer{}, err
	}
	data, err := tuple.Bytes(1)
	if err != nil {
		return Answer{}, err
	}
	if !success {
		return reverted(&rpc.Error{Data: data}), nil
	}
	return Answer{Data: data}, nil
}
