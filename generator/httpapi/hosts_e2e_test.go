//go:build e2e

package httpapi

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
	"mcrpress/e2e/edge"
	"mcrpress/e2e/lab"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/hosting"
	"mcrpress/generator/mount"
)

// BenchmarkBesideNginx puts the same load on this server and on nginx over
// the same tree, one after the other in one run. It needs nginx:
//
//	go test -tags e2e -run '^$' -bench BesideNginx ./generator/httpapi
func BenchmarkBesideNginx(b *testing.B) {
	w := fixture(b, chain.Gen2)
	_, ours := start(b, w.dir, Options{RatingTTL: 3600})
	theirs := startNginx(b, []hosting.Tree{w.at("")})
	for _, target := range hot {
		b.Run(target.name+"/serve", func(b *testing.B) { hammer(b, ours+target.path, target.accept) })
		b.Run(target.name+"/nginx", func(b *testing.B) { hammer(b, theirs+target.path, target.accept) })
	}
}

// TestHostsAnswerAlike: over the trees of both generations, nginx and Caddy
// answer what this server answers, but for the echo of the DID.
func TestHostsAnswerAlike(t *testing.T) {
	one, two, mounts := both(t, "v1", "")
	_, ours := startMounted(t, mounts, Options{RatingTTL: 3600})
	trees := []hosting.Tree{one.at("v1"), two.at("")}
	for name, theirs := range map[string]string{"nginx": startNginx(t, trees), "caddy": startCaddy(t, trees)} {
		t.Run(name, func(t *testing.T) {
			for _, target := range slices.Concat(one.targets("/v1"), two.targets("")) {
				want, wantBody := get(t, ours+target, "Accept", "text/html")
				got, gotBody := get(t, theirs+target, "Accept", "text/html")
				if got.StatusCode != want.StatusCode {
					t.Errorf("%s: status %d, want %d", target, got.StatusCode, want.StatusCode)
				}
				if diff := cmp.Diff(unsaid(wantBody), unsaid(gotBody)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", target, diff)
				}
				for _, header := range []string{"Content-Type", "Location", "Access-Control-Allow-Origin", "X-Content-Type-Options", "Content-Security-Policy"} {
					if g, w := got.Header.Get(header), want.Header.Get(header); g != w && got.StatusCode != 307 {
						t.Errorf("%s: %s %q, want %q", target, header, g, w)
					}
				}
			}
		})
	}
}

// TestWorkerAnswers: the Worker answers what the API documents of both
// generations, all that the server is held to but validators. It runs under
// Node.js and in Cloudflare's own emulator.
func TestWorkerAnswers(t *testing.T) {
	one, two, _ := both(t, "", "")
	upload := uploadedFor(t, 600, hosting.CloudflareWorkers, one.at("v1"), two.at(""))
	for name, run := range map[string]func(testing.TB, string) string{"node": edge.Worker, "wrangler": edge.Dev} {
		t.Run(name, func(t *testing.T) {
			base := run(t, upload)
			for prefix, w := range map[string]*world{"/v1": one, "": two} {
				rows := slices.Concat(w.ratings(t), w.profiles(t), w.numbered(t), w.fleets(), w.windows(), w.files(t),
					w.methods(), w.refusals())
				for _, row := range rows {
					if strings.HasPrefix(row.target, "//") { // wrangler has no answer to the absolute form
						continue
					}
					if row.headers["Location"] != "" {
						row.headers["Location"] = prefix + row.headers["Location"]
					}
					row.target = prefix + row.target
					row.resemble(t, base)
				}
			}
		})
	}
}

// TestWorkerWithoutRoot: where no tree stands at the root, the probes there are
// those of a tree, and nothing else is there. What is unchanged is 304.
func TestWorkerWithoutRoot(t *testing.T) {
	one, two, _ := both(t, "", "")
	base := edge.Worker(t, uploaded(t, hosting.CloudflareWorkers, one.at("api/v1"), two.at("v2")))
	for target, want := range map[string]struct {
		status         int
		body, location string
	}{
		"/health":     {200, one.file(t, "health"), ""},
		"/ready":      {200, one.file(t, "ready"), ""},
		"/":           {404, detail("Not Found"), ""},
		"/mcr/1":      {404, detail("Not Found"), ""},
		"/v2?a=b":     {307, "", "/v2/?a=b"},
		"/v2/":        {200, two.file(t, "index.html"), ""},
		"/v2/mcr/1":   {200, two.rating(t, 1, "1"), ""},
		"/api/v1":     {307, "", "/api/v1/"},
		"/api/v1/mcr": {404, detail("Not Found"), ""},
		"/v20/mcr/1":  {404, detail("Not Found"), ""},
	} {
		resp, body := get(t, base+target)
		if resp.StatusCode != want.status || string(body) != want.body || resp.Header.Get("Location") != want.location {
			t.Errorf("%s: %d %q %.300s", target, resp.StatusCode, resp.Header.Get("Location"), body)
		}
	}
	first, _ := get(t, base+"/v2/machines/1")
	again, body := get(t, base+"/v2/machines/1", "If-None-Match", first.Header.Get("ETag"))
	if again.StatusCode != 304 || len(body) > 0 || again.Header.Get("Cache-Control") != cacheData {
		t.Errorf("asked again: %d %v", again.StatusCode, again.Header)
	}
}

// TestFunctionRefuses: the CloudFront function answers what the API refuses as
// the API does.
func TestFunctionRefuses(t *testing.T) {
	one, two, _ := both(t, "", "")
	upload := uploaded(t, hosting.S3, one.at("v1"), two.at(""))
	for prefix, w := range map[string]*world{"/v1": one, "": two} {
		refused := slices.DeleteFunc(slices.Concat(w.refusals(), w.files(t)), func(row request) bool {
			return row.status != 400 && row.status != 422 && (row.status != 307 || !strings.HasPrefix(row.target, "/m"))
		})
		var targets []string
		for _, row := range refused {
			targets = append(targets, prefix+row.target)
		}
		if len(targets) < 100 {
			t.Errorf("%d requests", len(targets))
		}
		for i, d := range edge.CloudFront(t, upload, targets) {
			row := refused[i]
			if row.status == 307 {
				row.headers["Location"] = prefix + row.headers["Location"]
			}
			if d.Status != row.status || d.Body != row.body || d.Cache != "no-store" || d.Location != row.headers["Location"] {
				t.Errorf("%.200s: %.500v, want %d %q %.300s",
					targets[i], d, row.status, row.headers["Location"], row.body)
			}
		}
	}
}

// uploaded is the directory of what a host is given of the trees.
func uploaded(t testing.TB, host hosting.Host, trees ...hosting.Tree) string {
	t.Helper()
	return uploadedFor(t, 3600, host, trees...)
}

func uploadedFor(t testing.TB, ratingTTL uint, host hosting.Host, trees ...hosting.Tree) string {
	t.Helper()
	upload, err := hosting.Plan(host, trees, hosting.Options{RatingTTL: ratingTTL})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "upload")
	if err := upload.Write(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// windows are pages of an operator's list that begin anywhere.
func (w *world) windows() (rows []request) {
	for operator, ids := range lists(w.fleet.Generation) {
		for offset := 0; offset <= len(ids)+1; offset++ {
			for _, limit := range []int{1, 7, 20} {
				target := fmt.Sprintf("/operator/%s/machines?offset=%d&limit=%d", operator.Hex(), offset, limit)
				rows = append(rows, request{target: target, status: 200, body: w.page(operator.Hex(), ids, offset, limit)})
			}
		}
	}
	return rows
}

// resemble is check without validators.
func (row request) resemble(t *testing.T, base string) {
	t.Helper()
	resp, body := row.send(t, base)
	if resp.StatusCode != row.status {
		t.Errorf("%s %.200s: status %d, want %d", row.method, row.target, resp.StatusCode, row.status)
	}
	if diff := cmp.Diff(row.body, string(body)); diff != "" && row.method != "HEAD" {
		t.Errorf("%s %.200s: body (-want +got):\n%.2000s", row.method, row.target, diff)
	}
	for name, want := range row.headers {
		if got := resp.Header.Get(name); got != want && name != "Vary" {
			t.Errorf("%s %.200s: %s %q, want %q", row.method, row.target, name, got, want)
		}
	}
	h := resp.Header
	if h.Get("Access-Control-Allow-Origin") != "*" || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s %.200s: no CORS or no nosniff: %v", row.method, row.target, h)
	}
	if resp.StatusCode >= 300 && h.Get("Cache-Control") != "no-store" {
		t.Errorf("%s %.200s: %d may be stored", row.method, row.target, resp.StatusCode)
	}
}

// targets are requests that every host can answer.
func (w *world) targets(prefix string) (list []string) {
	for n := range uint64(largest + 2) {
		for _, endpoint := range []string{"/machines/" + w.id(n), "/metadata/" + w.token(n), "/card/" + w.id(n) + ".html", "/badge/" + w.id(n) + ".svg"} {
			if n != walletless { // its details are not those of the endpoints
				list = append(list, endpoint)
			}
		}
		for _, key := range w.spellings(n) {
			if n != mistaken {
				list = append(list, "/mcr/"+key, "/machine/"+key, "/mcr/"+url.PathEscape(key), "/machine/"+url.PathEscape(key))
			}
		}
	}
	for operator, ids := range lists(w.fleet.Generation) {
		for _, key := range accounts(operator) {
			for offset := 0; offset == 0 || offset < len(ids); offset += endpoints.PageSize {
				list = append(list, fmt.Sprintf("/operator/%s/machines?offset=%d", key, offset))
			}
		}
	}
	list = append(list, "/operator/"+(common.Address{}).Hex()+"/machines", "/health", "/ready", "/", "/index.html", "/openapi.json", "/feed.xml")
	for _, key := range append(noIDs(), noAccounts...) {
		if strings.HasSuffix(key, "%00") { // refused by nginx itself
			continue
		}
		list = append(list, "/mcr/"+key, "/machine/"+key, "/operator/"+key+"/machines")
	}
	for i := range list {
		list[i] = prefix + list[i]
	}
	return list
}

var said = regexp.MustCompile(`\A\{"(did|operator_did)":"[^"]*"`)

// unsaid is a body without the line feed at its end and the DID that it begins
// with.
func unsaid(body []byte) string {
	text := said.ReplaceAllString(string(body), `{"$1":""`)
	return regexp.MustCompile(`\n\z`).ReplaceAllString(text, "")
}

// at is the tree under a prefix of a host.
func (w *world) at(prefix string) hosting.Tree {
	return hosting.Tree{Mount: mount.Mount{Prefix: prefix, Dir: w.dir}, Table: w.table}
}

// startNginx runs nginx with the generated site.
func startNginx(t testing.TB, trees []hosting.Tree) string {
	t.Helper()
	listen := lab.FreeAddress(t)
	site, err := hosting.Nginx(hosting.Site{Trees: trees, Listen: listen, RatingTTL: 3600})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	config := fmt.Sprintf("daemon off; pid %[1]s/pid; error_log stderr crit; worker_processes auto;\n"+
		"events { worker_connections 256; }\nhttp { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; large_client_header_buffers 4 16k;\n"+
		"client_body_temp_path %[1]s/a; proxy_temp_path %[1]s/b; fastcgi_temp_path %[1]s/c; uwsgi_temp_path %[1]s/d; scgi_temp_path %[1]s/e;\n%[2]s}\n", dir, site)
	if os.Getuid() == 0 {
		config = "user root;\n" + config
	}
	path := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(path, []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	return run(t, listen, exec.Command("nginx", "-e", "stderr", "-c", path))
}

// startCaddy runs Caddy with the generated site.
func startCaddy(t testing.TB, trees []hosting.Tree) string {
	t.Helper()
	listen := lab.FreeAddress(t)
	site, err := hosting.Caddy(hosting.Site{Trees: trees, Listen: listen, RatingTTL: 3600})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "Caddyfile")
	if err := os.WriteFile(path, append([]byte("{\n\tadmin off\n\tlog {\n\t\tlevel ERROR\n\t}\n}\n"), site...), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("caddy", "run", "--config", path, "--adapter", "caddyfile")
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	return run(t, listen, cmd)
}

// run keeps a server until the test ends, and waits until it answers.
func run(t testing.TB, listen string, cmd *exec.Cmd) string {
	t.Helper()
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	for range 200 {
		if resp, err := http.Get("http://" + listen + "/health"); err == nil {
			resp.Body.Close()
			return "http://" + listen
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s does not answer", cmd)
	return ""
}
