package state

import (
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"mcrpress/generator/partner"
	"mcrpress/scoring/fx"
)

func reopen(t *testing.T, path string) *State {
	t.Helper()
	s, err := Open(path, 3338, []common.Address{{1}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestRatesStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	rates := []fx.Rate{{Currency: "HKD", Day: 10, Units: "7.80"}, {Currency: "JPY", Day: 10, Units: "150.1"}, {Currency: "HKD", Day: 12, Units: "7.81"}}
	if err := reopen(t, path).Rates.Save(t.Context(), "ecb", []int64{10, 11, 12}, rates); err != nil {
		t.Fatal(err)
	}
	s := reopen(t, path)
	if err := s.Rates.Save(t.Context(), "ecb", []int64{12, 13}, []fx.Rate{{Currency: "HKD", Day: 12, Units: "7.9"}}); err != nil {
		t.Fatal(err)
	}
	got, days, err := s.Rates.Rates(t.Context(), "ecb", 11, 12)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]fx.Rate{{Currency: "HKD", Day: 12, Units: "7.9"}}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int64{11, 12}, days); diff != "" {
		t.Error(diff)
	}
	if got, days, err = s.Rates.Rates(t.Context(), "currency-api", 0, 100); len(got)+len(days) != 0 || err != nil {
		t.Errorf("another source has %v, %v, %v", got, days, err)
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
		got, ok, err := reopen(t, path).Partners.Load(t.Context(), "https://a.example/")
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
	if s, err := Open(path, 9990, []common.Address{{1}}); err == nil {
		s.Close()
		t.Error("a state file of another chain was opened")
	}
}
