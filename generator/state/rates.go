package state

import (
	"context"
	"encoding/binary"

	"mcrpress/chain/store"
	"mcrpress/scoring/fx"
)

// Rates keeps what remote sources of rates said. It is an fx.Store.
type Rates struct{ file *store.File }

var _ fx.Store = (*Rates)(nil)

// Rates returns the rates kept for the days from to to, both included, and
// those of the days that were saved as settled.
func (r *Rates) Rates(_ context.Context, source string, from, to int64) (rates []fx.Rate, days []int64, err error) {
	err = r.file.Range(rateTable, dayKey(source, from), dayKey(source, to), func(key, body []byte) error {
		_, rest := cutText(key)
		day, currency := cutDay(rest)
		rates = append(rates, fx.Rate{Currency: string(currency), Day: day, Units: string(body)})
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	err = r.file.Range(rateDayTable, dayKey(source, from), dayKey(source, to), func(key, _ []byte) error {
		_, rest := cutText(key)
		day, _ := cutDay(rest)
		days = append(days, day)
		return nil
	})
	return rates, days, err
}

// Save keeps rates and marks days as settled, all or nothing.
func (r *Rates) Save(_ context.Context, source string, days []int64, rates []fx.Rate) error {
	return r.file.Update(func(tx *store.Tx) error {
		for _, rate := range rates {
			key := append(dayKey(source, rate.Day), rate.Currency...)
			if err := tx.Put(rateTable, key, []byte(rate.Units)); err != nil {
				return err
			}
		}
		for _, day := range days {
			if err := tx.Put(rateDayTable, dayKey(source, day), nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// dayKey begins the keys of a day. Days before the epoch stand before others.
func dayKey(source string, day int64) []byte {
	return binary.BigEndian.AppendUint64(appendText(nil, source), uint64(day)^1<<63)
}

func cutDay(key []byte) (day int64, rest []byte) {
	if len(key) < 8 {
		return 0, nil
	}
	return int64(binary.BigEndian.Uint64(key) ^ 1<<63), key[8:]
}
