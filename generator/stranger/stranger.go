// Package stranger decides which JSON of strangers is published as it is:
// event metadata and partner data, which anyone may write.
//
// Accepted is what common readers take and agree on: one object of at most 32
// levels, the object itself the first, in valid UTF-8, without surrogates that
// stand alone, not even as escapes, with numbers that are finite as float64,
// and with no name twice in one object. White space around it is dropped;
// everything inside stays as it was written.
package stranger

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxLevels is how deep objects and arrays may lie within each other. Readers
// commonly stop at 64, and an answer holds the object a few levels deep.
const maxLevels = 32

// Object returns data as the object that it is; false means that it is none.
func Object(data []byte) (json.RawMessage, bool) {
	data = bytes.Trim(data, " \t\r\n")
	if !utf8.Valid(data) || !json.Valid(data) || data[0] != '{' {
		return nil, false
	}
	w := walker{src: string(data)}
	if !w.value(1) {
		return nil, false
	}
	return data, true
}

// Metadata returns the metadata of an event as an object: {} where it is
// empty, and {"raw": text} where it is no object, with U+FFFD for bytes that
// are no UTF-8.
func Metadata(data []byte) json.RawMessage {
	if len(data) == 0 {
		return json.RawMessage("{}")
	}
	if object, ok := Object(data); ok {
		return object
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(struct { // a string always encodes
		Raw string `json:"raw"`
	}{strings.ToValidUTF8(string(data), "\uFFFD")})
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// walker walks over one value of valid JSON.
type walker struct {
	src   string
	pos   int
	names []string // of the objects that are open, outermost first
}

// next skips white space and returns the byte that follows.
func (w *walker) next() byte {
	for strings.IndexByte(" \t\r\n", w.src[w.pos]) >= 0 {
		w.pos++
	}
	return w.src[w.pos]
}

// value steps over the next value, which lies at a level if it is an object
// or an array. False means that it breaks a rule.
func (w *walker) value(level int) bool {
	switch c := w.next(); {
	case c == '{':
		return level <= maxLevels && w.object(level)
	case c == '[':
		return level <= maxLevels && w.array(level)
	case c == '"':
		_, ok := w.text()
		return ok
	case c == '-' || '0' <= c && c <= '9':
		return w.number()
	case c == 'f':
		w.pos += len("false")
	default:
		w.pos += len("true") // or null
	}
	return true
}

func (w *walker) object(level int) bool {
	outer := len(w.names)
	for w.pos++; w.next() != '}'; {
		name, ok := w.text()
		if !ok {
			return false
		}
		w.names = append(w.names, name)
		w.next()
		w.pos++ // the colon
		if !w.value(level + 1) {
			return false
		}
		if w.next() == ',' {
			w.pos++
		}
	}
	w.pos++
	names := w.names[outer:]
	w.names = w.names[:outer]
	slices.Sort(names)
	return len(slices.Compact(names)) == len(names)
}

func (w *walker) array(level int) bool {
	for w.pos++; w.next() != ']'; {
		if !w.value(level + 1) {
			return false
		}
		if w.next() == ',' {
			w.pos++
		}
	}
	w.pos++
	return true
}

func (w *walker) number() bool {
	start := w.pos
	for w.pos < len(w.src) && strings.IndexByte("+-.0123456789Ee", w.src[w.pos]) >= 0 {
		w.pos++
	}
	f, _ := strconv.ParseFloat(w.src[start:w.pos], 64)
	return !math.IsInf(f, 0)
}

// text steps over a string and returns what it says.
func (w *walker) text() (string, bool) {
	w.next()
	start, escaped := w.pos, false
	for w.pos++; w.src[w.pos] != '"'; w.pos++ {
		if w.src[w.pos] == '\\' {
			escaped = true
			w.pos++
		}
	}
	w.pos++
	raw := w.src[start:w.pos]
	if !escaped {
		return raw[1 : len(raw)-1], true
	}
	if !paired(raw) {
		return "", false
	}
	var s string
	_ = json.Unmarshal([]byte(raw), &s) // raw is part of valid JSON
	return s, true
}

// paired reports whether every escaped surrogate of a string is one of a pair.
func paired(raw string) bool {
	for {
		i := strings.IndexByte(raw, '\\')
		if i < 0 {
			return true
		}
		raw = raw[i:]
		r, ok := escape(raw)
		if !ok {
			raw = raw[2:]
			continue
		}
		raw = raw[6:]
		if utf16.IsSurrogate(r) {
			second, _ := escape(raw)
			if utf16.DecodeRune(r, second) == utf8.RuneError {
				return false
			}
			raw = raw[6:]
		}
	}
}

// escape returns the code unit that an escape \uXXXX at the start of s names.
func escape(s string) (rune, bool) {
	if !strings.HasPrefix(s, `\u`) {
		return 0, false
	}
	unit, _ := strconv.ParseUint(s[2:6], 16, 16)
	return rune(unit), true
}
