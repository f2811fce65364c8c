package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
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

	Against    string `env:"MCRPRESS_AGAINST" placeholder:"DIR|URL" help:"Tree of the snapshot before: no machine or event may be lost since."`
	MaxRerated int    `default:"20" env:"MCRPRESS_MAX_RERATED" placeholder:"PERCENT" help:"Share of machines that may have another letter than in --against (${default})."`
	PublicKey  string `env:"MCRPRESS_PUBLIC_KEY" placeholder:"KEY|FILE" help:"Demand a signature of the snapshot by this minisign key."`
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
	if !report.Clean() {
		return fmt.Errorf("the tree has %d problems", len(report.Problems))
	}
	return nil
}

func (c *checkCmd) options(e *env) (fsys fs.FS, opts check.Options, err error) {
	opts = check.Options{MaxRerated: c.MaxRerated, Progress: e.Progress}
	if c.MaxRerated < 0 || c.MaxRerated > 100 {
		return nil, opts, errors.New("--max-rerated is a percentage: use 0 to 100")
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
