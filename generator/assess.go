package generator

import (
	"math"

	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/export"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// assessment is one machine with everything that its files are made of, or, of
// one whose files are kept, with its rating alone.
type assessment struct {
	answers.Machine
	history []scoring.Point
	until   uint64 // Unix seconds: see state.Row
	row     []byte // encoded, for the next run; nil where the one of the last run holds

	outline  *row
	entry    answers.MachineEntry
	exported *export.Machine // nil where machines are not exported
}

// assess values and rates the events of one machine at a time. It has a history
// where cards are made and this machine's shows it.
func assess(m *chain.Machine, events []chain.Event, at chain.Block, rates *fx.Table, model *scoring.Parameters, cards bool) *assessment {
	a := &assessment{Machine: answers.Machine{Machine: m, Events: events, Values: values(events, rates)}}
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
		subject.Events[i] = scored(&events[i], &a.Values[i])
	}
	a.Rating = scoring.Rate(model, at.Time, &subject)
	a.until = until(scoring.Until(model, at.Time, &subject), events, at.Time)
	if m.Foreign {
		a.Rating = unscored(model, at.Time, &a.Rating)
		return a
	}
	if cards && m.Card && (a.Rating.Breakdown.Scored() || m.DataVisibility == answers.Onchain) {
		a.history = scoring.History(model, at.Time, &subject)
	}
	return a
}

// values converts the revenue events.
func values(events []chain.Event, rates *fx.Table) []fx.Valuation {
	list := make([]fx.Valuation, len(events))
	for i := range events {
		list[i] = value(&events[i], rates)
	}
	return list
}

// value converts a revenue event.
func value(e *chain.Event, rates *fx.Table) fx.Valuation {
	if scoring.EventType(e.Type) != scoring.Revenue {
		return fx.Valuation{}
	}
	return rates.Value(e.Currency, e.Value.ToBig(), saturate(e.Time))
}

// scored is an event as the model sees it. One without a time is counted and
// nothing else, and so is one that clients would refuse.
func scored(e *chain.Event, v *fx.Valuation) scoring.Event {
	s := scoring.Event{
		Type:   scoring.EventType(e.Type),
		Time:   saturate(e.Time),
		Trust:  e.Trust,
		Status: v.Status,
		Cents:  v.Cents,
	}
	if !answers.Regular(e) {
		s.Time = 0
	}
	return s
}

// unscored is the rating of a machine that is homed on another chain: its
// events there are not known, and those here are counted only.
func unscored(model *scoring.Parameters, T uint64, counted *scoring.Rating) scoring.Rating {
	r := scoring.Rate(model, T, &scoring.Machine{})
	r.Letter, r.Score, r.Trend = scoring.Provisioned, 0, ""
	r.Breakdown.Gate.StoppedBy = scoring.GateEvents
	r.NegativeFlag, r.LastUpdated = counted.NegativeFlag, counted.LastUpdated
	r.EventCount, r.RevenueEventCount, r.ActivityEventCount = counted.EventCount, counted.RevenueEventCount, counted.ActivityEventCount
	return r
}

// saturate narrows a number for comparisons in which every value beyond 64
// bits means the same.
func saturate(n uint256.Int) uint64 {
	if n.IsUint64() {
		return n.Uint64()
	}
	return math.MaxUint64
}
