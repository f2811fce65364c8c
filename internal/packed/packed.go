// Package packed puts values one behind another, and takes them apart again.
package packed

import "encoding/binary"

// AppendText appends bytes with their length.
func AppendText[T string | []byte](b []byte, text T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// Reader takes values apart. Where too little is left it gives zeros.
type Reader struct {
	Rest  []byte
	Short bool // too little was left, or a number made no sense
}

// Take gives the next n bytes, which are a part of the whole and no copy. It never
// gives nil.
func (r *Reader) Take(n uint64) []byte {
	if n > uint64(len(r.Rest)) {
		r.Rest, r.Short = nil, true
		return []byte{}
	}
	taken := r.Rest[:n:n]
	r.Rest = r.Rest[n:]
	if taken == nil {
		return []byte{}
	}
	return taken
}

// Byte gives the next byte.
func (r *Reader) Byte() byte {
	if b := r.Take(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

// Uvarint gives a number that binary.AppendUvarint appended.
func (r *Reader) Uvarint() uint64 {
	n, size := binary.Uvarint(r.Rest)
	if size <= 0 {
		r.Rest, r.Short = nil, true
		return 0
	}
	r.Rest = r.Rest[size:]
	return n
}

// Text gives bytes that AppendText appended, as Take does.
func (r *Reader) Text() []byte { return r.Take(r.Uvarint()) }
