package generator

import (
	"mcrpress/generator/answers"
	"mcrpress/scoring"
)

func (p *publication) breakdownIndex() answers.BreakdownIndex {
	const mp = 1000
	points := p.cfg.Model.Points
	index := answers.BreakdownIndex{StoppedBy: map[scoring.Gate]int{}, Components: []answers.ComponentBreakdown{
		{Component: "revenue", Max: mp * points.Revenue},
		{Component: "trend", Max: mp * points.Trend},
		{Component: "cadence", Max: mp * points.Cadence},
		{Component: "trust", Max: mp * points.Trust},
		{Component: "bond", Max: mp * points.Bond},
	}}
	for i := range p.rows {
		b := &p.rows[i].breakdown
		if !b.Scored() {
			index.StoppedBy[b.Gate.StoppedBy]++
			continue
		}
		index.Scored++
		for j, part := range [...]scoring.Part{b.Revenue.Part, b.Trend.Part, b.Cadence.Part, b.Trust.Part, b.Bond.Part} {
			c := &index.Components[j]
			c.Average += part.Points
			if part.Points == part.Max {
				c.Full++
			}
			for _, lift := range b.Next.Lifts {
				if lift.Component == c.Component && lift.Target != nil {
					c.Lifts++
				}
			}
		}
	}
	for j := range index.Components {
		index.Components[j].Average /= max(index.Scored, 1)
	}
	return index
}
