package store

import (
	"maps"
	"math"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"mcrpress/chain"
	"mcrpress/chain/read"
)

// list is what is known of the records of a machine in a registry and of their
// logs, so that neither is read to know it.
type list struct {
	read.RecordsOf
	records uint64
	logs    total // of its rows in the table of logs

	// What a comparison of all logs and records found, where settled says that
	// none was added or taken away since.
	settled  bool
	unlogged uint64 // records without a log
	disputed bool   // some log agrees with no record

	known bool // there is a row, which has the checksum sum
	sum   uint64
}

// listOf reads a list. One that is not there is empty.
func listOf(q querier, of read.RecordsOf) (l list, err error) {
	sum, known, err := get(q, listTable, encodeListKey(of), func(r row) (err error) {
		l, err = decodeList(r.key, r.body)
		return err
	})
	l.RecordsOf, l.sum, l.known = of, sum, known
	return l, err
}

// write writes what changed of a list.
func (l *list) write(tx *Tx) (err error) {
	r := row{key: encodeListKey(l.RecordsOf), body: encodeList(l)}
	switch {
	case l.records+l.logs.Rows == 0:
		return tx.Delete(listTable, r.key)
	case l.known:
		return tx.replace(listTable, r, l.sum)
	}
	_, err = tx.insert(listTable, r)
	return err
}

// lists visits all lists.
func (s *Store) lists(visit func(*list) error) error {
	return s.whole(listTable, func(r row) error {
		l, err := decodeList(r.key, r.body)
		if err != nil {
			return err
		}
		return visit(&l)
	})
}

// Counts implements read.Store.
func (s *Store) Counts() (map[read.RecordsOf]uint64, error) {
	counts := map[read.RecordsOf]uint64{}
	err := s.lists(func(l *list) error {
		if l.records > 0 {
			counts[l.RecordsOf] = l.records
		}
		return nil
	})
	return counts, err
}

// Totals implements read.Store.
func (s *Store) Totals() (map[common.Address]uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.counted), nil
}

// settle compares the logs and records of the lists that changed.
func (s *Store) settle() error {
	if err := s.sortLogs(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.unsettled {
		return nil
	}
	var open []read.RecordsOf
	err := s.lists(func(l *list) error {
		if !l.settled {
			open = append(open, l.RecordsOf)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for some := range slices.Chunk(open, 1000) {
		err := s.Update(func(tx *Tx) error {
			for _, of := range some {
				if err := settle(tx, of); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	s.unsettled = false
	return nil
}

func settle(tx *Tx, of read.RecordsOf) error {
	l, err := listOf(tx, of)
	if err != nil {
		return err
	}
	unlogged, disputed, err := compare(tx, &l, l.records, math.MaxUint64)
	if err != nil {
		return err
	}
	l.settle(unlogged, disputed)
	return l.write(tx)
}

func (l *list) settle(unlogged uint64, disputed []read.EventLog) {
	l.settled, l.unlogged, l.disputed = true, unlogged, len(disputed) > 0
}

// compare holds the first n records of a list against its logs: how many have
// none, and which logs up to a block agree with none.
func compare(q querier, l *list, n, block uint64) (unlogged uint64, disputed []read.EventLog, err error) {
	records, err := recordsOf(q, l.RecordsOf, n)
	if err != nil {
		return 0, nil, err
	}
	logs, err := logsOf(q, l)
	if err != nil {
		return 0, nil, err
	}
	unlogged, disputed = compareWith(records, logs, block)
	return unlogged, disputed, nil
}

func compareWith(
	records []chain.Event, logs []read.EventLog, block uint64,
) (unlogged uint64, disputed []read.EventLog) {
	n := uint64(len(records))
	unlogged = n
	for i := range logs {
		log := &logs[i]
		if first := i == 0 || logs[i-1].Index != log.Index; first && log.Index < n {
			unlogged--
			if agrees(&records[log.Index], log) {
				continue
			}
		}
		if log.Block <= block {
			disputed = append(disputed, *log)
		}
	}
	return unlogged, disputed
}

// agrees reports whether a log says what the record says.
func agrees(e *chain.Event, l *read.EventLog) bool {
	return e.Type == l.Type && e.Value == l.Value &&
		(l.Currency == common.Hash{} || l.Currency == crypto.Keccak256Hash([]byte(e.Currency)))
}

// Unlogged implements read.Store.
func (s *Store) Unlogged(count map[read.RecordsOf]uint64) (map[read.RecordsOf]uint64, error) {
	lacking := map[read.RecordsOf]uint64{}
	note := func(of read.RecordsOf, unlogged uint64) {
		if unlogged > 0 {
			lacking[of] = unlogged
		}
	}
	open, err := s.judge(func(l *list) bool {
		n := count[l.RecordsOf]
		if n == l.records {
			note(l.RecordsOf, l.unlogged)
		}
		return n == 0 || n == l.records
	})
	if err != nil {
		return nil, err
	}
	for i := range open {
		l := &open[i]
		unlogged, _, err := compare(s, l, count[l.RecordsOf], math.MaxUint64)
		if err != nil {
			return nil, readable(err)
		}
		note(l.RecordsOf, unlogged)
	}
	return lacking, nil
}

// Disputed implements read.Store.
func (s *Store) Disputed(block uint64, count map[read.RecordsOf]uint64) (all []read.EventLog, err error) {
	open, err := s.judge(func(l *list) bool { return count[l.RecordsOf] == l.records && !l.disputed })
	for i := range open {
		l := &open[i]
		_, disputed, err := compare(s, l, count[l.RecordsOf], block)
		if err != nil {
			return nil, readable(err)
		}
		all = append(all, disputed...)
	}
	return all, err
}

// judge gives, in order, the lists whose logs and records must be compared: what
// is known of the others is enough.
func (s *Store) judge(enough func(*list) bool) (open []list, err error) {
	if err := s.settle(); err != nil {
		return nil, err
	}
	err = s.lists(func(l *list) error {
		if !enough(l) {
			open = append(open, *l)
		}
		return nil
	})
	return open, err
}
