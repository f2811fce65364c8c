//go:build e2e

// Package lab sets up what tests need that run the programs as an operator does: the
// demo's tree, and the servers that answer from it.
package lab

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mcrpress/chain"
)

// Lab compiles each program once. It lasts as long as the test that made it.
type Lab struct {
	dir      string
	mu       sync.Mutex
	compiled map[string]bool
}

// New returns a lab for a test and its subtests.
func New(t testing.TB) *Lab { return &Lab{dir: t.TempDir(), compiled: map[string]bool{}} }

// Program returns the path of a command of this module, such as mcrpress.
func (l *Lab) Program(t testing.TB, command string) string {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	path := filepath.Join(l.dir, command)
	if l.compiled[command] {
		return path
	}
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, "mcrpress/cmd/"+command).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	l.compiled[command] = true
	return path
}

// Demo returns the directory of the demo's tree of one generation. Anybody may
// read it.
func (l *Lab) Demo(t testing.TB, generation chain.Generation) string {
	t.Helper()
	parent := t.TempDir()
	for _, dir := range []string{parent, filepath.Dir(parent)} { // nginx's workers may run as somebody else
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	dir := filepath.Join(parent, "tree")
	cmd := exec.CommandContext(t.Context(), l.Program(t, "demo"), "--serve=false", "--generation",
		string(generation), "--out", dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// Serve runs mcrpress serve over a tree, and returns its address without a
// trailing slash.
func (l *Lab) Serve(t testing.TB, dir string, flags ...string) string {
	t.Helper()
	args := append([]string{"serve", "--dir", dir, "--addr", "127.0.0.1:0"}, flags...)
	cmd := exec.Command(l.Program(t, "mcrpress"), args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	run(t, cmd)
	base := ""
	for lines := bufio.NewScanner(out); base == "" && lines.Scan(); {
		if _, url, ok := strings.Cut(lines.Text(), "http://"); ok {
			base = "http://" + strings.TrimSuffix(url, "/")
		}
	}
	if base == "" {
		t.Fatal("mcrpress serve ended before it listened")
	}
	return base
}

// Nginx runs nginx over a tree with the configuration that mcrpress hostconf
// prints, and returns its address without a trailing slash.
func (l *Lab) Nginx(t testing.TB, tree string) string {
	t.Helper()
	addr := FreeAddress(t)
	dir := t.TempDir()
	paths := ""
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		paths += fmt.Sprintf("%s_temp_path %s;\n", kind, filepath.Join(dir, kind))
	}
	conf := fmt.Sprintf("worker_processes 1;\npid %s;\nevents { worker_connections 64; }\nhttp {\naccess_log off;\n%s%s}\n",
		filepath.Join(dir, "pid"), paths, l.hostconf(t, "nginx", tree, addr))
	file := write(t, dir, "nginx.conf", conf)
	cmd := exec.Command("nginx", "-p", dir, "-e", filepath.Join(dir, "error.log"), "-c", file, "-g", "daemon off;")
	run(t, cmd)
	await(t, addr, cmd)
	return "http://" + addr
}

// Caddy runs Caddy over a tree with the configuration that mcrpress hostconf
// prints, and returns its address without a trailing slash.
func (l *Lab) Caddy(t testing.TB, tree string) string {
	t.Helper()
	addr := FreeAddress(t)
	dir := t.TempDir()
	file := write(t, dir, "Caddyfile", "{\n\tadmin off\n}\n"+l.hostconf(t, "caddy", tree, addr))
	cmd := exec.Command("caddy", "run", "--config", file, "--adapter", "caddyfile")
	cmd.Env = append(os.Environ(), "HOME="+dir)
	run(t, cmd)
	await(t, addr, cmd)
	return "http://" + addr
}

// Upload returns the directory that mcrpress hostconf writes for a host of
// files.
func (l *Lab) Upload(t testing.TB, host, tree string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "upload")
	cmd := exec.CommandContext(t.Context(), l.Program(t, "mcrpress"), "hostconf", "--for", host, "--dir", tree, "--write", dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

func (l *Lab) hostconf(t testing.TB, server, tree, addr string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), l.Program(t, "mcrpress"), "hostconf", "--for", server, "--dir",
		tree, "--listen", addr)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	return string(out)
}

func write(t testing.TB, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// FreeAddress is a loopback address with a port that nobody listens on.
func FreeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// log holds what a process prints, for the test that fails.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// run keeps a process until the test ends. A test that fails prints its stderr.
func run(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	var said log
	cmd.Stderr = &said
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
		if t.Failed() {
			t.Logf("%s\n%s", cmd, said.text.String())
		}
	})
}

// await waits until a server accepts connections.
func await(t testing.TB, addr string, cmd *exec.Cmd) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
		if err == nil {
			conn.Close()
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("%s does not listen: %v", cmd, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
