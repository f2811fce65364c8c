package store

import (
	"bytes"
	"slices"

	"mcrpress/chain/read"
)

// Scanned implements read.Store.
func (s *Store) Scanned(stream string) (block uint64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	block, ok = s.scanned[stream]
	return block, ok
}

// AddLogs implements read.Store.
func (s *Store) AddLogs(stream string, to uint64, logs read.Logs) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	head, err := s.head()
	if err != nil {
		return err
	}
	err = s.Update(func(tx *Tx) error {
		for _, sighting := range logs.Sightings {
			if err := addSighting(tx, sighting, head); err != nil {
				return err
			}
		}
		for _, mark := range logs.Marks {
			key, body := encodeMark(mark)
			if err := tx.add(markTable, row{key, head, body}); err != nil {
				return err
			}
		}
		if err := addEventLogs(tx, logs.Events, head); err != nil {
			return err
		}
		return tx.Put(streamTable, []byte(stream), appendUint64(nil, to))
	})
	if err == nil {
		s.scanned[stream] = to
	}
	return err
}

// addSighting adds a sighting unless one of a block that is as low is known.
func addSighting(tx *Tx, sighting read.Sighting, head uint64) error {
	key := encodeSighting(sighting)
	prefix := key[:len(key)-8]
	known := false
	err := between(tx, sightingTable, prefix, key, func(row) error {
		known = true
		return nil
	})
	if err != nil || known {
		return err
	}
	return tx.add(sightingTable, row{key: key, head: head})
}

// addEventLogs adds logs in the order of their keys.
func addEventLogs(tx *Tx, logs []read.EventLog, head uint64) error {
	rows := make([]row, len(logs))
	for i := range logs {
		key, body := encodeLog(&logs[i])
		rows[i] = row{key, head, body}
	}
	slices.SortStableFunc(rows, func(a, b row) int { return bytes.Compare(a.key, b.key) })
	for _, r := range rows {
		if err := tx.add(logTable, r); err != nil {
			return err
		}
	}
	return nil
}

// Sightings implements read.Store.
func (s *Store) Sightings(block uint64) (list []read.Sighting, err error) {
	err = between(s, sightingTable, nil, nil, func(r row) error {
		got, err := decodeSighting(r.key, r.body)
		if err != nil || got.Block > block {
			return err
		}
		if n := len(list); n > 0 && list[n-1].Machine == got.Machine {
			known := &list[n-1]
			known.Block, known.Linked = min(known.Block, got.Block), known.Linked || got.Linked
			return nil
		}
		list = append(list, got)
		return nil
	})
	return list, readable(err)
}

// Marks implements read.Store.
func (s *Store) Marks(block uint64) (list []read.Mark, err error) {
	err = between(s, markTable, nil, appendUint64(nil, block), func(r row) error {
		mark, err := decodeMark(r.key, r.body)
		list = append(list, mark)
		return err
	})
	return list, readable(err)
}

// Unlogged implements read.Store.
func (s *Store) Unlogged(count map[read.RecordsOf]uint64) (map[read.RecordsOf]uint64, error) {
	logged := map[read.RecordsOf]uint64{}
	var last []byte
	err := between(s, logTable, nil, nil, func(r row) error {
		of, index, err := decodeRecordKey(r.key[:min(len(r.key), recordKeyLen)])
		if err != nil {
			return err
		}
		if place := r.key[:recordKeyLen]; index < count[of] && !bytes.Equal(place, last) {
			logged[of]++
			last = append(last[:0], place...)
		}
		return nil
	})
	if err != nil {
		return nil, readable(err)
	}
	lacking := map[read.RecordsOf]uint64{}
	for of, n := range count {
		if n > logged[of] {
			lacking[of] = n - logged[of]
		}
	}
	return lacking, nil
}

// Disputed implements read.Store.
func (s *Store) Disputed(block uint64, count map[read.RecordsOf]uint64) (list []read.EventLog, err error) {
	const query = `SELECT l.key, l.head, l.body, l.sum, r.head, r.body, r.sum
		FROM log l LEFT JOIN record r ON r.key = substr(l.key, 1, ?) ORDER BY l.key`
	var last, body []byte
	var head, sum *int64
	err = scan(s, logTable, query, []any{recordKeyLen}, func(r row, _ uint64) error {
		l, err := decodeLog(r.key, r.body)
		if err != nil {
			return err
		}
		place := r.key[:recordKeyLen]
		first := !bytes.Equal(place, last)
		last = append(last[:0], place...)
		if l.Block > block {
			return nil
		}
		if l.Index >= count[l.RecordsOf] || !first {
			list = append(list, l)
			return nil
		}
		if head == nil || uint64(*sum) != checksum(recordTable, place, uint64(*head), body) {
			return errRow(recordTable, place)
		}
		e, err := decodeRecord(place, body)
		if err == nil && !agrees(&e, &l) {
			list = append(list, l)
		}
		return err
	}, &head, &body, &sum)
	return list, readable(err)
}
