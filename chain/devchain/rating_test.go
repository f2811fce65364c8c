package devchain

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// The ratings in the table are what the scoring model says of the machines as
// they stand on chain.
func TestRatings(t *testing.T) {
	r := atHead(t)
	events := map[uint64][]record{}
	var needs []fx.Need
	for _, m := range shared.Fleet() {
		events[m.MachineID] = r.events(m.MachineID)
		for _, e := range events[m.MachineID] {
			needs = append(needs, fx.Need{Currency: e.currency, Day: int64(e.time / 86400)})
		}
	}
	table := loadRates(t, needs)
	for _, m := range shared.Fleet() {
		machine := scoring.Machine{
			Bonded:    r.number(deployment.IdentityStaking, stakingABI.PackIsStaked(m.big())).Sign() != 0,
			FlaggedAt: r.number(deployment.AdminFlags, flagsABI.PackNegativeFlagAt(m.big())).Uint64(),
			Override:  overrideOf(r, m),
		}
		for _, e := range events[m.MachineID] {
			scored := scoring.Event{Type: scoring.EventType(e.kind), Time: e.time, Trust: e.trust}
			if e.kind == revenue {
				value := table.Value(e.currency, e.value, e.time)
				scored.Status, scored.Cents = value.Status, value.Cents
			}
			machine.Events = append(machine.Events, scored)
		}
		got := scoring.Rate(scoring.Default(), headTime, &machine)
		if string(got.Letter) != m.Rating {
			t.Errorf("%d, %s: rated %s (%d points), not %s", m.MachineID, m.State, got.Letter, got.Score, m.Rating)
		}
		if stale := m.State == "a currency whose rate is stale"; stale && !got.Degraded {
			t.Errorf("%s: not degraded", m.State)
		}
	}
}

func TestCurrencies(t *testing.T) {
	var codes []string
	for _, c := range currencies {
		codes = append(codes, c.code)
	}
	if diff := cmp.Diff(fx.Currencies(), codes); diff != "" {
		t.Error(diff)
	}
}

func loadRates(t *testing.T, needs []fx.Need) *fx.Table {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rates.csv")
	if err := os.WriteFile(path, Rates(), 0o600); err != nil {
		t.Fatal(err)
	}
	sources, err := fx.ParseSources("file:"+path, fx.Options{})
	if err != nil {
		t.Fatal(err)
	}
	table, _, err := fx.Load(t.Context(), headTime, nil, sources, needs)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func overrideOf(r reader, m Member) *uint64 {
	got, err := flagsABI.UnpackTrustOverride(r.view(deployment.AdminFlags, flagsABI.PackTrustOverride(m.big())))
	if err != nil {
		r.t.Fatal(err)
	}
	if !got.Set {
		return nil
	}
	value := got.Value.Uint64()
	return &value
}
