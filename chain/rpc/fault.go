package rpc

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// refusal is the answer of an endpoint that takes no batch of this size.
type refusal struct {
	always bool // no batch of any size
	bytes  bool // it is the bytes, not the calls
}

func (refusal) Error() string { return "batch refused" }

// fault says what went wrong between this program and an endpoint.
type fault struct {
	endpoint string
	method   string
	block    string // "" where none is known
	cause    error
}

func (f *fault) Error() string {
	at := ""
	if f.block != "" {
		at = " at block " + f.block
	}
	return fmt.Sprintf("%s: %s%s: %v", f.endpoint, f.method, at, f.cause)
}

func (f *fault) Unwrap() error { return f.cause }

// fault names the endpoint, the method and the block of a failed call.
func (c *Client) fault(ep *endpoint, m message, cause error) error {
	block := m.block()
	if pin := c.pin.Load(); block == "" && pin != nil {
		block = strconv.FormatUint(pin.Block, 10)
	}
	return &fault{endpoint: ep.name, method: m.method, block: block, cause: cause}
}

var (
	errNoAnswer = errors.New("no answer to this call in the batch")
	errNull     = errors.New("answered null")
)

// block gives the block that the call is about, as decimal text, a tag or a
// range; "" where its parameters name none.
func (m message) block() string {
	from, to := m.blocks()
	if from == to {
		return from
	}
	return from + " to " + to
}

// blocks reads the first and the last block of the call's parameters: those of
// a log filter, else the last parameter that looks like a number or a tag.
func (m message) blocks() (from, to string) {
	var params []any
	if json.Unmarshal(m.params, &params) != nil {
		return "", ""
	}
	for _, p := range params {
		switch p := p.(type) {
		case map[string]any:
			if m.method == getLogs {
				return blockText(p["fromBlock"]), blockText(p["toBlock"])
			}
		case string:
			if text := blockText(p); text != "" {
				from, to = text, text
			}
		}
	}
	return from, to
}

// blockText gives a block parameter as decimal text, or a tag as it is.
func blockText(v any) string {
	s, _ := v.(string)
	switch s {
	case "latest", "finalized", "safe", "earliest", "pending":
		return s
	}
	const longest = len("0xffffffffffffffff")
	if n, err := strconv.ParseUint(s, 0, 64); err == nil && len(s) <= longest {
		return strconv.FormatUint(n, 10)
	}
	return ""
}
