package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCheckFindsDamage(t *testing.T) {
	flip := func(data []byte) []byte { data[len(data)/2] ^= 1; return data }
	for name, tc := range map[string]struct {
		damage func(file string) error
		want   Report
	}{
		"none":        {func(string) error { return nil }, Report{}},
		"truncated":   {func(f string) error { return os.Truncate(f, 3) }, Report{Stale: []string{"machines/3"}}},
		"bit flipped": {func(f string) error { return edit(f, flip) }, Report{Stale: []string{"machines/3"}}},
		"removed":     {os.Remove, Report{Missing: []string{"machines/3"}}},
		"renamed": {func(f string) error { return os.Rename(f, f+"x") },
			Report{Missing: []string{"machines/3"}, Extra: []string{"machines/3x"}}},
		"a directory instead": {func(f string) error { return errors.Join(os.Remove(f), os.Mkdir(f, 0o755)) },
			Report{Missing: []string{"machines/3"}}},
		"one more": {func(f string) error { return os.WriteFile(f+".bak", nil, 0o644) }, Report{Extra: []string{"machines/3.bak"}}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			s := mustPublish(t, dir, fleet(10, "x"), quick)
			if err := tc.damage(filepath.Join(dir, "machines", "3")); err != nil {
				t.Fatal(err)
			}
			got, err := Check(os.DirFS(dir), s.Hash)
			if err != nil {
				t.Fatal(err)
			}
			got.Files, got.Bytes = 0, 0
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			if got.Clean() != (name == "none") {
				t.Errorf("clean: %t", got.Clean())
			}
		})
	}
}

// edit changes the bytes of a file; one that is not there is made.
func edit(name string, change func([]byte) []byte) error {
	data, err := os.ReadFile(name)
	if err != nil {
		data = []byte("made")
	}
	return os.WriteFile(name, change(data), 0o644)
}

func TestCheckThatInspectsNothingFails(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	s := mustPublish(t, dir, files{}, quick)
	other := strings.Repeat("0", 64)
	for _, hash := range []string{s.Hash, other, "", "../../" + other, strings.ToUpper(s.Hash)} {
		if r, err := Check(os.DirFS(dir), hash); err == nil {
			t.Errorf("hash %q: %+v", hash, r)
		}
	}
	s = mustPublish(t, dir, files{"health": "ok"}, quick)
	root := filepath.Join(dir, filepath.FromSlash(ListPath(s.Hash)))
	if err := edit(root, func(data []byte) []byte { return append(data, '\n') }); err != nil {
		t.Fatal(err)
	}
	if r, err := Check(os.DirFS(dir), s.Hash); err == nil {
		t.Errorf("a damaged root list: %+v", r)
	}
}

// TestManyListsOfOneTree works on more files than one list holds.
func TestManyListsOfOneTree(t *testing.T) {
	var want []Entry
	for i := range listMax + 1 {
		want = append(want, Entry{Path: fmt.Sprintf("machines/%d", i), Size: int64(i), Live: i%7 == 0})
	}
	lists := makeLists(want)
	if len(lists) != 17 {
		t.Fatalf("%d lists", len(lists))
	}
	dir := t.TempDir()
	for _, l := range lists {
		if err := os.MkdirAll(filepath.Join(dir, ListDir), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, l.path), l.data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root := lists[16].path
	hash := strings.TrimSuffix(filepath.Base(root), ".txt")
	got, err := Manifest(os.DirFS(dir), hash)
	if err != nil {
		t.Fatal(err)
	}
	byPath := map[string]Entry{}
	for _, e := range got {
		byPath[e.Path] = e
	}
	for _, e := range want {
		if byPath[e.Path] != e {
			t.Errorf("%s: %+v, want %+v", e.Path, byPath[e.Path], e)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d entries, want %d", len(got), len(want))
	}
	again := makeLists(want)
	if diff := cmp.Diff(lists, again, cmp.AllowUnexported(list{})); diff != "" {
		t.Error(diff)
	}
}

func TestBigTreeRoundTrip(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	f := fleet(2000, "first")
	s := mustPublish(t, dir, f, quick)
	wantClean(t, dir, s)
	f["machines/77"] = "changed"
	next := mustPublish(t, dir, f, quick)
	wantClean(t, dir, next)
	if next.Changed != 3 || next.Hash == s.Hash { // the file, its list and the root list
		t.Errorf("after one change: %+v", next)
	}

	// A damaged list is stale; what it covers is neither stale nor extra.
	lists, err := filepath.Glob(filepath.Join(dir, ListDir, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lists {
		if strings.Contains(l, next.Hash) {
			continue
		}
		if err := os.Truncate(l, 100); err != nil {
			t.Fatal(err)
		}
		rel, _ := filepath.Rel(dir, l)
		r, err := Check(os.DirFS(dir), next.Hash)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{filepath.ToSlash(rel)}, r.Stale); diff != "" || len(r.Missing)+len(r.Extra) > 0 {
			t.Errorf("%s\nmissing %v, extra %v", diff, r.Missing, r.Extra)
		}
		break
	}
}

func TestManifestMarksLiveFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	w, err := Open(dir, quick)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Put("machine/a", []byte("chain")); err != nil {
		t.Fatal(err)
	}
	if err := w.PutLive("machine/b", []byte("partner")); err != nil {
		t.Fatal(err)
	}
	s, err := w.Seal()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(pointerTo(s), nil); err != nil {
		t.Fatal(err)
	}
	entries, err := Manifest(os.DirFS(dir), s.Hash)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, e := range entries {
		got[e.Path] = e.Live
	}
	if diff := cmp.Diff(map[string]bool{"machine/a": false, "machine/b": true}, got); diff != "" {
		t.Error(diff)
	}
}

// statless is a file system that cannot list directories, as a web site.
type statless struct{ fsys fs.FS }

func (s statless) Open(name string) (fs.File, error) { return s.fsys.Open(name) }

func TestCheckWithoutListing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	s := mustPublish(t, dir, fleet(4, "x"), quick)
	if err := os.WriteFile(filepath.Join(dir, "extra"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := Check(statless{os.DirFS(dir)}, s.Hash)
	if err != nil || !r.Clean() {
		t.Errorf("%+v, %v", r, err)
	}
}

// FuzzParseList: what is accepted is written back byte for byte.
func FuzzParseList(f *testing.F) {
	sum := strings.Repeat("ab", 32)
	for _, seed := range []string{
		"", "# t\n", "# t\n" + sum + " 12 mcr/0xab\n", "# t\n" + sum + " 0 a live\n",
		"# t\n" + sum + " -1 a\n", "# t\n" + sum + " 1 ../a\n", "# t\nxx 1 a\n", "# t\n" + sum + " 1 a dead\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := parseList(bytes.NewReader(data))
		if err != nil {
			return
		}
		again, err := parseList(bytes.NewReader(formatList("# t", entries).data))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(entries, again); diff != "" {
			t.Error(diff)
		}
	})
}

// The lists can be checked without this program.
func TestListsAreForSha256sum(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	mustPublish(t, dir, fleet(5, "x"), quick)
	check := func() (string, error) {
		cmd := exec.Command("sh", "-c", `awk '!/^#/ { print $1 "  " $3 }' index/files/*.txt | sha256sum -c --quiet`)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := check(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "health"), []byte("ill\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := check(); err == nil || !strings.Contains(out, "health") {
		t.Errorf("damage was not seen: %v\n%s", err, out)
	}
}
