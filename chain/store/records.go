package store

import (
	"fmt"
	"maps"
	"math"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/internal/packed"
)

// AddRecords implements read.Store.
func (s *Store) AddRecords(records []chain.Event) error {
	if err := s.sortLogs(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	head, err := s.head()
	if err != nil {
		return err
	}
	counted := maps.Clone(s.counted)
	err = s.Update(func(tx *Tx) error {
		for rest := records; len(rest) > 0; {
			of := read.RecordsOf{Registry: rest[0].Registry, Machine: rest[0].MachineID}
			n := 1
			for n < len(rest) && rest[n].Registry == of.Registry && rest[n].MachineID == of.Machine {
				n++
			}
			if err := addRecords(tx, of, rest[:n], head); err != nil {
				return err
			}
			counted[of.Registry] += uint64(n)
			rest = rest[n:]
		}
		if err := addAmounts(tx, records, head); err != nil {
			return err
		}
		return writeCounted(tx, counted)
	})
	if err == nil {
		s.counted, s.unsettled = counted, true
	}
	return err
}

// addRecords appends records to one list.
func addRecords(tx *Tx, of read.RecordsOf, records []chain.Event, head uint64) error {
	l, err := listOf(tx, of)
	if err != nil {
		return err
	}
	var at row
	flush := func() error {
		if len(at.body) == 0 {
			return nil
		}
		_, err := tx.insert(recordTable, at)
		at.body = at.body[:0]
		return err
	}
	for i := range records {
		e := &records[i]
		if e.Index != l.records {
			return fmt.Errorf("record %d of machine %s in registry %s is not the next of its list",
				e.Index, of.Machine.Dec(), of.Registry)
		}
		text := encodeRecord(e)
		if len(at.body)+len(text) > maxBody {
			if err := flush(); err != nil {
				return err
			}
		}
		if len(at.body) == 0 {
			at.key, at.head = encodeRecordKey(of, e.Index), head
		}
		at.body = packed.AppendText(at.body, text)
		l.records++
	}
	if err := flush(); err != nil {
		return err
	}
	if l.settled = false; l.records == uint64(len(records)) { // all of them are at hand
		logs, err := logsOf(tx, &l)
		if err != nil {
			return err
		}
		l.settle(compareWith(records, logs, math.MaxUint64))
	}
	return l.write(tx)
}

// addAmounts adds the amounts that records are of.
func addAmounts(tx *Tx, records []chain.Event, head uint64) error {
	seen := map[chain.Amount]bool{}
	for i := range records {
		amount, ok := amountOf(&records[i])
		if !ok || seen[amount] {
			continue
		}
		seen[amount] = true
		if err := tx.add(amountTable, row{key: encodeAmount(amount), head: head}); err != nil {
			return err
		}
	}
	return nil
}

// amountOf is the currency and day of a revenue record. One beyond the range of
// 64-bit seconds has no day.
func amountOf(e *chain.Event) (a chain.Amount, ok bool) {
	const secondsPerDay = 86400
	if e.Type != 0 || !e.Time.IsUint64() {
		return a, false
	}
	return chain.Amount{Currency: e.Currency, Day: int64(e.Time.Uint64() / secondsPerDay)}, true
}

// Drop implements read.Store.
func (s *Store) Drop(registry common.Address) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	counted := maps.Clone(s.counted)
	delete(counted, registry)
	err := s.Update(func(tx *Tx) error {
		var lists []read.RecordsOf
		err := tx.whole(listTable, func(r row) error {
			l, err := decodeList(r.key, r.body)
			if l.Registry == registry {
				lists = append(lists, l.RecordsOf)
			}
			return err
		})
		if err != nil {
			return err
		}
		for _, of := range lists {
			l, err := listOf(tx, of)
			if err != nil {
				return err
			}
			l.records, l.settled = 0, false
			if err := l.write(tx); err != nil {
				return err
			}
		}
		if err := tx.remove(recordTable, `substr(key, 33, 20) = ?`, registry[:], nil); err != nil {
			return err
		}
		if err := countAmounts(tx); err != nil {
			return err
		}
		return writeCounted(tx, counted)
	})
	if err == nil {
		s.counted, s.unsettled = counted, true
	}
	return err
}

// countAmounts makes the table of amounts anew from the records.
func countAmounts(tx *Tx) error {
	heads := map[chain.Amount]uint64{}
	err := tx.whole(recordTable, func(r row) error {
		records, err := decodeRecords(r.key, r.body)
		for i := range records {
			if amount, ok := amountOf(&records[i]); ok {
				known, ok := heads[amount]
				if !ok || r.head < known {
					heads[amount] = r.head
				}
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := tx.clear(amountTable); err != nil {
		return err
	}
	for amount, head := range heads {
		if err := tx.add(amountTable, row{key: encodeAmount(amount), head: head}); err != nil {
			return err
		}
	}
	return nil
}

// writeCounted writes how many records of each registry there are.
func writeCounted(tx *Tx, counted map[common.Address]uint64) error {
	if err := tx.clear(countedTable); err != nil {
		return err
	}
	for registry, n := range counted {
		if err := tx.Put(countedTable, registry[:], appendUint64(nil, n)); err != nil {
			return err
		}
	}
	return nil
}

// recordsOf gives the first n records of a list, without their provenance.
func recordsOf(q querier, of read.RecordsOf, n uint64) (records []chain.Event, err error) {
	if n == 0 {
		return nil, nil
	}
	from, to := encodeRecordKey(of, 0), encodeRecordKey(of, n-1)
	err = between(q, recordTable, from, to, func(r row, _ uint64) error {
		some, err := decodeRecords(r.key, r.body)
		if err == nil && some[0].Index != uint64(len(records)) {
			err = errRow(recordTable, r.key)
		}
		records = append(records, some...)
		return err
	})
	if err == nil && uint64(len(records)) < n {
		err = fmt.Errorf("%w: %d records are there in place of %d", ErrDamaged, len(records), n)
	}
	if err != nil {
		return nil, err
	}
	return records[:n], nil
}
