package state

import (
	"context"
	"database/sql"

	"mcrpress/scoring/fx"
)

// Rates keeps what remote sources of rates said. It is an fx.Store.
type Rates struct{ db *sql.DB }

var _ fx.Store = (*Rates)(nil)

// Rates returns the rates kept for the days from to to, both included, and
// those of the days that were saved as settled.
func (r *Rates) Rates(ctx context.Context, source string, from, to int64) (rates []fx.Rate, days []int64, err error) {
	rows, err := r.db.QueryContext(ctx,
		`SELECT currency, day, units FROM rate WHERE source = ? AND day BETWEEN ? AND ? ORDER BY day, currency`, source, from, to)
	if err != nil {
		return nil, nil, err
	}
	rates, err = collect(rows, func(rate *fx.Rate) []any { return []any{&rate.Currency, &rate.Day, &rate.Units} })
	if err != nil {
		return nil, nil, err
	}
	rows, err = r.db.QueryContext(ctx,
		`SELECT day FROM rate_day WHERE source = ? AND day BETWEEN ? AND ? ORDER BY day`, source, from, to)
	if err != nil {
		return nil, nil, err
	}
	days, err = collect(rows, func(day *int64) []any { return []any{day} })
	return rates, days, err
}

func collect[T any](rows *sql.Rows, fields func(*T) []any) (list []T, err error) {
	defer rows.Close()
	for rows.Next() {
		var item T
		if err := rows.Scan(fields(&item)...); err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	return list, rows.Err()
}

// Save keeps rates and marks days as settled, all or nothing.
func (r *Rates) Save(ctx context.Context, source string, days []int64, rates []fx.Rate) error {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, rate := range rates {
		if _, err := tx.Exec(`INSERT OR REPLACE INTO rate VALUES (?, ?, ?, ?)`, source, rate.Day, rate.Currency, rate.Units); err != nil {
			return err
		}
	}
	for _, day := range days {
		if _, err := tx.Exec(`INSERT OR IGNORE INTO rate_day VALUES (?, ?)`, source, day); err != nil {
			return err
		}
	}
	return tx.Commit()
}
