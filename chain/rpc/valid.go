package rpc

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
)

// valid reports whether a text is JSON. It is json.Valid for long strings of hex
// digits: what stands in a string that has no escapes makes no difference, and is
// left out.
func valid(text []byte) bool {
	var frame []byte
	for {
		quote := bytes.IndexByte(text, '"')
		if quote < 0 {
			return json.Valid(append(frame, text...))
		}
		frame = append(frame, text[:quote+1]...)
		text = text[quote+1:]
		end := closing(text)
		if end < 0 {
			return false
		}
		if inside := text[:end-1]; !unescaped(inside) {
			frame = append(frame, inside...)
		}
		frame = append(frame, '"')
		text = text[end:]
	}
}

// closing is how long the rest of a string is whose first quote is passed, with
// its last one; negative where that is missing.
func closing(text []byte) int {
	for n := 0; ; {
		end := bytes.IndexByte(text[n:], '"')
		if end < 0 {
			return -1
		}
		escape := bytes.IndexByte(text[n:n+end], '\\')
		if escape < 0 {
			return n + end + 1
		}
		if n += escape + 2; n > len(text) {
			return -1
		}
	}
}

// unescaped reports whether a text has neither escapes nor control characters. It
// looks at eight bytes at a time.
func unescaped(text []byte) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	for ; len(text) >= 8; text = text[8:] {
		word := binary.LittleEndian.Uint64(text)
		control := (word - ' '*ones) &^ word & tops
		escape := word ^ '\\'*ones
		if control|(escape-ones)&^escape&tops != 0 {
			return false
		}
	}
	for _, c := range text {
		if c < ' ' || c == '\\' {
			return false
		}
	}
	return true
}
