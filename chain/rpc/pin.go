package rpc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

const getLogs = "eth_getLogs"

// Pin is what an endpoint must show before it is used. A zero Hash asks for
// the chain and the height only.
type Pin struct {
	ChainID uint64
	Block   uint64 // the endpoint's own height is at least this
	Hash    common.Hash
}

// Use holds every endpoint to the pin from now on, at the cost of one request
// an endpoint when it is first used. An endpoint of another chain or with
// another hash is set aside for good; one that is behind is passed over and
// asked again when its turn comes back. Both are warned about.
//
// A gateway may spread one URL over nodes of different heights, and a node may
// answer for a block that it does not have as if it were empty. So each batch
// with such a call also asks for the height, and a node behind the pin did not
// answer it. An endpoint that takes no batches gets no such check.
func (c *Client) Use(pin Pin) {
	c.pin.Store(&pin)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, ep := range c.endpoints {
		ep.mu.Lock()
		ep.proven, ep.aside = nil, nil
		ep.mu.Unlock()
	}
}

// unfitError says what an endpoint showed instead of the pin.
type unfitError struct {
	endpoint string
	reason   string
	final    bool
}

func (e *unfitError) Error() string { return e.endpoint + " " + e.reason }

// prove asks the endpoint for the pin, unless it showed it before.
func (c *Client) prove(ctx context.Context, ep *endpoint) error {
	pin := c.pin.Load()
	if pin == nil {
		return nil
	}
	ep.proving.Lock()
	defer ep.proving.Unlock()
	ep.mu.Lock()
	proven, aside := ep.proven, ep.aside
	ep.mu.Unlock()
	switch {
	case aside != nil:
		return aside
	case proven == pin:
		return nil
	}
	err := c.compare(ctx, ep, *pin)
	var unfit *unfitError
	ep.mu.Lock()
	defer ep.mu.Unlock()
	switch {
	case err == nil:
		ep.proven = pin
	case errors.As(err, &unfit):
		c.opts.Log.Warn("rpc endpoint set aside", "endpoint", ep.name, "reason", unfit.reason)
		if unfit.final {
			ep.aside = unfit
		}
	}
	return err
}

// compare reads chain id, height and block from the endpoint.
func (c *Client) compare(ctx context.Context, ep *endpoint, pin Pin) error {
	calls := []Call{
		{Method: "eth_chainId", NotNull: true},
		{Method: headCall.method, NotNull: true},
		{Method: "eth_getBlockByNumber", Params: []any{"0x" + strconv.FormatUint(pin.Block, 16), false}},
	}
	if pin.Hash == (common.Hash{}) {
		calls = calls[:2]
	}
	j, err := c.newJob(calls)
	if err != nil {
		return err
	}
	todo := []int{0, 1, 2}[:len(calls)]
	for len(todo) > 0 {
		if todo, err = j.send(ctx, ep, todo); err != nil {
			return err
		}
	}
	for i, r := range j.results {
		if r.Err != nil {
			return c.fault(ep, j.calls[i], r.Err)
		}
	}
	return pin.check(ep.name, j.results)
}

// check compares the answers of an endpoint with the pin.
func (p Pin) check(endpoint string, got []Result) error {
	unfit := func(final bool, format string, args ...any) error {
		return &unfitError{endpoint: endpoint, reason: fmt.Sprintf(format, args...), final: final}
	}
	chain, err := quantity(got[0].Raw)
	if err != nil {
		return unfit(false, "gives no chain id")
	}
	if chain != p.ChainID {
		return unfit(true, "is on chain %d, not %d", chain, p.ChainID)
	}
	head, err := quantity(got[1].Raw)
	if err != nil {
		return unfit(false, "gives no height")
	}
	if head < p.Block {
		return unfit(false, "is at block %d, behind the pinned block %d", head, p.Block)
	}
	if p.Hash == (common.Hash{}) {
		return nil
	}
	var block *struct {
		Hash common.Hash `json:"hash"`
	}
	if err := Unmarshal(got[2].Raw, &block); err != nil || block == nil {
		return unfit(false, "does not have the pinned block %d", p.Block)
	}
	if block.Hash != p.Hash {
		return unfit(true, "has hash %s for the pinned block %d, not %s", block.Hash, p.Block, p.Hash)
	}
	return nil
}

// quantity reads a JSON-RPC number: "0x" and hex digits.
func quantity(raw json.RawMessage) (uint64, error) {
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return 0, err
	}
	digits, ok := strings.CutPrefix(s, "0x")
	if !ok {
		return 0, errors.New("no hex number")
	}
	return strconv.ParseUint(digits, 16, 64)
}

var headCall = message{method: "eth_blockNumber", params: json.RawMessage("[]"), notNull: true}

// silent are the calls that Frontier answers without an error for a block that
// it does not have: logs are cut to its own height, code and storage are empty
// (client/rpc/src/eth/filter.rs, state.rs).
var silent = []string{getLogs, "eth_getCode", "eth_getStorageAt", "eth_getBalance"}

func (m message) silent() bool { return slices.Contains(silent, m.method) }

// watched gives the check of the height that goes with a batch of calls, nil
// where none is needed or possible.
func (c *Client) watched(ep *endpoint, calls []message) func(*response) error {
	pin := c.pin.Load()
	if pin == nil || pin.Block == 0 || ep.single() || !slices.ContainsFunc(calls, message.silent) {
		return nil
	}
	return func(r *response) error {
		result, err := headCall.settle(r, false, ep.hide)
		if err != nil {
			return fmt.Errorf("height of the node that answered: %w", err)
		}
		if head, err := quantity(result.Raw); err != nil || head < pin.Block {
			return fmt.Errorf("the node that answered is at block %d, behind the pinned block %d", head, pin.Block)
		}
		return nil
	}
}
