package scoring

import "time"

const weekSeconds = 7 * daySeconds

// Until returns the first second after T at which time alone may give the
// machine another [Rate] or another [History]. At every second before it both
// are what they are at T, but for the time of the history's last point. It is
// early where two changes cancel out, and never late: it is the first second
// of the next month (UTC) at the latest.
func Until(p *Parameters, T uint64, m *Machine) uint64 {
	u := moment{T: T, at: nextMonth(T)}
	for i := range m.Events {
		if e := &m.Events[i]; e.Type == Revenue || e.Type == Activity {
			u.add(e.Time) // it comes to count
		}
	}
	if m.FlaggedAt >= earliestFlag {
		u.add(m.FlaggedAt - daySeconds) // it comes to be plausible
		u.add(m.FlaggedAt + days(p.PenaltyDays))
	}
	if halves := group(p, T, m.Events); len(halves) > 0 {
		u.addDivisor(p, halves[0].all.first)
		u.addDays(p, halves)
		u.addWindows(p, halves)
		u.addWeeks(p, halves)
	}
	return u.at
}

// moment is the earliest of several times after T.
type moment struct{ T, at uint64 }

func (u *moment) add(at uint64) {
	if at > u.T {
		u.at = min(u.at, at)
	}
}

// addDivisor adds when the days that revenue is spread over grow by one.
func (u *moment) addDivisor(p *Parameters, first uint64) {
	full := max((u.T-first+daySeconds-1)/daySeconds, monthDays)
	if full < uint64(p.WindowDays) {
		u.add(first + full*daySeconds + 1)
	}
}

// addDays adds when qualifying days leave the window.
func (u *moment) addDays(p *Parameters, halves []halfDay) {
	for len(halves) > 0 {
		earned, n := halves[0].earned, 1
		if len(halves) > 1 && halves[1].day == halves[0].day {
			earned.merge(halves[1].earned)
			n = 2
		}
		if earned.atLeast(p.EconomicMinimumCents) {
			u.add(halves[0].day*daySeconds + days(p.WindowDays))
		}
		halves = halves[n:]
	}
}

// addWindows adds when events leave the windows that count them.
func (u *moment) addWindows(p *Parameters, halves []halfDay) {
	for i := range halves {
		h := &halves[i]
		u.add(h.all.first + days(p.WindowDays))
		if h.revenue.n > 0 {
			u.add(h.revenue.first + days(p.TrendDays))
			u.add(h.revenue.first + days(2*p.TrendDays))
		}
	}
}

// addWeeks adds when the number of active weeks changes. Events that follow
// one another within a week make every week active from that of the first to
// that of the last, so only these two have to be followed.
func (u *moment) addWeeks(p *Parameters, halves []halfDay) {
	for len(halves) > 0 {
		n := 1
		for n < len(halves) && halves[n].all.first-halves[n-1].all.last <= weekSeconds {
			n++
		}
		u.addRun(uint64(p.CadenceWeeks), halves[0].all.first, halves[n-1].all.last)
		halves = halves[n:]
	}
}

func (u *moment) addRun(weeks, first, last uint64) {
	oldest, newest := (u.T-first)/weekSeconds, (u.T-last)/weekSeconds
	switch together := (last-first)%weekSeconds == 0; {
	case newest >= weeks:
	case together && oldest < weeks: // both move on, up to the end
		u.add(first + weeks*weekSeconds)
	default:
		u.add(last + (newest+1)*weekSeconds)
		if oldest+1 < weeks {
			u.add(first + (oldest+1)*weekSeconds)
		}
	}
}

// nextMonth returns the first second of the month (UTC) after that of T.
func nextMonth(T uint64) uint64 {
	now := time.Unix(int64(T), 0).UTC()
	return uint64(time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, time.UTC).Unix())
}
