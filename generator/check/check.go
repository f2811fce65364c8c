// Package check inspects a tree as a stranger would: from its files alone.
//
// It holds every file against the manifest, every body of the API against the
// tree's own OpenAPI document, every link of every page and every index
// against the files, and a snapshot against the one before. It does not ask
// the chain: whether the numbers are right is for package verify.
//
// Tree inspects a finished tree and reads all of it. A Gate inspects one while
// it is written, by the same code.
package check

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"sync"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/minisign"
	"mcrpress/generator/tree"
)

// Options say what a tree is held against. The zero value asks for nothing
// beside the tree itself.
type Options struct {
	// Pointer is the bytes of the pointer where the tree has none yet. Nil
	// reads the tree's.
	Pointer []byte
	// Trust takes what the manifest lists for inspected when it was written, and
	// is for a Gate alone.
	Trust bool
	// Against is the tree of an earlier snapshot.
	Against fs.FS
	// MaxRerated is the share of machines, in percent and rounded up to whole
	// machines, that may be rated with another letter than in Against.
	MaxRerated int
	// MaxLostEvents is how many events of Against may be gone, all machines that
	// are still there together.
	MaxLostEvents int
	// PublicKey demands a minisign signature of the pointer by this key.
	PublicKey *minisign.PublicKey
	// Readers is how many files are read at a time; 0 is one a processor.
	Readers int
	// Progress is told how many files have been read. Nil discards.
	Progress func(stage string, done, total int)
}

// Tree inspects a tree. What is wrong with it is in the report; an error says
// that it could not be inspected: there is no pointer, the manifest is not the
// pointer's, a file cannot be read, or there is nothing in it. Files that no
// manifest lists are found only where fsys is an fs.ReadDirFS.
func Tree(ctx context.Context, fsys fs.FS, opts Options) (*Report, error) {
	c := &checker{fsys: fsys, opts: opts, later: &later{}, report: &Report{}}
	c.upload = sync.OnceValue(c.readUpload)
	if err := c.run(ctx); err != nil {
		return nil, fmt.Errorf("checking the tree: %w", err)
	}
	c.report.sort()
	return c.report, nil
}

// checker is the state of one inspection.
type checker struct {
	fsys     fs.FS
	opts     Options
	pointer  []byte
	snapshot *answers.Snapshot
	table    *endpoints.Table
	root     string // see rootOf
	listed   listing
	schemas  *schemas
	later    *later
	census   *census // nil where an index cannot be read, or was not
	report   *Report
	shared   shared
	upload   func() *upload // see readUpload; asked where a file is not as listed
}

// listing is the manifest of a tree.
type listing interface {
	Entry(path string) (tree.Entry, bool)
	Paths() iter.Seq2[string, error]
}

func (c *checker) run(ctx context.Context) error {
	pointer, err := c.opts.Pointer, error(nil)
	if pointer == nil {
		if pointer, err = fs.ReadFile(c.fsys, tree.Pointer); err != nil {
			return err
		}
	}
	if err := c.point(pointer); err != nil {
		return err
	}
	if c.table = endpoints.Of(c.snapshot.Generation); c.table == nil {
		return fmt.Errorf("the tree is of generation %.10q, which this program does not know", c.snapshot.Generation)
	}
	c.root = rootOf(c.snapshot.BaseURL)
	if err := c.signature(); err != nil {
		return err
	}
	entries, err := c.manifest()
	if err != nil {
		return err
	}
	c.schemas = c.openSchemas()
	c.shape()
	if err := c.files(ctx, entries); err != nil {
		return err
	}
	if err := c.settle(c.later); err != nil {
		return err
	}
	if err := c.unlisted(); err != nil {
		return err
	}
	if err := c.inspected(); err != nil {
		return err
	}
	if err := c.against(); err != nil {
		return err
	}
	return c.unmoved()
}

// point reads the pointer.
func (c *checker) point(data []byte) (err error) {
	if c.snapshot, err = answers.ParseSnapshot(data); err != nil {
		return err
	}
	if c.snapshot.Schema != answers.Schema {
		return fmt.Errorf("the tree is of schema %d, and this program reads schema %d", c.snapshot.Schema, answers.Schema)
	}
	c.pointer, c.report.Snapshot = data, c.snapshot
	return nil
}

// shape holds the pointer against its schema.
func (c *checker) shape() {
	if schema := c.schemas.get(endpoints.SnapshotIndex); schema != nil {
		if err := validate(schema, c.pointer); err != nil {
			c.report.problem(tree.Pointer, "%v", err)
		}
	}
}

// inspected fails where the inspection says nothing about the tree.
func (c *checker) inspected() error {
	switch r := c.report; {
	case len(r.Problems) > 0:
		return nil // it has said something
	case r.Pages == 0:
		return errors.New("nothing was inspected: the tree has no page")
	case r.Bodies == 0:
		return errors.New("nothing was inspected: the tree has no body of the API")
	}
	return nil
}

// unmoved fails where a new snapshot was published during the inspection.
func (c *checker) unmoved() error {
	if c.opts.Pointer != nil {
		return nil
	}
	now, err := fs.ReadFile(c.fsys, tree.Pointer)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, c.pointer) {
		return errors.New("a new snapshot was published in the meantime: check again")
	}
	return nil
}
