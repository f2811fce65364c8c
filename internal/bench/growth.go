//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// growth is the table of fleets of growing size.
func growth(ctx context.Context, l *lab) (*table, error) {
	t := &table{
		title: "Growth",
		intro: fmt.Sprintf("Synthetic 2.0 fleets, %d events a machine, published to the checkout's file system with `--emit no-cards`, "+
			"so that every row is of the same work. "+
			"Goal: the cost of a machine grows by less than 1.5x from 10,000 to 1,000,000.", eventsEach),
		columns: []string{"machines", "time", "a machine", "own processor time", "a machine", "peak memory", "files", "bytes"},
	}
	l.dropNode() // a million machines want its memory
	for _, machines := range l.growth {
		g, err := l.grow(ctx, machines)
		if err != nil {
			return nil, err
		}
		p := &g.published
		t.row(thousands(machines), seconds(p.Wall), each(p.Wall, machines), seconds(p.CPU), each(p.CPU, machines),
			megabytes(g.usage.Peak), thousands(p.Files), megabytes(p.Bytes))
	}
	t.note("Left out are the machines' pages, and reading: what a node is asked stands in the first table.")
	return t, nil
}

// grown is what one process took that published a fleet of some size.
type grown struct {
	published published
	usage     usage
}

// grow publishes a fleet of a size without cards, once.
func (l *lab) grow(ctx context.Context, machines int) (g grown, err error) {
	g, known := l.grown[machines]
	if known {
		return g, nil
	}
	out := filepath.Join(l.disk, fmt.Sprintf("growth-%d", machines))
	if g.published, g.usage, err = publish(ctx, publishArgs{Machines: machines, Events: eventsEach, Out: out}); err != nil {
		return g, err
	}
	l.grown[machines] = g
	return g, os.RemoveAll(out) // the largest ones want the disk to themselves
}

func each(d time.Duration, n int) string {
	return fmt.Sprintf("%.0f µs", float64(d.Microseconds())/float64(n))
}
