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
	"strings"

	"golang.org/x/sync/errgroup"

	"mcrpress/generator"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/tree"
)

// comparison holds published files against derived ones.
type comparison struct {
	published, derived fs.FS
	options            Options
	pages              bool    // whether what is not JSON is compared
	sample             *sample // nil for all machines
	report             *Report
}

// compare holds a published tree against a derived one.
func compare(ctx context.Context, published, derived fs.FS, opts Options) (*Report, error) {
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
		published: published, derived: derived, options: opts, pages: same,
		report: &Report{Snapshot: snapshot, Tool: again.Tool, Pages: same},
	}
	if err := c.choose(again); err != nil {
		return nil, err
	}
	c.snapshots(snapshot, again)
	return c.report, c.files(ctx, entries, expected)
}

// silent are the families that say nothing of a machine, or that follow from
// more than the chain, the model and the rates.
var silent = map[string]bool{
	"index-changes": true, "feed": true, "sitemap": true, "sitemap-part": true, "robots": true, "openapi": true, "index-vectors": true,
	"health": true, "ready": true, "assets": true, "favicon": true, "not-found": true, "methodology": true, "about": true,
	"host-headers": true, "host-redirects": true,
}

// covers reports whether a file is compared.
func (c *comparison) covers(path string) bool {
	family, key, known := endpoints.Parse(path)
	switch {
	case !known || silent[family.Name] || strings.HasSuffix(path, "/404.html"):
		return false
	case family.Name == "index-rates":
		return c.options.Rates == nil && c.sample == nil
	case family.Type != endpoints.JSON && !c.pages:
		return false
	}
	return c.sample == nil || c.sample.covers(family, key)
}

// snapshots compares what the two snapshots say of the fleet.
func (c *comparison) snapshots(published, derived *generator.Snapshot) {
	facts := func(s *generator.Snapshot) []byte {
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
