// Package state keeps what a deployment's runs remember between them in one
// SQLite file: what was read from the chain (package store), the rates that
// remote sources published, the last good answers of partners, and what was
// made of each machine.
//
// It decides nothing. What counts as settled, fresh, good or unchanged is the
// business of whoever asks.
package state

import (
	"encoding/binary"
	"log/slog"

	"mcrpress/chain"
	"mcrpress/chain/store"
)

// The tables of this package. Sources and URLs stand in keys as text.
const (
	rateTable     = "rate"     // source, day, currency: units
	rateDayTable  = "rate_day" // source, day: nothing
	partnerTable  = "partner"  // URL: ETag, body
	treeTable     = "tree"     // one row: Tree
	rowTable      = "row"      // machine: Row
	operatorTable = "operator" // address: digest of its lists
)

// State is an open state file.
type State struct {
	Store    *store.Store
	Rates    *Rates
	Partners *Partners
	Rows     *Rows
}

// Open opens the state file of a deployment and makes it where there is none.
// A file that is damaged or of an older version is moved aside to path.old and
// logged, and a new one takes its place. One of another deployment, of a newer
// version or of another program is an error, and stays.
func Open(path string, d *chain.Deployment, log *slog.Logger) (*State, error) {
	s, err := store.Open(path, d, []string{rateTable, rateDayTable, partnerTable, treeTable, rowTable, operatorTable}, log)
	if err != nil {
		return nil, err
	}
	return &State{Store: s, Rates: &Rates{s.File}, Partners: &Partners{s.File}, Rows: &Rows{s.File}}, nil
}

// Discard closes the file and moves it aside to path.old, as a run does that
// meets store.ErrDamaged: Open then makes a new one.
func (s *State) Discard() error { return s.Store.Discard() }

// Close closes the file.
func (s *State) Close() error { return s.Store.Close() }

// appendText appends a text with its length.
func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// cutText takes a text from the front. What cannot be one is left as it is.
func cutText(b []byte) (text string, rest []byte) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return "", b
	}
	return string(b[size : size+int(n)]), b[size+int(n):]
}
