package tree

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A linked file is the other one, and a copy where it must reach the disk or the
// other is no plain file.
func TestPutLinked(t *testing.T) {
	from := filepath.Join(t.TempDir(), "from")
	if err := os.WriteFile(from, []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	symbolic := filepath.Join(t.TempDir(), "symbolic")
	if err := os.Symlink(from, symbolic); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		sync   Sync
		from   string
		linked bool
	}{
		"linked":        {SyncBatch, from, true},
		"synced":        {SyncAlways, from, false},
		"symbolic":      {SyncBatch, symbolic, false},
		"nothing there": {SyncBatch, from + "x", false},
	} {
		dir := filepath.Join(t.TempDir(), "tree")
		w, err := Open(dir, Options{Sync: c.sync})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.PutLinked("a/b", []byte("text"), c.from, false); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Seal(); err != nil {
			t.Fatal(err)
		}
		if err := w.Commit([]byte("{}\n"), nil); err != nil {
			t.Fatal(err)
		}
		info, err := os.Lstat(filepath.Join(dir, "a/b"))
		if err != nil {
			t.Fatal(err)
		}
		other, err := os.Stat(from)
		if err != nil {
			t.Fatal(err)
		}
		if os.SameFile(info, other) != c.linked || !info.Mode().IsRegular() || info.Size() != 4 {
			t.Errorf("%s: the same file: %v, mode %s, %d bytes", name, os.SameFile(info, other), info.Mode(), info.Size())
		}
	}
}

// A file that is put from another one counts as its bytes do: it is staged where
// these are new, whether the manifest is followed or not.
func TestPutFile(t *testing.T) {
	from := filepath.Join(t.TempDir(), "from")
	dir := filepath.Join(t.TempDir(), "tree")
	var hash string
	var files, changed int
	var size int64
	put := func(text string, follow bool) {
		t.Helper()
		if err := os.WriteFile(from, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		w, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if follow {
			if err := w.Follow(hash, files, size); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.PutFile("a/b", from); err != nil {
			t.Fatal(err)
		}
		s, err := w.Seal()
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Commit([]byte("{}\n"), nil), w.Close()); err != nil {
			t.Fatal(err)
		}
		hash, files, size, changed = s.Hash, s.Files, s.Bytes, s.Changed
		if data, err := os.ReadFile(filepath.Join(dir, "a/b")); err != nil || string(data) != text {
			t.Errorf("%q %v, want %q", data, err, text)
		}
	}
	for _, follow := range []bool{false, true} {
		long := strings.Repeat("x", 1<<20)
		for i, c := range []struct {
			text    string
			changed int // the list too
		}{{long, 2}, {long, 0}, {long[1:] + "y", 2}, {"", 2}, {"", 0}} {
			if put(c.text, follow && i > 0); changed != c.changed {
				t.Errorf("%d, follow %t: %d files changed, want %d", i, follow, changed, c.changed)
			}
		}
	}
	w, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.PutFile("a/c", from+"x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing there: %v", err)
	}
}
