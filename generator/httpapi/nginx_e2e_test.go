//go:build e2e

package httpapi

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"mcrpress/generator/hosting"
)

// BenchmarkBesideNginx puts the same load on this server and on nginx over
// the same tree, one after the other in one run. It needs nginx:
//
//	go test -tags e2e -run '^$' -bench BesideNginx ./generator/httpapi
func BenchmarkBesideNginx(b *testing.B) {
	dir := fixture(b)
	_, ours := start(b, dir, Options{RatingTTL: 3600})
	theirs := startNginx(b, dir)
	for _, target := range hot {
		b.Run(target.name+"/serve", func(b *testing.B) { hammer(b, ours+target.path, target.accept) })
		b.Run(target.name+"/nginx", func(b *testing.B) { hammer(b, theirs+target.path, target.accept) })
	}
}

// startNginx runs nginx with the generated site.
func startNginx(b *testing.B, tree string) string {
	b.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		b.Skip("nginx is not installed")
	}
	listen := freeAddress(b)
	site, err := hosting.Nginx(hosting.Site{Root: tree, Listen: listen, RatingTTL: 3600})
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	config := fmt.Sprintf("daemon off; pid %[1]s/pid; error_log stderr crit; worker_processes auto;\n"+
		"events { worker_connections 256; }\nhttp { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;\n"+
		"client_body_temp_path %[1]s/a; proxy_temp_path %[1]s/b; fastcgi_temp_path %[1]s/c; uwsgi_temp_path %[1]s/d; scgi_temp_path %[1]s/e;\n%[2]s}\n", dir, site)
	if os.Getuid() == 0 {
		config = "user root;\n" + config
	}
	path := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(path, []byte(config), 0o644); err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(program, "-e", "stderr", "-c", path)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	for range 100 {
		if resp, err := http.Get("http://" + listen + "/health"); err == nil {
			resp.Body.Close()
			return "http://" + listen
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.Fatal("nginx does not answer")
	return ""
}

func freeAddress(b *testing.B) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
