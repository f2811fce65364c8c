package read_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/read"
)

// answering replaces what a function of a contract answers to direct calls.
func answering(signature string, with func(to common.Address, a *wireAnswer)) fault {
	selector := "0x" + common.Bytes2Hex(crypto.Keccak256([]byte(signature))[:4])
	return altered(func(call *wireCall, a *wireAnswer) {
		if to, data, ok := callOf(call); ok && strings.HasPrefix(data, selector) {
			with(to, a)
		}
	})
}

// A contract that counts more than is found ends the run, with both numbers.
func TestShortfall(t *testing.T) { both(t, shortfall) }

func shortfall(t *testing.T, net *devnet) {
	t.Parallel()
	d := net.deployment(noMulticall)
	whole := net.fresh(t, faultBlock)
	events := uint64(0)
	for _, m := range whole.Fleet.Machines {
		events += m.EventCount
	}
	more := func(n uint64) func(common.Address, *wireAnswer) {
		return func(_ common.Address, a *wireAnswer) {
			var text string
			if json.Unmarshal(a.Result, &text) != nil {
				return
			}
			count := new(uint256.Int).SetBytes(common.FromHex(text))
			a.Result = mustJSON(word(count.Uint64() + n))
		}
	}
	run := func(play fault, allow uint64) (*chain.Fleet, error) {
		p := newProxy(t, net.node.URL(), func(int) fault { return play })
		return readWith(t, dial(t, hurried(), p.url), d, read.Options{Block: faultBlock, AllowShortfall: allow}, tempStore(t))
	}
	machines := map[chain.Generation]string{chain.Gen1: "totalMachines()", chain.Gen2: "balanceOf(address)"}[d.Generation]
	for _, test := range []struct {
		name, signature string
		more, allow     uint64
		what            string // of the error, "" for none
	}{
		{"events", "totalEventCount()", 3, 0, "events"},
		{"events, more than allowed", "totalEventCount()", 3, 2, "events"},
		{"events, as allowed", "totalEventCount()", 3, 3, ""},
		{"machines", machines, 1, 1000, map[chain.Generation]string{chain.Gen1: "machines", chain.Gen2: "tokens"}[d.Generation]},
	} {
		fleet, err := run(answering(test.signature, more(test.more)), test.allow)
		var short *read.Shortfall
		switch {
		case test.what == "" && (err != nil || fleet.Shortfall != test.more):
			t.Errorf("%s: %v", test.name, err)
		case test.what != "" && (!errors.As(err, &short) || short.Missing() != test.more || !strings.HasPrefix(short.What, test.what)):
			t.Errorf("%s: %v", test.name, err)
		}
		if short != nil && (strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "--")) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	fleet, err := run(answering("totalEventCount()", func(_ common.Address, a *wireAnswer) { a.Result = mustJSON(word(1)) }), 0)
	if err != nil || !slices.ContainsFunc(fleet.Findings, func(f chain.Finding) bool { return f.Kind == chain.EventSurplus }) {
		t.Errorf("more events than the total: %v", err)
	}
}

// A node that lost logs costs their provenance and nothing else; another
// endpoint that has them makes up for it.
func TestLostLogs(t *testing.T) { both(t, lostLogs) }

func lostLogs(t *testing.T, net *devnet) {
	t.Parallel()
	whole := net.fresh(t, faultBlock)
	submitted := []string{
		crypto.Keccak256Hash([]byte("EventSubmitted(uint256,uint256,uint8,uint256)")).Hex(),
		crypto.Keccak256Hash([]byte("EventSubmitted(uint256,uint256,uint8,uint256,string)")).Hex(),
	}
	lost := altered(func(call *wireCall, answer *wireAnswer) {
		var logs []map[string]any
		if call.Method != "eth_getLogs" || json.Unmarshal(answer.Result, &logs) != nil {
			return
		}
		answer.Result = mustJSON(slices.DeleteFunc(logs, func(log map[string]any) bool {
			topics, _ := log["topics"].([]any)
			return len(topics) > 0 && slices.Contains(submitted, topics[0].(string))
		}))
	})
	forgetful := newProxy(t, net.node.URL(), func(int) fault { return lost })
	alone := mustSnap(t, dial(t, hurried(), forgetful.url), net.deployment(), faultBlock, tempStore(t))
	var missing uint64
	for n, events := range alone.Events {
		for i := range events {
			if whole.Events[n][i].Provenance != nil {
				missing++
			}
			if events[i].Provenance != nil {
				t.Fatalf("event %d of machine %s has a place that nobody told", i, n)
			}
			whole := whole.Events[n][i]
			whole.Provenance = nil
			if !sameEvent(whole, events[i]) {
				t.Fatalf("event %d of machine %s differs", i, n)
			}
		}
	}
	if missing == 0 || alone.Fleet.EventsWithoutLog != missing {
		t.Errorf("%d events without a log, not %d", alone.Fleet.EventsWithoutLog, missing)
	}
	store := tempStore(t)
	beside := mustSnap(t, dial(t, hurried(), forgetful.url, net.node.URL()), net.deployment(), faultBlock, store)
	if d := diff(whole, beside); d != "" {
		t.Errorf("beside a good endpoint (-whole +got):\n%s", d)
	}
}

// A node that keeps back every log of a machine of generation 2.0 hides it: the
// run ends, and what it has left in the store does not end the next one.
// Another endpoint that has the logs makes up for it at once.
func TestHiddenMachine(t *testing.T) {
	t.Parallel()
	net := demonet(t, chain.Gen2)
	whole := net.fresh(t, faultBlock)
	hidden := slices.IndexFunc(whole.Fleet.Machines, func(m chain.Machine) bool { return m.EventCount > 0 && !m.Foreign })
	id := common.Hash(whole.Fleet.Machines[hidden].ID.Bytes32()).Hex()
	hides := altered(func(call *wireCall, answer *wireAnswer) {
		var logs []map[string]any
		if call.Method != "eth_getLogs" || json.Unmarshal(answer.Result, &logs) != nil {
			return
		}
		answer.Result = mustJSON(slices.DeleteFunc(logs, func(log map[string]any) bool {
			topics, _ := log["topics"].([]any)
			return slices.Contains(topics, any(id))
		}))
	})
	p := newProxy(t, net.node.URL(), func(int) fault { return hides })
	store := tempStore(t)
	var short *read.Shortfall
	if _, err := readAt(t, dial(t, hurried(), p.url), net.deployment(), faultBlock, store); !errors.As(err, &short) {
		t.Errorf("alone: %v", err)
	}
	got := mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(), faultBlock, store)
	if d := diff(whole, got); d != "" {
		t.Errorf("after it (-whole +got):\n%s", d)
	}
	got = mustSnap(t, dial(t, hurried(), p.url, net.node.URL()), net.deployment(), faultBlock, tempStore(t))
	if d := diff(whole, got); d != "" {
		t.Errorf("beside a good endpoint (-whole +got):\n%s", d)
	}
}

// Pages are as long as the registry says, and shorter where it gives less or
// the node refuses.
func TestPages(t *testing.T) { both(t, pages) }

func pages(t *testing.T, net *devnet) {
	t.Parallel()
	d := net.deployment(noMulticall)
	block := "40"
	want := mustSnap(t, dial(t, hurried(), net.node.URL()), d, block, tempStore(t))
	refusal := func(most uint64) fault {
		return altered(func(call *wireCall, a *wireAnswer) {
			_, data, ok := callOf(call)
			if raw := common.FromHex(data); ok && strings.HasPrefix(data, "0x0ea4e6a0") && new(uint256.Int).SetBytes(raw[68:100]).GtUint64(most) {
				fail(a, -32000, "out of gas")
			}
		})
	}
	for name, play := range map[string]fault{
		"pages of 7 said":     answering("MAX_QUERY_LIMIT()", func(_ common.Address, a *wireAnswer) { a.Result = mustJSON(word(7)) }),
		"pages of 500 said":   answering("MAX_QUERY_LIMIT()", func(_ common.Address, a *wireAnswer) { a.Result = mustJSON(word(500)) }),
		"more than 5 refused": refusal(5),
		"more than 1 refused": refusal(1),
	} {
		p := newProxy(t, net.node.URL(), func(int) fault { return play })
		got := mustSnap(t, dial(t, hurried(), p.url), d, block, tempStore(t))
		if d := diff(want, got); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
	}
	p := newProxy(t, net.node.URL(), func(int) fault { return refusal(0) })
	if _, err := readAt(t, dial(t, hurried(), p.url), d, block, tempStore(t)); err == nil || !strings.Contains(err.Error(), "getEvents of machine") {
		t.Errorf("no page at all: %v", err)
	}
}

// Several event registries: oldest first, each against its own total.
func TestSeveralRegistries(t *testing.T) {
	if testing.Short() {
		t.Skip("makes chains")
	}
	t.Parallel()
	for _, history := range []devchain.CurrencyHistory{devchain.Never, devchain.Replaced} {
		net, err := newDevnet(devchain.Options{Currency: history})
		if err != nil {
			t.Fatal(err)
		}
		defer net.node.Close()
		d := net.deployment()
		got := net.fresh(t, "finalized")
		registries := d.Contracts.All(chain.EventRegistry)
		if (len(registries) == 2) != (history == devchain.Replaced) {
			t.Fatalf("%d registries", len(registries))
		}
		seen := map[common.Address]int{}
		for n, events := range got.Events {
			last := -1
			for i, e := range events {
				at := slices.Index(registries, e.Registry)
				if at < last || i > 0 && at == last && e.Index != events[i-1].Index+1 {
					t.Fatalf("event %d of machine %s is %d of registry %d", i, n, e.Index, at)
				}
				last = at
				seen[e.Registry]++
				if e.Provenance == nil || (e.Currency == "") != (e.Type == 1 || at == 0 && history != devchain.Upgraded) {
					t.Fatalf("event %d of machine %s: %+v", i, n, e)
				}
			}
		}
		for i, registry := range registries {
			if seen[registry] == 0 {
				t.Errorf("no event of registry %d", i)
			}
		}
		if got.Fleet.EventsWithoutLog != 0 || len(got.Fleet.Findings) == 0 {
			t.Errorf("%d without log, %d findings", got.Fleet.EventsWithoutLog, len(got.Fleet.Findings))
		}
	}
}
