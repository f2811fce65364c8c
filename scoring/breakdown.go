package scoring

import "math/big"

// Breakdown shows how a rating came about: the gates, the points of each
// component with the inputs behind them, and what the next letter would take.
// Points are thousandths (mp): 1000 mp are one point of the score. They are
// worked out for every machine, and count only where the gates let it pass.
type Breakdown struct {
	Gate    GatePart    `json:"gate"`
	Revenue RevenuePart `json:"revenue"`
	Trend   TrendPart   `json:"trend"`
	Cadence CadencePart `json:"cadence"`
	Trust   TrustPart   `json:"trust"`
	Bond    BondPart    `json:"bond"`

	Unvalued UnvaluedPart `json:"unvalued"`

	Sum   int  `json:"sum"`   // mp of all components, before rounding
	Score int  `json:"score"` // Sum in whole points, before the letter is looked up
	Next  Next `json:"next"`
}

// Scored says whether the machine passed the gates, so that its points count.
func (b *Breakdown) Scored() bool { return b.Gate.StoppedBy == "" }

// Gate names a condition that a machine must meet before it is scored.
type Gate string

// The gates, in the order in which they are asked.
const (
	GateBond    Gate = "bond"    // not bonded: NR
	GateEvents  Gate = "events"  // too few qualifying events: Provisioned
	GateHistory Gate = "history" // qualifying events too close together: Provisioned
)

// GatePart is the state of the gates.
type GatePart struct {
	StoppedBy     Gate   `json:"stopped_by"` // the first gate that is shut, empty where none is
	Events        int    `json:"qualifying_events"`
	MinEvents     int    `json:"min_qualifying_events"`
	First         uint64 `json:"first_qualifying_at"` // Unix seconds, 0 where there is none
	Last          uint64 `json:"last_qualifying_at"`
	SpanSeconds   uint64 `json:"span_seconds"` // from First to Last
	MinSpan       uint64 `json:"min_span_seconds"`
	MissingEvents int    `json:"missing_events"`
	MissingSpan   uint64 `json:"missing_span_seconds"`
}

// Part is what every component has: its points and the most it can give, in mp.
type Part struct {
	Points int `json:"points"`
	Max    int `json:"max"`
}

// RevenuePart is the level of revenue. Cents are USD cents.
type RevenuePart struct {
	Part
	Cents          *big.Int `json:"window_cents"` // R: the qualifying days in the window
	QualifyingDays int      `json:"qualifying_days"`
	Days           int      `json:"days"`          // D: the days that R is spread over
	Monthly        *big.Int `json:"monthly_cents"` // R*30/D
}

// TrendPart compares two windows of revenue, in USD cents.
type TrendPart struct {
	Part
	Word     Trend    `json:"word"`
	Current  *big.Int `json:"current_cents"`
	Previous *big.Int `json:"previous_cents"`
}

// CadencePart counts the weeks that hold an event.
type CadencePart struct {
	Part
	ActiveWeeks int `json:"active_weeks"`
	Weeks       int `json:"weeks"`
}

// TrustPart is the trust in the machine's events. Weights and shares are permille.
type TrustPart struct {
	Part
	Levels          [4]int  `json:"levels"`           // events in the window by trust level; the last counts levels above 2
	Weights         [4]int  `json:"weights"`          // applied to Levels, tenure bonus included
	TenureSeconds   uint64  `json:"tenure_seconds"`   // from the machine's first event to its last
	Tenured         bool    `json:"tenured"`          // long enough for the bonus
	Average         int     `json:"average"`          // of the weights over the events
	Override        *uint64 `json:"override"`         // applied in the place of Average, 0 to 100; null where none
	OverrideIgnored bool    `json:"override_ignored"` // there is an override, and it is above 100
	Penalty         bool    `json:"penalty"`          // the negative flag takes its share
	PenaltyUntil    uint64  `json:"penalty_until"`    // Unix second at which the penalty is over; 0 where there is no plausible flag
	Permille        int     `json:"permille"`         // what the points are made of
}

// BondPart is the bond.
type BondPart struct {
	Part
	Bonded bool `json:"bonded"`
}

// UnvaluedPart counts the revenue events in the window that have no USD
// amount. They earn nothing, and make the rating degraded.
type UnvaluedPart struct {
	Unsupported int `json:"unsupported_currency"`
	Unavailable int `json:"fx_unavailable"` // and every other event without an amount
}

func (u *UnvaluedPart) add(status AmountStatus) {
	if status == UnsupportedCurrency {
		u.Unsupported++
		return
	}
	u.Unavailable++
}

func (u *UnvaluedPart) merge(o UnvaluedPart) {
	u.Unsupported += o.Unsupported
	u.Unavailable += o.Unavailable
}

// Next says what stands between a scored machine and the next better letter.
type Next struct {
	Letter  Letter `json:"letter"`  // empty at AAA, and where a gate stops the machine
	Score   int    `json:"score"`   // the score that Letter begins at
	Missing int    `json:"missing"` // mp
	Lifts   []Lift `json:"lifts"`   // every component that can still give points, in the order of Breakdown
}

// Lift is the room that one component has left.
type Lift struct {
	Component string `json:"component"` // revenue, trend, cadence, trust or bond
	Headroom  int    `json:"headroom"`  // mp up to the component's maximum
	// Target is the value of the component's input that would bring the letter
	// with all else unchanged: monthly cents, current cents, active weeks,
	// permille, or 1 for a bond. It is null where this component cannot do it alone.
	Target *big.Int `json:"target"`
}
