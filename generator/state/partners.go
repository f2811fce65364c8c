package state

import (
	"context"

	"mcrpress/chain/store"
	"mcrpress/generator/partner"
)

// Partners keeps the last good answer of each partner. It is a partner.Store.
type Partners struct{ file *store.File }

var _ partner.Store = (*Partners)(nil)

// Load returns the answer last saved for url; ok is false if there is none.
func (p *Partners) Load(_ context.Context, url string) (a partner.Answer, ok bool, err error) {
	row, ok, err := p.file.Get(partnerTable, []byte(url))
	if err != nil || !ok {
		return a, false, err
	}
	a.ETag, a.Body = cutText(row)
	return a, true, nil
}

// Save replaces the answer of url.
func (p *Partners) Save(_ context.Context, url string, a partner.Answer) error {
	return p.file.Update(func(tx *store.Tx) error {
		return tx.Put(partnerTable, []byte(url), append(appendText(nil, a.ETag), a.Body...))
	})
}
