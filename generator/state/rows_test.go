package state

import (
	"bytes"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/store"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

var exactly = cmp.Comparer(func(a, b *big.Int) bool { return a == b || a != nil && b != nil && a.Cmp(b) == 0 })

// sampleRow is the row of a machine that was rated.
func sampleRow(seed uint64) Row {
	m := &scoring.Machine{Bonded: true, FlaggedAt: 1_780_000_000, Override: new(seed)}
	for i := range seed {
		m.Events = append(m.Events, scoring.Event{Time: 1_790_000_000 - i*900_000, Trust: uint8(i % 4), Status: scoring.OK, Cents: big.NewInt(1 << 40)})
	}
	row := Row{
		Inputs: Inputs{Until: math.MaxUint64, FirstRate: math.MaxInt64, LastRate: math.MinInt64},
		Rating: scoring.Rate(scoring.Default(), 1_790_000_000, m),
	}
	row.Machine[0], row.Events[31] = byte(seed), 7
	return row
}

func allRows(s *State) (rows []Row, err error) {
	err = s.Rows.All(func(_ uint256.Int, body []byte) error {
		row, err := DecodeRow(body)
		rows = append(rows, row)
		return err
	})
	return rows, err
}

func TestRowsStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	s := reopen(t, path)
	if _, ok, err := s.Rows.Tree(); ok || err != nil {
		t.Fatalf("an empty file has a tree: %v, %v", ok, err)
	}
	large := *new(uint256.Int).Not(new(uint256.Int))
	save := func(run Run, rows map[uint256.Int]uint64) {
		t.Helper()
		run.Changes, run.Rows = changesOf(t, rows)
		if err := s.Rows.Save(&run); err != nil {
			t.Fatal(err)
		}
	}
	a, b := Operator{common.Address{1}, [32]byte{1}}, Operator{common.Address{2}, [32]byte{2}}
	save(Run{Tree: Tree{Hash: "one"}, Operators: []Operator{a, b}}, map[uint256.Int]uint64{large: 40, *uint256.NewInt(1): 1, *uint256.NewInt(256): 20})
	want := Tree{
		Hash: "two", Block: chain.Block{Number: 7, Time: 9}, Setup: [32]byte{1}, Until: 10,
		Rates:    []fx.Answer{{Need: fx.Need{Currency: "HKD", Day: -1}, Units: "7.8"}, {Need: fx.Need{Currency: "JPY", Day: 20000}}},
		Partners: []string{"", "https://a.example/"}, Answers: [32]byte{2},
	}
	b.Lists[0]++
	save(Run{Tree: want, Gone: []uint256.Int{*uint256.NewInt(1)}, Operators: []Operator{b}}, map[uint256.Int]uint64{*uint256.NewInt(256): 30})
	s.Close()
	s = reopen(t, path)
	if got, ok, err := s.Rows.Tree(); !ok || err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("%v, %v: %s", ok, err, cmp.Diff(want, got))
	}
	rows, err := allRows(s)
	if diff := cmp.Diff([]Row{sampleRow(30), sampleRow(40)}, rows, exactly); err != nil || diff != "" {
		t.Errorf("%v: %s", err, diff)
	}
	lists, err := s.Rows.Operators()
	if diff := cmp.Diff(map[common.Address][32]byte{a.Address: a.Lists, b.Address: b.Lists}, lists); err != nil || diff != "" {
		t.Errorf("%v: %s", err, diff)
	}
}

// changesOf makes rows of machines by their seeds.
func changesOf(t *testing.T, seeds map[uint256.Int]uint64) (changes []Change, rows *Scratch) {
	t.Helper()
	rows = new(Scratch)
	t.Cleanup(func() { rows.Close() })
	for id, seed := range seeds {
		row := sampleRow(seed)
		place, err := rows.Put(row.Encode())
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, Change{id, place})
	}
	return changes, rows
}

// Rows come back from a scratch file while others are put, and nothing is left
// of it.
func TestScratch(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var s Scratch
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
	var places []Place
	for i := range 3000 {
		place, err := s.Put(bytes.Repeat([]byte{byte(i)}, i%700))
		if err != nil {
			t.Fatal(err)
		}
		if places = append(places, place); i%1000 > 0 {
			continue
		}
		if err := s.Flush(); err != nil {
			t.Fatal(err)
		}
		for j, place := range places {
			if row, err := s.Get(place); err != nil || !bytes.Equal(row, bytes.Repeat([]byte{byte(j)}, j%700)) {
				t.Fatalf("row %d is %x, error %v", j, row, err)
			}
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("%v is left: %v", left, err)
	}
}

// FuzzRow decodes bytes of any kind: they are a row that is encoded to bytes
// that say the same, or damage.
func FuzzRow(f *testing.F) {
	for _, seed := range []uint64{0, 3, 40} {
		row := sampleRow(seed)
		f.Add(row.Encode())
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, body []byte) {
		row, err := DecodeRow(body)
		if err != nil {
			if !errors.Is(err, store.ErrDamaged) {
				t.Error(err)
			}
			return
		}
		if in, err := DecodeInputs(body); err != nil || in != row.Inputs {
			t.Errorf("inputs %+v, %v, want %+v", in, err, row.Inputs)
		}
		again, err := DecodeRow(row.Encode())
		if err != nil || !bytes.Equal(row.Encode(), again.Encode()) {
			t.Errorf("%v, %+v", err, again)
		}
	})
}

// TestDigestCoversEverything alters each field of a machine and of an event in
// turn.
func TestDigestCoversEverything(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, v := range []any{
		&chain.Machine{
			TrustOverride: new(uint256.Int), Services: make([]chain.Service, 1),
			Gen1: &chain.Gen1Machine{}, Gen2: &chain.Gen2Machine{Endpoints: make([]chain.Endpoint, 1)},
		},
		&chain.Event{Metadata: []byte{0}, Provenance: &chain.Provenance{}},
	} {
		digests := map[[32]byte]bool{Digest(v): true}
		fields := alter(reflect.ValueOf(v).Elem(), r, func() { digests[Digest(v)] = true })
		if len(digests) != fields+1 || fields < 15 {
			t.Errorf("%T: %d fields were altered, which gave %d digests", v, fields, len(digests))
		}
	}
	if Digest([]string{"a", "b"}) == Digest([]string{"ab", ""}) || Digest([]string{"a"}) == Digest([]string{"a", ""}) {
		t.Error("lists that differ have one digest")
	}
}

// alter gives each leaf of a value another content in turn.
func alter(v reflect.Value, r *rand.Rand, then func()) (fields int) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fields += alter(v.Field(i), r, then)
		}
		return fields
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			fields += alter(v.Index(i), r, then)
		}
		return fields
	case reflect.Pointer:
		return alter(v.Elem(), r, then)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString("x")
	case reflect.Int:
		v.SetInt(int64(r.IntN(100) + 1))
	default:
		v.SetUint(uint64(r.IntN(100) + 1))
	}
	then()
	return 1
}

// Bytes of any value come back.
func TestCodecBytes(t *testing.T) {
	type value struct {
		Data []byte
		Next uint8
	}
	from := value{[]byte{0, 127, 128, 255}, 200}
	var into value
	if err := Decode(Encode(&from), &into); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(from.Data, into.Data) || from.Next != into.Next {
		t.Errorf("%v came back as %v", from, into)
	}
}
