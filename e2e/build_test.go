//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
)

// program compiles mcrpress.
func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mcrpress")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, "../cmd/mcrpress").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// site is a published tree.
type site struct {
	t   *testing.T
	dir string
}

// build runs the program and gives the tree.
func (n *node) build(binary string, d chain.Deployment, extra ...string) site {
	n.t.Helper()
	dir := n.t.TempDir()
	network, out := filepath.Join(dir, "anvil.json"), filepath.Join(dir, "tree")
	data, err := json.Marshal(d)
	if err != nil {
		n.t.Fatal(err)
	}
	if err := os.WriteFile(network, data, 0o600); err != nil {
		n.t.Fatal(err)
	}
	args := append([]string{"build", "--rpc", n.url, "--network", network, "--block", "latest", "--out", out, "--fx", "usd", "--partner-data", "off"}, extra...)
	if printed, err := exec.CommandContext(n.t.Context(), binary, args...).CombinedOutput(); err != nil {
		n.t.Fatalf("%v\n%s", err, printed)
	}
	return site{n.t, out}
}

// json reads a file of the tree; nil where there is none.
func (s site) json(name string) any {
	s.t.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return decode(s.t, data)
}

func decode(t *testing.T, data []byte) (v any) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// wants compares a file with a value, field by field. A nil value wants no
// file.
func (s site) wants(name string, want any) {
	s.t.Helper()
	if want != nil {
		data, err := json.Marshal(want)
		if err != nil {
			s.t.Fatal(err)
		}
		want = decode(s.t, data)
	}
	if d := cmp.Diff(want, s.json(name)); d != "" {
		s.t.Errorf("%s (-chain +tree):\n%s", name, d)
	}
}

func lower(a common.Address) string { return strings.ToLower(a.Hex()) }

// The tree says what the chain says, with Multicall3 and without.
func TestBuildAgreesWithChain(t *testing.T) {
	binary := program(t)
	for _, multicall := range []bool{true, false} {
		t.Run(fmt.Sprintf("multicall %v", multicall), func(t *testing.T) {
			n := startNode(t)
			d := n.deployContracts(multicall)
			n.seed(d)
			w := n.witness(d)
			s := n.build(binary, d, "--no-state")
			for _, m := range w.machines() {
				s.wants(fmt.Sprint("machines/", m.id), m.card(d))
				s.wants("mcr/"+lower(m.wallet), m.mcr())
				s.wants("machine/"+lower(m.wallet), m.profile())
				if m.token != 0 {
					s.wants(fmt.Sprint("metadata/", m.token), m.profile())
				}
			}
			s.wants("machines/7", nil)
			s.wants("metadata/4", nil)
			s.wants("mcr/"+lower(operator), nil)
			s.wants("operator/"+lower(operator)+"/machines", w.operatorPage())
			w.snapshot(s)
		})
	}
}

// A chain that forks under a state file: the next tree is that of a run from
// scratch.
func TestReorganisedChain(t *testing.T) {
	binary := program(t)
	n := startNode(t)
	d := n.deployContracts(true)
	n.seed(d)
	state := filepath.Join(t.TempDir(), "state.db")
	before := n.build(binary, d, "--state", state).json("machines/4")
	if grown := n.build(binary, d, "--state", state).json("machines/4"); !cmp.Equal(before, grown) {
		t.Error("the same chain gives another tree")
	}
	n.call("anvil_reorg", 6, []any{})
	events := common.Address(d.Contracts.EventRegistries[0])
	n.send(operator, &events, 0, event{1, 42, "", 500, 1, ""}.submit(1))
	stored, fresh := n.build(binary, d, "--state", state), n.build(binary, d, "--no-state")
	for id := 1; id <= 6; id++ {
		name := fmt.Sprint("machines/", id)
		if d := cmp.Diff(fresh.json(name), stored.json(name)); d != "" {
			t.Errorf("%s (-fresh +stored):\n%s", name, d)
		}
	}
	if d := cmp.Diff(fresh.json("index/machines.json"), stored.json("index/machines.json")); d != "" {
		t.Errorf("(-fresh +stored):\n%s", d)
	}
	if cmp.Equal(before, stored.json("machines/4")) {
		t.Error("the fork took no event away")
	}
}
