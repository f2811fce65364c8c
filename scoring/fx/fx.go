// Package fx turns amounts in 25 currencies into USD cents at the rate of the
// day, exactly.
//
// [ParseSources] names where rates come from, [Load] asks them for the rates
// that a snapshot needs, and the [Table] it returns is pure: it converts
// without network, clock or state, and writes itself as a file that a source
// of this package reads back. The package never guesses: where no source has a
// rate that is fresh enough, the amount has no value.
package fx

import (
	"slices"
	"strings"
	"time"
)

const (
	daySeconds = 86400
	maxAge     = 7 // days that a rate stays fresh
)

// usd is worth one of itself on any day.
const usd = "USD"

// currencies is the documented list, in its order.
var currencies = []string{
	usd, "HKD", "JPY", "CNY", "KRW", "SGD", "TWD", "THB", "PHP", "MYR", "IDR", "VND", "INR",
	"EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CAD", "AUD", "NZD", "MXN", "BRL",
}

// subunits are the divisors from minor units to an amount, by currency.
var subunits = func() map[string]int {
	m := map[string]int{}
	for _, c := range currencies {
		m[c] = 100
	}
	for _, c := range []string{"JPY", "KRW", "VND"} {
		m[c] = 1
	}
	return m
}()

// Currencies returns the 25 supported currency codes in the documented order.
func Currencies() []string { return slices.Clone(currencies) }

// fold brings a currency to its documented spelling: upper case where the code
// is supported, as it is where not, USD where it is empty. Only ASCII letters
// are folded.
func fold(currency string) string {
	if currency == "" {
		return usd
	}
	if len(currency) != 3 {
		return currency
	}
	upper := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, currency)
	if _, ok := subunits[upper]; ok {
		return upper
	}
	return currency
}

// dayLayout is how every format here writes a date.
const dayLayout = time.DateOnly

// parseDay reads a date as a number of days since the epoch, in UTC.
func parseDay(date string) (int64, error) {
	t, err := time.Parse(dayLayout, date)
	if err != nil {
		return 0, err
	}
	return t.Unix() / daySeconds, nil
}

func formatDay(day int64) string {
	return time.Unix(day*daySeconds, 0).UTC().Format(dayLayout)
}
