package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"mcrpress/generator/check"
	"mcrpress/generator/minisign"
	"mcrpress/generator/tree"
	"mcrpress/internal/console"
)

// siteReaders is how many files are fetched from a site at a time.
const siteReaders = 16

// publishedFlags say where a published tree is.
type publishedFlags struct {
	Dir string `default:"public" env:"MCRPRESS_DIR" placeholder:"DIR" help:"Directory of the tree (${default})."`
	URL string `name:"url" env:"MCRPRESS_URL" placeholder:"URL" help:"Address of a static host that serves it, in the place of --dir."`
}

// open gives the tree, and how many of its files to read at a time.
func (f *publishedFlags) open(e *env) (fsys fs.FS, readers int, err error) {
	if f.URL != "" {
		fsys, err = check.Site(e.ctx, f.URL)
		if err != nil {
			err = fmt.Errorf("--url: %w", err)
		}
		return fsys, siteReaders, err
	}
	fsys, err = openTree("--dir", f.Dir)
	return fsys, 0, err
}

// openTree opens a directory that holds a snapshot.
func openTree(flag, dir string) (fs.FS, error) {
	fsys := os.DirFS(dir)
	if _, err := fs.Stat(fsys, tree.Pointer); err != nil {
		return nil, fmt.Errorf("%s %s holds no snapshot: name the directory that was built (%w)", flag, dir, err)
	}
	return fsys, nil
}

// checkCmd inspects a tree from its files alone.
type checkCmd struct {
	publishedFlags

	Against       string `env:"MCRPRESS_AGAINST" placeholder:"DIR|URL" help:"Tree of the snapshot before: no machine may be lost since."`
	MaxRerated    int    `default:"20" env:"MCRPRESS_MAX_RERATED" placeholder:"PERCENT" help:"Share of machines that may have another letter than in --against (${default})."`
	MaxLostEvents int    `default:"0" env:"MCRPRESS_MAX_LOST_EVENTS" placeholder:"N" help:"How many events of --against may be gone (${default})."`
	PublicKey     string `env:"MCRPRESS_PUBLIC_KEY" placeholder:"KEY|FILE" help:"Demand a signature of the snapshot by this minisign key."`
}

// Run is called by kong.
func (c *checkCmd) Run(e *env) error {
	fsys, opts, err := c.options(e)
	if err != nil {
		return &console.Mistake{Err: err}
	}
	report, err := check.Tree(e.ctx, fsys, opts)
	if err != nil {
		return err
	}
	e.Done()
	if _, err := report.WriteTo(e.stdout); err != nil {
		return err
	}
	if report.Clean() {
		return nil
	}
	return fmt.Errorf("the tree has %d problems%s", len(report.Problems), accept(report))
}

// accept names the flags that lift the limits which a tree exceeds, and what
// ends an upload.
func accept(report *check.Report) (advice string) {
	for _, limit := range []struct {
		is     error
		advice string
	}{
		{check.ErrRerated, "; --max-rerated PERCENT accepts more ratings that changed"},
		{check.ErrLostEvents, "; --max-lost-events N accepts events that are gone"},
	} {
		if slices.ContainsFunc(report.Problems, func(p check.Problem) bool { return errors.Is(p.Err, limit.is) }) {
			advice += limit.advice
		}
	}
	if report.Newer > 0 {
		advice += "; an upload is under way, or was cut short: check again, or publish again"
	}
	return advice
}

func (c *checkCmd) options(e *env) (fsys fs.FS, opts check.Options, err error) {
	opts = check.Options{MaxRerated: c.MaxRerated, MaxLostEvents: c.MaxLostEvents, Progress: e.Progress}
	if c.MaxRerated < 0 || c.MaxRerated > 100 {
		return nil, opts, errors.New("--max-rerated is a percentage: use 0 to 100")
	}
	if c.MaxLostEvents < 0 {
		return nil, opts, fmt.Errorf("--max-lost-events is %d: it must not be negative", c.MaxLostEvents)
	}
	if c.PublicKey != "" {
		key, err := minisign.ReadPublicKey(c.PublicKey)
		if err != nil {
			return nil, opts, fmt.Errorf("--public-key: %w", err)
		}
		opts.PublicKey = &key
	}
	if opts.Against, err = c.previous(e); err != nil {
		return nil, opts, err
	}
	fsys, opts.Readers, err = c.open(e)
	return fsys, opts, err
}

// previous opens the tree to compare with, nil where none is named.
func (c *checkCmd) previous(e *env) (fs.FS, error) {
	switch {
	case c.Against == "":
		return nil, nil
	case strings.HasPrefix(c.Against, "http://"), strings.HasPrefix(c.Against, "https://"):
		fsys, err := check.Site(e.ctx, c.Against)
		if err != nil {
			return nil, fmt.Errorf("--against: %w", err)
		}
		return fsys, nil
	}
	return openTree("--against", c.Against)
}
