package devchain

import (
	"bytes"
	"encoding/csv"
	"slices"
	"testing"
	"time"
)

// Every currency but the stale one has a rate at most seven days older than any
// event.
func TestRates(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(Rates())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"date", "currency", "units_per_usd"}; !slices.Equal(rows[0], want) {
		t.Errorf("header %v", rows[0])
	}
	last := map[string]time.Time{}
	for _, row := range rows[1:] {
		date, err := time.Parse(time.DateOnly, row[0])
		if err != nil {
			t.Fatal(err)
		}
		if before, ok := last[row[1]]; ok && date.Sub(before) > 7*24*time.Hour {
			t.Errorf("%s: nothing from %s to %s", row[1], before, date)
		}
		last[row[1]] = date
	}
	if len(last) != 24 {
		t.Errorf("rates for %d currencies", len(last))
	}
	head := time.Unix(int64(headTime), 0)
	for code, date := range last {
		if stale := head.Sub(date) > 7*24*time.Hour; stale != (code == staleCurrency) {
			t.Errorf("%s: the last rate is of %s", code, date)
		}
	}
}
