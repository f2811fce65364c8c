package export

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"math/rand/v2"
)

// sampleMachine is machine number i of a plausible fleet: the same for the
// same i.
func sampleMachine(i int) *Machine {
	r := rand.New(rand.NewPCG(uint64(i), 1))
	wallet := "0x" + digest("wallet", i)[:40]
	now := uint64(1_780_000_000)
	score := 30 + r.IntN(70)
	m := &Machine{
		MachineID: fmt.Sprint(i + 1),
		DID:       new("did:peaq:" + wallet),
		Wallet:    &wallet,
		TokenID:   new(fmt.Sprint(i + 1)),
		Owner:     &wallet, MachineType: new("charger"), Tier: new(uint8(r.IntN(3))), SubscriptionStatus: "active",
		PeriodStart: Unix(now - 1e6), PeriodEnd: Unix(now + 1e6), BondedAmount: "100000000000000000000",
		Name:            fmt.Sprintf("Machine #%d", i+1),
		Active:          true,
		MachineRegistry: "eip155:3338:0x" + digest("registry", 0)[:40],
		Operator:        new("did:peaq:0x" + digest("operator", r.IntN(100))[:40]),
		DataVisibility:  []string{"private", "public", "onchain"}[r.IntN(3)],
		DataAPI:         new(fmt.Sprintf("https://fleet.example/machines/%d", i+1)),

		MCR: []string{"AAA", "AA", "A", "BBB", "BB", "B"}[r.IntN(6)], MCRScore: score, BondStatus: "bonded",
		EventCount: r.IntN(1000), RevenueEventCount: r.IntN(500), ActivityEventCount: r.IntN(500), RevenueTrend: new("up"),
		TotalRevenue: big.NewInt(r.Int64N(1e9)), AverageRevenuePerEvent: new(float64(r.IntN(1e6)) / 100), LastUpdated: Unix(now - r.Uint64N(1e6)),

		GateQualifyingEvents: r.IntN(500), GateMinQualifyingEvents: 3, GateFirstQualifyingAt: Unix(now - 2e7 - r.Uint64N(1e6)),
		GateLastQualifyingAt: Unix(now - r.Uint64N(1e6)), GateSpanSeconds: 2e7 + r.Uint64N(1e6), GateMinSpanSeconds: 604800,

		RevenuePoints: r.IntN(25000), RevenueMax: 25000, RevenueWindowCents: big.NewInt(r.Int64N(1e8)), RevenueQualifyingDays: r.IntN(90),
		RevenueDays: 90, RevenueMonthlyCents: big.NewInt(r.Int64N(1e7)),
		TrendPoints: 15000, TrendMax: 15000, TrendCurrentCents: big.NewInt(r.Int64N(1e7)), TrendPreviousCents: big.NewInt(r.Int64N(1e7)),
		CadencePoints: r.IntN(30000), CadenceMax: 30000, CadenceActiveWeeks: r.IntN(13), CadenceWeeks: 12,
		TrustPoints: r.IntN(20000), TrustMax: 20000, TrustWeightLevel0: 400, TrustWeightLevel1: 700, TrustWeightLevel2: 1000,
		TrustTenureSeconds: r.Uint64N(3e7), TrustAverage: r.IntN(1000), TrustPermille: r.IntN(1000), BondPoints: 10000, BondMax: 10000,
		BreakdownSum: r.IntN(100000), BreakdownScore: score,
		NextLetter: new("AAA"), NextScore: new(95), NextMissing: new(r.IntN(10000)), NextTrustHeadroom: new(r.IntN(20000)),
		NextTrustTarget: big.NewInt(r.Int64N(1000)),
	}
	if m.DataVisibility == "onchain" {
		m.TrustEventsLevel0, m.TrustEventsLevel1 = new(r.IntN(100)), new(r.IntN(100))
		m.TrustEventsLevel2, m.TrustEventsOther = new(r.IntN(100)), new(0)
	}
	return m
}

// sampleEvent is event number i: every machine has a hundred, every fourth is
// activity.
func sampleEvent(i int) *Event {
	r := rand.New(rand.NewPCG(uint64(i), 2))
	at := 1_700_000_000 + uint64(i%100)*86400 + r.Uint64N(1000)
	e := &Event{
		MachineID: fmt.Sprint(i/100 + 1), EventIndex: uint64(i % 100),
		EventType: 1, OriginValue: fmt.Sprint(r.Int64N(1e6)), Timestamp: Unix(at), TrustLevel: uint8(r.IntN(3)),
		Metadata: fmt.Sprintf(`{"session":%d,"kwh":%d}`, i, r.IntN(50)),
		DataHash: "0x" + digest("data", i), SourceChain: "3338", SourceTx: "0x" + digest("", 0),
		Registry: "0x" + digest("events", 0)[:40], BlockNumber: new(4_000_000 + at/12), TxHash: new("0x" + digest("tx", i)), LogIndex: new(r.Uint64N(20)),
	}
	if i%4 != 0 {
		e.EventType = 0
		e.OriginCurrency, e.OriginSubunit, e.AmountStatus = new("HKD"), new(100), new("ok")
		e.USDValue = big.NewInt(r.Int64N(1e6))
	}
	return e
}

func digest(kind string, i int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", kind, i))
	return hex.EncodeToString(sum[:])
}
