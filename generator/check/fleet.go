package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"iter"
	"maps"
	"slices"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

// fleet is what the indexes say of the machines and operators.
type fleet struct {
	table     *endpoints.Table
	outputs   []endpoints.Output
	machines  map[uint256.Int]*answers.MachineEntry
	found     map[endpoints.Subject]map[endpoints.Key]*answers.MachineEntry // by what leads to them
	operators map[common.Address][]answers.ID
	left      map[uint256.Int]bool
}

// newFleet makes the maps. It gives what is wrong with the indexes themselves.
func newFleet(
	table *endpoints.Table, outputs []endpoints.Output,
	machines []answers.MachineEntry, operators []answers.OperatorList, left []answers.ID,
) (f *fleet, wrong []string) {
	f = &fleet{
		table:    table,
		outputs:  outputs,
		machines: map[uint256.Int]*answers.MachineEntry{},
		found: map[endpoints.Subject]map[endpoints.Key]*answers.MachineEntry{
			endpoints.OfProfile: {}, endpoints.OfToken: {}, endpoints.OfMachine: {},
		},
		operators: map[common.Address][]answers.ID{},
		left:      gone(left),
	}
	var last uint256.Int
	for i := range machines {
		m := &machines[i]
		id := m.MachineID.Uint()
		if i > 0 && id.Cmp(&last) <= 0 {
			wrong = append(wrong, fmt.Sprintf("machine %s is out of order", m.MachineID))
		}
		last = id
		f.machines[id] = m
		if m.Account != nil && m.Wallet != nil {
			if _, ok := account(*m.Wallet); !ok {
				wrong = append(wrong, fmt.Sprintf("the wallet of machine %s is no EIP-55 address", m.MachineID))
			}
		}
		if f.left[id] {
			wrong = append(wrong, fmt.Sprintf("machine %s is there, and has left", m.MachineID))
		}
		for family := range table.All() {
			by := f.found[family.Of]
			if by == nil {
				continue
			}
			key, has := m.Key(family.Of)
			if !has {
				continue
			}
			key = family.Bare(key)
			switch first := by[key]; {
			case first == nil:
				by[key] = m
			case family.Of == endpoints.OfToken:
				wrong = append(wrong, fmt.Sprintf("machines %s and %s have one token", first.MachineID, m.MachineID))
			}
		}
	}
	for _, o := range operators {
		operator, ok := account(o.Address)
		if !ok {
			wrong = append(wrong, fmt.Sprintf("%.60q is no EIP-55 address", o.Address))
		}
		f.operators[operator] = o.Machines
	}
	return f, wrong
}

// account reads an address that is spelt as EIP-55 says.
func account(text string) (common.Address, bool) {
	a := common.HexToAddress(text)
	return a, a.Hex() == text
}

// files gives every file that the indexes promise, with its reason. Outputs
// that the tree leaves out as a whole are nobody's promise.
func (f *fleet) files() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for family := range f.table.All() {
			if family.Output != "" && !slices.Contains(f.outputs, family.Output) {
				continue
			}
			for key, m := range f.found[family.Of] {
				if !yield(family.Path(key), "machine "+m.MachineID.String()) {
					return
				}
			}
			if family.Of != endpoints.OfOperator {
				continue
			}
			for operator, ids := range f.operators {
				reason := "operator " + operator.Hex()
				if family.Step == 0 && !yield(family.Path(endpoints.Key{Account: operator}), reason) {
					return
				}
				for offset := family.Step; family.Step > 0 && offset < len(ids); offset += family.Step {
					if !yield(family.Path(endpoints.Key{Account: operator, Offset: offset}), reason) {
						return
					}
				}
			}
		}
	}
}

// disputed lists the bodies of kinds with claims that do not claim what the indexes
// say. Pages of operators are told apart by what they are made of, and are all listed.
func (f *fleet) disputed(claims *claims) (paths []string) {
	claims.sort()
	for family := range f.table.All() {
		if len(claims.fields[family.Body]) == 0 {
			continue
		}
		for key, m := range f.found[family.Of] {
			known := factsOf(m)
			hashes := known.hashes()
			if path := family.Path(key); !claims.agree(maphash.String(pathSeed, path), family.Body, &hashes) {
				paths = append(paths, path)
			}
		}
	}
	for path := range f.files() {
		if family, _, _ := f.table.Parse(path); family.Body == endpoints.OperatorBody {
			paths = append(paths, path)
		}
	}
	return paths
}

// census is what the fleet has of one.
func (f *fleet) census() *census {
	c := &census{left: f.left}
	for id, m := range f.machines {
		c.add([]counted{count(&id, []byte(m.MCR), m.EventCount)})
	}
	c.sort()
	return c
}

// has reports whether the indexes have what a file is of; of says that it is
// of a machine or an operator at all.
func (f *fleet) has(family endpoints.Family, key endpoints.Key) (has, of bool) {
	switch family.Of {
	case endpoints.OfTree:
		return false, false
	case endpoints.OfOperator:
		ids, known := f.operators[key.Account]
		return known && (key.Offset == 0 || key.Offset < len(ids)), true
	default:
		return f.found[family.Of][key] != nil, true
	}
}

// disagreements says how a body that fits its schema differs from the indexes.
func (f *fleet) disagreements(family endpoints.Family, key endpoints.Key, data []byte) []string {
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return []string{errNoJSON.Error()}
	}
	object, _ := body.(map[string]any)
	m := f.found[family.Of][key]
	switch {
	case family.Body == endpoints.OperatorBody:
		return f.pageDisagreements(key, object)
	case m == nil:
		return nil // the index was reported for that
	case family.Body == endpoints.MachineBody:
		return differences(object["peaqos"], m.Facts())
	}
	return differences(object, m.Facts())
}

// pageDisagreements holds a page of an operator's list against the list.
func (f *fleet) pageDisagreements(key endpoints.Key, page map[string]any) []string {
	ids := f.operators[key.Account]
	wrong := differences(page, map[string]any{"operator_did": endpoints.AccountDID.DID(key)})
	wrong = append(wrong, differences(page["pagination"], map[string]any{
		"offset": number(key.Offset), "limit": number(endpoints.PageSize), "total": number(len(ids)),
	})...)
	var want []map[string]any
	for _, id := range ids[min(key.Offset, len(ids)):min(key.Offset+endpoints.PageSize, len(ids))] {
		if m := f.machines[id.Uint()]; m != nil {
			want = append(want, m.Facts())
		}
	}
	rows, _ := page["machines"].([]any)
	if len(rows) != len(want) {
		return append(wrong, fmt.Sprintf("%d machines, the operator's list has %d", len(rows), len(want)))
	}
	for i := range rows {
		wrong = append(wrong, differences(rows[i], want[i])...)
	}
	return wrong
}

// differences compares the fields that both sides have.
func differences(object any, want map[string]any) (wrong []string) {
	got, _ := object.(map[string]any)
	for _, field := range slices.Sorted(maps.Keys(want)) {
		if v, ok := got[field]; ok && v != want[field] {
			wrong = append(wrong, oneLine(fmt.Sprintf("%s is %v, the index says %v", field, v, want[field])))
		}
	}
	return wrong
}

func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }
