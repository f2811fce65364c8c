//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/chain/rpc"
	"mcrpress/generator"
	"mcrpress/generator/answers"
	"mcrpress/generator/state"
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
	args := wholeArgs{URL: n.URL, Network: n.network, Rates: n.rates, Out: out}
	work := []struct {
		name string
		took func() (time.Duration, error)
	}{
		{"`mcrpress build`, cold", func() (time.Duration, error) {
			run, err := l.build(ctx, n, out+".run")
			if err != nil {
				return 0, err
			}
			return run.Wall, nil
		}},
		{"part: read the fleet into an empty state file", func() (time.Duration, error) { return timePart(ctx, "part-read", args) }},
		{"part: rate, render, hash and check, with nothing to write", func() (time.Duration, error) { return timePart(ctx, "part-render", args) }},
		{"part: write the same files from memory", func() (time.Duration, error) { return timePart(ctx, "part-write", args) }},
	}
	rounds := min(l.rounds, 3)
	took := make([][]time.Duration, len(work))
	for range rounds {
		for i := range work {
			t, err := work[i].took()
			if err != nil {
				return nil, err
			}
			took[i] = append(took[i], t)
		}
		for _, made := range []string{".run", ".run.db", "", ".db", ".again"} {
			if err := os.RemoveAll(out + made); err != nil {
				return nil, err
			}
		}
	}
	longest := max(median(took[1]), median(took[2]), median(took[3]))
	t := &table{
		title: "The whole job and its parts",
		intro: fmt.Sprintf("A cold run, and after it each of its parts alone in a process of its own, in %d rounds; "+
			"the medians count, since a node on the same cores answers now faster and now slower. "+
			"Goal: the run takes at most 1.3x its longest part.", rounds),
		columns: []string{"", "time", "of the longest part"},
	}
	for i, w := range work {
		took := median(took[i])
		t.row(w.name, seconds(took), times(took.Seconds(), longest.Seconds()))
	}
	return t, nil
}

// wholeArgs say what is read and where the tree goes. The state file stands beside
// it.
type wholeArgs struct{ URL, Network, Rates, Out string }

// timePart runs a part that answers with the time that counts.
func timePart(ctx context.Context, name string, args wholeArgs) (took time.Duration, err error) {
	_, err = runPart(ctx, name, args, &took)
	return took, err
}

// readPart reads the fleet into the state file.
func readPart(ctx context.Context, args []string, _ io.Reader, stdout io.Writer) error {
	a, err := arguments[wholeArgs](args)
	if err != nil {
		return err
	}
	start := time.Now()
	s, _, err := a.read(ctx)
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(time.Since(start))
}

// renderPart publishes what readPart read, and times doing so once more: every file
// is made and checked, and is there already.
func renderPart(ctx context.Context, args []string, _ io.Reader, stdout io.Writer) error {
	a, err := arguments[wholeArgs](args)
	if err != nil {
		return err
	}
	s, fleet, err := a.read(ctx) // nothing has changed
	if err != nil {
		return err
	}
	defer s.Close()
	deployment, err := chain.LoadDeployment(a.Network)
	if err != nil {
		return err
	}
	cfg := publication(deployment, a.Out)
	cfg.FullCheck = true
	if cfg.Rates, err = fx.ParseSources("file:"+a.Rates, fx.Options{}); err != nil {
		return err
	}
	var start time.Time
	for range 2 {
		start = time.Now()
		if _, err := generator.Publish(ctx, cfg, fleet); err != nil {
			return err
		}
	}
	return json.NewEncoder(stdout).Encode(time.Since(start))
}

// writePart writes the files of the tree that renderPart made.
func writePart(_ context.Context, args []string, _ io.Reader, stdout io.Writer) error {
	a, err := arguments[wholeArgs](args)
	if err != nil {
		return err
	}
	took, err := rewrite(a.Out, a.Out+".again")
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(took)
}

// read brings the state file to the finalized block.
func (a *wholeArgs) read(ctx context.Context) (*state.State, *chain.Fleet, error) {
	deployment, err := chain.LoadDeployment(a.Network)
	if err != nil {
		return nil, nil, err
	}
	client, err := rpc.Dial([]string{a.URL}, rpc.Options{})
	if err != nil {
		return nil, nil, err
	}
	reader, err := read.Open(ctx, client, deployment, read.Options{Block: "finalized"})
	if err != nil {
		return nil, nil, err
	}
	s, err := state.Open(a.Out+".db", &deployment, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, nil, err
	}
	fleet, err := readInto(ctx, reader, s.Store)
	if err != nil {
		s.Close()
		return nil, nil, err
	}
	return s, fleet, nil
}

func readInto(ctx context.Context, reader *read.Reader, records read.Store) (*chain.Fleet, error) {
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
