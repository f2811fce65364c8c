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
	write(parquet.Row) error
	close() error
}

// encoding begins a file of one format.
type encoding func(io.Writer, []column) (encoder, error)

// table is one set of rows and the files that hold it.
type table struct {
	columns []column
	files   []*file
	row     parquet.Row
}

// file is one file of a table.
type file struct {
	encoder
	buf *bufio.Writer
	f   *os.File
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
	return &file{e, buf, f}, nil
}

func write[T any](t *table, row *T) error {
	t.row = appendRow(t.row[:0], t.columns, reflect.ValueOf(row).Elem())
	for _, f := range t.files {
		if err := f.write(t.row); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) close() (err error) {
	for _, f := range t.files {
		err = errors.Join(err, f.close())
	}
	t.files = nil
	return err
}

func (f *file) close() error {
	return errors.Join(f.encoder.close(), f.buf.Flush(), f.f.Close())
}
