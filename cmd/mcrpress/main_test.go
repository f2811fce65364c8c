package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"mcrpress/chain/devchain"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"mcrpress": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the program as a shell would, against the node of the demo
// chain. Each script finds its deployment in demo.json and $RPC,
// the demo's rates in rates.csv and at the services behind $FX, and rates of
// which none is stale in fresh.csv.
func TestScripts(t *testing.T) {
	blocks, node := demoNode(t)
	deployment, err := json.Marshal(blocks.Deployment())
	if err != nil {
		t.Fatal(err)
	}
	rates := ratesServer(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("RPC", node.URL())
			env.Setenv("FX", rates.URL)
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, "cache"))
			for name, data := range map[string][]byte{
				"demo.json": deployment,
				"rates.csv": devchain.Rates(),
				"fresh.csv": freshRates(),
			} {
				if err := os.WriteFile(filepath.Join(env.WorkDir, name), data, 0o600); err != nil {
					return err
				}
			}
			return nil
		},
	})
}

// demoNode serves the demo chain until the test ends.
func demoNode(t *testing.T) (*devchain.Chain, *devchain.Node) {
	t.Helper()
	blocks, err := devchain.Build(devchain.Options{})
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
