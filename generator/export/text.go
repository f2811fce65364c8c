package export

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

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

func (f *ndjsonFile) write(rows []parquet.Row) error {
	for _, row := range rows {
		if err := f.writeRow(row); err != nil {
			return err
		}
	}
	return nil
}

func (f *ndjsonFile) writeRow(row parquet.Row) error {
	f.line.Reset()
	for i := range row {
		f.line.Write(f.keys[i])
		switch v := &row[i]; {
		case v.IsNull():
			f.line.WriteString("null")
		case f.columns[i].kind == text:
			if err := f.text(v.ByteArray()); err != nil {
				return err
			}
		default:
			f.line.Write(appendNumber(f.line.AvailableBuffer(), f.columns[i].kind, v))
		}
	}
	f.line.WriteString("}\n")
	_, err := f.gz.Write(f.line.Bytes())
	return err
}

// text writes a JSON string.
func (f *ndjsonFile) text(value []byte) error {
	if slices.ContainsFunc(value, escaped) {
		if err := f.strings.Encode(string(value)); err != nil {
			return err
		}
		f.line.Truncate(f.line.Len() - 1) // the newline that ends what Encode writes
		return nil
	}
	f.line.WriteByte('"')
	f.line.Write(value)
	f.line.WriteByte('"')
	return nil
}

// escaped reports whether JSON strings may have to hold a byte in another form.
func escaped(c byte) bool { return c < ' ' || c > '~' || c == '"' || c == '\\' }

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
		f.line = append(appendQuoted(f.line, []byte(c.name)), ',')
	}
	return f, f.end()
}

func (f *csvFile) write(rows []parquet.Row) error {
	for _, row := range rows {
		if err := f.writeRow(row); err != nil {
			return err
		}
	}
	return nil
}

func (f *csvFile) writeRow(row parquet.Row) error {
	for i := range row {
		switch v := &row[i]; {
		case v.IsNull():
		case f.columns[i].kind == text:
			f.line = appendQuoted(f.line, inert(v.ByteArray()))
		default:
			f.line = appendNumber(f.line, f.columns[i].kind, v)
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

func appendQuoted(to, text []byte) []byte {
	to = append(to, '"')
	for {
		quote := bytes.IndexByte(text, '"')
		if quote < 0 {
			return append(append(to, text...), '"')
		}
		to = append(append(to, text[:quote+1]...), '"')
		text = text[quote+1:]
	}
}

// inert returns text of which no program runs a part, whatever separates its
// cells.
func inert(text []byte) []byte {
	if bytes.IndexByte(text, 0) >= 0 {
		text = bytes.ReplaceAll(text, []byte{0}, []byte("\uFFFD"))
	}
	var safe []byte
	copied, begins := 0, true // whether a cell may begin here
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case begins && (c == ' ' || c == '"'):
			continue
		case begins && (c == '\'' || formula(text[i:])):
			apostrophes := len(text[i:]) - len(bytes.TrimLeft(text[i:], "'"))
			if formula(text[i+apostrophes:]) {
				safe = append(append(safe, text[copied:i]...), '\'')
				copied = i
			}
			i += max(apostrophes-1, 0)
		}
		begins = separates(text[i])
	}
	if safe == nil {
		return text
	}
	return append(safe, text[copied:]...)
}

// separates reports whether some program may begin a cell after a character.
func separates(c byte) bool {
	switch c {
	case ',', ';', '|', '\t', '\r', '\n':
		return true
	}
	return false
}

// formula reports whether a text begins with a character that makes a
// spreadsheet take a cell for a formula (OWASP, CSV injection).
func formula(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	switch text[0] {
	case '=', '+', '-', '@':
		return true
	case "＝"[0]:
		r, _ := utf8.DecodeRune(text)
		return r == '＝' || r == '＋' || r == '－' || r == '＠'
	}
	return false
}

// appendNumber appends a number or a boolean.
func appendNumber(to []byte, of kind, v *parquet.Value) []byte {
	switch of {
	case boolean:
		return strconv.AppendBool(to, v.Boolean())
	case float:
		return appendFloat(to, v.Double())
	}
	n := v.Int64()
	if of == moment {
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
