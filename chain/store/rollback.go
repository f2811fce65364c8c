package store

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
)

// Rollback implements read.Store.
func (s *Store) Rollback(above uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	heads := slices.DeleteFunc(slices.Clone(s.heads), func(b chain.Block) bool { return b.Number > above })
	scanned, held := map[string]uint64{}, s.held
	if len(heads) > 0 {
		for stream, to := range s.scanned {
			scanned[stream] = min(to, above)
		}
	}
	counted := maps.Clone(s.counted)
	err := s.Update(func(tx *Tx) error {
		if held != nil && held[0].Number > above {
			held = nil
			if err := clearStates(tx); err != nil {
				return err
			}
		}
		for _, table := range []string{headTable, sightingTable, markTable, newTable, amountTable} {
			if err := tx.remove(table, `head > ?`, clamp(above), nil); err != nil {
				return err
			}
		}
		if err := tx.clear(streamTable); err != nil {
			return err
		}
		for stream, to := range scanned {
			if err := tx.Put(streamTable, []byte(stream), appendUint64(nil, to)); err != nil {
				return err
			}
		}
		if err := rollbackLists(tx, above, counted); err != nil {
			return err
		}
		return writeCounted(tx, counted)
	})
	if err == nil {
		s.heads, s.scanned, s.counted, s.held, s.unsettled = heads, scanned, counted, held, true
	}
	return err
}

// clamp gives a block as SQLite compares it.
func clamp(block uint64) int64 { return int64(min(block, math.MaxInt64)) }

// rollbackLists takes from lists the records and logs that were first seen
// above a block.
func rollbackLists(tx *Tx, above uint64, counted map[common.Address]uint64) error {
	removed := map[string]total{} // rows of logs, by list
	err := tx.remove(logTable, `head > ?`, clamp(above), func(key []byte, sum uint64) error {
		of := string(key[:min(len(key), listKeyLen)])
		t := removed[of]
		removed[of] = total{t.Rows + 1, t.Digest + sum}
		return nil
	})
	if err != nil {
		return err
	}
	err = tx.remove(recordTable, `head > ?`, clamp(above), func(key []byte, _ uint64) error {
		of := string(key[:min(len(key), listKeyLen)])
		if _, known := removed[of]; !known {
			removed[of] = total{}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, of := range slices.Sorted(maps.Keys(removed)) {
		if err := rollbackList(tx, []byte(of), removed[of], counted); err != nil {
			return err
		}
	}
	return nil
}

// rollbackList counts what is left of a list, given the rows of logs that it
// lost.
func rollbackList(tx *Tx, key []byte, logs total, counted map[common.Address]uint64) error {
	k := decode(key)
	of := k.list()
	l, err := listOf(tx, of)
	if err = errors.Join(k.end(), err); err != nil {
		return err
	}
	if !l.known {
		return fmt.Errorf("%w: a list is lost", ErrDamaged)
	}
	counted[of.Registry] -= l.records
	l.logs = total{l.logs.Rows - logs.Rows, l.logs.Digest - logs.Digest}
	l.records, l.settled = 0, false
	err = between(tx, recordTable, key, key, func(r row, _ uint64) error {
		records, err := decodeRecords(r.key, r.body)
		if err == nil && records[0].Index != l.records {
			err = errRow(recordTable, r.key)
		}
		l.records += uint64(len(records))
		return err
	})
	if err != nil {
		return err
	}
	if counted[of.Registry] += l.records; counted[of.Registry] == 0 {
		delete(counted, of.Registry)
	}
	return l.write(tx)
}
