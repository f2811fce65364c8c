package eventstore

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
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
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/holiman/uint256"
	"golang.org/x/sync/errgroup"

	"mcrpress/chain"
)

const chainID = 3338

var registries = []common.Address{{19: 1}, {19: 2}}

// world is a made-up chain: each block has its events and its hash.
type world struct {
	seed     uint64
	machines int
	perBlock int
}

func (w world) hash(block uint64) common.Hash {
	return crypto.Keccak256Hash(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, w.seed), block))
}

// events gives those of a range of blocks, both ends included.
func (w world) events(from, to uint64) []chain.Event {
	var events []chain.Event
	for block := from; block <= to; block++ {
		r := rand.New(rand.NewPCG(w.seed, block))
		for i := range w.perBlock {
			events = append(events, randomEvent(r, w.machines, block, uint64(i)))
		}
	}
	return events
}

func number(n uint64) uint256.Int { return *uint256.NewInt(n) }

func randomEvent(r *rand.Rand, machines int, block, logIndex uint64) chain.Event {
	word := func() (h common.Hash) {
		for i := 0; i < len(h); i += 8 {
			binary.BigEndian.PutUint64(h[i:], r.Uint64())
		}
		return h
	}
	e := chain.Event{
		MachineID: number(uint64(1 + r.IntN(machines))),
		Type:      uint8(r.IntN(2)),
		Currency:  []string{"USD", "EUR", "HKD", "\xff\x00'\"", ""}[r.IntN(5)],
		Time:      1_780_000_000 + 6*block - uint64(r.IntN(90_000)),
		DataHash:  word(),
		Trust:     uint8(r.IntN(3)),
		SourceTx:  word(),
		Metadata:  make([]byte, r.IntN(60)),
		Partial:   r.IntN(20) == 0,
		Registry:  registries[r.IntN(2)],
		Tx:        word(),
		Block:     block,
		BlockTime: 1_780_000_000 + 6*block,
		LogIndex:  logIndex,
	}
	e.Index.SetUint64(block)
	value, source := word(), word()
	e.Value.SetBytes(value[r.IntN(32):])
	e.SourceChain.SetBytes(source[r.IntN(32):])
	for i := range e.Metadata {
		e.Metadata[i] = byte(r.Uint32())
	}
	return e
}

// fill appends the world's blocks up to a block, in ranges of a width.
func (w world) fill(s *Store, to, width uint64) error {
	head, _, _ := s.Head()
	for head < to {
		next := min(head+width, to)
		if err := s.Append(w.events(head+1, next), next, w.hash(next)); err != nil {
			return err
		}
		head = next
	}
	return nil
}

// want checks that a store shows exactly the world's events up to a block.
func (w world) want(t *testing.T, s *Store, block uint64) {
	t.Helper()
	byMachine := map[uint256.Int][]chain.Event{}
	amounts := map[chain.Amount]bool{}
	for _, e := range w.events(1, block) {
		byMachine[e.MachineID] = append(byMachine[e.MachineID], e)
		if e.Type == 0 && !e.Partial {
			amounts[chain.Amount{Currency: e.Currency, Day: int64(e.Time / 86400)}] = true
		}
	}
	for id := range uint64(w.machines + 2) {
		got, err := s.At(block).Of(number(id))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(byMachine[number(id)], got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("machine %d at block %d: -want +got\n%s", id, block, diff)
		}
	}
	got, err := s.At(block).Amounts()
	if err != nil {
		t.Fatal(err)
	}
	want := slices.SortedFunc(maps.Keys(amounts), func(a, b chain.Amount) int {
		if c := strings.Compare(a.Currency, b.Currency); c != 0 {
			return c
		}
		return int(a.Day - b.Day)
	})
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("amounts at block %d: -want +got\n%s", block, diff)
	}
}

func open(t *testing.T, path string) *Store {
	t.Helper()
	s, err := openAt(path, chainID, registries)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func wantHead(t *testing.T, s *Store, number uint64, hash common.Hash, ok bool) {
	t.Helper()
	if n, h, o := s.Head(); n != number || h != hash || o != ok {
		t.Errorf("head is %d %s %v, want %d %s %v", n, h, o, number, hash, ok)
	}
}

func TestStore(t *testing.T) {
	w := world{seed: 7, machines: 9, perBlock: 3}
	path := filepath.Join(t.TempDir(), "new", "a b%20c?d#e.db")
	s := open(t, path)
	wantHead(t, s, 0, common.Hash{}, false)
	w.want(t, s, 0)
	for _, to := range []uint64{1, 17, 90} {
		if err := w.fill(s, to, 13); err != nil {
			t.Fatal(err)
		}
		wantHead(t, s, to, w.hash(to), true)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, path)
		wantHead(t, s, to, w.hash(to), true)
	}
	for _, block := range []uint64{0, 1, 40, 89, 90} {
		w.want(t, s, block)
	}
	got, err := s.At(math.MaxUint64).Of(number(1))
	if err != nil || len(got) == 0 {
		t.Errorf("%d events without a bound, %v", len(got), err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

// TestExtremes keeps the widest values of every field.
func TestExtremes(t *testing.T) {
	all := uint256.Int{math.MaxUint64, math.MaxUint64, math.MaxUint64, math.MaxUint64}
	ones := common.MaxHash
	e := chain.Event{
		MachineID: all, Index: all, Type: 255, Value: all, Currency: strings.Repeat("\xff\x00", 5000), Time: math.MaxUint64,
		DataHash: ones, Trust: 255, SourceChain: all, SourceTx: ones, Metadata: []byte(strings.Repeat("\xfe\x00", 50_000)),
		Registry: common.MaxAddress, Tx: ones, Block: math.MaxInt64, BlockTime: math.MaxUint64, LogIndex: math.MaxInt64,
	}
	s := open(t, filepath.Join(t.TempDir(), "state.db"))
	if err := s.Append([]chain.Event{e}, math.MaxInt64, ones); err != nil {
		t.Fatal(err)
	}
	got, err := s.At(math.MaxUint64).Of(all)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]chain.Event{e}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	amounts, err := s.At(math.MaxUint64).Amounts()
	if err != nil || len(amounts) != 0 {
		t.Errorf("type 255 counts as revenue: %v, %v", amounts, err)
	}
}

func TestAppendRefuses(t *testing.T) {
	w := world{seed: 7, machines: 9, perBlock: 3}
	s := open(t, filepath.Join(t.TempDir(), "state.db"))
	if err := w.fill(s, 10, 5); err != nil {
		t.Fatal(err)
	}
	swapped := w.events(11, 12)
	swapped[0], swapped[1] = swapped[1], swapped[0]
	for name, test := range map[string]struct {
		events []chain.Event
		number uint64
	}{
		"old head":     {nil, 10},
		"no block":     {nil, math.MaxUint64},
		"old event":    {w.events(10, 11), 11},
		"future event": {w.events(11, 13), 12},
		"disorder":     {swapped, 12},
	} {
		if err := s.Append(test.events, test.number, common.Hash{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	wantHead(t, s, 10, w.hash(10), true)
	w.want(t, s, 10)
	wantWhole(t, s)
}

func TestRollback(t *testing.T) {
	old, fork := world{seed: 7, machines: 9, perBlock: 3}, world{seed: 8, machines: 9, perBlock: 3}
	s := open(t, filepath.Join(t.TempDir(), "state.db"))
	for _, to := range []uint64{20, 30, 45} {
		if err := old.fill(s, to, 100); err != nil {
			t.Fatal(err)
		}
	}
	for _, to := range []uint64{30, 20} {
		if err := s.Rollback(); err != nil {
			t.Fatal(err)
		}
		wantHead(t, s, to, old.hash(to), true)
		old.want(t, s, to)
	}
	if err := s.Rollback(); err != nil {
		t.Fatal(err)
	}
	wantHead(t, s, 0, common.Hash{}, false)
	if err := fork.fill(s, 50, 9); err != nil {
		t.Fatal(err)
	}
	fork.want(t, s, 50)
	if err := s.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := fork.fill(s, 50, 2); err != nil {
		t.Fatal(err)
	}
	fork.want(t, s, 50)
}

// TestPruned rolls back past the last checkpoint that is kept.
func TestPruned(t *testing.T) {
	w := world{seed: 7, machines: 9, perBlock: 1}
	s := open(t, filepath.Join(t.TempDir(), "state.db"))
	if err := w.fill(s, 100, 1); err != nil {
		t.Fatal(err)
	}
	for i := range uint64(checkpoints) {
		wantHead(t, s, 100-i, w.hash(100-i), true)
		if err := s.Rollback(); err != nil {
			t.Fatal(err)
		}
	}
	wantHead(t, s, 0, common.Hash{}, false)
	w.want(t, s, 0)
}

func TestTemp(t *testing.T) {
	w := world{seed: 7, machines: 9, perBlock: 30}
	t.Chdir(t.TempDir())
	s, err := NewTemp()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := w.fill(s, 100, 30); err != nil {
		t.Fatal(err)
	}
	w.want(t, s, 60)
	left, err := os.ReadDir(".")
	if err != nil || len(left) != 0 {
		t.Errorf("it left %v, %v", left, err)
	}
}

// TestConcurrentReads reads while ranges are appended.
func TestConcurrentReads(t *testing.T) {
	w := world{seed: 7, machines: 9, perBlock: 3}
	s := open(t, filepath.Join(t.TempDir(), "state.db"))
	if err := w.fill(s, 40, 40); err != nil {
		t.Fatal(err)
	}
	at := s.At(40)
	want, err := at.Of(number(3))
	if err != nil {
		t.Fatal(err)
	}
	var g errgroup.Group
	g.Go(func() error { return w.fill(s, 100, 2) })
	for range 4 {
		g.Go(func() error {
			for range 30 {
				got, err := at.Of(number(3))
				if err != nil {
					return err
				}
				if !cmp.Equal(want, got) {
					return fmt.Errorf("events changed: %d, then %d", len(want), len(got))
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
	w := world{seed: 7, machines: 9, perBlock: 3}
	path := filepath.Join(t.TempDir(), "state.db")
	a, b := open(t, path), open(t, path)
	if err := w.fill(a, 10, 10); err != nil {
		t.Fatal(err)
	}
	if err := w.fill(b, 10, 10); !errors.Is(err, errMoved) {
		t.Errorf("second writer got %v", err)
	}
	w.want(t, a, 10)
}
