package scoring

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// rounds is how many random machines each property is tried on.
const rounds = 2000

// randomMachine makes a machine that is likely to stand near the edges of the
// rules: events on whole days and weeks back from T, amounts around the daily
// minimum, flags around the penalty's end.
func randomMachine(r *rand.Rand, T uint64) *Machine {
	m := &Machine{Bonded: r.IntN(10) > 0}
	if r.IntN(3) == 0 {
		m.FlaggedAt = T - uint64(r.IntN(3))*90*daySeconds + uint64(r.IntN(3)) - 1
	}
	if r.IntN(4) == 0 {
		m.Override = new(uint64(r.IntN(110)))
	}
	spans := []uint64{10, 40, 70, 400, 800}
	span := spans[r.IntN(len(spans))]
	for range r.IntN(60) {
		age := r.Uint64N(span) * daySeconds
		switch r.IntN(3) {
		case 0:
			age += r.Uint64N(daySeconds)
		case 1:
			age += 1 - r.Uint64N(min(2, age+1))
		}
		e := Event{Type: EventType(r.IntN(2)), Time: T - age, Trust: uint8(r.IntN(3))}
		if r.IntN(20) == 0 {
			e.Type, e.Trust = EventType(r.IntN(256)), uint8(r.IntN(256))
		}
		if e.Type == Revenue {
			e.Status = OK
			cents := []int64{0, 1, 499, 500, 999, 1000, 1001, 50000, 1 << 62}
			e.Cents = big.NewInt(cents[r.IntN(len(cents))])
			if r.IntN(15) == 0 {
				e.Status, e.Cents = FXUnavailable, nil
			}
		}
		if r.IntN(40) == 0 {
			e.Time = 0
		}
		m.Events = append(m.Events, e)
	}
	return m
}

func randomTime(r *rand.Rand) uint64 {
	T := uint64(vectorTime) + r.Uint64N(400*daySeconds)
	if r.IntN(3) == 0 {
		T -= T%daySeconds + r.Uint64N(2)
	}
	return T
}

// try runs a property on many machines, always the same ones.
func try(t *testing.T, property func(r *rand.Rand, T uint64, m *Machine) error) {
	t.Helper()
	for seed := range uint64(rounds) {
		r := rand.New(rand.NewPCG(seed, 1))
		T := randomTime(r)
		m := randomMachine(r, T)
		if err := property(r, T, m); err != nil {
			t.Fatalf("seed %d: T %d, %+v: %v", seed, T, m, err)
		}
	}
}

// same reports the first difference between two ratings.
func same(a, b Rating) error {
	if diff := cmp.Diff(a, b, exactly); diff != "" {
		return fmt.Errorf("ratings differ: %s", diff)
	}
	return nil
}

func TestRateAgreesWithASecondImplementation(t *testing.T) {
	letters := map[Letter]int{}
	try(t, func(_ *rand.Rand, T uint64, m *Machine) error {
		rating := Rate(Default(), T, m)
		letters[rating.Letter]++
		want, gate := naive(int64(T), m.Bonded, int64(m.FlaggedAt), m.Override, m.Events)
		if diff := cmp.Diff(want, expectation(rating), exactly); diff != "" {
			return fmt.Errorf("%s", diff)
		}
		if got := rating.Breakdown.Gate.StoppedBy; got != gate {
			return fmt.Errorf("stopped by %q, want %q", got, gate)
		}
		return nil
	})
	if len(letters) < 7 {
		t.Errorf("the machines come to %v only", letters)
	}
}

func TestScoreStaysWithinBounds(t *testing.T) {
	try(t, func(_ *rand.Rand, T uint64, m *Machine) error {
		r := Rate(Default(), T, m)
		b := r.Breakdown
		for name, part := range map[string]Part{
			"revenue": b.Revenue.Part, "trend": b.Trend.Part, "cadence": b.Cadence.Part, "trust": b.Trust.Part, "bond": b.Bond.Part,
		} {
			if part.Points < 0 || part.Points > part.Max {
				return fmt.Errorf("%s gives %d of %d", name, part.Points, part.Max)
			}
		}
		if r.Score < 0 || r.Score > 100 || r.Score != 0 && r.Score != b.Score {
			return fmt.Errorf("score %d, %d before the letter", r.Score, b.Score)
		}
		return nil
	})
}

// More trust means a higher level among 0, 1 and 2: a level above 2 is none,
// and weighs nothing.
func TestMoreTrustNeverLowersTheScore(t *testing.T) {
	try(t, func(r *rand.Rand, T uint64, m *Machine) error {
		before := Rate(Default(), T, m)
		for i := range m.Events {
			if trust := &m.Events[i].Trust; *trust < 2 && r.IntN(3) == 0 {
				*trust++
			}
		}
		if after := Rate(Default(), T, m); after.Score < before.Score {
			return fmt.Errorf("from %d to %d", before.Score, after.Score)
		}
		return nil
	})
}

func TestOrderOfEventsDoesNotMatter(t *testing.T) {
	try(t, func(r *rand.Rand, T uint64, m *Machine) error {
		before := Rate(Default(), T, m)
		r.Shuffle(len(m.Events), func(i, j int) { m.Events[i], m.Events[j] = m.Events[j], m.Events[i] })
		return same(before, Rate(Default(), T, m))
	})
}

func TestEventThatDoesNotCountChangesOnlyTheCounts(t *testing.T) {
	try(t, func(r *rand.Rand, T uint64, m *Machine) error {
		before := Rate(Default(), T, m)
		e := Event{Type: EventType(r.IntN(3)), Trust: 2, Status: OK, Cents: big.NewInt(1e6)}
		switch {
		case e.Type > Activity:
			e.Time = T - r.Uint64N(500*daySeconds)
		case r.IntN(2) == 0:
			e.Time = T + 1 + r.Uint64N(2*daySeconds)
		}
		m.Events = slices.Insert(m.Events, r.IntN(len(m.Events)+1), e)
		after := Rate(Default(), T, m)
		before.EventCount++
		switch e.Type {
		case Revenue:
			before.RevenueEventCount++
		case Activity:
			before.ActivityEventCount++
		}
		return same(before, after)
	})
}

// More revenue means a higher amount of an event in the last 30 days. (A new
// event may also bring less trust than the machine's average; that is another
// rule.)
func TestMoreRevenueInTheLastMonthNeverLowersTheScore(t *testing.T) {
	try(t, func(r *rand.Rand, T uint64, m *Machine) error {
		before := Rate(Default(), T, m)
		for i := range m.Events {
			if e := &m.Events[i]; e.valued() && T-e.Time < 30*daySeconds && r.IntN(2) == 0 {
				e.Cents = new(big.Int).Add(e.Cents, big.NewInt(r.Int64N(2000)))
			}
		}
		if after := Rate(Default(), T, m); after.Score < before.Score {
			return fmt.Errorf("from %d to %d", before.Score, after.Score)
		}
		return nil
	})
}

// A new revenue event of the highest trust in the last 30 days does no harm either.
func TestNewTrustedRevenueNeverLowersTheScore(t *testing.T) {
	try(t, func(r *rand.Rand, T uint64, m *Machine) error {
		before := Rate(Default(), T, m)
		m.Events = append(m.Events, Event{Time: T - r.Uint64N(30*daySeconds), Trust: 2, Status: OK, Cents: big.NewInt(r.Int64N(5000))})
		if after := Rate(Default(), T, m); after.Score < before.Score {
			return fmt.Errorf("from %d to %d", before.Score, after.Score)
		}
		return nil
	})
}

func TestHistoryIsRateAtEachPoint(t *testing.T) {
	try(t, func(r *rand.Rand, T uint64, m *Machine) error {
		for _, at := range monthEnds(T) { // put events on both sides of each point
			if r.IntN(4) == 0 {
				m.Events = append(m.Events, Event{Time: at, Status: OK, Cents: big.NewInt(700)},
					Event{Time: at + 1, Trust: 1, Status: OK, Cents: big.NewInt(900)})
			}
		}
		points := History(Default(), T, m)
		if len(points) != 12 || points[11].Time != T {
			return fmt.Errorf("%d points: %v", len(points), points)
		}
		for i, p := range points {
			want := Rate(Default(), p.Time, m)
			if p.Letter != want.Letter || p.Score != want.Score {
				return fmt.Errorf("point %d is %s %d, want %s %d", i, p.Letter, p.Score, want.Letter, want.Score)
			}
			earned := new(big.Int)
			for _, e := range m.Events {
				if e.valued() && e.Time <= p.Time && (i == 0 || e.Time > points[i-1].Time) {
					earned.Add(earned, e.Cents)
				}
			}
			if i > 0 && earned.Cmp(p.Revenue) != 0 {
				return fmt.Errorf("month %d earned %s, want %s", i, p.Revenue, earned)
			}
		}
		return nil
	})
}

// What the next letter takes is checked by giving it to the machine.
func TestTargetOfTheNextLetterIsTheSmallest(t *testing.T) {
	p := Default()
	points := map[string]func(b *Breakdown, v *big.Int) int{
		"revenue": func(_ *Breakdown, v *big.Int) int { return p.stepPoints(v) },
		"trend": func(b *Breakdown, v *big.Int) int {
			f := facts{}
			f.cur.add(v)
			f.prev.add(b.Trend.Previous)
			return trend(p, &f).Points
		},
		"cadence": func(b *Breakdown, v *big.Int) int { return cadence(p, &facts{weeks: int(v.Int64())}).Points },
		"trust":   func(_ *Breakdown, v *big.Int) int { return p.Points.Trust * int(v.Int64()) },
	}
	targets := map[string]int{}
	try(t, func(_ *rand.Rand, T uint64, m *Machine) error {
		b := Rate(p, T, m).Breakdown
		for _, lift := range b.Next.Lifts {
			if lift.Target == nil {
				continue
			}
			targets[lift.Component]++
			current := map[string]int{"revenue": b.Revenue.Points, "trend": b.Trend.Points, "cadence": b.Cadence.Points, "trust": b.Trust.Points}[lift.Component]
			letter := func(v *big.Int) Letter {
				l, _ := letterOf((b.Sum - current + points[lift.Component](&b, v) + 500) / 1000)
				return l
			}
			below := new(big.Int).Sub(lift.Target, big.NewInt(1))
			if letter(lift.Target) != b.Next.Letter || letter(below) == b.Next.Letter {
				return fmt.Errorf("%s: %s gives %s, one less %s, want %s at the former alone",
					lift.Component, lift.Target, letter(lift.Target), letter(below), b.Next.Letter)
			}
		}
		return nil
	})
	if len(targets) != 4 {
		t.Errorf("targets were tried for %v, want revenue, trend, cadence and trust", targets)
	}
}
