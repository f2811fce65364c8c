package state

import (
	"context"
	"database/sql"
	"errors"

	"mcrpress/generator/partner"
)

// Partners keeps the last good answer of each partner. It is a partner.Store.
type Partners struct{ db *sql.DB }

var _ partner.Store = (*Partners)(nil)

// Load returns the answer last saved for url; ok is false if there is none.
func (p *Partners) Load(ctx context.Context, url string) (a partner.Answer, ok bool, err error) {
	err = p.db.QueryRowContext(ctx, `SELECT etag, body FROM partner WHERE url = ?`, url).Scan(&a.ETag, &a.Body)
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	return a, err == nil, err
}

// Save replaces the answer of url.
func (p *Partners) Save(ctx context.Context, url string, a partner.Answer) error {
	_, err := p.db.ExecContext(ctx, `INSERT OR REPLACE INTO partner VALUES (?, ?, ?)`, url, a.ETag, a.Body)
	return err
}
