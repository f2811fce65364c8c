package packed

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// FuzzReader: whatever is there, nothing panics, and what was appended comes back.
func FuzzReader(f *testing.F) {
	f.Add([]byte{}, uint64(0))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, uint64(1<<63))
	f.Fuzz(func(t *testing.T, data []byte, n uint64) {
		wild := Reader{Rest: data}
		for range 4 {
			if wild.Text() == nil || wild.Take(n) == nil {
				t.Fatal("nil")
			}
		}
		r := Reader{Rest: append(binary.AppendUvarint(AppendText(nil, data), n), 7)}
		if text, number, last := r.Text(), r.Uvarint(), r.Byte(); !bytes.Equal(text, data) || number != n || last != 7 {
			t.Fatalf("%x, %d, %d", text, number, last)
		}
		if r.Short || len(r.Rest) > 0 {
			t.Fatalf("%x is left", r.Rest)
		}
		if r.Byte(); !r.Short {
			t.Fatal("more than there is")
		}
	})
}
