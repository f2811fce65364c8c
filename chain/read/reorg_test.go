package read_test

import (
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
)

// A chain whose last blocks were replaced: the store keeps what is still true
// and reads the rest again.
func TestReorganisedTail(t *testing.T) { both(t, reorganisedTail) }

func reorganisedTail(t *testing.T, net *devnet) {
	t.Parallel()
	d := net.deployment()
	const fork = 50
	store := tempStore(t)
	for _, block := range []string{"30", "45", "55", "60"} {
		mustSnap(t, dial(t, hurried(), net.node.URL()), d, block, store)
	}
	var lowest atomic.Uint64
	lowest.Store(1 << 40)
	forked := newProxy(t, net.node.URL(), func(int) fault {
		return altered(func(call *wireCall, answer *wireAnswer) {
			if from, _, ok := logRange(call); ok {
				lowest.Store(min(lowest.Load(), from))
			}
			answer.Result = rehash(answer.Result, fork)
		})
	})
	want := mustSnap(t, dial(t, hurried(), forked.url), d, "62", tempStore(t))
	lowest.Store(1 << 40)
	got := mustSnap(t, dial(t, hurried(), forked.url), d, "62", store)
	if d := diff(want, got); d != "" {
		t.Errorf("(-fresh +stored):\n%s", d)
	}
	if lowest.Load() != 46 {
		t.Errorf("logs were read again from block %d, not from 46", lowest.Load())
	}
	// A run below the fork finds a store that ends on the other branch.
	older := mustSnap(t, dial(t, hurried(), net.node.URL()), d, "61", store)
	if d := diff(mustSnap(t, dial(t, hurried(), net.node.URL()), d, "61", tempStore(t)), older); d != "" {
		t.Errorf("back on the first branch (-fresh +stored):\n%s", d)
	}
}

// rehash gives the blocks from fork on other hashes, wherever an answer names
// them.
func rehash(result json.RawMessage, fork uint64) json.RawMessage {
	var list []map[string]any
	if json.Unmarshal(result, &list) == nil {
		for _, item := range list {
			rehashOne(item, fork)
		}
		return mustJSON(list)
	}
	var one map[string]any
	if json.Unmarshal(result, &one) == nil && one != nil {
		rehashOne(one, fork)
		return mustJSON(one)
	}
	return result
}

func rehashOne(item map[string]any, fork uint64) {
	number, hash := "blockNumber", "blockHash"
	if _, isBlock := item["number"]; isBlock {
		number, hash = "number", "hash"
	}
	text, _ := item[number].(string)
	if n, err := hexutil.DecodeUint64(text); err == nil && n >= fork {
		item[hash] = fmt.Sprintf("0x%064x", n+1_000_000)
	}
}

// A node that changes to another chain in the middle of a run: the fleet is
// that of one of them, or there is an error.
func TestReorganisedWhileReading(t *testing.T) {
	t.Parallel()
	net := demonet(t, chain.Gen1)
	other, err := newDevnet(devchain.Options{Machines: 80})
	if err != nil {
		t.Fatal(err)
	}
	defer other.node.Close()
	d := net.deployment()
	before := mustSnap(t, dial(t, hurried(), net.node.URL()), d, faultBlock, tempStore(t))
	after := mustSnap(t, dial(t, hurried(), other.node.URL()), d, faultBlock, tempStore(t))
	if len(before.Fleet.Machines) == len(after.Fleet.Machines) {
		t.Fatal("both chains have the same fleet")
	}
	failed := 0
	for at := range 14 {
		p := newProxy(t, net.node.URL(), nil)
		p.plan = func(n int) fault {
			if n == at {
				p.node = other.node.URL()
			}
			return nil
		}
		store := tempStore(t)
		opts := hurried()
		opts.Concurrency = 1 // the node changes between two requests
		fleet, err := readAt(t, dial(t, opts, p.url), d, faultBlock, store)
		if err != nil {
			failed++
		} else if got := snap(t, fleet); diff(before, got) != "" && diff(after, got) != "" {
			t.Errorf("change at request %d: the fleet of neither chain:\n%s", at, diff(before, got))
		}
		again := mustSnap(t, dial(t, hurried(), other.node.URL()), d, faultBlock, store)
		if d := diff(after, again); d != "" {
			t.Errorf("change at request %d: the next run gives (-fresh +stored):\n%s", at, d)
		}
	}
	if failed == 0 {
		t.Error("no run noticed the change")
	}
}

// Two chains that part after the story: what was seen on one of them is gone
// on the other, records and logs alike.
func TestFork(t *testing.T) { both(t, fork) }

func fork(t *testing.T, net *devnet) {
	t.Parallel()
	state := map[chain.Generation]string{chain.Gen1: "rating AAA", chain.Gen2: "rating AAA"}[net.deployment().Generation]
	m := net.chain.Member(state)
	branch := func(steps ...devchain.Step) *devnet {
		extended, err := net.chain.Extend(steps...)
		if err != nil {
			t.Fatal(err)
		}
		branch, err := serve(extended)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { branch.node.Close() })
		return branch
	}
	left := branch(devchain.Submit(m, 3), devchain.Submit(m, 2))
	right := branch(devchain.Wait, devchain.Submit(m, 1), devchain.Submit(m, 1))
	store := tempStore(t)
	for i, n := range []*devnet{net, left, right, left, net} {
		got := mustSnap(t, dial(t, hurried(), n.node.URL()), n.deployment(), "latest", store)
		if d := diff(n.fresh(t, "latest"), got); d != "" {
			t.Fatalf("run %d (-fresh +stored):\n%s", i, d)
		}
	}
}
