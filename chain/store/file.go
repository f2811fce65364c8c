package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	schemaVersion = 3          // PRAGMA user_version; covers every table of the file
	applicationID = 0x6d637270 // PRAGMA application_id: "mcrp"
)

// ErrDamaged marks an error of a file that holds something else than what was
// written to it. File.Discard moves it aside.
var ErrDamaged = errors.New("the state file is damaged")

// errOlder is the error of a file that an older version wrote.
var errOlder = errors.New("the state file is of an older version")

// settings hold for each connection. A killed process loses at most the
// transaction in flight; a power cut may lose the last few, and corrupts none.
// Pages are wide enough for rows of maxBody to stand in them whole.
var settings = url.Values{
	"_pragma": {
		"page_size(8192)", "cache_size(-8000)", "busy_timeout(10000)", "synchronous(normal)",
		"wal_autocheckpoint(4000)", "temp_store(file)",
	},
	"_txlock": {"immediate"},
}.Encode()

// File is an open state file. Reads are safe for concurrent use, and writes
// exclude each other.
type File struct {
	path string // empty for a temporary one
	db   *sql.DB

	mu      sync.Mutex // held by writers, and by readers of whole tables
	totals  totals
	checked map[string]bool // tables that were read wholly

	statementsLock sync.Mutex
	statements     map[string]*sql.Stmt
}

// totals is what one row of the table meta holds: whose file it is, and what
// the tables hold.
type totals struct {
	Deployment string           `json:"deployment"`
	Tables     map[string]total `json:"tables"`
}

// total sums up the rows of a table. The digest is the sum of their checksums.
type total struct {
	Rows   uint64 `json:"rows"`
	Digest uint64 `json:"digest"`
}

// newFile opens a file without a name where path is empty: it lives and dies
// with its one connection. It makes the tables that the file lacks, and visits
// every row of those that are small.
func newFile(path, deployment string, tables, small []string, visit func(table string, r row) error) (*File, error) {
	name := "file:?" + settings
	if path != "" {
		name = (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: settings}).String()
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	f := &File{path: path, db: db, checked: map[string]bool{}, statements: map[string]*sql.Stmt{}}
	if path == "" {
		db.SetMaxOpenConns(1)
	} else {
		db.SetMaxOpenConns(4)
		if err = writable(path); err == nil {
			err = f.stamp()
		}
		if err == nil {
			_, err = db.Exec("PRAGMA journal_mode = WAL") // after stamp: it changes the file
		}
	}
	if err == nil {
		err = f.load(deployment, tables)
	}
	for _, table := range small {
		if err == nil {
			err = f.whole(table, func(r row) error { return visit(table, r) })
		}
	}
	if err != nil {
		db.Close()
		return nil, readable(err)
	}
	return f, nil
}

// moveAside renames a state file, with the log of what was written last.
func moveAside(path string) error {
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Remove(path + ".old" + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := os.Rename(path+suffix, path+".old"+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// writable says why a file, where there is one, cannot be written.
func writable(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = file.Close()
	}
	return err
}

// stamp marks a new file as ours and checks an old one.
func (f *File) stamp() error {
	tx, err := f.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var app, version, tables int
	err = tx.QueryRow(`SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id, pragma_user_version`).Scan(&app, &version, &tables)
	if err != nil {
		return err
	}
	if app == applicationID && version == schemaVersion {
		return nil
	}
	if app|version|tables != 0 {
		return misstamped(tx, app, version)
	}
	ours := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, schemaVersion)
	if _, err := tx.Exec(ours); err != nil {
		return err
	}
	return tx.Commit()
}

// misstamped says what a file is whose stamp is not of this version. Where the
// rest of it is, the stamp is what was damaged.
func misstamped(tx *sql.Tx, app, version int) error {
	if _, err := readTotals(tx); err == nil {
		return fmt.Errorf("%w: its header was altered", ErrDamaged)
	}
	switch {
	case app != applicationID:
		return errors.New("is the database of another program")
	case version < schemaVersion:
		return fmt.Errorf("%w: schema %d, this one writes %d", errOlder, version, schemaVersion)
	}
	return fmt.Errorf("was written by a newer version of mcrpress: schema %d, this one knows %d", version, schemaVersion)
}

const metaSchema = `CREATE TABLE IF NOT EXISTS meta (id INTEGER PRIMARY KEY, body BLOB NOT NULL, sum INTEGER NOT NULL)`

// load makes the tables that the file lacks.
func (f *File) load(deployment string, tables []string) error {
	tx, err := f.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f.loadTotals(tx, deployment); err != nil {
		return err
	}
	for _, name := range tables {
		if _, ok := f.totals.Tables[name]; ok {
			continue
		}
		if err := createTable(tx, name); err != nil {
			return err
		}
		f.totals.Tables[name] = total{}
	}
	if err := writeTotals(tx, f.totals); err != nil {
		return err
	}
	return tx.Commit()
}

func (f *File) loadTotals(tx *sql.Tx, deployment string) error {
	var tables int
	if err := tx.QueryRow(`SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return err
	}
	if tables == 0 {
		f.totals = totals{Deployment: deployment, Tables: map[string]total{}}
		_, err := tx.Exec(metaSchema)
		return err
	}
	var err error
	if f.totals, err = readTotals(tx); err != nil {
		return err
	}
	if f.totals.Deployment != deployment {
		return fmt.Errorf("holds the state of another deployment: %s; this one is %s", f.totals.Deployment, deployment)
	}
	return nil
}

func readTotals(tx *sql.Tx) (t totals, err error) {
	var body []byte
	var sum int64
	err = tx.QueryRow(`SELECT body, sum FROM meta WHERE id = 0`).Scan(&body, &sum)
	if err != nil {
		return t, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if sum != int64(checksum("meta", nil, 0, body)) || json.Unmarshal(body, &t) != nil {
		return t, fmt.Errorf("%w: what its tables hold is not readable", ErrDamaged)
	}
	return t, nil
}

func writeTotals(tx *sql.Tx, t totals) error {
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT OR REPLACE INTO meta VALUES (0, ?, ?)`, body, int64(checksum("meta", nil, 0, body)))
	return err
}

var errMoved = errors.New("another run wrote to the state file at the same time")

// Update runs one transaction, unless another process changed the file.
func (f *File) Update(change func(*Tx) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.transact(func(tx *Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		if err := writeTotals(tx.tx, tx.totals); err != nil {
			return err
		}
		return tx.tx.Commit()
	})
}

// transact runs a transaction, which is undone unless it commits itself.
func (f *File) transact(work func(*Tx) error) error {
	inner, err := f.db.Begin()
	if err != nil {
		return readable(err)
	}
	defer inner.Rollback()
	current, err := readTotals(inner)
	if err != nil {
		return readable(err)
	}
	if current.Deployment != f.totals.Deployment || !maps.Equal(current.Tables, f.totals.Tables) {
		return errMoved
	}
	tx := &Tx{tx: inner, totals: current, statements: map[string]*sql.Stmt{}}
	if err := work(tx); err != nil {
		return readable(err)
	}
	f.totals = tx.totals
	return nil
}

// whole visits all rows of a table in order, and holds them against its total.
func (f *File) whole(table string, visit func(row) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.transact(func(tx *Tx) error { return tx.whole(table, visit) })
	f.checked[table] = f.checked[table] || err == nil
	return err
}

// check reads all of a table, unless that was done before.
func (f *File) check(table string) error {
	f.mu.Lock()
	checked := f.checked[table]
	f.mu.Unlock()
	if checked {
		return nil
	}
	return f.whole(table, func(row) error { return nil })
}

// Close closes the file. What was written stays, but for a temporary one.
func (f *File) Close() error { return f.db.Close() }

// Discard closes the file and moves it aside to path.old.
func (f *File) Discard() error {
	if err := f.Close(); err != nil {
		return err
	}
	return moveAside(f.path)
}

// readable tells damage, and a file that is in use, from other errors.
func readable(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) || errors.Is(err, ErrDamaged) {
		return err
	}
	primary := e.Code() & 0xff
	switch {
	case primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("the state file is in use by another run: %w", err)
	case slices.Contains(damage, primary) || slices.Contains(exactDamage, e.Code()):
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// damage are SQLite's codes for a file that is not as it was written, with all
// codes that begin so. Of exactDamage only the code itself is: a file that can
// be written is read-only by its own header.
var (
	damage = []int{
		sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_SCHEMA, sqlite3.SQLITE_FORMAT,
		sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG,
	}
	exactDamage = []int{sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_READONLY}
)
