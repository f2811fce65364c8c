package tree

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

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

// claimed opens a tree of n files that nobody writes, five to a stem.
func claimed(t testing.TB, n int) (*Writer, []Entry) {
	t.Helper()
	w, err := Open(filepath.Join(t.TempDir(), "public"), quick)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	var want []Entry
	for i := range n {
		e := Entry{Path: fmt.Sprintf("%c/%d.json", 'a'+i%5, i/5), Size: int64(i), Live: i%7 == 0}
		if _, err := w.claim(e); err != nil {
			t.Fatal(err)
		}
		want = append(want, e)
	}
	return w, want
}

// A tree has one list, lists that the root names, or lists below these. Each of
// them says what it covers, and all together name every file.
func TestListsOfATree(t *testing.T) {
	for _, tc := range []struct{ files, lists int }{
		{oneList, 1}, {oneList + 1, 1 + 8}, {listMax << rootBits, 1 + 1<<rootBits}, {listMax<<rootBits + 1, 1 + 32 + 1<<(rootBits+1)},
	} {
		w, want := claimed(t, tc.files)
		s, err := w.Seal()
		if err != nil {
			t.Fatal(err)
		}
		got, lists, err := Manifest(w.Next(), s.Hash)
		if err != nil {
			t.Fatal(err)
		}
		if s.Files-tc.files != tc.lists || len(lists) != tc.lists || lists[0].Path != ListPath(s.Hash) {
			t.Errorf("%d files: %d and %d lists, want %d", tc.files, s.Files-tc.files, len(lists), tc.lists)
		}
		byPath := func(a, b Entry) int { return strings.Compare(a.Path, b.Path) }
		slices.SortFunc(got, byPath)
		slices.SortFunc(want, byPath)
		if !slices.Equal(got, want) {
			t.Errorf("%d files: %d are listed, or other ones", tc.files, len(got))
		}
		longest := 0
		for _, l := range lists {
			data, err := fs.ReadFile(w.Next(), l.Path)
			if err != nil {
				t.Fatal(err)
			}
			if len(lists) > 1 {
				wantTitle(t, data)
			}
			longest = max(longest, len(data))
		}
		if longest > 100_000 {
			t.Errorf("%d files: a list of %d bytes", tc.files, longest)
		}
	}
}

var titled = regexp.MustCompile(`\A# files whose sha256\(key\) begins with the bits ([01]*)(x*); ` + regexp.QuoteMeta(keyRule) + `\n`)

// wantTitle holds the comment of a list against its lines.
func wantTitle(t *testing.T, list []byte) {
	t.Helper()
	m := titled.FindSubmatch(list)
	if m == nil {
		t.Fatalf("a list begins with %.200q", list)
	}
	entries, err := parseList(list)
	if err != nil {
		t.Fatal(err)
	}
	if nested(entries) == (len(m[2]) == 0) {
		t.Errorf("%.60q names lists: %t", list, nested(entries))
	}
	for _, e := range entries {
		if !nested(entries) && !strings.HasPrefix(keyBits(e.Path), string(m[1])) {
			t.Errorf("%.60q has %s", list, e.Path)
		}
	}
}

func TestKey(t *testing.T) {
	for file, want := range map[string]string{
		"mcr/12": "12", "card/12.html": "12", "badge/12.svg": "12", "operator/0xab/machines": "0xab", "operator/0xab/machines.p/20": "0xab",
		"index/operators/0xab.json": "0xab", "index/machines/10000.json": "10000", "404.html": "404", "1": "1", "a/1.2.3/4": "1",
		"health": ".", "index/machines.json": "index", "index/schema/v2.json": "index/schema", "a1/b2": "a1",
	} {
		k := split(file)
		if k.stem != want && (k.stem != "" || path.Dir(file) != want) {
			t.Errorf("%s: %+v, want %s", file, k, want)
		}
	}
}

// FuzzForms takes paths apart and puts them together again, also where there are
// more forms than numbers.
func FuzzForms(f *testing.F) {
	for _, seed := range []string{"mcr/12", "operator/0xab/machines.p/20", "health", "", "/", "//1", "1/", "a//1.b/2"} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, file string, full bool) {
		if strings.Contains(file, "*") {
			return // no path has one
		}
		forms := newForms()
		if full {
			forms.texts = make([]string, math.MaxUint16+1)
			forms.texts[0] = "*"
		}
		k := split(file)
		form, stem := forms.enter(&k)
		if got := forms.path(form, stem); got != file {
			t.Errorf("%q comes back as %q", file, got)
		}
		again, stemAgain, ok := forms.number(&k)
		if again != form || stemAgain != stem || !ok {
			t.Errorf("%q: %d %q, then %d %q, %t", file, form, stem, again, stemAgain, ok)
		}
	})
}

// Shards find what was added to them, however they are split, and nothing else,
// also where most is in files.
func TestShards(t *testing.T) {
	for _, held := range []int{heldBytes, 300} {
		t.Run(fmt.Sprint(held), func(t *testing.T) { testShards(t, held) })
	}
}

func testShards(t *testing.T, held int) {
	random := rand.New(rand.NewPCG(7, 8))
	s := newShards(0, held, func(name string) (*os.File, error) { return os.Create(filepath.Join(t.TempDir(), name)) })
	defer s.close()
	sum := func(size uint32) [sha256.Size]byte { return sha256.Sum256(fmt.Append(nil, size)) }
	want := map[string]uint32{}
	name := func(stem string, form uint16) string { return fmt.Sprint(form, " ", stem) }
	for i := range uint32(2000) {
		stem, form := strings.Repeat("x", random.IntN(3))+fmt.Sprint(random.IntN(200)), uint16(random.IntN(5))
		if random.IntN(20) == 0 {
			stem = ""
		}
		if i%500 == 499 {
			s.split(int(i / 500))
		}
		hash := hashOf(stem)
		f, err := s.find(hash, form, stem)
		if err != nil {
			t.Fatal(err)
		}
		if size, there := want[name(stem, form)]; (f.file != nil) != there || f.file != nil && f.size != size {
			t.Fatalf("%q %d: %+v, want %d", stem, form, f, size)
		}
		if f.file == nil {
			if err := s.add(hash, stem, file{form: form, size: i}, sum(i)); err != nil {
				t.Fatal(err)
			}
			want[name(stem, form)] = i
		} else if i%3 == 0 {
			f.size, want[name(stem, form)] = i, i
			changed := sum(i)
			if err := s.sums.write(changed[:], int64(f.n)*sha256.Size); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := map[string]uint32{}
	for f, err := range s.all {
		if err != nil {
			t.Fatal(err)
		}
		got[name(f.stem, f.form)] = f.size
		if e, err := s.entry(f.numbered, "path"); err != nil || e != (Entry{Path: "path", Size: int64(f.size), SHA256: sum(f.size)}) {
			t.Errorf("%q %d: %+v, %v", f.stem, f.form, e, err)
		}
	}
	for _, s := range []spill{s.sums, s.stems} {
		if spilt := s.file != nil; spilt != (held < heldBytes) {
			t.Errorf("a file for %d bytes beside %d: %t", s.written, held, spilt)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	files := 0
	for i := range s.list {
		for f := range s.in(i) {
			if files++; topOf(hashOf(f.stem), s.bits) != i {
				t.Errorf("%q is in list %d", f.stem, i)
			}
		}
	}
	if files != len(want) || s.bits == 0 {
		t.Errorf("%d files in %d lists, want %d", files, len(s.list), len(want))
	}
}

func TestLargeFilesAreRefused(t *testing.T) {
	w, _ := claimed(t, 1)
	for size, want := range map[int64]bool{math.MaxUint32: true, math.MaxUint32 + 1: false} {
		if _, err := w.claim(Entry{Path: fmt.Sprint(size), Size: size}); (err == nil) != want {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

// A list that names another one twice would have a reader read for ever.
func TestListsNamedTwice(t *testing.T) {
	leaf := formatList("# t", []Entry{{Path: "a"}})
	top := formatList("# t", []Entry{leaf.Entry, leaf.Entry})
	fsys := fstest.MapFS{leaf.Path: {Data: leaf.data}, top.Path: {Data: top.data}}
	if _, _, err := Manifest(fsys, fmt.Sprintf("%x", top.SHA256)); err == nil || !strings.Contains(err.Error(), "named twice") {
		t.Error(err)
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
	entries, _, err := Manifest(os.DirFS(dir), s.Hash)
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
		entries, err := parseList(data)
		if err != nil {
			return
		}
		again, err := parseList(formatList("# t", entries).data)
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
