package store

import (
	"cmp"
	"maps"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/read"
)

// model is the plainest reading of read.Store: lists in memory, each thing
// with the head that it was first seen at.
type model struct {
	heads     []chain.Block // newest first
	scanned   map[string]uint64
	sightings []seen[read.Sighting]
	marks     []seen[read.Mark]
	logs      []seen[read.EventLog]
	records   map[read.RecordsOf][]seen[chain.Event]
	states    map[uint256.Int]read.State
	held      []chain.Block // at which states hold, and of the sweep
}

type seen[T any] struct {
	value T
	head  uint64
}

func newModel() *model {
	return &model{scanned: map[string]uint64{}, records: map[read.RecordsOf][]seen[chain.Event]{}, states: map[uint256.Int]read.State{}}
}

func (m *model) begin(head chain.Block) {
	if len(m.heads) == 0 || m.heads[0] != head {
		m.heads = slices.Insert(m.heads, 0, head)
		m.heads = m.heads[:min(64, len(m.heads))]
	}
}

func below[T any](list []seen[T], above uint64) []seen[T] {
	return slices.DeleteFunc(list, func(s seen[T]) bool { return s.head > above })
}

func (m *model) rollback(above uint64) {
	m.heads = slices.DeleteFunc(m.heads, func(b chain.Block) bool { return b.Number > above })
	m.sightings, m.marks, m.logs = below(m.sightings, above), below(m.marks, above), below(m.logs, above)
	for of, list := range m.records {
		m.records[of] = below(list, above)
	}
	if m.held != nil && m.held[0].Number > above {
		m.clearStates()
	}
	for stream, to := range m.scanned {
		m.scanned[stream] = min(to, above)
	}
	if len(m.heads) == 0 {
		clear(m.scanned)
	}
}

func add[T comparable](known []seen[T], list []T, head uint64) []seen[T] {
	for _, v := range list {
		if !slices.ContainsFunc(known, func(s seen[T]) bool { return s.value == v }) {
			known = append(known, seen[T]{v, head})
		}
	}
	return known
}

func (m *model) addLogs(stream string, to uint64, logs read.Logs) {
	head := m.heads[0].Number
	m.sightings = add(m.sightings, logs.Sightings, head)
	m.marks = add(m.marks, logs.Marks, head)
	m.logs = add(m.logs, logs.Events, head)
	m.scanned[stream] = to
}

func (m *model) addRecords(of read.RecordsOf, records []chain.Event) {
	for _, e := range records {
		m.records[of] = append(m.records[of], seen[chain.Event]{e, m.heads[0].Number})
	}
}

func (m *model) clearStates() {
	clear(m.states)
	m.held = nil
}

func (m *model) addStates(states []read.State, held []chain.Block) {
	for _, s := range states {
		m.states[s.Machine] = s
	}
	m.held = held
}

func (m *model) statesInOrder() []read.State {
	return slices.SortedFunc(maps.Values(m.states), func(a, b read.State) int { return a.Machine.Cmp(&b.Machine) })
}

func (m *model) dueBy(time uint64) (due []uint256.Int) {
	for _, s := range m.statesInOrder() {
		if s.Due > 0 && s.Due <= time {
			due = append(due, s.Machine)
		}
	}
	return due
}

func (m *model) totals() map[common.Address]uint64 {
	totals := map[common.Address]uint64{}
	for of, n := range m.counts() {
		totals[of.Registry] += n
	}
	return totals
}

func (m *model) counts() map[read.RecordsOf]uint64 {
	counts := map[read.RecordsOf]uint64{}
	for of, list := range m.records {
		if len(list) > 0 {
			counts[of] = uint64(len(list))
		}
	}
	return counts
}

func (m *model) sightingsTo(block uint64) []read.Sighting {
	byID := map[uint256.Int]read.Sighting{}
	for _, s := range m.sightings {
		got := s.value
		if got.Block > block {
			continue
		}
		if known, ok := byID[got.Machine]; ok {
			got.Block, got.Linked = min(got.Block, known.Block), got.Linked || known.Linked
		}
		byID[got.Machine] = got
	}
	return slices.SortedFunc(maps.Values(byID), func(a, b read.Sighting) int { return a.Machine.Cmp(&b.Machine) })
}

func (m *model) marksTo(block uint64) (list []read.Mark) {
	for _, s := range m.marks {
		if s.value.Block <= block {
			list = append(list, s.value)
		}
	}
	slices.SortFunc(list, func(a, b read.Mark) int {
		return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.LogIndex, b.LogIndex))
	})
	return list
}

// logsOf gives the logs of a record, first things first.
func (m *model) logsOf(of read.RecordsOf, index uint64) (list []read.EventLog) {
	for _, s := range m.logs {
		if s.value.RecordsOf == of && s.value.Index == index {
			list = append(list, s.value)
		}
	}
	slices.SortFunc(list, func(a, b read.EventLog) int {
		return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.LogIndex, b.LogIndex))
	})
	return list
}

func (m *model) unlogged(count map[read.RecordsOf]uint64) map[read.RecordsOf]uint64 {
	lacking := map[read.RecordsOf]uint64{}
	for of, n := range count {
		for i := range n {
			if len(m.logsOf(of, i)) == 0 {
				lacking[of]++
			}
		}
	}
	return lacking
}

func (m *model) disputed(block uint64, count map[read.RecordsOf]uint64) (list []read.EventLog) {
	for _, s := range m.logs {
		l := s.value
		if l.Block > block {
			continue
		}
		if l.Index < count[l.RecordsOf] && m.logsOf(l.RecordsOf, l.Index)[0] == l {
			e := m.records[l.RecordsOf][l.Index].value
			if e.Type == l.Type && e.Value == l.Value && (l.Currency == common.Hash{} || l.Currency == crypto.Keccak256Hash([]byte(e.Currency))) {
				continue
			}
		}
		list = append(list, l)
	}
	slices.SortFunc(list, func(a, b read.EventLog) int {
		return cmp.Or(a.Machine.Cmp(&b.Machine), a.Registry.Cmp(b.Registry), cmp.Compare(a.Index, b.Index),
			cmp.Compare(a.Block, b.Block), cmp.Compare(a.LogIndex, b.LogIndex))
	})
	return list
}

func (m *model) of(id uint256.Int, count map[read.RecordsOf]uint64) (list []chain.Event) {
	for _, registry := range registries {
		of := read.RecordsOf{Registry: registry, Machine: id}
		for i := range count[of] {
			e := m.records[of][i].value
			if logs := m.logsOf(of, i); len(logs) > 0 {
				e.Provenance = &logs[0].Provenance
			}
			list = append(list, e)
		}
	}
	return list
}

func (m *model) amounts(count map[read.RecordsOf]uint64) []chain.Amount {
	amounts := map[chain.Amount]bool{}
	for of, n := range count {
		for i := range n {
			if e := m.records[of][i].value; e.Type == 0 && e.Time.IsUint64() {
				amounts[chain.Amount{Currency: e.Currency, Day: int64(e.Time.Uint64() / 86400)}] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(amounts), func(a, b chain.Amount) int {
		return cmp.Or(cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Day, b.Day))
	})
}

// same holds all that a store says to the model.
func (m *model) same(t *testing.T, s *Store, block uint64, count map[read.RecordsOf]uint64, streams []string) {
	t.Helper()
	check := func(what string, want, got any, err error) {
		t.Helper()
		if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Fatalf("%s: %v, -want +got\n%s", what, err, diff)
		}
	}
	check("heads", m.heads, s.Heads(), nil)
	for _, stream := range streams {
		want, known := m.scanned[stream]
		got, ok := s.Scanned(stream)
		if got != want || ok != known {
			t.Fatalf("stream %s is scanned to %d, %v, want %d, %v", stream, got, ok, want, known)
		}
	}
	sightings, err := s.Sightings(block)
	check("sightings", m.sightingsTo(block), sightings, err)
	marks, err := s.Marks(block)
	check("marks", m.marksTo(block), marks, err)
	counts, err := s.Counts()
	check("counts", m.counts(), counts, err)
	totals, err := s.Totals()
	check("totals", m.totals(), totals, err)
	m.sameStates(t, s)
	lacking, err := s.Unlogged(count)
	check("unlogged", m.unlogged(count), lacking, err)
	disputed, err := s.Disputed(block, count)
	check("disputed", m.disputed(block, count), disputed, err)
	source := s.Events(registries, count)
	for id := range uint64(maxMachine + 1) {
		got, err := source.Of(number(id))
		check("events", m.of(number(id), count), got, err)
	}
	amounts, err := source.Amounts()
	check("amounts", m.amounts(count), amounts, err)
}

// sameStates holds what a store says of states to the model.
func (m *model) sameStates(t *testing.T, s *Store) {
	t.Helper()
	var all, some []read.State
	err := s.States(func(state read.State) error {
		state.Data = slices.Clone(state.Data)
		all = append(all, state)
		return nil
	})
	if diff := gocmp.Diff(m.statesInOrder(), all, cmpopts.EquateEmpty()); err != nil || diff != "" {
		t.Fatalf("states: %v, -want +got\n%s", err, diff)
	}
	at, swept, ok := s.StatesAt()
	if want := append(slices.Clone(m.held), chain.Block{}, chain.Block{})[:2]; ok != (m.held != nil) || at != want[0] || swept != want[1] {
		t.Fatalf("states hold at %v, %v, %v, want %v", at, swept, ok, m.held)
	}
	ids := []uint256.Int{number(maxMachine), number(1), number(99)}
	for _, id := range ids {
		state := m.states[id]
		state.Machine = id
		some = append(some, state)
	}
	if got, err := s.StatesOf(ids); err != nil || !gocmp.Equal(some, got) {
		t.Fatalf("states of %v: %v, %v", ids, got, err)
	}
	for _, time := range []uint64{0, 1, dueSpan, 2*dueSpan - 1, math.MaxUint64} {
		if m.held == nil {
			break // they are not written down yet
		}
		due, err := s.DueBy(time)
		if diff := gocmp.Diff(m.dueBy(time), due, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Fatalf("due by %d: %v, -want +got\n%s", time, err, diff)
		}
	}
}

const maxMachine = 6

// TestModel runs seeded stories of runs, reorganisations and restarts, and
// compares each store with the model after every step.
func TestModel(t *testing.T) {
	for seed := range uint64(6) {
		story(t, rand.New(rand.NewPCG(seed, 99)), filepath.Join(t.TempDir(), "state.db"))
	}
}

func story(t *testing.T, r *rand.Rand, path string) {
	m, s, streams := newModel(), openAt(t, path), []string{"a", "b"}
	top, seq := uint64(100), uint64(0)
	begin := func() {
		top += uint64(1 + r.IntN(50))
		head := chain.Block{Number: top, Hash: randomHash(r), Time: top}
		m.begin(head)
		if err := s.Begin(head); err != nil {
			t.Fatal(err)
		}
	}
	begin()
	for range 50 {
		var err error
		switch r.IntN(11) {
		case 0:
			begin()
		case 1:
			err = s.Begin(m.heads[0])
		case 2, 3:
			logs := randomLogs(r, &seq, top)
			stream := streams[r.IntN(2)]
			m.addLogs(stream, top, logs)
			err = s.AddLogs(stream, top, logs)
		case 4, 5:
			of := randomList(r)
			records := randomRecords(r, of, len(m.records[of]), r.IntN(5))
			m.addRecords(of, records)
			err = s.AddRecords(records)
		case 6:
			registry := registries[r.IntN(2)]
			maps.DeleteFunc(m.records, func(of read.RecordsOf, _ []seen[chain.Event]) bool { return of.Registry == registry })
			err = s.Drop(registry)
		case 7:
			if r.IntN(3) > 0 {
				err = s.Close()
				s = openAt(t, path)
				break
			}
			above := uint64(0)
			if r.IntN(4) > 0 {
				above = m.heads[r.IntN(len(m.heads))].Number
			}
			m.rollback(above)
			err = s.Rollback(above)
			m.same(t, s, top, m.counts(), streams)
			begin()
		case 8:
			if r.IntN(3) == 0 {
				m.clearStates()
				err = s.ClearStates()
			}
		case 9:
			states := randomStates(r)
			m.addStates(states, nil)
			err = s.AddStates(states)
		case 10:
			states, held := randomStates(r), []chain.Block{m.heads[0], m.heads[r.IntN(len(m.heads))]}
			gone := number(uint64(r.IntN(maxMachine)))
			states = slices.DeleteFunc(states, func(s read.State) bool { return s.Machine == gone })
			delete(m.states, gone)
			m.addStates(states, held)
			err = s.SetStates(held[0], held[1], states, []uint256.Int{gone})
		}
		if err != nil {
			t.Fatal(err)
		}
		count := m.counts()
		for of, n := range count {
			count[of] = uint64(r.IntN(int(n) + 1))
		}
		m.same(t, s, uint64(r.IntN(int(top))), count, streams)
	}
}

func randomList(r *rand.Rand) read.RecordsOf {
	return read.RecordsOf{Registry: registries[r.IntN(2)], Machine: number(uint64(r.IntN(maxMachine)))}
}

// randomStates has each machine once.
func randomStates(r *rand.Rand) (list []read.State) {
	for _, id := range r.Perm(maxMachine + 1)[:r.IntN(4)] {
		s := read.State{Machine: number(uint64(id)), Due: r.Uint64N(4) * dueSpan / 2, Data: []byte{}}
		for range r.IntN(3) {
			s.Data = append(s.Data, byte(r.Uint32()))
		}
		list = append(list, s)
	}
	return list
}

func randomRecords(r *rand.Rand, of read.RecordsOf, from, n int) (list []chain.Event) {
	for i := range n {
		e := chain.Event{MachineID: of.Machine, Registry: of.Registry, Index: uint64(from + i), Type: uint8(r.IntN(3)), Metadata: []byte{}}
		e.Value.SetUint64(uint64(r.IntN(2)))
		e.Currency = []string{"USD", ""}[r.IntN(2)]
		e.Time.SetUint64(uint64(r.IntN(400_000)))
		if r.IntN(5) == 0 {
			e.Time.SetAllOne()
		}
		list = append(list, e)
	}
	return list
}

func randomLogs(r *rand.Rand, seq *uint64, top uint64) (logs read.Logs) {
	place := func() chain.Provenance {
		*seq++
		return chain.Provenance{Block: uint64(r.IntN(int(top))), LogIndex: *seq, Tx: randomHash(r)}
	}
	for range r.IntN(4) {
		logs.Sightings = append(logs.Sightings, read.Sighting{Machine: number(uint64(r.IntN(9))), Block: uint64(r.IntN(int(top))), Linked: r.IntN(2) == 0})
		logs.Marks = append(logs.Marks, read.Mark{Kind: []read.MarkKind{read.Anchor, read.Fraud}[r.IntN(2)], Machine: number(uint64(r.IntN(9))), Provenance: place()})
	}
	for range r.IntN(12) {
		l := read.EventLog{RecordsOf: randomList(r), Index: uint64(r.IntN(12)), Type: uint8(r.IntN(2)), Provenance: place()}
		l.Value.SetUint64(uint64(r.IntN(2)))
		if r.IntN(3) > 0 {
			l.Currency = crypto.Keccak256Hash([]byte([]string{"USD", ""}[r.IntN(2)]))
		}
		logs.Events = append(logs.Events, l)
	}
	return logs
}
