package scoring

import (
	"math/big"
	"strconv"
)

// earliestFlag is 2020-01-01T00:00Z. A negative flag before it, or more than a
// day ahead of the snapshot, is not plausible.
const earliestFlag = 1577836800

// letters are the scores at which the letters begin, best first.
var letters = []struct {
	letter Letter
	score  int
}{{AAA, 95}, {AA, 85}, {A, 75}, {BBB, 60}, {BB, 45}, {B, 30}}

// Rate applies the model to a machine at time T (Unix seconds). Events after T
// count in the three event counts and in nothing else, as those without a time
// do. The order of the events does not matter. The parameters must be valid, as [Default] and [ParseParameters] make
// them. Rate reads its arguments only, so it may run for many machines at once.
func Rate(p *Parameters, T uint64, m *Machine) Rating {
	f := measure(p, T, group(p, T, m.Events))
	b := breakdown(p, T, m, &f)
	b.Next = next(p, &b)
	r := Rating{
		Degraded:       f.unvalued != UnvaluedPart{},
		NegativeFlag:   plausible(m.FlaggedAt, T),
		Trend:          b.Trend.Word,
		EventCount:     len(m.Events),
		TotalRevenue:   f.reported.value(),
		AverageRevenue: average(f.reported, f.counted),
		LastUpdated:    f.all.last,
		Breakdown:      b,
	}
	r.Letter, r.Score = b.rated()
	for i := range m.Events {
		switch m.Events[i].Type {
		case Revenue:
			r.RevenueEventCount++
		case Activity:
			r.ActivityEventCount++
		}
	}
	return r
}

// rated returns the letter and the score that a breakdown comes to.
func (b *Breakdown) rated() (Letter, int) {
	switch b.Gate.StoppedBy {
	case "":
		return letterOf(b.Score)
	case GateEvents, GateHistory:
		return Provisioned, 0
	}
	return NR, 0
}

// letterOf returns the letter of a score, and the score as it is reported.
func letterOf(score int) (Letter, int) {
	for _, l := range letters {
		if score >= l.score {
			return l.letter, score
		}
	}
	return NR, 0
}

// average is the float64 nearest to the exact quotient, rounded to two
// decimals by its exact binary value, ties to even. It is nil where n is 0.
func average(total sum, n int) *float64 {
	if n == 0 {
		return nil
	}
	q, _ := new(big.Rat).SetFrac(total.value(), big.NewInt(int64(n))).Float64()
	q, _ = strconv.ParseFloat(strconv.FormatFloat(q, 'f', 2, 64), 64)
	return &q
}

func plausible(flag, T uint64) bool {
	return flag >= earliestFlag && (flag <= T || flag-T <= daySeconds)
}

// breakdown leaves Next out.
func breakdown(p *Parameters, T uint64, m *Machine, f *facts) Breakdown {
	b := Breakdown{
		Gate:    gate(p, m.Bonded, f.qualifying),
		Revenue: revenue(p, T, f),
		Trend:   trend(p, f),
		Cadence: cadence(p, f),
		Trust:   trust(p, T, m, f),
		Bond:    BondPart{Part: Part{Max: 1000 * p.Points.Bond}, Bonded: m.Bonded},

		Unvalued: f.unvalued,
	}
	if m.Bonded {
		b.Bond.Points = b.Bond.Max
	}
	b.Sum = b.Revenue.Points + b.Trend.Points + b.Cadence.Points + b.Trust.Points + b.Bond.Points
	b.Score = (b.Sum + 500) / 1000
	return b
}

func gate(p *Parameters, bonded bool, qualifying span) GatePart {
	g := GatePart{
		Events:      qualifying.n,
		MinEvents:   p.MinQualifyingEvents,
		First:       qualifying.first,
		Last:        qualifying.last,
		SpanSeconds: qualifying.seconds(),
		MinSpan:     days(p.MinHistoryDays),
	}
	g.MissingEvents = max(0, g.MinEvents-g.Events)
	if g.SpanSeconds < g.MinSpan {
		g.MissingSpan = g.MinSpan - g.SpanSeconds
	}
	switch {
	case !bonded && !p.SkipProvisionedGate:
		g.StoppedBy = GateBond
	case g.MissingEvents > 0:
		g.StoppedBy = GateEvents
	case g.MissingSpan > 0:
		g.StoppedBy = GateHistory
	}
	return g
}

func revenue(p *Parameters, T uint64, f *facts) RevenuePart {
	r := RevenuePart{
		Part:           Part{Max: 1000 * p.Points.Revenue},
		Cents:          f.revenue.value(),
		QualifyingDays: f.days,
		Days:           monthDays,
	}
	if f.all.n > 0 {
		age := T - f.all.first
		full := age / daySeconds
		if age%daySeconds > 0 {
			full++
		}
		r.Days = int(min(max(full, monthDays), uint64(p.WindowDays)))
	}
	r.Monthly = new(big.Int).Mul(r.Cents, big.NewInt(monthDays))
	r.Monthly.Quo(r.Monthly, big.NewInt(int64(r.Days)))
	r.Points = p.stepPoints(r.Monthly)
	return r
}

// stepPoints reads the points of a monthly rate off the revenue steps.
func (p *Parameters) stepPoints(monthly *big.Int) int {
	if !monthly.IsInt64() {
		return p.RevenueSteps[len(p.RevenueSteps)-1].Points
	}
	return p.pointsAt(monthly.Int64())
}

func (p *Parameters) pointsAt(cents int64) int {
	last := p.RevenueSteps[len(p.RevenueSteps)-1]
	if cents >= last.Cents {
		return last.Points
	}
	i := 1
	for cents >= p.RevenueSteps[i].Cents {
		i++
	}
	from, to := p.RevenueSteps[i-1], p.RevenueSteps[i]
	return from.Points + int((cents-from.Cents)*int64(to.Points-from.Points)/(to.Cents-from.Cents))
}

func trend(p *Parameters, f *facts) TrendPart {
	t := TrendPart{
		Part:     Part{Max: 1000 * p.Points.Trend},
		Current:  f.cur.value(),
		Previous: f.prev.value(),
	}
	switch {
	case t.Previous.Sign() == 0:
		t.Word, t.Points = Insufficient, p.TrendPoints.Insufficient
	case f.cur.compare(100, f.prev, 100+p.TrendBandPercent) >= 0:
		t.Word, t.Points = Up, p.TrendPoints.Up
	case f.cur.compare(100, f.prev, 100-p.TrendBandPercent) <= 0:
		t.Word, t.Points = Down, p.TrendPoints.Down
	default:
		t.Word, t.Points = Stable, p.TrendPoints.Stable
	}
	t.Points *= 1000
	return t
}

// percent returns n hundredths of v, times 100 so that nothing is lost.
func percent(v *big.Int, n int) *big.Int { return new(big.Int).Mul(v, big.NewInt(int64(n))) }

func cadence(p *Parameters, f *facts) CadencePart {
	c := CadencePart{Part: Part{Max: 1000 * p.Points.Cadence}, ActiveWeeks: f.weeks, Weeks: p.CadenceWeeks}
	c.Points = c.Max * c.ActiveWeeks / c.Weeks
	return c
}

func trust(p *Parameters, T uint64, m *Machine, f *facts) TrustPart {
	t := TrustPart{
		Part:          Part{Max: 1000 * p.Points.Trust},
		Levels:        f.levels,
		TenureSeconds: f.all.seconds(),
	}
	copy(t.Weights[:], p.TrustWeights)
	if t.Tenured = f.all.n > 0 && t.TenureSeconds >= days(p.TenureDays); t.Tenured {
		t.Weights[0] += p.TenureBonus
	}
	n := 0
	for level, count := range t.Levels {
		n += count
		t.Average += count * t.Weights[level]
	}
	t.Average /= max(n, 1)
	t.Permille = t.Average
	if m.Override != nil {
		if t.OverrideIgnored = *m.Override > 100; !t.OverrideIgnored {
			t.Override = new(*m.Override)
			t.Permille = int(*m.Override) * 10
		}
	}
	if plausible(m.FlaggedAt, T) {
		t.PenaltyUntil = m.FlaggedAt + days(p.PenaltyDays)
		if t.Penalty = T < t.PenaltyUntil; t.Penalty {
			t.Permille = t.Permille * p.PenaltyPermille / 1000
		}
	}
	t.Points = p.Points.Trust * t.Permille
	return t
}
