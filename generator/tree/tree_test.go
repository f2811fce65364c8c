package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
)

func TestWriteThenReadIsIdentity(t *testing.T) {
	for _, sync := range []Sync{SyncBatch, SyncAlways, SyncOff} {
		dir := filepath.Join(t.TempDir(), "not", "yet", "there")
		want := fleet(30, "first")
		s := mustPublish(t, dir, want, Options{Sync: sync})
		if diff := cmp.Diff(want, listed(read(t, dir))); diff != "" {
			t.Errorf("sync %d: the tree differs (-put +found):\n%s", sync, diff)
		}
		wantClean(t, dir, s)
		if _, err := os.Stat(filepath.Join(filepath.Dir(dir), ".there"+Staging)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the staging directory is left: %v", err)
		}
	}
}

// wantClean fails where dir is not exactly the tree of s.
func wantClean(t testing.TB, dir string, s Summary) {
	t.Helper()
	r, err := Check(os.DirFS(dir), s.Hash)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Clean() || r.Files != s.Files && r.Files != s.Files-1 { // the root list is not counted
		t.Errorf("check: %+v, sealed %+v", r, s)
	}
}

func TestSecondEditionReplacesTheFirst(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	mustPublish(t, dir, fleet(40, "first"), quick)
	want := fleet(25, "second")
	want["brand/new/deep/file"] = "x"
	s := mustPublish(t, dir, want, quick)
	if diff := cmp.Diff(want, listed(read(t, dir))); diff != "" {
		t.Errorf("the tree differs (-put +found):\n%s", diff)
	}
	wantClean(t, dir, s)

	clean := filepath.Join(t.TempDir(), "public")
	mustPublish(t, clean, want, quick)
	if diff := cmp.Diff(read(t, clean), read(t, dir)); diff != "" {
		t.Errorf("an update differs from a first build:\n%s", diff)
	}
	wantNoEmptyDirs(t, dir)
}

func wantNoEmptyDirs(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		if entries, err := os.ReadDir(name); err != nil || len(entries) == 0 {
			return fmt.Errorf("%s is empty: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestFileBecomesDirectoryAndBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	for _, f := range []files{
		{"a": "file", "b/c": "in a directory", "keep": "x"},
		{"a/x": "in a directory", "b": "file", "keep": "x"},
		{"a": "file", "b/c": "in a directory", "keep": "x"},
	} {
		s := mustPublish(t, dir, f, quick)
		if diff := cmp.Diff(f, listed(read(t, dir))); diff != "" {
			t.Errorf("the tree differs (-put +found):\n%s", diff)
		}
		wantClean(t, dir, s)
	}
}

// identity is what changes when a file is written again.
type identity struct {
	Inode uint64
	MTime int64
}

func identities(t *testing.T, dir string) map[string]identity {
	t.Helper()
	ids := map[string]identity{}
	for name := range read(t, dir) {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		ids[name] = identity{info.Sys().(*syscall.Stat_t).Ino, info.ModTime().UnixNano()}
	}
	return ids
}

func TestSameBuildTouchesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	mustPublish(t, dir, fleet(50, "first"), quick)
	before := identities(t, dir)
	s := mustPublish(t, dir, fleet(50, "first"), Options{Sync: SyncOff, before: func(op, name string) error {
		if op != "clean" && name != stagedTree {
			return fmt.Errorf("unexpected %s of %s", op, name)
		}
		return nil
	}})
	if diff := cmp.Diff(before, identities(t, dir)); diff != "" {
		t.Errorf("files were rewritten:\n%s", diff)
	}
	if s.Changed != 0 || s.Removed != 0 || s.Unchanged != s.Files {
		t.Errorf("summary of a build without change: %+v", s)
	}
}

func TestOneChangeRewritesOneFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	f := fleet(50, "first")
	mustPublish(t, dir, f, quick)
	before := identities(t, dir)
	f["machines/7"] = "another card"
	mustPublish(t, dir, f, quick)
	after := identities(t, dir)
	for name := range f {
		if rewritten := before[name] != after[name]; rewritten != (name == "machines/7") {
			t.Errorf("%s rewritten: %t", name, rewritten)
		}
	}
}

func TestModesDoNotFollowTheUmask(t *testing.T) {
	old := syscall.Umask(0o077)
	defer syscall.Umask(old)
	dir := filepath.Join(t.TempDir(), "public")
	mustPublish(t, dir, fleet(3, "first"), quick)
	mustPublish(t, dir, fleet(9, "second"), quick)
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		want := fs.FileMode(0o644)
		if e.IsDir() {
			want = 0o755
		}
		if err == nil && info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", name, info.Mode().Perm(), want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPutRefusesHostileNames(t *testing.T) {
	for _, name := range []string{
		"", "/", "/etc/passwd", "..", "../x", "a/../../x", "a/..", "a//b", "a/", "./a", ".gitignore", "a/.b",
		"did:peaq:0x1", "a\\b", "a\x00b", "a b", "a\nb", "\u202ea", "a\xff", "C:", strings.Repeat("a", 256),
		Pointer, Pointer + ".minisig", "index/snapshots/1.json", "index/files/x.txt",
	} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			w, err := Open(filepath.Join(parent, "public"), quick)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Put(name, []byte("x")); err == nil {
				t.Error("it was accepted")
			}
			if _, err := w.Seal(); err == nil {
				t.Error("the tree was sealed after a failed Put")
			}
			if err := w.Close(); err != nil {
				t.Error(err)
			}
			if left := read(t, parent); len(left) != 0 {
				t.Errorf("left on disk: %v", left)
			}
		})
	}
}

func TestPutRefusesCollisions(t *testing.T) {
	for _, pair := range [][2]string{
		{"mcr/0xab", "mcr/0xab"}, {"mcr/0xab", "mcr/0xAB"}, {"a", "a/b"}, {"a/b", "a"}, {"a/b", "A/c"}, {"A", "a/b"},
	} {
		w, err := Open(filepath.Join(t.TempDir(), "public"), quick)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Put(pair[0], nil); err != nil {
			t.Error(err)
		}
		if err := w.Put(pair[1], nil); err == nil {
			t.Errorf("%q was accepted beside %q", pair[1], pair[0])
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestPutFromManyGoroutines(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	want := fleet(300, "first")
	w, err := Open(dir, quick)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var g errgroup.Group
	g.SetLimit(16)
	for name, data := range want {
		g.Go(func() error { return w.Put(name, []byte(data)) })
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	s, err := w.Seal()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(pointerTo(s), nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, listed(read(t, dir))); diff != "" {
		t.Errorf("the tree differs (-put +found):\n%s", diff)
	}
}

func TestOneBuildAtATime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	first, err := Open(dir, quick)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, quick); err == nil || !strings.Contains(err.Error(), "another build") {
		t.Errorf("a second build: %v", err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(link, quick); err == nil {
		t.Error("a second build through a symbolic link was let in")
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, link, fleet(2, "x"), quick)
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v %v", info, err)
	}
}

// Builds that start at once either win the lock or say that another holds it;
// what stands afterwards is one of them.
func TestRacingBuilds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	var g errgroup.Group
	for i := range 8 {
		g.Go(func() error {
			_, err := publish(dir, fleet(20, fmt.Sprint("edition", i)), Options{Sync: SyncOff})
			if err != nil && !strings.Contains(err.Error(), "another build") {
				return err
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	found := read(t, dir)
	want := fleet(20, found["index/machines.json"])
	if diff := cmp.Diff(want, listed(found)); diff != "" {
		t.Errorf("a mixed tree (-put +found):\n%s", diff)
	}
}

func TestGitIgnoreStays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	ignore := filepath.Join(dir, GitIgnore)
	if err := os.WriteFile(ignore, []byte("*\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, edition := range []string{"first", "second"} {
		s := mustPublish(t, dir, fleet(10, edition), quick)
		wantClean(t, dir, s)
		if data, err := os.ReadFile(ignore); err != nil || string(data) != "*\n" {
			t.Errorf("%s: %q, %v", edition, data, err)
		}
	}
}

// A rename does not leave a mount: what is staged stays inside until then, out
// of sight of Check, and is gone afterwards.
func TestMountPoint(t *testing.T) {
	mount := t.TempDir()
	inMount := Options{Sync: SyncOff, mounted: true}
	for _, edition := range []string{"first", "second"} {
		s := mustPublish(t, mount, fleet(8, edition), inMount)
		wantClean(t, mount, s)
		if diff := cmp.Diff(fleet(8, edition), listed(read(t, mount))); diff != "" {
			t.Errorf("the tree differs (-put +found):\n%s", diff)
		}
	}
	w, err := Open(mount, inMount)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Put("x", nil); err != nil {
		t.Fatal(err)
	}
	hash, err := fs.ReadFile(w.Published(), Pointer)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := Check(w.Published(), string(hash)); err != nil || !r.Clean() {
		t.Errorf("during a build: %+v, %v", r, err)
	}
	if _, err := Open(mount, inMount); err == nil {
		t.Error("a second build was let in")
	}
}

func TestForeignFilesAreNotTouched(t *testing.T) {
	for name, make := range map[string]func(t *testing.T, dir string){
		"a directory of somebody's": func(t *testing.T, dir string) {},
		"a file in a tree":          func(t *testing.T, dir string) { mustPublish(t, dir, fleet(3, "x"), quick) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			make(t, dir)
			if err := os.MkdirAll(filepath.Join(dir, "thesis"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "thesis", "final.tex"), []byte("years"), 0o644); err != nil {
				t.Fatal(err)
			}
			before := read(t, dir)
			_, err := publish(dir, fleet(5, "y"), Options{Sync: SyncOff, AllowDeletes: true})
			if !errors.Is(err, ErrForeign) || !strings.Contains(err.Error(), "thesis") {
				t.Errorf("error: %v", err)
			}
			if diff := cmp.Diff(before, read(t, dir)); diff != "" {
				t.Errorf("the directory changed:\n%s", diff)
			}
		})
	}
}

func TestSymbolicLinkInTheTreeIsRefused(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "public")
	mustPublish(t, dir, files{"mcr/a": "1", "mcr/b": "1"}, quick)
	if err := os.RemoveAll(filepath.Join(dir, "mcr")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(parent, "elsewhere"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../elsewhere", filepath.Join(dir, "mcr")); err != nil {
		t.Fatal(err)
	}
	if _, err := publish(dir, files{"mcr/a": "2"}, quick); !errors.Is(err, ErrForeign) {
		t.Errorf("a build through a symbolic link: %v", err)
	}
	if got := read(t, filepath.Join(parent, "elsewhere")); len(got) != 0 {
		t.Errorf("written outside the tree: %v", got)
	}
}

func TestLimits(t *testing.T) {
	for name, tc := range map[string]struct {
		old, new int
		opts     Options
		want     error // nil where the build passes
	}{
		"as many as allowed":          {100, 2, quick, nil},
		"more deletes than allowed":   {300, 2, quick, ErrDeletes},
		"allowed explicitly":          {300, 2, Options{Sync: SyncOff, AllowDeletes: true}, nil},
		"a limit of one's own":        {10, 8, Options{Sync: SyncOff, MaxDeletes: 3}, ErrDeletes},
		"within a limit of one's own": {10, 8, Options{Sync: SyncOff, MaxDeletes: 5}, nil},
		"more files than allowed":     {10, 10, Options{Sync: SyncOff, MaxFiles: 27}, ErrBudget},
		"exactly the budget":          {10, 10, Options{Sync: SyncOff, MaxFiles: 30}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			mustPublish(t, dir, fleet(tc.old, "first"), Options{Sync: SyncOff})
			before := read(t, dir)
			_, err := publish(dir, fleet(tc.new, "second"), tc.opts)
			if !errors.Is(err, tc.want) {
				t.Errorf("error %v, want %v", err, tc.want)
			}
			if tc.want == nil {
				return
			}
			if diff := cmp.Diff(before, read(t, dir)); diff != "" {
				t.Errorf("the tree changed:\n%s", diff)
			}
		})
	}
}

func TestChanges(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	mustPublish(t, dir, files{"same": "1", "other": "1", "gone": "1"}, quick)
	w, err := Open(dir, quick)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for name, data := range (files{"same": "1", "other": "2", "new": "2"}) {
		if err := w.Put(name, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	changed, removed, err := w.Changes()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"new", "other"}, {"gone"}}, [][]string{changed, removed}); diff != "" {
		t.Error(diff)
	}

	first, err := Open(filepath.Join(t.TempDir(), "public"), quick)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if err := first.Put("new", []byte("1")); err != nil {
		t.Fatal(err)
	}
	if changed, removed, err := first.Changes(); len(changed)+len(removed) > 0 || err != nil {
		t.Errorf("where nothing is published: %q, %q, %v", changed, removed, err)
	}
}

func TestAbortLeavesThePublishedTree(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "public")
	mustPublish(t, dir, fleet(5, "first"), quick)
	before := read(t, parent)
	w, err := Open(dir, quick)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range fleet(5, "second") {
		if err := w.Put(name, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Seal(); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, read(t, parent)); diff != "" {
		t.Errorf("an aborted run left something:\n%s", diff)
	}
}

func TestCommitRefusesWhatDoesNotGoBeside(t *testing.T) {
	for _, name := range []string{Pointer, "mcr/x", "index/snapshots/../../x", "index/snapshots/"} {
		w, err := Open(filepath.Join(t.TempDir(), "public"), quick)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Seal(); err != nil {
			t.Fatal(err)
		}
		if err := w.Commit([]byte("x"), map[string][]byte{name: nil}); err == nil {
			t.Errorf("%q was accepted", name)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestEarlierSnapshotsAreKeptOnRequest(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	commit := func(beside map[string][]byte) {
		t.Helper()
		w, err := Open(dir, quick)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		if err := w.Put("health", []byte("ok")); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Seal(); err != nil {
			t.Fatal(err)
		}
		if err := w.Commit([]byte("pointer"), beside); err != nil {
			t.Fatal(err)
		}
	}
	commit(map[string][]byte{"index/snapshots/1.json": []byte("1"), "index/snapshots/2.json": []byte("2")})
	commit(map[string][]byte{"index/snapshots/2.json": []byte("2"), "index/snapshots/3.json": []byte("3")})
	got := read(t, filepath.Join(dir, "index", "snapshots"))
	if diff := cmp.Diff(files{"2.json": "2", "3.json": "3"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseSync(t *testing.T) {
	want := map[string]Sync{"always": SyncAlways, "batch": SyncBatch, "off": SyncOff}
	got := maps.Clone(want)
	for name := range want {
		s, err := ParseSync(name)
		if err != nil {
			t.Error(err)
		}
		got[name] = s
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := ParseSync("sometimes"); err == nil {
		t.Error("an unknown policy was accepted")
	}
}

// What is excused does not count, and everything else does.
func TestExcusedDeletes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	mustPublish(t, dir, files{"a": "1", "b": "1", "c": "1"}, quick)
	for _, tc := range []struct {
		excused []string
		want    error
	}{{nil, ErrDeletes}, {[]string{"a", "other"}, ErrDeletes}, {[]string{"a", "b"}, nil}} {
		w, err := Open(dir, Options{Sync: SyncOff, MaxDeletes: 1})
		if err != nil {
			t.Fatal(err)
		}
		w.Excuse(tc.excused...)
		if err := w.Put("d", []byte("1")); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Seal(); !errors.Is(err, tc.want) {
			t.Errorf("%q excused: %v, want %v", tc.excused, err, tc.want)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDanglingLink(t *testing.T) {
	link := filepath.Join(t.TempDir(), "public")
	if err := os.Symlink("nowhere", link); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(link, quick); !errors.Is(err, ErrDangling) {
		t.Errorf("a link to nothing is opened: %v", err)
	}
	entries, err := os.ReadDir(filepath.Dir(link))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside it are %v, %v", entries, err)
	}
}

// The attributes for git lie beside the pointer: no manifest lists them, and a
// tree that no longer has them loses them.
func TestGitAttributes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	build := func(beside map[string][]byte) {
		t.Helper()
		w, err := Open(dir, quick)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		if err := w.Put("a", []byte("1")); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Seal(); err != nil {
			t.Fatal(err)
		}
		if err := w.Commit([]byte("{}"), beside); err != nil {
			t.Fatal(err)
		}
	}
	attributes := map[string][]byte{GitAttributes: []byte("* -text\n")}
	for _, beside := range []map[string][]byte{attributes, attributes, nil} {
		build(beside)
		_, want := beside[GitAttributes]
		if _, err := os.Stat(filepath.Join(dir, GitAttributes)); (err == nil) != want {
			t.Errorf("the attributes are there: %v, want %t", err, want)
		}
	}
}
