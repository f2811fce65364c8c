//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"mcrpress/chain"
	"mcrpress/generator"
	"mcrpress/generator/endpoints"
	"mcrpress/internal/bench/synthetic"
)

// shards is the table of a fleet that is published in parts, one after the other.
func shards(ctx context.Context, l *lab) (*table, error) {
	machines, n := l.shards[0], l.shards[1]
	t := &table{
		title: "Past one machine",
		intro: fmt.Sprintf("A synthetic 2.0 fleet of %s machines, %d events each, in %d shards, one after the other on these cores, "+
			"to the checkout's file system with `--emit no-cards`, then their merge. "+
			"The control is one process that publishes the same fleet, to the same tree hash.", thousands(machines), eventsEach, n),
		columns: []string{"step", "time", "a machine", "own processor time", "peak memory", "files", "bytes"},
	}
	l.dropNode() // the machines want its memory
	root := filepath.Join(l.disk, "shards")
	defer os.RemoveAll(root)
	parts, err := buildShards(ctx, t, publishArgs{Machines: machines, Events: eventsEach}, root, n)
	if err != nil {
		return nil, err
	}
	var merged published
	u, err := runPart(ctx, "part-merge", mergeArgs{parts, filepath.Join(root, "merged")}, &merged)
	if err != nil {
		return nil, err
	}
	t.step("merge", machines, merged, u)
	one, err := l.grow(ctx, machines)
	if err != nil {
		return nil, err
	}
	t.step("control: one build", machines, one.published, one.usage)
	if one.published.Tree != merged.Tree {
		return nil, fmt.Errorf("the parts merge to the tree %s, and one build makes %s", merged.Tree, one.published.Tree)
	}
	t.note("Files of a part that are of a machine are linked into the tree, and are counted in both. " +
		"Left out is `plan`, which scans logs: a synthetic fleet has none.")
	return t, nil
}

// buildShards publishes each shard of a fleet.
func buildShards(ctx context.Context, t *table, args publishArgs, root string, n int) (parts []string, err error) {
	took, used := make([]published, n), make([]usage, n)
	var all published
	var most usage
	for i := range n {
		args.Shard, args.Shards, args.Out = i, n, filepath.Join(root, fmt.Sprint(i))
		if took[i], used[i], err = publish(ctx, args); err != nil {
			return nil, err
		}
		parts = append(parts, args.Out)
		all.Wall, all.CPU = all.Wall+took[i].Wall, all.CPU+took[i].CPU
		all.Files, all.Bytes = all.Files+took[i].Files, all.Bytes+took[i].Bytes
		most.Peak = max(most.Peak, used[i].Peak)
	}
	byTime := slices.SortedFunc(slices.Values(took), func(a, b published) int { return int(a.Wall - b.Wall) })
	t.step("shard, the median", args.Machines/n, byTime[n/2], usage{})
	t.step("shard, the slowest", args.Machines/n, byTime[n-1], most)
	t.step("all shards", args.Machines, all, most)
	return parts, nil
}

// step adds a row; the memory is left out where it is not known.
func (t *table) step(name string, machines int, p published, u usage) {
	peak := ""
	if u.Peak > 0 {
		peak = megabytes(u.Peak)
	}
	t.row(name, seconds(p.Wall), each(p.Wall, machines), seconds(p.CPU), peak, thousands(p.Files), megabytes(p.Bytes))
}

// mergeArgs say which parts are merged.
type mergeArgs struct {
	Parts []string
	Out   string
}

func mergePart(ctx context.Context, args []string, _ io.Reader, stdout io.Writer) error {
	a, err := arguments[mergeArgs](args)
	if err != nil {
		return err
	}
	cfg := publication(synthetic.Deployment(chain.Gen2), a.Out)
	cfg.Emit = generator.Emit{endpoints.Cards: false}
	var parts []generator.Part
	for _, dir := range a.Parts {
		parts = append(parts, generator.PartIn(dir))
	}
	return timed(stdout, func() (*generator.Summary, error) { return generator.Merge(ctx, cfg, parts) })
}
