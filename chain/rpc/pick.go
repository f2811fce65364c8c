package rpc

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// current is the endpoint whose turn it is: the first from there on that is
// neither set aside nor resting, else the one that rests the shortest. It is
// never nil: where all are set aside it is one of them.
func (c *Client) current() *endpoint {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.choose()
}

func (c *Client) choose() *endpoint {
	best, wake := c.endpoints[c.turn], time.Time{}
	for i := range c.endpoints {
		ep := c.endpoints[(c.turn+i)%len(c.endpoints)]
		rest, aside := ep.state()
		if aside != nil {
			continue
		}
		if !rest.After(time.Now()) {
			return ep
		}
		if wake.IsZero() || rest.Before(wake) {
			best, wake = ep, rest
		}
	}
	return best
}

// leave passes the turn on, unless another goroutine did.
func (c *Client) leave(ep *endpoint) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.choose() == ep {
		c.turn = (slices.Index(c.endpoints, ep) + 1) % len(c.endpoints)
	}
}

// Rotate passes the turn on: what is asked next is asked elsewhere, where there
// is an elsewhere.
func (c *Client) Rotate() { c.leave(c.current()) }

func (ep *endpoint) isAside() bool {
	_, aside := ep.state()
	return aside != nil
}

// pick gives a proven endpoint that is not resting.
func (c *Client) pick(ctx context.Context) (*endpoint, error) {
	var last error
	for range c.endpoints {
		ep := c.current()
		rest, aside := ep.state()
		if aside != nil {
			return nil, backoff.Permanent(fmt.Errorf("no rpc endpoint is left: %w", aside))
		}
		if err := sleep(ctx, time.Until(rest)); err != nil {
			return nil, err
		}
		err := c.prove(ctx, ep)
		if err == nil {
			return ep, nil
		}
		last = err
		c.leave(ep)
		var unfit *unfitError
		if !errors.As(err, &unfit) {
			return nil, err
		}
	}
	if c.current().isAside() {
		return nil, backoff.Permanent(fmt.Errorf("no rpc endpoint is left: %w", last))
	}
	return nil, last
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
