package export

import (
	"bufio"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// encoder writes rows in one format. Its close completes the format and
// leaves the file below it open.
type encoder interface {
	write(rows []parquet.Row) error
	close() error
}

// encoding begins a file of one format.
type encoding func(io.Writer, []column) (encoder, error)

// A batch is what is handed to the files at a time: so many rows, or fewer where
// their text is huge.
const (
	batchRows = 64
	batchText = 1 << 18
)

// table is one set of rows and the files that hold it, each encoded in a lane of
// its own.
type table struct {
	columns []column
	files   []*file
	batch   []parquet.Row
	cells   parquet.Row // of the batch; the files only read them
	text    int         // bytes of it
}

// file is one file of a table.
type file struct {
	*lane[[]parquet.Row]
	encoder encoder
	buf     *bufio.Writer
	f       *os.File
}

func newTable(dir string, columns []column, encodings map[string]encoding) (*table, error) {
	t := &table{columns: columns}
	for _, name := range slices.Sorted(maps.Keys(encodings)) {
		f, err := newFile(dir, name, columns, encodings[name])
		if err != nil {
			return nil, errors.Join(err, t.close())
		}
		t.files = append(t.files, f)
	}
	return t, nil
}

func newFile(dir, name string, columns []column, begin encoding) (*file, error) {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	buf := bufio.NewWriterSize(f, 1<<16)
	e, err := begin(buf, columns)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &file{newLane(e.write), e, buf, f}, nil
}

func write[T any](t *table, row *T) error {
	if t.batch == nil {
		t.batch = make([]parquet.Row, 0, batchRows)
		t.cells = make(parquet.Row, 0, batchRows*len(t.columns))
	}
	start := len(t.cells)
	t.cells = appendRow(t.cells, t.columns, reflect.ValueOf(row).Elem())
	t.batch = append(t.batch, t.cells[start:])
	if t.text += textOf(t.cells[start:]); len(t.batch) < batchRows && t.text < batchText {
		return nil
	}
	return t.flush()
}

// textOf counts the bytes of a row's text.
func textOf(row parquet.Row) (bytes int) {
	for i := range row {
		if row[i].Kind() == parquet.ByteArray {
			bytes += len(row[i].ByteArray())
		}
	}
	return bytes
}

// flush hands the batch to the files.
func (t *table) flush() error {
	batch := t.batch
	t.batch, t.cells, t.text = nil, nil, 0
	if len(batch) == 0 {
		return nil
	}
	for _, f := range t.files {
		if err := f.put(batch); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) close() error {
	err := t.flush()
	for _, f := range t.files {
		err = errors.Join(err, f.close())
	}
	t.files = nil
	return err
}

func (f *file) close() error {
	return errors.Join(f.lane.close(), f.encoder.close(), f.buf.Flush(), f.f.Close())
}
