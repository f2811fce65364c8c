package export

import "math/big"

// Machine is a row of the machines: the fields of the API's /mcr, /machine
// and /machines bodies once each, and the breakdown of the rating. Left out
// is what every row would repeat (schema version, type, description), and
// what a partner answers, which does not follow from the chain. Cents are USD
// cents; points are thousandths (mp) of a point of the score.
type Machine struct {
	MachineID string  `column:"machine_id"`
	DID       *string `column:"did"`              // null where the registry names no wallet
	Wallet    *string `column:"wallet" gen:"1.0"` // EIP-55; likewise
	TokenID   *string `column:"token_id" gen:"1.0"`

	Owner       *string `column:"owner" gen:"2.0"`      // EIP-55, null for a machine that is homed on another chain
	Controller  *string `column:"controller" gen:"2.0"` // EIP-55, null where the owner controls it
	MachineType *string `column:"machine_type" gen:"2.0"`
	HomeChain   *uint16 `column:"home_chain" gen:"2.0"` // protocol chain id, null for a machine that is homed here
	Relocating  bool    `column:"relocating" gen:"2.0"`

	Tier               *uint8 `column:"tier" gen:"2.0"` // 0 entry, 1 basic, 2 pro; null where it was never activated
	SubscriptionStatus string `column:"subscription_status" gen:"2.0"`
	PeriodStart        *Time  `column:"period_start" gen:"2.0"` // null where it was never activated
	PeriodEnd          *Time  `column:"period_end" gen:"2.0"`
	BondedAmount       string `column:"bonded_amount" gen:"2.0"` // decimal

	Name             string  `column:"name"` // of the NFT
	Active           bool    `column:"active"`
	MachineRegistry  string  `column:"machine_registry"` // eip155:<chain id>:<address>
	Operator         *string `column:"operator"`         // as the answers give it
	DataVisibility   string  `column:"data_visibility"`
	DocumentationURL *string `column:"documentation_url"`
	DataAPI          *string `column:"data_api"` // the endpoint of the service named web

	MCR                    string   `column:"mcr"`
	MCRScore               int      `column:"mcr_score"`
	MCRDegraded            bool     `column:"mcr_degraded"`
	BondStatus             string   `column:"bond_status"`
	NegativeFlag           bool     `column:"negative_flag"`
	EventCount             int      `column:"event_count"`
	RevenueEventCount      int      `column:"revenue_event_count"`
	ActivityEventCount     int      `column:"activity_event_count"`
	RevenueTrend           *string  `column:"revenue_trend"`             // null where the machine is homed elsewhere
	TotalRevenue           *big.Int `column:"total_revenue"`             // cents
	AverageRevenuePerEvent *float64 `column:"average_revenue_per_event"` // cents, null where no event counts
	LastUpdated            *Time    `column:"last_updated"`              // null where there is no event

	GateStoppedBy           *string `column:"gate_stopped_by"` // bond, events or history; null where the machine passed
	GateQualifyingEvents    int     `column:"gate_qualifying_events"`
	GateMinQualifyingEvents int     `column:"gate_min_qualifying_events"`
	GateFirstQualifyingAt   *Time   `column:"gate_first_qualifying_at"` // null where there is none
	GateLastQualifyingAt    *Time   `column:"gate_last_qualifying_at"`
	GateSpanSeconds         uint64  `column:"gate_span_seconds"`
	GateMinSpanSeconds      uint64  `column:"gate_min_span_seconds"`
	GateMissingEvents       int     `column:"gate_missing_events"`
	GateMissingSpanSeconds  uint64  `column:"gate_missing_span_seconds"`

	RevenuePoints         int      `column:"revenue_points"`
	RevenueMax            int      `column:"revenue_max"`
	RevenueWindowCents    *big.Int `column:"revenue_window_cents"`
	RevenueQualifyingDays int      `column:"revenue_qualifying_days"`
	RevenueDays           int      `column:"revenue_days"`
	RevenueMonthlyCents   *big.Int `column:"revenue_monthly_cents"`

	TrendPoints        int      `column:"trend_points"`
	TrendMax           int      `column:"trend_max"`
	TrendCurrentCents  *big.Int `column:"trend_current_cents"`
	TrendPreviousCents *big.Int `column:"trend_previous_cents"`

	CadencePoints      int `column:"cadence_points"`
	CadenceMax         int `column:"cadence_max"`
	CadenceActiveWeeks int `column:"cadence_active_weeks"`
	CadenceWeeks       int `column:"cadence_weeks"`

	TrustPoints int `column:"trust_points"`
	TrustMax    int `column:"trust_max"`
	// The events in the window by trust level, null where the machine does not
	// show its events.
	TrustEventsLevel0    *int    `column:"trust_events_level_0"`
	TrustEventsLevel1    *int    `column:"trust_events_level_1"`
	TrustEventsLevel2    *int    `column:"trust_events_level_2"`
	TrustEventsOther     *int    `column:"trust_events_other"`
	TrustWeightLevel0    int     `column:"trust_weight_level_0"` // permille, tenure bonus included
	TrustWeightLevel1    int     `column:"trust_weight_level_1"`
	TrustWeightLevel2    int     `column:"trust_weight_level_2"`
	TrustWeightOther     int     `column:"trust_weight_other"`
	TrustTenureSeconds   uint64  `column:"trust_tenure_seconds"`
	TrustTenured         bool    `column:"trust_tenured"`
	TrustAverage         int     `column:"trust_average"`  // permille
	TrustOverride        *uint64 `column:"trust_override"` // 0 to 100, null where none is applied
	TrustOverrideIgnored bool    `column:"trust_override_ignored"`
	TrustPenalty         bool    `column:"trust_penalty"`
	TrustPenaltyUntil    *Time   `column:"trust_penalty_until"` // null where there is no plausible flag
	TrustPermille        int     `column:"trust_permille"`

	BondPoints int `column:"bond_points"`
	BondMax    int `column:"bond_max"`

	UnvaluedUnsupportedCurrency int `column:"unvalued_unsupported_currency"`
	UnvaluedFXUnavailable       int `column:"unvalued_fx_unavailable"`

	BreakdownSum   int `column:"breakdown_sum"`   // mp
	BreakdownScore int `column:"breakdown_score"` // before the letter is looked up

	// What the next better letter would take. All are null at AAA and where a
	// gate stops the machine; those of a component are null where it has no
	// room, and its target is null where it cannot bring the letter alone.
	NextLetter          *string  `column:"next_letter"`
	NextScore           *int     `column:"next_score"`
	NextMissing         *int     `column:"next_missing"` // mp
	NextRevenueHeadroom *int     `column:"next_revenue_headroom"`
	NextRevenueTarget   *big.Int `column:"next_revenue_target"` // monthly cents
	NextTrendHeadroom   *int     `column:"next_trend_headroom"`
	NextTrendTarget     *big.Int `column:"next_trend_target"` // current cents
	NextCadenceHeadroom *int     `column:"next_cadence_headroom"`
	NextCadenceTarget   *big.Int `column:"next_cadence_target"` // active weeks
	NextTrustHeadroom   *int     `column:"next_trust_headroom"`
	NextTrustTarget     *big.Int `column:"next_trust_target"` // permille
	NextBondHeadroom    *int     `column:"next_bond_headroom"`
	NextBondTarget      *big.Int `column:"next_bond_target"` // 1 for a bond
}
