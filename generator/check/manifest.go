package check

import (
	"io/fs"
	"iter"

	"mcrpress/generator/tree"
)

// listed is the manifest of a finished tree by path, the lists themselves
// included.
type listed map[string]tree.Entry

// Entry implements listing.
func (l listed) Entry(path string) (e tree.Entry, ok bool) {
	e, ok = l[path]
	return e, ok
}

// Paths implements listing.
func (l listed) Paths() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for path := range l {
			if !yield(path, nil) {
				return
			}
		}
	}
}

// manifest reads the lists and holds their totals against the snapshot.
func (c *checker) manifest() ([]tree.Entry, error) {
	entries, lists, err := tree.Manifest(c.fsys, c.snapshot.Tree.Hash)
	if err != nil {
		return nil, err
	}
	all := make(listed, len(entries)+len(lists))
	for _, l := range lists {
		all[l.Path] = l
	}
	for _, e := range entries {
		if _, twice := all[e.Path]; twice {
			c.report.problem(e.Path, "listed twice")
		}
		all[e.Path] = e
	}
	var bytes int64
	for _, e := range all {
		bytes += e.Size
	}
	if t := c.snapshot.Tree; t.Files != len(all) || t.Bytes != bytes {
		c.report.problem(tree.Pointer, "it counts %d files of %d bytes, the manifest has %d of %d",
			t.Files, t.Bytes, len(all), bytes)
	}
	c.listed = all
	return entries, nil
}

// unlisted walks for files that nothing vouches for.
func (c *checker) unlisted() error {
	if _, ok := c.fsys.(fs.ReadDirFS); !ok {
		return nil
	}
	return fs.WalkDir(c.fsys, ".", func(file string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case file == tree.Staging:
			return fs.SkipDir
		case e.IsDir() || file == tree.GitIgnore:
			return nil
		}
		_, listed := c.listed.Entry(file)
		_, _, known := c.table.Parse(file)
		if !listed && !(known && tree.Unlisted(file)) && !c.uploading(file) {
			c.report.problem(file, "not listed")
		}
		return nil
	})
}

// holds reports whether the tree has a file.
func (c *checker) holds(file string) bool {
	if _, listed := c.listed.Entry(file); listed || file == tree.Pointer {
		return true
	}
	if !tree.Unlisted(file) {
		return false
	}
	info, err := fs.Stat(c.fsys, file)
	return err == nil && !info.IsDir()
}
