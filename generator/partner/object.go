package partner

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"unicode/utf8"
)

// Limits on the shape of a partner's object. Readers commonly stop at 64
// levels, and the object lies two levels deep in /machine.
const (
	maxDepth = 32      // objects and arrays within each other, the outermost counted
	maxNames = 100_000 // members of all objects together
)

var errInvalid = errors.New("not a JSON object of acceptable shape")

// object returns a body as the compact JSON object it is: UTF-8 (a byte order
// mark at the start is dropped), strict RFC 8259 JSON (so no NaN), within the
// limits of shape, names unique (the last member of a name is kept).
func object(body []byte) (json.RawMessage, error) {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	var compact bytes.Buffer
	if !utf8.Valid(body) || json.Compact(&compact, body) != nil {
		return nil, errInvalid
	}
	w := walker{src: compact.Bytes()}
	if w.src[0] != '{' || !w.value(0) {
		return nil, errInvalid
	}
	return w.rest(), nil
}

// walker walks over one value of valid, compact JSON.
type walker struct {
	src   []byte
	pos   int
	names int
	cuts  []span // members that a later one of the same name replaces
}

// span is a part of src: a member and the comma after it.
type span struct{ start, end int }

// value steps over the value at pos; false means that a limit is passed.
func (w *walker) value(depth int) bool {
	switch w.src[w.pos] {
	case '{':
		return depth < maxDepth && w.members(depth+1)
	case '[':
		return depth < maxDepth && w.elements(depth+1)
	case '"':
		w.text()
	default:
		for w.pos < len(w.src) && !isEnd(w.src[w.pos]) {
			w.pos++
		}
	}
	return true
}

func isEnd(c byte) bool { return c == ',' || c == ']' || c == '}' }

// elements steps over an array.
func (w *walker) elements(depth int) bool {
	for w.pos++; w.src[w.pos] != ']'; w.comma() {
		if !w.value(depth) {
			return false
		}
	}
	w.pos++
	return true
}

// members steps over an object and marks the members that are replaced.
func (w *walker) members(depth int) bool {
	last := map[string]span{}
	for w.pos++; w.src[w.pos] != '}'; {
		start := w.pos
		name := w.text()
		w.pos++ // the colon
		if w.names++; w.names > maxNames || !w.value(depth) {
			return false
		}
		w.comma()
		if old, ok := last[name]; ok {
			w.cuts = append(w.cuts, old)
		}
		last[name] = span{start, w.pos}
	}
	w.pos++
	return true
}

// comma steps over a comma if there is one.
func (w *walker) comma() {
	if w.src[w.pos] == ',' {
		w.pos++
	}
}

// text steps over a string and returns what it says.
func (w *walker) text() string {
	start := w.pos
	for w.pos++; w.src[w.pos] != '"'; w.pos++ {
		if w.src[w.pos] == '\\' {
			w.pos++
		}
	}
	w.pos++
	raw := w.src[start:w.pos]
	if !bytes.Contains(raw, []byte{'\\'}) {
		return string(raw[1 : len(raw)-1])
	}
	var s string
	_ = json.Unmarshal(raw, &s) // raw is part of valid JSON
	return s
}

// rest is src without the cuts. A cut may lie within another.
func (w *walker) rest() json.RawMessage {
	slices.SortFunc(w.cuts, func(a, b span) int { return a.start - b.start })
	out := make([]byte, 0, len(w.src))
	pos := 0
	for _, cut := range w.cuts {
		if cut.start >= pos {
			out = append(out, w.src[pos:cut.start]...)
			pos = cut.end
		}
	}
	return append(out, w.src[pos:]...)
}
