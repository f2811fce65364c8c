package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/memblob"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/tree"
)

func TestDelta(t *testing.T) {
	b := memblob.OpenBucket(nil)
	first := newSample(1, fleet(map[int]string{1: "old", 2: "old", 3: "old"})).build(t)
	s := mustUpload(t, first, b, quiet())
	if s.Uploaded != 15 || s.Unchanged != 0 || s.Deleted != 1 || s.Previous != nil {
		t.Errorf("the first upload: %+v", s)
	}
	if diff := cmp.Diff(expected(t, first), contents(t, b)); diff != "" {
		t.Error(diff)
	}
	for file, want := range map[string][2]string{
		"mcr/1":               {"application/json", "public, max-age=600"},
		"machines/1":          {"application/json", "public, max-age=300, stale-while-revalidate=3600"},
		"card/1.html":         {"text/html; charset=utf-8", "public, max-age=300, stale-while-revalidate=3600"},
		"mcr/404.html":        {"application/json", "no-store"},
		"index/snapshot.json": {"application/json", "no-cache"},
		"_headers":            {"text/plain; charset=utf-8", "public, max-age=300, stale-while-revalidate=3600"},
	} {
		a, err := b.Attributes(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{a.ContentType, a.CacheControl}; got != want {
			t.Errorf("%s has the headers %q", file, got)
		}
	}

	second := newSample(2, fleet(map[int]string{1: "old", 2: "new", 4: "new"})).build(t)
	plan, err := Compare(t.Context(), second, b, quiet())
	if err != nil {
		t.Fatal(err)
	}
	root := func(fsys fs.FS) string {
		s, err := answers.ReadSnapshot(fsys)
		if err != nil {
			t.Fatal(err)
		}
		return tree.ListPath(s.Tree.Hash)
	}
	uploads := []string{
		root(second), tree.NextPointer, "card/2.html", "card/4.html", "machines/2", "machines/4", "mcr/2", "mcr/4", tree.Pointer,
	}
	deletes := []string{"card/3.html", "machines/3", "mcr/3", tree.NextPointer, root(first)}
	if diff := cmp.Diff([][]string{uploads, deletes}, [][]string{plan.Uploads(), plan.Deletes()}); diff != "" {
		t.Error(diff)
	}
	if s, err := plan.Summary(); err != nil || s.Unchanged != 6 || s.Previous.Block.Number != 1 {
		t.Errorf("the second upload: %+v, %v", s, err)
	}
	if diff := cmp.Diff(expected(t, first), contents(t, b)); diff != "" {
		t.Errorf("a plan has written: %s", diff)
	}
	if err := plan.Carry(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(expected(t, second), contents(t, b)); diff != "" {
		t.Error(diff)
	}
	if s := mustUpload(t, second, b, quiet()); s.Uploaded+s.Deleted != 0 || s.Unchanged != 14 || s.Requests != 6 {
		t.Errorf("the same once more: %+v", s)
	}
}

// readable fails where a bucket cannot be read as files.
func readable(t *testing.T, b *blob.Bucket) {
	t.Helper()
	if err := b.WriteAll(t.Context(), "parts/7/part/facts", []byte("text"), nil); err != nil {
		t.Fatal(err)
	}
	fsys := Files(t.Context(), b, "parts/7/")
	if data, err := fs.ReadFile(fsys, "part/facts"); err != nil || string(data) != "text" {
		t.Errorf("%q, %v", data, err)
	}
	if info, err := fs.Stat(fsys, "part/facts"); err != nil || info.Size() != 4 || info.Name() != "facts" {
		t.Errorf("%v, %v", info, err)
	}
	for _, name := range []string{"part", "facts", "part/fact"} {
		if _, err := fs.ReadFile(fsys, name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFiles(t *testing.T) {
	inMemory := memblob.OpenBucket(nil)
	defer inMemory.Close()
	readable(t, inMemory)
	dir, err := fileblob.OpenBucket(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	readable(t, dir)
}

// A large manifest is many lists.
func TestManyFiles(t *testing.T) {
	b := memblob.OpenBucket(nil)
	words := map[int]string{}
	for id := range 1400 {
		words[id] = "old"
	}
	mustUpload(t, newSample(1, fleet(words)).build(t), b, quiet())
	words[7] = "new"
	second := newSample(2, fleet(words)).build(t)
	s := mustUpload(t, second, b, quiet())
	if s.Uploaded != 3+2+2 || s.Deleted != 2+1 || s.Requests > 30 { // three files, their list, the root, and the pointers
		t.Errorf("a small change: %+v", s)
	}
	if diff := cmp.Diff(expected(t, second), contents(t, b)); diff != "" {
		t.Error(diff)
	}
}

// deepen makes lists of lists of the one list of a tree, as a large tree has.
func deepen(t *testing.T, fsys fs.FS) {
	t.Helper()
	s, err := answers.ReadSnapshot(fsys)
	if err != nil {
		t.Fatal(err)
	}
	files, lists, err := tree.Manifest(fsys, s.Tree.Hash)
	if err != nil || len(lists) != 1 {
		t.Fatal(lists, err)
	}
	dir := fmt.Sprint(fsys)
	write := func(entries []tree.Entry) tree.Entry {
		text := "# list\n"
		for _, e := range entries {
			text += fmt.Sprintf("%x %d %s\n", e.SHA256, e.Size, e.Path)
		}
		sum := sha256.Sum256([]byte(text))
		list := tree.Entry{Path: tree.ListPath(hash(text)), Size: int64(len(text)), SHA256: sum}
		if err := os.WriteFile(filepath.Join(dir, list.Path), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return list
	}
	var tops []tree.Entry
	for half := range slices.Chunk(files, (len(files)+1)/2) {
		var leaves []tree.Entry
		for few := range slices.Chunk(half, 2) {
			leaves = append(leaves, write(few))
		}
		tops = append(tops, write(leaves))
	}
	pointer, err := fs.ReadFile(fsys, tree.Pointer)
	if err != nil {
		t.Fatal(err)
	}
	pointer = bytes.ReplaceAll(pointer, []byte(s.Tree.Hash), fmt.Appendf(nil, "%x", write(tops).SHA256))
	if err := os.WriteFile(filepath.Join(dir, tree.Pointer), pointer, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, lists[0].Path)); err != nil {
		t.Fatal(err)
	}
}

// A manifest may be lists of lists, of which those that the tree has too are not
// read.
func TestListsOfLists(t *testing.T) {
	b := memblob.OpenBucket(nil)
	words := map[int]string{1: "a", 2: "a", 3: "a", 4: "a"}
	first := newSample(1, fleet(words)).build(t)
	deepen(t, first)
	mustUpload(t, first, b, quiet())
	if diff := cmp.Diff(expected(t, first), contents(t, b)); diff != "" {
		t.Error(diff)
	}
	if s := mustUpload(t, first, b, quiet()); s.Uploaded+s.Deleted != 0 || s.Requests != 6 {
		t.Errorf("the same once more: %+v", s)
	}
	words[4] = "b"
	second := newSample(2, fleet(words)).build(t)
	deepen(t, second)
	s := mustUpload(t, second, b, quiet())
	if diff := cmp.Diff(expected(t, second), contents(t, b)); diff != "" {
		t.Error(diff)
	}
	if data := s.Uploaded - s.Deleted; s.Uploaded > 3+2+2*3 || data > 3+2 {
		t.Errorf("three files more: %+v", s)
	}
	for _, list := range slices.Sorted(maps.Keys(contents(t, b))) {
		if !strings.HasPrefix(list, tree.ListDir) {
			continue
		}
		if err := b.Delete(t.Context(), list); err != nil {
			t.Fatal(err)
		}
		if s := mustUpload(t, second, b, quiet()); s.Uploaded < 1 || s.Uploaded > 1+2+1 { // it, what it alone names, the pointer to be
			t.Errorf("%s is gone: %+v", list, s)
		}
		if diff := cmp.Diff(expected(t, second), contents(t, b)); diff != "" {
			t.Error(diff)
		}
	}
}

// killed uploads until n files were written or deleted.
func killed(t *testing.T, fsys fs.FS, b *blob.Bucket, n int) (ended bool) {
	t.Helper()
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	opts := quiet()
	opts.Concurrency = 1
	opts.Progress = func(stage string, _, _ int) {
		if n--; stage != "compared" && n <= 0 {
			kill()
		}
	}
	plan, err := Compare(ctx, fsys, b, opts)
	if err == nil {
		err = plan.Carry(ctx)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	return err == nil
}

// Wherever an upload stops, the bucket is sound and the next one completes it,
// also with a later tree that takes changes back.
func TestKilledAnywhere(t *testing.T) {
	first := newSample(1, fleet(map[int]string{1: "old", 2: "old", 3: "old"})).build(t)
	second := newSample(2, fleet(map[int]string{1: "old", 2: "new", 4: "new"})).build(t)
	third := newSample(3, fleet(map[int]string{1: "old", 2: "old", 3: "old"})).build(t)
	versions := []map[string]string{expected(t, first), expected(t, second), expected(t, third)}
	for _, start := range []fs.FS{nil, first} {
		ended := false
		for n := 1; !ended; n++ {
			for _, next := range []fs.FS{second, third} {
				b := memblob.OpenBucket(nil)
				if start != nil {
					mustUpload(t, start, b, quiet())
				}
				ended = killed(t, second, b, n)
				sound(t, b, versions...)
				mustUpload(t, next, b, quiet())
				if diff := cmp.Diff(expected(t, next), contents(t, b)); diff != "" {
					t.Fatalf("after a stop at %d: %s", n, diff)
				}
			}
		}
	}
}

// As above, with many trees of which most never arrive.
func TestKilledOften(t *testing.T) {
	seed := rand.New(rand.NewPCG(1, 2))
	b := memblob.OpenBucket(nil)
	versions := []map[string]string{}
	for block := range uint64(40) {
		words := map[int]string{}
		for id := range 6 {
			if word := seed.IntN(4); word > 0 {
				words[id] = fmt.Sprint("word ", word)
			}
		}
		fsys := newSample(block+1, fleet(words)).build(t)
		versions = append(versions, expected(t, fsys))
		killed(t, fsys, b, 1+seed.IntN(20))
		sound(t, b, versions...)
		if seed.IntN(5) == 0 {
			mustUpload(t, fsys, b, quiet())
			if diff := cmp.Diff(expected(t, fsys), contents(t, b)); diff != "" {
				t.Fatalf("block %d: %s", block, diff)
			}
		}
	}
}

// What a stopped upload brought is not brought again, but for the list: without
// a pointer nothing tells its headers.
func TestResumes(t *testing.T) {
	b := memblob.OpenBucket(nil)
	fsys := newSample(1, fleet(map[int]string{1: "a", 2: "b", 3: "c"})).build(t)
	killed(t, fsys, b, 8) // the list, the pointer to be, six files
	if s := mustUpload(t, fsys, b, quiet()); s.Unchanged != 6 || s.Uploaded != 9 {
		t.Errorf("the second run: %+v", s)
	}
}

func TestRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(s *answers.Snapshot)
		want   error
	}{
		"older":              {func(s *answers.Snapshot) { s.Block.Number = 4 }, ErrOlder},
		"another block hash": {func(s *answers.Snapshot) { s.Block.Hash = common.Hash{9} }, ErrOlder},
		"another chain":      {func(s *answers.Snapshot) { s.ChainID = 2; s.Block.Number = 9 }, ErrForeign},
		"another generation": {func(s *answers.Snapshot) { s.Generation = chain.Gen1; s.Block.Number = 9 }, ErrForeign},
		"another network":    {func(s *answers.Snapshot) { s.Network = "other"; s.Block.Number = 9 }, ErrForeign},
		"the same block":     {func(s *answers.Snapshot) { s.Tool = "newer" }, nil},
	} {
		b := memblob.OpenBucket(nil)
		mustUpload(t, newSample(5, fleet(map[int]string{1: "old"})).build(t), b, quiet())
		before := contents(t, b)
		next := newSample(5, fleet(map[int]string{1: "new"}))
		tt.change(&next.snapshot)
		_, err := upload(t, next.build(t), b, quiet())
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(before, contents(t, b)); (diff == "") != (tt.want != nil) {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestRefusesWhatIsNoTree(t *testing.T) {
	fsys := newSample(5, nil).build(t)
	for name, object := range map[string][2]string{
		"something else": {"backup.tar", "x"},
		"no snapshot":    {tree.Pointer, "{"},
		"a later schema": {tree.Pointer, `{"schema":3,"network":"test","chain_id":1}`},
	} {
		b := memblob.OpenBucket(nil)
		if err := b.WriteAll(t.Context(), object[0], []byte(object[1]), nil); err != nil {
			t.Fatal(err)
		}
		if _, err := upload(t, fsys, b, quiet()); !errors.Is(err, ErrForeign) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A tree of an older schema is replaced, and what its manifest lists removed.
func TestOlderSchema(t *testing.T) {
	b := memblob.OpenBucket(nil)
	old := newSample(1, map[string]string{"mcr/1": "x", "mcr/2": "x"})
	old.snapshot.Schema = 1
	for file, data := range expected(t, old.build(t)) {
		if err := b.WriteAll(t.Context(), file, []byte(data), nil); err != nil {
			t.Fatal(err)
		}
	}
	next := newSample(2, map[string]string{"mcr/1": "x"}).build(t)
	mustUpload(t, next, b, quiet())
	if diff := cmp.Diff(expected(t, next), contents(t, b)); diff != "" {
		t.Error(diff)
	}
}

func TestDeletesAreBounded(t *testing.T) {
	words := map[int]string{}
	for id := range 10 {
		words[id] = "a"
	}
	b := memblob.OpenBucket(nil)
	mustUpload(t, newSample(1, fleet(words)).build(t), b, quiet())
	next := newSample(2, fleet(map[int]string{0: "a"}))
	opts := quiet()
	opts.MaxDeletes = 26
	if _, err := upload(t, next.build(t), b, opts); !errors.Is(err, ErrDeletes) {
		t.Errorf("27 deletions: %v", err)
	}
	next.files["index/left.json"] = `{"machines":["9"],"next":null}`
	if _, err := upload(t, next.build(t), b, opts); err != nil {
		t.Errorf("3 of 27 files are of a machine that left: %v", err)
	}
	mustUpload(t, newSample(3, fleet(words)).build(t), b, quiet())
	opts.AllowDeletes = true
	mustUpload(t, newSample(4, nil).build(t), b, opts)
}

// Another rule for one kind of file makes all objects be looked at, and those
// of the kind be replaced.
func TestHeadersChange(t *testing.T) {
	b := memblob.OpenBucket(nil)
	fsys := newSample(1, fleet(map[int]string{1: "a", 2: "b"})).build(t)
	mustUpload(t, fsys, b, quiet())
	opts := quiet()
	opts.RatingTTL = 60
	plan, err := Compare(t.Context(), fsys, b, opts)
	if err != nil {
		t.Fatal(err)
	}
	changed := slices.DeleteFunc(plan.Uploads(), func(file string) bool { return strings.HasPrefix(file, "index/") })
	if diff := cmp.Diff([]string{"mcr/1", "mcr/2"}, changed); diff != "" {
		t.Error(diff)
	}
	if err := plan.Carry(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a, err := b.Attributes(t.Context(), "mcr/2"); err != nil || a.CacheControl != "public, max-age=60" {
		t.Errorf("%+v, %v", a, err)
	}
	if s := mustUpload(t, fsys, b, opts); s.Uploaded != 0 {
		t.Errorf("once more: %+v", s)
	}
}

// A directory keeps no headers and no MD5.
func TestDirectory(t *testing.T) {
	dir := t.TempDir()
	b, err := fileblob.OpenBucket(dir, &fileblob.Options{Metadata: fileblob.MetadataDontWrite, NoTempDir: true})
	if err != nil {
		t.Fatal(err)
	}
	opts := quiet()
	opts.NoHeaders = true
	first := newSample(1, fleet(map[int]string{1: "a", 2: "a"})).build(t)
	mustUpload(t, first, b, opts)
	if diff := cmp.Diff(expected(t, first), expected(t, os.DirFS(dir))); diff != "" {
		t.Error(diff)
	}
	if err := os.Remove(filepath.Join(dir, tree.Pointer)); err != nil {
		t.Fatal(err)
	}
	second := newSample(2, fleet(map[int]string{1: "a", 2: "b"})).build(t)
	mustUpload(t, second, b, opts)
	if diff := cmp.Diff(expected(t, second), expected(t, os.DirFS(dir))); diff != "" {
		t.Error(diff)
	}
	third := newSample(3, fleet(map[int]string{1: "b", 2: "b"})).build(t)
	if s := mustUpload(t, third, b, opts); s.Uploaded != 6 {
		t.Errorf("%+v", s)
	}
}

func TestSigned(t *testing.T) {
	b := memblob.OpenBucket(nil)
	var last fs.FS
	for block := uint64(1); block <= answers.KeptSnapshots+3; block++ {
		s := newSample(block, fleet(map[int]string{1: fmt.Sprint(block)}))
		own := fmt.Sprintf("index/snapshots/%d.json", block)
		s.beside = map[string]string{own: "snapshot", own + ".minisig": "signature", tree.Pointer + ".minisig": fmt.Sprint("signature ", block)}
		last = s.build(t)
		plan, err := Compare(t.Context(), last, b, quiet())
		if err != nil {
			t.Fatal(err)
		}
		if end := plan.Uploads()[len(plan.Uploads())-2:]; end[0] != signature || end[1] != tree.Pointer {
			t.Errorf("the last uploads are %q", end)
		}
		if err := plan.Carry(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	kept := 0
	objects := contents(t, b)
	for key := range objects {
		if block, ok := blockOf(key); ok {
			if kept++; block <= 3 {
				t.Errorf("%s is still there", key)
			}
		}
	}
	if kept != 2*answers.KeptSnapshots || objects[signature] != fmt.Sprint("signature ", answers.KeptSnapshots+3) {
		t.Errorf("%d signed snapshots, and %q", kept, objects[signature])
	}
	if s := mustUpload(t, last, b, quiet()); s.Uploaded+s.Deleted != 0 {
		t.Errorf("once more: %+v", s)
	}
	mustUpload(t, newSample(answers.KeptSnapshots+4, nil).build(t), b, quiet())
	if _, err := b.Attributes(t.Context(), signature); !notFound(err) {
		t.Errorf("the signature of a tree that is not signed: %v", err)
	}
}

// The pointer does not move over another upload's, and what the slower one wrote
// is put right by the next.
func TestRaced(t *testing.T) {
	b := memblob.OpenBucket(nil)
	mustUpload(t, newSample(1, nil).build(t), b, quiet())
	third := newSample(3, fleet(map[int]string{1: "b", 2: "b"})).build(t)
	opts, raced := quiet(), false
	opts.Concurrency = 1
	opts.Progress = func(_ string, done, _ int) {
		if done == 3 && !raced { // its lists are there, and one file
			raced = true
			mustUpload(t, third, b, quiet())
		}
	}
	plan, err := Compare(t.Context(), newSample(2, fleet(map[int]string{1: "a", 2: "a"})).build(t), b, opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := plan.Carry(t.Context()); !errors.Is(err, ErrRaced) {
		t.Error(err)
	}
	mustUpload(t, third, b, quiet())
	if diff := cmp.Diff(expected(t, third), contents(t, b)); diff != "" {
		t.Error(diff)
	}
}

// A tree that is not as its manifest lists it does not become the bucket's.
func TestDamagedTree(t *testing.T) {
	b := memblob.OpenBucket(nil)
	first := newSample(1, nil).build(t)
	mustUpload(t, first, b, quiet())
	next := newSample(2, fleet(map[int]string{1: "a"})).build(t)
	if err := os.WriteFile(filepath.Join(fmt.Sprint(next), "mcr/1"), []byte("another"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := upload(t, next, b, quiet()); err == nil || !strings.Contains(err.Error(), "mcr/1 is not as the manifest lists it") {
		t.Error(err)
	}
	if got := contents(t, b)[tree.Pointer]; got != expected(t, first)[tree.Pointer] {
		t.Errorf("the pointer is %s", got)
	}
}

// What a bucket says of itself is not believed.
func TestHostileBucket(t *testing.T) {
	list := func(lines ...string) (string, string) {
		text := "# list\n" + strings.Join(lines, "\n") + "\n"
		return tree.ListPath(hash(text)), text
	}
	line := func(file string) string { return hash("x") + " 1 " + file }
	next := newSample(2, fleet(map[int]string{1: "a"}))
	want := expected(t, next.build(t))
	for name, plant := range map[string]func() (key, text string, stays bool){
		"a list under another name": func() (string, string, bool) {
			_, text := list(line("mcr/1"))
			return tree.ListPath(hash("other")), text, false
		},
		"a list of the pointer": func() (string, string, bool) {
			key, text := list(line(tree.Pointer), line(signature), line("index/snapshots/1.json"), line("mcr/9"))
			return key, text, false
		},
		"a list with a way out": func() (string, string, bool) {
			key, text := list(line("../../etc/passwd"))
			return key, text, false
		},
		"a list of nonsense": func() (string, string, bool) {
			key, text := list("nonsense")
			return key, text, false
		},
		"a list of lists": func() (string, string, bool) {
			key, text := list(line(tree.ListPath(hash("nowhere"))))
			return key, text, false
		},
		"no list": func() (string, string, bool) { return tree.ListDir + "more.txt", "x", true },
	} {
		b := memblob.OpenBucket(nil)
		mustUpload(t, newSample(1, fleet(map[int]string{1: "b"})).build(t), b, quiet())
		key, text, stays := plant()
		if err := b.WriteAll(t.Context(), key, []byte(text), nil); err != nil {
			t.Fatal(err)
		}
		mustUpload(t, next.build(t), b, quiet())
		got := contents(t, b)
		if stays {
			delete(got, key)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for key, size := range map[string]int{tree.Pointer: maxPointer + 1, tree.ListPath(hash("large")): maxList + 1} {
		b := memblob.OpenBucket(nil)
		if err := b.WriteAll(t.Context(), key, make([]byte, size), nil); err != nil {
			t.Fatal(err)
		}
		if _, err := upload(t, next.build(t), b, quiet()); err == nil || !strings.Contains(err.Error(), "more than") {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// Where the bucket's own manifest is damaged, nothing in it counts as known.
func TestDamagedManifest(t *testing.T) {
	b := memblob.OpenBucket(nil)
	first := newSample(1, fleet(map[int]string{1: "a", 2: "a"})).build(t)
	mustUpload(t, first, b, quiet())
	for key := range maps.Keys(contents(t, b)) {
		if strings.HasPrefix(key, tree.ListDir) {
			if err := b.WriteAll(t.Context(), key, []byte("damaged"), nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := b.WriteAll(t.Context(), "mcr/1", []byte("damaged"), nil); err != nil {
		t.Fatal(err)
	}
	mustUpload(t, first, b, quiet())
	if diff := cmp.Diff(expected(t, first), contents(t, b)); diff != "" {
		t.Error(diff)
	}
}
