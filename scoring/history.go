package scoring

import (
	"math/big"
	"time"
)

// Point is a machine's rating at the end of a calendar month (UTC), or at the
// snapshot for the month that is under way.
type Point struct {
	Time    uint64   `json:"time"` // Unix seconds
	Letter  Letter   `json:"mcr"`
	Score   int      `json:"mcr_score"`
	Revenue *big.Int `json:"revenue_cents"` // ok revenue from the month's first second to Time, USD cents
}

// historyPoints is the length of a machine's curve.
const historyPoints = 12

// History returns the twelve points of a machine's curve, oldest first: the
// last second of each of the eleven months before the one of T, and T. A point
// is what [Rate] gives at that time with today's bond, flag and override, so
// past points stay the same from one snapshot to the next. It passes over the
// events once. Points before the epoch are left out.
func History(p *Parameters, T uint64, m *Machine) []Point {
	halves := group(p, T, m.Events)
	points := make([]Point, 0, historyPoints)
	for _, at := range monthEnds(T) {
		f := measure(p, at, halves)
		b := breakdown(p, at, m, &f)
		letter, score := b.rated()
		points = append(points, Point{at, letter, score, monthRevenue(at, halves)})
	}
	return points
}

// monthEnds returns the times of the points of T.
func monthEnds(T uint64) []uint64 {
	var ends []uint64
	now := time.Unix(int64(T), 0).UTC()
	for back := historyPoints - 2; back >= 0; back-- {
		end := time.Date(now.Year(), now.Month()-time.Month(back), 1, 0, 0, 0, 0, time.UTC).Unix() - 1
		if end >= 0 && uint64(end) < T {
			ends = append(ends, uint64(end))
		}
	}
	return append(ends, T)
}

// monthRevenue sums the ok revenue of the month of T up to T.
func monthRevenue(T uint64, halves []halfDay) *big.Int {
	dayOfMonth := time.Unix(int64(T), 0).UTC().Day()
	day := T / daySeconds
	var total sum
	for i := range halves {
		if h := &halves[i]; h.day <= day && day-h.day < uint64(dayOfMonth) {
			total.merge(h.earned)
		}
	}
	return total.value()
}
