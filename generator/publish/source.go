package publish

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/tree"
)

const (
	snapshotsDir = "index/snapshots/"
	signature    = tree.Pointer + ".minisig"
)

// source is the tree to be published, as its manifest lists it.
type source struct {
	fs.FS
	pointer  []byte
	snapshot *answers.Snapshot
	table    *endpoints.Table
	lists    []string // of the manifest, the root last
	isList   map[string]bool
	files    []tree.Entry
	at       map[string]int // in files, by path
	beside   []string       // index/snapshots/
	signed   bool
	opts     *Options
}

func openSource(fsys fs.FS, opts *Options) (s *source, err error) {
	s = &source{FS: fsys, isList: map[string]bool{}, at: map[string]int{}, opts: opts}
	if s.pointer, err = fs.ReadFile(fsys, tree.Pointer); err != nil {
		return nil, err
	}
	if s.snapshot, err = answers.ParseSnapshot(s.pointer); err != nil {
		return nil, err
	}
	if s.table = endpoints.Of(s.snapshot.Generation); s.table == nil {
		return nil, fmt.Errorf("the tree is of schema %d, and this program reads schema %d: build it again", s.snapshot.Schema, answers.Schema)
	}
	if err := s.list(); err != nil {
		return nil, fmt.Errorf("reading the manifest: %w", err)
	}
	return s, s.lookBeside()
}

// list reads the manifest.
func (s *source) list() error {
	files, lists, err := tree.Manifest(s, s.snapshot.Tree.Hash)
	if err != nil {
		return err
	}
	s.files = files
	for _, l := range slices.Backward(lists) {
		s.lists = append(s.lists, l.Path)
		s.isList[l.Path] = true
	}
	for i, e := range s.files {
		if _, twice := s.at[e.Path]; twice {
			return fmt.Errorf("it lists %s twice", e.Path)
		}
		s.at[e.Path] = i
	}
	return nil
}

// lookBeside finds what stands outside the manifest and belongs on a host.
func (s *source) lookBeside() error {
	_, err := fs.Stat(s, signature)
	if s.signed = err == nil; err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	entries, err := fs.ReadDir(s, path.Clean(snapshotsDir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if _, ok := blockOf(snapshotsDir + e.Name()); ok {
			s.beside = append(s.beside, snapshotsDir+e.Name())
		}
	}
	return nil
}

// blockOf is the block of a file under index/snapshots/.
func blockOf(file string) (block uint64, ok bool) {
	name, below := strings.CutPrefix(file, snapshotsDir)
	name = strings.TrimSuffix(name, ".minisig")
	digits, ok := strings.CutSuffix(name, ".json")
	block, err := strconv.ParseUint(digits, 10, 64)
	return block, below && ok && err == nil
}

// read gives the bytes of a file, which are those that the manifest lists.
func (s *source) read(file string) ([]byte, error) {
	if file == tree.Pointer || file == tree.NextPointer {
		return s.pointer, nil
	}
	data, err := fs.ReadFile(s, file)
	if err != nil {
		return nil, err
	}
	if i, listed := s.at[file]; listed {
		if e := s.files[i]; int64(len(data)) != e.Size || sha256.Sum256(data) != e.SHA256 {
			return nil, fmt.Errorf("%s is not as the manifest lists it: the tree was built again meanwhile, or it is damaged", file)
		}
	}
	return data, nil
}

// header gives the headers of a file that a bucket keeps.
func (s *source) header(file string) (contentType, cacheControl string) {
	if s.opts.NoHeaders {
		return "", ""
	}
	if file == tree.NextPointer {
		file = tree.Pointer
	}
	family, _, _ := s.table.Parse(file)
	for _, h := range family.HeadersOf(file, s.opts.RatingTTL) {
		switch h.Name {
		case "Content-Type":
			contentType = h.Value
		case "Cache-Control":
			cacheControl = h.Value
		}
	}
	return contentType, cacheControl
}

// headersHash stands for the headers of all files: where it changes, objects
// whose bytes are the same have to be looked at. It is empty for a bucket that
// keeps none.
func (s *source) headersHash() string {
	if s.opts.NoHeaders {
		return ""
	}
	sum := sha256.New()
	for family := range s.table.All() {
		for _, ext := range []string{"", ".css", ".ico", ".js", ".json", ".minisig", ".png", ".svg"} {
			fmt.Fprintln(sum, family.Files, family.HeadersOf(family.Files+ext, s.opts.RatingTTL))
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}
