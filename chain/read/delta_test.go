package read_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/read"
)

// histories is how many random histories are told. A greater number takes
// minutes:
//
//	go test ./chain/read -run TestDeltaEqualsSweep -histories 2000 -timeout 2h
var histories = flag.Int("histories", 12, "random histories of TestDeltaEqualsSweep")

// start is a small fleet of generation 2.0 to begin histories with.
var start = sync.OnceValues(func() (*devchain.Chain, error) {
	const few = 40 // blocks, with 18 machines
	return early(few, devchain.Hasty)
})

// busy is one that is read sooner: a few machines of the story, and more that
// come behind it.
var busy = sync.OnceValues(func() (*devchain.Chain, error) {
	const few = 8 // blocks, with 4 machines
	r := rand.New(rand.NewPCG(1, 7))
	steps := make([]devchain.Step, 40) // with 9 more
	for i := range steps {
		steps[i] = devchain.Anything(r)
	}
	return early(few, append(steps, devchain.Hasty)...)
})

// early is the default fleet's chain up to a block, with some more behind it.
func early(block int, steps ...devchain.Step) (*devchain.Chain, error) {
	net, err := demos[chain.Gen2]()
	if err != nil {
		return nil, err
	}
	c, err := net.chain.Until(block)
	if err != nil {
		return nil, err
	}
	return c.Extend(steps...)
}

// Whatever happens on chain, a run that goes on from the one before gives the
// fleet that reading everything gives, and says which machines differ.
func TestDeltaEqualsSweep(t *testing.T) {
	const nodes = 2 // each tells one history after the other: a node has one chain at a time
	var deltas, quiet, sweeps atomic.Int64
	t.Run("nodes", func(t *testing.T) {
		for n := range nodes {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				net := begin(t)
				for seed := n; seed < *histories; seed += nodes {
					t.Run(fmt.Sprint(seed), func(t *testing.T) {
						h := newHistory(t, net, uint64(seed))
						h.tell()
						deltas.Add(h.deltas)
						quiet.Add(h.quiet)
						sweeps.Add(h.sweeps)
					})
				}
			})
		}
	})
	t.Logf("%d runs went on from the one before, %d of them with nothing new, and %d read everything",
		deltas.Load(), quiet.Load(), sweeps.Load())
	if deltas.Load() < sweeps.Load() || quiet.Load() == 0 {
		t.Error("too few of them show anything")
	}
}

// begin is a node with a chain that histories begin with.
func begin(t *testing.T) *devnet {
	t.Helper()
	c, err := busy()
	if err != nil {
		t.Fatal(err)
	}
	net, err := serve(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { net.node.Close() })
	return net
}

// history is what happens on a chain, and what a store that goes along holds.
type history struct {
	t     *testing.T
	r     *rand.Rand
	start *devnet
	store read.Store
	last  snapshot // of the latest run
	read  map[chain.Block]snapshot

	deltas, quiet, sweeps int64
}

func newHistory(t *testing.T, start *devnet, seed uint64) *history {
	return &history{t: t, r: rand.New(rand.NewPCG(seed, 7)), start: start, store: tempStore(t), read: map[chain.Block]snapshot{}}
}

// tell follows two branches that part somewhere.
func (h *history) tell() {
	const blocks = 12
	begin := int(h.start.head())
	first := h.branch(h.start.chain, begin, blocks)
	fork := h.follow(first, begin, blocks) - h.r.IntN(4)
	h.follow(h.branch(first, fork, blocks/2), fork, blocks/2)
}

// branch is a chain up to a block, with some more in which anything happens.
func (h *history) branch(c *devchain.Chain, block, blocks int) *devchain.Chain {
	c, err := c.Until(block)
	if err != nil {
		h.t.Fatal(err)
	}
	steps := make([]devchain.Step, blocks)
	for i := range steps {
		steps[i] = devchain.Anything(h.r)
	}
	if c, err = c.Extend(steps...); err != nil {
		h.t.Fatal(err)
	}
	return c
}

// follow reads at some of the blocks behind one, and says which was the last.
func (h *history) follow(c *devchain.Chain, block, blocks int) int {
	net := *h.start
	net.chain = c
	if err := net.node.Follow(c); err != nil {
		h.t.Fatal(err)
	}
	for end := block + blocks - 1; block < end; {
		block += 1 + h.r.IntN(2)
		h.run(&net, fmt.Sprint(block))
		if h.last.Fleet.Block.Hash != c.Blocks()[block-1].Hash() {
			h.t.Error("the node serves another chain")
		}
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
	if x.Since == nil {
		h.sweeps++
	} else if before, ok := h.read[*x.Since]; !ok { // the latest, or one that it lay below
		h.t.Errorf("it goes on from %v", x.Since)
	} else {
		h.deltas++
		h.changes(x, before, got)
	}
	h.last, h.read[got.Fleet.Block] = got, got
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
			if reflect.DeepEqual(then[id], now[id]) {
				continue // cmp takes far longer to say so
			}
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

// aDay is a chain with some hours behind start in which much happens that a
// delta reads, a node that serves it, and a store that was read before them.
var aDay = sync.OnceValues(func() (*devnet, error) {
	c, err := start()
	if err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(5, 7)) // with nothing that makes a run read everything
	steps := []devchain.Step{devchain.Submit(c.Member("rating AAA"), 3)}
	for range hours - 1 {
		steps = append(steps, devchain.Anything(r))
	}
	if c, err = c.Extend(steps...); err != nil {
		return nil, err
	}
	return serve(c)
})

const hours = 9

// begun is a store that was filled before the day.
func begun(t *testing.T) (net *devnet, store *memory, block string) {
	t.Helper()
	net, err := aDay()
	if err != nil {
		t.Fatal(err)
	}
	store = newMemory()
	mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(), fmt.Sprint(net.head()-hours), store)
	return net, store, fmt.Sprint(net.head())
}

// Whatever faults meet a run that goes on from another one, it gives the same
// fleet or an error, and the next one gives it.
func TestDeltaFaults(t *testing.T) {
	net, before, block := begun(t)
	want := net.fresh(t, block)
	var succeeded atomic.Int64
	t.Run("seeds", func(t *testing.T) {
		for seed := range uint64(schedules / 4) {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				store := before.clone()
				opts := hurried()
				opts.Timeout = 250 * time.Millisecond
				p := newProxy(t, net.node.URL(), schedule(seed))
				if fleet, err := readAt(t, dial(t, opts, p.url), net.deployment(), block, store); err == nil {
					succeeded.Add(1)
					if d := diff(want, snap(t, fleet)); d != "" {
						t.Errorf("another fleet (-want +got):\n%s", d)
					}
				}
				again := mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(), block, store)
				if d := diff(want, again); d != "" {
					t.Errorf("the next run gives another fleet (-want +got):\n%s", d)
				}
			})
		}
	})
	if n := succeeded.Load(); n < schedules/8 || n == schedules/4 {
		t.Errorf("%d of %d runs gave the fleet: the schedules are not what they should be", n, schedules/4)
	}
}

// A run that is killed before any of its writes to the store leaves one that
// the next run goes on from.
func TestKilledDelta(t *testing.T) {
	net, before, block := begun(t)
	want := net.fresh(t, block)
	for _, sweep := range []bool{false, true} {
		for n := 0; ; n++ {
			store := &killed{memory: before.clone(), left: n}
			opts := read.Options{Block: block, Sweep: sweep}
			r, err := read.Open(t.Context(), dial(t, hurried(), net.node.URL()), net.deployment(), opts)
			if err != nil {
				t.Fatal(err)
			}
			x, err := r.Update(t.Context(), store)
			if err != nil && !errors.Is(err, errKilled) {
				t.Fatal(err)
			}
			if err == nil && (x.Since == nil) != sweep {
				t.Errorf("it goes on from %v", x.Since)
			}
			again := mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(), block, store.memory)
			if d := diff(want, again); d != "" {
				t.Fatalf("killed at write %d, sweep %v: the next run gives (-want +got):\n%s", n, sweep, d)
			}
			if err == nil {
				if n < 5 {
					t.Errorf("%d writes in all", n)
				}
				break
			}
		}
	}
}

// killed is a store that takes some more writes, and then none.
type killed struct {
	*memory
	left int
}

var errKilled = errors.New("killed")

func (k *killed) write(do func() error) error {
	if k.left--; k.left < 0 {
		return errKilled
	}
	return do()
}

func (k *killed) Begin(head chain.Block) error {
	return k.write(func() error { return k.memory.Begin(head) })
}

func (k *killed) AddLogs(stream string, to uint64, logs read.Logs) error {
	return k.write(func() error { return k.memory.AddLogs(stream, to, logs) })
}

func (k *killed) AddRecords(records []chain.Event) error {
	return k.write(func() error { return k.memory.AddRecords(records) })
}

func (k *killed) ClearStates() error { return k.write(k.memory.ClearStates) }

func (k *killed) AddStates(states []read.State) error {
	return k.write(func() error { return k.memory.AddStates(states) })
}

func (k *killed) SetStates(at, swept chain.Block, changed []read.State, gone []uint256.Int) error {
	return k.write(func() error { return k.memory.SetStates(at, swept, changed, gone) })
}

func (k *killed) SetNote(name string, value []byte) error {
	return k.write(func() error { return k.memory.SetNote(name, value) })
}
