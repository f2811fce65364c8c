package evm

import (
	"encoding/json"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain/rpc"
)

// packWeight bounds the calls that travel as one: more gains nothing and risks
// the gas and size limits of public endpoints.
const packWeight = 400

// route is a way for many calls to travel as one.
type route struct {
	to     *common.Address // nil is no contract
	encode func(calls []Call, indexes []int) []byte
	decode func(data []byte, n int) ([]Answer, error) // of the first of n calls, as many as there was room for
	weight int                                        // of what travels as one; less where an endpoint wants less
	least  int                                        // a lower weight is not worth it
	light  bool                                       // it has no room for long answers

	// reads says of a contract that it answers this way as it answers a direct
	// call. Precompiles may refuse contracts as callers.
	reads map[common.Address]bool
}

func (r *route) takes(call *Call) bool {
	return r.weight > r.least && r.reads[call.To] && !(r.light && call.weight() > 1)
}

// chunks cuts indexes into runs of at most the weight of the route, and of at
// least one call.
func (r *route) chunks(calls []Call, indexes []int) func(yield func([]int) bool) {
	return func(yield func([]int) bool) {
		for len(indexes) > 0 {
			n, weight := 1, calls[indexes[0]].weight()
			for n < len(indexes) && weight+calls[indexes[n]].weight() <= r.weight {
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

// pack is calls that travel as one.
type pack struct {
	call    rpc.Call
	route   *route
	indexes []int
	answers []Answer // none where it failed as a whole
}

func (c *Caller) pack(r *route, calls []Call, indexes []int) *pack {
	p := &pack{route: r, indexes: indexes}
	p.call = c.eth(r.to, r.encode(calls, indexes), func(raw json.RawMessage) error {
		data, err := rpc.Hex(raw)
		if err == nil {
			p.answers, _ = r.decode(data, len(indexes))
		}
		return err
	})
	p.call.Dispensable = true
	return p
}

// deal gives each call its answer and lists those that are to be asked again:
// alone, where a call failed without a word, as it may have run out of the gas
// that it shared with others, where its Check refuses the data, and where it
// failed as a whole with no other. Where several did, all packs become smaller
// from then on.
func (p *pack) deal(calls []Call, answers []Answer, alone []bool) (again []int) {
	for i, index := range p.indexes[:len(p.answers)] {
		a, check := p.answers[i], calls[index].Check
		if a.Reverted && a.Reason == "" || !a.Reverted && check != nil && check(a.Data) != nil {
			alone[index] = true
			again = append(again, index)
			continue
		}
		answers[index] = a
	}
	switch {
	case len(p.answers) > 0:
	case len(p.indexes) == 1:
		alone[p.indexes[0]] = true
	default:
		p.route.weight = max(1, min(p.route.weight, weigh(calls, p.indexes)/2))
	}
	return append(again, p.indexes[len(p.answers):]...)
}

func weigh(calls []Call, indexes []int) (total int) {
	for _, i := range indexes {
		total += calls[i].weight()
	}
	return total
}
