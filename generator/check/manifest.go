package check

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"mcrpress/generator/tree"
)

// manifest reads the lists and holds their totals against the snapshot.
func (c *checker) manifest() error {
	hash := c.snapshot.Tree.Hash
	var err error
	if c.entries, err = tree.Manifest(c.fsys, hash); err != nil {
		return err
	}
	if err := c.lists(tree.ListDir + hash + ".txt"); err != nil {
		return err
	}
	for _, e := range c.entries {
		if _, twice := c.listed[e.Path]; twice {
			c.report.problem(e.Path, "listed twice")
		}
		c.listed[e.Path] = e
	}
	var bytes int64
	for _, e := range c.listed {
		bytes += e.Size
	}
	if t := c.snapshot.Tree; t.Files != len(c.listed) || t.Bytes != bytes {
		c.report.problem(tree.Pointer, "it counts %d files of %d bytes, the manifest has %d of %d",
			t.Files, t.Bytes, len(c.listed), bytes)
	}
	return nil
}

// lists notes the root list and those that it names. Their bytes have been
// verified.
func (c *checker) lists(root string) error {
	text, err := fs.ReadFile(c.fsys, root)
	if err != nil {
		return err
	}
	c.listed[root] = tree.Entry{Path: root, Size: int64(len(text))}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) != 3 || !strings.HasPrefix(fields[2], tree.ListDir) {
			continue
		}
		size, err := strconv.ParseInt(fields[1], 10, 64)
		if err != nil {
			return fmt.Errorf("%s: %w", root, err)
		}
		c.listed[fields[2]] = tree.Entry{Path: fields[2], Size: size}
	}
	return nil
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
		_, listed := c.listed[file]
		_, _, known := c.table.Parse(file)
		if !listed && !(known && tree.Unlisted(file)) && !c.uploading(file) {
			c.report.problem(file, "not listed")
		}
		return nil
	})
}

// holds reports whether the tree has a file.
func (c *checker) holds(file string) bool {
	if _, listed := c.listed[file]; listed || file == tree.Pointer {
		return true
	}
	if !tree.Unlisted(file) {
		return false
	}
	info, err := fs.Stat(c.fsys, file)
	return err == nil && !info.IsDir()
}
