package check

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"mcrpress/generator/endpoints"
	"mcrpress/generator/tree"
)

// files reads listed files once, several at a time.
func (c *checker) files(ctx context.Context, entries []tree.Entry) error {
	var taken atomic.Int64
	g, running := errgroup.WithContext(ctx)
	for range cmp.Or(c.opts.Readers, runtime.GOMAXPROCS(0)) {
		g.Go(func() error {
			for running.Err() == nil {
				n := int(taken.Add(1))
				if n > len(entries) {
					return nil
				}
				if err := c.file(entries[n-1]); err != nil {
					return err
				}
				if c.opts.Progress != nil {
					c.opts.Progress("checked", n, len(entries))
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return context.Cause(ctx)
}

// file holds one file against the manifest, then against its kind.
func (c *checker) file(e tree.Entry) error {
	family, _, known := c.table.Parse(e.Path)
	if !known {
		c.report.problem(e.Path, "no kind of file that a tree holds")
	}
	if c.withheld(family, e.Path) {
		return nil
	}
	inspect := inspection(e.Path, family)
	data, intact, err := c.read(e, inspect != nil)
	if err == nil && intact && inspect != nil {
		inspect(c, data)
	}
	return err
}

// inspection is how the bytes of a file are held against its kind, nil where the
// manifest alone describes them.
func inspection(path string, family endpoints.Family) func(c *checker, data []byte) {
	kind := family.Type
	if family.IsNotFoundBody(path) {
		kind = endpoints.JSON
	}
	switch kind {
	case endpoints.JSON:
		return func(c *checker, data []byte) { c.json(path, family, data) }
	case endpoints.HTML:
		return func(c *checker, data []byte) { c.page(path, data) }
	case endpoints.Atom:
		return func(c *checker, data []byte) { c.feed(path, data) }
	}
	return nil
}

// read reports whether the bytes of a file are the listed ones, and gives them
// where they are wanted.
func (c *checker) read(e tree.Entry, wanted bool) (data []byte, intact bool, err error) {
	var found tree.Entry
	if wanted {
		if data, err = fs.ReadFile(c.fsys, e.Path); err == nil {
			found = entryOf(e.Path, data)
		}
	} else {
		found, err = c.sum(e.Path)
	}
	if absent(err) {
		c.report.problem(e.Path, "missing")
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("reading %s: %w", e.Path, err)
	}
	if damage := damage(e, found); damage != "" {
		if !c.newer(found) {
			c.report.problem(e.Path, "%s", damage)
		}
		return nil, false, nil
	}
	c.report.mu.Lock()
	defer c.report.mu.Unlock()
	c.report.Files++
	c.report.Bytes += e.Size
	return data, true, nil
}

// absent reports whether an error says that there is no such file.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.EISDIR)
}

// sum is a file as a manifest would list it.
func (c *checker) sum(path string) (tree.Entry, error) {
	f, err := c.fsys.Open(path)
	if err != nil {
		return tree.Entry{}, err
	}
	defer f.Close()
	found := tree.Entry{Path: path}
	found.SHA256, found.Size, err = tree.Sum(f)
	return found, err
}

// entryOf is sum for bytes that are in memory.
func entryOf(path string, data []byte) tree.Entry {
	return tree.Entry{Path: path, Size: int64(len(data)), SHA256: sha256.Sum256(data)}
}

// damage says how a file differs from the listed one, if it does.
func damage(listed, found tree.Entry) string {
	switch {
	case found.Size != listed.Size:
		return fmt.Sprintf("%d bytes, %d are listed", found.Size, listed.Size)
	case found.SHA256 != listed.SHA256:
		return "its bytes are not those of the listed hash"
	}
	return ""
}

// intact gives the bytes of a listed file that others are held against. What
// is wrong with it is reported when all files are read.
func (c *checker) intact(path string) ([]byte, bool) {
	e, listed := c.listed.Entry(path)
	if !listed {
		return nil, false
	}
	data, err := fs.ReadFile(c.fsys, path)
	return data, err == nil && damage(e, entryOf(path, data)) == ""
}

// withheld reports whether a host keeps a file to itself: it reads the file
// and does not serve it, or answers with it where there is no other.
func (c *checker) withheld(family endpoints.Family, path string) bool {
	_, remote := c.fsys.(*site)
	return remote && (family.Files != "" && family.Route == "" || strings.HasSuffix(path, "404.html"))
}

// json checks one JSON file: a body of the API against its schema, others for
// being JSON. What a body says of the indexes is noted.
func (c *checker) json(path string, family endpoints.Family, data []byte) {
	var schema *schema
	if described(family, path) {
		schema = c.schemas.of(family, path)
	}
	if !utf8.Valid(data) || schema == nil && !anything.accepts(data) && !json.Valid(data) {
		c.report.problem(path, "it is no JSON")
		return
	}
	var err error
	if schema != nil {
		if err = validate(schema, data); errors.Is(err, errNoJSON) {
			c.report.problem(path, "%v", err)
			return
		}
	}
	c.report.mu.Lock()
	c.report.JSON++
	if schema != nil {
		c.report.Bodies++
	}
	c.report.mu.Unlock()
	switch {
	case err != nil:
		c.report.problem(path, "%v", err)
	case schema != nil && !family.IsNotFoundBody(path):
		c.later.claim(path, family, data)
	}
}
