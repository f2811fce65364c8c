package scoring

import (
	"fmt"
	"math"
	"math/big"
	"slices"
)

// vectorCase is the input of a test vector.
type vectorCase struct {
	name string
	asOf uint64
	Machine
}

// vectorTime is where most cases stand: 2026-03-15T13:37:42Z, in the middle of a day.
const vectorTime = 1773581862

const week = 7 * daySeconds

// vectorCases lists the inputs, rule by rule.
func vectorCases() []vectorCase {
	return slices.Concat(
		gateCases(), dayCases(), levelCases(), spreadCases(), trendCases(),
		cadenceCases(), trustCases(), flagCases(), letterCases(), reportCases(),
	)
}

func bonded(name string, events ...[]Event) vectorCase {
	return vectorCase{name, vectorTime, Machine{Bonded: true, Events: slices.Concat(events...)}}
}

// act and the functions below make events by their age in seconds at vectorTime.
func act(trust uint8, ages ...uint64) []Event {
	var events []Event
	for _, age := range ages {
		events = append(events, Event{Type: Activity, Time: vectorTime - age, Trust: trust})
	}
	return events
}

func earn(trust uint8, age uint64, cents int64) []Event {
	return []Event{{Type: Revenue, Time: vectorTime - age, Trust: trust, Status: OK, Cents: big.NewInt(cents)}}
}

func unvalued(status AmountStatus, age uint64) []Event {
	return []Event{{Type: Revenue, Time: vectorTime - age, Status: status}}
}

// month holds what passes the gates and no more: five events, exactly 30 days apart.
func month(trust uint8) []Event { return act(trust, 30*daySeconds, 3, 2, 1, 0) }

// weekly holds one event in the middle of each of the last n weeks.
func weekly(trust uint8, n uint64) []Event {
	var events []Event
	for k := n; k > 0; k-- {
		events = append(events, act(trust, k*week-week/2)...)
	}
	return events
}

// midnight is the age of the snapshot's day at vectorTime.
const midnight = vectorTime % daySeconds

func gateCases() []vectorCase {
	unbonded := bonded("unbonded with a full history", weekly(2, 26), earn(2, 5*daySeconds, 500000))
	unbonded.Bonded = false
	nothing := bonded("unbonded without events")
	nothing.Bonded = false
	return []vectorCase{
		nothing,
		unbonded,
		bonded("bonded without events"),
		bonded("one event", act(1, 100)),
		bonded("four qualifying events over 40 days", act(1, 40*daySeconds, 20*daySeconds, 10*daySeconds, 0)),
		bonded("five qualifying events over 30 days exactly", month(1)),
		bonded("five qualifying events, one second short of 30 days", act(1, 30*daySeconds-1, 3, 2, 1, 0)),
		bonded("activity alone graduates", weekly(0, 8)),
		bonded("revenue alone graduates", earn(1, 33*daySeconds, 1000), earn(1, 20*daySeconds, 1000), earn(1, 10*daySeconds, 1000), earn(1, 2*daySeconds, 1000), earn(1, 0, 1000)),
		bonded("a poor first day does not open the history", earn(1, 40*daySeconds, 999), act(1, 29*daySeconds, 3, 2, 1, 0)),
		bonded("a poor day's revenue does not count as an event", earn(1, 35*daySeconds, 999), act(1, 31*daySeconds, 2, 1, 0)),
		bonded("activity on a poor day still counts", earn(1, 35*daySeconds, 999), act(1, 35*daySeconds, 3, 2, 1, 0)),
		bonded("revenue without a value opens no gate", unvalued(FXUnavailable, 40*daySeconds), act(1, 31*daySeconds, 2, 1, 0)),
		bonded("an unknown event type opens no gate", []Event{{Type: 2, Time: vectorTime - 40*daySeconds}}, act(1, 31*daySeconds, 2, 1, 0)),
		bonded("an event in the future opens no gate", act(1, 40*daySeconds, 2, 1, 0), []Event{{Type: Activity, Time: vectorTime + 1}}),
	}
}

func dayCases() []vectorCase {
	return []vectorCase{
		bonded("a day of 999 cents is no revenue", month(1), earn(1, 5*daySeconds, 999)),
		bonded("a day of 1000 cents is revenue", month(1), earn(1, 5*daySeconds, 1000)),
		bonded("two events of a day make the minimum together", month(1), earn(1, midnight, 500), earn(1, midnight-daySeconds/4, 500)),
		bonded("two events around midnight do not", month(1), earn(1, midnight, 500), earn(1, midnight+1, 500)),
		bonded("a day's first and last second belong together", month(1), earn(1, midnight+daySeconds, 999), earn(1, midnight+1, 1)),
		bonded("revenue later today is not there yet", month(1), earn(1, 0, 999), []Event{{Type: Revenue, Time: vectorTime + 1, Trust: 1, Status: OK, Cents: big.NewInt(1)}}),
		bonded("an amount without a value adds nothing to its day", month(1), earn(1, 5*daySeconds, 999), unvalued(UnsupportedCurrency, 5*daySeconds)),
		bonded("zero cents are revenue of nothing", month(1), earn(1, 5*daySeconds, 0)),
	}
}

// levelCases walk the revenue steps with a machine of 30 days, so that the
// window's revenue is the monthly rate.
func levelCases() []vectorCase {
	var cases []vectorCase
	for _, cents := range []int64{
		1000, 1001, 1002, 5500, 9999, 10000, 10001, 10013, 55000, 99999,
		100000, 100112, 100113, 550000, 999999, 1000000, 1000001, math.MaxInt64,
	} {
		cases = append(cases, bonded(fmt.Sprintf("a monthly rate of %d cents", cents), month(1), earn(1, 10*daySeconds, cents)))
	}
	huge := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
	beyond := bonded("amounts beyond 64 bits", month(1), earn(1, 10*daySeconds, 1), earn(1, 40*daySeconds, 1), earn(1, 10*daySeconds, math.MaxInt64))
	beyond.Events[5].Cents = huge
	beyond.Events[6].Cents = huge
	carry := bonded("a sum that needs more than 64 bits", month(1), earn(1, 10*daySeconds, math.MaxInt64), earn(1, 9*daySeconds, math.MaxInt64), earn(1, 8*daySeconds, math.MaxInt64))
	return append(cases, beyond, carry)
}

// spreadCases are about the window and the days that revenue is spread over.
func spreadCases() []vectorCase {
	const year = 365 * daySeconds
	cases := []vectorCase{
		bonded("30 days and a second are 31 days", act(1, 30*daySeconds+1, 3, 2, 1, 0), earn(1, 10*daySeconds, 31000)),
		bonded("revenue spread over 100 days", act(1, 100*daySeconds, 3, 2, 1, 0), earn(1, 10*daySeconds, 100000)),
		bonded("revenue spread over a year", act(1, year, 3, 2, 1, 0), earn(1, 10*daySeconds, 100000)),
		bonded("revenue spread over a year at most", act(1, 3*year, 3, 2, 1, 0), earn(1, 10*daySeconds, 100000)),
		bonded("an activity begins the history that revenue is spread over", act(1, 60*daySeconds), month(1), earn(1, 10*daySeconds, 60000)),
		bonded("so does revenue without a value", unvalued(FXUnavailable, 60*daySeconds), month(1), earn(1, 10*daySeconds, 60000)),
		bonded("an unknown event type does not", []Event{{Type: 9, Time: vectorTime - 60*daySeconds}}, month(1), earn(1, 10*daySeconds, 60000)),
		bonded("an event without a time does not", []Event{{Type: Activity}}, month(1), earn(1, 10*daySeconds, 60000)),
		bonded("the day that the window begins in is out", month(1), earn(1, year-1, 100000)),
		bonded("the first whole day of the window is in", month(1), earn(1, year+midnight-daySeconds, 100000)),
		bonded("the last second of the day that the window begins in is out", month(1), earn(1, year+midnight-daySeconds+1, 100000)),
	}
	// The same at midnight, where the window begins with a day.
	const shift = midnight
	for _, c := range []struct {
		name string
		time uint64
	}{
		{"at midnight, the day at the very edge is out", vectorTime - shift - year},
		{"at midnight, the day after the edge is in", vectorTime - shift - year + daySeconds},
	} {
		v := bonded(c.name, month(1), []Event{{Type: Revenue, Time: c.time, Trust: 1, Status: OK, Cents: big.NewInt(500000)}})
		v.asOf -= shift
		for i := range 5 {
			v.Events[i].Time -= shift
		}
		cases = append(cases, v)
	}
	return cases
}

func trendCases() []vectorCase {
	const edge = 30 * daySeconds
	compare := func(name string, cur, prev int64) vectorCase {
		return bonded("trend: "+name, month(1), earn(1, 10*daySeconds, cur), earn(1, 40*daySeconds, prev))
	}
	unbonded := compare("reported for an unbonded machine", 2000, 1000)
	unbonded.Bonded = false
	return []vectorCase{
		compare("110 percent exactly", 1100, 1000),
		compare("just below 110 percent", 1099, 1000),
		compare("no change", 1000, 1000),
		compare("just above 90 percent", 901, 1000),
		compare("90 percent exactly", 900, 1000),
		compare("nothing now", 0, 1000),
		compare("nothing before", 1000, 0),
		compare("no daily minimum", 2, 1),
		compare("rounding 110 percent of 9 up", 10, 9),
		compare("rounding 90 percent of 9 down", 8, 9),
		compare("beyond 64 bits in the product", math.MaxInt64/2, math.MaxInt64/2+1),
		unbonded,
		bonded("trend: reported for a provisioned machine", earn(1, 10*daySeconds, 500), earn(1, 40*daySeconds, 1000)),
		bonded("trend: the last second of the current window", month(1), earn(1, edge-1, 2000), earn(1, 40*daySeconds, 1000)),
		bonded("trend: the first second of the previous window", month(1), earn(1, edge, 2000), earn(1, 40*daySeconds, 1000)),
		bonded("trend: the last second of the previous window", month(1), earn(1, 0, 2000), earn(1, 2*edge-1, 1000)),
		bonded("trend: a second before the previous window", month(1), earn(1, 0, 2000), earn(1, 2*edge, 1000)),
		bonded("trend: the snapshot's own second is current", month(1), earn(1, 0, 1100), earn(1, 2*edge-1, 1000)),
		bonded("trend: amounts without a value are left out", month(1), unvalued(FXUnavailable, 10*daySeconds), earn(1, 40*daySeconds, 1000)),
	}
}

func cadenceCases() []vectorCase {
	var cases []vectorCase
	for _, n := range []uint64{5, 6, 13, 25, 26, 30} {
		cases = append(cases, bonded(fmt.Sprintf("cadence: %d weeks", n), weekly(1, n)))
	}
	return append(cases,
		bonded("cadence: the last second of the newest week", month(1), act(1, week-1)),
		bonded("cadence: the first second of the week before", month(1), act(1, week)),
		bonded("cadence: the last second of week 26", month(1), act(1, 26*week-1)),
		bonded("cadence: a second before week 26", month(1), act(1, 26*week)),
		bonded("cadence: one event for each of two weeks, a second apart", month(1), act(1, 10*week, 10*week-1)),
		bonded("cadence: an unknown event type is no event", month(1), []Event{{Type: 7, Time: vectorTime - 10*week}}),
		bonded("cadence: any valuation", month(1), unvalued(UnsupportedCurrency, 12*week), earn(1, 14*week, 0)),
	)
}

func trustCases() []vectorCase {
	const year = 365 * daySeconds
	override := func(name string, value uint64) vectorCase {
		c := bonded(name, month(1))
		c.Override = &value
		return c
	}
	return []vectorCase{
		bonded("trust: level 0", month(0)),
		bonded("trust: level 1", month(1)),
		bonded("trust: level 2", month(2)),
		bonded("trust: level 3 weighs nothing", month(3)),
		bonded("trust: level 255 weighs nothing", month(255)),
		bonded("trust: the average is floored", month(1), act(0, 100), act(2, 200)),
		bonded("trust: a level above 2 dilutes", month(2), act(3, 100)),
		bonded("trust: revenue counts, valued or not", month(1), earn(2, 5*daySeconds, 1), unvalued(FXUnavailable, 10)),
		bonded("trust: an unknown event type does not count", month(0), []Event{{Type: 5, Time: vectorTime, Trust: 2}}),
		bonded("trust: an unknown event type gives no tenure", month(0), []Event{{Type: 2, Time: vectorTime - year}}),
		bonded("trust: an event without a time gives no tenure", month(0), []Event{{Type: Revenue, Status: OK, Cents: big.NewInt(70000)}}),
		bonded("trust: one second short of tenure", month(0), act(0, year-1)),
		bonded("trust: tenure", month(0), act(0, year)),
		bonded("trust: tenure lifts level 0 alone", month(1), act(0, year+5, 100)),
		bonded("trust: an event at the edge of the window is out", month(1), act(0, year)),
		bonded("trust: an event a second inside the window is in", month(1), act(0, year-1)),
		bonded("trust: no event in the window", act(2, year+30*daySeconds, year+3, year+2, year+1, year)),
		override("trust: override 0", 0),
		override("trust: override 55", 55),
		override("trust: override 100", 100),
		override("trust: override 101 is ignored", 101),
		override("trust: the largest override is ignored", math.MaxUint64),
	}
}

func flagCases() []vectorCase {
	const penalty = 180 * daySeconds
	flagged := func(name string, at uint64) vectorCase {
		c := bonded("flag: "+name, month(1))
		c.FlaggedAt = at
		return c
	}
	both := flagged("the penalty takes its share of an override", vectorTime-10)
	both.Override = new(uint64(55))
	odd := flagged("the penalty is floored", vectorTime-10)
	odd.Events = append(odd.Events, act(0, 7)...) // (5*750 + 400) / 6 = 691, half of it 345
	unbonded := flagged("shown for an unbonded machine", vectorTime-10)
	unbonded.Bonded = false
	return []vectorCase{
		flagged("now", vectorTime),
		flagged("one second before the penalty ends", vectorTime-penalty+1),
		flagged("the second the penalty ends", vectorTime-penalty),
		flagged("years ago", vectorTime-4*penalty),
		flagged("a day ahead", vectorTime+daySeconds),
		flagged("more than a day ahead is not plausible", vectorTime+daySeconds+1),
		flagged("the first plausible second", earliestFlag),
		flagged("a second too early to be plausible", earliestFlag-1),
		flagged("the largest number is not plausible", math.MaxUint64),
		both,
		odd,
		unbonded,
	}
}

// letterCases put the sum of the points half a point below each letter, where
// the score rounds up to it, and a thousandth below that.
func letterCases() []vectorCase {
	var cases []vectorCase
	p := Default()
	for _, l := range letters {
		for _, less := range []int{0, 1} {
			name := fmt.Sprintf("%s at %d points exactly", l.letter, l.score)
			if less > 0 {
				name = fmt.Sprintf("a thousandth short of %s", l.letter)
			}
			c := bonded(name, weekly(2, 6))
			sum := 10000 + 30000*6/26
			if l.score > 60 {
				c.Events = append(c.Events, weekly(2, 26)...)
				c.Events = append(c.Events, slices.Concat(earn(2, 1, 2), earn(2, 40*daySeconds, 1))...)
				sum = 10000 + 30000 + 15000
			}
			missing := l.score*1000 - 500 - less - sum
			trust := min((missing-6000)/200, 100) // leaves revenue to a flat step, where every thousandth can be met
			c.Override = new(uint64(trust))
			rate := p.monthlyFor(missing - 200*trust).Int64()
			first := slices.MinFunc(c.Events, func(a, b Event) int { return int(a.Time) - int(b.Time) }).Time
			spread := int64(max(30, (vectorTime-first+daySeconds-1)/daySeconds))
			c.Events = append(c.Events, earn(2, week/2+1, max(1000, (rate*spread+29)/30))...)
			cases = append(cases, c)
		}
	}
	return cases
}

func reportCases() []vectorCase {
	const year = 365 * daySeconds
	future := bonded("events in the future change the counts alone", month(1), earn(1, 5*daySeconds, 1000))
	future.Events = append(future.Events, Event{Type: Revenue, Time: vectorTime + 1, Status: FXUnavailable},
		Event{Type: Activity, Time: math.MaxUint64, Trust: 2})
	shuffled := bonded("events need not be in order of time", weekly(1, 26), earn(2, 5*daySeconds, 12345), earn(0, 45*daySeconds, 54321))
	slices.Reverse(shuffled.Events)
	ancient := bonded("events a second after the epoch", month(1), []Event{{Type: Activity, Time: 1}, {Type: Revenue, Time: 1, Status: OK, Cents: big.NewInt(70000)}})
	untimed := bonded("events without a time change the counts alone", month(1), []Event{{Type: Activity}, {Type: Revenue, Status: OK, Cents: big.NewInt(70000)}, {Type: Revenue, Status: FXUnavailable}})
	unknown := bonded("events of unknown types change one count alone", month(1), []Event{{Type: 2, Time: vectorTime, Trust: 2}, {Type: 255, Time: vectorTime - 90*daySeconds}})
	nothing := bonded("no event that counts", []Event{{Type: Activity}, {Type: 3, Time: vectorTime}, {Type: Activity, Time: vectorTime + 1}})
	early := bonded("a snapshot in the first days of the epoch", []Event{{Type: Activity, Time: 1}, {Type: Revenue, Time: 100, Status: OK, Cents: big.NewInt(2000)}})
	early.asOf = 2 * daySeconds
	return []vectorCase{
		bonded("degraded by a missing rate", month(1), unvalued(FXUnavailable, 5*daySeconds)),
		bonded("degraded by an unsupported currency", month(1), unvalued(UnsupportedCurrency, 5*daySeconds)),
		bonded("degraded by an event a second inside the window", month(1), unvalued(FXUnavailable, year-1)),
		bonded("not degraded by an event at the edge of the window", month(1), unvalued(FXUnavailable, year)),
		bonded("a provisioned machine can be degraded", unvalued(FXUnavailable, 5)),
		bonded("the total goes back over the window", month(1), earn(1, 3*year, 70000), earn(1, year, 3000), earn(1, year-1, 2000), earn(1, 5*daySeconds, 1000)),
		bonded("the total and the average leave out an event below 1000 cents", month(1), earn(1, 5*daySeconds, 1000), earn(1, 4*daySeconds, 999), earn(1, 3*daySeconds, 0)),
		bonded("revenue of which no event counts in the total", month(1), earn(1, 5*daySeconds, 999), earn(1, 5*daySeconds, 999), earn(1, 2*year, 5000)),
		bonded("an average that is rounded down", month(1), earn(1, 5*daySeconds, 1000), earn(1, 4*daySeconds, 1000), earn(1, 3*daySeconds, 1001)),
		bonded("an average that is rounded up", month(1), earn(1, 5*daySeconds, 1000), earn(1, 4*daySeconds, 1001), earn(1, 3*daySeconds, 1001)),
		bonded("an average between two hundredths, to even", month(1), slices.Repeat(earn(1, 5*daySeconds, 1000), 7), earn(1, 4*daySeconds, 1001)),
		bonded("an average that a float64 puts just below the half", month(1), slices.Repeat(earn(1, 5*daySeconds, 1000), 39), earn(1, 4*daySeconds, 1001)),
		bonded("several events in one second", month(1), earn(0, 5, 1000), earn(1, 5, 2000), earn(2, 5, 3000), act(2, 5)),
		future, shuffled, ancient, untimed, unknown, nothing, early,
	}
}
