package fx

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// reload reads a table's file back as the only source of the same needs.
func reload(t *testing.T, table *Table, needs []Need) *Table {
	t.Helper()
	rs, err := parseFile(table.CSV())
	if err != nil {
		t.Fatalf("%v in\n%s", err, table.CSV())
	}
	again, _ := load(t, needs, rates("rates.csv", rs...))
	return again
}

func TestCSV(t *testing.T) {
	d := day(t, "2026-03-04")
	needs := []Need{{"JPY", d}, {"HKD", d + 6}, {"HKD", d + 1}, {"EUR", d}, {"USD", d}, {"AED", d}, {"TWD", d}}
	table, _ := load(t, needs, rates("r", Rate{"HKD", d + 5, "7.81"}, Rate{"HKD", d - 1, "7.80"}, Rate{"HKD", d + 9, "7.9"},
		Rate{"JPY", d, "163.97/1.0842"}, Rate{"EUR", d, "1/1.0842"}))
	want := header +
		"2026-03-03,HKD,7.80\n2026-03-04,EUR,1/1.0842\n2026-03-04,JPY,163.97/1.0842\n2026-03-09,HKD,7.81\n"
	if diff := cmp.Diff(want, string(table.CSV())); diff != "" {
		t.Error(diff)
	}
	again := reload(t, table, needs)
	if diff := cmp.Diff(want, string(again.CSV())); diff != "" {
		t.Errorf("read back: %s", diff)
	}
}

func TestCSVOfTwoSources(t *testing.T) {
	d := day(t, "2026-03-04")
	// The second source's day lies between the first one's and a day that the
	// first one still answers: a plain merge would answer it from the second.
	needs := []Need{{"HKD", d + 6}, {"HKD", d + 10}, {"HKD", d + 13}}
	table, report := load(t, needs, rates("first", Rate{"HKD", d, "7.1"}), rates("second", Rate{"HKD", d + 5, "7.2"}))
	want := header + "2026-03-10,HKD,7.1\n2026-03-14,HKD,7.2\n2026-03-17,HKD,N/A\n"
	if diff := cmp.Diff(want, string(table.CSV())); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Need{{"HKD", d + 13}}, report.Missing); diff != "" {
		t.Error(diff)
	}
}

// TestCSVValuesEveryNeedIdentically is the promise of the published file, tried
// on random sources with gaps, and files that say N/A.
func TestCSVValuesEveryNeedIdentically(t *testing.T) {
	amount := new(big.Int).Exp(big.NewInt(7), big.NewInt(60), nil)
	start := day(t, "2026-01-01")
	valued, missing := 0, 0
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 2))
		var sources []Source
		for s := range 1 + r.IntN(3) {
			var rs []Rate
			for d := range int64(60) {
				switch r.IntN(12) {
				case 0, 1:
					rs = append(rs, Rate{"HKD", start + d, fmt.Sprintf("7.%d%d", s, d)})
				case 2:
					rs = append(rs, Rate{"HKD", start + d, fmt.Sprintf("8.%d/1.%d", d, s+1)})
				case 3:
					rs = append(rs, Rate{"HKD", start + d, notAvailable})
				}
			}
			sources = append(sources, rates(fmt.Sprint(s), rs...))
		}
		var needs []Need
		for d := range int64(70) {
			if r.IntN(3) > 0 {
				needs = append(needs, Need{"HKD", start + d})
			}
		}
		table, _ := load(t, needs, sources...)
		again := reload(t, table, needs)
		for _, n := range needs {
			time := uint64(n.Day) * daySeconds
			before, after := table.Value("HKD", amount, time), again.Value("HKD", amount, time)
			if diff := cmp.Diff(before, after, exactly); diff != "" {
				t.Fatalf("seed %d: %s on %s: %s\n%s", seed, n.Currency, formatDay(n.Day), diff, table.CSV())
			}
			if before.Cents == nil {
				missing++
			} else {
				valued++
			}
		}
	}
	if valued == 0 || missing == 0 {
		t.Errorf("%d needs with a value, %d without: both must be tried", valued, missing)
	}
}
