package store

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/read"
)

// events is a chain.EventSource.
type events struct {
	store      *Store
	registries []common.Address
	count      map[read.RecordsOf]uint64
}

// Events implements read.Store.
func (s *Store) Events(registries []common.Address, count map[read.RecordsOf]uint64) chain.EventSource {
	return &events{store: s, registries: registries, count: count}
}

// Of implements chain.EventSource.
func (e *events) Of(machineID uint256.Int) (all []chain.Event, err error) {
	if err := e.store.sortLogs(); err != nil {
		return nil, err
	}
	for _, registry := range e.registries {
		of := read.RecordsOf{Registry: registry, Machine: machineID}
		n := e.count[of]
		if n == 0 {
			continue
		}
		list, err := e.store.eventsOf(of, n)
		if err != nil {
			return nil, fmt.Errorf("the events of machine %s: %w", machineID.Dec(), readable(err))
		}
		all = append(all, list...)
	}
	return all, nil
}

// eventsOf gives the first n records of a list with their provenance.
func (s *Store) eventsOf(of read.RecordsOf, n uint64) ([]chain.Event, error) {
	records, err := recordsOf(s, of, n)
	if err != nil {
		return nil, err
	}
	l, err := listOf(s, of)
	if err != nil {
		return nil, err
	}
	if l.records < n {
		return nil, fmt.Errorf("%w: %d records are there in place of %d", ErrDamaged, l.records, n)
	}
	if l.logs.Rows == 0 {
		return records, nil
	}
	logs, err := logsOf(s, &l)
	if err != nil {
		return nil, err
	}
	for i := range logs {
		if at := logs[i].Index; at < n && records[at].Provenance == nil {
			records[at].Provenance = &logs[i].Provenance
		}
	}
	return records, nil
}

// Amounts implements chain.EventSource. They are ordered by currency and day.
func (e *events) Amounts() ([]chain.Amount, error) {
	amounts, err := e.amounts()
	if err != nil {
		return nil, fmt.Errorf("the currencies of all events: %w", err)
	}
	slices.SortFunc(amounts, func(a, b chain.Amount) int {
		return cmp.Or(cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Day, b.Day))
	})
	return amounts, nil
}

func (e *events) amounts() (list []chain.Amount, err error) {
	counted := map[common.Address]uint64{}
	for of, n := range e.count {
		if n > 0 {
			counted[of.Registry] += n
		}
	}
	totals, err := e.store.Totals()
	if err != nil {
		return nil, err
	}
	if maps.Equal(counted, totals) {
		err = e.store.whole(amountTable, func(r row) error {
			amount, err := decodeAmount(r.key)
			list = append(list, amount)
			return err
		})
		return list, err
	}
	amounts := map[chain.Amount]bool{}
	err = e.store.whole(recordTable, func(r row) error {
		records, err := decodeRecords(r.key, r.body)
		for i := range records {
			record := &records[i]
			amount, ok := amountOf(record)
			n := e.count[read.RecordsOf{Registry: record.Registry, Machine: record.MachineID}]
			if ok && record.Index < n {
				amounts[amount] = true
			}
		}
		return err
	})
	return slices.Collect(maps.Keys(amounts)), err
}
