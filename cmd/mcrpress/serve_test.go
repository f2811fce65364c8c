package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
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
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
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

// plant writes the least that serve takes for a snapshot, and one rating.
func plant(t *testing.T, dir string) {
	t.Helper()
	for path, body := range map[string]string{
		"mcr/0x00000000000000000000000000000000000000aa": `{"did":"did:peaq:0x00000000000000000000000000000000000000AA","mcr_degraded":false}`,
		"index/operators.json":                           `{"operators":[]}`,
		"index/unresolved.json":                          `{"addresses":[],"machines":[],"tokens":[]}`,
		"index/snapshot.json":                            `{"block":{"number":7,"time":1700000000}}`,
		"ready":                                          `{"status":"ready","rpc_connected":true,"contracts":{}}`,
	} {
		name := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestServe(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir)
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

// TestServeReloads: it starts without a tree, says so, and takes up the one
// that is published later.
func TestServeReloads(t *testing.T) {
	made, dir := filepath.Join(t.TempDir(), "made"), filepath.Join(t.TempDir(), "public")
	plant(t, made)
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
	broken := t.TempDir()
	plant(t, broken)
	if err := os.WriteFile(filepath.Join(broken, "index/operators.json"), []byte("{"), 0o644); err != nil {
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
		{"--dir " + broken, 1, "index/operators.json"},
	} {
		var stderr bytes.Buffer
		status := run(t.Context(), append([]string{"serve"}, strings.Fields(tc.args)...), io.Discard, &stderr)
		if status != tc.status || !strings.Contains(stderr.String(), tc.says) {
			t.Errorf("%s: status %d, %s", tc.args, status, stderr.String())
		}
	}
}

func TestServeMetrics(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir)
	var log bytes.Buffer
	base := serving(t, &log, "--dir", dir, "--metrics-addr", "127.0.0.1:0")
	ask(t, base+"/ready")
	_, after, _ := strings.Cut(log.String(), "url=")
	address, _, _ := strings.Cut(after, "\n")
	if status, _, body := ask(t, address); status != 200 || !strings.Contains(body, "mcrpress_snapshot_block 7\n") {
		t.Errorf("%s: %d %s", address, status, body)
	}
}
