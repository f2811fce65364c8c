package partner

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sized is a JSON object of n bytes.
func sized(n int) string { return `{"a":"` + strings.Repeat("x", n-8) + `"}` }

func gzipped(w http.ResponseWriter, body io.Reader) {
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	_, _ = io.Copy(z, body)
	_ = z.Close()
}

// raw answers with bytes of its own making and closes the connection.
func raw(w http.ResponseWriter, answer string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, answer)
}

// drip sends a byte and a pause until the client is gone.
func drip(w http.ResponseWriter, body string, pause time.Duration) {
	for _, c := range []byte(body) {
		if _, err := w.Write([]byte{c}); err != nil {
			return
		}
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
		time.Sleep(pause)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestFetchOne(t *testing.T) {
	send := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
	}
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://169.254.169.254/")
			w.WriteHeader(code)
			if code != http.StatusNoContent && code != http.StatusNotModified {
				_, _ = io.WriteString(w, "{}")
			}
		}
	}
	sendRaw := func(answer string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { raw(w, answer) }
	}
	for name, tc := range map[string]struct {
		handler http.HandlerFunc
		want    Result
	}{
		"object":           {send(`{"b": 1.50, "a": "<b>"}`), ok(`{"b": 1.50, "a": "<b>"}`)},
		"status 201":       {status(201), ok(`{}`)},
		"status 204":       {status(204), bad(InvalidJSON)},
		"status 301":       {status(301), bad(Failed)},
		"status 302":       {status(302), bad(Failed)},
		"status 304":       {status(304), bad(Failed)},
		"status 307":       {status(307), bad(Failed)},
		"status 401":       {status(401), bad(Failed)},
		"status 404":       {status(404), bad(Failed)},
		"status 500":       {status(500), bad(Failed)},
		"array":            {send(`[{}]`), bad(InvalidJSON)},
		"NaN":              {send(`{"a":NaN}`), bad(InvalidJSON)},
		"duplicate":        {send(`{"a":1,"a":2}`), bad(InvalidJSON)},
		"byte order mark":  {send("\ufeff{}"), ok(`{}`)},
		"deep":             {send(strings.Repeat(`{"a":`, 5000)), bad(InvalidJSON)},
		"HTML":             {send(`<html>`), bad(InvalidJSON)},
		"empty":            {send(``), bad(InvalidJSON)},
		"1 MB":             {send(sized(1 << 20)), ok(sized(1 << 20))},
		"1 MB and 1 byte":  {send(sized(1<<20 + 1)), bad(TooLarge)},
		"1 MB, no JSON":    {send(strings.Repeat("x", 1<<20+1)), bad(TooLarge)},
		"endless":          {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.Copy(w, zeros{}) }, bad(TooLarge)},
		"gzip":             {func(w http.ResponseWriter, _ *http.Request) { gzipped(w, strings.NewReader(`{"a":1}`)) }, ok(`{"a":1}`)},
		"gzip, 1 MB":       {func(w http.ResponseWriter, _ *http.Request) { gzipped(w, strings.NewReader(sized(1<<20))) }, ok(sized(1 << 20))},
		"gzip, 1 MB and 1": {func(w http.ResponseWriter, _ *http.Request) { gzipped(w, strings.NewReader(sized(1<<20+1))) }, bad(TooLarge)},
		"gzip bomb":        {func(w http.ResponseWriter, _ *http.Request) { gzipped(w, io.LimitReader(zeros{}, 1<<25)) }, bad(TooLarge)},
		"gzip, cut short":  {sendRaw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b"), bad(Failed)},
		"length too long":  {sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}"), bad(Failed)},
		"length too short": {sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{\"a\":1}"), bad(InvalidJSON)},
		"length huge":      {sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n{}"), bad(TooLarge)},
		"length negative":  {sendRaw("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}"), bad(Failed)},
		"no length":        {sendRaw("HTTP/1.0 200 OK\r\n\r\n{}"), ok(`{}`)},
		"chunks, cut off":  {sendRaw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"), bad(Failed)},
		"no HTTP":          {sendRaw("SSH-2.0-OpenSSH_9.9\r\n"), bad(Failed)},
		"hangs up":         {sendRaw(""), bad(Failed)},
		"header too large": {sendRaw("HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", maxHeader) + "\r\n\r\n{}"), bad(Failed)},
		"stalls":           {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, bad(Failed)},
		"drips in time":    {func(w http.ResponseWriter, _ *http.Request) { drip(w, `{"a":1}`, 600*time.Millisecond) }, ok(`{"a":1}`)},
		"drips too slowly": {func(w http.ResponseWriter, _ *http.Request) { drip(w, `{"a":1}`, 900*time.Millisecond) }, bad(Failed)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, tc.handler)
				start := time.Now()
				results, _ := mustFetch(t, w.fetcher(), "http://partner.example/")
				if took := time.Since(start); took > 5*time.Second {
					t.Errorf("took %v of virtual time", took)
				}
				if diff := cmp.Diff(tc.want, results["http://partner.example/"]); diff != "" {
					t.Errorf("result (-want +got):\n%.500s", diff)
				}
				for _, address := range w.dialed {
					if address != "8.8.8.8:80" {
						t.Errorf("dialled %s", address)
					}
				}
			})
		})
	}
}

func TestRequest(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://9.9.9.9:3128")
	synctest.Test(t, func(t *testing.T) {
		var got http.Header
		var line string
		w := newWorld(t, func(w http.ResponseWriter, r *http.Request) {
			got, line = r.Header, r.Method+" "+r.Host+" "+r.RequestURI
			w.Header().Set("Set-Cookie", "a=b")
			fmt.Fprint(w, "{}")
		})
		mustFetch(t, w.fetcher(), "http://Partner.example:8080/a%2Fb?c=d#e")
		mustFetch(t, w.fetcher(), "http://Partner.example:8080/a%2Fb?c=d#e")
		want := http.Header{"Accept": {"application/json"}, "Accept-Encoding": {"gzip"}, "User-Agent": {userAgent}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("header (-want +got):\n%s", diff)
		}
		if want := "GET partner.example:8080 /a%2Fb?c=d"; line != want {
			t.Errorf("request %q, want %q", line, want)
		}
		if diff := cmp.Diff([]string{"8.8.8.8:8080", "8.8.8.8:8080"}, w.dialed); diff != "" {
			t.Errorf("dialled (-want +got):\n%s", diff)
		}
	})
}

func TestUntrustedCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	f := (&world{}).fetcher()
	f.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}
	results, _ := mustFetch(t, f, "https://example.com/")
	if diff := cmp.Diff(map[string]Result{"https://example.com/": bad(Failed)}, results); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
}
