package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"
	"golang.org/x/sync/errgroup"

	"mcrpress/chain"
	"mcrpress/chain/read"
)

var registries = []common.Address{{19: 2}, {19: 1}}

var deployment = &chain.Deployment{
	Name: "test", Generation: chain.Gen1, ChainID: 3338,
	Contracts: chain.Contracts{chain.IdentityRegistry: {{18: 1}}, chain.EventRegistry: {chain.Address(registries[0]), chain.Address(registries[1])}},
}

func number(n uint64) uint256.Int { return *uint256.NewInt(n) }

// world is a made-up fleet: each machine has its events, some with a log.
type world struct {
	seed     uint64
	machines int
	each     int // events of a machine
}

// head is a block that a run is pinned to.
func (w world) head(n uint64) chain.Block {
	return chain.Block{Number: 1000 * n, Hash: crypto.Keccak256Hash(appendUint64(appendUint64(nil, w.seed), n)), Time: 6000 * n}
}

func (w world) of(machine int) read.RecordsOf {
	return read.RecordsOf{Registry: registries[machine%2], Machine: number(uint64(machine))}
}

func randomHash(r *rand.Rand) (h common.Hash) {
	for i := 0; i < len(h); i += 8 {
		binary.BigEndian.PutUint64(h[i:], r.Uint64())
	}
	return h
}

// records gives those of a machine.
func (w world) records(machine int) []chain.Event {
	r := rand.New(rand.NewPCG(w.seed, uint64(machine)))
	list := make([]chain.Event, w.each)
	for i := range list {
		of := w.of(machine)
		e := chain.Event{
			MachineID: of.Machine, Registry: of.Registry, Index: uint64(i),
			Type:     uint8(r.IntN(2)),
			Currency: []string{"USD", "EUR", "HKD", "\xff\x00'\"", ""}[r.IntN(5)],
			Time:     number(1_780_000_000 - uint64(r.IntN(900_000))),
			DataHash: randomHash(r),
			Trust:    uint8(r.IntN(3)),
			SourceTx: randomHash(r),
			Metadata: make([]byte, r.IntN(60)),
		}
		e.Value.SetUint64(r.Uint64N(1_000_000))
		e.SourceChain.SetUint64(uint64(r.IntN(3)))
		for i := range e.Metadata {
			e.Metadata[i] = byte(r.Uint32())
		}
		list[i] = e
	}
	return list
}

// logs gives the logs of all events, in the order of the chain.
func (w world) logs() (logs []read.EventLog) {
	r := rand.New(rand.NewPCG(w.seed, 0))
	for machine := 1; machine <= w.machines; machine++ {
		for _, e := range w.records(machine) {
			l := read.EventLog{RecordsOf: w.of(machine), Index: e.Index, Type: e.Type, Value: e.Value, Currency: crypto.Keccak256Hash([]byte(e.Currency))}
			l.Tx = randomHash(r)
			logs = append(logs, l)
		}
	}
	r.Shuffle(len(logs), func(i, j int) { logs[i], logs[j] = logs[j], logs[i] })
	for i := range logs {
		logs[i].Block, logs[i].LogIndex = uint64(i/50), uint64(i%50)
	}
	return logs
}

// addRecords adds the first records of every machine that the store lacks.
func (w world) addRecords(s *Store, each int) error {
	count, err := s.Counts()
	if err != nil {
		return err
	}
	for machine := 1; machine <= w.machines; machine++ {
		of := w.of(machine)
		if err := s.AddRecords(w.records(machine)[count[of]:each]); err != nil {
			return err
		}
	}
	return nil
}

func openAt(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(path, deployment, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// fill adds the logs and the first records of all machines in several runs.
func (w world) fill(s *Store, runs int) error {
	logs := w.logs()
	for run := 1; run <= runs; run++ {
		if err := s.Begin(w.head(uint64(run))); err != nil {
			return err
		}
		part := read.Logs{Events: logs[len(logs)*(run-1)/runs : len(logs)*run/runs]}
		for machine := 1; machine <= w.machines; machine++ {
			id := number(uint64(machine))
			part.Sightings = append(part.Sightings, read.Sighting{Machine: id, Block: uint64(machine), Linked: machine%2 == 0})
		}
		mark := read.Mark{Kind: read.Anchor, Machine: number(uint64(run))}
		mark.Block, mark.LogIndex, mark.Tx = uint64(run), 7, common.Hash{31: byte(run)}
		part.Marks = append(part.Marks, mark)
		if err := s.AddLogs("all", uint64(1000*run), part); err != nil {
			return err
		}
		if err := w.addRecords(s, w.each*run/runs); err != nil {
			return err
		}
	}
	if err := s.AddStates(w.states(1)); err != nil {
		return err
	}
	if err := s.SetStates(w.head(1), w.head(1), nil, nil); err != nil {
		return err
	}
	if err := s.SetStates(w.head(uint64(runs)), w.head(1), w.states(2), []uint256.Int{number(1)}); err != nil {
		return err
	}
	return s.SetNote("implementation", []byte{1, 2, 3})
}

// states gives the states of every machine whose number is divisible.
func (w world) states(by int) (list []read.State) {
	for machine := by; machine <= w.machines; machine += by {
		data := fmt.Appendf(nil, "machine %d as of version %d", machine, by)
		list = append(list, read.State{Machine: number(uint64(machine)), Due: uint64(10_000 * machine / by), Data: data})
	}
	return list
}

// said is all that a store says.
type said struct {
	Heads     []chain.Block
	Scanned   uint64
	Sightings []read.Sighting
	Marks     []read.Mark
	Counts    map[read.RecordsOf]uint64
	Unlogged  map[read.RecordsOf]uint64
	Disputed  []read.EventLog
	Note      []byte
	Events    [][]chain.Event
	Amounts   []chain.Amount
	Totals    map[common.Address]uint64
	At, Swept chain.Block
	States    []read.State
	Due       []uint256.Int
}

func hear(s *Store) (all said, err error) {
	all.Heads = s.Heads()
	all.Scanned, _ = s.Scanned("all")
	all.At, all.Swept, _ = s.StatesAt()
	var errs [11]error
	all.Sightings, errs[0] = s.Sightings(math.MaxUint64)
	all.Marks, errs[1] = s.Marks(math.MaxUint64)
	all.Counts, errs[2] = s.Counts()
	all.Unlogged, errs[3] = s.Unlogged(all.Counts)
	all.Disputed, errs[4] = s.Disputed(math.MaxUint64, all.Counts)
	all.Note, errs[5] = s.Note("implementation")
	source := s.Events(registries, all.Counts)
	all.Amounts, errs[6] = source.Amounts()
	all.Totals, errs[8] = s.Totals()
	errs[9] = s.States(func(state read.State) error {
		state.Data = slices.Clone(state.Data)
		all.States = append(all.States, state)
		return nil
	})
	all.Due, errs[10] = s.DueBy(20_000)
	for id := range uint64(20) {
		events, err := source.Of(number(id))
		all.Events = append(all.Events, events)
		errs[7] = errors.Join(errs[7], err)
	}
	return all, errors.Join(errs[:]...)
}

// wantSaid checks that a store says what it should after a whole fill.
func wantSaid(t *testing.T, w world, s *Store) {
	t.Helper()
	temp, err := NewTemp()
	if err != nil {
		t.Fatal(err)
	}
	defer temp.Close()
	if err := w.fill(temp, 3); err != nil {
		t.Fatal(err)
	}
	want, err := hear(temp)
	if err != nil {
		t.Fatal(err)
	}
	got, err := hear(s)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatalf("%v, -want +got\n%s", err, diff)
	}
}

func TestStays(t *testing.T) {
	w := world{seed: 7, machines: 9, each: 12}
	path := filepath.Join(t.TempDir(), "new", "a b%20c?d#e.db")
	s := openAt(t, path)
	if err := w.fill(s, 3); err != nil {
		t.Fatal(err)
	}
	wantSaid(t, w, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path)
	wantSaid(t, w, s)
	got, err := hear(s)
	if err != nil || len(got.Disputed) != 0 || len(got.Unlogged) != 0 || len(got.Sightings) != 9 || len(got.Events[3]) != 12 {
		t.Errorf("%d disputed, %d lists lack logs, %d sightings, %d events: %v", len(got.Disputed), len(got.Unlogged), len(got.Sightings), len(got.Events[3]), err)
	}
}

// TestExtremes keeps the widest values of every field.
func TestExtremes(t *testing.T) {
	var all uint256.Int
	all.SetAllOne()
	of := read.RecordsOf{Registry: common.MaxAddress, Machine: all}
	place := chain.Provenance{Block: math.MaxUint64, Tx: common.MaxHash, LogIndex: math.MaxUint64}
	e := chain.Event{
		MachineID: all, Registry: of.Registry, Type: 255, Value: all, Currency: strings.Repeat("\xff\x00", 5000), Time: all,
		DataHash: common.MaxHash, Trust: 255, SourceChain: all, SourceTx: common.MaxHash, Metadata: []byte(strings.Repeat("\xfe\x00", 50_000)),
	}
	l := read.EventLog{RecordsOf: of, Type: 255, Value: all, Currency: crypto.Keccak256Hash([]byte(e.Currency)), Provenance: place}
	beyond := l
	beyond.Index = math.MaxUint64
	s := openAt(t, filepath.Join(t.TempDir(), "state.db"))
	if err := s.Begin(chain.Block{Number: math.MaxInt64, Hash: common.MaxHash, Time: math.MaxUint64}); err != nil {
		t.Fatal(err)
	}
	mark := read.Mark{Kind: read.Fraud, Machine: all, Provenance: place}
	if err := s.AddLogs("", math.MaxUint64, read.Logs{Events: []read.EventLog{beyond, l}, Marks: []read.Mark{mark}}); err != nil {
		t.Fatal(err)
	}
	if err := s.AddRecords([]chain.Event{e}); err != nil {
		t.Fatal(err)
	}
	count := map[read.RecordsOf]uint64{of: 1}
	e.Provenance = &place
	got, err := s.Events([]common.Address{of.Registry}, count).Of(all)
	if diff := cmp.Diff([]chain.Event{e}, got); err != nil || diff != "" {
		t.Errorf("%v, -want +got\n%s", err, diff)
	}
	disputed, err := s.Disputed(math.MaxUint64, count)
	if diff := cmp.Diff([]read.EventLog{beyond}, disputed); err != nil || diff != "" {
		t.Errorf("%v, -want +got\n%s", err, diff)
	}
	marks, err := s.Marks(math.MaxUint64)
	if diff := cmp.Diff([]read.Mark{mark}, marks); err != nil || diff != "" {
		t.Errorf("%v, -want +got\n%s", err, diff)
	}
	if to, ok := s.Scanned(""); to != math.MaxUint64 || !ok {
		t.Errorf("scanned to %d, %v", to, ok)
	}
}

func TestRefuses(t *testing.T) {
	w := world{seed: 7, machines: 2, each: 3}
	s := openAt(t, filepath.Join(t.TempDir(), "state.db"))
	if s.AddLogs("all", 1, read.Logs{}) == nil || s.AddRecords(w.records(1)) == nil {
		t.Error("adds before Begin")
	}
	if err := s.Begin(w.head(5)); err != nil {
		t.Fatal(err)
	}
	same := w.head(5)
	same.Hash[0] ^= 1
	for _, head := range []chain.Block{w.head(4), same, {Number: math.MaxUint64}} {
		if s.Begin(head) == nil {
			t.Errorf("begins at %v", head)
		}
	}
	if got := s.Heads(); len(got) != 1 || got[0] != w.head(5) {
		t.Errorf("heads are %v", got)
	}
	wrong := w.records(1)[1:]
	if s.AddRecords(wrong) == nil || s.AddRecords(append(w.records(1), w.records(1)...)) == nil {
		t.Error("adds records of another place")
	}
	if counts, err := s.Counts(); len(counts) != 0 || err != nil {
		t.Errorf("counts %v, %v", counts, err)
	}
}

// TestPruned keeps the newest heads only.
func TestPruned(t *testing.T) {
	w := world{seed: 7}
	path := filepath.Join(t.TempDir(), "state.db")
	s := openAt(t, path)
	for n := range uint64(100) {
		if err := s.Begin(w.head(n)); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	heads := openAt(t, path).Heads()
	if len(heads) != maxHeads || heads[0] != w.head(99) || heads[maxHeads-1] != w.head(36) {
		t.Errorf("heads are %v", heads)
	}
}

func TestTemp(t *testing.T) {
	w := world{seed: 7, machines: 9, each: 30}
	t.Chdir(t.TempDir())
	s, err := NewTemp()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := w.fill(s, 3); err != nil {
		t.Fatal(err)
	}
	wantSaid(t, w, s)
	left, err := os.ReadDir(".")
	if err != nil || len(left) != 0 {
		t.Errorf("it left %v, %v", left, err)
	}
}

// TestConcurrentReads reads while a run adds.
func TestConcurrentReads(t *testing.T) {
	w := world{seed: 7, machines: 9, each: 40}
	s := openAt(t, filepath.Join(t.TempDir(), "state.db"))
	if err := s.Begin(w.head(1)); err != nil {
		t.Fatal(err)
	}
	if err := w.addRecords(s, 20); err != nil {
		t.Fatal(err)
	}
	count, err := s.Counts()
	if err != nil {
		t.Fatal(err)
	}
	at := s.Events(registries, count)
	want := w.records(3)[:20]
	var g errgroup.Group
	g.Go(func() error {
		for each := 21; each <= 40; each++ {
			if err := w.addRecords(s, each); err != nil {
				return err
			}
		}
		return nil
	})
	for range 4 {
		g.Go(func() error {
			for range 30 {
				got, err := at.Of(number(3))
				if err != nil {
					return err
				}
				if !cmp.Equal(want, got) {
					return fmt.Errorf("events changed: %s", cmp.Diff(want, got))
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}

// TestTwoWriters lets one of two runs over the same file win.
func TestTwoWriters(t *testing.T) {
	w := world{seed: 7, machines: 9, each: 3}
	path := filepath.Join(t.TempDir(), "state.db")
	a, b := openAt(t, path), openAt(t, path)
	if err := w.fill(a, 3); err != nil {
		t.Fatal(err)
	}
	if err := w.fill(b, 3); !errors.Is(err, errMoved) {
		t.Errorf("second writer got %v", err)
	}
	wantSaid(t, w, a)
}
