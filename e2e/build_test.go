//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/e2e/lab"
)

var generations = []chain.Generation{chain.Gen1, chain.Gen2}

// site is a published tree.
type site struct {
	t   *testing.T
	dir string
}

// build runs the program on a node, and returns the tree.
func build(t *testing.T, binary, url string, d chain.Deployment, extra ...string) site {
	t.Helper()
	dir := t.TempDir()
	network, out := filepath.Join(dir, "network.json"), filepath.Join(dir, "tree")
	data, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(network, data, 0o600); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"build", "--rpc", url, "--network", network, "--block", "latest", "--out", out,
		"--fx", "usd", "--partner-data", "off"}, extra...)
	if printed, err := exec.CommandContext(t.Context(), binary, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	return site{t, out}
}

// read returns a file of the tree; nil where there is none.
func (s site) read(name string) []byte {
	s.t.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(name)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.t.Fatal(err)
	}
	return data
}

// json decodes a file of the tree; nil where there is none.
func (s site) json(name string) (v map[string]any) {
	s.t.Helper()
	data := s.read(name)
	if data == nil {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	return v
}

// files lists what does not say itself of which block it is.
func (s site) files() map[string]string {
	s.t.Helper()
	list := map[string]string{}
	err := filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(s.dir, path)
		if err != nil || ofTheBlock[filepath.ToSlash(name)] || filepath.ToSlash(filepath.Dir(name)) == "index/files" ||
			filepath.ToSlash(filepath.Dir(name)) == "index/snapshots" {
			return err
		}
		data, err := os.ReadFile(path)
		list[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if len(list) < 100 {
		s.t.Fatalf("the tree has %d files", len(list))
	}
	return list
}

// ofTheBlock are the files that hold the block's hash or what follows from it.
var ofTheBlock = map[string]bool{"index/snapshot.json": true, "index/changes.json": true, "feed.xml": true}

// same compares two trees, file by file.
func same(t *testing.T, name string, a, b map[string]string) {
	t.Helper()
	for file := range b {
		if _, ok := a[file]; !ok {
			t.Errorf("%s: %s is new", name, file)
		}
	}
	for file, text := range a {
		switch other, ok := b[file]; {
		case !ok:
			t.Errorf("%s: %s is gone", name, file)
		case other != text && len(text) < 10_000:
			t.Errorf("%s: %s\n%s", name, file, cmp.Diff(text, other))
		case other != text:
			t.Errorf("%s: %s differs", name, file)
		}
	}
}

func newChain(t *testing.T, generation chain.Generation) *devchain.Chain {
	t.Helper()
	blocks, err := devchain.Build(devchain.Options{Generation: generation})
	if err != nil {
		t.Fatal(err)
	}
	return blocks
}

// The tree of a chain is the same from either node, with Multicall3 and
// without, and says what the chain says.
func TestBuildAgreesWithChain(t *testing.T) {
	binary := lab.New(t).Program(t, "mcrpress")
	for _, generation := range generations {
		t.Run(string(generation), func(t *testing.T) {
			blocks := newChain(t, generation)
			embedded, err := blocks.Serve("")
			if err != nil {
				t.Fatal(err)
			}
			defer embedded.Close()
			n := startNode(t, blocks)
			s := build(t, binary, n.url, n.deployment, "--no-state")
			files := s.files()
			same(t, "embedded node", files, build(t, binary, embedded.URL(), n.deployment, "--no-state").files())
			single := n.deployment
			single.Contracts = chain.Contracts{}
			for role, addresses := range n.deployment.Contracts {
				if role != chain.Multicall3 {
					single.Contracts[role] = addresses
				}
			}
			if len(single.Contracts) == len(n.deployment.Contracts) {
				t.Error("the deployment has no Multicall3")
			}
			same(t, "without Multicall3", files, build(t, binary, n.url, single, "--no-state").files())
			n.witness().compare(s)
		})
	}
}

// A chain that forks under a state file: the next tree is that of a run from
// scratch.
func TestReorganisedChain(t *testing.T) {
	binary := lab.New(t).Program(t, "mcrpress")
	for _, generation := range generations {
		t.Run(string(generation), func(t *testing.T) {
			n := startNode(t, newChain(t, generation))
			state := filepath.Join(t.TempDir(), "state.db")
			before := build(t, binary, n.url, n.deployment, "--state", state).files()
			same(t, "the same chain again", before, build(t, binary, n.url, n.deployment, "--state", state).files())
			n.call("anvil_reorg", 6, []any{})
			n.submit()
			after := build(t, binary, n.url, n.deployment, "--state", state).files()
			same(t, "the fork", build(t, binary, n.url, n.deployment, "--no-state").files(), after)
			if cmp.Equal(before, after) {
				t.Error("the fork changed nothing")
			}
		})
	}
}
