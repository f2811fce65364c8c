package rpc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// response is the wire shape of a JSON-RPC 2.0 answer.
type response struct {
	ID     json.RawMessage `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  json.RawMessage `json:"error"`
}

// roundTrip sends the calls and gives the answer to each, nil where there is
// none or more than one.
func (c *Client) roundTrip(ctx context.Context, ep *endpoint, calls []message) ([]*response, error) {
	first := c.ids.Add(uint64(len(calls))) - uint64(len(calls))
	raw, status, err := c.post(ctx, ep, encode(calls, first), len(calls))
	if err != nil {
		return nil, err
	}
	got, err := decode(raw)
	if status != http.StatusOK && (err != nil || !answers(got)) {
		return nil, &httpError{status: status}
	}
	if err != nil {
		return nil, err
	}
	if e := lone(got); e != nil && len(calls) > 1 {
		if r, ok := e.refusal(true); ok {
			return nil, r
		}
		return nil, e.hidden(ep.hide)
	} else if e != nil && !aboutCall(status) {
		return nil, &httpError{status: status, said: e.hidden(ep.hide).Message}
	} else if e != nil {
		return []*response{&got[0]}, nil
	}
	if !aboutCall(status) {
		return nil, &httpError{status: status, said: parseError(got[0].Error).hidden(ep.hide).Message}
	}
	return match(got, first, len(calls)), nil
}

// encode puts calls, whose parameters are JSON already, into one request. A
// single one is no batch.
func encode(calls []message, first uint64) []byte {
	size := 2
	for _, call := range calls {
		size += call.bytes()
	}
	body := make([]byte, 0, size)
	for i, call := range calls {
		body = append(body, "[,"[min(i, 1)])
		body = fmt.Appendf(body, `{"jsonrpc":"2.0","id":%d,"method":%q,"params":`, first+uint64(i), call.method)
		body = append(append(body, call.params...), '}')
	}
	if len(calls) == 1 {
		return body[1:]
	}
	return append(body, ']')
}

// decode reads an answer, one or several.
func decode(raw []byte) (all []response, err error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) > 0 && raw[0] == '[' {
		err = Unmarshal(raw, &all)
	} else {
		all = make([]response, 1)
		err = Unmarshal(raw, &all[0])
	}
	if err != nil {
		return nil, fmt.Errorf("malformed answer: %w", err)
	}
	return all, nil
}

func (r *response) failed() bool { return r.Error != nil && string(r.Error) != "null" }

// answers says that a body is a JSON-RPC answer, whatever its HTTP status.
func answers(got []response) bool {
	return len(got) > 0 && (got[0].failed() || got[0].Result != nil)
}

// lone gives the error of an answer that is nothing but one error about no
// call, as an object or in an array, nil for any other.
func lone(got []response) *Error {
	for i := range got {
		if id := string(got[i].ID); !got[i].failed() || id != "" && id != "null" {
			return nil
		}
	}
	if len(got) == 0 {
		return nil
	}
	return parseError(got[0].Error)
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
	case r.failed() && r.Result != nil && string(r.Result) != "null":
		return Result{}, errors.New("answer has both a result and an error")
	case r.failed():
		return m.settleError(parseError(r.Error), batch, hide)
	case r.Result == nil:
		return Result{}, errors.New("answer has neither result nor error")
	case m.notNull && string(r.Result) == "null":
		return Result{}, m.advise(errNull)
	}
	if m.check != nil {
		if err := m.check(r.Result); err != nil {
			return Result{}, &unfitAnswer{text: oneLine(err.Error(), hide), cause: err}
		}
	}
	return Result{Raw: r.Result}, nil
}

func (m message) settleError(e *Error, batch bool, hide *strings.Replacer) (Result, error) {
	about := m.judge(e)
	if batch && (about != tooMuch || m.method != getLogs) {
		if refused, ok := e.refusal(false); ok {
			return Result{}, refused
		}
	}
	e = e.hidden(hide)
	e.tooMuch, e.doubtful = about == tooMuch, about == doubt
	e.advice = m.advice(e)
	if about == broken {
		return Result{}, e
	}
	return Result{Err: e}, nil
}

// unfitAnswer is what a call's Check says of an answer.
type unfitAnswer struct {
	text  string
	cause error
}

func (e *unfitAnswer) Error() string { return "unfit answer: " + e.text }

func (e *unfitAnswer) Unwrap() error { return e.cause }
