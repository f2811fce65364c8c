package eventstore

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	schemaVersion = 1          // PRAGMA user_version; covers every table of the file
	applicationID = 0x6d637270 // PRAGMA application_id: "mcrp"
)

// settings hold for each connection. A killed process loses at most the
// transaction in flight; a power cut may lose the last few, and corrupts none.
var settings = url.Values{
	"_pragma": {"busy_timeout(10000)", "synchronous(normal)", "cache_size(-64000)", "wal_autocheckpoint(8000)", "temp_store(file)"},
	"_txlock": {"immediate"},
}.Encode()

// OpenFile opens the SQLite file of a deployment's state and makes it, with its
// directory, where there is none. Other packages keep tables of their own in
// it. A file that is damaged, that is not a state file or that a newer version
// wrote is refused and left as it is.
func OpenFile(path string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("opening the state file: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("opening the state file: %w", err)
	}
	dsn := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: settings}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	db.SetMaxOpenConns(8)
	err = stamp(db)
	if err == nil {
		_, err = db.Exec("PRAGMA journal_mode = WAL") // after stamp: it changes the file
	}
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("opening %s: %w", path, readable(err))
	}
	return db, nil
}

// openTemp opens a database that SQLite keeps in a nameless temporary file. It
// lives and dies with its one connection.
func openTemp() (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:?"+settings)
	if err != nil {
		return nil, fmt.Errorf("opening temporary state: %w", err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// stamp marks a new file as ours and checks an old one.
func stamp(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var app, version, tables int
	err = tx.QueryRow(`SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id, pragma_user_version`).Scan(&app, &version, &tables)
	switch {
	case err != nil:
		return err
	case app != applicationID && tables+app+version != 0:
		return errors.New("is the database of another program: choose another --state")
	case version > schemaVersion:
		return fmt.Errorf("was written by a newer version (schema %d, this one knows %d): update mcrpress or choose another --state",
			version, schemaVersion)
	case app == applicationID:
		return nil
	}
	if _, err := tx.Exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, schemaVersion)); err != nil {
		return err
	}
	return tx.Commit()
}

// readable says what to do about a damaged file.
func readable(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("state file is damaged: delete it, the next run reads everything again: %w", err)
	case sqlite3.SQLITE_BUSY:
		return fmt.Errorf("state file is in use by another run: %w", err)
	}
	return err
}
