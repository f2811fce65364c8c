package generator

import (
	"math"

	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// assessment is one machine with everything that its files are made of.
type assessment struct {
	*chain.Machine
	events  []chain.Event
	values  []fx.Valuation // of events, by index; zero for all but revenue
	rating  scoring.Rating
	history []scoring.Point
}

// assess values and rates the events of one machine at a time.
func assess(m *chain.Machine, events []chain.Event, at chain.Block, rates *fx.Table, model *scoring.Parameters) *assessment {
	a := &assessment{Machine: m, events: events, values: make([]fx.Valuation, len(events))}
	subject := scoring.Machine{
		Bonded:    m.Bonded,
		FlaggedAt: saturate(m.FlaggedAt),
		Events:    make([]scoring.Event, len(events)),
	}
	if m.TrustOverride != nil {
		override := saturate(*m.TrustOverride)
		subject.Override = &override
	}
	for i := range events {
		e := &events[i]
		a.values[i] = value(e, rates)
		subject.Events[i] = scoring.Event{
			Type:   scoring.EventType(e.Type),
			Time:   e.Time,
			Trust:  e.Trust,
			Status: a.values[i].Status,
			Cents:  a.values[i].Cents,
		}
	}
	a.rating = scoring.Rate(model, at.Time, &subject)
	a.history = scoring.History(model, at.Time, &subject)
	return a
}

// value converts a revenue event. A partial one has no currency, so it has no
// value.
func value(e *chain.Event, rates *fx.Table) fx.Valuation {
	switch {
	case scoring.EventType(e.Type) != scoring.Revenue:
		return fx.Valuation{}
	case e.Partial:
		return fx.Valuation{Status: scoring.UnsupportedCurrency}
	default:
		return rates.Value(e.Currency, e.Value.ToBig(), e.Time)
	}
}

// saturate narrows a number for comparisons in which every value beyond 64
// bits means the same.
func saturate(n uint256.Int) uint64 {
	if n.IsUint64() {
		return n.Uint64()
	}
	return math.MaxUint64
}

// visibility is the machine's data_visibility; anything unrecognised is
// private.
func (a *assessment) visibility() string {
	switch text := a.DID.DataVisibility.Text(); text {
	case "onchain", "public":
		return text
	default:
		return "private"
	}
}

func (a *assessment) bondStatus() string {
	if a.Bonded {
		return "bonded"
	}
	return "unbonded"
}

// optional is an attribute's text, nil where it is absent.
func optional(a chain.Attribute) *string {
	if !a.Present() {
		return nil
	}
	text := a.Text()
	return &text
}
