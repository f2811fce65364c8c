package devchain

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"
)

// staleCurrency is the one whose rates stop in the midst of the chain's time.
const staleCurrency = "MYR"

// The weeks of the rates: before the first event until the head, and the last
// one of staleCurrency.
var (
	ratesSince = unix(2024, time.October, 21)
	staleSince = unix(2026, time.June, 1)
)

// currency is one of the 25 that the API supports, at about today's rate.
type currency struct {
	code    string
	perUSD  float64
	digits  int // after the decimal point, of the published rate
	subunit int64
}

var currencies = []currency{
	{"USD", 1, 2, 100}, {"HKD", 7.80, 2, 100}, {"JPY", 152, 2, 1}, {"CNY", 7.12, 4, 100}, {"KRW", 1390, 2, 1},
	{"SGD", 1.30, 4, 100}, {"TWD", 31.4, 3, 100}, {"THB", 33.1, 3, 100}, {"PHP", 58.2, 3, 100}, {"MYR", 4.21, 4, 100},
	{"IDR", 16450, 1, 100}, {"VND", 25900, 0, 1}, {"INR", 87.6, 3, 100}, {"EUR", 0.862, 5, 100}, {"GBP", 0.748, 5, 100},
	{"CHF", 0.803, 5, 100}, {"SEK", 9.48, 4, 100}, {"NOK", 10.05, 4, 100}, {"DKK", 6.43, 4, 100}, {"PLN", 3.66, 4, 100},
	{"CAD", 1.38, 4, 100}, {"AUD", 1.53, 4, 100}, {"NZD", 1.72, 4, 100}, {"MXN", 18.5, 3, 100}, {"BRL", 5.42, 4, 100},
}

// minor is about so many dollars in minor units of the currency.
func (c currency) minor(dollars int64) int64 {
	return int64(float64(dollars)*c.perUSD) * c.subunit
}

// Rates are made-up exchange rates for the time of the chain, as CSV with the
// columns date,currency,units_per_usd: one a week for every currency but USD,
// so that none is older than 7 days. Those of one currency stop early.
func Rates() []byte {
	var out bytes.Buffer
	out.WriteString("date,currency,units_per_usd\n")
	for t := ratesSince; t <= headTime; t += week {
		date := time.Unix(int64(t), 0).UTC().Format(time.DateOnly)
		for _, c := range currencies[1:] {
			if c.code == staleCurrency && t > staleSince {
				continue
			}
			fmt.Fprintf(&out, "%s,%s,%s\n", date, c.code, c.rate(date))
		}
	}
	return out.Bytes()
}

// rate moves by up to one percent; the Hong Kong dollar is pegged.
func (c currency) rate(date string) string {
	noise := int64(binary.BigEndian.Uint32(hash("rate "+c.code+date).Bytes())%201) - 100
	if c.code == "HKD" {
		noise = 0
	}
	return fmt.Sprintf("%.*f", c.digits, c.perUSD*float64(10_000+noise)/10_000)
}
