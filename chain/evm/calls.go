package evm

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain/rpc"
)

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

// Caller reads contracts at one block. It is safe for concurrent use once Prove
// is done.
type Caller struct {
	rpc   *rpc.Client
	block string // hex number

	mu     sync.Mutex
	routes []*route
	proven []proof
	tried  bool // whether the reader was
}

// proof is a call of a contract and what it answered directly.
type proof struct {
	call   Call
	answer Answer
}

// NewCaller gives a Caller for a block. A zero multicall is none: each call
// travels alone then, in JSON-RPC batches.
func NewCaller(client *rpc.Client, block uint64, multicall common.Address) *Caller {
	c := &Caller{rpc: client, block: hexutil.EncodeUint64(block)}
	if multicall != (common.Address{}) {
		c.routes = []*route{newReader(), newMulticall(multicall)}
	}
	return c
}

// Block is the block that is read at, as JSON-RPC wants it.
func (c *Caller) Block() string { return c.block }

// Aggregates reports whether a contract was proven to answer through
// Multicall3.
func (c *Caller) Aggregates(contract common.Address) bool {
	return len(c.routes) > 0 && c.routes[len(c.routes)-1].reads[contract]
}

// Prove adds to a batch what shows of each contract whether Multicall3 can
// read it, by the first of its samples. A contract without a sample is read by
// direct calls.
func (c *Caller) Prove(b *Batch, samples []Call) {
	if len(c.routes) == 0 {
		return
	}
	multicall := c.routes[len(c.routes)-1]
	for _, sample := range samples {
		if slices.ContainsFunc(c.proven, func(p proof) bool { return p.call.To == sample.To }) {
			continue
		}
		at := len(c.proven)
		c.proven = append(c.proven, proof{call: sample})
		b.Add(c.Eth(sample), func(result rpc.Result) (err error) {
			c.proven[at].answer, err = AnswerOf(result)
			return err
		})
		p := c.pack(multicall, []Call{sample}, []int{0})
		b.Add(p.call, func(rpc.Result) error {
			multicall.reads[sample.To] = len(p.answers) == 1 && agree(p.answers[0], c.proven[at].answer)
			return nil // whatever is wrong with it, the direct call is right
		})
	}
}

// proveReader shows, the first time that there is much to read, of which
// contracts the reader gives what direct calls gave. It travels alone: what an
// endpoint says of it is not about others.
func (c *Caller) proveReader(ctx context.Context, calls int) error {
	const much = 2 * packWeight
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.tried || len(c.proven) == 0 || calls < much {
		return nil
	}
	c.tried = true
	samples, indexes := make([]Call, len(c.proven)), make([]int, len(c.proven))
	for i := range c.proven {
		samples[i], indexes[i] = c.proven[i].call, i
	}
	p := c.pack(c.routes[0], samples, indexes)
	if _, err := c.rpc.Do(ctx, []rpc.Call{p.call}); err != nil {
		return err
	}
	for i := range p.answers {
		c.routes[0].reads[samples[i].To] = agree(p.answers[i], c.proven[i].answer)
	}
	return nil
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
	if err := c.proveReader(ctx, len(calls)); err != nil {
		return nil, err
	}
	answers := make([]Answer, len(calls))
	alone := make([]bool, len(calls)) // wants a direct call
	todo := make([]int, len(calls))
	for i := range todo {
		todo[i] = i
	}
	for len(todo) > 0 {
		var b Batch
		packs, direct := c.packs(calls, todo, alone)
		for _, p := range packs {
			b.Add(p.call, func(result rpc.Result) error {
				if result.Err != nil {
					p.answers = nil
				}
				return nil
			})
		}
		c.direct(&b, calls, direct, answers)
		if err := b.Do(ctx, c.rpc); err != nil {
			return nil, err
		}
		todo = c.deal(packs, calls, answers, alone)
	}
	return answers, nil
}

// packs puts the calls of some indexes into packs, each by the first route that
// takes it, and lists those that no route does.
func (c *Caller) packs(calls []Call, indexes []int, alone []bool) (packs []*pack, direct []int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.routes {
		var mine, others []int
		for _, i := range indexes {
			if !alone[i] && r.takes(&calls[i]) {
				mine = append(mine, i)
			} else {
				others = append(others, i)
			}
		}
		for chunk := range r.chunks(calls, mine) {
			packs = append(packs, c.pack(r, calls, chunk))
		}
		indexes = others
	}
	return packs, indexes
}

// deal hands out the answers of packs, and lists the calls that are to be asked
// again.
func (c *Caller) deal(packs []*pack, calls []Call, answers []Answer, alone []bool) (again []int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range packs {
		again = append(again, p.deal(calls, answers, alone)...)
	}
	return again
}

// direct adds an eth_call of its own for each i of indexes.
func (c *Caller) direct(b *Batch, calls []Call, indexes []int, answers []Answer) {
	for _, index := range indexes {
		b.Add(c.Eth(calls[index]), func(result rpc.Result) (err error) {
			answers[index], err = AnswerOf(result)
			if err != nil && result.Err != nil {
				answers[index], err = Answer{Refused: result.Err}, nil
			}
			return err
		})
	}
}

// Eth is a call as JSON-RPC.
func (c *Caller) Eth(call Call) rpc.Call {
	return c.eth(&call.To, call.Data, func(raw json.RawMessage) error {
		data, err := rpc.Hex(raw)
		if err != nil || call.Check == nil {
			return err
		}
		return call.Check(data)
	})
}

// eth is an eth_call, to no contract where to is nil.
func (c *Caller) eth(to *common.Address, data []byte, check func(json.RawMessage) error) rpc.Call {
	params := make([]byte, 0, len(`[{"to":"0x","data":"0x"},""]`)+40+2*len(data)+len(c.block))
	params = append(params, "[{"...)
	if to != nil {
		params = append(hex.AppendEncode(append(params, `"to":"0x`...), to[:]), `",`...)
	}
	params = hex.AppendEncode(append(params, `"data":"0x`...), data)
	params = append(append(append(params, `"},"`...), c.block...), `"]`...)
	return rpc.Call{Method: "eth_call", Encoded: params, NotNull: true, Check: check}
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
