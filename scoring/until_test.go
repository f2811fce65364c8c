package scoring

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// randomParameters differ from the defaults in what the clock is held against.
func randomParameters(r *rand.Rand) *Parameters {
	p := Default()
	if r.IntN(2) == 0 {
		p.WindowDays = 30 + r.IntN(500)
		p.TrendDays = 1 + r.IntN(200)
		p.CadenceWeeks = 1 + r.IntN(60)
		p.PenaltyDays = r.IntN(200)
		p.EconomicMinimumCents = int64(r.IntN(2000))
	}
	return p
}

// edges are the seconds from T to until at which an event, or its day, is a
// whole number of days old, or one second more or less: where every rule of
// the model that knows the time has its edges.
func edges(T, until uint64, m *Machine) []uint64 {
	list := []uint64{T, until - 1}
	near := func(at uint64) {
		for _, t := range []uint64{at - 1, at, at + 1} {
			if t > T && t < until {
				list = append(list, t)
			}
		}
	}
	for _, e := range m.Events {
		near(e.Time)
		for _, from := range []uint64{e.Time, e.Time - e.Time%daySeconds} {
			if from <= T {
				for at := T - (T-from)%daySeconds; at <= until; at += daySeconds {
					near(at)
				}
			}
		}
	}
	near(m.FlaggedAt)
	near(m.FlaggedAt - daySeconds)
	slices.Sort(list)
	return slices.Compact(list)
}

func TestRatingStandsUntil(t *testing.T) {
	changes, exact := 0, 0
	try(t, func(r *rand.Rand, T uint64, m *Machine) error {
		if r.IntN(4) == 0 { // events and a flag that are to come
			m.Events = append(m.Events, Event{Type: Activity, Time: T + r.Uint64N(40*daySeconds), Trust: 1})
			m.FlaggedAt = T + r.Uint64N(20*daySeconds)
		}
		p := randomParameters(r)
		until := Until(p, T, m)
		if until <= T || until > T+31*daySeconds {
			return fmt.Errorf("it stands until %d", until)
		}
		rating, history := Rate(p, T, m), History(p, T, m)
		other := func(at uint64) string {
			now := History(p, at, m)
			now[len(now)-1].Time = T
			return cmp.Diff(rating, Rate(p, at, m), exactly) + cmp.Diff(history, now, exactly)
		}
		at := edges(T, until, m)
		if len(at) > 12 { // some of them, wherever they are
			r.Shuffle(len(at), func(i, j int) { at[i], at[j] = at[j], at[i] })
			at = append(at[:12], until-1)
		}
		for _, at := range at {
			if diff := other(at); diff != "" {
				return fmt.Errorf("%d seconds before its end at %d: %s", until-at, until, diff)
			}
		}
		if changes++; other(until) != "" {
			exact++
		}
		return nil
	})
	if exact < changes*95/100 {
		t.Errorf("of %d ratings only %d change when their time has come", changes, exact)
	}
}
