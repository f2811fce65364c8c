package read_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/read"
)

// histories is how many random histories are told. A greater number takes
// minutes:
//
//	go test ./chain/read -run TestDeltaEqualsSweep -histories 1000 -timeout 2h
var histories = flag.Int("histories", 6, "random histories of TestDeltaEqualsSweep")

// start is a small fleet of generation 2.0 to begin histories with.
var start = sync.OnceValues(func() (*devchain.Chain, error) {
	const few = 40 // blocks, with 18 machines
	net, err := demos[chain.Gen2]()
	if err != nil {
		return nil, err
	}
	early, err := net.chain.Until(few)
	if err != nil {
		return nil, err
	}
	return early.Extend(devchain.Hasty)
})

// Whatever happens on chain, a run that goes on from the one before gives the
// fleet that reading everything gives, and says which machines differ.
func TestDeltaEqualsSweep(t *testing.T) {
	var deltas, quiet, sweeps atomic.Int64
	t.Run("histories", func(t *testing.T) {
		for seed := range uint64(*histories) {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				h := newHistory(t, seed)
				h.tell()
				deltas.Add(h.deltas)
				quiet.Add(h.quiet)
				sweeps.Add(h.sweeps)
			})
		}
	})
	t.Logf("%d runs went on from the one before, %d of them with nothing new, and %d read everything",
		deltas.Load(), quiet.Load(), sweeps.Load())
	if deltas.Load() < sweeps.Load() || quiet.Load() == 0 {
		t.Error("too few of them show anything")
	}
}

// history is what happens on a chain, and what a store that goes along holds.
type history struct {
	t     *testing.T
	r     *rand.Rand
	store read.Store
	last  snapshot // of the latest run

	deltas, quiet, sweeps int64
}

func newHistory(t *testing.T, seed uint64) *history {
	return &history{t: t, r: rand.New(rand.NewPCG(seed, 7)), store: tempStore(t)}
}

// tell follows two branches that part somewhere.
func (h *history) tell() {
	c, err := start()
	if err != nil {
		h.t.Fatal(err)
	}
	const blocks = 12
	first := h.branch(c, blocks)
	at := h.follow(first, int(c.Head().Number.Uint64()), blocks)
	fork := at - h.r.IntN(4)
	c, err = first.Until(fork)
	if err != nil {
		h.t.Fatal(err)
	}
	h.follow(h.branch(c, blocks/2), fork, blocks/2)
}

func (h *history) branch(c *devchain.Chain, blocks int) *devchain.Chain {
	steps := make([]devchain.Step, blocks)
	for i := range steps {
		steps[i] = devchain.Anything(h.r)
	}
	c, err := c.Extend(steps...)
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// follow reads at some of the blocks behind one, and says which was the last.
func (h *history) follow(c *devchain.Chain, block, blocks int) int {
	net, err := serve(c)
	if err != nil {
		h.t.Fatal(err)
	}
	defer net.node.Close()
	for end := block + blocks - 1; block < end; {
		block += 1 + h.r.IntN(2)
		h.run(net, fmt.Sprint(block))
		if h.t.Failed() {
			h.t.Fatalf("in block %d", block)
		}
	}
	return block
}

func (h *history) run(net *devnet, block string) {
	open := func() *read.Reader {
		r, err := read.Open(h.t.Context(), dial(h.t, hurried(), net.node.URL()), net.deployment(), read.Options{Block: block})
		if err != nil {
			h.t.Fatal(err)
		}
		return r
	}
	x, err := open().Update(h.t.Context(), h.store)
	if err != nil {
		h.t.Fatal(err)
	}
	got := mustFleet(h.t, x)
	fresh, err := open().Update(h.t.Context(), newMemory())
	if err != nil {
		h.t.Fatal(err)
	}
	if d := diff(mustFleet(h.t, fresh), got); d != "" {
		h.t.Errorf("since %v (-sweep +delta):\n%s", x.Since, d)
	}
	switch {
	case x.Since == nil:
		h.sweeps++
	case *x.Since != h.last.Fleet.Block:
		h.t.Errorf("it goes on from %v", x.Since)
	default:
		h.deltas++
		h.changes(x, h.last, got)
	}
	h.last = got
}

func mustFleet(t testing.TB, x *read.Reading) snapshot {
	t.Helper()
	fleet, err := x.Fleet()
	if err != nil {
		t.Fatal(err)
	}
	return snap(t, fleet)
}

// changes holds what a reading says has changed against two fleets.
func (h *history) changes(x *read.Reading, before, after snapshot) {
	if x.Quiet() {
		h.quiet++
		before.Fleet.Block = after.Fleet.Block
		if d := diff(before, after); d != "" {
			h.t.Errorf("a quiet reading differs:\n%s", d)
		}
		return
	}
	then, now := byMachine(before), byMachine(after)
	for id := range then {
		if _, ok := now[id]; !ok {
			now[id] = nil
		}
	}
	for id := range now {
		if !slices.Contains(x.Changed, id) {
			if d := cmp.Diff(then[id], now[id]); d != "" {
				h.t.Errorf("machine %s has changed in secret:\n%s", id.Dec(), d)
			}
		}
	}
}

// byMachine is all that a fleet says of each machine.
func byMachine(s snapshot) map[uint256.Int][]any {
	all := map[uint256.Int][]any{}
	for _, m := range s.Fleet.Machines {
		all[m.ID] = append(all[m.ID], m, s.Events[m.ID.Dec()])
	}
	for _, id := range s.Fleet.Left {
		all[id] = append(all[id], "left")
	}
	for _, f := range s.Fleet.Findings {
		if f.MachineID != nil {
			all[*f.MachineID] = append(all[*f.MachineID], f.Kind, f.Detail)
		}
	}
	return all
}
