//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"mcrpress/internal/console"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// flags are the command line.
type flags struct {
	Size string   `default:"full" enum:"small,full" placeholder:"small|full" help:"How large the fleets are: small takes a minute, full some hours (${default})."`
	Only []string `placeholder:"TABLE,..." help:"The tables to measure (all): ${tables}."`
	Out  string   `placeholder:"FILE.md" help:"Also write the tables here."`
}

// run is the whole program. It gives the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c := console.New(stderr)
	if len(args) > 0 {
		if part, ok := parts[args[0]]; ok {
			return c.Exit("bench "+args[0], part(ctx, args[1:], os.Stdin, stdout))
		}
	}
	return c.Exit("bench", measure(ctx, args, stdout, c))
}

// entry is a table that can be asked for.
type entry struct {
	name    string
	measure func(context.Context, *lab) (*table, error)
}

// entries are the tables in the order in which they are measured and printed.
var entries = []entry{
	{"change", change},
	{"cold", cold},
	{"memory", memory},
	{"reading", reading},
	{"whole", whole},
	{"crawl", crawl},
	{"serve", serve},
	{"quiet", quiet}, // from here on without the node
	{"growth", growth},
	{"shards", shards},
	{"peers", peers},
}

func measure(ctx context.Context, args []string, stdout io.Writer, c *console.Console) error {
	var names []string
	for _, e := range entries {
		names = append(names, e.name)
	}
	var f flags
	if err := parse("bench", "Measures the job and its controls side by side.", &f, args, stdout, names); err != nil {
		return err
	}
	for _, name := range f.Only {
		if !slices.Contains(names, name) {
			return &console.Mistake{Err: fmt.Errorf("--only names no table %q: use some of %s", name, strings.Join(names, ", "))}
		}
	}
	l, err := newLab(ctx, sizes[f.Size], c.Log)
	if err != nil {
		return err
	}
	defer l.close()
	document := l.heading(args)
	fmt.Fprint(stdout, document)
	for _, e := range entries {
		if len(f.Only) > 0 && !slices.Contains(f.Only, e.name) {
			continue
		}
		start := time.Now()
		t, err := e.measure(ctx, l)
		if err != nil {
			return fmt.Errorf("measuring %s: %w", e.name, err)
		}
		c.Log.Info("measured", "table", e.name, "took", time.Since(start).Round(time.Second))
		text := t.markdown()
		document += text
		fmt.Fprint(stdout, text)
	}
	if f.Out == "" {
		return nil
	}
	return os.WriteFile(f.Out, []byte(document), 0o644)
}
