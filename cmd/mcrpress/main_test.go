package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/rpc"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"mcrpress": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the program as a shell would, against the nodes of the demo
// chains. Each script finds their deployments in demo.json and demo2.json,
// generation 1.0 and 2.0, and $RPC and $RPC2, the demo's rates in rates.csv and
// at the services behind $FX, and rates of which none is stale in fresh.csv.
func TestScripts(t *testing.T) {
	blocks, node := demoNode(t)
	blocks2, node2 := demoNodeOf(t, chain.Gen2)
	deployment, err := json.Marshal(blocks.Deployment())
	if err != nil {
		t.Fatal(err)
	}
	deployment2, err := json.Marshal(blocks2.Deployment())
	if err != nil {
		t.Fatal(err)
	}
	rates := ratesServer(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("RPC", node.URL())
			env.Setenv("RPC2", node2.URL())
			env.Setenv("FX", rates.URL)
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, "cache"))
			for name, data := range map[string][]byte{
				"demo.json":  deployment,
				"demo2.json": deployment2,
				"rates.csv":  devchain.Rates(),
				"fresh.csv":  freshRates(),
			} {
				if err := os.WriteFile(filepath.Join(env.WorkDir, name), data, 0o600); err != nil {
					return err
				}
			}
			return nil
		},
	})
}

// A node that knows no finalized block is read at another one, whichever
// package says so first.
func TestAdviceOnTags(t *testing.T) {
	for _, err := range []error{rpc.ErrNoTag, fmt.Errorf("%w: %w", chain.ErrDeployment, rpc.ErrNoTag)} {
		if got := advise(err); !errors.Is(got, err) || !strings.Contains(got.Error(), "--block latest") {
			t.Error(got)
		}
	}
}

// demoNode serves the demo chain of generation 1.0 until the test ends.
func demoNode(t *testing.T) (*devchain.Chain, *devchain.Node) {
	t.Helper()
	return demoNodeOf(t, chain.Gen1)
}

func demoNodeOf(t *testing.T, g chain.Generation) (*devchain.Chain, *devchain.Node) {
	t.Helper()
	blocks, err := devchain.Build(devchain.Options{Generation: g})
	if err != nil {
		t.Fatal(err)
	}
	node, err := blocks.Serve("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { node.Close() })
	return blocks, node
}

// freshRates completes the one currency whose rates stop too early.
func freshRates() []byte {
	rates := devchain.Rates()
	for day := time.Date(2026, 6, 8, 0, 0, 0, 0, time.UTC); day.Year() == 2026; day = day.AddDate(0, 0, 7) {
		rates = fmt.Appendf(rates, "%s,MYR,4.2\n", day.Format(time.DateOnly))
	}
	return rates
}
