package rpc

import "sync/atomic"

// Stats counts the traffic of a client since Dial.
type Stats struct {
	Requests uint64 // HTTP requests sent, retries and proofs of endpoints included
	Calls    uint64 // JSON-RPC calls in them
	Sent     uint64 // bytes of request bodies
	Received uint64 // bytes of answers, after decompression
	Retries  uint64 // waits between attempts
}

type counters struct {
	requests, calls, sent, received, retries atomic.Uint64
}

// Stats gives the counts so far.
func (c *Client) Stats() Stats {
	return Stats{
		Requests: c.stats.requests.Load(),
		Calls:    c.stats.calls.Load(),
		Sent:     c.stats.sent.Load(),
		Received: c.stats.received.Load(),
		Retries:  c.stats.retries.Load(),
	}
}
