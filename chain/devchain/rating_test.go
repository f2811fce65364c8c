package devchain

import (
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// The ratings in the tables are what the scoring model says of the machines as
// they stand on chain.
func TestRatings(t *testing.T) {
	bonded1 := func(r reader, id *big.Int) bool {
		return r.number(stakingAddress, identityStaking.pack("isStaked", id)).Sign() != 0
	}
	t.Run("1.0", func(t *testing.T) {
		checkRatings(reader{t: t, client: gen1Client}, gen1Chain, eventRegistryV2, recordsAddress, bonded1)
	})
	bonded2 := func(r reader, id *big.Int) bool {
		status := r.status(id)
		return status == chain.Active || status == chain.Grace
	}
	t.Run("2.0", func(t *testing.T) {
		checkRatings(reader{t: t, client: gen2Client}, gen2Chain, eventRegistry, eventsAddress, bonded2)
	})
}

func checkRatings(r reader, c *Chain, registry *contract, at common.Address, bonded func(reader, *big.Int) bool) {
	r.t.Helper()
	events := map[uint256.Int][]stored{}
	var needs []fx.Need
	for _, m := range c.Fleet() {
		events[m.ID] = r.events(registry, at, m.ID.ToBig())
		for _, e := range events[m.ID] {
			needs = append(needs, fx.Need{Currency: e.Currency, Day: e.Timestamp.Int64() / 86400})
		}
	}
	table := loadRates(r.t, needs)
	for _, m := range c.Fleet() {
		if m.Rating == "" || m.Foreign {
			continue // not scored
		}
		machine := scoring.Machine{
			Bonded:    bonded(r, m.ID.ToBig()),
			FlaggedAt: r.number(flagsAddress, adminFlags.pack("negativeFlagAt", m.ID.ToBig())).Uint64(),
		}
		if set, value := r.trustOverride(m.ID.ToBig()); set {
			machine.Override = &value
		}
		for _, e := range events[m.ID] {
			scored := scoring.Event{Type: scoring.EventType(e.EventType), Time: e.Timestamp.Uint64(), Trust: e.TrustLevel}
			if e.EventType == revenue {
				value := table.Value(e.Currency, e.Value, e.Timestamp.Uint64())
				scored.Status, scored.Cents = value.Status, value.Cents
			}
			machine.Events = append(machine.Events, scored)
		}
		got := scoring.Rate(scoring.Default(), headTime, &machine)
		if string(got.Letter) != m.Rating {
			r.t.Errorf("%s: rated %s (%d points), not %s", m.State, got.Letter, got.Score, m.Rating)
		}
		if stale := m.State == "a currency whose rate is stale"; stale && !got.Degraded {
			r.t.Errorf("%s: not degraded", m.State)
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
