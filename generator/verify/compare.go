package verify

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/tree"
)

// comparison holds published files against derived ones.
type comparison struct {
	published, derived fs.FS
	table              *endpoints.Table
	options            Options
	pages              bool    // whether what is not JSON is compared
	sample             *sample // nil for all machines
	report             *Report
}

// compare holds a published tree against a derived one, which has the files of
// the sample alone where there is one.
func compare(ctx context.Context, published, derived fs.FS, chosen *sample, opts Options) (*Report, error) {
	snapshot, entries, err := readTree(published)
	if err != nil {
		return nil, err
	}
	again, expected, err := readTree(derived)
	if err != nil {
		return nil, err
	}
	same := snapshot.Tool == again.Tool
	c := &comparison{
		published: published, derived: derived, table: endpoints.Of(again.Generation), options: opts, pages: same, sample: chosen,
		report: &Report{Snapshot: snapshot, Tool: again.Tool, Pages: same, Fleet: snapshot.Counts.Machines, Machines: again.Counts.Machines},
	}
	if chosen != nil {
		return c.report, c.sampled(ctx, entries, expected)
	}
	c.report.Fleet = again.Counts.Machines
	c.snapshots(snapshot, again)
	return c.report, c.files(ctx, entries, expected)
}

// sampled compares the files of the sample, and what the index says of it.
func (c *comparison) sampled(ctx context.Context, published, derived []tree.Entry) error {
	machines, err := answers.ReadMachines(c.derived)
	if err != nil {
		return err
	}
	c.report.Machines = len(c.sample.ids)
	if err := c.entries(machines); err != nil {
		return err
	}
	paths := c.sample.promised(c.table, c.report.Snapshot.Outputs)
	for _, e := range derived {
		family, _, _ := c.table.Parse(e.Path)
		switch family.Of {
		case endpoints.OfProfile, endpoints.OfToken, endpoints.OfMachine:
			paths[e.Path] = true
		}
	}
	outside := func(e tree.Entry) bool { return !paths[e.Path] }
	c.report.Skipped = len(published)
	published = slices.DeleteFunc(published, outside)
	c.report.Skipped -= len(published)
	return c.files(ctx, published, slices.DeleteFunc(derived, outside))
}

// covers reports whether a file is compared.
func (c *comparison) covers(path string) bool {
	family, _, known := c.table.Parse(path)
	if !known || family.IsNotFoundBody(path) {
		return false
	}
	switch family.Proof {
	case endpoints.Derived:
		return family.Type == endpoints.JSON || c.pages
	case endpoints.FromRates:
		return c.options.Rates == nil
	default:
		return false
	}
}

// snapshots compares what the two snapshots say of the fleet.
func (c *comparison) snapshots(published, derived *answers.Snapshot) {
	facts := func(s *answers.Snapshot) []byte {
		data, _ := json.Marshal(map[string]any{ // wire types always encode
			"contracts": s.Contracts, "counts": s.Counts, "flags_read": s.FlagsRead, "model": s.Model,
		})
		return data
	}
	if text := difference(facts(published), facts(derived)); text != "" {
		c.report.differ(tree.Pointer, text)
	}
}

// files compares every file that either side has.
func (c *comparison) files(ctx context.Context, published, derived []tree.Entry) error {
	live := map[string]bool{} // of the published files
	for _, e := range published {
		live[e.Path] = e.Live
	}
	paths := map[string]bool{} // whether the chain gives the file
	for path := range live {
		paths[path] = false
	}
	for _, e := range derived {
		paths[e.Path] = true
	}
	g, running := errgroup.WithContext(ctx)
	g.SetLimit(cmp.Or(c.options.Readers, runtime.GOMAXPROCS(0)))
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		_, listed := live[path]
		switch {
		case !c.covers(path):
			c.report.Skipped++
		case !paths[path]:
			c.report.differ(path, "published, the chain gives no such file")
		case !listed:
			c.report.differ(path, "not published, though the chain gives it")
		default:
			g.Go(func() error {
				if running.Err() != nil {
					return nil
				}
				return c.file(path, live[path])
			})
		}
	}
	err := g.Wait()
	c.report.sort()
	if err == nil && c.report.Files == 0 {
		err = errors.New("nothing was compared")
	}
	return err
}

// file compares one file. What a partner answered is left out.
func (c *comparison) file(path string, live bool) error {
	want, err := fs.ReadFile(c.derived, path)
	if err != nil {
		return err
	}
	got, err := fs.ReadFile(c.published, path)
	if errors.Is(err, fs.ErrNotExist) {
		c.report.differ(path, "missing")
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	c.report.count(live)
	if live {
		got, want = withoutPartner(got), withoutPartner(want)
	}
	if text := difference(got, want); text != "" {
		c.report.differ(path, text)
	}
	return nil
}
