package store

import (
	"maps"
	"slices"

	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/read"
)

// dueSpan is how many seconds one row of the table due covers. The table has
// few rows, so that all of it is read, and checked, to find what is due.
const dueSpan = 4096

// StatesAt implements read.Store.
func (s *Store) StatesAt() (at, swept chain.Block, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held == nil {
		return at, swept, false
	}
	return s.held[0], s.held[1], true
}

// ClearStates implements read.Store.
func (s *Store) ClearStates() error { return s.changeStates(nil, clearStates) }

// changeStates runs a change after which the states hold at a block, or at
// none.
func (s *Store) changeStates(held []chain.Block, change func(*Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.Update(func(tx *Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		if held == nil {
			return tx.clear(heldTable)
		}
		return tx.Put(heldTable, nil, encodeHeld(held))
	})
	if err == nil {
		s.held = held
	}
	return err
}

func clearStates(tx *Tx) error {
	for _, table := range []string{stateTable, dueTable, heldTable} {
		if err := tx.clear(table); err != nil {
			return err
		}
	}
	return nil
}

// AddStates implements read.Store. When the states are due is written down once
// they hold.
func (s *Store) AddStates(states []read.State) error {
	return s.changeStates(nil, func(tx *Tx) error { return putStates(tx, states) })
}

func putStates(tx *Tx, states []read.State) error {
	for i := range states {
		key, body := encodeState(&states[i])
		if err := tx.Put(stateTable, key, body); err != nil {
			return err
		}
	}
	return nil
}

// SetStates implements read.Store.
func (s *Store) SetStates(at, swept chain.Block, changed []read.State, gone []uint256.Int) error {
	_, _, held := s.StatesAt()
	return s.changeStates([]chain.Block{at, swept}, func(tx *Tx) error {
		before, err := statesOf(tx, slices.Concat(gone, machinesOf(changed)))
		if err != nil {
			return err
		}
		if err := putStates(tx, changed); err != nil {
			return err
		}
		for i := range gone {
			id := gone[i].Bytes32()
			if err := tx.Delete(stateTable, id[:]); err != nil {
				return err
			}
		}
		if held {
			return changeDues(tx, before, changed)
		}
		return writeDues(tx)
	})
}

func machinesOf(states []read.State) []uint256.Int {
	list := make([]uint256.Int, len(states))
	for i := range states {
		list[i] = states[i].Machine
	}
	return list
}

// writeDues makes the table anew from the states.
func writeDues(tx *Tx) error {
	if err := tx.clear(dueTable); err != nil {
		return err
	}
	spans := map[uint64][]due{}
	err := tx.whole(stateTable, func(r row) error {
		state, err := decodeState(r.key, r.body)
		if state.Due > 0 {
			spans[state.Due/dueSpan] = append(spans[state.Due/dueSpan], due{state.Due, state.Machine})
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, span := range slices.Sorted(maps.Keys(spans)) {
		if err := tx.Put(dueTable, appendUint64(nil, span), encodeDues(spans[span])); err != nil {
			return err
		}
	}
	return nil
}

// changeDues follows a change of states.
func changeDues(tx *Tx, before, after []read.State) error {
	out, in := map[uint64]map[due]bool{}, map[uint64][]due{}
	spans := map[uint64]bool{}
	for _, state := range before {
		span := state.Due / dueSpan
		if spans[span] = true; out[span] == nil {
			out[span] = map[due]bool{}
		}
		out[span][due{state.Due, state.Machine}] = true
	}
	for _, state := range after {
		span := state.Due / dueSpan
		spans[span] = true
		in[span] = append(in[span], due{state.Due, state.Machine})
	}
	for _, span := range slices.Sorted(maps.Keys(spans)) {
		if err := changeSpan(tx, span, out[span], in[span]); err != nil {
			return err
		}
	}
	return nil
}

func changeSpan(tx *Tx, span uint64, out map[due]bool, in []due) error {
	key := appendUint64(nil, span)
	var list []due
	_, _, err := get(tx, dueTable, key, func(r row) (err error) {
		list, err = decodeDues(r.body)
		return err
	})
	if err != nil {
		return err
	}
	list = append(slices.DeleteFunc(list, func(d due) bool { return out[d] }), in...)
	list = slices.DeleteFunc(list, func(d due) bool { return d.time == 0 })
	if len(list) == 0 {
		return tx.Delete(dueTable, key)
	}
	return tx.Put(dueTable, key, encodeDues(list))
}

// States implements read.Store.
func (s *Store) States(visit func(read.State) error) error {
	return s.whole(stateTable, func(r row) error {
		state, err := decodeState(r.key, r.body)
		if err != nil {
			return err
		}
		return visit(state)
	})
}

// StatesOf implements read.Store.
func (s *Store) StatesOf(machines []uint256.Int) ([]read.State, error) {
	list, err := statesOf(s, machines)
	return list, readable(err)
}

func statesOf(q querier, machines []uint256.Int) ([]read.State, error) {
	list := make([]read.State, len(machines))
	for i, id := range machines {
		list[i].Machine = id
		key := id.Bytes32()
		_, _, err := get(q, stateTable, key[:], func(r row) (err error) {
			list[i], err = decodeState(r.key, append([]byte{}, r.body...))
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// DueBy implements read.Store.
func (s *Store) DueBy(time uint64) (machines []uint256.Int, err error) {
	err = s.whole(dueTable, func(r row) error {
		list, err := decodeDues(r.body)
		for _, d := range list {
			if d.time <= time {
				machines = append(machines, d.machine)
			}
		}
		return err
	})
	slices.SortFunc(machines, func(a, b uint256.Int) int { return a.Cmp(&b) })
	return machines, err
}
