package generator

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
	"mcrpress/templates"
)

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

		Generation: string(fleet.Generation),
		Answers:    answersView(endpoints.Of(fleet.Generation)),
		Columns:    columns[fleet.Generation],

		HasCards:  cfg.Emit.Has(endpoints.Cards),
		HasFleets: cfg.Emit.Has(endpoints.Fleets),
		HasSearch: cfg.Emit.Has(endpoints.Search),
	}
}

// answersView lists the answers about machines and operators.
func answersView(table *endpoints.Table) (list []templates.Answer) {
	keys := strings.NewReplacer("{account}", "0x…", "{id}", "<id>")
	for f := range table.All() {
		if f.Endpoint != nil && f.Of != endpoints.OfTree && f.Step == 0 {
			list = append(list, templates.Answer{Path: keys.Replace(f.Files), What: f.Endpoint.Summary})
		}
	}
	return list
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
	id := a.ID.Dec()
	r := &a.Rating
	b := &r.Breakdown
	page := &templates.CardPage{
		Site:   p.site,
		ID:     id,
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
		DID:                a.DID,
		Visibility:         a.DataVisibility,
		Documentation:      a.DocumentationURL,
		Registrations:      []string{p.registry},
		Files:              p.cardFiles(a),
		Commands:           []string{p.commands[0], p.commands[1] + id},
	}
	if a.DataAPI != "" {
		page.Services = []templates.Service{{Name: "web", Endpoint: a.DataAPI}}
	}
	for _, s := range a.Services {
		page.Services = append(page.Services, templates.Service{Name: s.Type, Endpoint: s.Endpoint})
	}
	if a.Foreign {
		page.Unavailable = answers.NotIndexed
	}
	identify(page, a.Machine.Machine)
	if b.Scored() {
		page.History = slices.Grow(page.History, len(a.history))
		for _, point := range a.history {
			page.History = append(page.History, templates.HistoryStep{
				Month: month(point.Time), Score: point.Score, Letter: string(point.Letter),
			})
		}
	}
	if page.Visibility == answers.Onchain {
		p.showEvents(page, a)
	}
	return page
}

// identify says who stands behind a machine and where it lives.
func identify(page *templates.CardPage, m *chain.Machine) {
	if m.Gen1 != nil {
		identify1(page, m)
	} else {
		identify2(page, m)
	}
}

func identify1(page *templates.CardPage, m *chain.Machine) {
	page.Accounts = []templates.Account{
		{Name: "Wallet", Address: account(m.Gen1.Wallet)},
		{Name: "Operator", Address: account(m.OperatorAccount), Text: cmp.Or(m.Operator, "none: the machine manages itself"), Fleet: true},
	}
	page.TokenID, page.Status = nonzero(m.TokenID), m.Gen1.Status.String()
}

func identify2(page *templates.CardPage, m *chain.Machine) {
	g, s := m.Gen2, &m.Gen2.Subscription
	page.Accounts = []templates.Account{
		{Name: "Owner", Address: account(g.Owner), Text: "not known here", Fleet: true},
		controllerView(m),
		{Name: "Operator", Address: account(m.OperatorAccount), Text: "none", Fleet: true},
	}
	if g.Manufacturer != (common.Address{}) {
		page.Accounts = append(page.Accounts, templates.Account{Name: "Manufacturer", Address: g.Manufacturer.Hex()})
	}
	page.Type = g.Type
	page.Home = &templates.Home{
		Chain: g.HomeChain, Relocating: g.Relocating,
		GeneralPause: g.Paused.General, TechnicalPause: g.Paused.Technical, OperatorPause: g.Paused.Operator,
	}
	page.Subscription = &templates.Subscription{
		Status: s.Status.String(), Tier: s.Tier, Start: s.PeriodStart, End: s.PeriodEnd, Fraud: g.Fraud,
	}
}

// controllerView is a machine's controller, in a word where it is the owner.
func controllerView(m *chain.Machine) templates.Account {
	view := templates.Account{Name: "Controller", Fleet: true}
	switch m.Gen2.Controller {
	case m.Gen2.Owner:
		view.Text = "the owner"
	case common.Address{}:
		view.Text = "none: the owner alone"
	default:
		view.Address = m.Gen2.Controller.Hex()
	}
	if m.Foreign {
		view.Text = "not known here"
	}
	return view
}

// columns of every table of machines, by generation. The cells of a machine
// are in the same order.
var columns = map[chain.Generation][]templates.Column{
	chain.Gen1: {
		{Name: "Wallet", Kind: templates.KindWallet},
		{Name: "Operator", Kind: templates.KindFleet, Implied: true},
		{Name: "Token", Kind: templates.KindToken},
	},
	chain.Gen2: {
		{Name: "Owner", Kind: templates.KindFleet},
		{Name: "Operator", Kind: templates.KindFleet},
		{Name: "Home", Kind: templates.KindWord},
		{Name: "Subscription", Kind: templates.KindWord},
	},
}

func cells(m *chain.Machine) []string {
	operator := account(m.OperatorAccount)
	if g := m.Gen1; g != nil {
		return []string{account(g.Wallet), operator, nonzero(m.TokenID)}
	}
	g := m.Gen2
	return []string{account(g.Owner), operator, templates.ChainName(g.HomeChain), templates.SubscriptionWord(g.Subscription.Status.String())}
}

// inputs are the aggregates that the points come from.
func inputs(a *assessment) templates.Inputs {
	b := &a.Rating.Breakdown
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
	levels := a.Rating.Breakdown.Trust.Levels
	page.TrustMix = &templates.TrustMix{SelfReported: levels[0], OnChain: levels[1], Hardware: levels[2], Other: levels[3]}
	page.Calendar = calendar(a.Events, p.fleet.Block.Time)
	page.Revenue = slices.Grow(page.Revenue, len(a.history))
	page.Events = slices.Grow(page.Events, min(len(a.Events), templates.MaxEvents))
	for _, point := range a.history {
		page.Revenue = append(page.Revenue, templates.MonthRevenue{Month: month(point.Time), Cents: point.Revenue})
	}
	for i := len(a.Events) - 1; i >= 0 && len(page.Events) < templates.MaxEvents; i-- {
		e, v := &a.Events[i], &a.Values[i]
		page.Events = append(page.Events, templates.Event{
			Type:     e.Type,
			Time:     saturate(e.Time),
			Trust:    e.Trust,
			Value:    e.Value.Dec(),
			Currency: v.Currency,
			Subunit:  int64(v.Subunit),
			Cents:    v.Cents,
			Status:   string(v.Status),
			Metadata: string(e.Metadata),
		})
		if e.Provenance != nil {
			shown := &page.Events[len(page.Events)-1]
			shown.Block, shown.Tx = e.Provenance.Block, e.Provenance.Tx.Hex()
		}
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
		if t := saturate(events[i].Time); t >= uint64(first.Unix()) && t <= now {
			c.Days[(t-uint64(first.Unix()))/86400]++
		}
	}
	return c
}

// cardFiles are the machine's files, as far as they exist.
func (p *publication) cardFiles(a *assessment) []templates.File {
	var files []templates.File
	if a.Profile == chain.Resolves {
		files = append(files,
			templates.File{Name: "Rating", Path: p.table.MCR(a.Machine.Machine)},
			templates.File{Name: "Profile", Path: p.table.Machine(a.Machine.Machine)})
	}
	if a.Metadata {
		files = append(files, templates.File{Name: "NFT metadata", Path: endpoints.Metadata(&a.TokenID)})
	}
	if p.cfg.Emit.Has(endpoints.Badges) {
		files = append(files, templates.File{Name: "Badge", Path: endpoints.Badge(&a.ID)})
	}
	return append(files,
		templates.File{Name: "Registration file", Path: endpoints.Machines(&a.ID)},
		templates.File{Name: "Snapshot", Path: "index/snapshot.json"})
}

// commands are those that every card shows. The last one is to be followed by
// the machine's id.
func commands(cfg *Config) []string {
	from := "--dir DIR"
	if cfg.BaseURL != "" {
		from = "--url " + cfg.BaseURL
	}
	network := cfg.Deployment.Name
	if _, err := chain.LoadDeployment(network); err != nil {
		network = "FILE.json"
	}
	return []string{
		"mcrpress check " + from,
		"mcrpress verify --rpc URL --network " + network + " " + from + " --machine ",
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
