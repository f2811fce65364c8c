package generator

import (
	"iter"
	"math/big"
	"os"
	"path/filepath"
	"slices"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/export"
	"mcrpress/generator/stranger"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// exports are the files of the whole fleet in the making, or nothing where the
// tree has none, or not the whole fleet, or those that are published still
// hold.
type exports struct {
	*export.Writer
	part   *partWriter // of a shard: exports are left to the merge
	dir    string      // a scratch directory
	events bool        // those of events are made too
}

const exportDir = "export/"

var (
	machineExports = []string{exportDir + export.MachinesNDJSON, exportDir + export.MachinesCSV, exportDir + export.MachinesParquet}
	eventExports   = []string{exportDir + export.EventsParquet}
)

// openExports begins the exports that have to be made, and keeps the others.
func (p *publication) openExports() (*exports, error) {
	e := &exports{}
	if p.cfg.Read.Shard != nil {
		e.part = &partWriter{p: p}
		return e, nil
	}
	if !p.cfg.Emit.Has(endpoints.Exports) || p.cfg.Read.Only != nil {
		return e, nil
	}
	e.events = !p.recalled.records
	if !e.events {
		if err := p.keep(eventExports...); err != nil {
			return nil, err
		}
		if p.recalled.all {
			return e, p.keep(machineExports...)
		}
	}
	var err error
	if e.dir, err = os.MkdirTemp("", "mcrpress-export-"); err != nil {
		return nil, err
	}
	e.Writer, err = export.Create(e.dir, string(p.fleet.Generation))
	return e, err
}

// remove ends what put has not ended, and removes what it has left.
func (e *exports) remove() {
	if e.Writer != nil {
		e.Close() // of what is not wanted any more
		os.RemoveAll(e.dir)
	}
}

// wants reports whether the events of a machine are exported.
func (e *exports) wants(m *chain.Machine) bool {
	if e.part != nil {
		return e.part.p.exportsEvents(m)
	}
	return e.Writer != nil && e.events && m.DataVisibility == answers.Onchain
}

// exportsEvents reports whether a tree has the events of a machine in its
// exports.
func (p *publication) exportsEvents(m *chain.Machine) bool {
	return p.cfg.Emit.Has(endpoints.Exports) && m.DataVisibility == answers.Onchain
}

// add adds a machine to the exports, and its events where it shows them.
func (e *exports) add(p *publication, a *assessment) error {
	if e.part != nil {
		return e.part.add(a)
	}
	if e.Writer == nil {
		return nil
	}
	if err := e.Machine(a.exported); err != nil {
		return err
	}
	if !e.wants(a.Machine.Machine) {
		return nil
	}
	return e.Events(exportEvents(a))
}

// put ends the exports and puts them.
func (e *exports) put(p *publication) error {
	if e.part != nil {
		return e.part.end()
	}
	if e.Writer == nil {
		return nil
	}
	if err := e.Close(); err != nil {
		return err
	}
	names := slices.Clone(machineExports)
	if e.events {
		names = append(names, eventExports...)
	}
	for _, name := range names {
		if err := p.out.PutFile(name, filepath.Join(e.dir, filepath.Base(name))); err != nil {
			return err
		}
	}
	return nil
}

// exportEvents are the rows of a machine's events. What they repeat is worded
// once.
func exportEvents(a *assessment) iter.Seq[*export.Event] {
	return func(yield func(*export.Event) bool) {
		machine, registry := a.ID.Dec(), ""
		for i := range a.Events {
			e := &a.Events[i]
			if i == 0 || e.Registry != a.Events[i-1].Registry {
				registry = e.Registry.Hex()
			}
			if !yield(exportEvent(machine, registry, e, &a.Values[i])) {
				return
			}
		}
	}
}

func exportEvent(machine, registry string, e *chain.Event, v *fx.Valuation) *export.Event {
	row := &export.Event{
		MachineID:   machine,
		EventIndex:  e.Index,
		EventType:   e.Type,
		OriginValue: e.Value.Dec(),
		Timestamp:   (*export.Time)(e.Time.ToBig()),
		TrustLevel:  e.Trust,
		Metadata:    string(stranger.Metadata(e.Metadata)),
		DataHash:    e.DataHash.Hex(),
		SourceChain: e.SourceChain.Dec(),
		SourceTx:    e.SourceTx.Hex(),
		Registry:    registry,
	}
	if scoring.EventType(e.Type) == scoring.Revenue {
		body := answers.AmountOf(v)
		status := string(body.AmountStatus)
		row.OriginCurrency, row.OriginSubunit = &body.OriginCurrency, body.OriginSubunit
		row.USDValue, row.AmountStatus = v.Cents, &status
	}
	if log := e.Provenance; log != nil {
		tx := log.Tx.Hex()
		row.BlockNumber, row.TxHash, row.LogIndex = &log.Block, &tx, &log.LogIndex
	}
	return row
}

// exportMachine is a machine's row: the fields of its bodies, then the
// breakdown.
func (p *publication) exportMachine(a *assessment) *export.Machine {
	r := &a.Rating
	entry := &a.entry
	row := &export.Machine{
		MachineID:              a.ID.Dec(),
		DID:                    optional(a.DID),
		Name:                   "Machine #" + a.ID.Dec(),
		Active:                 true,
		MachineRegistry:        p.registry,
		Operator:               entry.Operator,
		DataVisibility:         a.DataVisibility,
		DocumentationURL:       optional(a.DocumentationURL),
		DataAPI:                optional(a.DataAPI),
		MCR:                    string(r.Letter),
		MCRScore:               r.Score,
		MCRDegraded:            r.Degraded,
		BondStatus:             "unbonded",
		NegativeFlag:           r.NegativeFlag,
		EventCount:             r.EventCount,
		RevenueEventCount:      r.RevenueEventCount,
		ActivityEventCount:     r.ActivityEventCount,
		RevenueTrend:           optional(string(r.Trend)),
		TotalRevenue:           r.TotalRevenue,
		AverageRevenuePerEvent: r.AverageRevenue,
		LastUpdated:            export.Unix(r.LastUpdated),
	}
	if a.Bonded {
		row.BondStatus = "bonded"
	}
	if a.Gen1 != nil {
		exportGen1(row, entry)
	}
	if a.Gen2 != nil {
		exportGen2(row, entry, a.Gen2)
	}
	b := &a.Rating.Breakdown
	exportParts(row, b)
	exportTrust(row, &b.Trust, a.DataVisibility == answers.Onchain)
	exportNext(row, &b.Next)
	return row
}

func exportGen1(row *export.Machine, entry *answers.MachineEntry) {
	row.Wallet, row.Name = entry.Wallet, "Machine (no NFT)"
	if entry.TokenID != nil {
		token := entry.TokenID.String()
		row.TokenID, row.Name = &token, "Machine #"+token
	}
}

func exportGen2(row *export.Machine, entry *answers.MachineEntry, m *chain.Gen2Machine) {
	row.Owner, row.Controller = entry.Owner, entry.Controller
	row.MachineType, row.HomeChain, row.Relocating = optional(m.Type), entry.HomeChain, m.Relocating
	s := &m.Subscription
	row.SubscriptionStatus, row.BondedAmount = s.Status.String(), s.Bonded.Dec()
	if s.PeriodStart != 0 {
		row.Tier, row.PeriodStart, row.PeriodEnd = &s.Tier, export.Unix(s.PeriodStart), export.Unix(s.PeriodEnd)
	}
}

func exportParts(row *export.Machine, b *scoring.Breakdown) {
	if b.Gate.StoppedBy != "" {
		gate := string(b.Gate.StoppedBy)
		row.GateStoppedBy = &gate
	}
	row.GateQualifyingEvents, row.GateMinQualifyingEvents = b.Gate.Events, b.Gate.MinEvents
	row.GateFirstQualifyingAt, row.GateLastQualifyingAt = export.Unix(b.Gate.First), export.Unix(b.Gate.Last)
	row.GateSpanSeconds, row.GateMinSpanSeconds = b.Gate.SpanSeconds, b.Gate.MinSpan
	row.GateMissingEvents, row.GateMissingSpanSeconds = b.Gate.MissingEvents, b.Gate.MissingSpan
	row.RevenuePoints, row.RevenueMax = b.Revenue.Points, b.Revenue.Max
	row.RevenueWindowCents, row.RevenueMonthlyCents = b.Revenue.Cents, b.Revenue.Monthly
	row.RevenueQualifyingDays, row.RevenueDays = b.Revenue.QualifyingDays, b.Revenue.Days
	row.TrendPoints, row.TrendMax = b.Trend.Points, b.Trend.Max
	row.TrendCurrentCents, row.TrendPreviousCents = b.Trend.Current, b.Trend.Previous
	row.CadencePoints, row.CadenceMax = b.Cadence.Points, b.Cadence.Max
	row.CadenceActiveWeeks, row.CadenceWeeks = b.Cadence.ActiveWeeks, b.Cadence.Weeks
	row.BondPoints, row.BondMax = b.Bond.Points, b.Bond.Max
	row.UnvaluedUnsupportedCurrency, row.UnvaluedFXUnavailable = b.Unvalued.Unsupported, b.Unvalued.Unavailable
	row.BreakdownSum, row.BreakdownScore = b.Sum, b.Score
}

// exportTrust fills the trust columns. The events by level are a mix that only
// machines with on-chain visibility show.
func exportTrust(row *export.Machine, t *scoring.TrustPart, shown bool) {
	row.TrustPoints, row.TrustMax, row.TrustAverage, row.TrustPermille = t.Points, t.Max, t.Average, t.Permille
	row.TrustWeightLevel0, row.TrustWeightLevel1 = t.Weights[0], t.Weights[1]
	row.TrustWeightLevel2, row.TrustWeightOther = t.Weights[2], t.Weights[3]
	row.TrustTenureSeconds, row.TrustTenured = t.TenureSeconds, t.Tenured
	row.TrustOverride, row.TrustOverrideIgnored = t.Override, t.OverrideIgnored
	row.TrustPenalty, row.TrustPenaltyUntil = t.Penalty, export.Unix(t.PenaltyUntil)
	if shown {
		row.TrustEventsLevel0, row.TrustEventsLevel1 = &t.Levels[0], &t.Levels[1]
		row.TrustEventsLevel2, row.TrustEventsOther = &t.Levels[2], &t.Levels[3]
	}
}

func exportNext(row *export.Machine, n *scoring.Next) {
	if n.Letter == "" {
		return
	}
	letter := string(n.Letter)
	row.NextLetter, row.NextScore, row.NextMissing = &letter, &n.Score, &n.Missing
	columns := map[string]struct {
		headroom **int
		target   **big.Int
	}{
		"revenue": {&row.NextRevenueHeadroom, &row.NextRevenueTarget},
		"trend":   {&row.NextTrendHeadroom, &row.NextTrendTarget},
		"cadence": {&row.NextCadenceHeadroom, &row.NextCadenceTarget},
		"trust":   {&row.NextTrustHeadroom, &row.NextTrustTarget},
		"bond":    {&row.NextBondHeadroom, &row.NextBondTarget},
	}
	for i := range n.Lifts {
		lift := &n.Lifts[i]
		*columns[lift.Component].headroom, *columns[lift.Component].target = &lift.Headroom, lift.Target
	}
}

// optional is a text, nil where it is absent.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
