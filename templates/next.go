package templates

import (
	"math/big"
	"strconv"
)

// way is one line of what would bring the next letter.
type way struct{ name, now, takes string }

// missingNote says how far the next letter is.
func missingNote(p *CardPage) string {
	n := &p.Next
	return n.Letter + " begins at a score of " + strconv.Itoa(n.Score) + "; " + points(n.Missing) +
		" points are missing. Each line holds with all else as it is now. Events also leave the windows as time passes."
}

// ways lists the components that have points left, in the order of the
// breakdown.
func ways(p *CardPage) []way {
	list := make([]way, len(p.Next.Lifts))
	for i, l := range p.Next.Lifts {
		w := describe(p, &l)
		if l.Target == nil {
			w.takes = tooLittle(p, &l)
		}
		list[i] = w
	}
	return list
}

// tooLittle says why a component cannot bring the letter by itself.
func tooLittle(p *CardPage, l *Lift) string {
	if l.Headroom >= p.Next.Missing {
		return "Revenue in two periods: there is none before to compare with"
	}
	return "Not enough alone: at most " + wholePoints(l.Headroom) + " points more"
}

// describe puts a component's input and its target in words.
func describe(p *CardPage, l *Lift) way {
	in, m := &p.Inputs, &p.Site.Model
	switch l.Component {
	case "revenue":
		return way{"Revenue", money(in.MonthlyCents) + " a month", money(l.Target) + " a month"}
	case "trend":
		period := " in " + strconv.Itoa(m.TrendDays) + " days"
		return way{"Trend", money(in.CurrentCents) + period, money(l.Target) + period}
	case "cadence":
		return way{"Cadence", strconv.Itoa(in.ActiveWeeks) + " of " + strconv.Itoa(m.CadenceWeeks) + " weeks active", l.Target.String() + " weeks"}
	case "trust":
		now := int64(share(p.Points.Trust, m.Points.Trust))
		return way{"Trust", percent(now) + " of its points", trustTakes(p, l.Target)}
	}
	return way{"Bond", bondFrom(p), bondTakes(p)}
}

// bondTakes says what would bond a machine.
func bondTakes(p *CardPage) string {
	if p.Subscription != nil {
		return "An active subscription"
	}
	return "A staked bond"
}

// trustTakes says which trust would do, and what keeps events from bringing
// it: an administrator's override, or the penalty of a flag.
func trustTakes(p *CardPage, target *big.Int) string {
	if target == nil {
		return ""
	}
	permille := target.Int64()
	switch most := int64(p.Site.Model.PenaltyPermille); {
	case p.Inputs.TrustOverride != nil:
		return percent(permille) + ", which only a change of the override can bring"
	case p.Inputs.Penalized && permille > most:
		return percent(permille) + ", out of reach before the penalty ends on " + date(p.PenaltyUntil)
	}
	return percent(permille) + ", from events of higher trust"
}
