//go:build e2e

package official

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
	"mcrpress/e2e/pypi"
)

// part is what the SDK says of one aspect of a machine.
type part struct {
	Value   json.RawMessage `json:"value"`
	Error   string          `json:"error"`
	Message string          `json:"message"`
}

// reads is all that it says.
type reads struct {
	Owner        part `json:"owner"`
	Subscription part `json:"subscription"`
	Availability part `json:"availability"`
	Management   part `json:"management"`
}

// pauses are the switches as the SDK names them.
type pauses struct {
	General      bool `json:"is_general_paused"`
	Technical    bool `json:"is_technical_paused"`
	Operator     bool `json:"is_operator_paused"`
	Subscription bool `json:"is_subscription_paused"`
}

type endpoint struct {
	ID   string `json:"id"`
	Type string `json:"service_type"`
	URI  string `json:"service_endpoint"`
}

type subscription struct {
	State struct {
		Tier   string `json:"tier"`
		Start  string `json:"period_start"`
		End    string `json:"period_end"`
		Bonded string `json:"bonded_amount"`
	} `json:"state"`
	Status string `json:"status"`
}

type availability struct {
	Pauses     pauses `json:"pause_flags"`
	Relocating bool   `json:"is_relocating"`
}

type management struct {
	Owner      string `json:"owner"`
	Controller string `json:"controller"`
	Document   struct {
		Endpoints []endpoint `json:"service_endpoints"`
	} `json:"did_document"`
	Subscription subscription `json:"subscription"`
	Pauses       pauses       `json:"pause_flags"`
	Home         string       `json:"home_chain_id"`
	Local        bool         `json:"is_homed_locally"`
	Relocating   bool         `json:"is_relocating"`
}

// What SDK 0.12.1 reads on chain of every machine is what the reader says of
// it.
func TestSDKReads(t *testing.T) {
	blocks, node := mining(t, chain.Gen2)
	f := fleet(t, blocks, node)
	d := blocks.Deployment()
	contracts := map[string]string{}
	for _, role := range []chain.Role{chain.InfoDesk, chain.MachineRegistry, chain.MachineStateAndSync,
		chain.MachineSubscription,
		chain.CrossChainMirror, chain.MachineBridgeAdapter, chain.SubscriptionTokenProvisionPool} {
		contracts[string(role)] = d.Contracts.Of(role).Hex()
	}
	asked := []any{map[string]any{
		"chain_id": d.ChainID, "start_block": d.StartBlock, "contracts": contracts,
		"event_registry": d.Contracts.Of(chain.EventRegistry).Hex(), "key": funded(1)[0],
	}}
	for _, m := range f.Machines {
		asked = append(asked, map[string]string{"id": m.ID.Dec()})
	}
	for _, id := range f.Left {
		asked = append(asked, map[string]string{"id": id.Dec()})
	}
	said := script[any, reads](t, pypi.New(t, sdkLast), "reads.py", asked, node.URL())
	if len(said) != len(f.Machines)+len(f.Left) {
		t.Fatalf("%d answers about %d machines", len(said), len(f.Machines)+len(f.Left))
	}
	local := 0
	for i, m := range f.Machines {
		t.Run(m.ID.Dec(), func(t *testing.T) {
			if m.Foreign {
				said[i].refused(t)
				return
			}
			local++
			said[i].agree(t, m)
		})
	}
	for i, id := range f.Left {
		t.Run(id.Dec(), func(t *testing.T) { said[len(f.Machines)+i].refused(t) })
	}
	if local == 0 {
		t.Error("no machine is homed here")
	}
	t.Logf("%d machines compared, %d of them homed here, and %d that left", len(f.Machines), local, len(f.Left))
}

// refused wants that the SDK finds no machine here.
func (r reads) refused(t *testing.T) {
	t.Helper()
	for name, p := range map[string]part{"owner": r.Owner, "subscription": r.Subscription,
		"availability": r.Availability, "management": r.Management} {
		if p.Error != "MACHINE_HOMED_ELSEWHERE" && p.Error != "MACHINE_NOT_FOUND" {
			t.Errorf("%s is %s, %s %s", name, p.Value, p.Error, p.Message)
		}
	}
}

func decodePart[T any](t *testing.T, name string, p part) (v T) {
	t.Helper()
	if p.Error != "" {
		t.Errorf("%s: %s: %s", name, p.Error, p.Message)
		return v
	}
	if err := json.Unmarshal(p.Value, &v); err != nil {
		t.Errorf("%s: %v: %s", name, err, p.Value)
	}
	return v
}

func (r reads) agree(t *testing.T, m chain.Machine) {
	t.Helper()
	want := func(name string, read, sdk any) {
		t.Helper()
		if d := cmp.Diff(read, sdk); d != "" {
			t.Errorf("%s (-reader +SDK):\n%s", name, d)
		}
	}
	g := m.Gen2
	want("owner", g.Owner.Hex(), decodePart[string](t, "owner", r.Owner))

	var sub subscription
	sub.State.Tier, sub.State.Bonded = fmt.Sprint(g.Subscription.Tier), g.Subscription.Bonded.Dec()
	sub.State.Start, sub.State.End = fmt.Sprint(g.Subscription.PeriodStart), fmt.Sprint(g.Subscription.PeriodEnd)
	sub.Status = g.Subscription.Status.String()
	want("subscription", sub, decodePart[subscription](t, "subscription", r.Subscription))

	stopped := pauses{General: g.Paused.General, Technical: g.Paused.Technical, Operator: g.Paused.Operator}
	stopped.Subscription = g.Subscription.Status != chain.NeverActivated && g.Subscription.Status != chain.Active
	want("availability", availability{stopped, g.Relocating}, decodePart[availability](t, "availability", r.Availability))

	if g.HomeChain == 0 || garbled(g.Endpoints) { // the SDK refuses what has no home, and text that is no UTF-8
		if r.Management.Error == "" {
			t.Errorf("management is %s", r.Management.Value)
		}
		return
	}
	all := management{
		Owner: g.Owner.Hex(), Controller: g.Controller.Hex(), Subscription: sub, Pauses: stopped,
		Home: fmt.Sprint(g.HomeChain), Local: true, Relocating: g.Relocating,
	}
	all.Document.Endpoints = []endpoint{}
	for _, e := range g.Endpoints {
		all.Document.Endpoints = append(all.Document.Endpoints, endpoint(e))
	}
	got := decodePart[management](t, "management", r.Management)
	all.Local = got.Local // of another chain's id the reader makes a finding
	want("management", all, got)
}

// garbled reports whether some text had bytes that are no UTF-8.
func garbled(list []chain.Endpoint) bool {
	return slices.ContainsFunc(list, func(e chain.Endpoint) bool { return strings.Contains(e.ID+e.Type+e.URI, "\uFFFD") })
}
