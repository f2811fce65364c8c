package store

import (
	"bytes"
	"cmp"
	"fmt"
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
		if err := addNew(tx, logs.Events, head); err != nil {
			return err
		}
		return tx.Put(streamTable, []byte(stream), appendUint64(nil, to))
	})
	if err == nil {
		s.scanned[stream] = to
		s.unsorted = s.unsorted || len(logs.Events) > 0
	}
	return err
}

// addSighting adds a sighting unless one of a block that is as low is known.
func addSighting(tx *Tx, sighting read.Sighting, head uint64) error {
	key := encodeSighting(sighting)
	prefix := key[:len(key)-8]
	known := false
	err := between(tx, sightingTable, prefix, key, func(row, uint64) error {
		known = true
		return nil
	})
	if err != nil || known {
		return err
	}
	return tx.add(sightingTable, row{key: key, head: head})
}

// addNew adds logs behind those that are new already.
func addNew(tx *Tx, logs []read.EventLog, head uint64) error {
	if len(logs) == 0 {
		return nil
	}
	next, err := nextNew(tx)
	if err != nil {
		return err
	}
	for i := range logs {
		r := row{appendUint64(nil, next+uint64(i)), head, encodeLog(&logs[i])}
		if _, err := tx.insert(newTable, r); err != nil {
			return err
		}
	}
	return nil
}

// nextNew is the number of the next new log.
func nextNew(tx *Tx) (next uint64, err error) {
	query := fmt.Sprintf(`SELECT key, head, body, sum FROM %q ORDER BY key DESC LIMIT 1`, newTable)
	err = scan(tx, newTable, query, nil, func(r row, _ uint64) error {
		last, err := decodeUint64(r.key)
		next = last + 1
		return err
	})
	return next, err
}

// newLog is a log with the head that it was first seen at.
type newLog struct {
	head uint64
	text []byte
}

// sortLogs takes the new logs to their lists. Logs come in the order of the
// chain, and stand in that of the lists: so added one by one, each would change
// another page.
func (s *Store) sortLogs() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.unsorted {
		return nil
	}
	err := s.Update(func(tx *Tx) error {
		var logs []newLog // of one list
		order := fmt.Sprintf(`substr(body, 1, %d), key`, placeLen)
		err := tx.wholeBy(order, newTable, func(r row) error {
			if len(logs) > 0 && !bytes.HasPrefix(r.body, logs[0].text[:listKeyLen]) {
				if err := addSorted(tx, logs); err != nil {
					return err
				}
				logs = logs[:0]
			}
			logs = append(logs, newLog{r.head, bytes.Clone(r.body)})
			return nil
		})
		if err == nil && len(logs) > 0 {
			err = addSorted(tx, logs)
		}
		if err != nil {
			return err
		}
		return tx.clear(newTable)
	})
	if err == nil {
		s.unsorted, s.unsettled = false, true
	}
	return err
}

// addSorted adds logs of one list, in the order of their places, in rows of one
// head each. A place that is known stays as it is.
func addSorted(tx *Tx, logs []newLog) error {
	d := decode(logs[0].text)
	l, err := listOf(tx, d.list())
	if err != nil {
		return err
	}
	known := map[[placeLen - listKeyLen]byte]bool{}
	if l.logs.Rows > 0 {
		old, err := logsOf(tx, &l)
		if err != nil {
			return err
		}
		for i := range old {
			known[placeOf(encodeLog(&old[i]))] = true
		}
	}
	var at row
	flush := func() error {
		if len(at.body) == 0 {
			return nil
		}
		sum, err := tx.insert(logTable, at)
		l.logs.Rows++
		l.logs.Digest += sum
		at.body = at.body[:0]
		return err
	}
	for _, log := range logs {
		if known[placeOf(log.text)] {
			continue
		}
		known[placeOf(log.text)] = true
		if log.head != at.head || len(at.body)+len(log.text) > maxBody {
			if err := flush(); err != nil {
				return err
			}
		}
		if len(at.body) == 0 {
			at.key, at.head = bytes.Clone(log.text[:placeLen]), log.head
		}
		at.body = append(at.body, log.text[listKeyLen:]...)
	}
	if err := flush(); err != nil {
		return err
	}
	l.settled = false
	return l.write(tx)
}

func placeOf(text []byte) [placeLen - listKeyLen]byte {
	return [placeLen - listKeyLen]byte(text[listKeyLen:placeLen])
}

// logsOf gives the logs of a list, by index, block and log index.
func logsOf(q querier, l *list) (logs []read.EventLog, err error) {
	var got total
	prefix := encodeListKey(l.RecordsOf)
	err = between(q, logTable, prefix, prefix, func(r row, sum uint64) error {
		some, err := decodeLogs(r.key, r.body)
		logs = append(logs, some...)
		got.Rows++
		got.Digest += sum
		return err
	})
	if err == nil && got != l.logs {
		err = fmt.Errorf("%w: %d rows of logs are there in place of %d, or others", ErrDamaged, got.Rows, l.logs.Rows)
	}
	slices.SortFunc(logs, func(a, b read.EventLog) int {
		return cmp.Or(cmp.Compare(a.Index, b.Index), cmp.Compare(a.Block, b.Block), cmp.Compare(a.LogIndex, b.LogIndex))
	})
	return logs, err
}

// Sightings implements read.Store.
func (s *Store) Sightings(block uint64) (list []read.Sighting, err error) {
	err = s.whole(sightingTable, func(r row) error {
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
	return list, err
}

// Marks implements read.Store.
func (s *Store) Marks(block uint64) (list []read.Mark, err error) {
	err = s.whole(markTable, func(r row) error {
		mark, err := decodeMark(r.key, r.body)
		if mark.Block <= block {
			list = append(list, mark)
		}
		return err
	})
	return list, err
}
