package scoring

import (
	"math/big"
	"sort"
)

// next compares a scored machine with the next better letter. A machine that a
// gate stops is told by the gate what it misses.
func next(p *Parameters, b *Breakdown) Next {
	if !b.Scored() {
		return Next{}
	}
	n := Next{}
	for _, l := range letters {
		if b.Score < l.score {
			n.Letter, n.Score = l.letter, l.score
		}
	}
	if n.Letter == "" {
		return n
	}
	n.Missing = n.Score*1000 - 500 - b.Sum // the score rounds half up
	add := func(component string, part Part, target func(points int) *big.Int) {
		room := part.Max - part.Points
		if room == 0 {
			return
		}
		lift := Lift{Component: component, Headroom: room}
		if room >= n.Missing {
			lift.Target = target(part.Points + n.Missing)
		}
		n.Lifts = append(n.Lifts, lift)
	}
	add("revenue", b.Revenue.Part, p.monthlyFor)
	add("trend", b.Trend.Part, func(points int) *big.Int { return p.currentFor(points, b.Trend.Previous) })
	add("cadence", b.Cadence.Part, func(points int) *big.Int {
		return ceilQuo(big.NewInt(int64(points*b.Cadence.Weeks)), int64(b.Cadence.Max))
	})
	add("trust", b.Trust.Part, func(points int) *big.Int {
		return ceilQuo(big.NewInt(int64(points)), int64(p.Points.Trust))
	})
	add("bond", b.Bond.Part, func(int) *big.Int { return big.NewInt(1) })
	return n
}

// monthlyFor returns the smallest monthly rate that gives the points.
func (p *Parameters) monthlyFor(points int) *big.Int {
	last := p.RevenueSteps[len(p.RevenueSteps)-1]
	cents := sort.Search(int(last.Cents), func(cents int) bool {
		return p.pointsAt(int64(cents)) >= points
	})
	return big.NewInt(int64(cents))
}

// currentFor returns the smallest revenue of the current window that gives the
// points, nil where there is nothing to compare it with.
func (p *Parameters) currentFor(points int, previous *big.Int) *big.Int {
	if previous.Sign() == 0 {
		return nil
	}
	if 1000*p.TrendPoints.Stable >= points {
		above := percent(previous, 100-p.TrendBandPercent)
		above.Quo(above, big.NewInt(100))
		return above.Add(above, big.NewInt(1))
	}
	return ceilQuo(percent(previous, 100+p.TrendBandPercent), 100)
}

func ceilQuo(v *big.Int, by int64) *big.Int {
	v.Add(v, big.NewInt(by-1))
	return v.Quo(v, big.NewInt(by))
}
