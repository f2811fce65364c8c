//go:build e2e

// Package edge runs what mcrpress hostconf writes for hosts of files: Workers
// and Pages in wrangler, Cloudflare's own emulator, and under plain Node.js
// the Worker and the CloudFront function.
//
// Node.js 20 or later and npm are needed. npm fetches wrangler into the user's
// cache directory, under mcrpress-test, and it is used again until its version
// changes. It runs without an account and says nothing to its makers.
package edge

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"mcrpress/e2e/lab"
)

// wrangler is the package that npm fetches.
const wrangler = "wrangler@4.86.0"

//go:embed assets.mjs
var assetsHost []byte

//go:embed events.mjs
var eventsHost []byte

// Worker runs the Worker of an upload under Node.js, over its assets, and
// returns its address.
func Worker(t testing.TB, upload string) string {
	t.Helper()
	dir := t.TempDir()
	script, err := os.ReadFile(filepath.Join(upload, "worker.js"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "worker.mjs"), script) // Node.js tells modules by their name
	write(t, filepath.Join(dir, "host.mjs"), assetsHost)
	addr := lab.FreeAddress(t)
	_, port, _ := net.SplitHostPort(addr)
	return start(t, addr, exec.Command("node", filepath.Join(dir, "host.mjs"), filepath.Join(upload, "assets"), port))
}

// Dev runs the Worker of an upload in wrangler and returns its address.
func Dev(t testing.TB, upload string) string {
	t.Helper()
	return emulate(t, upload, "dev")
}

// Pages runs the assets of an upload in wrangler's emulator of Cloudflare
// Pages and returns its address.
func Pages(t testing.TB, upload string) string {
	t.Helper()
	return emulate(t, upload, "pages", "dev", "assets", "--compatibility-date=2026-01-01")
}

func emulate(t testing.TB, upload string, args ...string) string {
	t.Helper()
	bin := install(t)
	addr := lab.FreeAddress(t)
	host, port, _ := net.SplitHostPort(addr)
	_, inspector, _ := net.SplitHostPort(lab.FreeAddress(t))
	args = append(args, "--ip", host, "--port", port, "--inspector-port", inspector,
		"--show-interactive-dev-session=false")
	cmd := exec.Command("node", append([]string{bin}, args...)...)
	cmd.Dir = upload
	home := t.TempDir()
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "CI=1",
		"WRANGLER_SEND_METRICS=false", "CLOUDFLARE_CF_FETCH_ENABLED=false")
	return start(t, addr, cmd)
}

// install returns wrangler's program, which npm fetches on first use.
func install(t testing.TB) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(cache, "mcrpress-test", strings.ReplaceAll(wrangler, "@", "-"))
	bin := filepath.Join(dir, "node_modules", "wrangler", "bin", "wrangler.js")
	if _, err := os.Stat(bin); err == nil {
		return bin
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	next, err := os.MkdirTemp(filepath.Dir(dir), filepath.Base(dir)+".new")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(next)
	cmd := exec.Command("npm", "install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund",
		"--ignore-scripts", wrangler)
	cmd.Dir = next
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, out)
	}
	if err := os.Rename(next, dir); err != nil {
		if _, made := os.Stat(bin); made != nil { // by nobody else
			t.Fatal(err)
		}
	}
	return bin
}

// start runs a server until the test ends, and waits until it answers.
func start(t testing.TB, addr string, cmd *exec.Cmd) string {
	t.Helper()
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // wrangler starts others
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%.4000s", log.String())
		}
	})
	base := "http://" + addr
	for range 600 {
		if resp, err := http.Get(base + "/health"); err == nil {
			resp.Body.Close()
			return base
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s does not answer", cmd)
	return ""
}

// Decision is what a CloudFront function makes of a request: the key of an
// object where Status is 0, else an answer of its own.
type Decision struct {
	URI      string `json:"uri"`
	Status   int    `json:"status"`
	Type     string `json:"type"`
	Cache    string `json:"cache"`
	Location string `json:"location"`
	Body     string `json:"body"`
}

// CloudFront runs the function of an upload on the targets of GET requests.
func CloudFront(t testing.TB, upload string, targets []string) (decisions []Decision) {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "host.mjs"), eventsHost)
	in, err := json.Marshal(targets)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", filepath.Join(dir, "host.mjs"), filepath.Join(upload, "function.js"))
	cmd.Stdin = bytes.NewReader(in)
	var log strings.Builder
	cmd.Stderr = &log
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, log.String())
	}
	if err := json.Unmarshal(out, &decisions); err != nil {
		t.Fatal(err)
	}
	if len(decisions) != len(targets) {
		t.Fatal(fmt.Errorf("%d decisions on %d requests", len(decisions), len(targets)))
	}
	return decisions
}

func write(t testing.TB, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
