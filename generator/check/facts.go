package check

import (
	"bytes"
	"encoding/json"
	"hash/maphash"
	"strconv"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

// The facts.
const (
	machineID = iota
	did
	operatorDID
	letter
	score
	degraded
	eventCount
	homeChain
)

// factNames are the fields of answers.MachineEntry.Facts.
var factNames = [...]string{
	machineID: "machine_id", did: "did", operatorDID: "operator", letter: "mcr", score: "mcr_score",
	degraded: "mcr_degraded", eventCount: "event_count", homeChain: "home_chain",
}

// facts are what both a body and the index say of a machine, by factNames and as
// JSON writes it; nil for what is not said.
type facts [len(factNames)][]byte

// saidBy gives the facts of a machine's body that is JSON. It reports false where
// that takes more than reading: a fact that is written twice or with an escape.
func saidBy(family endpoints.Family, body []byte) (said facts, sure bool) {
	w := walk{jsonText: jsonText{data: body}}
	if family.Body != endpoints.MachineBody {
		return said, w.facts(&said)
	}
	profiles := 0
	sure = w.members(func(name []byte, plain bool) bool {
		if string(name) != "peaqos" {
			return plain && w.value(anything)
		}
		profiles++
		return profiles == 1 && w.facts(&said)
	})
	return said, sure
}

// facts takes an object and the facts that it has.
func (w *walk) facts(said *facts) bool {
	return w.members(func(name []byte, plain bool) bool {
		for i := range factNames {
			if factNames[i] == string(name) {
				return w.once(&said[i])
			}
		}
		return plain && w.value(anything)
	})
}

// once takes a value as it is written, which is in one way and not yet there.
func (w *walk) once(into *[]byte) bool {
	if *into != nil {
		return false
	}
	value, ok := w.raw()
	*into = value
	return ok && bytes.IndexByte(value, '\\') < 0
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

// hashes are those of facts, 0 for what is not said.
type hashes [len(factNames)]uint64

func (f *facts) hashes() (h hashes) {
	for i, text := range f {
		if text != nil {
			h[i] = maphash.Bytes(seeds[i], text)
		}
	}
	return h
}

// fields are those of the facts that are said, a bit each.
func (f *facts) fields() (fields uint8) {
	for i, text := range f {
		if text != nil {
			fields |= 1 << i
		}
	}
	return fields
}

// digest is which fields are looked at, and what they say.
func (h *hashes) digest(fields uint8) (digest uint64) {
	for i, hash := range h {
		if fields&(1<<i) != 0 {
			digest += hash
		}
	}
	return digest<<8 | uint64(fields)
}
