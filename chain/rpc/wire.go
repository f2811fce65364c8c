package rpc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// request and response are the wire shapes of JSON-RPC 2.0.
type request struct {
	Version string          `json:"jsonrpc"`
	ID      uint64          `json:"id"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
}

type response struct {
	ID     json.RawMessage `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  json.RawMessage `json:"error"`
}

// roundTrip sends the calls and gives the answer to each, nil where there is
// none or more than one.
func (c *Client) roundTrip(ctx context.Context, ep *endpoint, calls []message) ([]*response, error) {
	first := c.ids.Add(uint64(len(calls))) - uint64(len(calls))
	body, err := encode(calls, first)
	if err != nil {
		return nil, err
	}
	raw, err := c.post(ctx, ep, body, len(calls))
	if err != nil {
		return nil, err
	}
	got, err := decode(raw, len(calls) > 1, ep.hide)
	if err != nil {
		return nil, err
	}
	if len(calls) == 1 && len(got) == 1 && string(got[0].ID) == "null" && got[0].Error != nil {
		return []*response{&got[0]}, nil
	}
	return match(got, first, len(calls)), nil
}

func encode(calls []message, first uint64) ([]byte, error) {
	requests := make([]request, len(calls))
	for i, call := range calls {
		requests[i] = request{Version: "2.0", ID: first + uint64(i), Method: call.method, Params: call.params}
	}
	if len(requests) == 1 {
		return json.Marshal(requests[0])
	}
	return json.Marshal(requests)
}

// decode reads an answer. An error object in place of a batch is a refusal or
// a fault.
func decode(raw []byte, batch bool, hide *strings.Replacer) ([]response, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) > 0 && raw[0] == '[' {
		var all []response
		if err := json.Unmarshal(raw, &all); err != nil {
			return nil, fmt.Errorf("malformed answer: %w", err)
		}
		return all, nil
	}
	var one response
	if err := json.Unmarshal(raw, &one); err != nil {
		return nil, fmt.Errorf("malformed answer: %w", err)
	}
	if !batch {
		return []response{one}, nil
	}
	if one.Error == nil {
		return nil, errors.New("malformed answer: no array for a batch")
	}
	e := parseError(one.Error)
	if r, ok := e.refusal(true); ok {
		return nil, r
	}
	return nil, e.hidden(hide)
}

// match orders the answers by their ids. Two answers with the same id are none.
func match(got []response, first uint64, n int) []*response {
	ordered := make([]*response, n)
	seen := make([]int, n)
	for i := range got {
		id, err := strconv.ParseUint(strings.Trim(string(got[i].ID), `"`), 10, 64)
		if err != nil || id < first || id-first >= uint64(n) {
			continue
		}
		ordered[id-first] = &got[i]
		seen[id-first]++
	}
	for i, times := range seen {
		if times > 1 {
			ordered[i] = nil
		}
	}
	return ordered
}

// settle decides whether an answer is one. An error is the reason why it is
// not, or a refusal of the batch.
func (m message) settle(r *response, batch bool, hide *strings.Replacer) (Result, error) {
	switch {
	case r == nil:
		return Result{}, errNoAnswer
	case r.Error != nil && string(r.Error) != "null":
		e := parseError(r.Error)
		e.tooMuch = m.method == getLogs && e.refusesRange()
		if batch {
			if refused, ok := e.refusal(false); ok && !e.tooMuch {
				return Result{}, refused
			}
		}
		transient := !e.tooMuch && e.transient()
		if e = e.hidden(hide); transient {
			return Result{}, e
		}
		return Result{Err: e}, nil
	case r.Result == nil:
		return Result{}, errors.New("answer has neither result nor error")
	case m.notNull && string(r.Result) == "null":
		return Result{}, errNull
	}
	return Result{Raw: r.Result}, nil
}
