package generator

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/generator/answers"
	"mcrpress/generator/partner"
	"mcrpress/generator/state"
	"mcrpress/scoring/fx"
)

// town is a fleet that lives on: machines come and go, work and change.
type town struct {
	*rand.Rand
	fleet   *chain.Fleet
	rates   map[fx.Need]string
	said    map[string]int       // by partners
	next    uint64               // id
	away    map[uint256.Int]bool // machines that one operator does not list
	before  *chain.Block         // that readings continue from; nil for a sweep
	changed []uint256.Int
}

func newTown(seed uint64, generation chain.Generation, machines int) *town {
	w := &town{Rand: rand.New(rand.NewPCG(seed, 15)), fleet: newFleet(), rates: map[fx.Need]string{}, said: map[string]int{}, away: map[uint256.Int]bool{}}
	w.fleet.Generation, w.fleet.Events = generation, &ledger{of: map[uint256.Int][]chain.Event{}}
	for range machines {
		w.add()
	}
	w.settle()
	return w
}

// ledger is an event source in memory that lists its amounts.
type ledger struct {
	of    map[uint256.Int][]chain.Event
	asked atomic.Int64
}

func (l *ledger) Of(id uint256.Int) ([]chain.Event, error) {
	l.asked.Add(1)
	return l.of[id], nil
}

func (l *ledger) Amounts() (amounts []chain.Amount, err error) {
	l.asked.Add(1)
	for _, list := range l.of {
		for _, e := range list {
			if e.Type == 0 {
				amounts = append(amounts, chain.Amount{Currency: e.Currency, Day: int64(e.Time.Uint64() / daySeconds)})
			}
		}
	}
	return amounts, nil
}

func (w *town) add() {
	w.next++
	m := machine(byte(w.next))
	if w.fleet.Generation == chain.Gen2 {
		m = local(w.next)
	}
	m.DataVisibility = []string{answers.Private, answers.Onchain, answers.Public}[w.IntN(3)]
	m.DataAPI = fmt.Sprintf("https://partner.example/%d", w.next)
	w.fleet.Machines = append(w.fleet.Machines, m)
	for range w.IntN(12) {
		w.work(&w.fleet.Machines[len(w.fleet.Machines)-1], w.Uint64N(400*daySeconds))
	}
}

// work adds an event of an age, which may be of a time that is to come.
func (w *town) work(m *chain.Machine, age uint64) {
	log := w.fleet.Events.(*ledger).of
	e := chain.Event{
		MachineID: m.ID, Index: uint64(len(log[m.ID])), Type: uint8(w.IntN(2)), Trust: uint8(w.IntN(3)), Value: id(w.Uint64N(9_000_000)),
		Currency: []string{"", "HKD", "JPY", "x"}[w.IntN(4)], Time: id(w.fleet.Block.Time - age), Metadata: []byte(`{"order":1}`),
	}
	if w.IntN(15) == 0 {
		e.Time = id(w.fleet.Block.Time + w.Uint64N(3*daySeconds))
	}
	log[m.ID] = append(log[m.ID], e)
	m.EventCount++
}

// pass lets time go by, and a little happen.
func (w *town) pass() {
	b := &w.fleet.Block
	w.wait([]uint64{600, 3600, 3600, 3600, 7 * 3600, daySeconds, 9 * daySeconds}[w.IntN(7)])
	w.fleet.Machines = slices.Clone(w.fleet.Machines)
	for range w.IntN(3) {
		m := &w.fleet.Machines[w.IntN(len(w.fleet.Machines))]
		w.changed = append(w.changed, m.ID)
		switch w.IntN(10) {
		case 0, 1, 2:
			w.work(m, w.Uint64N(2*daySeconds))
		case 3:
			m.DataVisibility = []string{answers.Private, answers.Onchain, answers.Public}[w.IntN(3)]
		case 4:
			m.Bonded = !m.Bonded
		case 5:
			m.FlaggedAt = id(b.Time + daySeconds - w.Uint64N(3*daySeconds))
		case 6:
			w.add()
			w.changed = append(w.changed, id(w.next))
		case 7:
			w.fleet.Left = append(w.fleet.Left, m.ID)
			w.fleet.Machines = slices.DeleteFunc(w.fleet.Machines, func(o chain.Machine) bool { return o.ID == w.changed[len(w.changed)-1] })
		case 8, 9:
			w.away[m.ID] = !w.away[m.ID]
		}
	}
	slices.SortFunc(w.changed, byID)
	if w.IntN(2) == 0 {
		w.before = nil
	}
	for need := range w.rates {
		if w.IntN(40) == 0 {
			w.rates[need] = fmt.Sprintf("7.%d", w.IntN(90)+1)
		}
	}
	if w.IntN(4) == 0 {
		w.said[w.fleet.Machines[0].DataAPI]++
	}
	w.settle()
}

// wait is a block in which nothing happens.
func (w *town) wait(seconds uint64) {
	b := &w.fleet.Block
	w.before, w.changed = new(*b), nil
	b.Number++
	b.Hash[0], b.Hash[1] = byte(b.Number), byte(b.Number>>8)
	b.Time += seconds
}

// settle adds rates for most days, and the operators.
func (w *town) settle() {
	today := int64(w.fleet.Block.Time / daySeconds)
	for day := today; day > today-420; day-- {
		need := fx.Need{Currency: []string{"HKD", "JPY"}[day%2], Day: day}
		if w.rates[need] == "" && w.IntN(12) > 0 {
			w.rates[need] = fmt.Sprintf("7.%d", w.IntN(90)+1)
		}
	}
	slices.SortFunc(w.fleet.Left, byID)
	var ids []uint256.Int
	for _, m := range w.fleet.Machines {
		ids = append(ids, m.ID)
	}
	some := slices.DeleteFunc(slices.Clone(ids), func(id uint256.Int) bool { return w.away[id] })
	var ever []uint256.Int // those that have left, and the next
	for n := range w.next + 1 {
		ever = append(ever, id(n+1))
	}
	w.fleet.Operators = []chain.Operator{{Address: wallet(0xee), Listed: ever, Fleet: first(ids, 5)}}
	if w.IntN(4) > 0 {
		w.fleet.Operators = append(w.fleet.Operators, chain.Operator{Address: wallet(0xef), Listed: some[len(some)/2:], Fleet: some})
	}
}

func byID(a, b uint256.Int) int { return a.Cmp(&b) }

// Name, Remote and Fetch make the town a source of rates.
func (w *town) Name() string { return "town" }
func (w *town) Remote() bool { return false }
func (w *town) Fetch(_ context.Context, _ uint64, gaps []fx.Gap) (b fx.Batch, err error) {
	for _, gap := range gaps {
		for _, day := range gap.Days {
			if units := w.rates[fx.Need{Currency: gap.Currency, Day: day}]; units != "" {
				b.Rates = append(b.Rates, fx.Rate{Currency: gap.Currency, Day: day, Units: units})
			}
		}
	}
	return b, nil
}

// Load and Save make it the store of what partners said.
func (w *town) Load(_ context.Context, url string) (partner.Answer, bool, error) {
	return partner.Answer{Body: fmt.Appendf(nil, `{"n":%d}`, w.said[url])}, true, nil
}
func (w *town) Save(context.Context, string, partner.Answer) error { return nil }

// publish publishes the town, with the rows of a state file where there is one.
func (w *town) publish(t *testing.T, dir string, rows *state.Rows) *Summary {
	t.Helper()
	cfg := testConfig(dir, w.fleet)
	cfg.Rates, cfg.Rows, cfg.Check = []fx.Source{w}, rows, nil
	cfg.Partner = &partner.Fetcher{Mode: partner.Cached, Store: w}
	reading := read.Of(w.fleet, nil)
	reading.Since, reading.Changed = w.before, w.changed
	summary, err := build(t.Context(), cfg, func(context.Context, *Config) (*read.Reading, *parts, error) { return reading, nil, nil })
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

func openRows(t *testing.T) *state.Rows {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.db")
	d := &chain.Deployment{Name: "test", Generation: chain.Gen2, ChainID: 1, Contracts: chain.Contracts{}}
	s, err := state.Open(path, d, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s.Rows
}

// contents are the bytes of every file.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		files[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// wantSame holds the tree that a run with rows makes against the one that a
// run without any makes on top of the same tree. It says whether the former did
// without any event.
func (w *town) wantSame(t *testing.T, dir string, rows *state.Rows) (s *Summary, quiet bool) {
	t.Helper()
	fresh := filepath.Join(t.TempDir(), "fresh")
	if _, err := os.Stat(dir); err == nil {
		if err := os.CopyFS(fresh, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
	}
	w.publish(t, fresh, nil)
	log := w.fleet.Events.(*ledger)
	log.asked.Store(0)
	s = w.publish(t, dir, rows)
	if diff := cmp.Diff(contents(t, fresh), contents(t, dir)); diff != "" {
		t.Fatalf("block %d (-fresh +recalled): %s", w.fleet.Block.Number, diff)
	}
	return s, log.asked.Load() == 0
}

// Whatever happens in a fleet, a run that recalls the last one publishes what a
// run that knows nothing does.
func TestRecalledTreeIsTheSame(t *testing.T) {
	for _, generation := range []chain.Generation{chain.Gen1, chain.Gen2} {
		machines, rated := 0, 0
		w := newTown(7, generation, 24)
		dir, rows := filepath.Join(t.TempDir(), "tree"), openRows(t)
		for range 12 {
			s, _ := w.wantSame(t, dir, rows)
			machines += len(w.fleet.Machines)
			rated += s.Rated
			w.pass()
		}
		if rated > machines*3/4 {
			t.Errorf("generation %s: %d of %d machines were rated", generation, rated, machines)
		}
	}
}

// A run goes on from the last one without the fleet where nothing differs: the
// chain, rates, partners, and what time does to a machine.
func TestQuietRun(t *testing.T) {
	w := newTown(3, chain.Gen2, 6)
	first := &w.fleet.Machines[0]
	first.DataVisibility = answers.Public
	log := w.fleet.Events.(*ledger).of
	log[first.ID] = []chain.Event{{MachineID: first.ID, Currency: "HKD", Value: id(9e6), Time: id(now - 5*daySeconds)}}
	dir := filepath.Join(t.TempDir(), "tree")
	rows := openRows(t)
	until := func() uint64 {
		tree, _, err := rows.Tree()
		if err != nil {
			t.Fatal(err)
		}
		return tree.Until - w.fleet.Block.Time
	}
	for _, step := range []struct {
		what  string
		quiet bool
		do    func()
	}{
		{"a first tree", false, func() {}},
		{"the block is built again", true, func() { w.before = new(w.fleet.Block) }},
		{"time passes", true, func() { w.wait(until() - 2) }},
		{"more time passes", true, func() { w.wait(1) }},
		{"a machine's time comes", false, func() { w.wait(1) }},
		{"a partner says something else", false, func() {
			w.wait(1)
			for i := range w.fleet.Machines {
				w.said[w.fleet.Machines[i].DataAPI]++
			}
		}},
		{"time passes again", true, func() { w.wait(1) }},
		{"rates change", false, func() {
			w.wait(1)
			for need := range w.rates {
				w.rates[need] = "9.9"
			}
		}},
		{"a sweep tells nothing", false, func() { w.wait(1); w.before = nil }},
		{"the reading goes on from another block", false, func() { w.wait(1); w.before.Hash[5]++ }},
	} {
		step.do()
		if _, quiet := w.wantSame(t, dir, rows); quiet != step.quiet {
			t.Errorf("%s: quiet is %v", step.what, quiet)
		}
	}
}

// What is kept of another tree, or of an earlier one since the last run was
// killed before it kept anything, is of no use and does no harm.
func TestRecallOfAnotherTree(t *testing.T) {
	w := newTown(1, chain.Gen2, 4)
	dir, other := filepath.Join(t.TempDir(), "tree"), filepath.Join(t.TempDir(), "other")
	rows := openRows(t)
	for _, step := range []struct {
		what  string
		rated bool
		do    func()
	}{
		{"nothing is kept", true, func() {}},
		{"the block is built again", false, func() {}},
		{"the last run was killed before it kept anything", true, func() { w.pass(); w.publish(t, dir, nil); w.pass() }},
		{"a machine left while nothing was kept", true, func() {
			w.wait(1)
			w.fleet.Left = append(w.fleet.Left, w.fleet.Machines[1].ID)
			w.fleet.Machines = slices.Delete(slices.Clone(w.fleet.Machines), 1, 2)
			w.settle()
			w.publish(t, dir, nil)
			w.wait(1)
		}},
		{"a machine has an event", true, func() { w.wait(1); m := &w.fleet.Machines[0]; w.changed = append(w.changed, m.ID); w.work(m, 9) }},
		{"another tree was made", true, func() { w.pass(); w.publish(t, other, rows) }},
		{"the state file is lost", true, func() { rows = openRows(t) }},
		{"the tree is lost", true, func() {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}},
		{"an earlier block is built", true, func() { w.fleet.Block.Number--; w.fleet.Block.Time -= 3600; w.before = nil }},
	} {
		step.do()
		if s, _ := w.wantSame(t, dir, rows); s.Rated > 0 != step.rated {
			t.Errorf("%s: %d machines were rated", step.what, s.Rated)
		}
	}
}
