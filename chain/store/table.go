package store

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"fmt"

	"github.com/cespare/xxhash/v2"
)

// Rows stand in the order of their keys and in no other index: a table that
// was read from end to end and holds what its total says is whole for every
// later search.
const tableSchema = `CREATE TABLE %q (
	key  BLOB PRIMARY KEY NOT NULL,
	head INTEGER NOT NULL,
	body BLOB NOT NULL,
	sum  INTEGER NOT NULL
) WITHOUT ROWID`

func createTable(tx *sql.Tx, name string) error {
	_, err := tx.Exec(fmt.Sprintf(tableSchema, name))
	return err
}

// row is what a table holds. Its bytes are valid until the next row.
type row struct {
	key  []byte
	head uint64 // the block at which it was first seen, where that matters
	body []byte
}

// checksum covers all of a row.
func checksum(table string, key []byte, head uint64, body []byte) uint64 {
	text := make([]byte, 0, 1024)
	text = append(append(text, table...), 0)
	text = binary.AppendUvarint(text, uint64(len(key)))
	text = append(text, key...)
	text = binary.BigEndian.AppendUint64(text, head)
	return xxhash.Sum64(append(text, body...))
}

// errRow is damage of one row.
func errRow(table string, key []byte) error {
	return fmt.Errorf("%w: row %x of table %s is not what was written", ErrDamaged, key[:min(len(key), 64)], table)
}

// querier prepares statements once: a database or a transaction.
type querier interface {
	prepare(query string) (*sql.Stmt, error)
}

func (f *File) prepare(query string) (*sql.Stmt, error) {
	f.statementsLock.Lock()
	defer f.statementsLock.Unlock()
	return prepare(f.statements, f.db, query)
}

func (tx *Tx) prepare(query string) (*sql.Stmt, error) { return prepare(tx.statements, tx.tx, query) }

func prepare(known map[string]*sql.Stmt, db interface {
	Prepare(string) (*sql.Stmt, error)
}, query string) (*sql.Stmt, error) {
	if s, ok := known[query]; ok {
		return s, nil
	}
	s, err := db.Prepare(query)
	if err == nil {
		known[query] = s
	}
	return s, err
}

// scan visits the rows that a query gives as key, head, body and sum. The
// query may give more columns, into which further points.
func scan(q querier, table, query string, args []any, visit func(row, uint64) error, further ...any) error {
	statement, err := q.prepare(query)
	if err != nil {
		return err
	}
	rows, err := statement.Query(args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var key, body sql.RawBytes
	var head, sum int64
	into := append([]any{&key, &head, &body, &sum}, further...)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		if uint64(sum) != checksum(table, key, uint64(head), body) {
			return errRow(table, key)
		}
		if err := visit(row{key, uint64(head), body}, uint64(sum)); err != nil {
			return err
		}
	}
	return rows.Err()
}

// sumUp reads all of a table, whose keys must ascend.
func sumUp(tx *Tx, table string, visit func(string, row) error) (t total, err error) {
	var last []byte
	query := fmt.Sprintf(`SELECT key, head, body, sum FROM %q ORDER BY key`, table)
	err = scan(tx, table, query, nil, func(r row, sum uint64) error {
		if t.Rows > 0 && bytes.Compare(r.key, last) <= 0 {
			return errRow(table, r.key)
		}
		last = append(last[:0], r.key...)
		t.Rows++
		t.Digest += sum
		return visit(table, r)
	})
	return t, err
}

// between visits the rows whose keys lie between two keys or begin with the
// second, in order.
func between(q querier, table string, from, to []byte, visit func(row) error) error {
	query := fmt.Sprintf(`SELECT key, head, body, sum FROM %q WHERE key BETWEEN ? AND ? ORDER BY key`, table)
	return scan(q, table, query, []any{lowest(from), highest(to)}, func(r row, _ uint64) error { return visit(r) })
}

// lowest is a blob and never NULL.
func lowest(prefix []byte) []byte { return append([]byte{}, prefix...) }

// highest is above every key with a prefix.
func highest(prefix []byte) []byte {
	return append(append([]byte{}, prefix...), bytes.Repeat([]byte{0xff}, 128)...)
}

// Range visits the rows of a table whose keys lie between two keys or begin
// with the second, in order. The bytes are valid during the call only, which
// must not use the file.
func (f *File) Range(table string, from, to []byte, visit func(key, body []byte) error) error {
	return readable(between(f, table, from, to, func(r row) error { return visit(r.key, r.body) }))
}

// Get gives the body of a row. ok is false where there is none.
func (f *File) Get(table string, key []byte) (body []byte, ok bool, err error) {
	query := fmt.Sprintf(`SELECT key, head, body, sum FROM %q WHERE key = ?`, table)
	err = scan(f, table, query, []any{lowest(key)}, func(r row, _ uint64) error {
		body, ok = append([]byte{}, r.body...), true
		return nil
	})
	return body, ok, readable(err)
}

// Tx changes tables in one transaction of File.Update.
type Tx struct {
	tx         *sql.Tx
	totals     totals
	statements map[string]*sql.Stmt
}

// count changes the total of a table by one row.
func (tx *Tx) count(table string, sum uint64, by int) {
	t := tx.totals.Tables[table]
	t.Rows += uint64(by)
	t.Digest += uint64(by) * sum
	tx.totals.Tables[table] = t
}

// add inserts a row unless its key is known.
func (tx *Tx) add(table string, r row) error {
	s, err := tx.prepare(fmt.Sprintf(`INSERT OR IGNORE INTO %q VALUES (?, ?, ?, ?)`, table))
	if err != nil {
		return err
	}
	sum := checksum(table, r.key, r.head, r.body)
	result, err := s.Exec(lowest(r.key), int64(r.head), lowest(r.body), int64(sum))
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if n > 0 {
		tx.count(table, sum, 1)
	}
	return err
}

// Put writes a row, in place of the one with its key.
func (tx *Tx) Put(table string, key, body []byte) error {
	return tx.put(table, row{key: key, body: body})
}

// Delete removes the row with a key, if there is one.
func (tx *Tx) Delete(table string, key []byte) error {
	return tx.remove(table, `key = ?`, lowest(key))
}

func (tx *Tx) put(table string, r row) error {
	if err := tx.Delete(table, r.key); err != nil {
		return err
	}
	return tx.add(table, r)
}

// remove deletes the rows that a condition names.
func (tx *Tx) remove(table, where string, args ...any) error {
	s, err := tx.prepare(fmt.Sprintf(`DELETE FROM %q WHERE %s RETURNING sum`, table, where))
	if err != nil {
		return err
	}
	rows, err := s.Query(args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var sum int64
		if err := rows.Scan(&sum); err != nil {
			return err
		}
		tx.count(table, uint64(sum), -1)
	}
	return rows.Err()
}
