package scoring

import (
	"cmp"
	"slices"
)

const daySeconds = 86400

// span is a set of events by number, earliest and latest time.
type span struct {
	n           int
	first, last uint64
}

func (s *span) add(t uint64) { s.merge(span{1, t, t}) }

func (s *span) merge(o span) {
	switch {
	case o.n == 0:
	case s.n == 0:
		*s = o
	default:
		*s = span{s.n + o.n, min(s.first, o.first), max(s.last, o.last)}
	}
}

func (s span) seconds() uint64 { return s.last - s.first }

// halfDay is the part of a UTC day before or after the second of the day at
// which the snapshot stands. Every window of the model is a number of days
// back from the snapshot, or from the last second of a month, so a half day
// lies in a window as a whole or not at all.
type halfDay struct {
	day  uint64 // days since the epoch
	late bool   // after the snapshot's second of the day

	all      span
	activity span
	revenue  span   // ok revenue
	earned   sum    // of revenue
	reported sum    // of revenue, events below the revenue floor left out
	counted  int    // events in reported
	levels   [4]int // events by trust level, the last for levels above 2
	unvalued UnvaluedPart
}

// group sums the events up to the snapshot's time T by half day, in order of
// time, without those that have no time or are of an unknown type. It is the
// one pass over a machine's events.
func group(p *Parameters, T uint64, events []Event) []halfDay {
	events = inOrder(events)
	after, _ := slices.BinarySearchFunc(events, T, func(e Event, T uint64) int {
		if e.Time <= T {
			return -1
		}
		return 1
	})
	events = events[:after]
	if len(events) == 0 {
		return nil
	}
	span := (events[len(events)-1].Time - events[0].Time) / daySeconds
	halves := make([]halfDay, 0, min(uint64(len(events)), 2*span+3))
	for i := range events {
		if e := &events[i]; e.Time == 0 || e.Type != Revenue && e.Type != Activity {
			continue
		}
		day, late := events[i].Time/daySeconds, events[i].Time%daySeconds > T%daySeconds
		if n := len(halves); n == 0 || halves[n-1].day != day || halves[n-1].late != late {
			halves = append(halves, halfDay{day: day, late: late})
		}
		halves[len(halves)-1].add(p, &events[i])
	}
	return halves
}

// inOrder returns the events in order of time, which they mostly are in.
func inOrder(events []Event) []Event {
	byTime := func(a, b Event) int { return cmp.Compare(a.Time, b.Time) }
	if slices.IsSortedFunc(events, byTime) {
		return events
	}
	return slices.SortedFunc(slices.Values(events), byTime)
}

func (h *halfDay) add(p *Parameters, e *Event) {
	h.all.add(e.Time)
	h.levels[min(e.Trust, 3)]++
	switch {
	case e.Type == Activity:
		h.activity.add(e.Time)
	case e.valued():
		h.revenue.add(e.Time)
		h.earned.add(e.Cents)
		var one sum
		if one.add(e.Cents); one.atLeast(p.RevenueFloorCents) {
			h.reported.merge(one)
			h.counted++
		}
	default:
		h.unvalued.add(e.Status)
	}
}
