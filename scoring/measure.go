package scoring

// facts are the numbers that the model reads off a machine's events at one
// time; everything else follows from them, the bond and the flags.
type facts struct {
	all        span // every event that group takes
	qualifying span // the events that count for the gates
	days       int  // qualifying revenue days in the window
	revenue    sum  // of those days
	cur, prev  sum  // revenue of the trend's two windows
	weeks      int  // active weeks
	levels     [4]int
	unvalued   UnvaluedPart // in the window
	reported   sum          // in the window
	counted    int          // events in reported
}

// measure reads the facts at time T, which is either the time that the half
// days were made for or the last second of an earlier UTC day.
func measure(p *Parameters, T uint64, halves []halfDay) facts {
	var f facts
	active := make([]bool, p.CadenceWeeks)
	for len(halves) > 0 && halves[0].all.first <= T {
		n := 1
		if len(halves) > 1 && halves[1].day == halves[0].day {
			n = 2
		}
		f.addDay(p, T, halves[:n])
		for i := range n {
			h := &halves[i]
			f.addHalf(p, T, h)
			if week := (T - h.all.last) / (7 * daySeconds); week < uint64(len(active)) && !active[week] {
				active[week] = true
				f.weeks++
			}
		}
		halves = halves[n:]
	}
	return f
}

// addDay applies the rule of the daily minimum to the parts of one UTC day.
func (f *facts) addDay(p *Parameters, T uint64, parts []halfDay) {
	var earned sum
	var revenue span
	for i := range parts {
		h := &parts[i]
		f.qualifying.merge(h.activity)
		revenue.merge(h.revenue)
		earned.merge(h.earned)
	}
	if revenue.n == 0 || !earned.atLeast(p.EconomicMinimumCents) {
		return
	}
	f.qualifying.merge(revenue)
	if T-parts[0].day*daySeconds < days(p.WindowDays) {
		f.days++
		f.revenue.merge(earned)
	}
}

func (f *facts) addHalf(p *Parameters, T uint64, h *halfDay) {
	f.all.merge(h.all)
	age := T - h.all.last
	if age < days(p.WindowDays) {
		f.unvalued.merge(h.unvalued)
		f.reported.merge(h.reported)
		f.counted += h.counted
		for level, n := range h.levels {
			f.levels[level] += n
		}
	}
	switch {
	case age < days(p.TrendDays):
		f.cur.merge(h.earned)
	case age < days(2*p.TrendDays):
		f.prev.merge(h.earned)
	}
}

func days(n int) uint64 { return uint64(n) * daySeconds }
