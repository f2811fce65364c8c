package generator

import (
	"fmt"
	"math/big"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
	"mcrpress/generator/export"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// openExports begins the exports in a scratch directory. Where the tree has
// none, both results are empty.
func (p *publication) openExports() (*export.Writer, string, error) {
	if !p.cfg.Emit.Has(Exports) {
		return nil, "", nil
	}
	dir, err := os.MkdirTemp("", "mcrpress-export-")
	if err != nil {
		return nil, "", err
	}
	w, err := export.Create(dir)
	return w, dir, err
}

// export adds a machine to the exports, and its events where it shows them.
func (p *publication) export(w *export.Writer, a *assessment) error {
	if w == nil {
		return nil
	}
	if err := w.Machine(p.exportMachine(a)); err != nil {
		return fmt.Errorf("exporting machine %s: %w", a.ID.Dec(), err)
	}
	if a.visibility() != "onchain" {
		return nil
	}
	for i := range a.events {
		if err := w.Event(exportEvent(&a.events[i], &a.values[i])); err != nil {
			return fmt.Errorf("exporting the events of machine %s: %w", a.ID.Dec(), err)
		}
	}
	return nil
}

// putExports ends the exports and puts them.
func (p *publication) putExports(w *export.Writer, dir string) error {
	if w == nil {
		return nil
	}
	if err := w.Close(); err != nil {
		return err
	}
	for _, name := range []string{export.MachinesNDJSON, export.MachinesCSV, export.MachinesParquet, export.EventsParquet} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if err := p.out.Put("export/"+name, data); err != nil {
			return err
		}
	}
	return nil
}

func exportEvent(e *chain.Event, v *fx.Valuation) *export.Event {
	row := &export.Event{
		MachineID:   e.MachineID.Dec(),
		EventIndex:  e.Index.ToBig(),
		EventType:   e.Type,
		OriginValue: e.Value.ToBig(),
		Timestamp:   e.Time,
		TrustLevel:  e.Trust,
		Metadata:    string(metadataJSON(e.Metadata)),
		DataHash:    e.DataHash.Hex(),
		SourceChain: e.SourceChain.Dec(),
		SourceTx:    e.SourceTx.Hex(),
		Registry:    e.Registry.Hex(),
		BlockNumber: e.Block,
		BlockTime:   e.BlockTime,
		TxHash:      e.Tx.Hex(),
		LogIndex:    e.LogIndex,
		Partial:     e.Partial,
	}
	if scoring.EventType(e.Type) == scoring.Revenue {
		body := amount(v)
		status := string(body.AmountStatus)
		row.OriginCurrency, row.OriginSubunit, row.USDValue, row.AmountStatus = &body.OriginCurrency, body.OriginSubunit, body.USDValue, &status
	}
	return row
}

// exportMachine is a machine's row: the fields of its bodies, then the
// breakdown.
func (p *publication) exportMachine(a *assessment) *export.Machine {
	mcr := a.mcrBody()
	row := &export.Machine{
		MachineID:              a.ID.Dec(),
		Name:                   a.tokenName(),
		Active:                 true,
		MachineRegistry:        p.registry,
		Operator:               optional(a.DID.Operator),
		DataVisibility:         a.visibility(),
		DocumentationURL:       optional(a.DID.DocumentationURL),
		DataAPI:                optional(a.DID.DataAPI),
		MCR:                    string(mcr.MCR),
		MCRScore:               mcr.MCRScore,
		MCRDegraded:            mcr.MCRDegraded,
		BondStatus:             mcr.BondStatus,
		NegativeFlag:           mcr.NegativeFlag,
		EventCount:             mcr.EventCount,
		RevenueEventCount:      mcr.RevenueEventCount,
		ActivityEventCount:     mcr.ActivityEventCount,
		RevenueTrend:           string(mcr.RevenueTrend),
		TotalRevenue:           mcr.TotalRevenue,
		AverageRevenuePerEvent: float64(mcr.AverageRevenuePerEvent),
		LastUpdated:            mcr.LastUpdated,
	}
	if a.Wallet != (common.Address{}) {
		wallet := a.Wallet.Hex()
		row.DID, row.Wallet = &mcr.DID, &wallet
	}
	if !a.TokenID.IsZero() {
		token := a.TokenID.Dec()
		row.TokenID = &token
	}
	b := &a.rating.Breakdown
	exportParts(row, b)
	exportTrust(row, &b.Trust, a.visibility() == "onchain")
	exportNext(row, &b.Next)
	return row
}

func exportParts(row *export.Machine, b *scoring.Breakdown) {
	if b.Gate.StoppedBy != "" {
		gate := string(b.Gate.StoppedBy)
		row.GateStoppedBy = &gate
	}
	row.GateQualifyingEvents, row.GateMinQualifyingEvents, row.GateMissingEvents = b.Gate.Events, b.Gate.MinEvents, b.Gate.MissingEvents
	row.GateFirstQualifyingAt, row.GateLastQualifyingAt = b.Gate.First, b.Gate.Last
	row.GateSpanSeconds, row.GateMinSpanSeconds, row.GateMissingSpanSeconds = b.Gate.SpanSeconds, b.Gate.MinSpan, b.Gate.MissingSpan
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
	row.TrustWeightLevel0, row.TrustWeightLevel1, row.TrustWeightLevel2, row.TrustWeightOther = t.Weights[0], t.Weights[1], t.Weights[2], t.Weights[3]
	row.TrustTenureSeconds, row.TrustTenured = t.TenureSeconds, t.Tenured
	row.TrustOverride, row.TrustOverrideIgnored = t.Override, t.OverrideIgnored
	row.TrustPenalty, row.TrustPenaltyUntil = t.Penalty, t.PenaltyUntil
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
