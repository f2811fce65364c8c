package export

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
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

// newGzip begins a gzip stream that names no time.
func newGzip(w io.Writer) *gzip.Writer {
	gz := gzip.NewWriter(w)
	gz.ModTime = time.Unix(0, 0)
	return gz
}

func newNDJSON(w io.Writer, columns []column) (encoder, error) {
	f := &ndjsonFile{gz: newGzip(w), columns: columns}
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
	columns []column
	line    []byte
}

func newCSV(w io.Writer, columns []column) (encoder, error) {
	f := &csvFile{gz: newGzip(w), columns: columns}
	for _, c := range columns {
		f.line = append(appendQuoted(f.line, c.name), ',')
	}
	return f, f.end()
}

func (f *csvFile) write(row parquet.Row) error {
	for i, v := range row {
		switch {
		case v.IsNull():
		case f.columns[i].of.Kind() == reflect.String:
			f.line = appendQuoted(f.line, inert(string(v.ByteArray())))
		default:
			f.line = appendNumber(f.line, f.columns[i], v)
		}
		f.line = append(f.line, ',')
	}
	return f.end()
}

// end writes the line, whose last comma becomes its newline.
func (f *csvFile) end() error {
	f.line[len(f.line)-1] = '\n'
	_, err := f.gz.Write(f.line)
	f.line = f.line[:0]
	return err
}

func (f *csvFile) close() error { return f.gz.Close() }

func appendQuoted(to []byte, text string) []byte {
	to = append(to, '"')
	to = append(to, strings.ReplaceAll(text, `"`, `""`)...)
	return append(to, '"')
}

// formulaStarts are the characters that make a spreadsheet take a cell for a
// formula (OWASP, CSV injection).
const formulaStarts = "=+-@＝＋－＠"

// formula finds them, with apostrophes before them, where a cell may begin.
var formula = regexp.MustCompile(`((?:^|[,;|\t\r\n])[ "]*)('*[=+\-@＝＋－＠])`)

// inert is text of which no program runs a part, whatever separates its cells.
func inert(text string) string {
	text = strings.ReplaceAll(text, "\x00", "\uFFFD")
	if !strings.ContainsAny(text, formulaStarts) {
		return text
	}
	return formula.ReplaceAllString(text, "$1'$2")
}

// appendNumber appends a number or a boolean.
func appendNumber(to []byte, c column, v parquet.Value) []byte {
	switch c.of.Kind() {
	case reflect.Bool:
		return strconv.AppendBool(to, v.Boolean())
	case reflect.Float64:
		return appendFloat(to, v.Double())
	}
	n := v.Int64()
	if c.of == moment {
		n /= 1000
	}
	return strconv.AppendInt(to, n, 10)
}

// appendFloat appends the shortest digits that read back as the same number,
// with a decimal point or an exponent, so that readers see the type of the
// column. Pandas refuses a JSON file with more than 20 digits in a row.
func appendFloat(to []byte, x float64) []byte {
	if math.Abs(x) >= 1e18 {
		return strconv.AppendFloat(to, x, 'e', -1, 64)
	}
	start := len(to)
	to = strconv.AppendFloat(to, x, 'f', -1, 64)
	if !bytes.ContainsRune(to[start:], '.') {
		to = append(to, ".0"...)
	}
	return to
}
