package httpapi

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
)

// get sends a GET with header lines, given as name and value in turn.
func get(t testing.TB, address string, lines ...string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequest("GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers(lines...) {
		req.Header.Set(name, value)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

// cacheable are an answer of each kind: a file, a spliced one, a made one, a
// page.
var cacheable = []string{
	"/mcr/did:peaq:1", "/mcr/1", "/machine/2", "/operator/" + operatorOf(1).Hex() + "/machines?offset=3", "/metadata/3", "/machines/1",
	"/health", "/ready", "/", "/export/machines.parquet",
}

func TestNotModified(t *testing.T) {
	_, base := start(t, fixture(t, chain.Gen2).dir, Options{RatingTTL: 600})
	tags := map[string]string{}
	for _, target := range cacheable {
		first, _ := get(t, base+target)
		tag := first.Header.Get("ETag")
		if other := tags[tag]; other != "" {
			t.Errorf("%s and %s have one ETag", target, other)
		}
		tags[tag] = target
		for _, condition := range []string{tag, `"other", ` + tag, "W/" + tag, "*"} {
			resp, body := get(t, base+target, "If-None-Match", condition)
			if resp.StatusCode != 304 || len(body) > 0 || resp.Header.Get("ETag") != tag || resp.Header.Get("Cache-Control") != first.Header.Get("Cache-Control") {
				t.Errorf("%s with %s: %d %v", target, condition, resp.StatusCode, resp.Header)
			}
		}
		if resp, _ := get(t, base+target, "If-None-Match", `"other"`); resp.StatusCode != 200 {
			t.Errorf("%s with another tag: %d", target, resp.StatusCode)
		}
	}
}

// TestNeverModifiedByDate: no date stands for the bytes. A file that changes
// twice within a second, or that a copy gave an old time, is sent.
func TestNeverModifiedByDate(t *testing.T) {
	w := fixture(t, chain.Gen2)
	_, base := start(t, w.dir, Options{RatingTTL: 600})
	for _, target := range cacheable {
		for _, since := range []time.Time{blockTime, time.Now().Add(time.Hour)} {
			resp, _ := get(t, base+target, "If-Modified-Since", since.UTC().Format(http.TimeFormat))
			if resp.StatusCode != 200 || resp.Header.Get("Last-Modified") != "" {
				t.Errorf("%s since %s: %d, Last-Modified %q", target, since, resp.StatusCode, resp.Header.Get("Last-Modified"))
			}
		}
	}
}

func TestNegotiate(t *testing.T) {
	for accept, want := range map[string]coding{
		"": identity, "*": zstandard, "gzip": gzipped, "zstd": zstandard, "GZIP": gzipped, "x-gzip": gzipped, "br": identity, "deflate, br": identity,
		"gzip, zstd": zstandard, "zstd, gzip": zstandard, "gzip;q=0.5, zstd;q=0.4": gzipped, "gzip;q=0.4, zstd;q=0.5": zstandard,
		"gzip;q=1.0, zstd;q=0.999": gzipped, "gzip;q=0.001": gzipped, "gzip;q=0": identity, "gzip;q=0.000": identity, "gzip;q=0, *": zstandard,
		"*;q=0": identity, "*;q=0, gzip": gzipped, "*;q=0.5, zstd;q=0": gzipped, "*;q=0.5, gzip;q=0.6": gzipped, "zstd;q=0, *;q=0.1": gzipped,
		"identity": identity, "identity, gzip": gzipped, "identity;q=1, gzip;q=0.5": identity, "identity;q=0.5, gzip;q=0.5": gzipped,
		"identity;q=0": identity, "identity;q=0, gzip": gzipped, "identity;q=0, br": identity, "gzip ; q=0.5 , zstd ;q=0.4": gzipped, "gzip;Q=0": identity,
		"gzip;q=x": identity, "gzip;q=": identity, "gzip;q=-1": identity, "gzip;q=+1": identity, "gzip;q=1.001": identity, "gzip;q=2": identity,
		"gzip;q=0.5000": identity, "gzip;q=NaN": identity, "gzip;q=1e-3": identity, "gzip;q=00.5": identity, "gzip;level=9": gzipped, ",;=,;q": identity,
	} {
		if got := negotiate([]string{accept}); got != want {
			t.Errorf("%q: %s, want %s", accept, codingNames[got], codingNames[want])
		}
	}
	if got := negotiate([]string{"zstd;q=0", "gzip"}); got != gzipped {
		t.Errorf("two lines: %s", codingNames[got])
	}
	if got := negotiate(nil); got != identity {
		t.Errorf("no line: %s", codingNames[got])
	}
}

func TestCompression(t *testing.T) {
	_, base := start(t, fixture(t, chain.Gen2).dir, Options{})
	large := []string{"/machine/22", "/operator/" + operatorOf(1).Hex() + "/machines", "/card/1.html", "/openapi.json"}
	for _, target := range large {
		plain, want := get(t, base+target)
		for accept, coding := range map[string]string{
			"gzip": "gzip", "gzip, deflate, br": "gzip", "gzip, deflate, br, zstd": "zstd", "ZSTD": "zstd", "gzip;q=0.5, zstd;q=0": "gzip",
			"br": "", "gzip;q=0": "", "identity": "", "identity;q=1, gzip;q=0.5": "", "": "",
		} {
			resp, body := get(t, base+target, "Accept-Encoding", accept)
			if resp.Header.Get("Content-Encoding") != coding || resp.Header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("%s for %q: %v", target, accept, resp.Header)
				continue
			}
			if same := resp.Header.Get("ETag") == plain.Header.Get("ETag"); same != (coding == "") {
				t.Errorf("%s for %q: ETag %s", target, accept, resp.Header.Get("ETag"))
			}
			if coding != "" && len(body) >= len(want) || resp.ContentLength != int64(len(body)) {
				t.Errorf("%s for %q: %d bytes of %d", target, accept, len(body), len(want))
			}
			if !bytes.Equal(unpack(t, coding, body), want) {
				t.Errorf("%s for %q unpacks to something else", target, accept)
			}
			if again, _ := get(t, base+target, "Accept-Encoding", accept, "If-None-Match", resp.Header.Get("ETag")); again.StatusCode != 304 {
				t.Errorf("%s for %q again: %d", target, accept, again.StatusCode)
			}
		}
	}
	for _, target := range []string{"/health", "/export/machines.ndjson.gz", "/assets/og.png"} {
		if resp, _ := get(t, base+target, "Accept-Encoding", "gzip, zstd"); resp.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s was compressed", target)
		}
	}
}

func unpack(t *testing.T, coding string, body []byte) []byte {
	t.Helper()
	r := io.Reader(bytes.NewReader(body))
	var err error
	switch coding {
	case "gzip":
		r, err = gzip.NewReader(r)
	case "zstd":
		r, err = zstd.NewReader(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRanges(t *testing.T) {
	w := fixture(t, chain.Gen2)
	w.put(t, "export/machines.parquet", []byte("PAR1PAR1"))
	_, base := start(t, w.dir, Options{})
	resp, body := get(t, base+"/export/machines.parquet", "Range", "bytes=-4", "Accept-Encoding", "gzip")
	if resp.StatusCode != 206 || string(body) != "PAR1" {
		t.Errorf("the last bytes: %d %q", resp.StatusCode, body)
	}
	resp, body = get(t, base+"/card/1.html", "Range", "bytes=0-8", "Accept-Encoding", "gzip")
	if resp.StatusCode != 206 || !strings.EqualFold(string(body), "<!doctype") || resp.Header.Get("Content-Encoding") != "" {
		t.Errorf("the first bytes: %d %q", resp.StatusCode, body)
	}
	resp, _ = get(t, base+"/health", "Range", "bytes=99-")
	if resp.StatusCode != 416 || resp.Header.Get("Cache-Control") != "no-store" || resp.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("beyond the end: %d %v", resp.StatusCode, resp.Header)
	}
}

// TestLargeFile: what is too large for memory is streamed, and its tag is
// that of its bytes all the same.
func TestLargeFile(t *testing.T) {
	w := fixture(t, chain.Gen2)
	large := bytes.Repeat([]byte("0123456789abcdef"), heldMax/16+1)
	w.put(t, "export/events.parquet", large)
	server, base := start(t, w.dir, Options{})
	var tags []string
	for range 3 {
		resp, body := get(t, base+"/export/events.parquet")
		if resp.StatusCode != 200 || !bytes.Equal(body, large) {
			t.Fatalf("%d, %d bytes", resp.StatusCode, len(body))
		}
		tags = append(tags, resp.Header.Get("ETag"))
	}
	if tags[0] != tags[1] || tags[1] != tags[2] {
		t.Errorf("one file has the tags %v", tags)
	}
	if size := server.sites[0].view.Load().files.size; size > 4096 {
		t.Errorf("%d bytes are held", size)
	}
	large[0]++
	w.put(t, "export/events.parquet", large)
	resp, body := get(t, base+"/export/events.parquet", "If-None-Match", tags[0])
	if resp.StatusCode != 200 || sha256.Sum256(body) != sha256.Sum256(large) {
		t.Errorf("after a change: %d", resp.StatusCode)
	}
}

// TestNothingLeavesTheTree: neither a symbolic link nor a directory is
// answered with bytes.
func TestNothingLeavesTheTree(t *testing.T) {
	w := fixture(t, chain.Gen1)
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	wallet := walletOf(201)
	for _, path := range []string{"assets/link.css", "mcr/" + endpoints.Lower(wallet), "card/99.html"} {
		if err := os.Symlink(outside, filepath.Join(w.dir, filepath.FromSlash(path))); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(w.dir, "assets", "folder.css"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, base := start(t, w.dir, Options{})
	for target, status := range map[string]int{
		"/assets/link.css": 500, "/mcr/" + wallet.Hex(): 500, "/card/99.html": 500, "/assets/folder.css": 404, "/assets/.hidden": 404,
	} {
		resp, body := get(t, base+target)
		if resp.StatusCode != status || bytes.Contains(body, []byte("secret")) {
			t.Errorf("%s: %d %s", target, resp.StatusCode, body)
		}
	}
}

// TestCacheIsBounded: old entries go, and what is asked for stays.
func TestCacheIsBounded(t *testing.T) {
	var c cache[*file]
	hot := newFile(make([]byte, 1000))
	c.put("hot", hot)
	for i := range 200 {
		c.put(strings.Repeat("x", i), newFile(make([]byte, 1<<20)))
		if got, _ := c.get("hot"); got != hot {
			t.Fatalf("the hot entry is gone after %d", i)
		}
	}
	held := 0
	for _, generation := range []map[string]*file{c.young, c.old} {
		for _, f := range generation {
			held += f.cost()
		}
	}
	if held > 2*generationMax {
		t.Errorf("%d bytes are held", held)
	}
	if _, ok := c.get(""); ok {
		t.Error("nothing was forgotten")
	}
}

// TestClients runs the requests that the API's documentation shows, as cURL,
// fetch and requests send them.
func TestClients(t *testing.T) {
	w := fixture(t, chain.Gen1)
	_, base := start(t, w.dir, Options{})
	did := endpoints.DIDPrefix + w.key(1)
	for name, line := range map[string]struct{ target, agent, accept, coding string }{
		"cURL":       {"/mcr/" + did, "curl/8.5.0", "*/*", ""},
		"JavaScript": {"/mcr/did%3Apeaq%3A" + walletOf(1).Hex(), "node", "*/*", "gzip, deflate"},
		"Python":     {"/mcr/" + did, "python-requests/2.32", "*/*", "gzip, deflate, br, zstd"},
		"browser":    {"/mcr/" + did, "Mozilla/5.0", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "gzip, deflate"},
	} {
		resp, body := get(t, base+line.target, "User-Agent", line.agent, "Accept", line.accept, "Accept-Encoding", line.coding, "Origin", "https://example.com")
		if resp.StatusCode != 200 || string(body) != w.rating(t, 1, did) {
			t.Errorf("%s: %d %s", name, resp.StatusCode, body)
		}
	}
}
