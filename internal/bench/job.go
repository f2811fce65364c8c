//go:build linux

package main

import (
	"context"
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// job is a tree that mcrpress builds again and again from the node, each time at
// a later block.
type job struct {
	out  string
	runs map[string]*jobRun
}

// jobRun is one run of mcrpress build.
type jobRun struct {
	usage
	machines, events             int64
	requests, received, sent     int64 // by its own summary
	files, bytes                 int64 // of the tree
	written, writtenBytes, cards int64 // files of the tree that this run wrote
}

// theJob runs the builds: cold at the seeded head, then an hour on, then where
// nothing has changed, then where one machine in a hundred has.
func (l *lab) theJob(ctx context.Context) (*job, error) {
	if l.job != nil {
		return l.job, nil
	}
	n, err := l.theNode(ctx)
	if err != nil {
		return nil, err
	}
	j := &job{out: filepath.Join(l.tmpfs, "job"), runs: map[string]*jobRun{}}
	for _, run := range []struct {
		name string
		hour uint64
	}{{"cold", 0}, {"time", nextHour}, {"late", lateHour}, {"quiet", quietHour}, {"news", newsHour}} {
		l.log.Info("building", "run", run.name)
		if j.runs[run.name], err = l.buildAt(ctx, n, run.hour, j.out); err != nil {
			return nil, err
		}
	}
	if before, after := j.runs["quiet"].events, j.runs["news"].events; after <= before {
		return nil, fmt.Errorf("%d events became %d where some were to come", before, after)
	}
	l.job = j
	return j, nil
}

// buildAt makes the block so many hours after the seeded head the finalized one, and
// builds.
func (l *lab) buildAt(ctx context.Context, n *node, hour uint64, out string) (*jobRun, error) {
	if err := n.finalize(hour); err != nil {
		return nil, err
	}
	return l.build(ctx, n, out)
}

// build runs mcrpress as a cron job does.
func (l *lab) build(ctx context.Context, n *node, out string) (*jobRun, error) {
	start := time.Now()
	u, text, err := execute(exec.CommandContext(ctx, l.binary, "build", "--rpc", n.URL, "--network", n.network,
		"--fx", "file:"+n.rates, "--partner-data", "off", "--max-rerated", "100", "--state", out+".db", "--out", out))
	if err != nil {
		return nil, err
	}
	r := &jobRun{usage: u}
	for what, into := range map[string]*int64{
		`machines +(\d+)`:                &r.machines,
		`events +(\d+)`:                  &r.events,
		`files +(\d+)`:                   &r.files,
		`files .* (\d+) bytes`:           &r.bytes,
		`round trips +(\d+)`:             &r.requests,
		`round trips .* (\d+) bytes in`:  &r.received,
		`round trips .* (\d+) bytes out`: &r.sent,
	} {
		m := regexp.MustCompile(`(?m)^` + what).FindSubmatch(text)
		if m == nil {
			return nil, fmt.Errorf("the summary of the build does not say %s:\n%s", what, text)
		}
		if *into, err = strconv.ParseInt(string(m[1]), 10, 64); err != nil {
			return nil, err
		}
	}
	return r, r.look(out, start)
}

// look counts the files that were written since.
func (r *jobRun) look(out string, since time.Time) error {
	return filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil || info.ModTime().Before(since) {
			return err
		}
		r.written++
		r.writtenBytes += info.Size()
		if strings.HasPrefix(path, filepath.Join(out, "card")) {
			r.cards++
		}
		return nil
	})
}

// copyTree copies a tree as cp does, and gives what that took.
func copyTree(ctx context.Context, from, to string) (usage, error) {
	u, _, err := execute(exec.CommandContext(ctx, "cp", "-r", from, to))
	return u, err
}

// change is the table of the runs in which little or nothing has changed.
func change(ctx context.Context, l *lab) (*table, error) {
	j, err := l.theJob(ctx)
	if err != nil {
		return nil, err
	}
	first := j.runs["cold"]
	t := &table{
		title: "Cost follows change",
		intro: fmt.Sprintf("`mcrpress build` of a 2.0 fleet of %s machines and %s events, on tmpfs, from a node on the same cores. "+
			"A later run is one at a block an hour on. "+
			"Goals: where nothing changed, 3 %% of the cold run's time and processor time, 20 requests and 1 MB; "+
			"where 1 %% changed, 10 %% of its time and 2 %% of its bytes written.",
			thousands(first.machines), thousands(first.events)),
		columns: []string{"run", "time", "of cold", "own processor time", "of cold", "requests", "received", "sent",
			"files written", "bytes written", "of cold"},
	}
	for _, row := range []struct{ name, run string }{
		{"cold", "cold"}, {"nothing changed", "quiet"}, {"1 % of the machines changed", "news"},
		{"no news, and time alone rates again", "time"},
	} {
		r := j.runs[row.run]
		t.row(row.name, seconds(r.Wall), percent(r.Wall.Seconds(), first.Wall.Seconds()),
			seconds(r.CPU), percent(r.CPU.Seconds(), first.CPU.Seconds()), r.requests, megabytes(r.received), megabytes(r.sent),
			thousands(r.written), megabytes(r.writtenBytes), percent(float64(r.writtenBytes), float64(first.writtenBytes)))
	}
	control, err := copyTree(ctx, j.out, j.out+".copy")
	if err != nil {
		return nil, err
	}
	t.row("control: `cp -r` of the tree", seconds(control.Wall), percent(control.Wall.Seconds(), first.Wall.Seconds()),
		seconds(control.CPU), percent(control.CPU.Seconds(), first.CPU.Seconds()), "", "", "", thousands(first.files), megabytes(first.bytes), "")
	t.note("Requests and bytes are the run's own count. Time alone rated %s of the machines again in the last run: "+
		"events of the seeded fleet lie in the first hour of a day, and so leave its windows in that hour.",
		percent(float64(j.runs["time"].cards), float64(first.machines)))
	return t, nil
}
