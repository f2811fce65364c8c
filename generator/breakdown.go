package generator

import (
	"slices"

	"mcrpress/generator/answers"
	"mcrpress/scoring"
)

// componentNames are in the order of the breakdown.
var componentNames = [...]string{"revenue", "trend", "cadence", "trust", "bond"}

// breakdown adds up what the ratings of a fleet are made of. Averages are sums.
type breakdown struct{ index answers.BreakdownIndex }

func newBreakdown(most *scoring.Points) breakdown {
	const mp = 1000
	index := answers.BreakdownIndex{StoppedBy: map[scoring.Gate]int{}}
	for j, most := range [...]int{most.Revenue, most.Trend, most.Cadence, most.Trust, most.Bond} {
		index.Components = append(index.Components, answers.ComponentBreakdown{Component: componentNames[j], Max: mp * most})
	}
	return breakdown{index}
}

// add adds a machine.
func (b *breakdown) add(of *scoring.Breakdown) {
	if of.Gate.StoppedBy != "" {
		b.index.StoppedBy[of.Gate.StoppedBy]++
		return
	}
	b.index.Scored++
	for j, points := range [...]int{of.Revenue.Points, of.Trend.Points, of.Cadence.Points, of.Trust.Points, of.Bond.Points} {
		c := &b.index.Components[j]
		c.Average += points
		if points == c.Max {
			c.Full++
		}
		for _, lift := range of.Next.Lifts {
			if lift.Component == c.Component && lift.Target != nil {
				c.Lifts++
				break
			}
		}
	}
}

// mean is the index with averages.
func (b *breakdown) mean() answers.BreakdownIndex {
	index := b.index
	index.Components = slices.Clone(index.Components)
	for j := range index.Components {
		index.Components[j].Average /= max(index.Scored, 1)
	}
	return index
}
