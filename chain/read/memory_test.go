package read_test

import (
	"cmp"
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/read"
)

// memory is a read.Store in maps: the plainest reading of its contract.
type memory struct {
	heads   []chain.Block // newest first
	scanned map[string]uint64
	seen    map[read.Sighting]uint64 // with the head that it was first seen at
	logs    map[read.EventLog]uint64
	marks   map[read.Mark]uint64
	records map[read.RecordsOf][]stored
	notes   map[string][]byte

	states    map[uint256.Int]read.State
	at, swept chain.Block
	holds     bool
}

type stored struct {
	chain.Event
	head uint64
}

func newMemory() *memory {
	return &memory{
		scanned: map[string]uint64{},
		seen:    map[read.Sighting]uint64{},
		logs:    map[read.EventLog]uint64{},
		marks:   map[read.Mark]uint64{},
		records: map[read.RecordsOf][]stored{},
		notes:   map[string][]byte{},
		states:  map[uint256.Int]read.State{},
	}
}

// clone is another store that holds the same.
func (m *memory) clone() *memory {
	c := *m
	c.heads = slices.Clone(m.heads)
	c.scanned, c.seen, c.logs, c.marks = maps.Clone(m.scanned), maps.Clone(m.seen), maps.Clone(m.logs), maps.Clone(m.marks)
	c.notes, c.states, c.records = maps.Clone(m.notes), maps.Clone(m.states), map[read.RecordsOf][]stored{}
	for of, list := range m.records {
		c.records[of] = slices.Clone(list)
	}
	return &c
}

func (m *memory) Heads() []chain.Block { return slices.Clone(m.heads) }

func (m *memory) head() uint64 { return m.heads[0].Number }

func (m *memory) Rollback(above uint64) error {
	m.heads = slices.DeleteFunc(m.heads, func(b chain.Block) bool { return b.Number > above })
	maps.DeleteFunc(m.seen, func(_ read.Sighting, head uint64) bool { return head > above })
	maps.DeleteFunc(m.logs, func(_ read.EventLog, head uint64) bool { return head > above })
	maps.DeleteFunc(m.marks, func(_ read.Mark, head uint64) bool { return head > above })
	for of, list := range m.records {
		m.records[of] = slices.DeleteFunc(list, func(s stored) bool { return s.head > above })
	}
	if m.holds && m.at.Number > above {
		m.ClearStates()
	}
	for stream, to := range m.scanned {
		if m.scanned[stream] = min(to, above); len(m.heads) == 0 {
			delete(m.scanned, stream)
		}
	}
	return nil
}

func (m *memory) Begin(head chain.Block) error {
	if len(m.heads) == 0 || m.heads[0] != head {
		m.heads = slices.Insert(m.heads, 0, head)
		m.heads = m.heads[:min(64, len(m.heads))]
	}
	return nil
}

func (m *memory) Scanned(stream string) (uint64, bool) {
	block, ok := m.scanned[stream]
	return block, ok
}

func (m *memory) AddLogs(stream string, to uint64, logs read.Logs) error {
	keep(m.seen, logs.Sightings, m.head())
	keep(m.logs, logs.Events, m.head())
	keep(m.marks, logs.Marks, m.head())
	m.scanned[stream] = to
	return nil
}

func keep[T comparable](known map[T]uint64, list []T, head uint64) {
	for _, v := range list {
		if _, ok := known[v]; !ok {
			known[v] = head
		}
	}
}

func (m *memory) Sightings(block uint64) ([]read.Sighting, error) {
	byID := map[uint256.Int]read.Sighting{}
	for s := range m.seen {
		if s.Block > block {
			continue
		}
		if known, ok := byID[s.Machine]; ok {
			s.Block, s.Linked = min(s.Block, known.Block), s.Linked || known.Linked
		}
		byID[s.Machine] = s
	}
	return slices.SortedFunc(maps.Values(byID), func(a, b read.Sighting) int { return a.Machine.Cmp(&b.Machine) }), nil
}

func (m *memory) Marks(block uint64) ([]read.Mark, error) {
	var list []read.Mark
	for mark := range m.marks {
		if mark.Block <= block {
			list = append(list, mark)
		}
	}
	slices.SortFunc(list, func(a, b read.Mark) int {
		return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.LogIndex, b.LogIndex))
	})
	return list, nil
}

func (m *memory) Counts() (map[read.RecordsOf]uint64, error) {
	counts := map[read.RecordsOf]uint64{}
	for of, list := range m.records {
		if len(list) > 0 {
			counts[of] = uint64(len(list))
		}
	}
	return counts, nil
}

func (m *memory) AddRecords(records []chain.Event) error {
	for _, e := range records {
		of := read.RecordsOf{Registry: e.Registry, Machine: e.MachineID}
		m.records[of] = append(m.records[of], stored{e, m.head()})
	}
	return nil
}

func (m *memory) Totals() (map[common.Address]uint64, error) {
	totals := map[common.Address]uint64{}
	for of, list := range m.records {
		if len(list) > 0 {
			totals[of.Registry] += uint64(len(list))
		}
	}
	return totals, nil
}

func (m *memory) Drop(registry common.Address) error {
	maps.DeleteFunc(m.records, func(of read.RecordsOf, _ []stored) bool { return of.Registry == registry })
	return nil
}

func (m *memory) StatesAt() (at, swept chain.Block, ok bool) { return m.at, m.swept, m.holds }

func (m *memory) ClearStates() error {
	clear(m.states)
	m.holds = false
	return nil
}

func (m *memory) AddStates(states []read.State) error {
	for _, s := range states {
		s.Data = append([]byte{}, s.Data...)
		m.states[s.Machine] = s
	}
	m.holds = false
	return nil
}

func (m *memory) SetStates(at, swept chain.Block, changed []read.State, gone []uint256.Int) error {
	for _, id := range gone {
		delete(m.states, id)
	}
	err := m.AddStates(changed)
	m.at, m.swept, m.holds = at, swept, true
	return err
}

func (m *memory) States(visit func(read.State) error) error {
	for _, s := range m.sortedStates() {
		if err := visit(s); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) sortedStates() []read.State {
	return slices.SortedFunc(maps.Values(m.states), func(a, b read.State) int { return a.Machine.Cmp(&b.Machine) })
}

func (m *memory) StatesOf(machines []uint256.Int) (list []read.State, err error) {
	for _, id := range machines {
		s := m.states[id]
		s.Machine = id
		list = append(list, s)
	}
	return list, nil
}

func (m *memory) DueBy(time uint64) (due []uint256.Int, err error) {
	for _, s := range m.sortedStates() {
		if s.Due > 0 && s.Due <= time {
			due = append(due, s.Machine)
		}
	}
	return due, nil
}

// sorted lists the logs by machine, registry, index, block and log index.
func (m *memory) sorted() []read.EventLog {
	return slices.SortedFunc(maps.Keys(m.logs), func(a, b read.EventLog) int {
		return cmp.Or(a.Machine.Cmp(&b.Machine), a.Registry.Cmp(b.Registry), cmp.Compare(a.Index, b.Index),
			cmp.Compare(a.Block, b.Block), cmp.Compare(a.LogIndex, b.LogIndex))
	})
}

type place struct {
	of    read.RecordsOf
	index uint64
}

// places gives the first log of each record.
func (m *memory) places() map[place]read.EventLog {
	first := map[place]read.EventLog{}
	for _, l := range m.sorted() {
		at := place{l.RecordsOf, l.Index}
		if _, ok := first[at]; !ok {
			first[at] = l
		}
	}
	return first
}

func (m *memory) Unlogged(count map[read.RecordsOf]uint64) (map[read.RecordsOf]uint64, error) {
	places, lacking := m.places(), map[read.RecordsOf]uint64{}
	for of, n := range count {
		for i := range n {
			if _, ok := places[place{of, i}]; !ok {
				lacking[of]++
			}
		}
	}
	return lacking, nil
}

func (m *memory) Disputed(block uint64, count map[read.RecordsOf]uint64) (list []read.EventLog, err error) {
	places := m.places()
	for _, l := range m.sorted() {
		if l.Block > block {
			continue
		}
		if l.Index >= count[l.RecordsOf] || places[place{l.RecordsOf, l.Index}] != l || !agrees(m.records[l.RecordsOf][l.Index].Event, l) {
			list = append(list, l)
		}
	}
	return list, nil
}

func agrees(e chain.Event, l read.EventLog) bool {
	return e.Type == l.Type && e.Value == l.Value &&
		(l.Currency == common.Hash{} || l.Currency == crypto.Keccak256Hash([]byte(e.Currency)))
}

func (m *memory) Note(name string) ([]byte, error) { return m.notes[name], nil }

func (m *memory) SetNote(name string, value []byte) error {
	m.notes[name] = slices.Clone(value)
	return nil
}

func (m *memory) Events(registries []common.Address, count map[read.RecordsOf]uint64) chain.EventSource {
	return &memoryEvents{m, registries, count, m.places()}
}

type memoryEvents struct {
	*memory
	registries []common.Address
	count      map[read.RecordsOf]uint64
	at         map[place]read.EventLog
}

func (m *memoryEvents) Of(id uint256.Int) (events []chain.Event, err error) {
	for _, registry := range m.registries {
		of := read.RecordsOf{Registry: registry, Machine: id}
		for i := range m.count[of] {
			e := m.records[of][i].Event
			if l, ok := m.at[place{of, i}]; ok {
				e.Provenance = &l.Provenance
			}
			events = append(events, e)
		}
	}
	return events, nil
}

func (m *memoryEvents) Amounts() (list []chain.Amount, err error) {
	for of, n := range m.count {
		for i := range n {
			if e := m.records[of][i].Event; e.Type == 0 && e.Time.IsUint64() {
				list = append(list, chain.Amount{Currency: e.Currency, Day: int64(e.Time.Uint64() / 86400)})
			}
		}
	}
	slices.SortFunc(list, func(a, b chain.Amount) int {
		return cmp.Or(cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Day, b.Day))
	})
	return slices.Compact(list), nil
}
