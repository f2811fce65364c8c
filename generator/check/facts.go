package check

import (
	"bytes"
	"encoding/json"
	"hash/maphash"
	"strconv"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

// factNames are the fields of answers.MachineEntry.Facts.
var factNames = [...]string{"machine_id", "did", "operator", "mcr", "mcr_score", "mcr_degraded", "event_count", "home_chain"}

// facts are what both a body and the index say of a machine, by factNames and as
// JSON writes it; nil for what is not said.
type facts [len(factNames)][]byte

// saidBy gives the facts of a machine's body that is JSON. It reports false where
// that takes more than reading: a fact that is written twice or with an escape.
func saidBy(family endpoints.Family, body []byte) (said facts, sure bool) {
	if family.Body != endpoints.MachineBody {
		return factsIn(body)
	}
	w := walk{jsonText: jsonText{data: body}}
	sure = w.members(func(name, value []byte) bool {
		if string(name) != "peaqos" {
			return true
		}
		said, sure = factsIn(value)
		return sure
	})
	return said, sure
}

// factsIn gives the facts that an object has.
func factsIn(object []byte) (said facts, sure bool) {
	w := walk{jsonText: jsonText{data: object}}
	sure = w.members(func(name, value []byte) bool {
		for i := range factNames {
			if factNames[i] != string(name) {
				continue
			}
			if said[i] != nil || bytes.IndexByte(value, '\\') >= 0 {
				return false
			}
			said[i] = value
		}
		return true
	})
	return said, sure
}

// members yields the members of an object until f returns false. It reports
// whether f has seen all, each with a name without an escape.
func (w *walk) members(f func(name, value []byte) bool) bool {
	w.space()
	if !w.skip('{') {
		return false
	}
	if w.space(); w.skip('}') {
		return true
	}
	for {
		w.space()
		name, plain, ok := w.text()
		if w.space(); !ok || !plain || !w.skip(':') {
			return false
		}
		w.space()
		start := w.at
		if !w.value(anything) || !f(name, w.data[start:w.at]) {
			return false
		}
		if w.space(); w.skip('}') {
			return true
		}
		if !w.skip(',') {
			return false
		}
	}
}

// factsOf gives the facts that the index has of a machine.
func factsOf(e *answers.MachineEntry) (said facts) {
	of := e.Facts()
	for i, name := range factNames {
		switch v := of[name].(type) {
		case nil:
			said[i] = []byte("null")
		case bool:
			said[i] = strconv.AppendBool(nil, v)
		case json.Number:
			said[i] = []byte(v)
		case string:
			said[i] = []byte(`"` + v + `"`)
		}
	}
	return said
}

// seeds are of a hash a fact.
var seeds = func() (list [len(factNames)]maphash.Seed) {
	for i := range list {
		list[i] = maphash.MakeSeed()
	}
	return list
}()

// sum returns which of the given fields are said, and a hash of what they say.
func (f *facts) sum(of uint8) (fields uint8, sum uint64) {
	for i, text := range f {
		if text != nil && of&(1<<i) != 0 {
			fields |= 1 << i
			sum += maphash.Bytes(seeds[i], text)
		}
	}
	return fields, sum
}

// agree reports whether nothing that is said differs from what is known.
func (f *facts) agree(known *facts) bool {
	for i, text := range f {
		if text != nil && !bytes.Equal(text, known[i]) {
			return false
		}
	}
	return true
}
