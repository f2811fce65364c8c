package templates

import (
	"fmt"
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

// curvePath draws a score as a staircase, one tread a month.
func curvePath(steps []HistoryStep) string {
	var b strings.Builder
	for i, s := range steps {
		if i == 0 {
			fmt.Fprintf(&b, "M0 %dh%d", curveY(s.Score), stepWidth)
			continue
		}
		fmt.Fprintf(&b, "V%dh%d", curveY(s.Score), stepWidth)
	}
	return b.String()
}

// curveText says a curve in words.
func curveText(steps []HistoryStep) string {
	var b strings.Builder
	for i, s := range steps {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s %d", s.Month, s.Score)
		if s.Letter == "NR" || s.Letter == "Provisioned" {
			b.WriteString(" " + s.Letter)
		}
	}
	return b.String()
}

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
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return ""
	}
	return t.Format("Jan")
}

// barHeight is the height of amount in a field of the given height whose top
// is most. What is not zero is at least one unit high.
func barHeight(amount, most *big.Int, height int64) int64 {
	if amount == nil || amount.Sign() <= 0 || most.Sign() <= 0 {
		return 0
	}
	h := new(big.Int).Mul(amount, big.NewInt(height))
	return max(1, h.Div(h, most).Int64())
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

// revenueText says the bars in words.
func revenueText(months []MonthRevenue) string {
	parts := make([]string, len(months))
	for i, m := range months {
		parts[i] = m.Month + " " + money(m.Cents)
	}
	return strings.Join(parts, ", ")
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

// half is six months of a calendar, ready to be drawn.
type half struct {
	levels [5]string // path data by level: none, then four of activity
	months []monthMark
	weeks  int
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
		drawHalf(first, c.Days[:cut], most),
		drawHalf(middle, c.Days[cut:], most),
	}
}

// drawHalf lays days out in columns of weeks that begin on Monday, graded
// against the whole year's busiest day. Cells of one level share one path: a
// stroke each.
func drawHalf(first time.Time, days []int, most int) half {
	var h half
	var paths [5]strings.Builder
	var lastX, lastY [5]int
	offset := (int(first.Weekday()) + 6) % 7
	active, peak := 0, 0
	for i, n := range days {
		day := first.AddDate(0, 0, i)
		x, y := (i+offset)/7*cell, (i+offset)%7*cell
		if day.Day() == 1 {
			h.months = append(h.months, monthMark{x, day.Format("Jan")})
		}
		l := level(n, most)
		if n > 0 {
			active++
		}
		peak = max(peak, n)
		stroke(&paths[l], x, y, &lastX[l], &lastY[l])
		h.weeks = x/cell + 1
	}
	for l := range paths {
		h.levels[l] = paths[l].String()
	}
	if len(days) > 0 {
		h.text = fmt.Sprintf("%s to %s: %s with events, at most %s on one day",
			first.Format(time.DateOnly), first.AddDate(0, 0, len(days)-1).Format(time.DateOnly),
			counted(active, "day"), counted(peak, "event"))
	}
	return h
}

// stroke adds one cell. Moves are relative to the end of the one before, which
// keeps a year of cells within a few kilobytes.
func stroke(b *strings.Builder, x, y int, lastX, lastY *int) {
	if b.Len() == 0 {
		fmt.Fprintf(b, "M%d %dh9", x, y+5)
	} else {
		b.WriteByte('m')
		b.WriteString(strconv.Itoa(x - *lastX - 9))
		if dy := y - *lastY; dy >= 0 {
			b.WriteByte(' ')
			b.WriteString(strconv.Itoa(dy))
		} else {
			b.WriteString(strconv.Itoa(dy))
		}
		b.WriteString("h9")
	}
	*lastX, *lastY = x, y
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
