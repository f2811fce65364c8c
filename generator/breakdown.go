package generator

import "mcrpress/scoring"

// BreakdownIndex is index/breakdown.json: what the ratings of the fleet are
// made of.
type BreakdownIndex struct {
	Scored     int                  `json:"scored"`     // machines that passed the gates
	StoppedBy  map[scoring.Gate]int `json:"stopped_by"` // machines by the first gate that is shut
	Components []ComponentBreakdown `json:"components"`
}

// ComponentBreakdown is one component over all scored machines. Points are
// thousandths.
type ComponentBreakdown struct {
	Component string `json:"component"`
	Max       int    `json:"max"`
	Average   int    `json:"average"` // rounded down; 0 where no machine is scored
	Full      int    `json:"full"`    // machines that have all of its points
	Lifts     int    `json:"lifts"`   // machines that this component alone could bring to the next letter
}

func (p *publication) breakdownIndex() BreakdownIndex {
	const mp = 1000
	points := p.cfg.Model.Points
	index := BreakdownIndex{StoppedBy: map[scoring.Gate]int{}, Components: []ComponentBreakdown{
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
