package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/internal/console"
)

var update = flag.Bool("update", false, "rewrite testdata/1.0 and testdata/2.0")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"demo": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}

// demoTree builds the tree of a generation's default fleet once more.
func demoTree(t *testing.T, g chain.Generation) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "tree")
	var stderr bytes.Buffer
	args := []string{"--generation", string(g), "--serve=false", "--out", dir}
	if status := run(t.Context(), args, io.Discard, &stderr); status != console.OK {
		t.Fatalf("exit status %d: %s", status, &stderr)
	}
	return dir
}

// TestTree holds the trees of the demo fleets against golden ones: the JSON of
// a machine of each state and what is of the whole tree to be read, every file
// by its hash. go test ./cmd/demo -update rewrites them.
func TestTree(t *testing.T) {
	for _, g := range []chain.Generation{chain.Gen1, chain.Gen2} {
		t.Run(string(g), func(t *testing.T) { testTree(t, g) })
	}
}

func testTree(t *testing.T, g chain.Generation) {
	golden := filepath.Join("testdata", string(g), "tree.txtar")
	dir := demoTree(t, g)
	hashes := hashes(t, dir)
	for path := range hashes {
		if _, _, ok := endpoints.Of(g).Parse(path); !ok {
			t.Errorf("the endpoint table does not know %s", path)
		}
	}
	got := archive(t, g, dir, hashes)
	if *update {
		if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, txtar.Format(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := txtar.ParseFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(byName(want), byName(got)); diff != "" {
		t.Error(diff)
	}
}

// hashes are the hashes of every file of a tree.
func hashes(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		all[path] = fmt.Sprintf("%x", sha256.Sum256(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// archive is what is golden of a tree.
func archive(t *testing.T, g chain.Generation, dir string, hashes map[string]string) *txtar.Archive {
	t.Helper()
	a := &txtar.Archive{Comment: fmt.Appendf(nil, "Of the tree of go run ./cmd/demo --generation %s.\nRewrite it with go test ./cmd/demo -update.\n\n", g)}
	shown := shownFiles(t, g, dir)
	var rest bytes.Buffer
	for _, path := range slices.Sorted(maps.Keys(hashes)) {
		fmt.Fprintf(&rest, "%s  %s\n", hashes[path], path)
		if !shown[path] {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		if json.Valid(data) {
			data = readable(t, data)
		}
		a.Files = append(a.Files, txtar.File{Name: path, Data: data})
	}
	a.Files = append(a.Files, txtar.File{Name: "hashes", Data: rest.Bytes()})
	return a
}

func byName(a *txtar.Archive) map[string][]string {
	m := map[string][]string{}
	for _, f := range a.Files {
		m[f.Name] = strings.Split(string(f.Data), "\n")
	}
	return m
}

// shownFiles are the files that stand in the golden tree to be read: those of
// the first machine of each kind, and a few of the whole tree.
func shownFiles(t *testing.T, g chain.Generation, dir string) map[string]bool {
	t.Helper()
	table := endpoints.Of(g)
	shown := map[string]bool{
		"health": true, "ready": true, "_redirects": true, "index/snapshot.json": true, "index/unresolved.json": true, "index/left.json": true,
	}
	machines, err := answers.ReadMachines(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i := range machines {
		var files []string
		var profile struct {
			PeaqOS struct {
				Visibility string `json:"data_visibility"`
				Bond       string `json:"bond_status"`
			}
		}
		for f := range table.All() {
			key, has := machines[i].Key(f.Of)
			switch f.Of {
			case endpoints.OfProfile, endpoints.OfToken, endpoints.OfMachine:
			default:
				continue
			}
			if f.Type != endpoints.JSON || !has {
				continue
			}
			files = append(files, f.Path(key))
			if f.Body == endpoints.MachineBody {
				if err := answers.ReadJSON(os.DirFS(dir), f.Path(key), &profile); err != nil {
					t.Fatal(err)
				}
			}
		}
		m := &machines[i]
		kind := fmt.Sprint(m.MCR, m.Resolves, m.Home != nil && m.HomeChain != nil, profile)
		if m.Home != nil {
			kind += m.Subscription
		}
		if seen[kind] {
			continue
		}
		seen[kind] = true
		for _, file := range files {
			shown[file] = true
		}
	}
	operators, err := answers.ReadOperators(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range operators[:min(len(operators), 1)] {
		shown[endpoints.OperatorPage(common.HexToAddress(o.Address), 0)] = true
	}
	return shown
}

// maxElements is how many elements of a list a golden file shows. The hash
// holds the others.
const maxElements = 2

// readable breaks JSON into lines and cuts its lists.
func readable(t *testing.T, data []byte) []byte {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var out bytes.Buffer
	if err := cut(d, &out, "\n"); err != nil {
		t.Fatal(err)
	}
	return append(out.Bytes(), '\n')
}

// cut copies the next value of d. indent begins each of its lines.
func cut(d *json.Decoder, out *bytes.Buffer, indent string) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	open, nested := token.(json.Delim)
	if !nested {
		text, err := json.Marshal(token)
		out.Write(text)
		return err
	}
	out.WriteString(open.String())
	n := 0
	for ; d.More(); n++ {
		to := out
		if open == '[' && n >= maxElements {
			to = new(bytes.Buffer)
		} else {
			to.WriteString(indent + "  ")
		}
		if open == '{' {
			if err := cut(d, to, indent); err != nil {
				return err
			}
			to.WriteString(": ")
		}
		if err := cut(d, to, indent+"  "); err != nil {
			return err
		}
	}
	if open == '[' && n > maxElements {
		fmt.Fprintf(out, "%s  ... %d in all", indent, n)
	}
	if n > 0 {
		out.WriteString(indent)
	}
	end, err := d.Token()
	fmt.Fprint(out, end)
	return err
}

// TestBuildsAgree builds the trees twice: a run depends on nothing but its
// input.
func TestBuildsAgree(t *testing.T) {
	for _, g := range []chain.Generation{chain.Gen1, chain.Gen2} {
		if diff := cmp.Diff(hashes(t, demoTree(t, g)), hashes(t, demoTree(t, g))); diff != "" {
			t.Errorf("%s: %s", g, diff)
		}
	}
}
