package generator

import (
	"mcrpress/generator/answers"
	"mcrpress/scoring"
)

// componentNames are in the order of the breakdown.
var componentNames = [components]string{"revenue", "trend", "cadence", "trust", "bond"}

func (p *publication) breakdownIndex() answers.BreakdownIndex {
	const mp = 1000
	points := p.cfg.Model.Points
	index := answers.BreakdownIndex{StoppedBy: map[scoring.Gate]int{}}
	for j, most := range [components]int{points.Revenue, points.Trend, points.Cadence, points.Trust, points.Bond} {
		index.Components = append(index.Components, answers.ComponentBreakdown{Component: componentNames[j], Max: mp * most})
	}
	for i := range p.rows {
		r := &p.rows[i]
		if r.stoppedBy != "" {
			index.StoppedBy[r.stoppedBy]++
			continue
		}
		index.Scored++
		for j := range index.Components {
			c := &index.Components[j]
			points := int(r.points[j])
			c.Average += points
			if points == c.Max {
				c.Full++
			}
			if r.lifts[j] {
				c.Lifts++
			}
		}
	}
	for j := range index.Components {
		index.Components[j].Average /= max(index.Scored, 1)
	}
	return index
}
