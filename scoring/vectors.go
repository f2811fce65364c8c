package scoring

import "math/big"

// VectorSet is the model as test vectors: cases over every rule and edge, with
// what comes out. It marshals to the published JSON.
type VectorSet struct {
	Model      string      `json:"model"`
	Parameters *Parameters `json:"parameters"`
	Cases      []Vector    `json:"cases"`
}

// Vector is one case.
type Vector struct {
	Name           string        `json:"name"`
	AsOf           uint64        `json:"as_of"` // T, Unix seconds
	Bonded         bool          `json:"bonded"`
	NegativeFlagAt uint64        `json:"negative_flag_at"` // 0 where none
	TrustOverride  *uint64       `json:"trust_override"`   // null where none
	Events         []VectorEvent `json:"events"`
	Expect         Expectation   `json:"expect"`
}

// VectorEvent is one event. The last two fields are null unless it is revenue,
// the very last one also where the status is not "ok". Amounts may need more
// than 64 bits.
type VectorEvent struct {
	Type   EventType     `json:"event_type"`
	Time   uint64        `json:"timestamp"`
	Trust  uint8         `json:"trust_level"`
	Status *AmountStatus `json:"amount_status"`
	Cents  *big.Int      `json:"usd_value"`
}

// Expectation is what the model says of a case, in the names of the API.
type Expectation struct {
	Letter         Letter        `json:"mcr"`
	Score          int           `json:"mcr_score"`
	Degraded       bool          `json:"mcr_degraded"`
	NegativeFlag   bool          `json:"negative_flag"`
	Trend          Trend         `json:"revenue_trend"`
	TotalRevenue   *big.Int      `json:"total_revenue"`
	AverageRevenue *float64      `json:"average_revenue_per_event"` // null where no event counts
	LastUpdated    *uint64       `json:"last_updated"`              // null where there is none
	Points         *VectorPoints `json:"points,omitempty"`          // absent where the machine is not scored
}

// VectorPoints are the points of each component, in thousandths.
type VectorPoints struct {
	Revenue int `json:"revenue"`
	Trend   int `json:"trend"`
	Cadence int `json:"cadence"`
	Trust   int `json:"trust"`
	Bond    int `json:"bond"`
}

// Vectors returns the test vectors of the model with its default parameters,
// the same ones at every call.
func Vectors() VectorSet {
	p := Default()
	set := VectorSet{Model: p.Model(), Parameters: p}
	for _, c := range vectorCases() {
		set.Cases = append(set.Cases, Vector{
			Name:           c.name,
			AsOf:           c.asOf,
			Bonded:         c.Bonded,
			NegativeFlagAt: c.FlaggedAt,
			TrustOverride:  c.Override,
			Events:         vectorEvents(c.Events),
			Expect:         expectation(Rate(p, c.asOf, &c.Machine)),
		})
	}
	return set
}

func vectorEvents(events []Event) []VectorEvent {
	out := make([]VectorEvent, len(events))
	for i, e := range events {
		out[i] = VectorEvent{Type: e.Type, Time: e.Time, Trust: e.Trust, Cents: e.Cents}
		if e.Type == Revenue {
			out[i].Status = new(e.Status)
		}
	}
	return out
}

func expectation(r Rating) Expectation {
	e := Expectation{
		Letter:         r.Letter,
		Score:          r.Score,
		Degraded:       r.Degraded,
		NegativeFlag:   r.NegativeFlag,
		Trend:          r.Trend,
		TotalRevenue:   r.TotalRevenue,
		AverageRevenue: r.AverageRevenue,
	}
	if r.LastUpdated != 0 {
		e.LastUpdated = &r.LastUpdated
	}
	if b := &r.Breakdown; b.Scored() {
		e.Points = &VectorPoints{b.Revenue.Points, b.Trend.Points, b.Cadence.Points, b.Trust.Points, b.Bond.Points}
	}
	return e
}
