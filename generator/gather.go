package generator

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/generator/answers"
	"mcrpress/generator/partner"
	"mcrpress/scoring/fx"
)

// input is everything that comes from outside.
type input struct {
	reading *read.Reading
	// fleet has no machines and no operators in a quiet run.
	fleet         *chain.Fleet
	rates         *fx.Table
	ratesReport   fx.Report
	urls          []string                  // that partners were asked for, each once, in order
	partners      map[string]partner.Result // by URL
	partnerReport partner.Report
}

// gather asks the sources of rates, then the partners, and loads the fleet. A
// run in which nothing differs from the last one is quiet: it needs no fleet.
// Parts have all of it.
func (p *publication) gather(ctx context.Context) error {
	if p.parts != nil {
		p.rates, p.ratesReport = p.parts.rates, p.parts.ratesReport
		return p.load()
	}
	still := p.still()
	needs, urls, err := p.asked(still)
	if err != nil {
		return err
	}
	if p.rates, p.ratesReport, err = fx.Load(ctx, p.reading.Block.Time, p.cfg.RateStore, p.cfg.Rates, needs); err != nil {
		return err
	}
	p.urls = slices.Compact(slices.Sorted(slices.Values(urls)))
	if p.partners, p.partnerReport, err = p.cfg.Partner.FetchAll(ctx, p.urls); err != nil {
		return fmt.Errorf("fetching partner data: %w", err)
	}
	warn(p.cfg.Log, p.ratesReport, p.partnerReport)
	if p.quiet = still && p.sameAnswers(); still && !p.quiet {
		return p.load()
	}
	return nil
}

// asked lists the rates and the partner data that the fleet needs: as the last
// run did where nothing differs, else as the fleet does, which is loaded.
func (p *publication) asked(still bool) (needs []fx.Need, urls []string, err error) {
	if still {
		for _, a := range p.recalled.tree.Rates {
			needs = append(needs, a.Need)
		}
		return needs, p.recalled.tree.Partners, nil
	}
	if err := p.load(); err != nil {
		return nil, nil, err
	}
	amounts, err := p.fleet.Events.Amounts()
	if err != nil {
		return nil, nil, fmt.Errorf("listing the currencies of the events: %w", err)
	}
	for _, amount := range amounts {
		needs = append(needs, fx.Need(amount))
	}
	return needs, partnerURLs(p.fleet), nil
}

// readFleet brings the store to the pinned block.
func readFleet(ctx context.Context, cfg *Config) (*read.Reading, *parts, error) {
	opts := cfg.Read
	opts.Log, opts.Progress = cfg.Log, cfg.Progress
	if cfg.Plan != nil {
		opts.Block = fmt.Sprint(cfg.Plan.Block)
		opts.Logs = func(take func(read.Logs) error) error { return cfg.Plan.logs(*opts.Shard, take) }
	}
	reader, err := read.Open(ctx, cfg.Client, cfg.Deployment, opts)
	if err != nil {
		return nil, nil, err
	}
	if p := cfg.Plan; p != nil && p.Hash != reader.Block().Hash.Hex() {
		return nil, nil, fmt.Errorf("%w: %s is of block %d %s, and the chain has %s there", ErrPlan, p.dir, p.Block, p.Hash, reader.Block().Hash)
	}
	reading, err := reader.Update(ctx, cfg.Store)
	return reading, nil, err
}

// partnerURLs lists the data API of each machine whose data is public.
func partnerURLs(fleet *chain.Fleet) (urls []string) {
	for i := range fleet.Machines {
		if m := &fleet.Machines[i]; m.DataVisibility == answers.Public {
			urls = append(urls, m.DataAPI)
		}
	}
	return urls
}

// warn says what could not be had from others and did not end the run.
func warn(log *slog.Logger, rates fx.Report, partners partner.Report) {
	for _, source := range rates.Sources {
		if source.Err != nil {
			log.Warn("a source of rates failed", "source", source.Name, "error", source.Err)
		}
		for _, refused := range source.Refused {
			log.Warn("a rate was refused", "source", source.Name, "currency", refused.Currency, "date", refused.Date)
		}
	}
	if partners.OverBudget+partners.Skipped > 0 {
		log.Warn("partners were not asked", "over budget", partners.OverBudget, "host failing", partners.Skipped, "hosts", partners.Broken)
	}
}
