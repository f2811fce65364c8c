package generator

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"mcrpress/chain"
	"mcrpress/chain/rpc"
	"mcrpress/generator/minisign"
	"mcrpress/generator/partner"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// Config is everything that a build depends on.
type Config struct {
	Client     *rpc.Client
	Deployment chain.Deployment
	Block      string // finalized, latest or a number
	Store      chain.EventStore
	Rates      []fx.Source
	RateStore  fx.Store // nil keeps no rates between runs
	Model      *scoring.Parameters
	Partner    *partner.Fetcher
	Emit       Emit

	// FailOnDegraded ends the run before the commit where a machine whose
	// amounts all had a value in the published tree would now lack a rate.
	FailOnDegraded bool

	// Inspect is called before the commit with the tree that is published, nil
	// for none, and the tree to come with its pointer. An error ends the run.
	// Nil inspects nothing.
	Inspect func(ctx context.Context, published, next fs.FS, pointer []byte) error

	Out      string
	Tree     tree.Options
	SignKey  *minisign.SecretKey // nil signs nothing
	CacheTTL uint                // seconds that a rating may be cached
	BaseURL  string              // absolute address of the tree without a trailing slash; empty where unknown

	Log      *slog.Logger
	Progress func(stage string, done, total int)
}

// Build reads the fleet, rates it and publishes the tree. It has three
// phases, each complete before the next. Reading is where a run can fail for
// reasons of the network; staging writes every changed file beside the
// output; committing renames them into place. An error before the commit
// leaves the published tree as it was.
func Build(ctx context.Context, cfg Config) (*Summary, error) {
	start := time.Now()
	out, err := tree.Open(cfg.Out, cfg.Tree)
	if err != nil {
		return nil, err
	}
	defer out.Close()

	p, err := read(ctx, &cfg, out)
	if err != nil {
		return nil, err
	}
	if err := p.stage(ctx); err != nil {
		return nil, err
	}
	snapshot, sealed, err := p.publish(ctx)
	if err != nil {
		return nil, err
	}
	return &Summary{snapshot, sealed, p.partnerReport, cfg.Client.Stats(), time.Since(start)}, nil
}

// IsMistake says whether an error of Build is one of its configuration: the
// deployment does not fit the chain, or the output is somebody else's.
func IsMistake(err error) bool {
	return errors.Is(err, chain.ErrDeployment) || errors.Is(err, tree.ErrForeign)
}

// publish seals the tree, makes the snapshot that points to it, has both
// inspected and commits.
func (p *publication) publish(ctx context.Context) (*Snapshot, tree.Summary, error) {
	s := p.snapshot()
	var err error
	if s.Previous, err = p.stageChanges(s.Block); err != nil {
		return nil, tree.Summary{}, err
	}
	sealed, err := p.out.Seal()
	if err != nil {
		return nil, sealed, err
	}
	s.Tree = SnapshotTree{sealed.Hash, sealed.Files, sealed.Bytes}
	pointer, err := encode(s)
	if err != nil {
		return nil, sealed, err
	}
	if err := p.inspect(ctx, pointer); err != nil {
		return nil, sealed, err
	}
	beside, err := p.signed(s.Block.Number, pointer)
	if err != nil {
		return nil, sealed, err
	}
	return s, sealed, p.out.Commit(pointer, beside)
}

func (p *publication) inspect(ctx context.Context, pointer []byte) error {
	if p.cfg.Inspect == nil {
		return nil
	}
	published := p.out.Published()
	if _, err := fs.Stat(published, tree.Pointer); errors.Is(err, fs.ErrNotExist) {
		published = nil
	}
	return p.cfg.Inspect(ctx, published, p.out.Next(), pointer)
}

// read gets everything from outside: the chain, the rates, the partners.
func read(ctx context.Context, cfg *Config, out *tree.Writer) (*publication, error) {
	reader, err := chain.Open(ctx, cfg.Client, cfg.Deployment, chain.Options{Block: cfg.Block, Log: cfg.Log, Progress: cfg.Progress})
	if err != nil {
		return nil, err
	}
	fleet, err := reader.Read(ctx, cfg.Store)
	if err != nil {
		return nil, err
	}
	rates, ratesReport, err := readRates(ctx, cfg, fleet)
	if err != nil {
		return nil, err
	}
	answers, partnerReport, err := cfg.Partner.FetchAll(ctx, partnerURLs(fleet))
	if err != nil {
		return nil, fmt.Errorf("fetching partner data: %w", err)
	}
	warn(cfg.Log, ratesReport, partnerReport)
	p := newPublication(cfg, out, fleet)
	p.rates, p.ratesReport = rates, ratesReport
	p.answers, p.partnerReport = answers, partnerReport
	return p, nil
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

// partnerURLs lists the data_api of each machine whose data is public.
func partnerURLs(fleet *chain.Fleet) (urls []string) {
	for i := range fleet.Machines {
		m := &fleet.Machines[i]
		if m.DID.DataVisibility.Text() == "public" {
			urls = append(urls, m.DID.DataAPI.Text())
		}
	}
	return urls
}
