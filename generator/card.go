package generator

import (
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
	"mcrpress/templates"
)

// latestEvents is how many events a card shows.
const latestEvents = 20

// siteView is what all pages of a tree share.
func siteView(cfg *Config, fleet *chain.Fleet) *templates.Site {
	d := cfg.Deployment
	return &templates.Site{
		Network:   d.Name,
		ChainID:   d.ChainID,
		BaseURL:   cfg.BaseURL,
		Explorer:  templates.Explorer(d.Explorer),
		FlagsRead: fleet.FlagsRead,
		Model:     modelView(cfg.Model),

		HasCards:  cfg.Emit.Has(Cards),
		HasFleets: cfg.Emit.Has(Fleets),
		HasSearch: cfg.Emit.Has(Search),
	}
}

func modelView(p *scoring.Parameters) templates.Model {
	const mp = 1000
	m := templates.Model{
		Name:                 p.Model(),
		Hash:                 p.Hash(),
		WindowDays:           p.WindowDays,
		MinQualifyingEvents:  p.MinQualifyingEvents,
		MinHistoryDays:       p.MinHistoryDays,
		EconomicMinimumCents: p.EconomicMinimumCents,
		RevenueFloorCents:    p.RevenueFloorCents,
		TrendDays:            p.TrendDays,
		TrendBandPercent:     p.TrendBandPercent,
		CadenceWeeks:         p.CadenceWeeks,
		TrustWeights:         [3]int(p.TrustWeights),
		TenureDays:           p.TenureDays,
		TenureBonus:          p.TenureBonus,
		PenaltyDays:          p.PenaltyDays,
		PenaltyPermille:      p.PenaltyPermille,
		Points: templates.Points{
			Revenue: mp * p.Points.Revenue, Trend: mp * p.Points.Trend, Cadence: mp * p.Points.Cadence,
			Trust: mp * p.Points.Trust, Bond: mp * p.Points.Bond,
		},
		TrendPoints: templates.TrendPoints{
			Up: mp * p.TrendPoints.Up, Stable: mp * p.TrendPoints.Stable,
			Down: mp * p.TrendPoints.Down, Insufficient: mp * p.TrendPoints.Insufficient,
		},
		SkipProvisionedGate: p.SkipProvisionedGate,
	}
	for _, step := range p.RevenueSteps {
		m.RevenueSteps = append(m.RevenueSteps, templates.RevenueStep(step))
	}
	return m
}

// cardPage is the view of a machine's card.
func (p *publication) cardPage(a *assessment) *templates.CardPage {
	r := &a.rating
	b := &r.Breakdown
	page := &templates.CardPage{
		Site:   p.site,
		ID:     a.ID.Dec(),
		Letter: string(r.Letter),
		Score:  r.Score,
		Points: templates.Points{
			Revenue: b.Revenue.Points, Trend: b.Trend.Points, Cadence: b.Cadence.Points,
			Trust: b.Trust.Points, Bond: b.Bond.Points,
		},
		Inputs:             inputs(a),
		Next:               nextView(&b.Next),
		EventCount:         r.EventCount,
		RevenueEventCount:  r.RevenueEventCount,
		ActivityEventCount: r.ActivityEventCount,
		TotalRevenue:       r.TotalRevenue,
		AverageRevenue:     r.AverageRevenue,
		LastUpdated:        r.LastUpdated,
		Degraded:           r.Degraded,
		Unvalued:           templates.Unvalued(b.Unvalued),
		NegativeFlag:       r.NegativeFlag,
		FlaggedAt:          saturate(a.FlaggedAt),
		PenaltyUntil:       b.Trust.PenaltyUntil,
		DID:                did(a.Wallet),
		Wallet:             a.Wallet.Hex(),
		OperatorText:       a.DID.Operator.Text(),
		TokenID:            nonzero(a.TokenID),
		Status:             a.Status.String(),
		Visibility:         a.visibility(),
		Documentation:      a.DID.DocumentationURL.Text(),
		Registrations:      []string{p.registry},
		Files:              p.cardFiles(a),
		Commands:           p.commands(),
	}
	if operator, ok := a.DID.Operator.Account(); ok {
		page.Operator = operator.Hex()
	}
	if a.DID.DataAPI.Present() {
		page.Services = []templates.Service{{Name: "web", Endpoint: a.DID.DataAPI.Text()}}
	}
	if b.Scored() {
		for _, point := range a.history {
			page.History = append(page.History, templates.HistoryStep{
				Month: month(point.Time), Score: point.Score, Letter: string(point.Letter),
			})
		}
	}
	if page.Visibility == "onchain" {
		p.showEvents(page, a)
	}
	return page
}

// inputs are the aggregates that the points come from.
func inputs(a *assessment) templates.Inputs {
	b := &a.rating.Breakdown
	in := templates.Inputs{
		Bonded:           b.Bond.Bonded,
		QualifyingEvents: b.Gate.Events,
		HistorySeconds:   b.Gate.SpanSeconds,
		RevenueCents:     b.Revenue.Cents,
		RevenueDays:      b.Revenue.QualifyingDays,
		Days:             b.Revenue.Days,
		MonthlyCents:     b.Revenue.Monthly,
		CurrentCents:     b.Trend.Current,
		PreviousCents:    b.Trend.Previous,
		Trend:            string(b.Trend.Word),
		ActiveWeeks:      b.Cadence.ActiveWeeks,
		Tenured:          b.Trust.Tenured && b.Trust.Levels[0] > 0,
		Penalized:        b.Trust.Penalty,
	}
	for level, n := range b.Trust.Levels {
		in.TrustEvents += n
		in.TrustWeight += int64(n) * int64(b.Trust.Weights[level])
	}
	if b.Trust.Override != nil {
		override := int(*b.Trust.Override)
		in.TrustOverride = &override
	}
	return in
}

// nextView is what the next letter would take.
func nextView(n *scoring.Next) templates.Next {
	view := templates.Next{Letter: string(n.Letter), Score: n.Score, Missing: n.Missing}
	for _, lift := range n.Lifts {
		view.Lifts = append(view.Lifts, templates.Lift(lift))
	}
	return view
}

// showEvents fills what only machines with on-chain visibility show.
func (p *publication) showEvents(page *templates.CardPage, a *assessment) {
	levels := a.rating.Breakdown.Trust.Levels
	page.TrustMix = &templates.TrustMix{SelfReported: levels[0], OnChain: levels[1], Hardware: levels[2], Other: levels[3]}
	page.Calendar = calendar(a.events, p.fleet.Block.Time)
	for _, point := range a.history {
		page.Revenue = append(page.Revenue, templates.MonthRevenue{Month: month(point.Time), Cents: point.Revenue})
	}
	for i := len(a.events) - 1; i >= 0 && len(page.Events) < latestEvents; i-- {
		e, v := &a.events[i], &a.values[i]
		page.Events = append(page.Events, templates.Event{
			Type:      e.Type,
			Time:      e.Time,
			BlockTime: e.BlockTime,
			Trust:     e.Trust,
			Value:     e.Value.Dec(),
			Currency:  v.Currency,
			Subunit:   int64(v.Subunit),
			Cents:     v.Cents,
			Status:    string(v.Status),
			Metadata:  string(e.Metadata),
			Tx:        e.Tx.Hex(),
			Partial:   e.Partial,
		})
	}
}

// calendar counts the events of each day of the twelve calendar months that
// end with the block's.
func calendar(events []chain.Event, now uint64) *templates.Calendar {
	at := time.Unix(int64(now), 0).UTC()
	first := time.Date(at.Year(), at.Month()-11, 1, 0, 0, 0, 0, time.UTC)
	end := time.Date(at.Year(), at.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	c := &templates.Calendar{First: first.Unix(), Days: make([]int, int(end.Sub(first).Hours())/24)}
	for i := range events {
		if t := events[i].Time; t >= uint64(first.Unix()) && t <= now {
			c.Days[(t-uint64(first.Unix()))/86400]++
		}
	}
	return c
}

// cardFiles are the machine's files, as far as they exist.
func (p *publication) cardFiles(a *assessment) []templates.File {
	var files []templates.File
	if p.resolver.detail(a.Machine) == "" {
		files = append(files,
			templates.File{Name: "Rating", Path: endpoints.MCR(a.Wallet)},
			templates.File{Name: "Profile", Path: endpoints.Machine(a.Wallet)})
	}
	if p.ownsToken(a.Machine) {
		files = append(files, templates.File{Name: "NFT metadata", Path: endpoints.Metadata(&a.TokenID)})
	}
	if p.cfg.Emit.Has(Badges) {
		files = append(files, templates.File{Name: "Badge", Path: endpoints.Badge(&a.ID)})
	}
	return append(files,
		templates.File{Name: "Registration file", Path: endpoints.Machines(&a.ID)},
		templates.File{Name: "Snapshot", Path: "index/snapshot.json"})
}

// commands check the tree, and derive its machines again from the chain.
func (p *publication) commands() []string {
	from := "--dir DIR"
	if p.cfg.BaseURL != "" {
		from = "--url " + p.cfg.BaseURL
	}
	network := p.cfg.Deployment.Name
	if _, err := chain.LoadDeployment(network); err != nil {
		network = "FILE.json"
	}
	return []string{
		"mcrpress check " + from,
		"mcrpress verify --rpc URL --network " + network + " " + from + " --sample all",
	}
}

func month(t uint64) string { return time.Unix(int64(t), 0).UTC().Format("2006-01") }

// nonzero is a number in decimal, empty for zero.
func nonzero(n uint256.Int) string {
	if n.IsZero() {
		return ""
	}
	return n.Dec()
}

// account is an address in EIP-55, empty for the zero address.
func account(a common.Address) string {
	if a == (common.Address{}) {
		return ""
	}
	return a.Hex()
}
