// Package rpc talks JSON-RPC over HTTP to endpoints that nobody here controls.
//
// It keeps the load within bounds, packs calls into HTTP batches whose size
// follows what an endpoint takes, tries again elsewhere what did not get an
// answer, and uses an endpoint for a pinned block only after the endpoint
// showed that it has that very block. It does not know what the calls mean:
// it caches nothing and holds no method names but the few that it needs to
// prove an endpoint and to tell a refused log range from a fault.
//
// What a node says about a call (a revert, a refused log range) is a Result.
// What only says that this endpoint does not do it (an unknown method, an error
// that no other node words so) is asked of the other endpoints first. Everything
// else, an answer that the call's own check refuses included, is a fault: it is
// retried, at the next endpoint first, and when the attempts are used up it is
// the one error of the whole request. Errors and log lines name an endpoint by
// scheme and host, because keys travel in the rest of its URL.
package rpc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"
)

// Options bound the load on the endpoints. The zero Options is usable.
type Options struct {
	RPS         float64           // HTTP requests a second over all endpoints, a batch being one; 0 is unbounded
	Concurrency int               // HTTP requests in flight; 0 is 4
	Timeout     time.Duration     // of one HTTP request, answer included; 0 is 30 s
	Attempts    int               // tries without any answer before a request fails; 0 is 6
	Log         *slog.Logger      // nil discards
	HTTP        http.RoundTripper // nil is a transport of the client's own

	// Backoff makes the waits between the attempts of one request. Nil is
	// exponential from 0.5 s to 15 s with jitter.
	Backoff func() backoff.BackOff
}

func (o Options) withDefaults() Options {
	if o.Concurrency <= 0 {
		o.Concurrency = 4
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Attempts <= 0 {
		o.Attempts = 6
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.HTTP == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.MaxIdleConnsPerHost = o.Concurrency
		o.HTTP = own
	}
	if o.Backoff == nil {
		o.Backoff = func() backoff.BackOff {
			b := backoff.NewExponentialBackOff()
			b.Multiplier, b.MaxInterval = 2, 15*time.Second
			return b
		}
	}
	return o
}

// Client sends calls to one of several endpoints of the same chain. It is safe
// for concurrent use; the bounds of its Options hold over all goroutines.
type Client struct {
	opts  Options
	http  *http.Client
	limit *rate.Limiter
	slots chan struct{}
	pin   atomic.Pointer[Pin]
	ids   atomic.Uint64
	stats counters

	mu        sync.Mutex
	endpoints []*endpoint
	turn      int // index of the endpoint in use
}

// Dial parses the URLs, which must be http or https, and connects to none.
// The first one is used until it faults, then the next, and round again.
func Dial(urls []string, opts Options) (*Client, error) {
	if len(urls) == 0 {
		return nil, errors.New("no rpc endpoint given")
	}
	opts = opts.withDefaults()
	c := &Client{
		opts:  opts,
		http:  &http.Client{Transport: opts.HTTP, CheckRedirect: refuseRedirect},
		limit: rate.NewLimiter(rate.Inf, 1),
		slots: make(chan struct{}, opts.Concurrency),
	}
	if opts.RPS > 0 {
		c.limit.SetLimit(rate.Limit(opts.RPS))
	}
	for i, u := range urls {
		ep, err := newEndpoint(u)
		if err != nil {
			return nil, fmt.Errorf("rpc endpoint %d: %w", i+1, err)
		}
		c.endpoints = append(c.endpoints, ep)
	}
	return c, nil
}

func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Call is one JSON-RPC call.
type Call struct {
	Method string
	Params []any // encoded by encoding/json; nil is an empty list

	// Encoded is the parameters as JSON, in the place of Params.
	Encoded json.RawMessage

	// Dispensable says that there is another way: what an endpoint says against
	// the call is an answer to it, whatever it says.
	Dispensable bool

	// NotNull says that null is no answer, as for a block or a transaction
	// that is known to exist: the call is tried again elsewhere.
	NotNull bool

	// Check says whether a result can be an answer to the call. One that it
	// refuses is the endpoint's fault: the call is tried again elsewhere. It may
	// be called from several goroutines. Nil takes any.
	Check func(json.RawMessage) error
}

// Result is what a node answered to one call: Raw, or Err where the node
// answered with an error about this call.
type Result struct {
	Raw json.RawMessage // "null" is possible, unless the call was NotNull
	Err *Error
}

// Do sends the calls and gives their results in the same order. It splits them
// into as few HTTP requests as the endpoint takes. An error means that some
// call got no answer within its attempts; then there are no results.
func (c *Client) Do(ctx context.Context, calls []Call) ([]Result, error) {
	j, err := c.newJob(calls)
	if err != nil {
		return nil, err
	}
	g, ctx := errgroup.WithContext(ctx)
	for range min(c.opts.Concurrency, len(calls)) {
		g.Go(func() error { return j.work(ctx) })
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return j.results, nil
}

// One sends a single call. An error that the node answered is an *Error.
func (c *Client) One(ctx context.Context, method string, params ...any) (json.RawMessage, error) {
	results, err := c.Do(ctx, []Call{{Method: method, Params: params}})
	if err != nil {
		return nil, err
	}
	if results[0].Err != nil {
		return nil, fmt.Errorf("%s: %w", method, results[0].Err)
	}
	return results[0].Raw, nil
}
