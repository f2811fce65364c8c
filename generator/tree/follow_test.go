package tree

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
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

// Whatever is kept, put, dropped and found out of date on the way, a tree is
// the one that a first build makes of the same files: also where its lists are
// split otherwise than those of the tree before, and where most is in files.
func TestFollowedTreesEqualFirstBuilds(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	dir := filepath.Join(t.TempDir(), "public")
	f := files{}
	var s Summary
	for _, size := range []int{60, 50, 5000, 5100, 70, 0} {
		w := follow(t, dir, s, Options{Sync: SyncOff, AllowDeletes: true, held: 1 << 12})
		all := len(f) > 0 && size > len(f) && w.KeepAll()
		for name := range f {
			switch {
			case !all && (len(f) > 2*size || random.IntN(20) == 0):
				delete(f, name)
			case random.IntN(20) == 0:
				f[name] += "x"
			case all, w.Keep(name, sha256.Sum256([]byte(f[name]))):
				continue
			default:
				t.Errorf("%s is not kept", name)
			}
			if data, stays := f[name]; stays {
				if err := w.Put(name, []byte(data)); err != nil {
					t.Fatal(err)
				}
			}
		}
		for len(f) < size {
			name := fmt.Sprintf("%c/%c/%d", 'a'+random.IntN(3), 'A'+random.IntN(3), random.IntN(1_000_000))
			if _, here := f[name]; here {
				continue
			}
			f[name] = name
			if err := w.Put(name, []byte(name)); err != nil {
				t.Fatal(err)
			}
		}
		s = finish(t, w)
		if size >= 5000 && (w.shards.sums.file == nil || w.shards.stems.file == nil) {
			t.Errorf("all of %d files is in memory", size)
		}
		clean := filepath.Join(t.TempDir(), "public")
		first := mustPublish(t, clean, f, quick)
		if diff := cmp.Diff(read(t, clean), read(t, dir)); diff != "" {
			t.Errorf("%d files differ from a first build (-first +found):\n%.2000s", len(f), diff)
		}
		if s.Hash != first.Hash || s.Files != first.Files || s.Bytes != first.Bytes || s.Changed+s.Unchanged != s.Files {
			t.Errorf("%+v, and a first build is %+v", s, first)
		}
		wantNoEmptyDirs(t, dir)
	}
}

// A tree that follows one of lists of lists has the manifest that a first build
// of the same files has, however much of it was read.
func TestFollowedManifests(t *testing.T) {
	const n = 45_000
	for name, tc := range map[string]struct {
		change func(i int) (changed, dropped bool)
		all    bool
		lists  int // that are written
	}{
		"nothing":                   {func(int) (bool, bool) { return false, false }, true, 0},
		"one file":                  {func(i int) (bool, bool) { return i == 77, false }, true, 3},
		"the files of one stem":     {func(i int) (bool, bool) { return i/5 == 77, false }, true, 3},
		"a file that goes":          {func(i int) (bool, bool) { return false, i == 77 }, false, 3},
		"nothing, file by file":     {func(int) (bool, bool) { return false, false }, false, 0},
		"one in a hundred":          {func(i int) (bool, bool) { return i/5%100 == 0, false }, true, -1},
		"fewer than need two steps": {func(i int) (bool, bool) { return false, i/5%5 == 0 }, false, 1 + 1<<rootBits},
	} {
		w, entries := claimed(t, n)
		s := finish(t, w)
		next := follow(t, w.dir, s, Options{Sync: SyncOff, AllowDeletes: true})
		if tc.all {
			next.KeepAll()
		}
		first, _ := claimed(t, 0)
		for i, e := range entries {
			changed, dropped := tc.change(i)
			if dropped {
				continue
			}
			if changed {
				e.Size += 1_000_000
			}
			if _, err := first.claim(e); err != nil {
				t.Fatal(err)
			}
			switch {
			case changed:
				if _, err := next.claim(e); err != nil {
					t.Fatal(err)
				}
			case !tc.all && !next.Keep(e.Path, e.SHA256):
				t.Fatalf("%s is not kept", e.Path)
			}
		}
		want, err := first.Seal()
		if err != nil {
			t.Fatal(err)
		}
		got, err := next.Seal()
		if err != nil {
			t.Fatal(err)
		}
		if got.Hash != want.Hash || got.Files != want.Files || got.Bytes != want.Bytes {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
		written := 0
		for _, l := range next.lists {
			if l.staged {
				written++
			}
		}
		if tc.lists >= 0 && written != tc.lists || len(next.plan.oldLists) < min(written, 3) {
			t.Errorf("%s: %d lists are written, want %d; %d go", name, written, tc.lists, len(next.plan.oldLists))
		}
		if _, _, err := Manifest(next.Next(), got.Hash); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A manifest that is split by another rule is not followed, and the run that
// reads every file instead leaves one that is.
func TestOtherRule(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	f := fleet(5, "first")
	s := mustPublish(t, dir, f, quick)
	list := filepath.Join(dir, ListPath(s.Hash))
	data, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{"# lists by the first 1 hex digits of sha256(path)", "# some files", ""} {
		other := append([]byte(title), data[bytes.IndexByte(data, '\n'):]...)
		hash := fmt.Sprintf("%x", sha256.Sum256(other))
		if err := os.WriteFile(filepath.Join(dir, ListPath(hash)), other, 0o644); err != nil {
			t.Fatal(err)
		}
		w, err := Open(dir, quick)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		if err := w.Follow(hash, s.Files, s.Bytes); err == nil || !strings.Contains(err.Error(), "another rule") {
			t.Errorf("%q: %v", title, err)
		}
		if s, err := putAll(w, f); err != nil || s.Changed != 0 || s.Removed != 1 {
			t.Errorf("%q: %+v, %v", title, s, err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		wantAsFromNothing(t, dir, f)
	}
}

// A name that is new is held against what KeepAll took over.
func TestKeepAllRefusesCollisions(t *testing.T) {
	for _, name := range []string{"mcr/AB", "mcr", "MCR/c", "mcr/Cd", "mcr/ab/c"} {
		dir := filepath.Join(t.TempDir(), "public")
		w := follow(t, dir, mustPublish(t, dir, files{"mcr/ab": "1", "mcr/cD": "1"}, quick), quick)
		w.KeepAll()
		if err := w.Put(name, []byte("2")); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// A damaged list fails the run that needs it; the next one reads every file
// and puts things right.
func TestDamagedListIsRepaired(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	f := fleet(2000, "first")
	s := mustPublish(t, dir, f, quick)
	lists, err := filepath.Glob(filepath.Join(dir, ListDir, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lists {
		if !strings.Contains(l, s.Hash) {
			if err := os.Truncate(l, 100); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := publishNext(dir, f, quick); !errors.Is(err, errStale) {
		t.Errorf("a build on damaged lists: %v", err)
	}
	if s, err = publishNext(dir, f, quick); err != nil {
		t.Fatal(err)
	}
	wantClean(t, dir, s)
	left, err := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left beside the tree: %v %v", left, err)
	}
}

// What a build of few changes reads, writes and removes does not grow with the
// tree: nothing but its own files and lists.
func TestKeepAllTouchesLittle(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	s := mustPublish(t, dir, fleet(3000, "first"), quick)
	before := identities(t, dir)
	w := follow(t, dir, s, quick)
	w.KeepAll()
	if err := w.Put("health", []byte("bad")); err != nil {
		t.Fatal(err)
	}
	read := 0
	for i := range w.shards.list {
		if !w.shards.list[i].unread {
			read++
		}
	}
	next := finish(t, w)
	if read != 1 || next.Changed != 3 || next.Removed != 2 {
		t.Errorf("%d lists were read, want 1; %+v", read, next)
	}
	touched := 0
	for name, id := range identities(t, dir) {
		if before[name] != id {
			touched++
		}
	}
	if touched != 3+3 { // and what goes beside the manifest
		t.Errorf("%d files were touched, want 6", touched)
	}
}
