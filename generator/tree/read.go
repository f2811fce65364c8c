package tree

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Manifest reads the entries of every file of the tree with the given hash,
// the lists left out, and verifies the lists on the way.
func Manifest(fsys fs.FS, hash string) ([]Entry, error) {
	root, err := readRoot(fsys, hash)
	if err != nil {
		return nil, fmt.Errorf("reading manifest %s: %w", hash, err)
	}
	if !nested(root) {
		return root, nil
	}
	var files []Entry
	for _, l := range root {
		shard, err := readList(fsys, l)
		if err != nil {
			return nil, fmt.Errorf("reading manifest %s: %w", hash, err)
		}
		files = append(files, shard...)
	}
	return files, nil
}

// ParseList reads a list of the manifest from its bytes, and verifies that they
// are those which its path names. Where the list is the root of a large tree,
// its entries are further lists (see ListDir).
func ParseList(file string, data []byte) ([]Entry, error) {
	if ListPath(fmt.Sprintf("%x", sha256.Sum256(data))) != file {
		return nil, fmt.Errorf("%s: %w", file, errStale)
	}
	return parseList(bytes.NewReader(data))
}

// errStale says that bytes are not the listed ones.
var errStale = errors.New("its bytes are not those of its hash")

func readRoot(fsys fs.FS, hash string) ([]Entry, error) {
	line, err := parseLine(hash + " 0 " + ListPath(hash))
	if err != nil {
		return nil, err
	}
	line.Size = -1
	return readList(fsys, line)
}

// readList reads a list and verifies it. A size of -1 is not compared.
func readList(fsys fs.FS, l Entry) ([]Entry, error) {
	data, err := fs.ReadFile(fsys, l.Path)
	if err != nil {
		return nil, err
	}
	if sha256.Sum256(data) != l.SHA256 || l.Size >= 0 && l.Size != int64(len(data)) {
		return nil, fmt.Errorf("%s: %w", l.Path, errStale)
	}
	return parseList(bytes.NewReader(data))
}

// nested reports whether a root list names further lists.
func nested(root []Entry) bool {
	return len(root) > 0 && strings.HasPrefix(root[0].Path, ListDir)
}
