package templates

import (
	"encoding/json"
	"fmt"
	"math/big"
)

// The data block of a card, that recompute.js reads, is an object of the model's
// parameters, the inputs and the result, in the terms of SCORING steps three to
// nine. Money is text, because it may exceed what a JSON number carries.

type publishedModel struct {
	MinEvents   int        `json:"min_qualifying_events"`
	MinDays     int        `json:"min_history_days"`
	Band        int        `json:"trend_band_percent"`
	Weeks       int        `json:"cadence_weeks"`
	Penalty     int        `json:"penalty_permille"`
	Points      [5]int     `json:"points"`       // revenue, trend, cadence, trust, bond
	TrendPoints [4]int     `json:"trend_points"` // up, stable, down, insufficient
	Steps       [][2]int64 `json:"revenue_steps"`
	SkipGate    bool       `json:"skip_provisioned_gate"`
}

type publishedInputs struct {
	Bonded    bool   `json:"bonded"`
	Events    int    `json:"qualifying_events"`
	History   uint64 `json:"history_seconds"`
	Revenue   string `json:"revenue_cents"`
	Days      int    `json:"days"`
	Current   string `json:"current_cents"`
	Previous  string `json:"previous_cents"`
	Weeks     int    `json:"active_weeks"`
	Trusted   int    `json:"trust_events"`
	Weight    int64  `json:"trust_weight"`
	Override  *int   `json:"trust_override"`
	Penalized bool   `json:"penalized"`
}

type publishedResult struct {
	Points [5]int `json:"points"`
	Score  int    `json:"score"`
	Letter string `json:"letter"`
}

// published is the data block of a card.
func published(p *CardPage) drawing {
	return func(m markup) markup {
		in := &p.Inputs
		inputs := encoded(publishedInputs{
			Bonded: in.Bonded, Events: in.QualifyingEvents, History: in.HistorySeconds, Revenue: cents(in.RevenueCents), Days: in.Days,
			Current: cents(in.CurrentCents), Previous: cents(in.PreviousCents), Weeks: in.ActiveWeeks,
			Trusted: in.TrustEvents, Weight: in.TrustWeight, Override: in.TrustOverride, Penalized: in.Penalized,
		})
		result := encoded(publishedResult{Points: p.Points.list(), Score: p.Score, Letter: p.Letter})
		m = m.html(`<script id="inputs" type="application/json">{"model":`).join(p.Site.made().model)
		return m.html(`,"inputs":`).join(inputs).html(`,"result":`).join(result).html("}\n</script>")
	}
}

func modelOf(m *Model) publishedModel {
	return publishedModel{
		MinEvents: m.MinQualifyingEvents, MinDays: m.MinHistoryDays, Band: m.TrendBandPercent, Weeks: m.CadenceWeeks,
		Penalty: m.PenaltyPermille, Points: m.Points.list(), SkipGate: m.SkipProvisionedGate, Steps: steps(m.RevenueSteps),
		TrendPoints: [4]int{m.TrendPoints.Up, m.TrendPoints.Stable, m.TrendPoints.Down, m.TrendPoints.Insufficient},
	}
}

// encoded is JSON as it may stand in HTML.
func encoded(v any) markup {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("templates: encoding a data block: %v", err)) // it holds numbers and text alone
	}
	return data
}

func (p Points) list() [5]int { return [5]int{p.Revenue, p.Trend, p.Cadence, p.Trust, p.Bond} }

func steps(list []RevenueStep) [][2]int64 {
	pairs := make([][2]int64, len(list))
	for i, s := range list {
		pairs[i] = [2]int64{s.Cents, int64(s.Points)}
	}
	return pairs
}

// cents is an amount in decimal, 0 where there is none.
func cents(n *big.Int) string {
	if n == nil {
		return "0"
	}
	return n.String()
}
