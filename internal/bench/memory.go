//go:build linux

package main

import (
	"context"
	"os"
	"path/filepath"
)

// memory is the table of the largest memory of a run.
func memory(ctx context.Context, l *lab) (*table, error) {
	t := &table{
		title: "Memory",
		intro: "The largest resident memory of a process that publishes a synthetic 2.0 fleet to tmpfs, " +
			"whose events are worked out when they are asked for, and of the builds above. " +
			"Goals: 300 MB at 100,000 machines with 1,000,000 events, and 1.5x of that at ten times the events.",
		columns: []string{"run", "machines", "events", "peak", "of the first"},
	}
	var first float64
	for _, fleet := range l.size.memory {
		machines, events := fleet[0], fleet[1]
		out := filepath.Join(l.tmpfs, "memory")
		_, u, err := publish(ctx, publishArgs{Machines: machines, Events: events, Out: out, Cards: true})
		if err != nil {
			return nil, err
		}
		if first == 0 {
			first = float64(u.Peak)
		}
		t.row("publish", thousands(machines), thousands(machines*events), megabytes(u.Peak), times(float64(u.Peak), first))
		if err := os.RemoveAll(out); err != nil {
			return nil, err
		}
	}
	j, err := l.theJob(ctx)
	if err != nil {
		return nil, err
	}
	for _, run := range []struct{ name, run string }{{"build, cold", "cold"}, {"build, nothing changed", "quiet"}} {
		r := j.runs[run.run]
		t.row(run.name, thousands(r.machines), thousands(r.events), megabytes(r.Peak), "")
	}
	return t, nil
}
