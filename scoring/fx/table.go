package fx

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"mcrpress/scoring"
)

// Table holds the rates that a snapshot uses. It does not change, so any
// number of goroutines may use it.
type Table struct {
	quotes map[Need]quote // every need, those without a rate included
}

// quote is the rate that answers a need; value is nil where none does. A file's
// N/A is kept as a rate without a value.
type quote struct {
	rate   Rate
	source int
	value  *big.Rat
}

// Valuation is what an amount is worth, in the API's terms.
type Valuation struct {
	Currency string               // upper case where supported, else as it came; USD where it was empty
	Subunit  int                  // minor units per unit: 100 or 1; 0 stands for null
	Status   scoring.AmountStatus // OK, UnsupportedCurrency or FXUnavailable
	Cents    *big.Int             // USD cents where Status is OK, else nil
}

// Value converts an amount of minor units, which must not be negative, at the
// rate for the UTC day of time (Unix seconds). A day that was no need of [Load]
// has no rate. A tie rounds up.
func (t *Table) Value(currency string, amount *big.Int, time uint64) Valuation {
	v := Valuation{Currency: fold(currency), Status: scoring.UnsupportedCurrency}
	subunit, supported := subunits[v.Currency]
	if !supported {
		return v
	}
	v.Subunit, v.Status = subunit, scoring.OK
	if v.Currency == usd {
		v.Cents = new(big.Int).Set(amount)
		return v
	}
	q := t.quotes[Need{v.Currency, int64(time / daySeconds)}]
	if q.value == nil {
		v.Status = scoring.FXUnavailable
		return v
	}
	v.Cents = cents(amount, int64(subunit), q.value)
	return v
}

// cents is amount / subunit * 100 / units, rounded half up: with units as the
// fraction n/d that is (2*100*amount*d + subunit*n) / (2*subunit*n), floored.
func cents(amount *big.Int, subunit int64, units *big.Rat) *big.Int {
	under := new(big.Int).Mul(units.Num(), big.NewInt(subunit))
	over := new(big.Int).Mul(amount, units.Denom())
	over.Mul(over, big.NewInt(200))
	over.Add(over, under)
	return over.Quo(over, under.Lsh(under, 1))
}

// Answer is what a table says of a need.
type Answer struct {
	Need
	Units string // as Rate has them, empty where there is no rate
}

// Answers returns every need of [Load] that can have a rate, by currency and
// day.
func (t *Table) Answers() []Answer {
	list := make([]Answer, 0, len(t.quotes))
	for need, q := range t.quotes {
		a := Answer{Need: need}
		if q.value != nil {
			a.Units = q.rate.Units
		}
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b Answer) int {
		return cmp.Or(cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Day, b.Day))
	})
	return list
}

// CSV returns the rates in the format of a rates file, sorted by date and
// currency. Loading it as a file answers every need of the table with the same
// value. A rate stands at the day its source published it, or, where the needs
// of a currency took more than one source, at each day it was needed for.
func (t *Table) CSV() []byte {
	var b strings.Builder
	b.WriteString(strings.Join(fileHeader, ",") + "\n")
	for _, r := range t.rows() {
		fmt.Fprintf(&b, "%s,%s,%s\n", formatDay(r.Day), r.Currency, r.Units)
	}
	return []byte(b.String())
}

func (t *Table) rows() []Rate {
	sources := map[string]int{} // the one source of each currency, -1 where there are more
	for need, q := range t.quotes {
		if q.rate == (Rate{}) {
			continue
		}
		if first, ok := sources[need.Currency]; !ok {
			sources[need.Currency] = q.source
		} else if first != q.source {
			sources[need.Currency] = -1
		}
	}
	var rows []Rate
	for need, q := range t.quotes {
		switch {
		case sources[need.Currency] < 0 && q.value == nil:
			rows = append(rows, Rate{need.Currency, need.Day, notAvailable})
		case sources[need.Currency] < 0:
			rows = append(rows, Rate{need.Currency, need.Day, q.rate.Units})
		case q.rate != Rate{}:
			rows = append(rows, q.rate)
		}
	}
	slices.SortFunc(rows, func(a, b Rate) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Currency, b.Currency))
	})
	return slices.Compact(rows)
}
