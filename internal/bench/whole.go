//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/chain/rpc"
	"mcrpress/chain/store"
	"mcrpress/generator"
	"mcrpress/generator/answers"
	"mcrpress/generator/tree"
	"mcrpress/scoring/fx"
)

// whole is the table of a run beside its parts.
func whole(ctx context.Context, l *lab) (*table, error) {
	n, err := l.theNode(ctx)
	if err != nil {
		return nil, err
	}
	if err := n.finalize(0); err != nil {
		return nil, err
	}
	out := filepath.Join(l.tmpfs, "whole")
	rounds := min(l.rounds, 3)
	var took [4][]time.Duration // of the run and of its parts
	for range rounds {
		run, err := l.build(ctx, n, out+".run")
		if err != nil {
			return nil, err
		}
		var p wholeParts
		if _, err := runPart(ctx, "part-whole", wholeArgs{n.URL, n.network, n.rates, out}, &p); err != nil {
			return nil, err
		}
		for i, t := range []time.Duration{run.Wall, p.Read, p.Render, p.Write} {
			took[i] = append(took[i], t)
		}
		for _, made := range []string{".run", ".run.db", "", ".again"} {
			if err := os.RemoveAll(out + made); err != nil {
				return nil, err
			}
		}
	}
	longest := max(median(took[1]), median(took[2]), median(took[3]))
	t := &table{
		title: "The whole job and its parts",
		intro: fmt.Sprintf("A cold run, and after it each of its parts alone in a process that does nothing else at the time, %d times; "+
			"the medians count, since a node on the same cores answers now faster and now slower. "+
			"Goal: the run takes at most 1.3x its longest part.", rounds),
		columns: []string{"", "time", "of the longest part"},
	}
	for i, name := range []string{
		"`mcrpress build`, cold",
		"part: read the fleet into an empty state file",
		"part: rate, render, hash and check, with nothing to write",
		"part: write the same files from memory",
	} {
		took := median(took[i])
		t.row(name, seconds(took), times(took.Seconds(), longest.Seconds()))
	}
	return t, nil
}

// wholeArgs say what is read and where the tree goes.
type wholeArgs struct{ URL, Network, Rates, Out string }

type wholeParts struct{ Read, Render, Write time.Duration }

func wholePart(ctx context.Context, args []string, _ io.Reader, stdout io.Writer) error {
	a, err := arguments[wholeArgs](args)
	if err != nil {
		return err
	}
	var p wholeParts
	deployment, err := chain.LoadDeployment(a.Network)
	if err != nil {
		return err
	}
	records, err := store.NewTemp()
	if err != nil {
		return err
	}
	defer records.Close()
	start := time.Now()
	fleet, err := readAll(ctx, a.URL, deployment, records)
	if err != nil {
		return err
	}
	p.Read = time.Since(start)

	cfg := publication(deployment, a.Out)
	if cfg.Rates, err = fx.ParseSources("file:"+a.Rates, fx.Options{}); err != nil {
		return err
	}
	if _, err := generator.Publish(ctx, cfg, fleet); err != nil {
		return err
	}
	start = time.Now() // once more: every file is there already
	if _, err := generator.Publish(ctx, cfg, fleet); err != nil {
		return err
	}
	p.Render = time.Since(start)
	if p.Write, err = rewrite(a.Out, a.Out+".again"); err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(p)
}

func readAll(ctx context.Context, url string, d chain.Deployment, records read.Store) (*chain.Fleet, error) {
	client, err := rpc.Dial([]string{url}, rpc.Options{})
	if err != nil {
		return nil, err
	}
	reader, err := read.Open(ctx, client, d, read.Options{Block: "finalized"})
	if err != nil {
		return nil, err
	}
	reading, err := reader.Update(ctx, records)
	if err != nil {
		return nil, err
	}
	return reading.Fleet()
}

// rewrite writes the files of a tree as a first build does, from memory.
func rewrite(from, to string) (time.Duration, error) {
	type file struct {
		path string
		data []byte
	}
	var files []file
	var pointer []byte
	published := os.DirFS(from)
	err := fs.WalkDir(published, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(published, path)
		switch {
		case path == answers.SnapshotFile:
			pointer = data
		case !tree.Unlisted(path) && !strings.HasPrefix(path, tree.ListDir):
			files = append(files, file{path, data})
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	start := time.Now()
	out, err := tree.Open(to, tree.Options{Sync: tree.SyncOff})
	if err != nil {
		return 0, err
	}
	defer out.Close()
	err = spread(context.Background(), len(files), 100, 4, func(_ context.Context, from, to int) error {
		for _, f := range files[from:to] {
			if err := out.Put(f.path, f.data); err != nil {
				return fmt.Errorf("writing %s: %w", f.path, err)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	if _, err := out.Seal(); err != nil {
		return 0, err
	}
	if err := out.Commit(pointer, nil); err != nil {
		return 0, err
	}
	return time.Since(start), nil
}
