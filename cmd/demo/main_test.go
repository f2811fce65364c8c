package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"

	"mcrpress/generator/endpoints"
	"mcrpress/internal/console"
)

var update = flag.Bool("update", false, "rewrite testdata/tree.txtar")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"demo": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}

// demoTree builds the tree of the default fleet once more.
func demoTree(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "tree")
	var stderr bytes.Buffer
	if status := run(t.Context(), []string{"--serve=false", "--out", dir}, io.Discard, &stderr); status != console.OK {
		t.Fatalf("exit status %d: %s", status, &stderr)
	}
	return dir
}

// TestTree holds the whole tree of the demo fleet against a golden one.
// go test ./cmd/demo -update rewrites it.
func TestTree(t *testing.T) {
	const golden = "testdata/tree.txtar"
	got := archive(t, demoTree(t))
	if *update {
		if err := os.WriteFile(golden, txtar.Format(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := txtar.ParseFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	gotFiles, wantFiles := byName(got), byName(want)
	for name := range gotFiles {
		if _, _, ok := endpoints.Parse(name); !ok {
			t.Errorf("the endpoint table does not know %s", name)
		}
	}
	for name, data := range wantFiles {
		if _, ok := gotFiles[name]; !ok {
			t.Errorf("%s is missing", name)
		} else if diff := cmp.Diff(lines(data), lines(gotFiles[name])); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for name := range gotFiles {
		if _, ok := wantFiles[name]; !ok {
			t.Errorf("%s is new", name)
		}
	}
}

// archive gives the files of a tree. Of those that are no text, and of the
// assets, whose sources are in this repository, it gives the hash.
func archive(t *testing.T, dir string) *txtar.Archive {
	t.Helper()
	a := &txtar.Archive{Comment: []byte("The tree of go run ./cmd/demo. Rewrite it with go test ./cmd/demo -update.\n\n")}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return err
		}
		if strings.HasPrefix(path, "assets/") || bytes.IndexByte(data, 0) >= 0 {
			data = fmt.Appendf(nil, "sha256 %x\n", sha256.Sum256(data))
		}
		if !bytes.HasSuffix(data, []byte("\n")) {
			data = append(data, "\n(no newline at the end)\n"...)
		}
		a.Files = append(a.Files, txtar.File{Name: path, Data: data})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func byName(a *txtar.Archive) map[string]string {
	m := map[string]string{}
	for _, f := range a.Files {
		m[f.Name] = string(f.Data)
	}
	return m
}

func lines(s string) []string { return strings.Split(s, "\n") }

// TestBuildsAgree builds the tree twice: a run depends on nothing but its
// input.
func TestBuildsAgree(t *testing.T) {
	if diff := cmp.Diff(byName(archive(t, demoTree(t))), byName(archive(t, demoTree(t)))); diff != "" {
		t.Error(diff)
	}
}
