package tree

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/bits"
	"path"
	"regexp"
	"slices"
	"strings"
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
	c := checker{fsys: fsys, known: map[string]bool{}}
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
	lost   []string        // what keyBits begins with where a list cannot be read
}

func (c *checker) run(hash string) error {
	_, data, err := readRoot(c.fsys, hash)
	if err != nil {
		return err
	}
	root, err := parseList(data)
	if err != nil {
		return err
	}
	c.known[ListPath(hash)] = true
	if err := c.list(root, ""); err != nil {
		return err
	}
	if c.report.Files == 0 {
		return errors.New("it lists no file that could be read")
	}
	return c.extra()
}

// list follows a list that covers what begins with the given bits.
func (c *checker) list(entries []Entry, prefix string) error {
	for i, e := range entries {
		intact, err := c.file(e)
		switch {
		case err != nil:
			return err
		case !nested(entries):
			if !strings.HasPrefix(keyBits(e.Path), prefix) {
				return fmt.Errorf("%s is in the list of %s", e.Path, prefix)
			}
			continue
		}
		below := fmt.Sprintf("%s%0*b", prefix, bits.Len(uint(len(entries)))-1, i)
		if !intact {
			c.lost = append(c.lost, below)
			continue
		}
		list, err := readList(c.fsys, e)
		if err != nil {
			return err
		}
		if err := c.list(list, below); err != nil {
			return err
		}
	}
	return nil
}

var keyOf = regexp.MustCompile(`(?:^|/)([0-9][^/.]*)`)

// keyBits gives the sha256 of a path's key, in binary.
func keyBits(file string) (text string) {
	key := path.Dir(file)
	if m := keyOf.FindStringSubmatch(file); m != nil {
		key = m[1]
	}
	for _, b := range sha256.Sum256([]byte(key)) {
		text += fmt.Sprintf("%08b", b)
	}
	return text
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
		case slices.ContainsFunc(c.lost, func(prefix string) bool { return strings.HasPrefix(keyBits(file), prefix) }):
			return nil
		}
		c.report.Extra = append(c.report.Extra, file)
		return nil
	})
}
