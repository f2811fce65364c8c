package chain_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
)

// faultBlock is where the fault tests read: after a few weeks of the demo
// fleet, so that hundreds of runs take seconds.
const faultBlock = "6"

// Each fault alone, on an early request and on all of them.
func TestFaultsAlone(t *testing.T) {
	net := demonet(t)
	want := mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(), faultBlock, tempStore(t))
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
func TestFaultSchedules(t *testing.T) {
	net := demonet(t)
	want := mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(), faultBlock, tempStore(t))
	var mu sync.Mutex
	succeeded, failed := 0, 0
	t.Run("seeds", func(t *testing.T) {
		for seed := range uint64(208) {
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
	if succeeded < 100 || failed < 5 {
		t.Errorf("%d runs gave the fleet and %d an error: the schedules are not what they should be", succeeded, failed)
	}
}

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
	fleet, err := read(t, dial(t, opts, url), d, faultBlock, tempStore(t))
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
func TestLies(t *testing.T) {
	net := demonet(t)
	set := func(name string, v any) fault { return alterLogs(func(log map[string]any) { log[name] = v }) }
	zero := "0x" + strings.Repeat("0", 64)
	tests := map[string]fault{
		"another contract":        set("address", "0x00000000000000000000000000000000000000aa"),
		"another topic":           set("topics", []string{zero, zero, zero}),
		"too few topics":          set("topics", []string{zero}),
		"a block out of range":    set("blockNumber", "0x7"),
		"a pending block":         set("blockNumber", nil),
		"no block hash":           set("blockHash", nil),
		"another block's hash":    set("blockHash", "0x"+strings.Repeat("ab", 32)),
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
		"a transaction of another block": alterResult("eth_getTransactionByHash", "blockHash", "0x"+strings.Repeat("ab", 32)),
		"another transaction's body":     alterResult("eth_getTransactionByHash", "hash", "0x"+strings.Repeat("ab", 32)),
		"another block":                  alterResult("eth_getBlockByNumber", "number", "0x5"),
		"a block without a hash":         alterResult("eth_getBlockByNumber", "hash", nil),
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
			if _, err := read(t, dial(t, hurried(), p.url), net.deployment(), faultBlock, tempStore(t)); err == nil {
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
func TestLimits(t *testing.T) {
	net := demonet(t)
	want := mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(), faultBlock, tempStore(t))
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
	net := demonet(t)
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
			a.Result = refuse(inner, a.Result, common.Address(d.Contracts.DIDRegistry))
		})
	})
	got := mustSnap(t, dial(t, hurried(), p.url), d, faultBlock, tempStore(t))
	if d := diff(want, got); d != "" {
		t.Error(d)
	}
	did, registry := common.Address(d.Contracts.DIDRegistry), common.Address(d.Contracts.IdentityRegistry)
	if aggregated.of(did) != 1 || direct.of(did) < 7*len(want.Fleet.Machines)/2 {
		t.Errorf("DID registry: %d calls through Multicall3, %d direct", aggregated.of(did), direct.of(did))
	}
	if direct.of(registry) > 2 || aggregated.of(registry) < len(want.Fleet.Machines) {
		t.Errorf("identity registry: %d calls through Multicall3, %d direct", aggregated.of(registry), direct.of(registry))
	}
}

// An endpoint on another chain is set aside for the next one.
func TestOtherChainIsSetAside(t *testing.T) {
	net := demonet(t)
	want := mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(), faultBlock, tempStore(t))
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
	_, err := read(t, dial(t, hurried(), other.url), net.deployment(), faultBlock, tempStore(t))
	if !errors.Is(err, chain.ErrDeployment) || !strings.Contains(err.Error(), "chain 1,") {
		t.Errorf("only another chain: %v", err)
	}
}

func TestBadDeployments(t *testing.T) {
	net := demonet(t)
	swap := func(change func(c *chain.Contracts)) chain.Deployment {
		return net.deployment(func(d *chain.Deployment) { change(&d.Contracts) })
	}
	tests := []struct {
		name, block string
		d           chain.Deployment
		want        string
	}{
		{"a block that is not there", "99999", net.deployment(), "no block 99999"},
		{"a block that is no block", "safe", net.deployment(), "safe"},
		{"no contract", faultBlock, swap(func(c *chain.Contracts) { c.MachineNFT = chain.Address{5: 1} }), "machine_nft"},
		{"another contract", faultBlock, swap(func(c *chain.Contracts) { c.IdentityRegistry = c.MachineNFT }), "machineExists"},
		{"another contract for one view", faultBlock, swap(func(c *chain.Contracts) { c.IdentityStaking = c.MachineNFT }), "isStaked"},
		{"another view", faultBlock, net.deployment(func(d *chain.Deployment) {
			if err := d.Views.NegativeFlag.UnmarshalText([]byte("flaggedAt(uint256)(uint256)")); err != nil {
				t.Fatal(err)
			}
		}), "flaggedAt"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := read(t, dial(t, hurried(), net.node.URL()), test.d, test.block, tempStore(t))
			if !errors.Is(err, chain.ErrDeployment) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// Views that are inferred only may be missing, each of them.
func TestInferredViewsMayBeMissing(t *testing.T) {
	t.Parallel()
	net := demonet(t)
	want := mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(noMulticall), faultBlock, tempStore(t))
	tests := []struct {
		name, selector string
		change         func(*chain.Machine)
	}{
		{"nextMachineId", "0x56384182", func(*chain.Machine) {}},
		{"machineStatus", "0x3b8d47d9", func(m *chain.Machine) { m.Status = chain.StatusUnknown }},
		{"operatorOf", "0xf41875e1", func(m *chain.Machine) { m.Operator, m.OperatorRead = zeroAddress, false }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newProxy(t, net.node.URL(), func(int) fault {
				return altered(func(call *wireCall, a *wireAnswer) {
					if _, data, ok := callOf(call); ok && strings.HasPrefix(data, test.selector) {
						fail(a, 3, "execution reverted")
					}
				})
			})
			got := mustSnap(t, dial(t, hurried(), p.url), net.deployment(noMulticall), faultBlock, tempStore(t))
			for i := range want.Fleet.Machines {
				m := want.Fleet.Machines[i]
				test.change(&m)
				if d := cmp.Diff(m, got.Fleet.Machines[i]); d != "" {
					t.Fatalf("machine %d:\n%s", i, d)
				}
			}
			for _, f := range got.Fleet.Findings {
				if f.Kind == chain.UnreadableView {
					t.Errorf("a view that is not there makes findings: %v", f)
				}
			}
		})
	}
}

// A registry whose nextMachineId is not what it is taken for loses no machine.
func TestWrongNextID(t *testing.T) {
	t.Parallel()
	net := demonet(t)
	want := mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(), faultBlock, tempStore(t))
	for _, answer := range []string{"0x", word(0), word(1), word(20), word(uint64(len(want.Fleet.Machines)))} {
		p := newProxy(t, net.node.URL(), func(int) fault {
			return altered(func(call *wireCall, a *wireAnswer) {
				if _, data, ok := callOf(call); ok && data == "0x56384182" {
					a.Result = mustJSON(answer)
				}
			})
		})
		got := mustSnap(t, dial(t, hurried(), p.url), net.deployment(), faultBlock, tempStore(t))
		if d := diff(want, got); d != "" {
			t.Errorf("nextMachineId answers %s:\n%s", answer, d)
		}
	}
}
