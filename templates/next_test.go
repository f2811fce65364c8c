package templates

import (
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWays(t *testing.T) {
	override := 12
	tests := []struct {
		name      string
		lift      Lift
		override  *int
		penalized bool
		want      way
	}{
		{"revenue", Lift{"revenue", 6654, big.NewInt(1000000)}, nil, false, way{"Revenue", "$2,515.21 a month", "$10,000.00 a month"}},
		{"too little room", Lift{"revenue", 6654, nil}, nil, false, way{"Revenue", "$2,515.21 a month", "Not enough alone: at most 6.654 points more"}},
		{"trend", Lift{"trend", 5000, big.NewInt(287650)}, nil, false, way{"Trend", "$3,120.40 in 30 days", "$2,876.50 in 30 days"}},
		{"nothing to compare with", Lift{"trend", 15000, nil}, nil, false, way{"Trend", "$3,120.40 in 30 days", "Revenue in two periods: there is none before to compare with"}},
		{"cadence", Lift{"cadence", 1154, big.NewInt(26)}, nil, false, way{"Cadence", "25 of 26 weeks active", "26 weeks"}},
		{"trust", Lift{"trust", 5440, big.NewInt(900)}, nil, false, way{"Trust", "72.8 % of its points", "90.0 %, from events of higher trust"}},
		{"no trust", Lift{"trust", 5440, nil}, &override, true, way{"Trust", "72.8 % of its points", "Not enough alone: at most 5.44 points more"}},
		{"override", Lift{"trust", 5440, big.NewInt(900)}, &override, false, way{"Trust", "72.8 % of its points", "90.0 %, which only a change of the override can bring"}},
		{"penalty", Lift{"trust", 5440, big.NewInt(501)}, nil, true, way{"Trust", "72.8 % of its points", "50.1 %, out of reach before the penalty ends on 2027-02-01"}},
		{"within the penalty", Lift{"trust", 5440, big.NewInt(500)}, nil, true, way{"Trust", "72.8 % of its points", "50.0 %, from events of higher trust"}},
		{"bond", Lift{"bond", 10000, big.NewInt(1)}, nil, false, way{"Bond", "Staked", "A staked bond"}},
	}
	for _, test := range tests {
		p := fullCard()
		p.Inputs.TrustOverride, p.Inputs.Penalized, p.PenaltyUntil = test.override, test.penalized, 1801440000
		p.Next.Lifts = []Lift{test.lift}
		if diff := cmp.Diff([]way{test.want}, ways(p), cmp.AllowUnexported(way{})); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestUnvaluedNote(t *testing.T) {
	const rest = ". They earn nothing, so the score may be too low."
	for u, want := range map[Unvalued]string{
		{Unsupported: 1}:                     "1 revenue event in the score window without a USD amount: there are no rates for the currency",
		{Unavailable: 2}:                     "2 revenue events in the score window without a USD amount: no rate is near enough to the date",
		{Unsupported: 1200, Unavailable: 30}: "1,230 revenue events in the score window without a USD amount: 1,200 in a currency without rates, 30 without a rate near the date",
	} {
		if got := unvaluedNote(u); got != want+rest {
			t.Errorf("%v: %s", u, got)
		}
	}
}
