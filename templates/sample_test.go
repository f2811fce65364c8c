package templates

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// The samples are made by fixed rules, so that goldens stay as they are.

func sampleSite() *Site {
	return &Site{
		Network:   "peaq mainnet",
		ChainID:   3338,
		BaseURL:   "https://mcr.example.org",
		Explorer:  Explorer{Address: "https://explorer.example.org/account/{}", Tx: "https://explorer.example.org/tx/{}"},
		FlagsRead: true,
		HasCards:  true, HasFleets: true, HasSearch: true,
		Generation: "1.0",
		Answers:    []Answer{{"mcr/0x…", "The credit rating of a machine"}, {"machines/<machine id>", "The registration card of a machine"}},
		Columns:    []Column{{Name: "Wallet", Kind: KindWallet}, {Name: "Operator", Kind: KindFleet, Implied: true}, {Name: "Token", Kind: KindToken}},
		Model: Model{
			Name: "open-mcr-1", Hash: "4b7d2c19a0e85f36c1d2b3a495867f0e1d2c3b4a5968778695a4b3c2d1e0f112",
			WindowDays: 365, MinQualifyingEvents: 5, MinHistoryDays: 30, EconomicMinimumCents: 1000,
			RevenueFloorCents: 1000, TrendDays: 30, TrendBandPercent: 10, CadenceWeeks: 26, TrustWeights: [3]int{400, 750, 1000},
			TenureDays: 365, TenureBonus: 100, PenaltyDays: 180, PenaltyPermille: 500,
			Points:       Points{Revenue: 25000, Trend: 15000, Cadence: 30000, Trust: 20000, Bond: 10000},
			TrendPoints:  TrendPoints{Up: 15000, Stable: 10000, Down: 3000},
			RevenueSteps: []RevenueStep{{0, 0}, {1000, 5000}, {10000, 10000}, {100000, 17000}, {1000000, 25000}},
		},
	}
}

// sampleAddress gives the nth of a fixed series of addresses.
func sampleAddress(n uint64) string {
	r := rand.New(rand.NewPCG(n, 7))
	var b strings.Builder
	b.WriteString("0x")
	for range 40 {
		b.WriteByte("0123456789abcdefABCDEF"[r.IntN(22)])
	}
	return b.String()
}

func sampleHash(n uint64) string {
	r := rand.New(rand.NewPCG(n, 9))
	return fmt.Sprintf("0x%016x%016x%016x%016x", r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64())
}

// fullCard is a machine with everything that a card can show.
func fullCard() *CardPage {
	wallet := sampleAddress(1)
	return &CardPage{
		Site: sampleSite(), ID: "42", Letter: "AA", Score: 87,
		Points: Points{Revenue: 18346, Trend: 15000, Cadence: 28846, Trust: 14560, Bond: 10000},
		Inputs: Inputs{
			Bonded: true, QualifyingEvents: 612, HistorySeconds: 402 * 86400, RevenueCents: big.NewInt(3060180), RevenueDays: 288, Days: 365,
			MonthlyCents: big.NewInt(251521), CurrentCents: big.NewInt(312040), PreviousCents: big.NewInt(261500), Trend: "up",
			ActiveWeeks: 25, TrustEvents: 688, TrustWeight: 500864, Tenured: true,
		},
		Next: Next{Letter: "AAA", Score: 95, Missing: 7748, Lifts: []Lift{
			{Component: "revenue", Headroom: 6654}, {Component: "cadence", Headroom: 1154}, {Component: "trust", Headroom: 5440},
		}},
		History:    sampleHistory(),
		EventCount: 812, RevenueEventCount: 540, ActivityEventCount: 272, TotalRevenue: big.NewInt(4215530), AverageRevenue: new(7806.54),
		LastUpdated: 1795410000,
		DID:         "did:peaq:" + wallet, Accounts: []Account{{Name: "Wallet", Address: wallet}, {Name: "Operator", Address: sampleAddress(2), Fleet: true}},
		TokenID: "7", Status: "Verified", Visibility: "onchain", Documentation: "https://example.com/machines/42",
		Services:      []Service{{"web", "https://example.com/machines/42/api"}},
		Registrations: []string{"eip155:3338:0xb53Af985765031936311273599389b5B68aC9956"},
		Revenue:       sampleRevenue(), Calendar: sampleCalendar(), TrustMix: &TrustMix{SelfReported: 212, OnChain: 361, Hardware: 115},
		Events: sampleEvents(MaxEvents),
		Files: []File{
			{"Rating", "mcr/" + strings.ToLower(wallet)}, {"Profile", "machine/" + strings.ToLower(wallet)}, {"NFT metadata", "metadata/7"},
			{"Registration", "machines/42"}, {"Snapshot", "index/snapshot.json"},
		},
		Commands: []string{"mcrpress check --url https://mcr.example.org", "mcrpress verify --rpc URL --network peaq --url https://mcr.example.org --sample all"},
	}
}

func sampleMonths() [12]string {
	var months [12]string
	for i := range months {
		months[i] = time.Date(2025, time.December+time.Month(i), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
	}
	return months
}

func sampleHistory() []HistoryStep {
	scores := [12]int{0, 38, 47, 46, 58, 63, 71, 74, 78, 77, 84, 87}
	var steps []HistoryStep
	for i, m := range sampleMonths() {
		steps = append(steps, HistoryStep{m, scores[i], letterOf(scores[i])})
	}
	return steps
}

func letterOf(score int) string {
	for _, b := range bounds {
		if score >= b.from && score < b.to+b.to/100 {
			return b.letter
		}
	}
	return "NR"
}

func sampleRevenue() []MonthRevenue {
	var list []MonthRevenue
	for i, m := range sampleMonths() {
		list = append(list, MonthRevenue{m, big.NewInt(int64(90000 + i*i*2000 - i%3*30000))})
	}
	return list
}

func sampleCalendar() *Calendar {
	r := rand.New(rand.NewPCG(1, 2))
	c := &Calendar{First: time.Date(2025, time.December, 1, 0, 0, 0, 0, time.UTC).Unix(), Days: make([]int, 365)}
	for i := range 357 {
		if r.IntN(4) > 0 {
			c.Days[i] = r.IntN(2 + i/60)
		}
	}
	return c
}

func sampleEvents(n int) []Event {
	r := rand.New(rand.NewPCG(3, 4))
	var events []Event
	for i := range n {
		at := uint64(1795410000 - i*43117)
		e := Event{Type: uint8(i % 3 / 2), Time: at, Trust: uint8(r.IntN(3))}
		if i%7 != 3 {
			e.Block, e.Tx = 11761216-uint64(i)*r.Uint64N(5000), sampleHash(uint64(i))
		}
		if e.Type == 0 {
			v := 1000 + r.Int64N(40000)
			e.Value, e.Currency, e.Subunit, e.Status, e.Cents = strconv.FormatInt(v, 10), "HKD", 100, "ok", big.NewInt(v*100/780)
		} else {
			e.Value = strconv.Itoa(r.IntN(400))
		}
		e.Metadata = fmt.Sprintf(`{"job_id":"%08x","site":"hk-%d","kwh":%d}`, r.Uint32(), r.IntN(9), r.IntN(60))
		events = append(events, e)
	}
	return events
}

// privateCard shows no more than the aggregates.
func privateCard() *CardPage {
	p := fullCard()
	p.Visibility, p.Revenue, p.Calendar, p.TrustMix, p.Events = "private", nil, nil, nil, nil
	p.Site.Explorer = Explorer{}
	return p
}

// youngCard is a bonded machine before it can be rated.
func youngCard() *CardPage {
	p := privateCard()
	p.ID, p.Letter, p.Score = "43", "Provisioned", 0
	p.Points = Points{Bond: 10000, Cadence: 1153, Trust: 8000}
	p.Next = Next{}
	p.Inputs = Inputs{Bonded: true, QualifyingEvents: 3, HistorySeconds: 12*86400 + 77, RevenueCents: new(big.Int), Days: 30,
		Trend: "insufficient", ActiveWeeks: 1, TrustEvents: 3, TrustWeight: 1200}
	p.TokenID, p.Documentation, p.Services = "", "", nil
	p.Accounts[1] = Account{Name: "Operator", Text: "none: the machine manages itself"}
	p.EventCount, p.RevenueEventCount, p.ActivityEventCount, p.TotalRevenue, p.AverageRevenue = 3, 0, 3, new(big.Int), nil
	for i := range p.History {
		p.History[i].Score, p.History[i].Letter = 0, "Provisioned"
	}
	return p
}

// unbondedCard is a machine without anything, on a site that reads no flags.
func unbondedCard() *CardPage {
	p := youngCard()
	p.Site.FlagsRead, p.Site.BaseURL = false, ""
	p.ID, p.Letter, p.Status, p.Visibility = longID, "NR", "Pending", "public"
	p.Points, p.Inputs = Points{}, Inputs{Days: 30, Trend: "insufficient"}
	p.EventCount, p.ActivityEventCount, p.LastUpdated = 0, 0, 0
	p.History = nil
	return p
}

// flaggedCard is under penalty, with an override, degraded and below the scale.
func flaggedCard() *CardPage {
	p := fullCard()
	override := 12
	p.Letter, p.Score, p.Degraded, p.NegativeFlag = "NR", 0, true, true
	p.FlaggedAt, p.PenaltyUntil = 1790000000, 1790000000+180*86400
	p.Points = Points{Revenue: 5111, Trend: 3000, Cadence: 9230, Trust: 1200, Bond: 10000}
	p.Inputs.RevenueCents, p.Inputs.MonthlyCents, p.Inputs.Trend = big.NewInt(14600), big.NewInt(1200), "down"
	p.Inputs.CurrentCents, p.Inputs.ActiveWeeks = big.NewInt(2000), 8
	p.Inputs.TrustOverride, p.Inputs.Penalized = &override, true
	p.Unvalued = Unvalued{Unsupported: 2, Unavailable: 1}
	p.Next = Next{Letter: "B", Score: 30, Missing: 959, Lifts: []Lift{
		{"revenue", 19889, big.NewInt(2927)}, {"trend", 12000, big.NewInt(235351)}, {"cadence", 20770, big.NewInt(9)}, {"trust", 18800, big.NewInt(108)},
	}}
	return p
}

const longID = "8600820691859294852796023821329786994502637838982221572620760063908348418155"

// secondSite is a site of the contracts' second generation.
func secondSite() *Site {
	s := sampleSite()
	s.Generation = "2.0"
	s.Answers = []Answer{{"mcr/<id>", "The credit rating of a machine"}, {"machine/<id>", "The profile of a machine, by its DID"}}
	s.Columns = []Column{{Name: "Owner", Kind: KindFleet}, {Name: "Operator", Kind: KindFleet}, {Name: "Home", Kind: KindWord}, {Name: "Subscription", Kind: KindWord}}
	return s
}

// subscribedCard is fullCard in the second generation.
func subscribedCard() *CardPage {
	p := fullCard()
	p.Site, p.ID, p.DID, p.Status, p.TokenID = secondSite(), longID, "did:peaq:"+longID, "", ""
	p.Accounts = []Account{
		{Name: "Owner", Address: sampleAddress(3), Fleet: true}, {Name: "Controller", Text: "none: the owner alone"},
		{Name: "Operator", Address: sampleAddress(2), Fleet: true}, {Name: "Manufacturer", Address: sampleAddress(4)},
	}
	p.Home = &Home{Chain: 1}
	p.Type = "io.peaq.test/Robot"
	p.Subscription = &Subscription{Status: "active", Tier: 2, Start: 1780000000, End: 1811536000}
	p.Services = append(p.Services, Service{"TelemetryService", "https://example.com/telemetry"}, Service{"MqttService", "mqtt://example.com"})
	p.Files = []File{
		{"Rating", "mcr/" + longID}, {"Profile", "machine/" + longID}, {"Registration", "machines/" + longID}, {"Snapshot", "index/snapshot.json"},
	}
	return p
}

// stoppedCard is one that everything stops.
func stoppedCard() *CardPage {
	p := subscribedCard()
	p.Letter, p.Score, p.Next, p.Visibility = "NR", 0, Next{}, "private"
	p.Revenue, p.Calendar, p.TrustMix, p.Events = nil, nil, nil, nil
	p.Inputs.Bonded, p.Points.Bond = false, 0
	p.Subscription = &Subscription{Status: "terminated", Tier: 0, Start: 1780000000, End: 1790000000, Fraud: true}
	p.Home = &Home{Relocating: true, GeneralPause: true, TechnicalPause: true, OperatorPause: true}
	return p
}

// foreignCard is a machine that lives on another chain.
func foreignCard() *CardPage {
	return &CardPage{
		Site: secondSite(), ID: longID, DID: "did:peaq:" + longID, Letter: "Provisioned", Unavailable: "no_events_yet",
		Inputs: Inputs{Bonded: true}, EventCount: 3, RevenueEventCount: 2, ActivityEventCount: 1, LastUpdated: 1795410000, Visibility: "private",
		Accounts: []Account{{Name: "Owner", Text: "not known here"}, {Name: "Controller", Text: "not known here"}, {Name: "Operator", Address: sampleAddress(2), Fleet: true}},
		Home:     &Home{Chain: 5}, Subscription: &Subscription{Status: "grace", Tier: 1, Start: 1770000000, End: 1795000000},
		Registrations: []string{"eip155:3338:0xb53Af985765031936311273599389b5B68aC9956"},
		Files:         []File{{"Rating", "mcr/" + longID}, {"Snapshot", "index/snapshot.json"}}, Commands: []string{"mcrpress check --dir DIR"},
	}
}

func sampleRows(n int) []MachineRow {
	r := rand.New(rand.NewPCG(5, 6))
	rows := make([]MachineRow, n)
	for i := range rows {
		score := max(0, r.IntN(131)-30)
		letter := letterOf(score)
		if letter == "NR" {
			score = 0
			if i%3 == 0 {
				letter = "Provisioned"
			}
		}
		rows[i] = MachineRow{
			ID: strconv.Itoa(i + 1), Card: true, Cells: []string{sampleAddress(uint64(i + 100)), sampleAddress(uint64(i % 7)), strconv.Itoa(i + 5)},
			Letter: letter, Score: score, Bonded: score > 0 || i%2 == 0, Flagged: i%17 == 3, Events: r.IntN(2000), Revenue: big.NewInt(r.Int64N(9000000)),
		}
	}
	if n > 2 {
		rows[2].Card, rows[2].Cells = false, []string{"", "", ""}
	}
	return rows
}

// secondRows are rows of the second generation.
func secondRows(n int) []MachineRow {
	rows := sampleRows(n)
	for i := range rows {
		rows[i].ID, rows[i].Card = strconv.Itoa(i+10)+longID[2:], true
		rows[i].Cells = []string{sampleAddress(uint64(i + 100)), sampleAddress(uint64(i % 7)), ChainName(uint16(1 + i%2*4)), SubscriptionWord("grace")}
	}
	return rows
}

func sampleTotals(rows []MachineRow) Totals {
	t := Totals{Machines: len(rows), Revenue: new(big.Int)}
	for _, m := range rows {
		t.Bonded += bit(m.Bonded)
		t.Flagged += bit(m.Flagged)
		t.Events += m.Events
		t.Revenue.Add(t.Revenue, m.Revenue)
		for i, l := range Letters {
			t.Ratings[i] += bit(l == m.Letter)
		}
	}
	return t
}

func sampleOperators() []OperatorRow {
	var list []OperatorRow
	for i := range 7 {
		list = append(list, OperatorRow{sampleAddress(uint64(i)), 90 - i*11})
	}
	return list
}

func sampleIndex(machines int) *IndexPage {
	rows := sampleRows(machines)
	return &IndexPage{
		Site: sampleSite(), Totals: sampleTotals(rows), OperatorCount: 7, First: rows[:min(MaxFirstRows, machines)],
		Top: rows[:min(5, machines)], Newest: rows[max(0, machines-5):], Operators: sampleOperators(),
		Files: []File{{"Every machine", "index/machines.json"}, {"As CSV", "export/machines.csv.gz"}, {"Snapshot", "index/snapshot.json"}},
	}
}

// secondIndex is a front page whose ids do not tell which machine is new.
func secondIndex(machines int) *IndexPage {
	p := sampleIndex(machines)
	rows := secondRows(machines)
	p.Site, p.First, p.Top, p.Newest = secondSite(), rows[:min(MaxFirstRows, machines)], rows[:min(5, machines)], nil
	return p
}

func secondFleet(machines int) *FleetPage {
	p := sampleFleet(machines, machines)
	p.Site, p.Machines = secondSite(), secondRows(machines)
	return p
}

func sampleFleet(machines, shown int) *FleetPage {
	rows := sampleRows(machines)
	return &FleetPage{
		Site: sampleSite(), Operator: sampleAddress(2), Totals: sampleTotals(rows), Machines: rows[:shown],
		Files: []File{{"Machines of the operator", "operator/" + strings.ToLower(sampleAddress(2)) + "/machines"}},
	}
}
