//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
)

// witness reads the chain on its own: one call after the other, through the
// contracts' ABIs.
type witness struct {
	*node
	head *types.Header
	abis map[string]*abi.ABI
}

func (n *node) witness() *witness { return &witness{n, n.head(), map[string]*abi.ABI{}} }

// contract names the ABI of a role.
func (n *node) contract(role chain.Role) string {
	if role == chain.EventRegistry && n.deployment.Generation != chain.Gen2 {
		return "EventRegistryV2"
	}
	return map[chain.Role]string{
		chain.IdentityRegistry: "IdentityRegistry", chain.IdentityStaking: "IdentityStaking", chain.DIDRegistry: "DIDRegistry",
		chain.MachineNFT: "MachineNFT", chain.InfoDesk: "InfoDesk", chain.MachineRegistry: "MachineRegistry",
		chain.MachineSubscription: "MachineSubscription", chain.MachineStateAndSync: "MachineStateAndSync",
		chain.CrossChainMirror: "CrossChainMirror", chain.EventRegistry: "EventRegistry",
	}[role]
}

func (w *witness) abi(role chain.Role) *abi.ABI {
	w.t.Helper()
	name := w.contract(role)
	if w.abis[name] == nil {
		data, err := os.ReadFile(filepath.Join("..", "chain", "devchain", "artifacts", name+".abi"))
		if err != nil {
			w.t.Fatal(err)
		}
		parsed, err := abi.JSON(bytes.NewReader(data))
		if err != nil {
			w.t.Fatal(err)
		}
		w.abis[name] = &parsed
	}
	return w.abis[name]
}

// try asks a view. Its error is the node's.
func (w *witness) try(role chain.Role, method string, args ...any) ([]any, error) {
	w.t.Helper()
	contract, to := w.abi(role), w.deployment.Contracts.Of(role)
	data, err := contract.Pack(method, args...)
	if err != nil {
		w.t.Fatal(err)
	}
	out, err := w.eth.CallContract(w.t.Context(), ethereum.CallMsg{To: &to, Data: data}, w.head.Number)
	if err != nil {
		return nil, err
	}
	values, err := contract.Unpack(method, out)
	if err != nil {
		w.t.Fatal(err)
	}
	return values, nil
}

// ask asks a view that must answer.
func ask[T any](w *witness, role chain.Role, method string, args ...any) T {
	w.t.Helper()
	values, err := w.try(role, method, args...)
	if err != nil {
		w.t.Fatalf("%s: %v", method, err)
	}
	return *abi.ConvertType(values[0], new(T)).(*T)
}

// seen is what the chain says of a machine.
type seen struct {
	id         *big.Int
	did        string
	bonded     bool
	operator   *string
	docs       string
	visibility string
	homeChain  uint16 // of a foreign machine, else 0
	events     []record
}

// record is an event as the registry returns it.
type record struct {
	MachineId     *big.Int
	EventType     uint8
	Value         *big.Int
	Timestamp     *big.Int
	DataHash      [32]byte
	TrustLevel    uint8
	SourceChainId *big.Int
	SourceTxHash  [32]byte
	Metadata      []byte
	Currency      string
}

// machines lists all that should have a file under machines/.
func (w *witness) machines() []seen {
	w.t.Helper()
	if w.deployment.Generation == chain.Gen2 {
		return w.tokens()
	}
	return w.accounts()
}

// accounts lists the machines of generation 1.0.
func (w *witness) accounts() (list []seen) {
	total := ask[*big.Int](w, chain.IdentityRegistry, "totalMachines").Int64()
	for n := int64(1); n <= total; n++ {
		id := big.NewInt(n)
		wallet := ask[common.Address](w, chain.IdentityRegistry, "machineWalletOf", id)
		if wallet == (common.Address{}) {
			continue
		}
		m := seen{
			id: id, did: "did:peaq:" + wallet.Hex(), visibility: "private",
			bonded: ask[bool](w, chain.IdentityStaking, "isStaked", id), docs: w.attribute(wallet, "documentation_url"),
		}
		if operator := w.attribute(wallet, "operator"); operator != "" {
			m.operator = &operator
		}
		if v := w.attribute(wallet, "data_visibility"); v == "onchain" || v == "public" {
			m.visibility = v
		}
		m.events = w.events(id)
		list = append(list, m)
	}
	return list
}

// attribute is empty where the account has none of that name.
func (w *witness) attribute(account common.Address, name string) string {
	values, err := w.try(chain.DIDRegistry, "readAttribute", account, []byte(name))
	if err != nil {
		if !strings.Contains(err.Error(), "revert") {
			w.t.Fatal(err)
		}
		return ""
	}
	type attribute struct {
		Name     []byte
		Value    []byte
		Validity uint32 // also an expired one counts
		Created  *big.Int
	}
	a := *abi.ConvertType(values[0], new(attribute)).(*attribute)
	return strings.ToValidUTF8(string(a.Value), "\uFFFD")
}

// tokens lists the machines of generation 2.0: each id that a log of the
// registry or the mirror names, and that has a token here or a home elsewhere.
func (w *witness) tokens() (list []seen) {
	local := ask[uint16](w, chain.InfoDesk, "localChainId")
	for _, id := range w.ids() {
		m := seen{id: id, did: "did:peaq:" + id.String(), visibility: "private"}
		home := ask[uint16](w, chain.CrossChainMirror, "homeChainOf", id)
		if _, err := w.try(chain.MachineRegistry, "ownerOf", id); err != nil {
			if home == 0 || home == local {
				continue
			}
			m.homeChain = home
		} else {
			if operator := ask[common.Address](w, chain.MachineRegistry, "operatorOf", id); operator != (common.Address{}) {
				did := "did:peaq:" + operator.Hex()
				m.operator = &did
			}
			m.docs = w.endpoint(id, "documentation_url")
			if v := w.endpoint(id, "data_visibility"); v == "onchain" || v == "public" {
				m.visibility = v
			}
		}
		status := ask[uint8](w, chain.MachineSubscription, "subscriptionStatus", id)
		m.bonded = status == 1 || status == 2 // active or in grace
		m.events = w.events(id)
		list = append(list, m)
	}
	return list
}

// ids lists what the logs name, each once.
func (w *witness) ids() (list []*big.Int) {
	position := map[string][]int{ // the topics that hold ids
		"Transfer": {3}, "MachineMinted": {1}, "MachineBridgedIn": {1}, "LegacyMachineReissued": {1, 2},
		"HomeChainRegistered": {1}, "HomeChainUpdated": {1}, "HomeChainReissued": {1, 2},
	}
	found := map[string]bool{}
	for _, role := range []chain.Role{chain.MachineRegistry, chain.CrossChainMirror} {
		logs, err := w.eth.FilterLogs(w.t.Context(), ethereum.FilterQuery{
			FromBlock: new(big.Int), ToBlock: w.head.Number, Addresses: []common.Address{w.deployment.Contracts.Of(role)},
		})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, l := range logs {
			event, err := w.abi(role).EventByID(l.Topics[0])
			if err != nil {
				continue // an administrator's
			}
			for _, topic := range position[event.Name] {
				id := l.Topics[topic].Big()
				if !found[id.String()] {
					found[id.String()] = true
					list = append(list, id)
				}
			}
		}
	}
	return list
}

// endpoint is the first service endpoint of a type that is not empty.
func (w *witness) endpoint(id *big.Int, kind string) string {
	type endpoint struct{ Id, ServiceType, ServiceEndpoint string }
	for _, e := range ask[[]endpoint](w, chain.MachineRegistry, "serviceEndpointsOf", id) {
		if e.ServiceType == kind && e.ServiceEndpoint != "" {
			return strings.ToValidUTF8(e.ServiceEndpoint, "\uFFFD")
		}
	}
	return ""
}

// events lists a machine's records, asked one by one.
func (w *witness) events(id *big.Int) (list []record) {
	count := ask[*big.Int](w, chain.EventRegistry, "getEventCount", id).Int64()
	for i := range count {
		list = append(list, ask[record](w, chain.EventRegistry, "getEventAt", id, big.NewInt(i)))
	}
	return list
}

type object = map[string]any

// compare holds a tree against the chain.
func (w *witness) compare(s site) {
	w.t.Helper()
	machines := w.machines()
	listed := map[string]bool{}
	for _, m := range machines {
		listed[m.id.String()] = true
		w.fields(s, "machines/"+m.id.String(), nil, m.card())
		key := strings.ToLower(strings.TrimPrefix(m.did, "did:peaq:"))
		if s.read("mcr/"+key) == nil && w.deployment.Generation != chain.Gen2 {
			continue // its DID names no machine, or another
		}
		w.fields(s, "mcr/"+key, nil, m.mcr())
		if m.visibility == "onchain" {
			w.eventData(s, "machine/"+key, m)
		}
	}
	entries, err := os.ReadDir(filepath.Join(s.dir, "machines"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, entry := range entries {
		if !listed[entry.Name()] && entry.Name() != "404.html" {
			w.t.Errorf("machines/%s is of no machine", entry.Name())
		}
	}
	if len(machines) < 20 {
		w.t.Errorf("the chain has %d machines", len(machines))
	}
	block := s.json("index/snapshot.json")["block"].(map[string]any)
	w.fields(s, "index/snapshot.json", block, object{"number": w.head.Number, "hash": w.head.Hash().Hex(),
		"time": w.head.Time})
}

// fields compares some fields of a file, or of the part of it that is given.
func (w *witness) fields(s site, name string, part, want object) {
	w.t.Helper()
	if part == nil {
		part = s.json(name)
	}
	if part == nil {
		w.t.Errorf("there is no %s", name)
		return
	}
	got := object{}
	for field := range want {
		if value, ok := part[field]; ok {
			got[field] = value
		}
	}
	data, err := json.Marshal(want)
	if err != nil {
		w.t.Fatal(err)
	}
	again, err := json.Marshal(got)
	if err != nil {
		w.t.Fatal(err)
	}
	if d := cmp.Diff(string(data), string(again)); d != "" {
		w.t.Errorf("%s (-chain +tree):\n%s", name, d)
	}
}

func (m *seen) bondStatus() string {
	return map[bool]string{true: "bonded", false: "unbonded"}[m.bonded]
}

func (m *seen) card() object {
	return object{
		"did": m.did, "bond_status": m.bondStatus(), "event_count": len(m.events), "data_visibility": m.visibility,
		"documentation_url": m.docs, "active": true,
	}
}

func (m *seen) mcr() object {
	body := object{"did": m.did, "bond_status": m.bondStatus(), "event_count": len(m.events), "last_updated": nil}
	revenue, activity, last := 0, 0, new(big.Int)
	for _, e := range m.events {
		switch e.EventType {
		case 0:
			revenue++
		case 1:
			activity++
		}
		if e.Timestamp.Cmp(last) > 0 {
			last = e.Timestamp
		}
	}
	body["revenue_event_count"], body["activity_event_count"] = revenue, activity
	if len(m.events) > 0 {
		body["last_updated"] = last
	}
	if m.homeChain != 0 {
		body["home_chain"], body["mcr"], body["mcr_score"] = m.homeChain, "Provisioned", 0
	}
	return body
}

var currency = regexp.MustCompile(`^[A-Z0-9]{3,10}$`)

// eventData compares the events that a profile shows.
func (w *witness) eventData(s site, name string, m seen) {
	w.t.Helper()
	profile := s.json(name)
	if profile == nil {
		w.t.Errorf("there is no %s", name)
		return
	}
	shown, _ := profile["peaqos"].(map[string]any)["event_data"].([]any)
	events := slices.DeleteFunc(slices.Clone(m.events), func(e record) bool {
		return e.EventType > 1 || e.EventType == 0 && e.Currency != "" && !currency.MatchString(e.Currency)
	})
	events = events[:min(len(events), 100)]
	if len(shown) != len(events) {
		w.t.Errorf("%s shows %d events of %d", name, len(shown), len(events))
		return
	}
	for i, e := range events {
		want := object{"event_type": e.EventType, "origin_value": e.Value, "timestamp": e.Timestamp,
			"trust_level": e.TrustLevel}
		if e.EventType == 0 {
			want["origin_currency"] = e.Currency
			if e.Currency == "" {
				want["origin_currency"] = "USD"
			}
		}
		w.fields(s, fmt.Sprintf("%s, event %d", name, i), shown[i].(map[string]any), want)
	}
}

// submit makes some machine submit an event by itself.
func (n *node) submit() {
	n.t.Helper()
	w := n.witness()
	data := func(id *big.Int) []byte {
		packed, err := w.abi(chain.EventRegistry).Pack("submitEvent", id, uint8(1), big.NewInt(42), "",
			new(big.Int).SetUint64(w.head.Time-500),
			[32]byte{}, uint8(1), new(big.Int), [32]byte{}, []byte("of the fork"))
		if err != nil {
			n.t.Fatal(err)
		}
		return packed
	}
	for _, m := range w.machines() {
		var from common.Address
		if n.deployment.Generation != chain.Gen2 {
			from = common.HexToAddress(strings.TrimPrefix(m.did, "did:peaq:"))
		} else if m.homeChain == 0 {
			from = ask[common.Address](w, chain.MachineRegistry, "ownerOf", m.id)
		}
		if m.bonded && len(m.events) > 0 && from != (common.Address{}) &&
			n.send(from, n.deployment.Contracts.Of(chain.EventRegistry), data(m.id)) {
			return
		}
	}
	n.t.Fatal("no machine could submit an event")
}
