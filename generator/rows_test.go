package generator

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/scoring"
	"mcrpress/templates"
)

// ascending are n ids, a few of which follow each other at once.
func ascending(r *rand.Rand, n int) []uint256.Int {
	ids := make([]uint256.Int, n)
	for i := range ids {
		step := uint256.NewInt(1 + r.Uint64N(2))
		if r.IntN(10) == 0 {
			step.Lsh(step, uint(r.IntN(200)))
		}
		ids[i].Set(step)
		if i > 0 {
			ids[i].Add(&ids[i], &ids[i-1])
		}
	}
	return ids
}

// Rows are read as they were added, and found by their ids and no others.
func TestRows(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, rowsInBlock - 1, rowsInBlock, rowsInBlock + 1, 20 * rowsInBlock} {
		var rs rows
		defer rs.scratch.Close()
		want := map[uint256.Int]*row{}
		ids := ascending(r, n)
		for i, id := range ids {
			want[id] = &row{ID: id, DID: id.Hex(), Events: i, Card: i%2 == 0, Revenue: big.NewInt(int64(i)), Cells: []string{id.Dec(), ""}}
			if err := rs.add(want[id]); err != nil {
				t.Fatal(err)
			}
		}
		if err := rs.end(); err != nil {
			t.Fatal(err)
		}
		same := func(a, b *row) string {
			return cmp.Diff(a, b, cmp.Comparer(func(a, b *big.Int) bool { return a.Cmp(b) == 0 }))
		}
		i := 0
		for got, err := range rs.all {
			if err != nil {
				t.Fatal(err)
			}
			if diff := same(want[ids[i]], got); diff != "" {
				t.Fatalf("row %d of %d: %s", i, n, diff)
			}
			i++
		}
		if i != n {
			t.Errorf("%d rows, want %d", i, n)
		}
		f := finder{rows: &rs}
		for range 300 {
			id := *uint256.NewInt(r.Uint64N(10))
			if n > 0 {
				id.Add(&id, &ids[r.IntN(n)])
			}
			got, err := f.find(id)
			if err != nil {
				t.Fatal(err)
			}
			if diff := same(want[id], got); diff != "" {
				t.Fatalf("%s among %d: %s", id.Dec(), n, diff)
			}
		}
	}
}

// The front page's lists are those of all machines, sorted and cut.
func TestOverview(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{0, 3, topMachines, 200} {
		o := overview{totals: noTotals(), breakdown: newBreakdown(&scoring.Default().Points)}
		all := []templates.MachineRow{}
		for _, id := range ascending(r, n) {
			m := &chain.Machine{ID: id, Gen1: &chain.Gen1Machine{}}
			a := &assessment{Machine: answers.Machine{Machine: m, Rating: scoring.Rating{Letter: scoring.BB, Score: r.IntN(20), TotalRevenue: new(big.Int)}}}
			a.outline = newRow(a)
			o.add(a)
			all = append(all, a.outline.view())
		}
		top := slices.Clone(all)
		slices.SortStableFunc(top, func(a, b templates.MachineRow) int { return b.Score - a.Score })
		ids := func(rows []templates.MachineRow) (ids []string) {
			for _, r := range rows {
				ids = append(ids, r.ID)
			}
			return ids
		}
		for name, lists := range map[string][2][]templates.MachineRow{
			"first":  {first(all, templates.MaxFirstRows), o.first},
			"top":    {first(top, topMachines), o.top},
			"newest": {all[max(0, n-newestMachines):], o.newest},
		} {
			if diff := cmp.Diff(ids(lists[0]), ids(lists[1])); diff != "" {
				t.Errorf("%s of %d: %s", name, n, diff)
			}
		}
		if o.totals.Machines != n {
			t.Errorf("%d machines, want %d", o.totals.Machines, n)
		}
	}
}
