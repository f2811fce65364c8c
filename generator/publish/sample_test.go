package publish

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/tree"
)

// sample is a tree to be built: its files, and what its pointer says.
type sample struct {
	files    map[string]string
	beside   map[string]string
	snapshot answers.Snapshot
}

// newSample is the tree of a block. Its files are those that every block has,
// and the given ones.
func newSample(block uint64, files map[string]string) *sample {
	s := &sample{files: map[string]string{
		"index/left.json": `{"machines":[],"next":null}`,
		"mcr/404.html":    `{"detail":"Machine not registered"}`,
		"_headers":        "# rules",
	}}
	maps.Copy(s.files, files)
	s.snapshot = answers.Snapshot{
		Schema: answers.Schema, Network: "test", Generation: chain.Gen2, ChainID: 1,
		Block: answers.SnapshotBlock{Number: block, Hash: common.Hash{byte(block)}},
	}
	return s
}

// fleet is the files of machines: each with a word that it says.
func fleet(words map[int]string) map[string]string {
	files := map[string]string{}
	for id, word := range words {
		for _, file := range []string{"mcr/%d", "machines/%d", "card/%d.html"} {
			files[fmt.Sprintf(file, id)] = fmt.Sprintf("%s of %d", word, id)
		}
	}
	return files
}

// build publishes the sample into a new directory, as a fresh machine does.
func (s *sample) build(t testing.TB) fs.FS {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "tree")
	w, err := tree.Open(dir, tree.Options{Sync: tree.SyncOff})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range slices.Sorted(maps.Keys(s.files)) {
		if err := w.Put(file, []byte(s.files[file])); err != nil {
			t.Fatal(err)
		}
	}
	sealed, err := w.Seal()
	if err != nil {
		t.Fatal(err)
	}
	s.snapshot.Tree = answers.SnapshotTree{Hash: sealed.Hash, Files: sealed.Files, Bytes: sealed.Bytes}
	pointer, err := json.Marshal(s.snapshot)
	if err != nil {
		t.Fatal(err)
	}
	beside := map[string][]byte{}
	for file, data := range s.beside {
		beside[file] = []byte(data)
	}
	if err := errors.Join(w.Commit(pointer, beside), w.Close()); err != nil {
		t.Fatal(err)
	}
	return os.DirFS(dir)
}

// quiet are options that say nothing.
func quiet() Options {
	return Options{RatingTTL: 600, Concurrency: 4, Log: slog.New(slog.DiscardHandler), Progress: func(string, int, int) {}}
}

// upload brings a tree to a bucket.
func upload(t testing.TB, fsys fs.FS, b *blob.Bucket, opts Options) (Summary, error) {
	t.Helper()
	plan, err := Compare(t.Context(), fsys, b, opts)
	if err != nil {
		return Summary{}, err
	}
	if err := plan.Carry(t.Context()); err != nil {
		return Summary{}, err
	}
	return plan.Summary()
}

func mustUpload(t testing.TB, fsys fs.FS, b *blob.Bucket, opts Options) Summary {
	t.Helper()
	s, err := upload(t, fsys, b, opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// contents gives the objects of a bucket.
func contents(t testing.TB, b *blob.Bucket) map[string]string {
	t.Helper()
	objects := map[string]string{}
	list := b.List(nil)
	for {
		o, err := list.Next(t.Context())
		if errors.Is(err, io.EOF) {
			return objects
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := b.ReadAll(t.Context(), o.Key)
		if err != nil {
			t.Fatal(err)
		}
		objects[o.Key] = string(data)
	}
}

// expected gives what a bucket of a tree holds.
func expected(t testing.TB, fsys fs.FS) map[string]string {
	t.Helper()
	objects := map[string]string{}
	err := fs.WalkDir(fsys, ".", func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, file)
		objects[file] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return objects
}

// sound fails where a reader of the bucket could be misled: each object has to
// be one of the given versions, and the manifest of the pointer, if there is
// one, complete, with an object for each file that it lists.
func sound(t testing.TB, b *blob.Bucket, versions ...map[string]string) {
	t.Helper()
	objects := contents(t, b)
	for key, data := range objects {
		isVersion := func(v map[string]string) bool {
			if key == tree.NextPointer {
				return v[tree.Pointer] == data
			}
			is, there := v[key]
			return there && is == data
		}
		if !slices.ContainsFunc(versions, isVersion) {
			t.Errorf("%s holds %.40q, which is no version of it", key, data)
		}
	}
	pointer, there := objects[tree.Pointer]
	if !there {
		return
	}
	snapshot, err := answers.ParseSnapshot([]byte(pointer))
	if err != nil {
		t.Fatal(err)
	}
	lists := []string{tree.ListPath(snapshot.Tree.Hash)}
	for len(lists) > 0 {
		list := lists[0]
		lists = lists[1:]
		entries, err := tree.ParseList(list, []byte(objects[list]))
		if err != nil {
			t.Fatalf("the pointer's manifest: %v", err)
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Path, tree.ListDir) {
				lists = append(lists, e.Path)
			} else if _, there := objects[e.Path]; !there {
				t.Errorf("there is no %s, which the pointer's manifest lists", e.Path)
			}
		}
	}
}

func hash(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }

func notFound(err error) bool { return gcerrors.Code(err) == gcerrors.NotFound }
