package fx

import (
	"cmp"
	"math/big"
	"slices"
)

// book is what is known of one source.
type book struct {
	rates   map[string]map[int64]Rate // by currency and day
	settled map[int64]bool
}

func newBook() *book {
	return &book{map[string]map[int64]Rate{}, map[int64]bool{}}
}

// add takes in rates of supported currencies and settled days. A later rate
// for the same day replaces an earlier one; one that cannot be read is left out.
func (b *book) add(rates []Rate, days []int64) {
	for _, r := range rates {
		if _, ok := subunits[r.Currency]; !ok {
			continue
		}
		if _, err := parseUnits(r.Units); err != nil {
			continue
		}
		if b.rates[r.Currency] == nil {
			b.rates[r.Currency] = map[int64]Rate{}
		}
		b.rates[r.Currency][r.Day] = r
	}
	for _, d := range days {
		b.settled[d] = true
	}
}

// newest returns the newest rate on the need's day or at most 7 days before.
func (b *book) newest(n Need) (Rate, bool) {
	for age := range int64(maxAge + 1) {
		if r, ok := b.rates[n.Currency][n.Day-age]; ok {
			return r, true
		}
	}
	return Rate{}, false
}

// gaps returns the needs that the book cannot answer for sure.
func (b *book) gaps(needs []Need) []Gap {
	var gaps []Gap
	for _, n := range needs {
		g := Gap{Need: n}
		for age := range int64(maxAge + 1) {
			day := n.Day - age
			if _, ok := b.rates[n.Currency][day]; ok {
				break
			}
			if !b.settled[day] {
				g.Days = append(g.Days, day)
			}
		}
		if len(g.Days) > 0 {
			gaps = append(gaps, g)
		}
	}
	return gaps
}

// maxJump is the factor by which a currency may move from one rate to the next.
var maxJump = big.NewRat(3, 1)

// refuse drops every rate that differs by more than a factor of 3 from the one
// before it, and returns them. A rate older than 7 days is no measure for the
// next one.
func (b *book) refuse() []Refusal {
	var refused []Refusal
	for _, currency := range currencies {
		rates := b.rates[currency]
		var before Rate
		for _, r := range inOrder(rates) {
			if before.Units != "" && r.Day-before.Day <= maxAge && jumps(before, r) {
				refused = append(refused, Refusal{currency, formatDay(r.Day), r.Units, before.Units})
				delete(rates, r.Day)
				continue
			}
			before = r
		}
	}
	return refused
}

func inOrder(rates map[int64]Rate) []Rate {
	sorted := make([]Rate, 0, len(rates))
	for _, r := range rates {
		sorted = append(sorted, r)
	}
	slices.SortFunc(sorted, func(a, b Rate) int { return cmp.Compare(a.Day, b.Day) })
	return sorted
}

func jumps(from, to Rate) bool {
	a, errA := parseUnits(from.Units)
	b, errB := parseUnits(to.Units)
	if errA != nil || errB != nil || a == nil || b == nil {
		return false
	}
	up := new(big.Rat).Quo(b, a)
	return up.Cmp(maxJump) > 0 || up.Inv(up).Cmp(maxJump) > 0
}
