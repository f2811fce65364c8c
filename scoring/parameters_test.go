package scoring

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParametersRoundTrip(t *testing.T) {
	p := Default()
	if err := p.validate(); err != nil {
		t.Fatal(err)
	}
	back, err := ParseParameters(p.Canonical())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, back); diff != "" {
		t.Error(diff)
	}
	if back.Hash() != p.Hash() || back.Model() != Model {
		t.Errorf("%s %s, want %s %s", back.Model(), back.Hash(), Model, p.Hash())
	}
}

// The hash names open-mcr-1 in every snapshot: a change to it is a change of the model.
func TestHashOfTheModel(t *testing.T) {
	const canonical = `{"window_days":365,"min_qualifying_events":5,"min_history_days":30,"economic_minimum_cents":1000,` +
		`"revenue_floor_cents":1000,"trend_days":30,"trend_band_percent":10,"cadence_weeks":26,"trust_weights":[400,750,1000],` +
		`"tenure_days":365,"tenure_bonus":100,"penalty_days":180,"penalty_permille":500,` +
		`"points":{"revenue":25,"trend":15,"cadence":30,"trust":20,"bond":10},` +
		`"trend_points":{"up":15,"stable":10,"down":3,"insufficient":0},` +
		`"revenue_steps":[{"cents":0,"points":0},{"cents":1000,"points":5000},{"cents":10000,"points":10000},` +
		`{"cents":100000,"points":17000},{"cents":1000000,"points":25000}],"skip_provisioned_gate":false}` + "\n"
	if diff := cmp.Diff(canonical, string(Default().Canonical())); diff != "" {
		t.Error(diff)
	}
}

func TestParseParametersOverrides(t *testing.T) {
	for _, tt := range []struct {
		name, json string
		change     func(*Parameters)
	}{
		{"nothing", `{}`, func(*Parameters) {}},
		{"one number", `{"window_days": 180}`, func(p *Parameters) { p.WindowDays = 180 }},
		{"a part of an object", `{"points": {"cadence": 25, "bond": 15}}`, func(p *Parameters) { p.Points.Cadence, p.Points.Bond = 25, 15 }},
		{"a list as a whole", `{"revenue_steps": [{"cents": 0}, {"cents": 5, "points": 25000}]}`,
			func(p *Parameters) { p.RevenueSteps = []Step{{0, 0}, {5, 25000}} }},
		{"the gate", `{"skip_provisioned_gate": true}`, func(p *Parameters) { p.SkipProvisionedGate = true }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseParameters([]byte(tt.json))
			if err != nil {
				t.Fatal(err)
			}
			want := Default()
			tt.change(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			custom := cmp.Diff(Default(), want) != ""
			if (got.Model() == Model) == custom || (got.Hash() == Default().Hash()) == custom {
				t.Errorf("model %s, hash %s", got.Model(), got.Hash())
			}
		})
	}
}

func TestParseParametersErrorsNameTheField(t *testing.T) {
	for json, want := range map[string]string{
		``:                                         "EOF",
		`[]`:                                       "array",
		`{} {}`:                                    "follows",
		`{"window_day": 1}`:                        `"window_day"`,
		`{"window_days": "1"}`:                     "window_days",
		`{"window_days": 1.5}`:                     "window_days",
		`{"window_days": 29}`:                      "window_days is 29, it must be 30 to 36500",
		`{"min_qualifying_events": -1}`:            "min_qualifying_events",
		`{"min_history_days": -1}`:                 "min_history_days",
		`{"economic_minimum_cents": -1}`:           "economic_minimum_cents",
		`{"revenue_floor_cents": 1e18}`:            "revenue_floor_cents",
		`{"trend_days": 0}`:                        "trend_days",
		`{"trend_band_percent": 101}`:              "trend_band_percent",
		`{"cadence_weeks": 0}`:                     "cadence_weeks",
		`{"trust_weights": [1, 2]}`:                "trust_weights has 2 entries",
		`{"trust_weights": [1, 2, 3, 4]}`:          "trust_weights has 4 entries",
		`{"trust_weights": [900, 750, 1]}`:         "trust_weights must rise",
		`{"trust_weights": [1, 750, 1001]}`:        "trust_weights must rise",
		`{"tenure_bonus": 350}`:                    "tenure_bonus is 350",
		`{"penalty_days": -1}`:                     "penalty_days",
		`{"penalty_permille": 1001}`:               "penalty_permille",
		`{"points": {"bond": 11}}`:                 "points sum to 101",
		`{"points": {"bonds": 10}}`:                `"bonds"`,
		`{"points": {"bond": -10, "cadence": 50}}`: "points.bond",
		`{"points": {"trend": 10, "bond": 15}}`:    "trend_points.up is 15",
		`{"points": {"revenue": 20, "bond": 15}}`:  "revenue_steps ends at 25000 points",
		`{"trend_points": {"stable": 16}}`:         "trend_points must fall",
		`{"trend_points": {"down": -1}}`:           "trend_points must fall",
		`{"trend_points": {"insufficient": 16}}`:   "trend_points.insufficient",
		`{"revenue_steps": []}`:                    "revenue_steps must hold two",
		`{"revenue_steps": [{"cents": 1}, {"cents": 2, "points": 25000}]}`:                      "revenue_steps must hold two",
		`{"revenue_steps": [{}, {"cents": 5, "points": 9}, {"cents": 5, "points": 25000}]}`:     "revenue_steps[2]",
		`{"revenue_steps": [{}, {"cents": 5, "points": 26000}, {"cents": 6, "points": 25000}]}`: "revenue_steps[2]",
		`{"revenue_steps": [{}, {"cents": 9000000000000, "points": 25000}]}`:                    "revenue_steps ends at 9000000000000 cents",
	} {
		if _, err := ParseParameters([]byte(json)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q in it", json, err, want)
		}
	}
}

func FuzzParseParameters(f *testing.F) {
	f.Add([]byte(`{"window_days": 180, "points": {"bond": 10}}`))
	f.Add(Default().Canonical())
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParseParameters(data)
		if err != nil {
			return
		}
		c := bonded("", weekly(0, 60), earn(1, 10*daySeconds, 1<<62), earn(1, 40*daySeconds, 12345))
		if r := Rate(p, vectorTime, &c.Machine); r.Score < 0 || r.Score > 100 {
			t.Errorf("score %d", r.Score)
		}
		if back, err := ParseParameters(p.Canonical()); err != nil || back.Hash() != p.Hash() {
			t.Errorf("canonical form does not come back: %v", err)
		}
	})
}
