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
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/state"
	"mcrpress/scoring/fx"
)

// town is a fleet that lives on: machines come and go, work and change.
type town struct {
	*rand.Rand
	fleet *chain.Fleet
	rates map[fx.Need]string
	next  uint64 // id
}

func newTown(seed uint64, generation chain.Generation, machines int) *town {
	w := &town{Rand: rand.New(rand.NewPCG(seed, 15)), fleet: newFleet(), rates: map[fx.Need]string{}}
	w.fleet.Generation, w.fleet.Events = generation, ledger{}
	for range machines {
		w.add()
	}
	w.settle()
	return w
}

// ledger is an event source in memory that lists its amounts.
type ledger map[uint256.Int][]chain.Event

func (l ledger) Of(id uint256.Int) ([]chain.Event, error) { return l[id], nil }

func (l ledger) Amounts() (amounts []chain.Amount, err error) {
	for _, list := range l {
		for _, e := range list {
			if e.Type == 0 && e.Time.IsUint64() {
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
	w.fleet.Machines = append(w.fleet.Machines, m)
	for range w.IntN(12) {
		w.work(&w.fleet.Machines[len(w.fleet.Machines)-1], w.Uint64N(400*daySeconds))
	}
}

// work adds an event of an age, which may be of a time that is to come.
func (w *town) work(m *chain.Machine, age uint64) {
	log := w.fleet.Events.(ledger)
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
	b.Number++
	b.Hash[0], b.Hash[1] = byte(b.Number), byte(b.Number>>8)
	b.Time += []uint64{600, 3600, 3600, 3600, 7 * 3600, daySeconds, 9 * daySeconds}[w.IntN(7)]
	w.fleet.Machines = slices.Clone(w.fleet.Machines)
	for range w.IntN(3) {
		m := &w.fleet.Machines[w.IntN(len(w.fleet.Machines))]
		switch w.IntN(8) {
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
		case 7:
			i := w.IntN(len(w.fleet.Machines))
			w.fleet.Left = append(w.fleet.Left, w.fleet.Machines[i].ID)
			w.fleet.Machines = slices.Delete(w.fleet.Machines, i, i+1)
		}
	}
	for need := range w.rates {
		if w.IntN(40) == 0 {
			w.rates[need] = fmt.Sprintf("7.%d", w.IntN(90)+1)
		}
	}
	w.settle()
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
	slices.SortFunc(w.fleet.Left, func(a, b uint256.Int) int { return a.Cmp(&b) })
	var ids []uint256.Int
	for _, m := range w.fleet.Machines {
		ids = append(ids, m.ID)
	}
	w.fleet.Operators = []chain.Operator{{Address: wallet(0xee), Listed: ids, Fleet: ids}}
}

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

// publish publishes the town, with the rows of a state file where there is one.
func (w *town) publish(t *testing.T, dir string, rows *state.Rows, change ...func(*Config)) *Summary {
	t.Helper()
	cfg := testConfig(dir, w.fleet)
	cfg.Rates, cfg.Rows, cfg.Check = []fx.Source{w}, rows, nil
	for _, f := range change {
		f(cfg)
	}
	summary, err := Publish(t.Context(), *cfg, w.fleet)
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

func openRows(t *testing.T, path string) *state.Rows {
	t.Helper()
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
// run without any makes on top of the same tree.
func (w *town) wantSame(t *testing.T, dir string, rows *state.Rows) *Summary {
	t.Helper()
	fresh := filepath.Join(t.TempDir(), "fresh")
	if _, err := os.Stat(dir); err == nil {
		if err := os.CopyFS(fresh, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
	}
	w.publish(t, fresh, nil)
	summary := w.publish(t, dir, rows)
	if diff := cmp.Diff(contents(t, fresh), contents(t, dir)); diff != "" {
		t.Fatalf("block %d (-fresh +recalled): %s", w.fleet.Block.Number, diff)
	}
	return summary
}

// Whatever happens in a fleet, a run that recalls the last one publishes what a
// run that knows nothing does.
func TestRecalledTreeIsTheSame(t *testing.T) {
	for _, generation := range []chain.Generation{chain.Gen1, chain.Gen2} {
		machines, rated := 0, 0
		for seed := range uint64(2) {
			w := newTown(seed, generation, 15)
			dir := filepath.Join(t.TempDir(), "tree")
			rows := openRows(t, filepath.Join(t.TempDir(), "state.db"))
			for range 8 {
				summary := w.wantSame(t, dir, rows)
				machines += len(w.fleet.Machines)
				rated += summary.Rated
				w.pass()
			}
		}
		if rated > machines*3/4 {
			t.Errorf("generation %s: %d of %d machines were rated", generation, rated, machines)
		}
	}
}
