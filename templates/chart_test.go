package templates

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// cells reads a path of strokes back into the columns and rows that it fills.
func cells(t *testing.T, path string) map[[2]int]bool {
	t.Helper()
	filled := map[[2]int]bool{}
	x, y := 0, 0
	for len(path) > 0 {
		var dx, dy, n int
		kind := path[0]
		path = path[1:]
		if _, err := fmt.Sscanf(path, "%d%d", &dx, &dy); err != nil {
			t.Fatalf("reading %q: %v", path, err)
		}
		if kind == 'M' {
			x, y = dx, dy
		} else {
			x, y = x+dx, y+dy
		}
		for n < len(path) && path[n] != 'h' {
			n++
		}
		if len(path) < n+2 || path[n:n+2] != "h9" {
			t.Fatalf("no stroke at %q", path)
		}
		path = path[n+2:]
		filled[[2]int{x / cell, (y - 5) / cell}] = true
		x += 9
	}
	return filled
}

// TestCalendar shows that every day has one cell, in the column of its week
// and the row of its weekday, in the path of its level.
func TestCalendar(t *testing.T) {
	for month := range 12 {
		first := time.Date(2023, time.Month(1+month), 1, 0, 0, 0, 0, time.UTC)
		c := &Calendar{First: first.Unix()}
		for day := first; day.Before(first.AddDate(1, 0, 0)); day = day.AddDate(0, 0, 1) {
			c.Days = append(c.Days, len(c.Days)*7%9)
		}
		halves := c.halves()
		starts := []time.Time{first, first.AddDate(0, 6, 0)}
		seen := 0
		for i, n := range c.Days {
			day := first.AddDate(0, 0, i)
			half := 0
			if !day.Before(starts[1]) {
				half = 1
			}
			monday := starts[half].AddDate(0, 0, -(int(starts[half].Weekday())+6)%7)
			at := [2]int{int(day.Sub(monday).Hours()/24) / 7, (int(day.Weekday()) + 6) % 7}
			if !cells(t, string(halves[half].strokes(nil, level(n, 8))))[at] {
				t.Fatalf("%s with %d events is not at %v", day.Format(time.DateOnly), n, at)
			}
			seen++
		}
		drawn := 0
		for _, h := range halves {
			if x, _ := h.place(len(h.days) - 1); x > 27*cell {
				t.Errorf("a half's last week is at %d, the picture has room for 28", x)
			}
			for l, days := range h.levels {
				if n := len(cells(t, string(h.strokes(nil, l)))); n != days {
					t.Errorf("%d cells for %d days of level %d", n, days, l)
				}
				drawn += days
			}
		}
		if drawn != seen {
			t.Errorf("%d cells for %d days", drawn, seen)
		}
	}
}

func TestShortCalendar(t *testing.T) {
	for _, days := range [][]int{nil, {3}} {
		drawn := 0
		for _, h := range (&Calendar{Days: days}).halves() {
			for l := range h.levels {
				drawn += len(cells(t, string(h.strokes(nil, l))))
			}
		}
		if drawn != len(days) {
			t.Errorf("%d cells of %d days", drawn, len(days))
		}
	}
}

func TestLevel(t *testing.T) {
	var got []int
	for n := range 9 {
		got = append(got, level(n, 8))
	}
	if diff := cmp.Diff([]int{0, 1, 1, 2, 2, 3, 3, 4, 4}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if level(1, 1) == 0 || level(0, 0) != 0 {
		t.Error("one event a day is activity, none is not")
	}
}

func TestBarHeight(t *testing.T) {
	huge := new(big.Int).Lsh(big.NewInt(1), 300)
	tests := []struct {
		amount, most *big.Int
		want         int
	}{
		{nil, big.NewInt(1), 0},
		{big.NewInt(0), big.NewInt(0), 0},
		{big.NewInt(1), huge, 1},
		{huge, huge, 96},
		{big.NewInt(1), big.NewInt(2), 48},
	}
	for _, test := range tests {
		if got := barHeight(test.amount, test.most, 96); got != test.want {
			t.Errorf("barHeight(%v, %v) = %d, want %d", test.amount, test.most, got, test.want)
		}
	}
}

// TestMix shows that the parts of a mix fill its bar and never exceed it.
func TestMix(t *testing.T) {
	for _, m := range []TrustMix{{}, {1, 1, 1, 0}, {1, 0, 1000000, 1}, {7, 0, 0, 0}} {
		end := 0
		for _, p := range m.parts() {
			if p.x != end {
				t.Errorf("%+v: a part begins at %d, not at %d", m, p.x, end)
			}
			end = p.x + p.width
		}
		if end > 1000 {
			t.Errorf("%+v: parts end at %d", m, end)
		}
	}
}
