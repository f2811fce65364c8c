package store

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
)

// FuzzRecord decodes any row: it fails, or what it gives is written as the
// same bytes.
func FuzzRecord(f *testing.F) {
	for _, e := range small.records(1) {
		f.Add(encodeRecordKey(small.of(1), e.Index), encodeRecord(&e))
	}
	f.Add([]byte{}, []byte{1, 2, 33})
	f.Fuzz(func(t *testing.T, key, body []byte) {
		e, err := decodeRecord(key, body)
		if err != nil {
			return
		}
		again, err := decodeRecord(key, encodeRecord(&e))
		if diff := cmp.Diff(e, again); err != nil || diff != "" {
			t.Errorf("%v, %s", err, diff)
		}
	})
}

// FuzzRows decodes the rows of the other tables.
func FuzzRows(f *testing.F) {
	for _, l := range small.logs() {
		key, body := encodeLog(&l)
		f.Add(key, body)
	}
	key, body := encodeHead(chain.Block{Number: 7, Time: 9})
	f.Add(key, body)
	f.Fuzz(func(t *testing.T, key, body []byte) {
		if l, err := decodeLog(key, body); err == nil {
			if k, _ := encodeLog(&l); !bytes.Equal(k, key) {
				t.Errorf("log key %x is written as %x", key, k)
			}
		}
		if h, err := decodeHead(key, body); err == nil {
			if k, b := encodeHead(h); !bytes.Equal(k, key) || !bytes.Equal(b, body) {
				t.Errorf("head %x %x is written as %x %x", key, body, k, b)
			}
		}
		if m, err := decodeMark(key, body); err == nil {
			if again, err := decodeMark(encodeMark(m)); err != nil || again != m {
				t.Errorf("mark %v is read as %v, %v", m, again, err)
			}
		}
		if s, err := decodeSighting(key, nil); err == nil {
			if again, err := decodeSighting(encodeSighting(s), nil); err != nil || again != s {
				t.Errorf("sighting %v is read as %v, %v", s, again, err)
			}
		}
	})
}
