package httpapi

import (
	"bytes"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mcrpress/chain"
	"mcrpress/generator/mount"
)

// both are a tree of each generation, one of them below a prefix.
func both(t testing.TB, prefix1, prefix2 string) (one, two *world, mounts []mount.Mount) {
	one, two = fixture(t, chain.Gen1), fixture(t, chain.Gen2)
	return one, two, []mount.Mount{{Prefix: prefix1, Dir: one.dir}, {Prefix: prefix2, Dir: two.dir}}
}

// TestMountedRequests: below its prefix a tree answers as it does at the root,
// and the other does not answer there.
func TestMountedRequests(t *testing.T) {
	one, two, mounts := both(t, "api/peaq-1.0", "")
	_, base := startMounted(t, mounts, Options{RatingTTL: 600})
	for prefix, w := range map[string]*world{"/api/peaq-1.0": one, "": two} {
		check := newChecker(t, w)
		for _, row := range slices.Concat(w.ratings(t), w.profiles(t), w.numbered(t), w.fleets(), w.files(t), w.missing()) {
			if row.headers["Location"] != "" {
				row.headers["Location"] = prefix + row.headers["Location"]
			}
			check.prefix = prefix
			row.target = prefix + row.target
			t.Run(row.target, func(t *testing.T) { row.check(t, base, check) })
		}
	}
}

// TestPrefixes: what is at the prefix itself, and beside it.
func TestPrefixes(t *testing.T) {
	one, two, mounts := both(t, "v1", "v1/two")
	_, base := startMounted(t, mounts, Options{})
	for target, want := range map[string]struct {
		status         int
		body, location string
	}{
		"/v1":                {307, "", "/v1/"},
		"/v1?a=b":            {307, "", "/v1/?a=b"},
		"/v1/":               {200, one.file(t, "index.html"), ""},
		"/v1/two":            {307, "", "/v1/two/"},
		"/v1/two/":           {200, two.file(t, "index.html"), ""},
		"/v1/two/mcr/1":      {200, two.rating(t, 1, "1"), ""},
		"/v1/mcr/1":          {400, detail("Invalid Ethereum address format"), ""},
		"/v1/two/mcr/1/":     {307, "", "/v1/two/mcr/1"},
		"/v1%2Ftwo/mcr/1":    {200, two.rating(t, 1, "1"), ""},
		"/v1//mcr/1":         {404, detail("Not Found"), ""},
		"/v10/mcr/1":         {404, detail("Not Found"), ""},
		"/V1/":               {404, detail("Not Found"), ""},
		"/":                  {404, detail("Not Found"), ""},
		"/mcr/1":             {404, detail("Not Found"), ""},
		"/index.html":        {404, detail("Not Found"), ""},
		"/openapi.json":      {404, detail("Not Found"), ""},
		"/two/mcr/1":         {404, detail("Not Found"), ""},
		"/v1/..%2Fmcr/1":     {404, detail("Not Found"), ""},
		"//v1/mcr/1":         {404, detail("Not Found"), ""},
		"/v1/two/index/left": {404, detail("Not Found"), ""},
	} {
		resp, body := get(t, base+target)
		if resp.StatusCode != want.status || string(body) != want.body || resp.Header.Get("Location") != want.location {
			t.Errorf("%s: %d %q %.300s", target, resp.StatusCode, resp.Header.Get("Location"), body)
		}
		checkCommon(t, resp)
	}
	for prefix, w := range map[string]*world{"/v1": one, "/v1/two": two} {
		resp, body := get(t, base+prefix+"/nothing", "Accept", "text/html")
		if resp.StatusCode != 404 || string(body) != w.file(t, "404.html") {
			t.Errorf("%s has another page: %d %.300s", prefix, resp.StatusCode, body)
		}
	}
	if resp, body := get(t, base+"/nothing", "Accept", "text/html"); resp.StatusCode != 404 || string(body) != detail("Not Found") {
		t.Errorf("the root has a page: %d %.300s", resp.StatusCode, body)
	}
}

// TestProbesWithoutRoot: the probes at the root speak for all trees.
func TestProbesWithoutRoot(t *testing.T) {
	one, two, mounts := both(t, "v1", "v2")
	server, base := startMounted(t, mounts, Options{RateLimit: 1})
	expect := func(target string, status int, want string) {
		t.Helper()
		if resp, body := get(t, base+target); resp.StatusCode != status || string(body) != want {
			t.Errorf("%s: %d %s", target, resp.StatusCode, body)
		}
	}
	expect("/health", 200, `{"status":"ok"}`+"\n")
	expect("/ready", 200, one.file(t, "ready"))
	if err := os.Rename(two.dir, two.dir+".gone"); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Reload(); err != nil {
		t.Fatal(err)
	}
	expect("/health", 200, `{"status":"ok"}`+"\n")
	expect("/ready", 503, unreadyBody)
	expect("/v1/ready", 200, one.file(t, "ready"))
	expect("/v2/ready", 503, unreadyBody)
	expect("/v2/mcr/1", 503, detail("Service not initialised"))
}

// TestProbesAtRoot: the tree at the root answers for itself alone.
func TestProbesAtRoot(t *testing.T) {
	_, two, mounts := both(t, "v1", "")
	mounts[0].Dir = filepath.Join(t.TempDir(), "none")
	_, base := startMounted(t, mounts, Options{})
	if resp, body := get(t, base+"/ready"); resp.StatusCode != 200 || string(body) != two.file(t, "ready") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	if resp, body := get(t, base+"/v1/ready"); resp.StatusCode != 503 || string(body) != unreadyBody {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
}

// TestLimitCountsAllTrees: a client has one allowance.
func TestLimitCountsAllTrees(t *testing.T) {
	one, _, mounts := both(t, "v1", "v2")
	_, base := startMounted(t, mounts, Options{RateLimit: 3, Now: func() time.Time { return blockTime }})
	for i, target := range []string{"/v1/mcr/" + one.key(1), "/v2/mcr/1", "/nothing", "/v1/health", "/v2/ready", "/health", "/ready"} {
		if resp, body := get(t, base+target); resp.StatusCode == 429 || i > 2 && resp.StatusCode != 200 {
			t.Errorf("%s: %d %s", target, resp.StatusCode, body)
		}
	}
	for _, target := range []string{"/v1/machines/1", "/v2/machines/1", "/x"} {
		if resp, _ := get(t, base+target); resp.StatusCode != 429 {
			t.Errorf("%s: %d", target, resp.StatusCode)
		}
	}
}

func TestMountedMetrics(t *testing.T) {
	_, two, mounts := both(t, "v1", "")
	two.publish(t, 200)
	server, base := startMounted(t, mounts, Options{})
	for _, target := range []string{"/v1/machines/1", "/machines/1", "/machines/2", "/v1/nothing"} {
		get(t, base+target)
	}
	rec := httptest.NewRecorder()
	server.Metrics().ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		`mcrpress_http_requests_total{prefix="v1",route="machines",status="200"} 1`, `mcrpress_http_requests_total{prefix="",route="machines",status="200"} 2`,
		`mcrpress_http_requests_total{prefix="v1",route="unknown",status="404"} 1`, `mcrpress_snapshot_block{prefix=""} 200`, `mcrpress_snapshot_block{prefix="v1"} 106`,
	} {
		if !strings.Contains(rec.Body.String(), want+"\n") {
			t.Errorf("no %s in\n%s", want, rec.Body)
		}
	}
}

// TestWatchSaysOnce: a snapshot that cannot be read is logged once, does not
// stop the other tree, and is taken up when it is mended.
func TestWatchSaysOnce(t *testing.T) {
	one, two, mounts := both(t, "v1", "")
	var log bytes.Buffer
	server, err := NewMounted(mounts, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	whole := one.file(t, "index/snapshot.json")
	one.put(t, "index/snapshot.json", []byte("{"))
	two.publish(t, 107)
	for range 3 {
		for _, at := range server.sites {
			server.look(at)
		}
	}
	if n := strings.Count(log.String(), "reloading"); n != 1 || strings.Count(log.String(), "block=107") != 1 {
		t.Errorf("%d complaints in\n%s", n, log.String())
	}
	one.put(t, "index/snapshot.json", []byte(whole))
	one.publish(t, 108)
	for _, at := range server.sites {
		server.look(at)
	}
	if !strings.Contains(log.String(), "at=/v1/") || !strings.Contains(log.String(), "block=108") {
		t.Errorf("the mended one is not taken up:\n%s", log.String())
	}
}

// TestReloadOfAnotherGeneration: a tree may become one of the other
// generation.
func TestReloadOfAnotherGeneration(t *testing.T) {
	one, two, _ := both(t, "", "")
	server, base := start(t, one.dir, Options{})
	if resp, _ := get(t, base+"/mcr/1"); resp.StatusCode != 400 {
		t.Errorf("generation 1.0: %d", resp.StatusCode)
	}
	if err := os.Rename(one.dir, one.dir+".old"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(two.dir, one.dir); err != nil {
		t.Fatal(err)
	}
	if changed, err := server.Reload(); !changed || err != nil {
		t.Fatalf("%t, %v", changed, err)
	}
	if resp, body := get(t, base+"/mcr/1"); resp.StatusCode != 200 || !strings.Contains(string(body), `"machine_id":"1"`) {
		t.Errorf("generation 2.0: %d %s", resp.StatusCode, body)
	}
}

func TestMountsAreChecked(t *testing.T) {
	for _, mounts := range [][]mount.Mount{nil, {{Prefix: "a", Dir: "x"}, {Prefix: "a", Dir: "y"}}, {{Prefix: "mcr", Dir: "x"}}} {
		if _, err := NewMounted(mounts, Options{}); err == nil {
			t.Errorf("%+v is served", mounts)
		}
	}
}
