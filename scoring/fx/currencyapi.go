package fx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// currencyAPIURL is where the fawazahmed0 currency API keeps a day's rates.
const currencyAPIURL = "https://cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@{date}/v1/currencies/usd.json"

// currencyAPIStart is the first day at that address, 2024-03-02. Earlier ones
// are not asked for there.
const currencyAPIStart = 19784

// datePlaceholder stands for the day in an address of the currency API.
const datePlaceholder = "{date}"

// settleDays is how long after a day a missing document is waited for: the
// whole next day.
const settleDays = 2

// currencyAPI reads one JSON document a day: units of each currency per USD.
type currencyAPI struct {
	getter
	pattern string
	start   int64 // the first day there is
}

func newCurrencyAPI(o Options) (Source, error) {
	pattern, start := o.CurrencyAPIURL, int64(0)
	if pattern == "" {
		pattern, start = currencyAPIURL, currencyAPIStart
	}
	if !strings.Contains(pattern, datePlaceholder) {
		return nil, fmt.Errorf("%q must hold %s, which becomes the day", pattern, datePlaceholder)
	}
	if err := checkURL(strings.ReplaceAll(pattern, datePlaceholder, "2026-01-31")); err != nil {
		return nil, err
	}
	return &currencyAPI{newGetter(o.Client), pattern, start}, nil
}

func (*currencyAPI) Name() string { return "currency-api" }

func (*currencyAPI) Remote() bool { return true }

// Fetch walks each gap from its newest day back until a document has the
// currency. No document is fetched twice. It stops at the first failure.
func (s *currencyAPI) Fetch(ctx context.Context, asOf uint64, gaps []Gap) (Batch, error) {
	var batch Batch
	asked := map[int64]map[string]string{}
	for _, g := range gaps {
		for _, day := range g.Days {
			rates, known := asked[day]
			if !known {
				var err error
				rates, err = s.fetchDay(ctx, day)
				if err != nil && !errors.Is(err, errNotFound) {
					return batch, err
				}
				asked[day] = rates
				if err == nil || int64(asOf/daySeconds) >= day+settleDays {
					batch.Days = append(batch.Days, day)
				}
				for _, currency := range slices.Sorted(maps.Keys(rates)) {
					batch.Rates = append(batch.Rates, Rate{currency, day, rates[currency]})
				}
			}
			if rates[g.Currency] != "" {
				break
			}
		}
	}
	return batch, nil
}

func (s *currencyAPI) fetchDay(ctx context.Context, day int64) (map[string]string, error) {
	if day < s.start {
		return nil, errNotFound
	}
	date := formatDay(day)
	body, err := s.get(ctx, date, strings.ReplaceAll(s.pattern, datePlaceholder, date))
	if err != nil {
		return nil, err
	}
	rates, err := decodeCurrencyAPI(body, date)
	if err != nil {
		return nil, &failure{date + ": malformed", err}
	}
	return rates, nil
}

// decodeCurrencyAPI reads a day's document, which must be for the date, and
// returns units per USD of the supported currencies, as written.
func decodeCurrencyAPI(data []byte, date string) (map[string]string, error) {
	var document struct {
		Date string                     `json:"date"`
		USD  map[string]json.RawMessage `json:"usd"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &document); err != nil {
		return nil, fmt.Errorf("reading JSON: %w", err)
	}
	if document.Date != date {
		return nil, fmt.Errorf("it is for %.40q", document.Date)
	}
	rates := map[string]string{}
	for _, currency := range currencies[1:] {
		raw, ok := document.USD[strings.ToLower(currency)]
		if !ok {
			continue
		}
		if _, err := parseDecimal(string(raw)); err != nil {
			return nil, fmt.Errorf("%s: %w", currency, err)
		}
		rates[currency] = string(raw)
	}
	if len(rates) == 0 {
		return nil, errors.New("there are no rates in it")
	}
	return rates, nil
}
