package fx

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Shares of the needs join to the table and the report of all of them, and one
// that has another rate is refused by its place.
func TestJoin(t *testing.T) {
	file := filepath.Join(t.TempDir(), "rates.csv")
	rates := "date,currency,units_per_usd\n2025-01-01,EUR,0.9\n2025-01-02,EUR,0.91\n2025-01-02,JPY,150\n"
	if err := os.WriteFile(file, []byte(rates), 0o600); err != nil {
		t.Fatal(err)
	}
	sources, err := ParseSources("file:"+file, Options{})
	if err != nil {
		t.Fatal(err)
	}
	day := int64(20089) // 2025-01-01
	needs := []Need{{"EUR", day}, {"EUR", day + 1}, {"JPY", day + 1}, {"GBP", day}}
	load := func(needs ...Need) (*Table, Report) {
		table, report, err := Load(t.Context(), uint64(day+9)*daySeconds, nil, sources, needs)
		if err != nil {
			t.Fatal(err)
		}
		return table, report
	}
	share := func(needs ...Need) Share { return ShareOf(load(needs...)) }
	whole, want := load(needs...)
	shares := []Share{share(needs[0], needs[2]), share(), share(needs[1], needs[2], needs[3])}
	joined, got, err := Join(shares)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(string(whole.CSV()), string(joined.CSV())); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(whole.Answers(), joined.Answers()); diff != "" {
		t.Error(diff)
	}
	for i := range shares[2].Quotes {
		if q := &shares[2].Quotes[i]; q.Currency == "JPY" {
			q.Rate.Units = "151"
		}
	}
	var dispute *Dispute
	if _, _, err := Join(shares); !errors.As(err, &dispute) || dispute.Share != 2 || dispute.Need != needs[2] {
		t.Errorf("another rate: %v", err)
	}
}
