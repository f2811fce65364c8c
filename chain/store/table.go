package store

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"fmt"

	"github.com/cespare/xxhash/v2"
)

// Rows stand in the order of their keys and in no other index.
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

// scan visits the rows that a query gives as key, head, body and sum.
func scan(q querier, table, query string, args []any, visit func(row, uint64) error) error {
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
	for rows.Next() {
		if err := rows.Scan(&key, &head, &body, &sum); err != nil {
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

// whole visits all rows of a table in order, and holds them against its total.
func (tx *Tx) whole(table string, visit func(row) error) error {
	var last []byte
	rows := 0
	return tx.wholeBy("key", table, func(r row) error {
		if rows > 0 && bytes.Compare(r.key, last) <= 0 {
			return errRow(table, r.key)
		}
		rows, last = rows+1, append(last[:0], r.key...)
		return visit(r)
	})
}

// wholeBy is whole in another order.
func (tx *Tx) wholeBy(order, table string, visit func(row) error) error {
	var got total
	query := fmt.Sprintf(`SELECT key, head, body, sum FROM %q ORDER BY %s`, table, order)
	err := scan(tx, table, query, nil, func(r row, sum uint64) error {
		got.Rows++
		got.Digest += sum
		return visit(r)
	})
	if want := tx.totals.Tables[table]; err == nil && got != want {
		err = fmt.Errorf("%w: table %s has %d rows, and %d were written, or others", ErrDamaged, table, got.Rows, want.Rows)
	}
	return err
}

// between visits the rows whose keys lie between two keys or begin with the
// second, in order.
func between(q querier, table string, from, to []byte, visit func(r row, sum uint64) error) error {
	query := fmt.Sprintf(`SELECT key, head, body, sum FROM %q WHERE key BETWEEN ? AND ? ORDER BY key`, table)
	return scan(q, table, query, []any{lowest(from), highest(to)}, visit)
}

// lowest is a blob and never NULL.
func lowest(prefix []byte) []byte { return append([]byte{}, prefix...) }

// highest is above every key with a prefix.
func highest(prefix []byte) []byte {
	return append(append([]byte{}, prefix...), bytes.Repeat([]byte{0xff}, 128)...)
}

// get gives a row, and its checksum. ok is false where there is none.
func get(q querier, table string, key []byte, visit func(row) error) (sum uint64, ok bool, err error) {
	query := fmt.Sprintf(`SELECT key, head, body, sum FROM %q WHERE key = ?`, table)
	err = scan(q, table, query, []any{lowest(key)}, func(r row, s uint64) error {
		sum, ok = s, true
		return visit(r)
	})
	return sum, ok, err
}

// Range visits the rows of a table whose keys lie between two keys or begin
// with the second, in order. The bytes are valid during the call only, which
// must not use the file.
func (f *File) Range(table string, from, to []byte, visit func(key, body []byte) error) error {
	if len(from)+len(to) == 0 {
		return f.whole(table, func(r row) error { return visit(r.key, r.body) })
	}
	if err := f.check(table); err != nil {
		return err
	}
	return readable(between(f, table, from, to, func(r row, _ uint64) error { return visit(r.key, r.body) }))
}

// Get gives the body of a row. ok is false where there is none.
func (f *File) Get(table string, key []byte) (body []byte, ok bool, err error) {
	if err := f.check(table); err != nil {
		return nil, false, err
	}
	_, ok, err = get(f, table, key, func(r row) error {
		body = append([]byte{}, r.body...)
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
	return tx.write(`INSERT OR IGNORE`, table, r, checksum(table, r.key, r.head, r.body))
}

// insert inserts a row whose key is not known: that one is there is damage.
func (tx *Tx) insert(table string, r row) (sum uint64, err error) {
	sum = checksum(table, r.key, r.head, r.body)
	return sum, tx.write(`INSERT`, table, r, sum)
}

// replace writes a row in place of the one with its key, whose checksum is
// known.
func (tx *Tx) replace(table string, r row, known uint64) error {
	tx.count(table, known, -1)
	return tx.write(`REPLACE`, table, r, checksum(table, r.key, r.head, r.body))
}

func (tx *Tx) write(verb, table string, r row, sum uint64) error {
	s, err := tx.prepare(fmt.Sprintf(`%s INTO %q VALUES (?, ?, ?, ?)`, verb, table))
	if err != nil {
		return err
	}
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
	if err := tx.Delete(table, key); err != nil {
		return err
	}
	_, err := tx.insert(table, row{key: key, body: body})
	return err
}

// Delete deletes a row, where there is one.
func (tx *Tx) Delete(table string, key []byte) error {
	return tx.remove(table, `key = ?`, lowest(key), nil)
}

// clear deletes all rows of a table.
func (tx *Tx) clear(table string) error {
	_, err := tx.tx.Exec(fmt.Sprintf(`DELETE FROM %q`, table))
	tx.totals.Tables[table] = total{}
	return err
}

// remove deletes the rows that a condition of one argument names. removed is
// told the key and the checksum of each; nil is not.
func (tx *Tx) remove(table, where string, arg any, removed func(key []byte, sum uint64) error) error {
	s, err := tx.prepare(fmt.Sprintf(`DELETE FROM %q WHERE %s RETURNING key, sum`, table, where))
	if err != nil {
		return err
	}
	rows, err := s.Query(arg)
	if err != nil {
		return err
	}
	defer rows.Close()
	var key sql.RawBytes
	var sum int64
	for rows.Next() {
		if err := rows.Scan(&key, &sum); err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		tx.count(table, uint64(sum), -1)
		if removed == nil {
			continue
		}
		if err := removed(key, uint64(sum)); err != nil {
			return err
		}
	}
	return rows.Err()
}
