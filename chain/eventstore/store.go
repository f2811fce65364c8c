// Package eventstore keeps the events of one deployment in SQLite, so that a
// run reads only the blocks that it has not seen.
//
// It stores what it is given, in the order of the chain, and checks no event
// against the chain; it decides no reorganisation, but remembers the hashes
// that tell of one.
package eventstore

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
)

// Rows of event are in the order of the chain, and so are the rows of one
// machine in its index. Machines are numbered: an index over short numbers is
// several times smaller and faster to write than one over 32-byte ids.
//
// 256-bit numbers are 32-byte big-endian blobs, texts are blobs because they
// may be no UTF-8, and 64-bit numbers keep their bits in a signed column.
const schema = `
CREATE TABLE IF NOT EXISTS deployment (
	chain_id   TEXT NOT NULL,
	registries TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS checkpoint (
	block      INTEGER PRIMARY KEY,
	hash       BLOB NOT NULL,
	last_event INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS machine (
	number INTEGER PRIMARY KEY,
	id     BLOB NOT NULL UNIQUE
);
CREATE TABLE IF NOT EXISTS event (
	number       INTEGER PRIMARY KEY,
	machine      INTEGER NOT NULL,
	block        INTEGER NOT NULL,
	log_index    INTEGER NOT NULL,
	block_time   INTEGER NOT NULL,
	time         INTEGER NOT NULL,
	type         INTEGER NOT NULL,
	trust        INTEGER NOT NULL,
	partial      INTEGER NOT NULL,
	event_index  BLOB NOT NULL,
	value        BLOB NOT NULL,
	source_chain BLOB NOT NULL,
	source_tx    BLOB NOT NULL,
	data_hash    BLOB NOT NULL,
	registry     BLOB NOT NULL,
	tx           BLOB NOT NULL,
	currency     BLOB NOT NULL,
	metadata     BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS event_by_machine ON event (machine);
CREATE TABLE IF NOT EXISTS amount (
	currency    BLOB NOT NULL,
	day         INTEGER NOT NULL,
	first_block INTEGER NOT NULL,
	PRIMARY KEY (currency, day)
) WITHOUT ROWID;
`

// Store is a chain.EventStore. Reads are safe for concurrent use; Append and
// Rollback are for one goroutine of one process.
type Store struct {
	db        *sql.DB
	byMachine *sql.Stmt
	head      checkpoint
}

// checkpoint is a block up to which everything was read.
type checkpoint struct {
	block     int64
	hash      common.Hash
	lastEvent int64
}

// none stands before the first checkpoint.
var none = checkpoint{block: -1}

var _ chain.EventStore = (*Store)(nil)

// NewTemp gives an empty store without a file of its own. Its events are on
// disk, out of the way of memory, and gone when it is closed or the process
// ends.
func NewTemp() (*Store, error) {
	db, err := openTemp()
	if err != nil {
		return nil, err
	}
	s, err := New(db, 0, nil)
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("opening temporary state: %w", err)
	}
	return s, nil
}

// New keeps the events in a database that OpenFile gave. A database that holds
// those of another chain or of other registries, in whatever order, is refused.
func New(db *sql.DB, chainID uint64, registries []common.Address) (*Store, error) {
	tx, err := db.Begin()
	if err != nil {
		return nil, readable(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec(schema); err != nil {
		return nil, readable(err)
	}
	if err := claim(tx, fmt.Sprint(chainID), list(registries)); err != nil {
		return nil, readable(err)
	}
	head, err := newest(tx)
	if err != nil {
		return nil, readable(err)
	}
	if err := tx.Commit(); err != nil {
		return nil, readable(err)
	}
	stmt, err := db.Prepare(byMachine)
	if err != nil {
		return nil, readable(err)
	}
	return &Store{db: db, byMachine: stmt, head: head}, nil
}

// claim writes the deployment into a new store and compares it with an old one's.
func claim(tx *sql.Tx, chainID, registries string) error {
	var oldChain, oldRegistries string
	err := tx.QueryRow(`SELECT chain_id, registries FROM deployment`).Scan(&oldChain, &oldRegistries)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		_, err = tx.Exec(`INSERT INTO deployment VALUES (?, ?)`, chainID, registries)
		return err
	case err != nil:
		return err
	case oldChain != chainID || oldRegistries != registries:
		return fmt.Errorf("holds events of chain %s, registries %s, not of chain %s, registries %s: choose another --state",
			oldChain, oldRegistries, chainID, registries)
	}
	return nil
}

// list gives addresses as one text that does not depend on their order.
func list(addresses []common.Address) string {
	sorted := slices.SortedFunc(slices.Values(addresses), common.Address.Cmp)
	var texts []string
	for _, a := range slices.Compact(sorted) {
		texts = append(texts, a.Hex())
	}
	return cmp.Or(strings.Join(texts, " "), "none")
}

// newest reads the last checkpoint.
func newest(tx *sql.Tx) (checkpoint, error) {
	c := none
	var hash []byte
	err := tx.QueryRow(`SELECT block, hash, last_event FROM checkpoint ORDER BY block DESC LIMIT 1`).
		Scan(&c.block, &hash, &c.lastEvent)
	if errors.Is(err, sql.ErrNoRows) {
		return none, nil
	}
	c.hash = common.BytesToHash(hash)
	return c, err
}

var errMoved = errors.New("another run wrote to the state file at the same time")

// change runs one transaction, unless another process changed the store.
func (s *Store) change(f func(*sql.Tx) error) error {
	tx, err := s.db.Begin()
	if err != nil {
		return readable(err)
	}
	defer tx.Rollback()
	current, err := newest(tx)
	if err != nil {
		return readable(err)
	}
	if current != s.head {
		return errMoved
	}
	if err := f(tx); err != nil {
		return readable(err)
	}
	return readable(tx.Commit())
}

// Head is the last block read and its hash. ok is false for an empty store.
func (s *Store) Head() (number uint64, hash common.Hash, ok bool) {
	if s.head == none {
		return 0, common.Hash{}, false
	}
	return uint64(s.head.block), s.head.hash, true
}

// Close closes the database. What was appended stays, but for a NewTemp.
func (s *Store) Close() error { return s.db.Close() }
