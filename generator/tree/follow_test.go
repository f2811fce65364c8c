package tree

import (
	"crypto/sha256"
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// follow opens dir for a tree that follows the one that s sums up.
func follow(t testing.TB, dir string, s Summary, opts Options) *Writer {
	t.Helper()
	w, err := Open(dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if err := w.Follow(s.Hash, s.Files, s.Bytes); err != nil {
		t.Fatal(err)
	}
	return w
}

// finish seals and commits.
func finish(t testing.TB, w *Writer) Summary {
	t.Helper()
	s, err := w.Seal()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(pointerTo(s), besideOf(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return s
}

// A tree of kept, put and dropped files is the one that a build from nothing
// makes of the same bytes.
func TestKeep(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	w := follow(t, dir, mustPublish(t, dir, files{"same": "1", "put": "1", "gone": "1"}, quick), quick)
	for _, tc := range []struct {
		file, data string
		want       bool
	}{{"same", "1", true}, {"put", "2", false}, {"new", "1", false}} {
		if got := w.Keep(tc.file, sha256.Sum256([]byte(tc.data))); got != tc.want {
			t.Errorf("%s is kept: %t, want %t", tc.file, got, tc.want)
		}
	}
	if err := w.Put("put", []byte("2")); err != nil {
		t.Fatal(err)
	}
	if err := w.Put("new", []byte("1")); err != nil {
		t.Fatal(err)
	}
	changed, removed, err := w.Changes()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"new", "put"}, {"gone"}}, [][]string{changed, removed}); diff != "" {
		t.Error(diff)
	}
	finish(t, w)
	wantAsFromNothing(t, dir, files{"same": "1", "put": "2", "new": "1"})
}

// wantAsFromNothing holds dir against a first build of f.
func wantAsFromNothing(t *testing.T, dir string, f files) {
	t.Helper()
	clean := filepath.Join(t.TempDir(), "public")
	mustPublish(t, clean, f, quick)
	if diff := cmp.Diff(read(t, clean), read(t, dir)); diff != "" {
		t.Errorf("it differs from a first build (-first +found):\n%s", diff)
	}
	wantNoEmptyDirs(t, dir)
}

func TestKeepAll(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	f := fleet(40, "first")
	w := follow(t, dir, mustPublish(t, dir, f, quick), quick)
	if !w.KeepAll() {
		t.Fatal("nothing is kept")
	}
	f["health"] = "bad\n"
	if err := w.Put("health", []byte(f["health"])); err != nil {
		t.Fatal(err)
	}
	if s := finish(t, w); s.Changed != 2 { // the file and the list
		t.Errorf("%+v", s)
	}
	wantAsFromNothing(t, dir, f)
}

// Nothing is kept of a first build, without Follow, or after a commit that did
// not end.
func TestKeepNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	keep := func(w *Writer) bool { return w.KeepAll() || w.Keep("a", sha256.Sum256([]byte("1"))) }
	if w := follow(t, dir, Summary{}, quick); keep(w) {
		t.Error("a file is kept of a first build")
	} else if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	s := mustPublish(t, dir, files{"a": "1"}, quick)
	w, err := Open(dir, quick)
	if err != nil {
		t.Fatal(err)
	}
	if keep(w) {
		t.Error("a file is kept without Follow")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	crash := errors.New("crash")
	_, err = publish(dir, files{"a": "2"}, Options{Sync: SyncOff, before: func(op, name string) error {
		if op == "rename" {
			return crash
		}
		return nil
	}})
	if !errors.Is(err, crash) {
		t.Fatal(err)
	}
	if keep(follow(t, dir, s, quick)) {
		t.Error("a file is kept after a commit that did not end")
	}
}
