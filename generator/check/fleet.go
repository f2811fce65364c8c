package check

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/generator"
	"mcrpress/generator/endpoints"
)

// fleet is what the indexes say of the machines and operators.
type fleet struct {
	machines  map[uint256.Int]*generator.MachineEntry
	wallets   map[common.Address]*generator.MachineEntry // that resolve
	tokens    map[uint256.Int]*generator.MachineEntry    // of a machine with a wallet
	operators map[common.Address][]generator.Integer
}

// newFleet makes the maps. It gives what is wrong with the indexes themselves.
func newFleet(machines []generator.MachineEntry, operators []generator.OperatorList) (f *fleet, wrong []string) {
	f = &fleet{
		machines:  map[uint256.Int]*generator.MachineEntry{},
		wallets:   map[common.Address]*generator.MachineEntry{},
		tokens:    map[uint256.Int]*generator.MachineEntry{},
		operators: map[common.Address][]generator.Integer{},
	}
	taken := map[uint256.Int]bool{}
	for i := range machines {
		m := &machines[i]
		id := uint256.Int(m.MachineID)
		if i > 0 && id.Cmp((*uint256.Int)(&machines[i-1].MachineID)) <= 0 {
			wrong = append(wrong, fmt.Sprintf("machine %s is out of order", id.Dec()))
		}
		f.machines[id] = m
		if m.TokenID != nil && !taken[uint256.Int(*m.TokenID)] {
			taken[uint256.Int(*m.TokenID)] = true
			if m.Wallet != nil {
				f.tokens[uint256.Int(*m.TokenID)] = m
			}
		}
		if m.Wallet == nil {
			continue
		}
		wallet, ok := account(*m.Wallet)
		if !ok {
			wrong = append(wrong, fmt.Sprintf("the wallet of machine %s is no EIP-55 address", id.Dec()))
		}
		if ok && m.Resolves == "ok" {
			f.wallets[wallet] = m
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

// files gives every file that the indexes promise, with its reason.
func (f *fleet) files() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for wallet, m := range f.wallets {
			reason := "machine " + dec(m.MachineID)
			if !yield(endpoints.MCR(wallet), reason) || !yield(endpoints.Machine(wallet), reason) {
				return
			}
		}
		for token := range f.tokens {
			if !yield(endpoints.Metadata(&token), "token "+token.Dec()) {
				return
			}
		}
		for id, m := range f.machines {
			reason := "machine " + id.Dec()
			if m.Wallet != nil && !(yield(endpoints.Machines(&id), reason) && yield(endpoints.Card(&id), reason) && yield(endpoints.Badge(&id), reason)) {
				return
			}
		}
		for operator, ids := range f.operators {
			reason := "operator " + operator.Hex()
			if !yield(endpoints.Fleet(operator), reason) {
				return
			}
			for offset := 0; offset == 0 || offset < len(ids); offset += endpoints.PageSize {
				if !yield(endpoints.Operator(operator, offset), reason) {
					return
				}
			}
		}
	}
}

// disagreements says how a body that fits its schema differs from the indexes.
func (f *fleet) disagreements(family endpoints.Family, key endpoints.Key, body any) []string {
	object, _ := body.(map[string]any)
	switch family.Name {
	case "mcr":
		return differences(object, facts(f.wallets[key.Address]))
	case "machine":
		return differences(object["peaqos"], facts(f.wallets[key.Address]))
	case "metadata":
		return differences(object["peaqos"], facts(f.tokens[key.ID]))
	case "machines":
		return differences(object, facts(f.machines[key.ID]))
	case "operator", "operator-page":
		return f.pageDisagreements(key, object)
	}
	return nil
}

// pageDisagreements holds a page of an operator's list against the list.
func (f *fleet) pageDisagreements(key endpoints.Key, page map[string]any) []string {
	ids := f.operators[key.Address]
	wrong := differences(page, map[string]any{"operator_did": did(key.Address.Hex())})
	wrong = append(wrong, differences(page["pagination"], map[string]any{
		"offset": number(key.Offset), "limit": number(endpoints.PageSize), "total": number(len(ids)),
	})...)
	var want []map[string]any
	for _, id := range ids[min(key.Offset, len(ids)):min(key.Offset+endpoints.PageSize, len(ids))] {
		if m := f.machines[uint256.Int(id)]; m != nil {
			want = append(want, facts(m))
		}
	}
	rows, _ := page["machines"].([]any)
	if len(rows) != len(want) {
		return append(wrong, fmt.Sprintf("%d machines, index/operators.json has %d", len(rows), len(want)))
	}
	for i := range rows {
		wrong = append(wrong, differences(rows[i], want[i])...)
	}
	return wrong
}

// facts are what the index says of a machine, by the fields of the bodies.
func facts(m *generator.MachineEntry) map[string]any {
	if m == nil {
		return nil
	}
	want := map[string]any{
		"machine_id":   json.Number(dec(m.MachineID)),
		"mcr":          string(m.MCR),
		"mcr_score":    number(m.MCRScore),
		"mcr_degraded": m.Degraded,
		"event_count":  number(m.Events),
		"did":          did(common.Address{}.Hex()),
	}
	if m.Wallet != nil {
		want["did"] = did(*m.Wallet)
	}
	return want
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

func did(address string) string { return "did:peaq:" + address }

func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }

func dec(n generator.Integer) string { return (*uint256.Int)(&n).Dec() }
