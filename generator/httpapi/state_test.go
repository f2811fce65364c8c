package httpapi

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"mcrpress/chain"
	"mcrpress/generator/answers"
)

const unreadyBody = `{"status":"not_ready","rpc_connected":false,"contracts":{"identity_registry":false,"identity_staking":false,` +
	`"event_registry":false,"machine_nft":false,"admin_flags":false,"did_registry":false}}` + "\n"

// TestWithoutSnapshot: the server starts, and says what it lacks.
func TestWithoutSnapshot(t *testing.T) {
	schemas := newChecker(t, fixture(t, chain.Gen1))
	empty := t.TempDir()
	for name, dir := range map[string]string{"no directory": filepath.Join(empty, "public"), "no snapshot": empty} {
		t.Run(name, func(t *testing.T) {
			_, base := start(t, dir, Options{})
			for target, want := range map[string]struct {
				status int
				body   string
			}{
				"/mcr/" + walletOf(1).Hex():      {503, detail("Service not initialised")},
				"/mcr/garbage":                   {503, detail("Service not initialised")},
				"/machine/did:peaq:":             {503, detail("Service not initialised")},
				"/operator/x/machines":           {503, detail("Service not initialised")},
				"/metadata/7":                    {503, detail("Service not initialised")},
				"/machines/7":                    {503, detail("Service not initialised")},
				"/index/snapshot.json":           {503, detail("Service not initialised")},
				"/machines/seven":                {422, invalid("int_parsing", "path", "machine_id", "Input should be a valid integer, unable to parse string as an integer", "seven", "")},
				"/operator/x/machines?limit=100": {422, invalid("less_than_equal", "query", "limit", "Input should be less than or equal to 20", "100", `"le":20`)},
				"/ready":                         {503, unreadyBody},
				"/nothing":                       {404, detail("Not Found")},
			} {
				request{target: target, status: want.status, body: want.body, headers: headers("Cache-Control", "no-store")}.check(t, base, schemas)
			}
			if resp, body := get(t, base+"/health"); resp.StatusCode != 200 || string(body) != "{\"status\":\"ok\"}\n" {
				t.Errorf("/health: %d %s", resp.StatusCode, body)
			}
		})
	}
}

func TestUnreadableSnapshot(t *testing.T) {
	for _, broken := range []struct{ path, text, says string }{
		{"index/snapshot.json", "{", "index/snapshot.json"},
		{"index/snapshot.json", `{"schema":1,"block":{"number":7}}`, "schema 1"},
		{"index/snapshot.json", `{"schema":2,"generation":"3.0","block":{"number":7}}`, `generation "3.0"`},
		{"index/unresolved.json", "{", "index/unresolved.json"},
	} {
		w := fixture(t, chain.Gen2)
		w.put(t, broken.path, []byte(broken.text))
		if _, err := New(w.dir, Options{}); err == nil || !strings.Contains(err.Error(), broken.says) || !strings.Contains(err.Error(), w.dir) {
			t.Errorf("%s: %v", broken.path, err)
		}
	}
}

// TestMaxAge: the snapshot is ready up to its age, and not a second longer.
func TestMaxAge(t *testing.T) {
	for _, g := range generations {
		testMaxAge(t, fixture(t, g))
	}
}

func testMaxAge(t *testing.T, w *world) {
	for age, ready := range map[time.Duration]bool{0: true, time.Hour: true, time.Hour + time.Second: false, -time.Hour: true} {
		_, base := start(t, w.dir, Options{MaxAge: time.Hour, Now: func() time.Time { return blockTime.Add(age) }})
		resp, body := get(t, base+"/ready")
		want, status := w.file(t, "ready"), 200
		if !ready {
			want, status = strings.Replace(want, `"ready","rpc_connected":true`, `"not_ready","rpc_connected":false`, 1), 503
		}
		if string(body) != want || resp.StatusCode != status {
			t.Errorf("at %v: %d %s, want %s", age, resp.StatusCode, body, want)
		}
		if resp, _ := get(t, base+"/machines/1"); resp.StatusCode != 200 {
			t.Errorf("at %v: the data is %d", age, resp.StatusCode)
		}
	}
}

// TestPanic: the client gets the documented 500, the log the cause.
func TestPanic(t *testing.T) {
	var log bytes.Buffer
	server, err := New(fixture(t, chain.Gen2).dir, Options{Log: slog.New(slog.NewTextHandler(&log, nil)), Now: func() time.Time { panic("clock") }, RateLimit: 1})
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	server.ServeHTTP(rec, httptest.NewRequest("GET", "/machines/1", nil))
	if rec.Code != 500 || rec.Body.String() != detail("Internal server error") || rec.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%d %v %s", rec.Code, rec.Header(), rec.Body)
	}
	if !strings.Contains(log.String(), "panic=clock") {
		t.Errorf("the log says %s", log.String())
	}
}

func TestRateLimit(t *testing.T) {
	now := blockTime.Add(30 * time.Second)
	w := fixture(t, chain.Gen2)
	schemas := newChecker(t, w)
	_, base := start(t, w.dir, Options{RateLimit: 3, Now: func() time.Time { return now }})
	reset := "1793491260"
	for i, left := range []string{"2", "1", "0"} {
		resp, _ := get(t, base+[]string{"/machines/1", "/machines/x", "/nothing"}[i])
		if got := resp.Header.Get("X-RateLimit-Remaining"); resp.StatusCode == 429 || got != left {
			t.Errorf("request %d: %d, %s left", i, resp.StatusCode, got)
		}
	}
	for _, target := range []string{"/machines/1", "/mcr/x", "/operator/x/machines"} {
		request{target: target, status: 429, body: `{"error":"Rate limit exceeded: 3 per 1 minute"}` + "\n", headers: headers(
			"X-RateLimit-Limit", "3", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset, "Retry-After", "31", "Content-Type", "application/json",
		)}.check(t, base, schemas)
	}
	for _, target := range []string{"/health", "/ready"} {
		if resp, _ := get(t, base+target); resp.StatusCode != 200 || resp.Header.Get("X-RateLimit-Limit") != "" {
			t.Errorf("%s counts: %d", target, resp.StatusCode)
		}
	}
	if now = now.Add(30 * time.Second); body(t, base+"/machines/1") == "" {
		t.Error("no answer in the next minute")
	}
	if resp, _ := get(t, base+"/machines/1"); resp.Header.Get("X-RateLimit-Remaining") != "1" {
		t.Errorf("the next minute: %v", resp.Header)
	}
}

// TestLimiterIsBounded: clients beyond the bound are let through, those who
// are known are not forgotten, and the next minute begins anew.
func TestLimiterIsBounded(t *testing.T) {
	l := newLimiter(1)
	client := func(i uint32) netip.Prefix {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(i >> 24), byte(i >> 16), byte(i >> 8), byte(i)}), 32)
	}
	for i := range uint32(clientsMax + 1000) {
		if left, _ := l.take(client(i), blockTime); left < 0 {
			t.Fatalf("client %d is refused", i)
		}
	}
	if len(l.counts) != clientsMax {
		t.Errorf("%d clients are held", len(l.counts))
	}
	if left, _ := l.take(client(7), blockTime); left >= 0 {
		t.Error("a known client is let through")
	}
	if left, _ := l.take(client(clientsMax+7), blockTime); left < 0 {
		t.Error("an unknown client is refused")
	}
	if left, _ := l.take(client(7), blockTime.Add(time.Minute)); left != 0 || len(l.counts) != 1 {
		t.Errorf("the next minute: %d left, %d clients", left, len(l.counts))
	}
}

// TestClientAddress: who is counted.
func TestClientAddress(t *testing.T) {
	for _, tc := range []struct {
		remote    string
		forwarded []string
		trust     bool
		want      string
	}{
		{"192.0.2.1:1234", nil, false, "192.0.2.1/32"},
		{"192.0.2.1:1234", []string{"198.51.100.7"}, false, "192.0.2.1/32"},
		{"192.0.2.1:1234", []string{"198.51.100.7"}, true, "198.51.100.7/32"},
		{"192.0.2.1:1234", []string{"203.0.113.5, 198.51.100.7"}, true, "198.51.100.7/32"},
		{"192.0.2.1:1234", []string{"203.0.113.5", "198.51.100.7"}, true, "198.51.100.7/32"},
		{"192.0.2.1:1234", []string{"198.51.100.7, unknown"}, true, "192.0.2.1/32"},
		{"192.0.2.1:1234", nil, true, "192.0.2.1/32"},
		{"[2001:db8:1:2:3:4:5:6]:1", nil, false, "2001:db8:1:2::/64"},
		{"[::ffff:192.0.2.1]:1", nil, false, "192.0.2.1/32"},
		{"[fe80::1%eth0]:1", nil, false, "fe80::/64"},
		{"@", nil, false, "invalid Prefix"},
	} {
		s := &Server{opts: Options{TrustProxy: tc.trust}}
		r := &http.Request{RemoteAddr: tc.remote, Header: http.Header{"X-Forwarded-For": tc.forwarded}}
		if got := counted(s.client(r)).String(); got != tc.want {
			t.Errorf("%+v: %s", tc, got)
		}
	}
}

func TestMetrics(t *testing.T) {
	server, base := start(t, fixture(t, chain.Gen2).dir, Options{Now: func() time.Time { return blockTime.Add(90 * time.Second) }})
	for _, target := range []string{"/machines/1", "/machines/2", "/machines/x", "/nothing", "/mcr/x/"} {
		get(t, base+target)
	}
	rec := httptest.NewRecorder()
	server.Metrics().ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		`mcrpress_http_requests_total{prefix="",route="machines",status="200"} 2`, `mcrpress_http_requests_total{prefix="",route="machines",status="422"} 1`,
		`mcrpress_http_requests_total{prefix="",route="unknown",status="404"} 1`, `mcrpress_http_requests_total{prefix="",route="unknown",status="307"} 1`,
		`mcrpress_http_request_duration_seconds_count{prefix="",route="machines"} 3`, `mcrpress_snapshot_block{prefix=""} 106`, `mcrpress_snapshot_age_seconds{prefix=""} 90`,
	} {
		if !strings.Contains(rec.Body.String(), want+"\n") {
			t.Errorf("no %s in\n%s", want, rec.Body)
		}
	}
}

func TestAccessLog(t *testing.T) {
	var log bytes.Buffer
	server, err := New(fixture(t, chain.Gen2).dir, Options{AccessLog: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/machines/x%0Alevel=ERROR?a=b", nil)
	server.ServeHTTP(httptest.NewRecorder(), r)
	want := regexp.MustCompile(`^time=\S+ level=INFO msg=request client=192\.0\.2\.1 method=GET url="/machines/x%0Alevel=ERROR\?a=b" status=422 bytes=\d+ took=\S+\n$`)
	if !want.MatchString(log.String()) {
		t.Errorf("the log says %s", log.String())
	}
}

// TestServeFinishes: a request in flight is answered in full after the end
// was asked for, and the listener is closed.
func TestServeFinishes(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	begun, release := make(chan struct{}), make(chan struct{})
	ended := make(chan error)
	go func() {
		ended <- Serve(ctx, listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			close(begun)
			<-release
			_, _ = w.Write([]byte("whole"))
		}))
	}()
	address := "http://" + listener.Addr().String()
	answered := make(chan string)
	go func() { answered <- body(t, address) }()
	<-begun
	stop()
	for connected := true; connected; {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if connected = err == nil; connected {
			conn.Close()
		}
	}
	close(release)
	if got := <-answered; got != "whole" {
		t.Errorf("the request in flight got %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestServeRefusesLongHeaders(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- Serve(ctx, listener, http.NotFoundHandler()) }()
	resp, _ := get(t, "http://"+listener.Addr().String(), "X-Long", strings.Repeat("x", 2*headerMax))
	if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a long header: %d", resp.StatusCode)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestReloadKeepsWhatItHas where the new snapshot cannot be read, and says
// 503 where it is gone.
func TestReloadKeepsWhatItHas(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	server, base := start(t, dir, Options{})
	reload := func(changed, fails bool) {
		t.Helper()
		if got, err := server.Reload(); got != changed || (err != nil) != fails {
			t.Errorf("reloading: %t, %v", got, err)
		}
	}
	reload(false, false)
	if err := os.Rename(fixture(t, chain.Gen2).dir, dir); err != nil {
		t.Fatal(err)
	}
	reload(true, false)
	reload(false, false)
	w := &world{dir: dir}
	whole := w.file(t, answers.SnapshotFile)
	w.put(t, answers.SnapshotFile, []byte("{"))
	reload(false, true)
	if resp, _ := get(t, base+"/mcr/1"); resp.StatusCode != 200 {
		t.Errorf("with a broken snapshot: %d", resp.StatusCode)
	}
	w.put(t, answers.SnapshotFile, []byte(whole))
	reload(true, false)
	if err := os.Rename(dir, dir+".old"); err != nil {
		t.Fatal(err)
	}
	reload(true, false)
	if resp, _ := get(t, base+"/mcr/1"); resp.StatusCode != 503 {
		t.Errorf("without a tree: %d", resp.StatusCode)
	}
	reload(false, false)
}

// TestAbortGoesOn: the panic that ends a connection is not an error.
func TestAbortGoesOn(t *testing.T) {
	server, err := New(fixture(t, chain.Gen2).dir, Options{Now: func() time.Time { panic(http.ErrAbortHandler) }, RateLimit: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if cause, _ := recover().(error); !errors.Is(cause, http.ErrAbortHandler) {
			t.Errorf("panicked with %v", cause)
		}
	}()
	server.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/mcr/1", nil))
}
