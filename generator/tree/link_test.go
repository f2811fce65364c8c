package tree

import (
	"os"
	"path/filepath"
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
