package scoring

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Model names the model with its default parameters.
const Model = "open-mcr-1"

// monthDays is the month that revenue is brought to, and the shortest time it
// is spread over.
const monthDays = 30

// Parameters are the numbers of the model. What peaq publishes as a rule is
// code; what it keeps to itself is a number here.
type Parameters struct {
	WindowDays           int         `json:"window_days"`            // the score window, back from the snapshot
	MinQualifyingEvents  int         `json:"min_qualifying_events"`  // gate
	MinHistoryDays       int         `json:"min_history_days"`       // gate: first to last qualifying event
	EconomicMinimumCents int64       `json:"economic_minimum_cents"` // a UTC day that earns less is no revenue day
	RevenueFloorCents    int64       `json:"revenue_floor_cents"`    // events below it stay out of the reported total and average
	TrendDays            int         `json:"trend_days"`             // length of each of the two windows compared
	TrendBandPercent     int         `json:"trend_band_percent"`     // a move within the band is stable
	CadenceWeeks         int         `json:"cadence_weeks"`
	TrustWeights         []int       `json:"trust_weights"` // permille for the levels 0, 1, 2
	TenureDays           int         `json:"tenure_days"`   // first to last event, for the bonus
	TenureBonus          int         `json:"tenure_bonus"`  // permille added to the weight of level 0
	PenaltyDays          int         `json:"penalty_days"`
	PenaltyPermille      int         `json:"penalty_permille"` // what is left of the trust while the penalty runs
	Points               Points      `json:"points"`
	TrendPoints          TrendPoints `json:"trend_points"`
	RevenueSteps         []Step      `json:"revenue_steps"`         // linear in between, flat beyond the last
	SkipProvisionedGate  bool        `json:"skip_provisioned_gate"` // rate machines without a bond; for development
}

// Points are the points that each component can give. They sum to 100.
type Points struct {
	Revenue int `json:"revenue"`
	Trend   int `json:"trend"`
	Cadence int `json:"cadence"`
	Trust   int `json:"trust"`
	Bond    int `json:"bond"`
}

// TrendPoints are the points for each word of the trend.
type TrendPoints struct {
	Up           int `json:"up"`
	Stable       int `json:"stable"`
	Down         int `json:"down"`
	Insufficient int `json:"insufficient"`
}

// Step says that a monthly revenue of Cents (USD) gives Points (mp).
type Step struct {
	Cents  int64 `json:"cents"`
	Points int   `json:"points"`
}

// Default gives the parameters of open-mcr-1, a fresh copy at each call.
func Default() *Parameters {
	return &Parameters{
		WindowDays:           365,
		MinQualifyingEvents:  5,
		MinHistoryDays:       30,
		EconomicMinimumCents: 1000,
		RevenueFloorCents:    1000,
		TrendDays:            30,
		TrendBandPercent:     10,
		CadenceWeeks:         26,
		TrustWeights:         []int{400, 750, 1000},
		TenureDays:           365,
		TenureBonus:          100,
		PenaltyDays:          180,
		PenaltyPermille:      500,
		Points:               Points{Revenue: 25, Trend: 15, Cadence: 30, Trust: 20, Bond: 10},
		TrendPoints:          TrendPoints{Up: 15, Stable: 10, Down: 3},
		RevenueSteps:         []Step{{0, 0}, {1000, 5000}, {10000, 10000}, {100000, 17000}, {1000000, 25000}},
	}
}

// ParseParameters reads a JSON object that sets any of the parameters; those it leaves
// out keep their defaults. A list is replaced as a whole. A field that does
// not exist, a wrong type or a value out of bounds is an error that names the
// field.
func ParseParameters(data []byte) (*Parameters, error) {
	p := Default()
	steps, weights := p.RevenueSteps, p.TrustWeights
	p.RevenueSteps, p.TrustWeights = nil, nil
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(p); err != nil {
		return nil, fmt.Errorf("reading model parameters: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("reading model parameters: something follows the JSON object")
	}
	if p.RevenueSteps == nil {
		p.RevenueSteps = steps
	}
	if p.TrustWeights == nil {
		p.TrustWeights = weights
	}
	if err := p.validate(); err != nil {
		return nil, fmt.Errorf("checking model parameters: %w", err)
	}
	return p, nil
}

// Canonical returns the parameters as one line of compact JSON, every field
// present, in the order of the type. [ParseParameters] reads it back.
func (p *Parameters) Canonical() []byte {
	data, err := json.Marshal(p)
	if err != nil {
		panic(err) // a struct of numbers always marshals
	}
	return append(data, '\n')
}

// Hash returns the SHA-256 of the canonical JSON, its newline included, in
// lower-case hex.
func (p *Parameters) Hash() string {
	digest := sha256.Sum256(p.Canonical())
	return hex.EncodeToString(digest[:])
}

// Model returns the name of the model with these parameters: [Model], with
// "+custom" behind it where they are not the defaults.
func (p *Parameters) Model() string {
	if bytes.Equal(p.Canonical(), Default().Canonical()) {
		return Model
	}
	return Model + "+custom"
}
