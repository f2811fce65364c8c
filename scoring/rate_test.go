package scoring

import (
	"encoding/json"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The rules' edges are the cases of Vectors, held against a second
// implementation. The tests here are for what vectors do not show.

func TestBreakdownShowsTheInputs(t *testing.T) {
	c := bonded("", act(1, 60*daySeconds, 2, 1, 0), act(3, 5), act(0, 6),
		earn(2, 10*daySeconds, 40000), earn(1, 40*daySeconds, 20000), earn(1, 20*daySeconds, 10))
	c.FlaggedAt = vectorTime - 100
	got := Rate(Default(), vectorTime, &c.Machine).Breakdown
	want := Breakdown{
		Gate: GatePart{Events: 8, MinEvents: 5, First: vectorTime - 60*daySeconds, Last: vectorTime,
			SpanSeconds: 60 * daySeconds, MinSpan: 30 * daySeconds},
		Revenue: RevenuePart{Part: Part{11555, 25000}, Cents: big.NewInt(60000), QualifyingDays: 2, Days: 60, Monthly: big.NewInt(30000)},
		Trend:   TrendPart{Part: Part{15000, 15000}, Word: Up, Current: big.NewInt(40010), Previous: big.NewInt(20000)},
		Cadence: CadencePart{Part: Part{5769, 30000}, ActiveWeeks: 5, Weeks: 26},
		Trust: TrustPart{Part: Part{6540, 20000}, Levels: [4]int{1, 6, 1, 1}, Weights: [4]int{400, 750, 1000, 0},
			TenureSeconds: 60 * daySeconds, Average: 655, Penalty: true, PenaltyUntil: vectorTime - 100 + 180*daySeconds, Permille: 327},
		Bond:  BondPart{Part: Part{10000, 10000}, Bonded: true},
		Sum:   48864,
		Score: 49,
		Next: Next{Letter: BBB, Score: 60, Missing: 59500 - 48864, Lifts: []Lift{
			{Component: "revenue", Headroom: 13445, Target: big.NewInt(683988)},
			{Component: "cadence", Headroom: 24231, Target: big.NewInt(15)},
			{Component: "trust", Headroom: 13460, Target: big.NewInt(859)},
		}},
	}
	if diff := cmp.Diff(want, got, exactly); diff != "" {
		t.Error(diff)
	}
}

func TestUnvaluedEventsAreCountedInTheWindow(t *testing.T) {
	const year = 365 * daySeconds
	c := bonded("", month(1), unvalued(FXUnavailable, 5), unvalued(FXUnavailable, year-1), unvalued(FXUnavailable, year),
		unvalued(UnsupportedCurrency, 5), unvalued(UnsupportedCurrency, year))
	r := Rate(Default(), vectorTime, &c.Machine)
	if want := (UnvaluedPart{Unsupported: 1, Unavailable: 2}); r.Breakdown.Unvalued != want || !r.Degraded {
		t.Errorf("%+v, degraded %v, want %+v", r.Breakdown.Unvalued, r.Degraded, want)
	}
}

func TestNextNamesTheLetterAbove(t *testing.T) {
	for _, c := range vectorCases() {
		r := Rate(Default(), c.asOf, &c.Machine)
		above := map[Letter]Letter{AAA: "", AA: AAA, A: AA, BBB: A, BB: BBB, B: BB, NR: B}[r.Letter]
		if !r.Breakdown.Scored() {
			above = ""
		}
		if got := r.Breakdown.Next.Letter; got != above {
			t.Errorf("%s: after %s comes %q, want %q", c.name, r.Letter, got, above)
		}
	}
}

func TestGateSaysWhatIsMissing(t *testing.T) {
	for _, tt := range []struct {
		name   string
		events []Event
		want   GatePart
	}{
		{"nothing", nil, GatePart{StoppedBy: GateEvents, MissingEvents: 5, MissingSpan: 30 * daySeconds}},
		{"events", act(0, 40*daySeconds, 0), GatePart{StoppedBy: GateEvents, MissingEvents: 3}},
		{"history", act(0, 10, 9, 8, 7, 0), GatePart{StoppedBy: GateHistory, MissingSpan: 30*daySeconds - 10}},
	} {
		got := Rate(Default(), vectorTime, &Machine{Bonded: true, Events: tt.events}).Breakdown.Gate
		got = GatePart{StoppedBy: got.StoppedBy, MissingEvents: got.MissingEvents, MissingSpan: got.MissingSpan}
		if got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestSkippingTheBondGate(t *testing.T) {
	p := Default()
	p.SkipProvisionedGate = true
	m := &Machine{Events: weekly(2, 26)}
	r := Rate(p, vectorTime, m)
	if r.Letter != BB || r.Score != 50 || r.Breakdown.Bond.Points != 0 {
		t.Errorf("rated %s %d with %d for the bond, want BB 50 with 0", r.Letter, r.Score, r.Breakdown.Bond.Points)
	}
	m.Events = nil
	if r := Rate(p, vectorTime, m); r.Letter != Provisioned {
		t.Errorf("without events: %s, want Provisioned", r.Letter)
	}
}

func TestRevenueFloorAppliesToTheTotalAlone(t *testing.T) {
	p := Default()
	m := &Machine{Bonded: true, Events: append(earn(1, 10, 999), earn(1, 20, 1000)...)}
	for _, tt := range []struct{ floor, total int64 }{{1000, 1000}, {999, 1999}, {0, 1999}} {
		p.RevenueFloorCents = tt.floor
		r := Rate(p, vectorTime, m)
		if r.TotalRevenue.Int64() != tt.total || r.Breakdown.Revenue.Cents.Int64() != 1999 {
			t.Errorf("floor %d: total %s, want %d, revenue %s, want 1999",
				tt.floor, r.TotalRevenue, tt.total, r.Breakdown.Revenue.Cents)
		}
	}
	p.RevenueFloorCents = 1001
	if r := Rate(p, vectorTime, m); r.TotalRevenue.Sign() != 0 || r.AverageRevenue != nil {
		t.Errorf("no event reaches the floor: total %s, average %v", r.TotalRevenue, r.AverageRevenue)
	}
	p.RevenueFloorCents = 0
	m.Events = earn(1, 10, 0)
	if r := Rate(p, vectorTime, m); r.AverageRevenue == nil || *r.AverageRevenue != 0 {
		t.Errorf("an event of nothing counts: average %v, want 0", r.AverageRevenue)
	}
}

func TestAverageHasTwoDecimals(t *testing.T) {
	for _, tt := range []struct {
		total, n int64
		want     float64
	}{
		{10000, 3, 3333.33},
		{20000, 3, 6666.67},
		{10001, 8, 1250.12},   // 1250.125 exactly: to even
		{10003, 8, 1250.38},   // 1250.375
		{200201, 200, 1001},   // 1001.005 is 1001.00499... as a float64
		{1 << 53, 1, 1 << 53}, // no decimals left
		{5000, 1, 5000},
		{1<<62 + 1, 3, 1 << 62 / 3.0},
	} {
		var total sum
		total.add(big.NewInt(tt.total))
		if got := average(total, int(tt.n)); *got != tt.want {
			t.Errorf("%d / %d = %v, want %v", tt.total, tt.n, *got, tt.want)
		}
	}
}

func TestRevenueWithoutAUsableAmountIsUnvalued(t *testing.T) {
	for name, e := range map[string]Event{
		"no amount":       {Time: vectorTime, Status: OK},
		"negative amount": {Time: vectorTime, Status: OK, Cents: big.NewInt(-1)},
		"no status":       {Time: vectorTime, Cents: big.NewInt(1)},
	} {
		r := Rate(Default(), vectorTime, &Machine{Bonded: true, Events: []Event{e}})
		if !r.Degraded || r.TotalRevenue.Sign() != 0 {
			t.Errorf("%s: degraded %v, total %s", name, r.Degraded, r.TotalRevenue)
		}
	}
}

func TestRateLeavesItsArgumentsAlone(t *testing.T) {
	c := bonded("", weekly(2, 26), earn(2, 10, 1<<62), earn(2, 11, 1<<62), earn(2, 12, 1<<62))
	c.Events[26].Cents = new(big.Int).Lsh(big.NewInt(1), 70)
	before, err := json.Marshal(c.Machine)
	if err != nil {
		t.Fatal(err)
	}
	r := Rate(Default(), vectorTime, &c.Machine)
	for _, v := range []*big.Int{r.TotalRevenue, r.Breakdown.Revenue.Cents, r.Breakdown.Trend.Current} {
		v.SetInt64(-1)
	}
	History(Default(), vectorTime, &c.Machine)
	after, err := json.Marshal(c.Machine)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(before), string(after)); diff != "" {
		t.Error(diff)
	}
}

func TestHistoryPoints(t *testing.T) {
	m := &Machine{Bonded: true, Events: weekly(2, 26)}
	var got []uint64
	for _, p := range History(Default(), vectorTime, m) {
		got = append(got, p.Time)
	}
	want := []uint64{ // 2025-04-30T23:59:59Z and on, a month each
		1746057599, 1748735999, 1751327999, 1754006399, 1756684799, 1759276799,
		1761955199, 1764547199, 1767225599, 1769903999, 1772323199, vectorTime,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if early := History(Default(), 40*daySeconds, m); len(early) != 2 {
		t.Errorf("40 days after the epoch: %d points, want 2", len(early))
	}
}

func FuzzRate(f *testing.F) {
	f.Add(uint64(vectorTime), true, uint64(0), uint64(50), []byte("\x00\x01some events"))
	f.Add(^uint64(0), false, ^uint64(0), ^uint64(0), []byte{0xff, 0, 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	f.Add(uint64(0), true, uint64(1), uint64(101), []byte{})
	f.Fuzz(func(t *testing.T, T uint64, bonded bool, flag, override uint64, data []byte) {
		m := &Machine{Bonded: bonded, FlaggedAt: flag, Override: &override}
		for len(data) >= 8 {
			age := new(big.Int).SetBytes(data[2:8]).Uint64() >> (data[1] % 40)
			e := Event{Type: EventType(data[0] % 3), Time: T - age, Trust: data[0] / 3, Status: OK}
			e.Cents = new(big.Int).Lsh(big.NewInt(int64(data[7])), uint(data[6]))
			m.Events = append(m.Events, e)
			data = data[8:]
		}
		r := Rate(Default(), T, m)
		if r.Score < 0 || r.Score > 100 {
			t.Errorf("score %d", r.Score)
		}
		if _, err := json.Marshal(r); err != nil {
			t.Error(err)
		}
		points := History(Default(), T, m)
		if last := points[len(points)-1]; last.Score != r.Score || last.Letter != r.Letter {
			t.Errorf("history ends with %s %d, the rating is %s %d", last.Letter, last.Score, r.Letter, r.Score)
		}
	})
}
