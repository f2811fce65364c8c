package tree

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"golang.org/x/sync/errgroup"
)

// listReaders is how many lists are read at once: they may be far away.
const listReaders = 16

// Manifest reads the entries of every file of the tree with the given hash, and
// those of the lists themselves, the root first. It verifies the lists on the way.
func Manifest(fsys fs.FS, hash string) (files, lists []Entry, err error) {
	files, lists, err = manifest(fsys, hash)
	if err != nil {
		return nil, nil, fmt.Errorf("reading manifest %s: %w", hash, err)
	}
	return files, lists, nil
}

func manifest(fsys fs.FS, hash string) (files, lists []Entry, err error) {
	root, data, err := readRoot(fsys, hash)
	if err != nil {
		return nil, nil, err
	}
	lists = []Entry{root}
	entries, err := parseList(data)
	seen := map[string]bool{}
	for named := [][]Entry{entries}; err == nil && len(named) > 0; {
		var next []Entry
		for _, entries := range named {
			if !nested(entries) {
				files = append(files, entries...)
				continue
			}
			for _, l := range entries {
				if seen[l.Path] {
					return nil, nil, fmt.Errorf("%s is named twice", l.Path)
				}
				seen[l.Path] = true
			}
			next = append(next, entries...)
		}
		lists = append(lists, next...)
		named, err = readLists(fsys, next)
	}
	return files, lists, err
}

// readLists reads several lists at a time.
func readLists(fsys fs.FS, lists []Entry) ([][]Entry, error) {
	named := make([][]Entry, len(lists))
	var g errgroup.Group
	g.SetLimit(listReaders)
	for i, l := range lists {
		g.Go(func() (err error) {
			named[i], err = readList(fsys, l)
			return err
		})
	}
	return named, g.Wait()
}

// ParseList reads a list of the manifest from its bytes, and verifies that they
// are those which its path names. The entries of a large tree's lists may be
// further lists (see ListDir).
func ParseList(file string, data []byte) ([]Entry, error) {
	if ListPath(fmt.Sprintf("%x", sha256.Sum256(data))) != file {
		return nil, fmt.Errorf("%s: %w", file, errStale)
	}
	return parseList(data)
}

// errStale says that bytes are not the listed ones.
var errStale = errors.New("its bytes are not those of its hash")

// readRoot reads the root list, and makes the line that it would have.
func readRoot(fsys fs.FS, hash string) (root Entry, data []byte, err error) {
	if root, err = parseLine(hash + " 0 " + ListPath(hash)); err != nil {
		return root, nil, err
	}
	if data, err = fs.ReadFile(fsys, root.Path); err != nil {
		return root, nil, err
	}
	root.Size = int64(len(data))
	return root, data, verify(root, data)
}

func verify(e Entry, data []byte) error {
	if e.Size != int64(len(data)) || sha256.Sum256(data) != e.SHA256 {
		return fmt.Errorf("%s: %w", e.Path, errStale)
	}
	return nil
}

// readFile reads a file and verifies it.
func readFile(fsys fs.FS, e Entry) ([]byte, error) {
	data, err := fs.ReadFile(fsys, e.Path)
	if err != nil {
		return nil, err
	}
	return data, verify(e, data)
}

func readList(fsys fs.FS, l Entry) ([]Entry, error) {
	data, err := readFile(fsys, l)
	if err != nil {
		return nil, err
	}
	files, err := parseList(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", l.Path, err)
	}
	return files, nil
}

// nested reports whether a list names further lists.
func nested(list []Entry) bool {
	return len(list) > 0 && strings.HasPrefix(list[0].Path, ListDir)
}

// isList reports whether an entry is what a list is named by.
func isList(e Entry) bool { return e.Path == ListPath(hex.EncodeToString(e.SHA256[:])) }
