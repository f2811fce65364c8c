package tree

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
)

// What follows is the tests' own witness of a tree: it knows nothing but the
// files and the manifest.

// Report is how a tree stands against its manifest. Its lists are sorted.
type Report struct {
	Files int   // files whose bytes were read, lists included
	Bytes int64 // of these

	Stale   []string // there, with other bytes than listed
	Missing []string // listed, not there
	Extra   []string // there, not listed
}

// Clean reports whether the tree is what its manifest says.
func (r Report) Clean() bool { return len(r.Stale)+len(r.Missing)+len(r.Extra) == 0 }

// Check holds every file of a tree against the manifest of the given tree
// hash. Extra files are found only where fsys is an fs.ReadDirFS. It fails
// where the root list cannot be trusted or lists nothing, since then nothing
// was inspected.
func Check(fsys fs.FS, hash string) (Report, error) {
	c := checker{fsys: fsys, known: map[string]bool{}, lost: map[int]bool{}}
	if err := c.run(hash); err != nil {
		return Report{}, fmt.Errorf("checking tree %s: %w", hash, err)
	}
	slices.Sort(c.report.Stale)
	slices.Sort(c.report.Missing)
	slices.Sort(c.report.Extra)
	return c.report, nil
}

// checker is the state of one Check.
type checker struct {
	fsys   fs.FS
	report Report
	known  map[string]bool // every listed path and list
	digits int             // of the root list; 0 where it names files
	lost   map[int]bool    // shards whose list cannot be read
}

func (c *checker) run(hash string) error {
	root, err := readRoot(c.fsys, hash)
	if err != nil {
		return err
	}
	c.known[ListPath(hash)] = true
	if nested(root) {
		err = c.lists(root)
	} else {
		err = c.files(root)
	}
	if err != nil {
		return err
	}
	if c.report.Files == 0 {
		return errors.New("it lists no file that could be read")
	}
	return c.extra()
}

func (c *checker) lists(root []Entry) error {
	for n := len(root); n > 1; n /= 16 {
		c.digits++
	}
	for i, l := range root {
		intact, err := c.file(l)
		if err != nil {
			return err
		}
		if !intact {
			c.lost[i] = true
			continue
		}
		shard, err := readList(c.fsys, l)
		if err != nil {
			return err
		}
		if err := c.files(shard); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) files(list []Entry) error {
	for _, f := range list {
		if _, err := c.file(f); err != nil {
			return err
		}
	}
	return nil
}

// file holds one file against its entry and reports whether it agrees.
func (c *checker) file(e Entry) (bool, error) {
	c.known[e.Path] = true
	size, sum, err := digest(c.fsys, e.Path)
	if absent(err) {
		c.report.Missing = append(c.report.Missing, e.Path)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	c.report.Files++
	c.report.Bytes += size
	if size != e.Size || sum != e.SHA256 {
		c.report.Stale = append(c.report.Stale, e.Path)
		return false, nil
	}
	return true, nil
}

// digest reads a file. A directory of its name is no file.
func digest(fsys fs.FS, name string) (size int64, sum [sha256.Size]byte, err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return 0, sum, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.IsDir() {
		return 0, sum, cmp.Or(err, fs.ErrNotExist)
	}
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return 0, sum, fmt.Errorf("reading %s: %w", name, err)
	}
	return size, [sha256.Size]byte(h.Sum(nil)), nil
}

// extra walks for files that are not listed. A file whose list is lost is
// not called extra: nobody knows.
func (c *checker) extra() error {
	if _, ok := c.fsys.(fs.ReadDirFS); !ok {
		return nil
	}
	return fs.WalkDir(c.fsys, ".", func(file string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case file == Staging:
			return fs.SkipDir
		case e.IsDir() || file == GitIgnore || Unlisted(file) || c.known[file]:
			return nil
		case c.digits > 0 && c.lost[shardOf(file, c.digits)]:
			return nil
		}
		c.report.Extra = append(c.report.Extra, file)
		return nil
	})
}
