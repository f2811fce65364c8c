//go:build e2e

package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gocloud.dev/blob"
	_ "gocloud.dev/blob/s3blob"
)

// gateway is the S3 server: Versity's gateway, which keeps objects as files. It
// builds from Go modules alone, and checks what real services check.
const gateway = "github.com/versity/versitygw/cmd/versitygw@v1.8.0"

// serveS3 runs the S3 server with one bucket, trees, until the test ends.
func serveS3(t *testing.T) (address string) {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "bin")
	install := exec.Command("go", "install", gateway)
	install.Env = append(os.Environ(), "GOBIN="+bin, "GOFLAGS=")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "publisher")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "of a test")
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = listener.Addr().String()
	listener.Close()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "trees"), 0o755); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	server := exec.Command(filepath.Join(bin, "versitygw"), "--quiet", "--port", address, "--access", "publisher", "--secret", "of a test", "posix", dir)
	server.Stdout, server.Stderr = &log, &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	for range 100 {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return address
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the S3 server does not listen")
	return ""
}

// open opens the bucket behind an address.
func open(t *testing.T, address string) *blob.Bucket {
	t.Helper()
	b, err := blob.OpenBucket(t.Context(), fmt.Sprintf("s3://trees?endpoint=http://%s&use_path_style=true", address))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

// faulty passes requests on to the server, and fails at a given one that writes:
// it is not passed on, or its body is cut, or its answer is. From then on nothing
// gets through, as if the client had been killed there.
type faulty struct {
	*httputil.ReverseProxy
	kill   func()
	writes atomic.Int64
	at     int64
	how    int
	dead   atomic.Bool
}

func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f.dead.Load() {
		panic(http.ErrAbortHandler)
	}
	if r.Method != http.MethodPut && r.Method != http.MethodDelete || f.writes.Add(1) != f.at {
		f.ReverseProxy.ServeHTTP(w, r)
		return
	}
	f.dead.Store(true)
	switch f.how {
	case 0: // the request is lost
	case 1: // half of it arrives
		r.Body = io.NopCloser(&half{r: r.Body, n: r.ContentLength / 2})
		f.ReverseProxy.ServeHTTP(httptest.NewRecorder(), r)
	case 2: // its answer is lost
		f.ReverseProxy.ServeHTTP(httptest.NewRecorder(), r)
	}
	f.kill()
	panic(http.ErrAbortHandler)
}

// half fails after n bytes.
type half struct {
	r io.Reader
	n int64
}

func (h *half) Read(p []byte) (int, error) {
	if h.n == 0 {
		return 0, errors.New("cut")
	}
	n, err := h.r.Read(p[:min(int64(len(p)), h.n)])
	h.n -= int64(n)
	return n, err
}

// TestS3 publishes to a real S3 server. Uploads are killed at seeded requests;
// after each the bucket is sound, and the next one completes it.
func TestS3(t *testing.T) {
	address := serveS3(t)
	b := open(t, address)
	first := newSample(1, fleet(map[int]string{1: "old", 2: "old", 3: "old"}))
	first.files["export/events.parquet"] = strings.Repeat("large", 4<<20) // in several parts
	start := first.build(t)
	mustUpload(t, start, b, quiet())
	if diff := cmp.Diff(expected(t, start), contents(t, b)); diff != "" {
		t.Fatal(diff)
	}
	headers(t, b, "mcr/1", "application/json", "public, max-age=600")
	headers(t, b, "card/1.html", "text/html; charset=utf-8", "public, max-age=300, stale-while-revalidate=3600")
	headers(t, b, "index/snapshot.json", "application/json", "no-cache")
	if s := mustUpload(t, start, b, quiet()); s.Uploaded+s.Deleted != 0 {
		t.Errorf("the same once more: %+v", s)
	}

	seed := rand.New(rand.NewPCG(3, 5))
	versions := []map[string]string{expected(t, start)}
	kills := map[bool]int{}
	for block := uint64(2); block < 32; block++ {
		words := map[int]string{}
		for id := range 5 {
			if word := seed.IntN(4); word > 0 {
				words[id] = fmt.Sprint("word ", word)
			}
		}
		fsys := newSample(block, fleet(words)).build(t)
		versions = append(versions, expected(t, fsys))
		killed := killedByProxy(t, address, fsys, 1+seed.Int64N(24), seed.IntN(3))
		kills[killed]++
		sound(t, b, versions...)
		if !killed || seed.IntN(3) == 0 {
			mustUpload(t, fsys, b, quiet())
			if diff := cmp.Diff(expected(t, fsys), contents(t, b)); diff != "" {
				t.Fatalf("block %d: %s", block, diff)
			}
		}
	}
	if kills[true] < 15 {
		t.Errorf("only %d uploads of %d were killed", kills[true], kills[true]+kills[false])
	}
	readable(t, b)
}

// headers fails where a GET of an object has others.
func headers(t *testing.T, b *blob.Bucket, key, contentType, cacheControl string) {
	t.Helper()
	address, err := b.SignedURL(t.Context(), key, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if h := resp.Header; resp.StatusCode != 200 || h.Get("Content-Type") != contentType || h.Get("Cache-Control") != cacheControl {
		t.Errorf("%s: %s, %q", key, resp.Status, h)
	}
}

// killedByProxy uploads a tree through a proxy that fails at a request.
func killedByProxy(t *testing.T, address string, fsys fs.FS, at int64, how int) (killed bool) {
	t.Helper()
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	proxy := &faulty{kill: kill, at: at, how: how}
	proxy.ReverseProxy = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", address, r.In.Host
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) {},
	}
	server := httptest.NewServer(proxy)
	defer server.Close()
	plan, err := Compare(ctx, fsys, open(t, strings.TrimPrefix(server.URL, "http://")), quiet())
	if err == nil {
		err = plan.Carry(ctx)
	}
	if proxy.dead.Load() != (err != nil) {
		t.Fatalf("killed: %v, and the upload ended with %v", proxy.dead.Load(), err)
	}
	return err != nil
}
