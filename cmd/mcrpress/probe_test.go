package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mcrpress/chain"
)

// The probe of the demo chain, as a table and as JSON, and a run with the
// deployment file that it prints.
func TestProbeDemo(t *testing.T) {
	blocks, node := demoNode(t)
	bare := blocks.Deployment()
	bare.StartBlock, bare.Views, bare.Contracts.Multicall3 = 0, chain.Views{}, nil
	network := filepath.Join(t.TempDir(), "demo.json")
	write(t, network, bare)

	table := probe(t, "--rpc", node.URL(), "--network", network)
	for _, want := range []string{
		"chain ", blocks.Head().Number.String(), "500 yes", "1000000 yes",
		bare.Contracts.EventRegistries[0].String(), "negativeFlagAt(uint256)",
	} {
		if !strings.Contains(table, want) {
			t.Errorf("the table has no %q:\n%s", want, table)
		}
	}
	_, file, _ := strings.Cut(table, "Deployment file:\n")
	saved, err := chain.ParseDeployment([]byte(file))
	if err != nil || !saved.FlagsRead() || saved.Contracts.Multicall3 == nil {
		t.Errorf("the deployment file is no better than the one probed: %v\n%s", err, file)
	}

	write(t, network, saved)
	var got struct {
		chain.Probe
		Age int64 `json:"block_age_seconds"`
	}
	if err := json.Unmarshal([]byte(probe(t, "--rpc", node.URL(), "--network", network, "--json")), &got); err != nil {
		t.Fatal(err)
	}
	if got.Block.Number != blocks.Head().Number.Uint64() || got.Deployment.Name != bare.Name || len(got.Contracts) != 7 {
		t.Errorf("as JSON: %+v", got)
	}
}

func write(t *testing.T, path string, d chain.Deployment) {
	t.Helper()
	data, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func probe(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := run(t.Context(), append([]string{"probe"}, args...), &stdout, &stderr); status != 0 {
		t.Fatalf("exit status %d: %s", status, stderr.String())
	}
	return stdout.String()
}

func TestProbeMistakes(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"probe"}, "--rpc"},
		{[]string{"probe", "--rpc", "http://127.0.0.1:1", "--network", "mars"}, "--network"},
		{[]string{"probe", "--rpc", "http://127.0.0.1:1", "--block", "safe"}, "--block"},
	} {
		t.Run(test.want, func(t *testing.T) {
			t.Setenv("PEAQOS_RPC_URL", "")
			var stdout, stderr bytes.Buffer
			if status := run(t.Context(), test.args, &stdout, &stderr); status != 2 || !strings.Contains(stderr.String(), test.want) {
				t.Errorf("exit status %d: %s", status, stderr.String())
			}
		})
	}
}
