package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator"
	"mcrpress/generator/answers"
	"mcrpress/generator/partner"
	"mcrpress/scoring"
)

// serving runs the verb until the test ends and gives the address it prints.
func serving(t *testing.T, stderr io.Writer, args ...string) string {
	t.Helper()
	stdout, w := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	var ended sync.WaitGroup
	ended.Go(func() {
		if status := run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), w, stderr); status != 0 {
			t.Errorf("exit status %d", status)
		}
		w.Close()
	})
	t.Cleanup(func() { stop(); ended.Wait() })
	lines := bufio.NewReader(stdout)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, lines)
	return strings.TrimSuffix(strings.Fields(line)[1], "/")
}

func ask(t *testing.T, address string) (status int, h http.Header, body string) {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(data)
}

// plant publishes a tree of one machine, 170, which is 0xAA in generation 1.0.
func plant(t *testing.T, dir string, g chain.Generation) {
	t.Helper()
	m := chain.Machine{
		ID: *uint256.NewInt(170), DID: "did:peaq:170", DataVisibility: answers.Private, Card: true,
		Gen2: &chain.Gen2Machine{HomeChain: 1},
	}
	if g == chain.Gen1 {
		wallet := common.Address{19: 0xaa}
		m.DID, m.Gen1, m.Gen2 = "did:peaq:"+wallet.Hex(), &chain.Gen1Machine{Wallet: wallet}, nil
	}
	_, err := generator.Publish(t.Context(), generator.Config{
		Deployment: chain.Deployment{Name: "test", Generation: g, ChainID: 1},
		Model:      scoring.Default(),
		Partner:    &partner.Fetcher{Mode: partner.Off},
		Out:        dir,
		Log:        slog.New(slog.DiscardHandler),
		Progress:   func(string, int, int) {},
	}, &chain.Fleet{
		Generation: g, ChainID: 1, Block: chain.Block{Number: 7, Time: 1_700_000_000}, Machines: []chain.Machine{m}, Events: noEvents{},
	})
	if err != nil {
		t.Fatal(err)
	}
}

type noEvents struct{}

func (noEvents) Of(uint256.Int) ([]chain.Event, error) { return nil, nil }
func (noEvents) Amounts() ([]chain.Amount, error)      { return nil, nil }

func TestServe(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tree")
	plant(t, dir, chain.Gen1)
	t.Setenv("MCR_CACHE_TTL", "77")
	base := serving(t, io.Discard, "--dir", dir, "--max-age", "1h", "--rate-limit", "5")
	status, h, body := ask(t, base+"/mcr/0x00000000000000000000000000000000000000Aa")
	if status != 200 || !strings.HasPrefix(body, `{"did":"0x00000000000000000000000000000000000000Aa"`) {
		t.Errorf("the rating: %d %s", status, body)
	}
	if h.Get("Cache-Control") != "public, max-age=77" || h.Get("X-RateLimit-Remaining") != "4" {
		t.Errorf("the flags are not heard: %v", h)
	}
	if status, _, body := ask(t, base+"/ready"); status != 503 || !strings.Contains(body, "not_ready") {
		t.Errorf("an old snapshot: %d %s", status, body)
	}
}

// TestServeSeveral: trees of both generations stand under their prefixes, and
// each is named where it opens.
func TestServeSeveral(t *testing.T) {
	one, two := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")
	plant(t, one, chain.Gen1)
	plant(t, two, chain.Gen2)
	for name, args := range map[string][]string{
		"flags":       {"--dir", two, "--dir", "v1=" + one},
		"environment": nil,
	} {
		t.Run(name, func(t *testing.T) {
			if args == nil {
				t.Setenv("MCRPRESS_DIR", two+",v1="+one)
			}
			base := serving(t, io.Discard, args...)
			for target, want := range map[string]string{
				"/mcr/did:peaq:170": `"machine_id":"170"`,
				"/v1/mcr/0x00000000000000000000000000000000000000aa": `"machine_id":170`,
			} {
				if status, _, body := ask(t, base+target); status != 200 || !strings.Contains(body, want) {
					t.Errorf("%s: %d %s", target, status, body)
				}
			}
		})
	}
}

// TestServeReloads: it starts without a tree, says so, and takes up the one
// that is published later.
func TestServeReloads(t *testing.T) {
	made, dir := filepath.Join(t.TempDir(), "made"), filepath.Join(t.TempDir(), "public")
	plant(t, made, chain.Gen1)
	var log bytes.Buffer
	base := serving(t, &log, "--dir", dir, "--reload")
	if status, _, body := ask(t, base+"/mcr/0x1"); status != 503 || body != "{\"detail\":\"Service not initialised\"}\n" {
		t.Errorf("without a tree: %d %s", status, body)
	}
	if !strings.Contains(log.String(), "no snapshot") {
		t.Errorf("the log says %s", log.String())
	}
	if err := os.Rename(made, dir); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if status, _, _ := ask(t, base+"/ready"); status == 200 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the tree is not taken up")
		}
	}
}

func TestServeMisuse(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "tree")
	plant(t, broken, chain.Gen2)
	if err := os.WriteFile(filepath.Join(broken, "index/unresolved.json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		args   string
		status int
		says   string
	}{
		{"--rate-limit -1", 2, "--rate-limit"},
		{"--max-age -1s", 2, "--max-age"},
		{"--addr nowhere", 2, "--addr"},
		{"--addr 127.0.0.1:0 --metrics-addr 127.0.0.1:none", 2, "--metrics-addr"},
		{"--cache-ttl x", 2, "--cache-ttl"},
		{"--dir " + broken, 1, "index/unresolved.json"},
		{"--dir /v1=x", 2, `--dir: "/v1" is no path prefix`},
		{"--dir mcr=x", 2, "--dir"},
		{"--dir a --dir b", 2, "--dir: two trees"},
		{"--dir v1=", 2, "--dir"},
	} {
		var stderr bytes.Buffer
		status := run(t.Context(), append([]string{"serve"}, strings.Fields(tc.args)...), io.Discard, &stderr)
		if status != tc.status || !strings.Contains(stderr.String(), tc.says) {
			t.Errorf("%s: status %d, %s", tc.args, status, stderr.String())
		}
	}
}

func TestServeMetrics(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tree")
	plant(t, dir, chain.Gen2)
	var log bytes.Buffer
	base := serving(t, &log, "--dir", dir, "--metrics-addr", "127.0.0.1:0")
	ask(t, base+"/ready")
	_, after, _ := strings.Cut(log.String(), "url=")
	address, _, _ := strings.Cut(after, "\n")
	if status, _, body := ask(t, address); status != 200 || !strings.Contains(body, "mcrpress_snapshot_block{prefix=\"\"} 7\n") {
		t.Errorf("%s: %d %s", address, status, body)
	}
}
