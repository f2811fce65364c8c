package tree

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// files is a tree as a map: what a build puts and what a reader finds.
type files map[string]string

// publish runs one whole build of f into dir, byte by byte.
func publish(dir string, f files, opts Options) (Summary, error) {
	w, err := Open(dir, opts)
	if err != nil {
		return Summary{}, err
	}
	defer w.Close()
	return putAll(w, f)
}

// publishNext runs one whole build of f into dir, following the tree there.
func publishNext(dir string, f files, opts Options) (Summary, error) {
	w, err := Open(dir, opts)
	if err != nil {
		return Summary{}, err
	}
	defer w.Close()
	if hash, err := os.ReadFile(filepath.Join(dir, Pointer)); err == nil {
		if err := w.Follow(string(hash), 0, 0); err != nil {
			return Summary{}, err
		}
	}
	return putAll(w, f)
}

func putAll(w *Writer, f files) (Summary, error) {
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if err := w.Put(name, []byte(f[name])); err != nil {
			return Summary{}, err
		}
	}
	s, err := w.Seal()
	if err != nil {
		return s, err
	}
	return s, w.Commit(pointerTo(s), besideOf(s))
}

// pointerTo is a stand-in for the real pointer: the tree hash alone.
func pointerTo(s Summary) []byte { return []byte(s.Hash) }

func besideOf(s Summary) map[string][]byte {
	return map[string][]byte{
		Pointer + ".minisig":                      []byte("signed " + s.Hash),
		"index/snapshots/" + s.Hash[:8] + ".json": pointerTo(s),
	}
}

func mustPublish(t testing.TB, dir string, f files, opts Options) Summary {
	t.Helper()
	s, err := publish(dir, f, opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// read gives every file below dir.
func read(t testing.TB, dir string) files {
	t.Helper()
	f := files{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		f[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// listed leaves out what the writer adds by itself.
func listed(f files) files {
	out := maps.Clone(f)
	maps.DeleteFunc(out, func(name, _ string) bool {
		return Unlisted(name) || strings.HasPrefix(name, ListDir)
	})
	return out
}

// fleet makes a tree of n machines in the shape of the real one.
func fleet(n int, edition string) files {
	f := files{"health": "ok\n", "index/machines.json": edition}
	for i := range n {
		f[fmt.Sprintf("mcr/0x%040x", i)] = fmt.Sprintf("rating of %d, %s", i, edition[:min(i%2, len(edition))])
		f[fmt.Sprintf("machines/%d", i)] = fmt.Sprintf("card of %d", i)
		if i%5 == 0 {
			f[fmt.Sprintf("operator/0x%040x/machines", i)] = "page " + edition
			f[fmt.Sprintf("operator/0x%040x/machines.p/20", i)] = "next page"
		}
	}
	return f
}

// quick leaves the disk alone: most tests are not about the loss of power.
var quick = Options{Sync: SyncOff}
