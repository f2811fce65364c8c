// Package scoring is the rating model open-mcr-1: a machine's events in, its
// rating out, with every step that led there.
//
// It is arithmetic on integers and nothing else. It reads no clock, no chain
// and no file, and it does not convert currencies: the caller hands over
// amounts that are USD cents already (package fx makes them). The same input
// gives the same rating to the digit, in any language that follows the
// vectors of [Vectors].
package scoring

import "math/big"

// EventType tells revenue from activity. An event of any other type counts in
// Rating.EventCount and in nothing else.
type EventType uint8

// The two documented types.
const (
	Revenue  EventType = 0
	Activity EventType = 1
)

// AmountStatus says how a revenue event's amount became USD.
type AmountStatus string

// The documented statuses. Only OK carries an amount.
const (
	OK                  AmountStatus = "ok"
	UnsupportedCurrency AmountStatus = "unsupported_currency"
	FXUnavailable       AmountStatus = "fx_unavailable"
)

// Event is one event as the model sees it.
type Event struct {
	Type   EventType
	Time   uint64 // Unix seconds; with 0, the event is in the event counts and in nothing else
	Trust  uint8
	Status AmountStatus // of a revenue event; empty for others
	Cents  *big.Int     // USD cents where Status is OK, else nil; never negative
}

// valued says that the event is revenue with an amount.
func (e *Event) valued() bool {
	return e.Type == Revenue && e.Status == OK && e.Cents != nil && e.Cents.Sign() >= 0
}

// Machine is what the model needs to know of one machine.
type Machine struct {
	Bonded    bool
	FlaggedAt uint64  // Unix seconds, 0 where none
	Override  *uint64 // trust override, nil where none
	Events    []Event // in order of on-chain index
}

// Letter is a rating.
type Letter string

// The eight ratings.
const (
	AAA         Letter = "AAA"
	AA          Letter = "AA"
	A           Letter = "A"
	BBB         Letter = "BBB"
	BB          Letter = "BB"
	B           Letter = "B"
	NR          Letter = "NR"
	Provisioned Letter = "Provisioned"
)

// Trend compares the revenue of the last 30 days with the 30 before.
type Trend string

// The four documented words.
const (
	Up           Trend = "up"
	Stable       Trend = "stable"
	Down         Trend = "down"
	Insufficient Trend = "insufficient"
)

// Rating is everything that the model says of one machine at one time.
type Rating struct {
	Letter       Letter
	Score        int // 0 to 100; 0 for NR and Provisioned
	Degraded     bool
	NegativeFlag bool
	Trend        Trend

	EventCount         int
	RevenueEventCount  int
	ActivityEventCount int

	// TotalRevenue is in USD cents: the ok revenue events in the window that
	// reach Parameters.RevenueFloorCents.
	TotalRevenue *big.Int
	// AverageRevenue is TotalRevenue over the number of its events, to two
	// decimals; nil where there are none.
	AverageRevenue *float64
	LastUpdated    uint64 // Unix seconds, 0 where there is none

	Breakdown Breakdown
}
