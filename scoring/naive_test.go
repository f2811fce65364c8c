package scoring

import (
	"math/big"
	"sort"
)

// naive is the model once more, written from its description and as plainly as
// it can be: numbers without a limit, a fresh walk over all events for every
// question, no grouping, no shared code. It knows the default parameters only.
func naive(T int64, bonded bool, flag int64, override *uint64, events []Event) (e Expectation, gate Gate) {
	n := func(v int64) *big.Int { return big.NewInt(v) }
	type ev struct {
		kind   int64
		at     int64
		trust  int64
		ok     bool
		amount *big.Int
	}
	var all []ev
	for _, x := range events {
		if x.Time == 0 || x.Time > uint64(T) || x.Type > 1 {
			continue
		}
		y := ev{kind: int64(x.Type), at: int64(x.Time), trust: int64(x.Trust), amount: n(0)}
		if x.Type == Revenue && x.Status == OK {
			y.ok, y.amount = true, x.Cents
		}
		all = append(all, y)
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].at < all[j].at })
	total := func(keep func(ev) bool) *big.Int {
		t := n(0)
		for _, x := range all {
			if keep(x) {
				t.Add(t, x.amount)
			}
		}
		return t
	}
	sumOfDay := func(day int64) *big.Int { return total(func(x ev) bool { return x.ok && x.at/86400 == day }) }

	// 2. and 3.
	var qualifying []int64
	for _, x := range all {
		if x.kind == 1 || x.ok && sumOfDay(x.at/86400).Cmp(n(1000)) >= 0 {
			qualifying = append(qualifying, x.at)
		}
	}
	switch {
	case !bonded:
		gate = GateBond
	case len(qualifying) < 5:
		gate = GateEvents
	case qualifying[len(qualifying)-1]-qualifying[0] < 30*86400:
		gate = GateHistory
	}

	// 4.
	R := n(0)
	seen := map[int64]bool{}
	for _, x := range all {
		day := x.at / 86400
		if x.ok && !seen[day] && day*86400 > T-365*86400 && sumOfDay(day).Cmp(n(1000)) >= 0 {
			seen[day] = true
			R.Add(R, sumOfDay(day))
		}
	}
	D := int64(30)
	for D < 365 && len(all) > 0 && D*86400 < T-all[0].at {
		D++
	}
	monthly := new(big.Int).Div(new(big.Int).Mul(R, n(30)), n(D))
	steps := [][2]int64{{0, 0}, {1000, 5000}, {10000, 10000}, {100000, 17000}, {1000000, 25000}}
	revenuePoints := int64(25000)
	for i := 0; i < 4; i++ {
		x0, y0, x1, y1 := steps[i][0], steps[i][1], steps[i+1][0], steps[i+1][1]
		if monthly.Cmp(n(x0)) >= 0 && monthly.Cmp(n(x1)) < 0 {
			revenuePoints = y0 + (monthly.Int64()-x0)*(y1-y0)/(x1-x0)
		}
	}

	// 5.
	cur := total(func(x ev) bool { return x.at > T-30*86400 })
	prev := total(func(x ev) bool { return x.at > T-60*86400 && x.at <= T-30*86400 })
	ratio := new(big.Rat)
	if prev.Sign() > 0 {
		ratio.SetFrac(cur, prev)
	}
	var trendPoints int64
	switch {
	case prev.Sign() == 0:
		e.Trend, trendPoints = "insufficient", 0
	case ratio.Cmp(big.NewRat(11, 10)) >= 0:
		e.Trend, trendPoints = "up", 15000
	case ratio.Cmp(big.NewRat(9, 10)) <= 0:
		e.Trend, trendPoints = "down", 3000
	default:
		e.Trend, trendPoints = "stable", 10000
	}

	// 6.
	active := int64(0)
	for k := int64(0); k < 26; k++ {
		for _, x := range all {
			if x.at > T-(k+1)*604800 && x.at <= T-k*604800 {
				active++
				break
			}
		}
	}

	// 7.
	var weight, count int64
	for _, x := range all {
		if x.at <= T-365*86400 {
			continue
		}
		count++
		switch x.trust {
		case 0:
			weight += 400
			if all[len(all)-1].at-all[0].at >= 365*86400 {
				weight += 100
			}
		case 1:
			weight += 750
		case 2:
			weight += 1000
		}
	}
	p := int64(0)
	if count > 0 {
		p = weight / count
	}
	if override != nil && *override <= 100 {
		p = int64(*override) * 10
	}
	e.NegativeFlag = flag >= 1577836800 && flag <= T+86400
	if e.NegativeFlag && T-flag < 180*86400 {
		p = p * 500 / 1000
	}

	// 8. and 9.
	points := VectorPoints{int(revenuePoints), int(trendPoints), int(30000 * active / 26), int(20 * p), 0}
	if bonded {
		points.Bond = 10000
	}
	score := (points.Revenue + points.Trend + points.Cadence + points.Trust + points.Bond + 500) / 1000
	switch {
	case gate == GateBond:
		e.Letter = "NR"
	case gate != "":
		e.Letter = "Provisioned"
	case score >= 95:
		e.Letter = "AAA"
	case score >= 85:
		e.Letter = "AA"
	case score >= 75:
		e.Letter = "A"
	case score >= 60:
		e.Letter = "BBB"
	case score >= 45:
		e.Letter = "BB"
	case score >= 30:
		e.Letter = "B"
	default:
		e.Letter = "NR"
	}
	if e.Letter != "NR" && e.Letter != "Provisioned" {
		e.Score = score
	}
	if gate == "" {
		e.Points = &points
	}

	// Beside the score.
	sum, valued := n(0), int64(0)
	for _, x := range all {
		e.LastUpdated = new(uint64(x.at))
		if x.ok && x.at > T-365*86400 && x.amount.Cmp(n(1000)) >= 0 {
			sum.Add(sum, x.amount)
			valued++
		}
		if x.kind == 0 && !x.ok && x.at > T-365*86400 {
			e.Degraded = true
		}
	}
	e.TotalRevenue = sum
	if valued > 0 {
		quotient, _ := new(big.Rat).SetFrac(sum, n(valued)).Float64()
		e.AverageRevenue = new(twoDecimals(quotient))
	}
	return e, gate
}

// twoDecimals rounds half to even with whole numbers: a float64 is a fraction.
func twoDecimals(f float64) float64 {
	hundredths := new(big.Rat).Mul(new(big.Rat).SetFloat64(f), big.NewRat(100, 1))
	whole, rest := new(big.Int).DivMod(hundredths.Num(), hundredths.Denom(), new(big.Int))
	rest.Lsh(rest, 1)
	if above := rest.Cmp(hundredths.Denom()); above > 0 || above == 0 && whole.Bit(0) == 1 {
		whole.Add(whole, big.NewInt(1))
	}
	rounded, _ := new(big.Rat).SetFrac(whole, big.NewInt(100)).Float64()
	return rounded
}
