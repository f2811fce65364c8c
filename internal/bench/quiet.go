//go:build linux

package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// quiet is the table of runs without news by the size of the fleet.
func quiet(ctx context.Context, l *lab) (*table, error) {
	t := &table{
		title: "Without news",
		intro: fmt.Sprintf("`mcrpress build` an hour after a run, where nothing has changed, on tmpfs: the median of %d hours. ", lastHour-lateHour) +
			"To make chains of this size in minutes, only the default fleet has events. " +
			"Goals at 100,000 machines: 40 requests, 2 MB and twice the time of 10,000.",
		columns: []string{"machines", "first run", "without news", "of the smaller", "own processor time", "requests", "received", "sent", "files written"},
	}
	l.dropNode() // the chains want its memory
	var smaller float64
	for _, machines := range l.quiet {
		first, again, err := l.withoutNews(ctx, machines)
		if err != nil {
			return nil, err
		}
		if smaller == 0 {
			smaller = again.Wall.Seconds()
		}
		t.row(thousands(machines), seconds(first.Wall), seconds(again.Wall), times(again.Wall.Seconds(), smaller), seconds(again.CPU),
			again.requests, megabytes(again.received), megabytes(again.sent), thousands(again.written))
	}
	return t, nil
}

// withoutNews builds a fleet of a size, and once more each of the next hours.
func (l *lab) withoutNews(ctx context.Context, machines int) (first, again *jobRun, err error) {
	n, err := l.startNode(ctx, nodeArgs{Machines: machines, Silent: true})
	if err != nil {
		return nil, nil, err
	}
	defer n.stop()
	out := filepath.Join(l.tmpfs, "quiet")
	if first, err = l.buildAt(ctx, n, lateHour, out); err != nil {
		return nil, nil, err
	}
	var hours []*jobRun
	for hour := uint64(quietHour); hour <= lastHour; hour++ {
		r, err := l.buildAt(ctx, n, hour, out)
		if err != nil {
			return nil, nil, err
		}
		hours = append(hours, r)
	}
	slices.SortFunc(hours, func(a, b *jobRun) int { return cmp.Compare(a.Wall, b.Wall) })
	if err := os.Remove(out + ".db"); err != nil {
		return nil, nil, err
	}
	return first, hours[len(hours)/2], os.RemoveAll(out)
}
