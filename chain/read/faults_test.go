package read_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
)

// faultBlock is where the fault tests read: after a few weeks of the demo
// fleet, so that hundreds of runs take seconds.
const faultBlock = "6"

// Each fault alone, on an early request and on all of them.
func TestFaultsAlone(t *testing.T) { both(t, faultsAlone) }

func faultsAlone(t *testing.T, net *devnet) {
	want := net.fresh(t, faultBlock)
	for name, play := range transientFaults() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, at := range []int{0, 2, 5} {
				p := newProxy(t, net.node.URL(), func(n int) fault {
					if n == at {
						return play
					}
					return nil
				})
				wantSameOrError(t, want, p.url, net.deployment(), true)
			}
			if name == "twice" || name == "partial" {
				return // single calls get through
			}
			always := newProxy(t, net.node.URL(), func(int) fault { return play })
			if wantSameOrError(t, want, always.url, net.deployment(), false); t.Failed() {
				t.Log("played on every request")
			}
		})
	}
}

// Faults mixed, by schedules that follow from a seed. Whatever they do, a run
// gives the same fleet or an error that names the endpoint and the method.
func TestFaultSchedules(t *testing.T) { both(t, faultSchedules) }

func faultSchedules(t *testing.T, net *devnet) {
	want := net.fresh(t, faultBlock)
	var mu sync.Mutex
	succeeded, failed := 0, 0
	t.Run("seeds", func(t *testing.T) {
		for seed := range uint64(schedules) {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				ok := wantSameOrError(t, want, newProxy(t, net.node.URL(), schedule(seed)).url, net.deployment(), false)
				mu.Lock()
				defer mu.Unlock()
				if ok {
					succeeded++
				} else {
					failed++
				}
			})
		}
	})
	if succeeded < schedules/2 || failed < 2 {
		t.Errorf("%d runs gave the fleet and %d an error: the schedules are not what they should be", succeeded, failed)
	}
}

// schedules is how many seeds each generation gets.
const schedules = 104

// schedule plays faults at random: the greater the seed, the more.
func schedule(seed uint64) func(int) fault {
	r := rand.New(rand.NewPCG(seed, 1))
	faults := transientFaults()
	names := make([]string, 0, len(faults))
	for _, name := range faultNames {
		if name != "stall" || seed%8 == 3 { // a stall takes time
			names = append(names, name)
		}
	}
	share := float64(seed%12) / 12
	return func(int) fault {
		if r.Float64() >= share {
			return nil
		}
		return faults[names[r.IntN(len(names))]]
	}
}

var faultNames = []string{
	"too many requests", "retry after", "server error", "bad gateway", "unavailable", "reset", "stall", "truncated",
	"malformed", "html", "empty", "internal error", "rate limited calls", "null answers", "partial", "twice", "behind",
}

// transientFaults are the ways in which an endpoint gives no answer.
func transientFaults() map[string]fault {
	return map[string]fault{
		"too many requests":  status(429),
		"retry after":        status(429, "Retry-After", "0"),
		"server error":       status(500),
		"bad gateway":        status(502),
		"unavailable":        status(503),
		"reset":              reset,
		"stall":              stall,
		"truncated":          truncate,
		"malformed":          text(`[{"jsonrpc":"2.0","id":`),
		"html":               text("<!DOCTYPE html><html><body>Attention required</body></html>"),
		"empty":              text(""),
		"internal error":     text(`{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"Internal error"}}`),
		"rate limited calls": altered(func(_ *wireCall, a *wireAnswer) { fail(a, -32005, "daily request limit reached") }),
		"null answers":       altered(func(_ *wireCall, a *wireAnswer) { a.Result = json.RawMessage("null") }),
		"partial":            partial,
		"twice":              twice,
		"behind":             behind(3),
	}
}

// wantSameOrError reads the fleet through a proxy. It says whether that
// succeeded.
func wantSameOrError(t *testing.T, want snapshot, url string, d chain.Deployment, mustSucceed bool) bool {
	t.Helper()
	opts := hurried()
	opts.Timeout = 250 * time.Millisecond
	if mustSucceed {
		opts.Timeout = time.Second
	}
	fleet, err := readAt(t, dial(t, opts, url), d, faultBlock, tempStore(t))
	switch {
	case err == nil:
		if d := diff(want, snap(t, fleet)); d != "" {
			t.Errorf("another fleet (-want +got):\n%s", d)
		}
		return true
	case mustSucceed:
		t.Error(err)
	case !strings.Contains(err.Error(), url) || !strings.Contains(err.Error(), "eth_") && !strings.Contains(err.Error(), "behind the pinned block"):
		t.Errorf("the error names not both endpoint and method: %v", err)
	}
	return false
}

// Endpoints that lie are errors, whichever lie it is.
func TestLies(t *testing.T) { both(t, lies) }

func lies(t *testing.T, net *devnet) {
	set := func(name string, v any) fault { return alterLogs(func(log map[string]any) { log[name] = v }) }
	zero := "0x" + strings.Repeat("0", 64)
	tests := map[string]fault{
		"another contract":        set("address", "0x00000000000000000000000000000000000000aa"),
		"another topic":           set("topics", []string{zero, zero, zero}),
		"too few topics":          set("topics", []string{zero}),
		"a block out of range":    set("blockNumber", "0x7"),
		"a pending block":         set("blockNumber", nil),
		"no block hash":           set("blockHash", nil),
		"a removed log":           set("removed", true),
		"short data":              set("data", "0x00"),
		"long data":               set("data", "0x"+strings.Repeat("00", 96)),
		"a type beyond its width": set("data", "0x"+strings.Repeat("ff", 64)),
		"all logs at one index":   set("logIndex", "0x1"),
		"no index":                set("logIndex", nil),
		"another transaction":     set("transactionHash", zero),
		"logs that are no list": altered(func(c *wireCall, a *wireAnswer) {
			if c.Method == "eth_getLogs" {
				a.Result = json.RawMessage(`{"logs":[]}`)
			}
		}),
		"another block":          alterResult("eth_getBlockByNumber", "number", "0x5"),
		"a block without a hash": alterResult("eth_getBlockByNumber", "hash", nil),
		"an answer that is no hex": altered(func(c *wireCall, a *wireAnswer) {
			if c.Method == "eth_call" {
				a.Result = json.RawMessage(`"0xzz"`)
			}
		}),
		"nothing where attributes should be": altered(func(c *wireCall, a *wireAnswer) {
			if c.Method == "eth_call" {
				a.Result = json.RawMessage(`"0x"`)
			}
		}),
		"no code": altered(func(c *wireCall, a *wireAnswer) {
			if c.Method == "eth_getCode" {
				a.Result = json.RawMessage(`"0x"`)
			}
		}),
	}
	for name, lie := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProxy(t, net.node.URL(), func(int) fault { return lie })
			if _, err := readAt(t, dial(t, hurried(), p.url), net.deployment(), faultBlock, tempStore(t)); err == nil {
				t.Error("the lie was believed")
			}
		})
	}
}

// alterLogs changes every log.
func alterLogs(change func(map[string]any)) fault {
	return altered(func(call *wireCall, answer *wireAnswer) {
		if call.Method != "eth_getLogs" {
			return
		}
		var logs []map[string]any
		if err := json.Unmarshal(answer.Result, &logs); err != nil {
			panic(err)
		}
		for _, log := range logs {
			change(log)
		}
		answer.Result = mustJSON(logs)
	})
}

// alterResult changes a member of every result of a method.
func alterResult(method, name string, v any) fault {
	return altered(func(call *wireCall, answer *wireAnswer) {
		var result map[string]any
		if call.Method != method || json.Unmarshal(answer.Result, &result) != nil || result == nil {
			return
		}
		result[name] = v
		answer.Result = mustJSON(result)
	})
}

func mustJSON(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}

// Limits of endpoints cost requests and nothing else.
func TestLimits(t *testing.T) { both(t, limits) }

func limits(t *testing.T, net *devnet) {
	want := net.fresh(t, faultBlock)
	noState := altered(func(call *wireCall, a *wireAnswer) {
		if call.Method == "eth_getCode" && !strings.Contains(string(call.Params[1]), faultBlock) {
			fail(a, -32000, "state is not available")
		}
	})
	unknownStart := func(d *chain.Deployment) { d.StartBlock = 0 }
	tests := []struct {
		name string
		play fault
		d    chain.Deployment
	}{
		{"no batches", refuseBatches, net.deployment()},
		{"batches of 7", smallBatches(7), net.deployment()},
		{"ranges of 2 blocks", limitLogs(2), net.deployment()},
		{"ranges of 1 block", limitLogs(1), net.deployment()},
		{"an aggregate of 9", limitAggregate(9), net.deployment()},
		{"no aggregate", limitAggregate(0), net.deployment()},
		{"no state of old blocks", noState, net.deployment(unknownStart)},
		{"code of old blocks left out in silence", forgetful, net.deployment(unknownStart)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := newProxy(t, net.node.URL(), func(int) fault { return test.play })
			got := mustSnap(t, dial(t, hurried(), p.url), test.d, faultBlock, tempStore(t))
			if d := diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// An endpoint that wants a key is not asked for ever fewer blocks.
func TestRefusedLogsAreNotHalved(t *testing.T) {
	t.Parallel()
	net := demonet(t, chain.Gen1)
	var asked atomic.Int32
	p := newProxy(t, net.node.URL(), func(int) fault {
		return altered(func(call *wireCall, a *wireAnswer) {
			if call.Method == "eth_getLogs" {
				asked.Add(1)
				fail(a, -32000, "unauthorized: no such API key")
			}
		})
	})
	const attempts = 6
	_, err := readAt(t, dial(t, hurried(), p.url), net.deployment(), faultBlock, tempStore(t))
	if err == nil || !strings.Contains(err.Error(), "API key") || asked.Load() > attempts {
		t.Errorf("asked %d times: %v", asked.Load(), err)
	}
}

// A call that is first answered with less than a word is asked again, whichever
// it is: nothing counts as absent for it.
func TestShortAnswers(t *testing.T) { both(t, shortAnswers) }

func shortAnswers(t *testing.T, net *devnet) {
	t.Parallel()
	d := net.deployment(noMulticall)
	want := mustSnap(t, dial(t, hurried(), net.node.URL()), d, faultBlock, tempStore(t))
	var mu sync.Mutex
	asked := map[string]bool{}
	p := newProxy(t, net.node.URL(), func(int) fault {
		return altered(func(call *wireCall, a *wireAnswer) {
			to, data, ok := callOf(call)
			mu.Lock()
			defer mu.Unlock()
			if key := to.Hex() + data; ok && a.Error == nil && !asked[key] {
				asked[key] = true
				a.Result = json.RawMessage(`"0x01"`)
			}
		})
	})
	got := mustSnap(t, dial(t, hurried(), p.url), d, faultBlock, tempStore(t))
	if d := diff(want, got); d != "" {
		t.Error(d)
	}
}

// forgetful is a node that has the state of the newest blocks only. It says
// so where a call runs, and answers other reads of old state with nothing.
var forgetful = altered(func(call *wireCall, a *wireAnswer) {
	if call.Method != "eth_getCode" && call.Method != "eth_call" {
		return
	}
	at := strings.Trim(string(call.Params[len(call.Params)-1]), `"`)
	switch old := at < "0x5"; {
	case old && call.Method == "eth_getCode":
		a.Result = json.RawMessage(`"0x"`)
	case old && call.Method == "eth_call":
		fail(a, -32000, "state already discarded")
	}
})

// limitAggregate runs out of gas where an aggregate holds more than n calls.
func limitAggregate(n int) fault {
	return altered(func(call *wireCall, a *wireAnswer) {
		_, data, _ := callOf(call)
		if calls, ok := innerCalls(data); ok && len(calls) > n {
			fail(a, -32000, "out of gas")
		}
	})
}

// Where the DID registry refuses contracts as callers, as a precompile may, it
// is read by direct calls, and everything else through Multicall3.
func TestRegistryRefusesContracts(t *testing.T) {
	net := demonet(t, chain.Gen1)
	d := net.deployment()
	want := mustSnap(t, dial(t, hurried(), net.node.URL()), d, faultBlock, tempStore(t))
	var aggregated, direct counter
	p := newProxy(t, net.node.URL(), func(int) fault {
		return altered(func(call *wireCall, a *wireAnswer) {
			target, data, ok := callOf(call)
			if !ok {
				return
			}
			inner, ok := innerCalls(data)
			if !ok {
				direct.add(target)
				return
			}
			for _, call := range inner {
				aggregated.add(call.Target)
			}
			a.Result = refuse(inner, a.Result, d.Contracts.Of(chain.DIDRegistry))
		})
	})
	got := mustSnap(t, dial(t, hurried(), p.url), d, faultBlock, tempStore(t))
	if d := diff(want, got); d != "" {
		t.Error(d)
	}
	did, registry := d.Contracts.Of(chain.DIDRegistry), d.Contracts.Of(chain.IdentityRegistry)
	if aggregated.of(did) != 1 || direct.of(did) < 7*len(want.Fleet.Machines)/2 {
		t.Errorf("DID registry: %d calls through Multicall3, %d direct", aggregated.of(did), direct.of(did))
	}
	if direct.of(registry) > 2 || aggregated.of(registry) < len(want.Fleet.Machines) {
		t.Errorf("identity registry: %d calls through Multicall3, %d direct", aggregated.of(registry), direct.of(registry))
	}
}

// An endpoint on another chain is set aside for the next one.
func TestOtherChainIsSetAside(t *testing.T) { both(t, otherChainIsSetAside) }

func otherChainIsSetAside(t *testing.T, net *devnet) {
	want := net.fresh(t, faultBlock)
	other := newProxy(t, net.node.URL(), func(int) fault {
		return altered(func(call *wireCall, a *wireAnswer) {
			if call.Method == "eth_chainId" {
				a.Result = json.RawMessage(`"0x1"`)
			}
		})
	})
	got := mustSnap(t, dial(t, hurried(), other.url, net.node.URL()), net.deployment(), faultBlock, tempStore(t))
	if d := diff(want, got); d != "" {
		t.Error(d)
	}
	_, err := readAt(t, dial(t, hurried(), other.url), net.deployment(), faultBlock, tempStore(t))
	if !errors.Is(err, chain.ErrDeployment) || !strings.Contains(err.Error(), "chain 1,") {
		t.Errorf("only another chain: %v", err)
	}
}

func TestBadDeployments(t *testing.T) {
	swap := func(g chain.Generation, role, with chain.Role) chain.Deployment {
		return demonet(t, g).deployment(func(d *chain.Deployment) { d.Contracts[role] = d.Contracts[with] })
	}
	none := func(role chain.Role) func(*chain.Deployment) {
		return func(d *chain.Deployment) { d.Contracts.Set(role, common.Address{5: 1}) }
	}
	first, second := demonet(t, chain.Gen1), demonet(t, chain.Gen2)
	tests := []struct {
		name, block string
		d           chain.Deployment
		want        string
	}{
		{"a block that is not there", "99999", first.deployment(), "no block 99999"},
		{"a block that is no block", "safe", first.deployment(), "safe"},
		{"no contract", faultBlock, first.deployment(none(chain.MachineNFT)), "machine_nft"},
		{"another contract", faultBlock, swap(chain.Gen1, chain.IdentityRegistry, chain.MachineNFT), "totalMachines"},
		{"another contract for one view", faultBlock, swap(chain.Gen1, chain.IdentityStaking, chain.MachineNFT), "isStaked"},
		{"another contract for events", faultBlock, swap(chain.Gen1, chain.EventRegistry, chain.MachineNFT), "totalEventCount"},
		{"another view", faultBlock, first.deployment(func(d *chain.Deployment) {
			if err := d.Views.NegativeFlag.UnmarshalText([]byte("flaggedAt(uint256)(uint256)")); err != nil {
				t.Fatal(err)
			}
		}), "flaggedAt"},
		{"no InfoDesk", faultBlock, second.deployment(none(chain.InfoDesk)), "info_desk"},
		{"another contract for InfoDesk", faultBlock, swap(chain.Gen2, chain.InfoDesk, chain.MachineRegistry), "InfoDesk"},
		{"a role that InfoDesk gives to another", faultBlock, swap(chain.Gen2, chain.CrossChainMirror, chain.MachineRegistry), "cross_chain_mirror"},
		{"an event registry that InfoDesk does not know", faultBlock, swap(chain.Gen2, chain.EventRegistry, chain.MachineSubscription), "event_registry"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			net := demonet(t, test.d.Generation)
			_, err := readAt(t, dial(t, hurried(), net.node.URL()), test.d, test.block, tempStore(t))
			if !errors.Is(err, chain.ErrDeployment) || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "--") {
				t.Errorf("got %v", err)
			}
		})
	}
}
