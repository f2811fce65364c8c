package export

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// ndjsonFile is a gzipped file of one JSON object a line.
type ndjsonFile struct {
	gz      *gzip.Writer
	columns []column
	keys    [][]byte // what stands before each value
	line    bytes.Buffer
	strings *json.Encoder // into line
}

func newNDJSON(w io.Writer, columns []column) (encoder, error) {
	f := &ndjsonFile{gz: gzip.NewWriter(w), columns: columns}
	f.strings = json.NewEncoder(&f.line)
	f.strings.SetEscapeHTML(false)
	for i, c := range columns {
		separator := ","
		if i == 0 {
			separator = "{"
		}
		f.keys = append(f.keys, []byte(separator+strconv.Quote(c.name)+":"))
	}
	return f, nil
}

func (f *ndjsonFile) write(row parquet.Row) error {
	f.line.Reset()
	for i, v := range row {
		f.line.Write(f.keys[i])
		switch {
		case v.IsNull():
			f.line.WriteString("null")
		case f.columns[i].of.Kind() == reflect.String:
			if err := f.strings.Encode(string(v.ByteArray())); err != nil {
				return err
			}
			f.line.Truncate(f.line.Len() - 1) // the newline that ends what Encode writes
		default:
			f.line.Write(appendNumber(f.line.AvailableBuffer(), f.columns[i], v))
		}
	}
	f.line.WriteString("}\n")
	_, err := f.gz.Write(f.line.Bytes())
	return err
}

func (f *ndjsonFile) close() error { return f.gz.Close() }

// csvFile is a gzipped CSV file (RFC 4180, but with plain newlines) under a
// line of column names.
type csvFile struct {
	gz      *gzip.Writer
	csv     *csv.Writer
	columns []column
	record  []string
}

func newCSV(w io.Writer, columns []column) (encoder, error) {
	f := &csvFile{gz: gzip.NewWriter(w), columns: columns, record: make([]string, len(columns))}
	f.csv = csv.NewWriter(f.gz)
	for i, c := range columns {
		f.record[i] = c.name
	}
	return f, f.csv.Write(f.record)
}

func (f *csvFile) write(row parquet.Row) error {
	var scratch [80]byte
	for i, v := range row {
		switch {
		case v.IsNull():
			f.record[i] = ""
		case f.columns[i].of.Kind() == reflect.String:
			f.record[i] = inert(string(v.ByteArray()))
		default:
			f.record[i] = string(appendNumber(scratch[:0], f.columns[i], v))
		}
	}
	return f.csv.Write(f.record)
}

func (f *csvFile) close() error {
	f.csv.Flush()
	return errors.Join(f.csv.Error(), f.gz.Close())
}

// formulaStarts are the characters that make a spreadsheet take a cell for a
// formula (OWASP, CSV injection).
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// inert is text as a spreadsheet shows it and does not run it.
func inert(text string) string {
	text = strings.ReplaceAll(text, "\x00", "\uFFFD")
	if strings.IndexAny(text, formulaStarts) == 0 {
		return "'" + text
	}
	return text
}

// appendNumber appends a number or a boolean.
func appendNumber(to []byte, c column, v parquet.Value) []byte {
	switch c.of.Kind() {
	case reflect.Bool:
		return strconv.AppendBool(to, v.Boolean())
	case reflect.Float64:
		return appendFloat(to, v.Double())
	case reflect.Uint8, reflect.Uint64:
		return strconv.AppendUint(to, v.Uint64(), 10)
	default:
		return strconv.AppendInt(to, v.Int64(), 10)
	}
}

// appendFloat appends the shortest digits that read back as the same number,
// with a decimal point, so that readers see the type of the column.
func appendFloat(to []byte, x float64) []byte {
	start := len(to)
	to = strconv.AppendFloat(to, x, 'f', -1, 64)
	if !bytes.ContainsRune(to[start:], '.') {
		to = append(to, ".0"...)
	}
	return to
}
