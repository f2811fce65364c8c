package store

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
	"mcrpress/internal/packed"
)

// FuzzRecords decodes any row: it fails, or what it gives is written as the
// same bytes.
func FuzzRecords(f *testing.F) {
	for _, e := range small.records(1) {
		f.Add(encodeRecordKey(small.of(1), e.Index), packed.AppendText(nil, encodeRecord(&e)))
	}
	f.Add([]byte{}, []byte{1, 2, 33})
	f.Fuzz(func(t *testing.T, key, body []byte) {
		records, err := decodeRecords(key, body)
		if err != nil {
			return
		}
		var again []byte
		for i := range records {
			again = packed.AppendText(again, encodeRecord(&records[i]))
		}
		list, err := decodeRecords(key, again)
		if diff := cmp.Diff(records, list); err != nil || diff != "" {
			t.Errorf("%v, %s", err, diff)
		}
	})
}

// FuzzRows decodes the rows of the other tables.
func FuzzRows(f *testing.F) {
	for _, l := range small.logs() {
		text := encodeLog(&l)
		f.Add(text[:placeLen], text[listKeyLen:])
	}
	f.Add(encodeListKey(small.of(1)), encodeList(&list{records: 300, logs: total{7, 8}, settled: true, unlogged: 9}))
	f.Add([]byte{}, encodeDues([]due{{1, number(2)}, {3, number(4)}}))
	key, body := encodeHead(chain.Block{Number: 7, Time: 9})
	f.Add(key, body)
	f.Fuzz(func(t *testing.T, key, body []byte) {
		if logs, err := decodeLogs(key, body); err == nil {
			for i := range logs {
				text := encodeLog(&logs[i])
				if again, err := decodeLogs(text[:placeLen], text[listKeyLen:]); err != nil || again[0] != logs[i] {
					t.Errorf("log %v is read as %v, %v", logs[i], again, err)
				}
			}
		}
		if l, err := decodeList(key, body); err == nil {
			if again, err := decodeList(encodeListKey(l.RecordsOf), encodeList(&l)); err != nil || again != l {
				t.Errorf("list %v is read as %v, %v", l, again, err)
			}
		}
		if list, err := decodeDues(body); err == nil && !bytes.Equal(encodeDues(list), body) {
			t.Errorf("what is due is written as %x, and was %x", encodeDues(list), body)
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
