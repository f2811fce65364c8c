package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/read"
)

// The probe of the demo chain, as a table and as JSON, and of the deployment
// file that it prints.
func TestProbeDemo(t *testing.T) {
	blocks, node := demoNode(t)
	bare := blocks.Deployment()
	bare.StartBlock = 0
	delete(bare.Contracts, chain.Multicall3)
	network := filepath.Join(t.TempDir(), "demo.json")
	write(t, network, bare)

	table := probe(t, "--rpc", node.URL(), "--network", network)
	for _, want := range []string{
		"chain ", blocks.Head().Number.String(), "500 yes", "1000000 yes", bare.Contracts.Of(chain.EventRegistry).Hex(), "totalMachines()",
	} {
		if !strings.Contains(table, want) {
			t.Errorf("the table has no %q:\n%s", want, table)
		}
	}
	_, file, _ := strings.Cut(table, "Deployment file:\n")
	saved, err := chain.ParseDeployment([]byte(file))
	if err != nil || !saved.FlagsRead() || len(saved.Contracts[chain.Multicall3]) != 1 {
		t.Errorf("the deployment file is no better than the one probed: %v\n%s", err, file)
	}

	write(t, network, saved)
	var got struct {
		read.Probe
		Age int64 `json:"block_age_seconds"`
	}
	if err := json.Unmarshal([]byte(probe(t, "--rpc", node.URL(), "--network", network, "--json")), &got); err != nil {
		t.Fatal(err)
	}
	if got.Block.Number != blocks.Head().Number.Uint64() || got.Deployment.Name != bare.Name || len(got.Contracts) != 7 {
		t.Errorf("as JSON: %+v", got)
	}
}

// The InfoDesk leads to every other contract of 2.0, and the file that is
// printed is one to read with.
func TestProbeByInfoDesk(t *testing.T) {
	blocks, err := devchain.Build(devchain.Options{Generation: chain.Gen2})
	if err != nil {
		t.Fatal(err)
	}
	node, err := blocks.Serve("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { node.Close() })
	d := blocks.Deployment()
	table := probe(t, "--rpc", node.URL(), "--info-desk", d.Contracts.Of(chain.InfoDesk).Hex())
	_, file, _ := strings.Cut(table, "Deployment file:\n")
	found, err := chain.ParseDeployment([]byte(file))
	if err != nil || found.ChainID != d.ChainID || found.Contracts.Of(chain.EventRegistry) != d.Contracts.Of(chain.EventRegistry) {
		t.Errorf("%v\n%s", err, table)
	}
}

// An address of the other generation is refused, as a flag and as a variable.
func TestContractsOfOtherGeneration(t *testing.T) {
	const address = "0x00000000000000000000000000000000000000a1"
	for _, test := range []struct {
		network, name, variable string
	}{
		{"peaq", "--identity-registry", "IDENTITY_REGISTRY_ADDRESS"},
		{"peaq-1.0", "--machine-registry", "MACHINE_REGISTRY_ADDRESS"},
		{"agung-1.0", "--info-desk", "INFO_DESK_ADDRESS"},
	} {
		args := []string{"build", "--rpc", "http://127.0.0.1:1", "--no-state", "--network", test.network}
		refused := func(args []string) {
			t.Helper()
			var stdout, stderr bytes.Buffer
			if status := run(t.Context(), args, &stdout, &stderr); status != 2 || !strings.Contains(stderr.String(), test.name) {
				t.Errorf("exit status %d: %s", status, stderr.String())
			}
		}
		refused(append(args, test.name, address))
		t.Setenv(test.variable, address)
		refused(args)
		if err := os.Unsetenv(test.variable); err != nil {
			t.Fatal(err)
		}
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
