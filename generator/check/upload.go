package check

import (
	"io/fs"
	"strings"

	"mcrpress/generator/answers"
	"mcrpress/generator/tree"
)

// upload is a later tree that is being brought to where the inspected one is, or
// was until something cut it short.
type upload struct {
	block uint64
	files map[string]tree.Entry
}

// readUpload looks for the pointer to be, and gives nil where there is none that
// a manifest stands behind.
func (c *checker) readUpload() *upload {
	pointer, err := fs.ReadFile(c.fsys, tree.NextPointer)
	if err != nil {
		return nil
	}
	s, err := answers.ParseSnapshot(pointer)
	if err != nil || s.Tree.Hash == c.snapshot.Tree.Hash {
		return nil
	}
	entries, _, err := tree.Manifest(c.fsys, s.Tree.Hash)
	if err != nil {
		return nil
	}
	u := &upload{block: s.Block.Number, files: map[string]tree.Entry{}}
	for _, e := range entries {
		u.files[e.Path] = e
	}
	return u
}

// newer reports a file that is an unfinished upload's, and whether it is one.
func (c *checker) newer(found tree.Entry) bool {
	u := c.upload()
	if u == nil {
		return false
	}
	if e, listed := u.files[found.Path]; !listed || damage(e, found) != "" {
		return false
	}
	c.report.problem(found.Path, "already that of block %d", u.block)
	c.report.mu.Lock()
	defer c.report.mu.Unlock()
	c.report.Newer++
	return true
}

// uploading reports whether an unlisted file is an unfinished upload's, and says
// what it is.
func (c *checker) uploading(path string) bool {
	u := c.upload()
	switch {
	case u == nil:
		return false
	case strings.HasPrefix(path, tree.ListDir):
		return true
	case path == tree.NextPointer:
		c.report.problem(path, "an upload of block %d is under way, or was cut short", u.block)
		return true
	}
	found, err := c.sum(path)
	return err == nil && c.newer(found)
}
