package tree

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNext reads the tree to come from where its files are: the published
// ones and the staged ones.
func TestNext(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	for _, f := range []files{
		{"health": "ok", "mcr/a": "1", "mcr/b": "2", "old": "x"},
		{"health": "ok", "mcr/a": "1", "mcr/b": "3", "machine/a": "4"},
	} {
		w, err := Open(dir, quick)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		for _, name := range slices.Sorted(maps.Keys(f)) {
			if err := w.Put(name, []byte(f[name])); err != nil {
				t.Fatal(err)
			}
		}
		s, err := w.Seal()
		if err != nil {
			t.Fatal(err)
		}
		got := files{}
		for _, name := range []string{"health", "mcr/a", "mcr/b", "machine/a", "old", "Health", "mcr", Pointer, "../" + filepath.Base(dir) + "/health", ""} {
			data, err := fs.ReadFile(w.Next(), name)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			got[name] = string(data)
		}
		if diff := cmp.Diff(f, got); diff != "" {
			t.Error(diff)
		}
		if r, err := Check(w.Next(), s.Hash); err != nil || !r.Clean() || r.Files != s.Files-1 {
			t.Errorf("%+v, %v; want %d files beside the root list", r, err, s.Files-1)
		}
		if err := w.Commit(pointerTo(s), nil); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "old")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
