// Package state keeps what a deployment's runs remember between them in one
// SQLite file: the events (package eventstore), the rates that remote sources
// published and the last good answers of partners.
//
// It decides nothing. What counts as settled, fresh or good is the business of
// whoever asks.
package state

import (
	"database/sql"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain/eventstore"
)

const schema = `
CREATE TABLE IF NOT EXISTS rate (
	source   TEXT NOT NULL,
	day      INTEGER NOT NULL,
	currency TEXT NOT NULL,
	units    TEXT NOT NULL,
	PRIMARY KEY (source, day, currency)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rate_day (
	source TEXT NOT NULL,
	day    INTEGER NOT NULL,
	PRIMARY KEY (source, day)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS partner (
	url  TEXT PRIMARY KEY,
	etag TEXT NOT NULL,
	body BLOB NOT NULL
) WITHOUT ROWID;
`

// State is an open state file.
type State struct {
	Events   *eventstore.Store
	Rates    *Rates
	Partners *Partners
	db       *sql.DB
}

// Open opens the state file of a deployment and makes it where there is none.
// A file of another deployment is refused.
func Open(path string, chainID uint64, registries []common.Address) (*State, error) {
	db, err := eventstore.OpenFile(path)
	if err != nil {
		return nil, err
	}
	s, err := open(db, chainID, registries)
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("state file %s: %w", path, err)
	}
	return s, nil
}

func open(db *sql.DB, chainID uint64, registries []common.Address) (*State, error) {
	events, err := eventstore.New(db, chainID, registries)
	if err != nil {
		return nil, err
	}
	if _, err := db.Exec(schema); err != nil {
		return nil, err
	}
	return &State{events, &Rates{db}, &Partners{db}, db}, nil
}

// Close closes the file.
func (s *State) Close() error { return s.db.Close() }
