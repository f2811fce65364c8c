package generator

import (
	"context"
	"fmt"
	"log/slog"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/generator/answers"
	"mcrpress/generator/partner"
	"mcrpress/scoring/fx"
)

// input is everything that comes from outside.
type input struct {
	fleet         *chain.Fleet
	rates         *fx.Table
	ratesReport   fx.Report
	partners      map[string]partner.Result // by URL
	partnerReport partner.Report
}

// gather asks the sources of rates, then the partners, for a fleet.
func gather(ctx context.Context, cfg *Config, fleet *chain.Fleet) (*input, error) {
	in := input{fleet: fleet}
	var err error
	if in.rates, in.ratesReport, err = readRates(ctx, cfg, in.fleet); err != nil {
		return nil, err
	}
	if in.partners, in.partnerReport, err = cfg.Partner.FetchAll(ctx, partnerURLs(in.fleet)); err != nil {
		return nil, fmt.Errorf("fetching partner data: %w", err)
	}
	warn(cfg.Log, in.ratesReport, in.partnerReport)
	return &in, nil
}

func readFleet(ctx context.Context, cfg *Config) (*chain.Fleet, error) {
	opts := cfg.Read
	opts.Log, opts.Progress = cfg.Log, cfg.Progress
	reader, err := read.Open(ctx, cfg.Client, cfg.Deployment, opts)
	if err != nil {
		return nil, err
	}
	reading, err := reader.Update(ctx, cfg.Store)
	if err != nil {
		return nil, err
	}
	return reading.Fleet()
}

// readRates loads the rates for every currency and day that the fleet's
// events name.
func readRates(ctx context.Context, cfg *Config, fleet *chain.Fleet) (*fx.Table, fx.Report, error) {
	amounts, err := fleet.Events.Amounts()
	if err != nil {
		return nil, fx.Report{}, fmt.Errorf("listing the currencies of the events: %w", err)
	}
	needs := make([]fx.Need, len(amounts))
	for i, amount := range amounts {
		needs[i] = fx.Need(amount)
	}
	return fx.Load(ctx, fleet.Block.Time, cfg.RateStore, cfg.Rates, needs)
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
