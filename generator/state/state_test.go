package state

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/chain/store"
	"mcrpress/generator/partner"
	"mcrpress/scoring/fx"
)

var registry = common.Address{1}

var deployment = &chain.Deployment{
	Name: "test", Generation: chain.Gen2, ChainID: 3338,
	Contracts: chain.Contracts{chain.EventRegistry: {chain.Address(registry)}},
}

func reopen(t *testing.T, path string) *State {
	t.Helper()
	s, err := Open(path, deployment, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestRatesStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	rates := []fx.Rate{
		{Currency: "HKD", Day: -3, Units: "7.79"}, {Currency: "HKD", Day: 10, Units: "7.80"},
		{Currency: "JPY", Day: 10, Units: "150.1"}, {Currency: "HKD", Day: 12, Units: "7.81"},
	}
	if err := reopen(t, path).Rates.Save(t.Context(), "ecb", []int64{-3, 10, 11, 12}, rates); err != nil {
		t.Fatal(err)
	}
	s := reopen(t, path)
	if err := s.Rates.Save(t.Context(), "ecb", []int64{12, 13}, []fx.Rate{{Currency: "HKD", Day: 12, Units: "7.9"}}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		from, to int64
		rates    []fx.Rate
		days     []int64
	}{
		{11, 12, []fx.Rate{{Currency: "HKD", Day: 12, Units: "7.9"}}, []int64{11, 12}},
		{-9, 10, rates[:3], []int64{-3, 10}},
	} {
		got, days, err := s.Rates.Rates(t.Context(), "ecb", test.from, test.to)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.rates, got); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(test.days, days); diff != "" {
			t.Error(diff)
		}
	}
	for _, source := range []string{"currency-api", "ec", "ecb ", ""} {
		if got, days, err := s.Rates.Rates(t.Context(), source, -100, 100); len(got)+len(days) != 0 || err != nil {
			t.Errorf("source %q has %v, %v, %v", source, got, days, err)
		}
	}
}

func TestPartnersStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	s := reopen(t, path)
	if _, ok, err := s.Partners.Load(t.Context(), "https://a.example/"); ok || err != nil {
		t.Fatalf("an empty store answers %v, %v", ok, err)
	}
	for _, want := range []partner.Answer{{ETag: `"1"`, Body: []byte("{}")}, {Body: []byte(`{"a":1}`)}} {
		if err := s.Partners.Save(t.Context(), "https://a.example/", want); err != nil {
			t.Fatal(err)
		}
		s.Close()
		s = reopen(t, path)
		got, ok, err := s.Partners.Load(t.Context(), "https://a.example/")
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestAnotherDeploymentIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	reopen(t, path).Close()
	other := *deployment
	other.ChainID = 9990
	if s, err := Open(path, &other, slog.New(slog.DiscardHandler)); err == nil {
		s.Close()
		t.Error("a state file of another chain was opened")
	}
}

// values are all that the runs of a test remember.
type values struct {
	Events   []chain.Event
	Rates    []fx.Rate
	Days     []int64
	Partners []partner.Answer
	Tree     Tree
	Rows     []Row
}

const machines = 12

func address(i int) string { return fmt.Sprintf("https://partner-%d.example/data?machine=%d", i, i) }

// fill makes a state file.
func fill(t *testing.T, path string) {
	t.Helper()
	s := reopen(t, path)
	if err := s.Store.Begin(chain.Block{Number: 100, Hash: common.Hash{1}, Time: 5}); err != nil {
		t.Fatal(err)
	}
	var rates []fx.Rate
	for i := range machines {
		of := read.RecordsOf{Registry: registry, Machine: *uint256.NewInt(uint64(i))}
		var logs read.Logs
		var records []chain.Event
		for index := range uint64(5) {
			e := chain.Event{MachineID: of.Machine, Registry: registry, Index: index, Currency: "HKD", Metadata: []byte(`{"order":"A-17"}`)}
			e.Value.SetUint64(100 * index)
			records = append(records, e)
			place := chain.Provenance{Block: index, LogIndex: uint64(i), Tx: common.Hash{2}}
			logs.Events = append(logs.Events, read.EventLog{RecordsOf: of, Index: index, Provenance: place})
		}
		if err := s.Store.AddRecords(records); err != nil {
			t.Fatal(err)
		}
		if err := s.Store.AddLogs("events", uint64(i), logs); err != nil {
			t.Fatal(err)
		}
		if err := s.Partners.Save(t.Context(), address(i), partner.Answer{ETag: fmt.Sprintf("W/%d", i), Body: []byte(`{"temperature":21.5}`)}); err != nil {
			t.Fatal(err)
		}
		rates = append(rates, fx.Rate{Currency: "HKD", Day: int64(i), Units: fmt.Sprintf("7.8%d", i)})
	}
	if err := s.Rates.Save(t.Context(), "ecb", []int64{1, 2, 3}, rates); err != nil {
		t.Fatal(err)
	}
	seeds := map[uint256.Int]uint64{}
	for i := range machines {
		seeds[*uint256.NewInt(uint64(i))] = uint64(i)
	}
	run := Run{Tree: Tree{Hash: "ab", Until: 9}, Operators: []Operator{{common.Address{3}, [32]byte{4}}}}
	run.Changes, run.Rows = changesOf(t, seeds)
	if err := s.Rows.Save(&run); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// recall reads all values of a state file.
func recall(t *testing.T, s *State) (v values, err error) {
	count, err := s.Store.Counts()
	if err != nil {
		return v, err
	}
	source := s.Store.Events([]common.Address{registry}, count)
	for i := range machines {
		events, err := source.Of(*uint256.NewInt(uint64(i)))
		if err != nil {
			return v, err
		}
		v.Events = append(v.Events, events...)
		a, _, err := s.Partners.Load(t.Context(), address(i))
		if err != nil {
			return v, err
		}
		v.Partners = append(v.Partners, a)
	}
	if v.Tree, _, err = s.Rows.Tree(); err != nil {
		return v, err
	}
	if v.Rows, err = allRows(s); err != nil {
		return v, err
	}
	v.Rates, v.Days, err = s.Rates.Rates(t.Context(), "ecb", 0, 100)
	return v, err
}

// TestBitFlips flips one bit of the file: all values are as they were, or
// damage is reported. It never gives others.
func TestBitFlips(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	fill(t, path)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := recall(t, reopen(t, path))
	if err != nil || len(want.Events) != 5*machines || len(want.Rates) != machines {
		t.Fatalf("%d events, %d rates: %v", len(want.Events), len(want.Rates), err)
	}
	noticed := 0
	r := rand.New(rand.NewPCG(60, 37))
	for range 80 {
		at, bit := r.IntN(len(whole)), r.IntN(8)
		for whole[at] == 0 { // most of the file is empty
			at = r.IntN(len(whole))
		}
		damaged := bytes.Clone(whole)
		damaged[at] ^= 1 << bit
		file := filepath.Join(t.TempDir(), "state.db")
		if err := os.WriteFile(file, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		s, err := Open(file, deployment, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Errorf("bit %d of byte %d: %v", bit, at, err)
			continue
		}
		got, err := recall(t, s)
		switch {
		case errors.Is(err, store.ErrDamaged), log.Len() > 0 && len(got.Events) == 0 && len(got.Rates) == 0:
			noticed++
		case err != nil || !cmp.Equal(want, got, exactly):
			t.Errorf("bit %d of byte %d: %v, other values are read: %s", bit, at, err, cmp.Diff(want, got, exactly))
		}
		s.Close()
	}
	if noticed < 20 {
		t.Errorf("%d of 80 flips were noticed", noticed)
	}
}
