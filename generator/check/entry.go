package check

import (
	"bytes"
	"io/fs"
	"strconv"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

// entry is a machine of the index as it is written. Its texts are those of the
// file, or are overwritten by the next entry.
type entry struct {
	facts
	id       []byte // its digits
	accounts bool   // it is of generation 1.0
	wallet   []byte // EIP-55, nil for none
	token    []byte // its digits, nil for none
	foreign  bool
	resolves bool
	degraded bool
	events   int
	did      []byte // what facts hold, kept for its memory
}

// entriesIn reads one file of the index of machines, and returns the file that
// is next. It reports false where the file is not written as this program writes
// it, or f does.
func entriesIn(tree fs.FS, path string, g chain.Generation, f func(*entry) bool) (next string, sure bool) {
	data, err := fs.ReadFile(tree, path)
	if err != nil {
		return "", false
	}
	var e entry
	w := walk{jsonText: jsonText{data: data}}
	machines, nexts := 0, 0
	sure = w.members(func(name []byte, _ bool) bool {
		switch string(name) {
		case "machines":
			machines++
			return w.elements(func() bool { return w.entry(&e, g) && f(&e) })
		case "next":
			nexts++
			if w.word("null") {
				return true
			}
			text, plain, ok := w.text()
			next = string(text)
			return plain && ok
		}
		return false
	})
	w.space()
	return next, sure && machines == 1 && nexts == 1 && w.at == len(data)
}

// entry takes one entry.
func (w *walk) entry(e *entry, g chain.Generation) bool {
	*e = entry{did: e.did[:0]}
	var wallet, token, home, resolves []byte
	ok := w.members(func(name []byte, _ bool) bool {
		var into *[]byte
		switch string(name) {
		case "machine_id":
			into = &e.facts[machineID]
		case "operator":
			into = &e.facts[operatorDID]
		case "mcr":
			into = &e.facts[letter]
		case "mcr_score":
			into = &e.facts[score]
		case "mcr_degraded":
			into = &e.facts[degraded]
		case "event_count":
			into = &e.facts[eventCount]
		case "home_chain":
			into = &home
		case "wallet":
			into = &wallet
		case "token_id":
			into = &token
		case "resolves":
			into = &resolves
		case "owner", "controller", "subscription":
			return w.value(anything)
		default:
			return false
		}
		return w.once(into)
	})
	return ok && e.understand(g, wallet, token, home, resolves)
}

// understand reads the values of an entry.
func (e *entry) understand(g chain.Generation, wallet, token, home, resolves []byte) (ok bool) {
	if e.id, ok = quoted(e.facts[machineID]); !ok || !isDecimal(e.id) {
		return false
	}
	answer, ok := quoted(resolves)
	if e.resolves = string(answer) == answers.Resolves; !ok {
		return false
	}
	if _, ok := quoted(e.facts[letter]); !ok {
		return false
	}
	if _, ok := quoted(e.facts[operatorDID]); !ok && string(e.facts[operatorDID]) != "null" {
		return false
	}
	if _, ok := natural(e.facts[score], 64); !ok {
		return false
	}
	if e.events, ok = natural(e.facts[eventCount], 64); !ok {
		return false
	}
	switch string(e.facts[degraded]) {
	case "true":
		e.degraded = true
	case "false":
	default:
		return false
	}
	e.facts[homeChain] = []byte("null")
	e.did = append(e.did, `"`+endpoints.DIDPrefix...)
	if g == chain.Gen1 {
		return home == nil && e.account(wallet, token)
	}
	if home != nil && string(home) != "null" {
		e.facts[homeChain], e.foreign = home, true
		if _, ok := natural(home, 16); !ok {
			return false
		}
	}
	e.did = append(append(e.did, e.id...), '"')
	e.facts[did] = e.did
	return wallet == nil && token == nil
}

// account reads what an entry of generation 1.0 has beside.
func (e *entry) account(wallet, token []byte) (ok bool) {
	e.accounts, e.facts[machineID] = true, e.id
	if string(token) != "null" {
		if e.token, ok = quoted(token); !ok || !isDecimal(e.token) {
			return false
		}
	}
	address := []byte(common.Address{}.Hex())
	if string(wallet) != "null" {
		if e.wallet, ok = quoted(wallet); !ok {
			return false
		}
		if _, ok = account(string(e.wallet)); !ok {
			return false
		}
		address = e.wallet
	}
	e.did = append(append(e.did, address...), '"')
	e.facts[did] = e.did
	return true
}

// letter is the rating.
func (e *entry) letter() []byte {
	inside, _ := quoted(e.facts[letter])
	return inside
}

// key is what the paths of a machine's files of a subject are made of, as
// answers.MachineEntry.Key has it: an account in lower case, or digits.
func (e *entry) key(of endpoints.Subject, account bool) (key []byte, has bool) {
	switch {
	case !e.accounts:
		return e.id, of != endpoints.OfToken || !e.foreign && string(e.id) != "0"
	case e.wallet == nil, of == endpoints.OfProfile && !e.resolves, of == endpoints.OfToken && e.token == nil:
		return nil, false
	case account:
		return bytes.ToLower(e.wallet), true
	case of == endpoints.OfToken:
		return e.token, true
	}
	return e.id, true
}

// quoted is what stands between the quotes of a string without an escape.
func quoted(value []byte) (inside []byte, ok bool) {
	t := jsonText{data: value}
	inside, plain, ok := t.text()
	return inside, ok && plain
}

// natural reads an integer that is written in digits alone.
func natural(value []byte, bits int) (n int, ok bool) {
	u, err := strconv.ParseUint(string(value), 10, bits)
	return int(u), err == nil && int(u) >= 0
}
