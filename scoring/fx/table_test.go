package fx

import (
	"math/big"
	"testing"

	"mcrpress/scoring"

	"github.com/google/go-cmp/cmp"
)

var exactly = cmp.Comparer(func(a, b *big.Int) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Cmp(b) == 0
})

// day is the number of a date.
func day(t testing.TB, date string) int64 {
	t.Helper()
	d, err := parseDay(date)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// seconds is the time of the noon of a date.
func seconds(t testing.TB, date string) uint64 {
	return uint64(day(t, date)*daySeconds + daySeconds/2)
}

// rates is a local source.
func rates(name string, rates ...Rate) Source { return &fileSource{name, rates} }

// load loads without a store, on a day after all others.
func load(t testing.TB, needs []Need, sources ...Source) (*Table, Report) {
	t.Helper()
	table, report, err := Load(t.Context(), seconds(t, "2030-01-01"), nil, sources, needs)
	if err != nil {
		t.Fatal(err)
	}
	return table, report
}

func TestCurrencies(t *testing.T) {
	want := []string{"USD", "HKD", "JPY", "CNY", "KRW", "SGD", "TWD", "THB", "PHP", "MYR", "IDR", "VND", "INR",
		"EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CAD", "AUD", "NZD", "MXN", "BRL"}
	if diff := cmp.Diff(want, Currencies()); diff != "" {
		t.Error(diff)
	}
	Currencies()[0] = "XXX"
	if Currencies()[0] != "USD" {
		t.Error("the list can be changed from outside")
	}
}

func TestValue(t *testing.T) {
	at := seconds(t, "2026-03-04")
	d := day(t, "2026-03-04")
	table, _ := load(t, []Need{{"hkd", d}, {"JPY", d}, {"EUR", d}, {"VND", d}, {"GBP", d}},
		rates("r", Rate{"HKD", d, "7.80"}, Rate{"JPY", d, "150.5"}, Rate{"EUR", d, "1/1.085"}, Rate{"VND", d - 7, "26000"}, Rate{"GBP", d - 8, "0.8"}))
	huge := new(big.Int).Lsh(big.NewInt(1), 256)
	for _, tt := range []struct {
		name     string
		currency string
		amount   *big.Int
		want     Valuation
	}{
		{"the documented example", "HKD", big.NewInt(20000), Valuation{"HKD", 100, scoring.OK, big.NewInt(2564)}},
		{"lower case", "hKd", big.NewInt(20000), Valuation{"HKD", 100, scoring.OK, big.NewInt(2564)}},
		{"no currency", "", big.NewInt(123), Valuation{"USD", 100, scoring.OK, big.NewInt(123)}},
		{"dollars", "usd", big.NewInt(123), Valuation{"USD", 100, scoring.OK, big.NewInt(123)}},
		{"nothing", "HKD", big.NewInt(0), Valuation{"HKD", 100, scoring.OK, big.NewInt(0)}},
		{"whole units", "JPY", big.NewInt(301), Valuation{"JPY", 1, scoring.OK, big.NewInt(200)}},
		{"a tie rounds up", "EUR", big.NewInt(100), Valuation{"EUR", 100, scoring.OK, big.NewInt(109)}}, // 108.5
		{"just below a tie", "HKD", big.NewInt(19), Valuation{"HKD", 100, scoring.OK, big.NewInt(2)}},   // 2.44
		{"seven days old", "VND", big.NewInt(26000), Valuation{"VND", 1, scoring.OK, big.NewInt(100)}},
		{"eight days old", "GBP", big.NewInt(100), Valuation{"GBP", 100, scoring.FXUnavailable, nil}},
		{"not asked for", "CAD", big.NewInt(100), Valuation{"CAD", 100, scoring.FXUnavailable, nil}},
		{"unsupported", "AED", big.NewInt(100), Valuation{"AED", 0, scoring.UnsupportedCurrency, nil}},
		{"unsupported as it is", "aeD", big.NewInt(100), Valuation{"aeD", 0, scoring.UnsupportedCurrency, nil}},
		{"a look-alike is another code", "ſek", big.NewInt(100), Valuation{"ſek", 0, scoring.UnsupportedCurrency, nil}},
		{"a dotless i is another code", "ıdr", big.NewInt(100), Valuation{"ıdr", 0, scoring.UnsupportedCurrency, nil}},
		{"markup", "<b>", big.NewInt(100), Valuation{"<b>", 0, scoring.UnsupportedCurrency, nil}},
		{"invalid UTF-8", "U\xffD", big.NewInt(100), Valuation{"U\xffD", 0, scoring.UnsupportedCurrency, nil}},
		{"beyond 64 bits", "VND", huge, Valuation{"VND", 1, scoring.OK, new(big.Int).Div(huge, big.NewInt(260))}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := new(big.Int).Set(tt.amount)
			if diff := cmp.Diff(tt.want, table.Value(tt.currency, tt.amount, at), exactly); diff != "" {
				t.Error(diff)
			}
			if tt.amount.Cmp(before) != 0 {
				t.Errorf("the amount became %s", tt.amount)
			}
		})
	}
	if v := table.Value("HKD", big.NewInt(1), ^uint64(0)); v.Status != scoring.FXUnavailable {
		t.Errorf("at the end of time: %+v", v)
	}
}

// TestDayIsUTC values the last and the first second of neighbouring days.
func TestDayIsUTC(t *testing.T) {
	d := day(t, "2026-03-04")
	table, _ := load(t, []Need{{"HKD", d}, {"HKD", d + 1}}, rates("r", Rate{"HKD", d, "5"}, Rate{"HKD", d + 1, "10"}))
	midnight := uint64(d+1) * daySeconds
	for time, want := range map[uint64]int64{midnight - daySeconds: 20, midnight - 1: 20, midnight: 10, midnight + daySeconds - 1: 10} {
		if got := table.Value("HKD", big.NewInt(100), time).Cents; got.Int64() != want {
			t.Errorf("at %d: %s cents, want %d", time, got, want)
		}
	}
}

// FuzzValue holds the conversion against the definition of rounding: the
// result is the one whole number at most half a cent off, the upper of two.
func FuzzValue(f *testing.F) {
	f.Add([]byte{0x4e, 0x20}, "7.80", "HKD")
	f.Add([]byte{100}, "1/1.085", "EUR")
	f.Add([]byte{255, 255, 255, 255, 255, 255, 255, 255, 255}, "163.97/1.0842", "JPY")
	f.Fuzz(func(t *testing.T, amount []byte, units, currency string) {
		v := new(big.Int).SetBytes(amount)
		d := day(t, "2026-03-04")
		table, _ := load(t, []Need{{currency, d}}, rates("r", Rate{fold(currency), d, units}))
		got := table.Value(currency, v, uint64(d)*daySeconds)
		if got.Status != scoring.OK || got.Currency == usd {
			return
		}
		rate, err := parseUnits(units)
		if err != nil || rate == nil {
			t.Fatalf("%q became a value: %v", units, err)
		}
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(v, big.NewInt(100)), big.NewInt(int64(got.Subunit)))
		off := new(big.Rat).Sub(new(big.Rat).SetInt(got.Cents), exact.Quo(exact, rate))
		if half := big.NewRat(1, 2); off.Cmp(half) > 0 || off.Cmp(new(big.Rat).Neg(half)) <= 0 {
			t.Errorf("%s %s at %s: %s cents, off by %s", v, currency, units, got.Cents, off)
		}
	})
}
