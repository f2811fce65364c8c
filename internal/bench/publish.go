//go:build linux

package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"syscall"
	"time"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/generator"
	"mcrpress/generator/check"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/partner"
	"mcrpress/generator/tree"
	"mcrpress/internal/bench/synthetic"
	"mcrpress/scoring"
)

// publishArgs say which synthetic fleet is published.
type publishArgs struct {
	Machines, Events int
	Out              string
	Cards            bool
	// Alone leaves out what is of no machine where that can be left out, and the check.
	Alone bool
	// Of its machines, only those of one shard of so many; 0 is all.
	Shard, Shards int
}

// published is what publishing took, without making the fleet.
type published struct {
	Wall, CPU    time.Duration
	Files, Bytes int64
	Tree         string // its hash
}

// publish publishes a synthetic fleet in a process of its own.
func publish(ctx context.Context, a publishArgs) (published, usage, error) {
	var p published
	u, err := runPart(ctx, "part-publish", a, &p)
	return p, u, err
}

func publishPart(ctx context.Context, args []string, _ io.Reader, stdout io.Writer) error {
	a, err := arguments[publishArgs](args)
	if err != nil {
		return err
	}
	cfg := publication(synthetic.Deployment(chain.Gen2), a.Out)
	cfg.Emit = generator.Emit{endpoints.Cards: a.Cards}
	if a.Alone {
		cfg.Emit = generator.Only([]endpoints.Output{endpoints.Cards})
		cfg.Check = nil
	}
	options := synthetic.Options{Generation: chain.Gen2, Machines: a.Machines, Events: a.Events}
	var fleet *chain.Fleet
	var facts *read.Facts
	if a.Shards == 0 {
		fleet = synthetic.Fleet(options)
	} else {
		cfg.Read.Shard = &read.Shard{Index: a.Shard, Of: a.Shards}
		fleet, facts = synthetic.Shard(options, *cfg.Read.Shard)
	}
	return timed(stdout, func() (*generator.Summary, error) { return generator.PublishShard(ctx, cfg, fleet, facts) })
}

// timed writes what a publication takes.
func timed(stdout io.Writer, publish func() (*generator.Summary, error)) error {
	start, before := time.Now(), own()
	summary, err := publish()
	if err != nil {
		return err
	}
	t := &summary.Snapshot.Tree
	return json.NewEncoder(stdout).Encode(published{time.Since(start), own() - before, int64(t.Files), t.Bytes, t.Hash})
}

// publication is how a fleet is published here: checked as build checks it, and
// with nothing forced to disk, as cp forces nothing.
func publication(d chain.Deployment, out string) generator.Config {
	return generator.Config{
		Deployment: d,
		Model:      scoring.Default(),
		Partner:    &partner.Fetcher{Mode: partner.Off},
		Check:      &check.Options{},
		Out:        out,
		Tree:       tree.Options{Sync: tree.SyncOff},
		Log:        slog.New(slog.DiscardHandler),
		Progress:   func(string, int, int) {},
	}
}

// own is the processor time that this process has taken.
func own() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
