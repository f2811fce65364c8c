package templates

import (
	"math/big"
	"strconv"
	"strings"
	"time"
)

// This file holds the geometry of the pictures: plain functions from values to
// path data and positions in a picture's own units.

// bounds are the scores at which the letters of the rated scale begin.
var bounds = []struct {
	letter string
	from   int
	to     int
}{
	{"NR", 0, 30}, {"B", 30, 45}, {"BB", 45, 60}, {"BBB", 60, 75}, {"A", 75, 85}, {"AA", 85, 95}, {"AAA", 95, 100},
}

// The curve: twelve steps of 24 units in a field 140 units high.
const (
	stepWidth   = 24
	curveHeight = 140
)

// curveY is the height of a score in the curve's field.
func curveY(score int) int { return curveHeight - score*curveHeight/100 }

// period says which months a curve of at least one step covers.
func period(steps []HistoryStep) string {
	return steps[0].Month + " to " + steps[len(steps)-1].Month
}

// period says which days a calendar covers.
func (c *Calendar) period() string {
	first := time.Unix(c.First, 0).UTC()
	return first.Format(time.DateOnly) + " to " + first.AddDate(0, 0, max(0, len(c.Days)-1)).Format(time.DateOnly)
}

// monthName shortens 2026-11 to Nov.
func monthName(month string) string {
	_, number, _ := strings.Cut(month, "-")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > 12 {
		return ""
	}
	return time.Month(n).String()[:3]
}

// barHeight is the height of amount in a field of the given height whose top
// is most. What is not zero is at least one unit high.
func barHeight(amount, most *big.Int, height int) int {
	if amount == nil || amount.Sign() <= 0 || most.Sign() <= 0 {
		return 0
	}
	h := new(big.Int).Mul(amount, big.NewInt(int64(height)))
	return max(1, int(h.Div(h, most).Int64()))
}

// mostRevenue is the greatest month's.
func mostRevenue(months []MonthRevenue) *big.Int {
	most := new(big.Int)
	for _, m := range months {
		if m.Cents != nil && m.Cents.Cmp(most) > 0 {
			most = m.Cents
		}
	}
	return most
}

// share is part of whole in permille, for the widths of bars.
func share(part, whole int) int {
	if whole <= 0 {
		return 0
	}
	p := int(int64(part) * 1000 / int64(whole))
	if p == 0 && part > 0 {
		return 1
	}
	return p
}

// A calendar's cell is a stroke nine units long and wide in a grid of eleven.
const cell = 11

// half is six months of a calendar, in columns of weeks that begin on Monday,
// graded against the whole year's busiest day.
type half struct {
	days   []int
	offset int // of the first day from its week's Monday
	most   int
	levels [5]int // days of each level: none, then four of activity
	months []monthMark
	text   string
}

type monthMark struct {
	x    int
	name string
}

// halves splits a calendar at its middle month, so that the two parts stand
// side by side where there is room and below each other where there is none.
func (c *Calendar) halves() [2]half {
	first := time.Unix(c.First, 0).UTC()
	middle := first.AddDate(0, 6, 0)
	cut := min(int(middle.Sub(first).Hours()/24), len(c.Days))
	most := 0
	for _, n := range c.Days {
		most = max(most, n)
	}
	return [2]half{
		newHalf(first, c.Days[:cut], most),
		newHalf(middle, c.Days[cut:], most),
	}
}

func newHalf(first time.Time, days []int, most int) half {
	h := half{days: days, offset: (int(first.Weekday()) + 6) % 7, most: most, months: make([]monthMark, 0, 6)}
	active, peak := 0, 0
	for _, n := range days {
		h.levels[level(n, most)]++
		if n > 0 {
			active++
		}
		peak = max(peak, n)
	}
	for month := first; ; month = month.AddDate(0, 1, 0) {
		day := int(month.Sub(first).Hours() / 24)
		if day >= len(days) {
			break
		}
		x, _ := h.place(day)
		h.months = append(h.months, monthMark{x, month.Month().String()[:3]})
	}
	if len(days) > 0 {
		h.text = first.Format(time.DateOnly) + " to " + first.AddDate(0, 0, len(days)-1).Format(time.DateOnly) + ": " +
			counted(active, "day") + " with events, at most " + counted(peak, "event") + " on one day"
	}
	return h
}

// place is where a day's cell stands.
func (h *half) place(day int) (x, y int) {
	return (day + h.offset) / 7 * cell, (day + h.offset) % 7 * cell
}

// strokes adds the cells of one level as one path, a stroke each. Moves are
// relative to the end of the one before, which keeps a year of cells within a few
// kilobytes.
func (h *half) strokes(m markup, l int) markup {
	lastX, lastY := -1, 0
	for day, n := range h.days {
		if level(n, h.most) != l {
			continue
		}
		x, y := h.place(day)
		switch dy := y - lastY; {
		case lastX < 0:
			m = m.html("M").int(x).html(" ").int(y + 5).html("h9")
		case x == lastX && dy == cell: // the next day, as a rule
			m = append(m, "m-9 11h9"...)
		case dy >= 0:
			m = m.html("m").int(x - lastX - 9).html(" ").int(dy).html("h9")
		default:
			m = m.html("m").int(x - lastX - 9).int(dy).html("h9")
		}
		lastX, lastY = x, y
	}
	return m
}

// level grades a day by quarters of the busiest day.
func level(n, most int) int {
	if n <= 0 || most <= 0 {
		return 0
	}
	return 1 + min(3, (n-1)*4/most)
}

// part is one segment of a trust mix.
type part struct {
	class, name string
	n, x, width int // x and width in permille
}

// parts lays the trust levels out from the strongest to the weakest.
func (m *TrustMix) parts() []part {
	parts := []part{
		{class: "t2", name: "Hardware-signed", n: m.Hardware},
		{class: "t1", name: "On-chain verifiable", n: m.OnChain},
		{class: "t0", name: "Self-reported", n: m.SelfReported},
		{class: "t3", name: "Unknown level", n: m.Other},
	}
	whole := m.SelfReported + m.OnChain + m.Hardware + m.Other
	x := 0
	for i := range parts {
		parts[i].x = x
		parts[i].width = min(share(parts[i].n, whole), 1000-x)
		x += parts[i].width
	}
	return parts
}

// cutHash shows the beginning of a hash.
func cutHash(h string) string { return h[:min(len(h), 12)] }
