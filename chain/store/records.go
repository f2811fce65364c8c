package store

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/read"
)

// AddRecords implements read.Store.
func (s *Store) AddRecords(records []chain.Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	head, err := s.head()
	if err != nil {
		return err
	}
	counts := map[read.RecordsOf]uint64{}
	err = s.Update(func(tx *Tx) error {
		for i := range records {
			e := &records[i]
			of := read.RecordsOf{Registry: e.Registry, Machine: e.MachineID}
			next, ok := counts[of]
			if !ok {
				next = s.counts[of]
			}
			if e.Index != next {
				return fmt.Errorf("record %d of machine %s in registry %s is not the next of its list", e.Index, e.MachineID.Dec(), e.Registry)
			}
			if err := tx.add(recordTable, row{encodeRecordKey(of, next), head, encodeRecord(e)}); err != nil {
				return err
			}
			counts[of] = next + 1
		}
		return nil
	})
	if err == nil {
		maps.Copy(s.counts, counts)
	}
	return err
}

// Totals implements read.Store.
func (s *Store) Totals() (map[common.Address]uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	totals := map[common.Address]uint64{}
	for of, n := range s.counts {
		totals[of.Registry] += n
	}
	return totals, nil
}

// Drop implements read.Store.
func (s *Store) Drop(registry common.Address) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.Update(func(tx *Tx) error {
		return tx.remove(recordTable, `substr(key, 33, 20) = ?`, registry[:])
	})
	if err == nil {
		maps.DeleteFunc(s.counts, func(of read.RecordsOf, _ uint64) bool { return of.Registry == registry })
	}
	return err
}

// agrees reports whether a log says what the record says.
func agrees(e *chain.Event, l *read.EventLog) bool {
	return e.Type == l.Type && e.Value == l.Value &&
		(l.Currency == common.Hash{} || l.Currency == crypto.Keccak256Hash([]byte(e.Currency)))
}

// events is a chain.EventSource.
type events struct {
	store      *Store
	registries []common.Address
	count      map[read.RecordsOf]uint64
}

// Of implements chain.EventSource.
func (e *events) Of(machineID uint256.Int) (list []chain.Event, err error) {
	for _, registry := range e.registries {
		of := read.RecordsOf{Registry: registry, Machine: machineID}
		n := e.count[of]
		if n == 0 {
			continue
		}
		records, err := e.store.records(of, n)
		if err == nil {
			err = e.store.places(of, records)
		}
		if err != nil {
			return nil, fmt.Errorf("the events of machine %s: %w", machineID.Dec(), readable(err))
		}
		list = append(list, records...)
	}
	return list, nil
}

// records gives the first n records of a list.
func (s *Store) records(of read.RecordsOf, n uint64) (list []chain.Event, err error) {
	from, to := encodeRecordKey(of, 0), encodeRecordKey(of, n-1)
	err = between(s, recordTable, from, to, func(r row) error {
		e, err := decodeRecord(r.key, r.body)
		if err == nil && e.Index != uint64(len(list)) {
			err = errRow(recordTable, r.key)
		}
		list = append(list, e)
		return err
	})
	if err == nil && uint64(len(list)) != n {
		err = fmt.Errorf("%w: %d records are there in place of %d", ErrDamaged, len(list), n)
	}
	return list, err
}

// places fills in the provenance of the first records of a list.
func (s *Store) places(of read.RecordsOf, list []chain.Event) error {
	from, to := encodeRecordKey(of, 0), encodeRecordKey(of, uint64(len(list)-1))
	return between(s, logTable, from, to, func(r row) error {
		l, err := decodeLog(r.key, r.body)
		if err == nil && list[l.Index].Provenance == nil {
			list[l.Index].Provenance = &l.Provenance
		}
		return err
	})
}

// Amounts implements chain.EventSource. They are ordered by currency and day.
// Events beyond the range of 64-bit seconds have no day.
func (e *events) Amounts() ([]chain.Amount, error) {
	const secondsPerDay = 86400
	amounts := map[chain.Amount]bool{}
	err := between(e.store, recordTable, nil, nil, func(r row) error {
		event, err := decodeRecord(r.key, r.body)
		if err != nil {
			return err
		}
		counts := event.Index < e.count[read.RecordsOf{Registry: event.Registry, Machine: event.MachineID}]
		if counts && event.Type == 0 && event.Time.IsUint64() {
			amounts[chain.Amount{Currency: event.Currency, Day: int64(event.Time.Uint64() / secondsPerDay)}] = true
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("the currencies of all events: %w", readable(err))
	}
	return slices.SortedFunc(maps.Keys(amounts), func(a, b chain.Amount) int {
		return cmp.Or(cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Day, b.Day))
	}), nil
}
