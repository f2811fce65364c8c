package check

import "encoding/binary"

// jsonText is taken from its beginning. A method takes what encoding/json reads
// there, or reports false; that a text is UTF-8 is looked at elsewhere.
type jsonText struct {
	data []byte
	at   int
}

// peek is the next byte, 0 at the end.
func (t *jsonText) peek() byte {
	if t.at < len(t.data) {
		return t.data[t.at]
	}
	return 0
}

func (t *jsonText) skip(c byte) bool {
	ok := t.at < len(t.data) && t.data[t.at] == c
	if ok {
		t.at++
	}
	return ok
}

func (t *jsonText) space() {
	for t.at < len(t.data) && t.data[t.at] <= ' ' {
		switch t.data[t.at] {
		case ' ', '\t', '\n', '\r':
			t.at++
		default:
			return
		}
	}
}

// word takes a literal.
func (t *jsonText) word(text string) bool {
	ok := len(t.data)-t.at >= len(text) && string(t.data[t.at:t.at+len(text)]) == text
	if ok {
		t.at += len(text)
	}
	return ok
}

// text takes a string and returns what stands between its quotes, which is the
// string itself where it is plain: without an escape.
func (t *jsonText) text() (inside []byte, plain, ok bool) {
	if !t.skip('"') {
		return nil, false, false
	}
	plain = true
	for i := t.at + unescaped(t.data[t.at:]); i < len(t.data); i++ {
		switch c := t.data[i]; {
		case c == '"':
			inside, t.at = t.data[t.at:i], i+1
			return inside, plain, true
		case c < ' ':
			return nil, false, false
		case c == '\\':
			plain = false
			n := escape(t.data[i+1:])
			if n == 0 {
				return nil, false, false
			}
			i += n
		}
	}
	return nil, false, false
}

// unescaped is the length of a beginning in which no string ends and nothing is
// escaped, a multiple of 8. It looks at 8 bytes at a time.
func unescaped(data []byte) (n int) {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	for ; n+8 <= len(data); n += 8 {
		x := binary.LittleEndian.Uint64(data[n:])
		quote, slash := x^'"'*ones, x^'\\'*ones
		if ((quote-ones)&^quote|(slash-ones)&^slash|(x-' '*ones)&^x)&tops != 0 {
			break
		}
	}
	return n
}

// escape is the length of what follows a backslash, 0 where that is no escape.
func escape(data []byte) int {
	if len(data) == 0 {
		return 0
	}
	switch data[0] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 1
	case 'u':
		if len(data) < 5 {
			return 0
		}
		for _, c := range data[1:5] {
			if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
				return 0
			}
		}
		return 5
	}
	return 0
}

// number takes a number. It is an integer where it has neither fraction nor
// exponent, and exact where it has no exponent.
func (t *jsonText) number() (digits []byte, integer, exact, ok bool) {
	start := t.at
	t.skip('-')
	if !t.skip('0') && !t.digits() {
		return nil, false, false, false
	}
	integer, exact = true, true
	if t.skip('.') {
		integer = false
		if !t.digits() {
			return nil, false, false, false
		}
	}
	if t.skip('e') || t.skip('E') {
		integer, exact = false, false
		if !t.skip('+') {
			t.skip('-')
		}
		if !t.digits() {
			return nil, false, false, false
		}
	}
	return t.data[start:t.at], integer, exact, true
}

// digits takes one or more.
func (t *jsonText) digits() bool {
	start := t.at
	for t.at < len(t.data) && t.data[t.at] >= '0' && t.data[t.at] <= '9' {
		t.at++
	}
	return t.at > start
}
