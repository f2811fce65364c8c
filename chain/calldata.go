package chain

import (
	"bytes"
	"slices"

	"github.com/ethereum/go-ethereum/common"
)

// findSubmissions lists the submitEvent calls in a transaction's input whose
// key is wanted, by their position. They may be nested in other calls at any
// depth and any alignment. The bytes of an accepted call, such as its
// metadata, hold no further calls.
func findSubmissions(input []byte, wanted func(eventKey) bool) (found []submission) {
	var taken []span
	for at := 0; at+4 <= len(input); at++ {
		if sel := [4]byte(input[at : at+4]); sel != submitWithCurrency && sel != submitPlain {
			continue
		}
		s, parts, ok := decodeSubmission(input[at:], wanted)
		if !ok || slices.ContainsFunc(taken, func(s span) bool { return s.contains(at) }) {
			continue
		}
		found = append(found, s)
		for _, part := range parts {
			taken = append(taken, span{at + part.start, at + part.end})
		}
	}
	return found
}

// transaction is what a transaction carries. To is nil where it creates a
// contract.
type transaction struct {
	to    *common.Address
	input []byte
}

// submissions lists the calls of a transaction that may be behind the logs of
// the given keys. The whole input of a direct call is that one call.
func (t transaction) submissions(registries []common.Address, wanted func(eventKey) bool) []submission {
	if t.to != nil && slices.Contains(registries, *t.to) {
		anyKey := func(eventKey) bool { return true }
		if direct, _, ok := decodeSubmission(t.input, anyKey); ok {
			return []submission{direct}
		}
	}
	return findSubmissions(t.input, wanted)
}

// complete fills the events of one transaction, given in the order of their
// logs. Where the calls that fit an event are not as many as its logs and do
// not all say the same, nobody can tell which of them succeeded: the event
// stays partial.
func complete(events []*Event, tx transaction, registries []common.Address) {
	logs := map[eventKey][]*Event{}
	for _, e := range events {
		logs[e.key()] = append(logs[e.key()], e)
	}
	calls := map[eventKey][]submission{}
	for _, s := range tx.submissions(registries, func(k eventKey) bool { return logs[k] != nil }) {
		calls[s.eventKey] = append(calls[s.eventKey], s)
	}
	for key, events := range logs {
		fits := calls[key]
		if len(fits) == 0 || len(fits) != len(events) && !allSame(fits) {
			continue
		}
		for i, e := range events {
			e.fill(&fits[min(i, len(fits)-1)])
		}
	}
}

func allSame(list []submission) bool {
	for i := range list {
		if !list[i].same(&list[0]) {
			return false
		}
	}
	return true
}

func (e *Event) fill(s *submission) {
	e.Partial = false
	e.Currency, e.Time, e.DataHash, e.Trust = string(s.currency), s.time, s.dataHash, s.trust
	e.SourceChain, e.SourceTx, e.Metadata = s.sourceChain, s.sourceTx, bytes.Clone(s.metadata)
}
