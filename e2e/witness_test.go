//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"mcrpress/chain"
	"mcrpress/chain/devchain/bindings/eventregistry"
)

// witness reads the chain on its own: through the generated bindings, one call
// after the other, events from the registry's getters.
type witness struct {
	n    *node
	d    chain.Deployment
	head *types.Header
}

func (n *node) witness(d chain.Deployment) *witness { return &witness{n, d, n.head()} }

func ask[T any](w *witness, to chain.Address, data []byte, unpack func([]byte) (T, error)) T {
	w.n.t.Helper()
	target := common.Address(to)
	out, err := w.n.eth.CallContract(w.n.t.Context(), ethereum.CallMsg{To: &target, Data: data}, w.head.Number)
	if err != nil {
		w.n.t.Fatal(err)
	}
	v, err := unpack(out)
	if err != nil {
		w.n.t.Fatal(err)
	}
	return v
}

// attribute is nil where the account has none of that name.
func (w *witness) attribute(account common.Address, name string) *string {
	target := didAddress
	out, err := w.n.eth.CallContract(w.n.t.Context(), ethereum.CallMsg{To: &target, Data: didABI.PackReadAttribute(account, []byte(name))}, w.head.Number)
	if err != nil {
		if !strings.Contains(err.Error(), "Cannot find the item") {
			w.n.t.Fatal(err)
		}
		return nil
	}
	a, err := didABI.UnpackReadAttribute(out)
	if err != nil {
		w.n.t.Fatal(err)
	}
	text := string(a.Value)
	return &text
}

// seen is what the chain says of a machine.
type seen struct {
	id, token  int64
	wallet     common.Address
	bonded     bool
	flagged    int64
	override   *int64
	operator   *string
	docs, api  *string
	visibility string
	events     []eventregistry.EventRegistryMachineEvent
	now        uint64
}

func (w *witness) machines() (list []seen) {
	c := w.d.Contracts
	next := ask(w, c.IdentityRegistry, registryABI.PackNextMachineId(), registryABI.UnpackNextMachineId).Int64()
	for id := int64(1); id < next; id++ {
		n := big.NewInt(id)
		m := seen{
			id:      id,
			token:   ask(w, c.MachineNFT, nftABI.PackTokenIdOf(n), nftABI.UnpackTokenIdOf).Int64(),
			wallet:  ask(w, c.IdentityRegistry, registryABI.PackMachineWalletOf(n), registryABI.UnpackMachineWalletOf),
			bonded:  ask(w, c.IdentityStaking, stakingABI.PackIsStaked(n), stakingABI.UnpackIsStaked),
			flagged: ask(w, *c.AdminFlags, flagsABI.PackNegativeFlagAt(n), flagsABI.UnpackNegativeFlagAt).Int64(),
			now:     w.head.Time,
		}
		if override := ask(w, *c.AdminFlags, flagsABI.PackTrustOverride(n), flagsABI.UnpackTrustOverride); override.Set {
			value := override.Value.Int64()
			m.override = &value
		}
		m.operator = w.attribute(m.wallet, "operator")
		m.docs, m.api = w.attribute(m.wallet, "documentation_url"), w.attribute(m.wallet, "data_api")
		m.visibility = "private"
		if v := w.attribute(m.wallet, "data_visibility"); v != nil && (*v == "onchain" || *v == "public") {
			m.visibility = *v
		}
		count := ask(w, c.EventRegistries[0], eventsABI.PackEventCount(n), eventsABI.UnpackEventCount).Int64()
		for i := range count {
			m.events = append(m.events, ask(w, c.EventRegistries[0], eventsABI.PackEventAt(n, big.NewInt(i)), unpackEvent))
		}
		list = append(list, m)
	}
	if len(list) != len(wallets) {
		w.n.t.Fatalf("%d machines", len(list))
	}
	return list
}

func unpackEvent(data []byte) (eventregistry.EventRegistryMachineEvent, error) {
	var out eventregistry.EventRegistryMachineEvent
	contract := eventsABI.GetABI()
	err := contract.UnpackIntoInterface(&[]any{&out}[0], "eventAt", data)
	return out, err
}

func did(a common.Address) string { return "did:peaq:" + a.Hex() }

func (m seen) bondStatus() string {
	if m.bonded {
		return "bonded"
	}
	return "unbonded"
}

// score is the model for the machines of this fleet: either too few events to
// be rated, or a year of activity alone of one trust level.
func (m seen) score() (int, string) {
	if !m.bonded {
		return 0, "NR"
	}
	if len(m.events) < 8 {
		return 0, "Provisioned"
	}
	weeks := map[uint64]bool{}
	for _, e := range m.events {
		weeks[(m.now-e.Timestamp.Uint64())/week] = true
	}
	trust := map[uint8]int{0: 400, 1: 750, 2: 1000}[m.events[0].TrustLevel]
	if m.override != nil {
		trust = int(*m.override) * 10
	}
	if m.flagged != 0 {
		trust /= 2
	}
	points := 30000*len(weeks)/26 + 20*trust + 10000
	score := (points + 500) / 1000
	for _, letter := range []struct {
		from int
		text string
	}{{95, "AAA"}, {85, "AA"}, {75, "A"}, {60, "BBB"}, {45, "BB"}, {30, "B"}} {
		if score >= letter.from {
			return score, letter.text
		}
	}
	return 0, "NR"
}

type object map[string]any

func (m seen) mcr() object {
	score, letter := m.score()
	revenue, counted, cents, last, degraded := 0, 0, int64(0), uint64(0), false
	for _, e := range m.events {
		last = max(last, e.Timestamp.Uint64())
		if e.EventType != 0 {
			continue
		}
		revenue++
		if e.Currency == "USD" {
			counted++
			cents += e.Value.Int64()
		} else {
			degraded = true
		}
	}
	average := 0.0
	if counted > 0 {
		average = float64(cents) / float64(counted)
	}
	body := object{
		"did": did(m.wallet), "machine_id": m.id, "mcr_score": score, "mcr": letter, "mcr_degraded": degraded,
		"bond_status": m.bondStatus(), "negative_flag": m.flagged != 0,
		"event_count": len(m.events), "revenue_event_count": revenue, "activity_event_count": len(m.events) - revenue,
		"revenue_trend": "insufficient", "total_revenue": cents, "last_updated": last,
	}
	body["average_revenue_per_event"] = float(average)
	return body
}

// float always has a decimal point.
type float float64

func (f float) MarshalJSON() ([]byte, error) {
	text := strconv.FormatFloat(float64(f), 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return []byte(text), nil
}

func (m seen) profile() object {
	score, letter := m.score()
	name := "Machine (no NFT)"
	if m.token != 0 {
		name = fmt.Sprintf("Machine #%d", m.token)
	}
	body := object{
		"machine_id": m.id, "did": did(m.wallet), "operator": m.operator, "mcr": letter, "mcr_score": score,
		"bond_status": m.bondStatus(), "negative_flag": m.flagged != 0, "event_count": len(m.events),
		"data_visibility": m.visibility, "documentation_url": m.docs,
	}
	switch m.visibility {
	case "private":
		if m.api != nil {
			body["data_api"] = *m.api
		}
	case "onchain":
		body["event_data"] = m.eventData()
	}
	return object{"schema_version": "1.0", "name": name, "peaqos": body}
}

func (m seen) eventData() []object {
	list := []object{}
	for _, e := range m.events {
		item := object{
			"event_type": e.EventType, "origin_value": e.Value, "timestamp": e.Timestamp, "trust_level": e.TrustLevel,
			"metadata": metadata(e.Metadata),
		}
		if e.EventType == 0 {
			item["origin_currency"], item["usd_subunit"] = e.Currency, 100
			item["origin_subunit"], item["usd_value"], item["amount_status"] = nil, nil, "unsupported_currency"
			if e.Currency == "USD" {
				item["origin_subunit"], item["usd_value"], item["amount_status"] = 100, e.Value, "ok"
			}
		}
		list = append(list, item)
	}
	return list
}

func metadata(raw []byte) any {
	if len(raw) == 0 {
		return object{}
	}
	if raw[0] == '{' { // the fleet has no other JSON, and no broken one
		return json.RawMessage(raw)
	}
	return object{"raw": strings.ToValidUTF8(string(raw), "\uFFFD")}
}

func (m seen) card(d chain.Deployment) object {
	services := []object{}
	if m.api != nil {
		services = append(services, object{"name": "web", "endpoint": *m.api})
	}
	docs := ""
	if m.docs != nil {
		docs = *m.docs
	}
	return object{
		"type": "peaqos:registration:v1", "name": fmt.Sprintf("Machine #%d", m.id), "description": "peaqOS machine",
		"did": did(m.wallet), "active": true, "services": services, "data_visibility": m.visibility, "documentation_url": docs,
		"operator": m.operator, "bond_status": m.bondStatus(), "event_count": len(m.events),
		"registrations": []object{{
			"type": "peaqos:registration:v1", "machineId": m.id,
			"machineRegistry": fmt.Sprintf("eip155:%d:%s", chainID, d.Contracts.IdentityRegistry),
		}},
	}
}

// operatorPage is the operator's list [1,"x",4,99,6,4]: what is no integer
// does not count, what is not registered counts and is not shown.
func (w *witness) operatorPage() object {
	machines := w.machines()
	entries := []object{}
	for _, id := range []int{1, 4, 6, 4} {
		m := machines[id-1]
		score, letter := m.score()
		entries = append(entries, object{"did": did(m.wallet), "machine_id": m.id, "mcr_score": score, "mcr": letter, "negative_flag": m.flagged != 0})
	}
	return object{"operator_did": did(operator), "machines": entries, "pagination": object{"offset": 0, "limit": 20, "total": 5}}
}

// snapshot checks what the tree says of the block.
func (w *witness) snapshot(s site) {
	pointer, ok := s.json("index/snapshot.json").(map[string]any)
	if !ok {
		w.n.t.Fatal("no snapshot")
	}
	block := pointer["block"].(map[string]any)
	want := map[string]string{"number": w.head.Number.String(), "hash": w.head.Hash().Hex(), "time": fmt.Sprint(w.head.Time)}
	for name, text := range want {
		if got := fmt.Sprint(block[name]); got != text {
			w.n.t.Errorf("%s of the block is %s, not %s", name, got, text)
		}
	}
}
