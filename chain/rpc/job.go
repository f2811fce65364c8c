package rpc

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// job is one Do: its calls, and the results as they come in. Each index is
// worked on by one goroutine, so the results need no lock.
type job struct {
	client  *Client
	calls   []message
	results []Result
	// refusedBy lists the endpoints that refused a call in a way of their own.
	refusedBy [][]*endpoint

	mu   sync.Mutex
	todo []int // indexes of the calls that no worker has taken
	left int   // bytes of them
}

// message is an encoded call.
type message struct {
	method      string
	params      json.RawMessage
	notNull     bool
	dispensable bool
	check       func(json.RawMessage) error
}

func (m message) bytes() int {
	const envelope = len(`{"jsonrpc":"2.0","id":1000000000,"method":"","params":},`)
	return envelope + len(m.method) + len(m.params)
}

func (c *Client) newJob(calls []Call) (*job, error) {
	j := &job{
		client:    c,
		calls:     make([]message, len(calls)),
		results:   make([]Result, len(calls)),
		refusedBy: make([][]*endpoint, len(calls)),
	}
	for i, call := range calls {
		params, err := call.params()
		if err != nil {
			return nil, fmt.Errorf("encoding %s: %w", call.Method, err)
		}
		j.calls[i] = message{call.Method, params, call.NotNull, call.Dispensable, call.Check}
		j.todo = append(j.todo, i)
		j.left += j.calls[i].bytes()
	}
	return j, nil
}

func (c *Call) params() (json.RawMessage, error) {
	switch {
	case c.Encoded != nil:
		return c.Encoded, nil
	case c.Params == nil:
		return json.RawMessage("[]"), nil
	}
	return json.Marshal(c.Params)
}

// work fetches calls until none is left.
func (j *job) work(ctx context.Context) error {
	for {
		todo := j.take()
		if len(todo) == 0 {
			return nil
		}
		if err := j.fetch(ctx, todo); err != nil {
			return err
		}
	}
}

// leastShare is how many bytes of calls are not worth two requests.
const leastShare = 500_000

// take gives as many calls as fit into one request now. What is left is shared
// among the requests that may be in flight: the node answers one while another
// one's answer is read.
func (j *job) take() []int {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.todo) == 0 {
		return nil
	}
	n := j.client.current().fit(j.calls, j.todo, max(leastShare, j.left/j.client.opts.Concurrency))
	todo := slices.Clip(j.todo[:n])
	j.todo = j.todo[n:]
	j.left -= j.size(todo)
	return todo
}

// fetch gets an answer to every call of todo. The attempts and the waits start
// anew whenever a part of them was answered.
func (j *job) fetch(ctx context.Context, todo []int) error {
	o := j.client.opts
	for len(todo) > 0 {
		left, err := backoff.Retry(ctx, func() ([]int, error) { return j.attempt(ctx, todo) },
			backoff.WithBackOff(o.Backoff()),
			backoff.WithMaxTries(uint(o.Attempts)),
			backoff.WithMaxElapsedTime(0),
			backoff.WithNotify(func(err error, wait time.Duration) {
				j.client.stats.retries.Add(1)
				o.Log.Debug("rpc request failed, trying again", "err", err, "wait", wait)
			}))
		if err != nil {
			return fmt.Errorf("rpc request failed: %w", err)
		}
		todo = left
	}
	return nil
}

// attempt sends one request to the endpoint whose turn it is and gives the
// calls that it left unanswered. An error means that it answered none.
func (j *job) attempt(ctx context.Context, todo []int) ([]int, error) {
	ep, err := j.client.pick(ctx)
	if err != nil {
		return nil, err
	}
	return j.send(ctx, ep, todo)
}

// send is attempt at a given endpoint. Where the endpoint refuses the batch,
// smaller ones follow at once; where it answers a part, it gets a pause.
func (j *job) send(ctx context.Context, ep *endpoint, todo []int) ([]int, error) {
	for {
		n := ep.fit(j.calls, todo, maxBody)
		unanswered, err := j.exchange(ctx, ep, todo[:n])
		if r, ok := err.(refusal); ok {
			ep.refuse(n, j.size(todo[:n]), r)
			j.client.opts.Log.Debug("rpc endpoint refused a batch", "endpoint", ep.name, "calls", n)
			continue
		}
		if len(unanswered) == 0 && err == nil {
			ep.took(n)
			return todo[n:], nil
		}
		j.client.leave(ep)
		if len(unanswered) == n {
			ep.choked(n, err)
			return nil, j.client.fault(ep, j.calls[unanswered[0]], err)
		}
		ep.pause(j.client.opts.Backoff().NextBackOff())
		return append(unanswered, todo[n:]...), nil
	}
}

func (j *job) size(todo []int) int {
	total := 0
	for _, i := range todo {
		total += j.calls[i].bytes()
	}
	return total
}
