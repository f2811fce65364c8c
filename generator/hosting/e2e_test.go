//go:build e2e

package hosting

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mcrpress/e2e/lab"
	"mcrpress/generator/endpoints"
)

const (
	checksummed = "0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B"
	shouting    = "0xAB5801A7D398351B8BE11C439E05C5B3259AEC9B"
	stranger    = "0x00000000000000000000000000000000DeaDBeef"
	digitsOnly  = "0x1234567890123456789012345678901234567890"
)

// keys are how machines are named in a tree: by account or by id.
var keys = map[*endpoints.Table]struct {
	file, other   string   // in file names
	spellings     []string // in URLs, of file
	unknown       []string // that no machine has
	malformed     []string
	invalid, none string // details
}{
	gen1: {
		file: wallet, other: digitsOnly, spellings: []string{wallet, checksummed, shouting}, unknown: []string{stranger},
		malformed: []string{"0x12", "0X" + wallet[2:], wallet + "0", "x", "7", wallet[:41] + "g", "%22%3Cscript%3E", "DID:PEAQ:" + wallet},
		invalid:   "Invalid Ethereum address format", none: "Machine DID not found",
	},
	gen2: {
		file: "7", other: huge, spellings: []string{"7"}, unknown: []string{"0", "8", "70", huge[:77], huge[:77] + "4"},
		malformed: []string{"07", "00", "-7", "%2B7", "7.0", "1e3", "%207", "7%0A", "x", "0x7", wallet, checksummed, "%22%3Cscript%3E", "DID:PEAQ:7", "did:Peaq:7",
			huge[:77] + "6", huge + "0", "9" + huge[1:], "2" + strings.Repeat("0", 77), strings.Repeat("9", 300)},
		invalid: "Invalid machine DID format", none: "Machine not registered",
	},
}

// published is a tree with a file of each kind; a file says what it is.
func published(t *testing.T, table *endpoints.Table) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil { // the server's workers may run as somebody else
		t.Fatal(err)
	}
	files := map[string][]byte{}
	machine, other := keys[table].file, keys[table].other
	for _, name := range []string{
		"mcr/" + machine, "mcr/" + other, "machine/" + machine, "operator/" + wallet + "/machines",
		"operator/" + wallet + "/machines.p/20", "metadata/7", "machines/1", "machines/" + huge, "health", "ready",
		"openapi.json", "index/snapshot.json", "index/snapshots/1.json", "index/files/ab.txt", "index/machines.json",
		"index/machines/10000.json", "index/operators/" + wallet + ".json", "index/schema/machines.json",
		"index/rates.csv", "index/search/rows/0.json", "export/machines.ndjson.gz", "export/events.parquet", "card/1.html",
		"fleet/" + wallet + ".html", "badge/1.svg", "index.html", "404.html", "methodology.html", "assets/style.css",
		"assets/page.js", "feed.xml", "sitemap.xml", "robots.txt", ".gitignore",
	} {
		files[name] = []byte(said(table, name))
	}
	for name, data := range table.NotFoundBodies() {
		files[name] = data
	}
	for name, data := range Files(table, "", 3600) {
		files[name] = data
	}
	for name, data := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// said is what a file of a tree holds.
func said(table *endpoints.Table, name string) string {
	return fmt.Sprintf("this is %s of %s", name, table.Generation)
}

// request is one row of the table. An empty body is not compared.
type request struct {
	method, url string
	status      int
	body        string
	header      map[string]string
}

func pairs(list []string) map[string]string {
	m := map[string]string{}
	for i := 0; i < len(list); i += 2 {
		m[list[i]] = list[i+1]
	}
	return m
}

// answer is a JSON answer that no cache may keep.
func answer(status int, url, body string) request {
	return request{"GET", url, status, body, map[string]string{"Content-Type": "application/json", "Cache-Control": "no-store"}}
}

// rows is what every host of ours answers below the prefix of a tree.
func rows(tr Tree) (rows []request) {
	const fresh, data = "public, max-age=600", "public, max-age=300, stale-while-revalidate=3600"
	table, key := tr.Table, keys[tr.Table]
	get := func(url, file string, header ...string) request {
		return request{"GET", url, 200, said(table, file), pairs(header)}
	}
	const page0, page20 = "operator/" + wallet + "/machines", "operator/" + wallet + "/machines.p/20"
	accounts, malformed := []string{wallet, checksummed, shouting}, []string{"0x12", "0X" + wallet[2:], wallet + "0", "x", "7"}
	for _, f := range []struct {
		url, file, cache     string
		spellings, malformed []string
		invalid              string
	}{
		{"/mcr/%s", "mcr/" + key.file, fresh, key.spellings, key.malformed, key.invalid},
		{"/mcr/%s", "mcr/" + key.other, fresh, []string{key.other}, nil, ""},
		{"/machine/%s", "machine/" + key.file, data, key.spellings, key.malformed, key.invalid},
		{"/operator/%s/machines", page0, data, accounts, malformed, "Invalid Ethereum address format"},
		{"/operator/%s/machines?offset=20", page20, data, accounts, malformed, "Invalid Ethereum address format"},
	} {
		for _, spelt := range f.spellings {
			for _, prefix := range []string{"", "did:peaq:", "did%3Apeaq%3A", "did%3apeaq%3a"} {
				rows = append(rows, get(fmt.Sprintf(f.url, prefix+spelt), f.file, "Content-Type", "application/json", "Cache-Control", f.cache))
			}
		}
		for _, spelt := range f.malformed {
			for _, prefix := range []string{"", "did:peaq:"} {
				rows = append(rows, answer(400, fmt.Sprintf(f.url, prefix+spelt), detail(f.invalid)))
			}
		}
		rows = append(rows, answer(400, fmt.Sprintf(f.url, "did:peaq:"), detail("Empty DID")),
			answer(400, fmt.Sprintf(f.url, "did%3Apeaq%3A"), detail("Empty DID")))
	}
	for _, prefix := range []string{"", "did:peaq:", "did%3Apeaq%3A"} {
		for _, unknown := range key.unknown {
			rows = append(rows, answer(404, "/mcr/"+prefix+unknown, detail(key.none)), answer(404, "/machine/"+prefix+unknown, detail(key.none)))
		}
		asked, _ := url.PathUnescape(prefix + stranger)
		rows = append(rows, request{"GET", "/operator/" + prefix + stranger + "/machines", 200,
			`{"operator_did":"` + asked + `","machines":[],"pagination":{"offset":0,"limit":20,"total":0}}`,
			map[string]string{"Content-Type": "application/json"}})
	}
	const list = "/" + page0
	ge := `{"type":"greater_than_equal","loc":["%s","%s"],"msg":"Input should be greater than or equal to %d","input":"%s","ctx":{"ge":%[3]d}}`
	parse := `{"type":"int_parsing","loc":["%s","%s"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"%s"}`
	blind := `{"type":"int_parsing","loc":["%s","%s"],"msg":"Input should be a valid integer, unable to parse string as an integer"}`
	le := `{"type":"less_than_equal","loc":["query","limit"],"msg":"Input should be less than or equal to 20","input":"%s","ctx":{"le":20}}`
	bad := func(object string, args ...any) string { return `{"detail":[` + fmt.Sprintf(object, args...) + `]}` }
	rows = append(rows,
		get(list+"?limit=20", page0), get(list+"?offset=0", page0), get(list+"?offset=0&limit=20", page0), get(list+"?offset=-0", page0),
		get(list+"?limit=20&offset=20", page20), get(list+"?unknown=1", page0), get("/"+page20, page20, "Content-Type", "application/json"),
		answer(404, list+"?offset=40", detail("Not Found")),
		answer(404, list+"?offset=1020", detail("Not Found")),
		answer(404, "/"+page20+"0", detail("Not Found")),
		answer(501, list+"?offset=5", notSliceable), answer(501, list+"?limit=5", notSliceable),
		answer(501, list+"?limit=1&offset=20", notSliceable),
		answer(422, list+"?offset=-1", bad(ge, "query", "offset", 0, "-1")),
		answer(422, list+"?limit=0", bad(ge, "query", "limit", 1, "0")),
		answer(422, list+"?limit=-3", bad(ge, "query", "limit", 1, "-3")),
		answer(422, list+"?limit=21", bad(le, "21")), answer(422, list+"?limit=100", bad(le, "100")),
		answer(422, "/operator/x/machines?limit=0", bad(ge, "query", "limit", 1, "0")),
		answer(422, list+"?offset=abc", bad(parse, "query", "offset", "abc")),
		answer(422, list+"?limit=2.5", bad(parse, "query", "limit", "2.5")),
		answer(422, list+"?limit=%22", bad(blind, "query", "limit")),

		get("/metadata/7", "metadata/7", "Content-Type", "application/json", "Cache-Control", data),
		get("/metadata/007", "metadata/7"), get("/machines/1", "machines/1", "Content-Type", "application/json"), get("/machines/01", "machines/1"),
		get("/machines/"+huge, "machines/"+huge), get("/metadata/7?x=1", "metadata/7"),
		answer(404, "/metadata/8", detail("Token not found")), answer(404, "/machines/8", detail("Machine not found")),
		answer(404, "/machines/0", detail("Machine not found")), answer(404, "/machines/"+huge+"0", detail("Machine not found")),
		answer(422, "/metadata/0", bad(ge, "path", "token_id", 1, "0")),
		answer(422, "/metadata/-1", bad(ge, "path", "token_id", 1, "-1")),
		answer(422, "/metadata/abc", bad(parse, "path", "token_id", "abc")),
		answer(422, "/metadata/1.5", bad(parse, "path", "token_id", "1.5")),
		answer(422, "/metadata/%22", bad(blind, "path", "token_id")),
		answer(422, "/machines/"+wallet, bad(parse, "path", "machine_id", wallet)),
		answer(404, "/mcr/", detail("Not Found")), answer(404, "/mcr/"+key.file+"/x", detail("Not Found")),
		answer(404, "/metadata/", detail("Not Found")), answer(404, "/operator/"+wallet, detail("Not Found")),

		get("/health", "health", "Content-Type", "application/json"), get("/ready", "ready", "Content-Type", "application/json"),
		get("/openapi.json", "openapi.json", "Content-Type", "application/json"),
		get("/index/snapshot.json", "index/snapshot.json", "Content-Type", "application/json", "Cache-Control", "no-cache"),
		get("/index/snapshots/1.json", "index/snapshots/1.json", "Cache-Control", "public, max-age=31536000, immutable"),
		get("/index/files/ab.txt", "index/files/ab.txt", "Content-Type", "text/plain; charset=utf-8"),
		get("/index/machines.json", "index/machines.json", "Content-Type", "application/json"),
		get("/index/machines/10000.json", "index/machines/10000.json", "Content-Type", "application/json", "Cache-Control", data),
		get("/index/operators/"+wallet+".json", "index/operators/"+wallet+".json", "Content-Type", "application/json"),
		get("/index/schema/machines.json", "index/schema/machines.json", "Content-Type", "application/json"),
		get("/index/rates.csv", "index/rates.csv", "Content-Type", "text/csv; charset=utf-8"),
		get("/index/search/rows/0.json", "index/search/rows/0.json", "Content-Type", "application/json", "Cache-Control", data),
		get("/export/machines.ndjson.gz", "export/machines.ndjson.gz", "Content-Type", "application/gzip", "Content-Encoding", ""),
		get("/export/events.parquet", "export/events.parquet", "Content-Type", "application/vnd.apache.parquet"),
		get("/card/1.html", "card/1.html", "Content-Type", "text/html; charset=utf-8", "Content-Security-Policy", endpoints.ContentSecurityPolicy),
		get("/fleet/"+wallet+".html", "fleet/"+wallet+".html", "Content-Type", "text/html; charset=utf-8"),
		get("/badge/1.svg", "badge/1.svg", "Content-Type", "image/svg+xml"),
		get("/", "index.html", "Content-Type", "text/html; charset=utf-8", "Content-Security-Policy", endpoints.ContentSecurityPolicy),
		get("/methodology.html", "methodology.html", "Content-Type", "text/html; charset=utf-8", "Cache-Control", data),
		get("/assets/style.css", "assets/style.css", "Content-Type", "text/css; charset=utf-8", "Cache-Control", data),
		get("/assets/page.js", "assets/page.js", "Content-Type", "text/javascript; charset=utf-8"),
		get("/feed.xml", "feed.xml", "Content-Type", "application/atom+xml; charset=utf-8"),
		get("/sitemap.xml", "sitemap.xml", "Content-Type", "application/xml; charset=utf-8"),
		get("/robots.txt", "robots.txt", "Content-Type", "text/plain; charset=utf-8"),
		answer(404, "/.gitignore", detail("Not Found")), answer(404, "/.x.html", detail("Not Found")), answer(422, "/metadata/-1%0A", bad(blind, "path", "token_id")), answer(404, "/_headers", detail("Not Found")),
	)
	html := map[string]string{"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
	for _, gone := range []string{"/card/2.html", "/card/", "/card", "/CARD/1.html", "/card/*.html", "/card/%3F.html", "/card/%5B1%5D.html", "/%63ard/%2A", "/nothing", "/index/", "/index", "/assets", "/feed.xml/"} {
		rows = append(rows, request{"GET", gone, 404, said(table, "404.html"), html})
	}
	for _, slash := range []string{"/mcr/" + key.spellings[0], "/mcr/did:peaq:" + key.file, "/metadata/7", list} {
		rows = append(rows, request{"GET", slash + "/", 307, "", map[string]string{"Location": tr.Path() + slash}})
	}
	return append(rows,
		request{"GET", list + "/?offset=20", 307, "", map[string]string{"Location": tr.Path() + list + "?offset=20"}},
		request{"HEAD", "/mcr/" + key.file, 200, "", map[string]string{"Content-Type": "application/json", "Cache-Control": fresh}},
		request{"OPTIONS", "/mcr/" + key.file, 204, "", map[string]string{"Access-Control-Allow-Methods": "GET, HEAD, OPTIONS"}},
		request{"POST", "/mcr/" + key.file, 405, detail("Method Not Allowed"), map[string]string{"Allow": "GET", "Content-Type": "application/json"}},
		request{"DELETE", "/health", 405, detail("Method Not Allowed"), nil})
}

// layouts are sites of one tree and of several, by their name.
func layouts(t *testing.T) map[string][]Tree {
	one, two := published(t, gen1), published(t, gen2)
	return map[string][]Tree{
		"1.0":      {tree("", one, gen1)},
		"2.0":      {tree("", two, gen2)},
		"both":     {tree("", two, gen2), tree("v1", one, gen1)},
		"prefixes": {tree("api/peaq-1.0", one, gen1), tree("v2", two, gen2)},
	}
}

func TestNginxAnswers(t *testing.T) {
	for name, trees := range layouts(t) {
		t.Run(name, func(t *testing.T) {
			port := lab.FreeAddress(t)
			site, err := Nginx(Site{trees, port, 600})
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			conf := filepath.Join(dir, "nginx.conf")
			main := fmt.Sprintf("worker_processes 1;\npid %[1]s/pid;\nerror_log %[1]s/error.log;\nevents { worker_connections 64; }\n"+
				"http {\naccess_log off;\nclient_body_temp_path %[1]s/body;\nproxy_temp_path %[1]s/proxy;\nfastcgi_temp_path %[1]s/fastcgi;\n"+
				"uwsgi_temp_path %[1]s/uwsgi;\nscgi_temp_path %[1]s/scgi;\n%[2]s}\n", dir, site)
			if err := os.WriteFile(conf, []byte(main), 0o644); err != nil {
				t.Fatal(err)
			}
			start(t, port, exec.Command("nginx", "-p", dir, "-e", filepath.Join(dir, "error.log"), "-c", conf, "-g", "daemon off;"))
			run(t, "http://"+port, trees)
		})
	}
}

func TestCaddyAnswers(t *testing.T) {
	for name, trees := range layouts(t) {
		t.Run(name, func(t *testing.T) {
			port := lab.FreeAddress(t)
			site, err := Caddy(Site{trees, port, 600})
			if err != nil {
				t.Fatal(err)
			}
			conf := filepath.Join(t.TempDir(), "Caddyfile")
			if err := os.WriteFile(conf, append([]byte("{\n\tadmin off\n}\n"), site...), 0o644); err != nil {
				t.Fatal(err)
			}
			start(t, port, exec.Command("caddy", "run", "--config", conf, "--adapter", "caddyfile"))
			run(t, "http://"+port, trees)
		})
	}
}

// start runs a server until the test ends, and waits until it listens.
func start(t *testing.T, addr string, cmd *exec.Cmd) {
	t.Helper()
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	for range 100 {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s does not listen", cmd)
}

// run asks for everything below every tree, and at the root where none stands
// there.
func run(t *testing.T, base string, trees []Tree) {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func(r request, path string) {
		r.url = path + r.url
		t.Run(r.method+" "+r.url, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), r.method, base+r.url, nil)
			if err != nil {
				t.Fatal(err)
			}
			res, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			r.compare(t, res, strings.TrimSuffix(string(body), "\n"))
		})
	}
	rooted := false
	for _, tr := range trees {
		wantNoEscape(t, base+tr.Path())
		for _, r := range rows(tr) {
			ask(r, tr.Path())
		}
		if rooted = rooted || tr.Prefix == ""; tr.Prefix != "" {
			ask(request{"GET", "?x=1", 307, "", map[string]string{"Location": tr.Path() + "/?x=1"}}, tr.Path())
			ask(request{"GET", "", 307, "", map[string]string{"Location": tr.Path() + "/", "Cache-Control": "no-store"}}, tr.Path())
		}
	}
	if !rooted {
		first := Site{Trees: trees}.nested()[0].Table
		for _, name := range []string{"health", "ready"} {
			ask(request{"GET", "/" + name, 200, said(first, name), map[string]string{"Content-Type": "application/json", "Cache-Control": "no-cache"}}, "")
		}
		for _, url := range []string{"/", "/mcr/7", "/index.html", "/api", "/v20/mcr/7", "/V2/mcr/7"} {
			ask(answer(404, url, detail("Not Found")), "")
		}
	}
}

// wantNoEscape asks for files outside the tree by every trick of spelling.
func wantNoEscape(t *testing.T, base string) {
	for _, path := range []string{"/../../../../etc/passwd", "/card/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
		"/mcr/..%2f..%2f..%2f..%2fetc%2fpasswd", "/assets/..%5c..%5cetc%5cpasswd", "/mcr/%00"} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", base, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.URL.Opaque = strings.TrimPrefix(base, "http://"+req.URL.Host) + path
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 400 && res.StatusCode != 404 {
			t.Errorf("%s: status %d", path, res.StatusCode)
		}
	}
}

func (r request) compare(t *testing.T, res *http.Response, body string) {
	if res.StatusCode != r.status {
		t.Errorf("status %d, want %d: %s", res.StatusCode, r.status, body)
	}
	if r.body != "" && body != r.body {
		t.Errorf("body %s\nwant %s", body, r.body)
	}
	want := pairs([]string{"Access-Control-Allow-Origin", "*", "X-Content-Type-Options", "nosniff"})
	for name, value := range r.header {
		want[name] = value
	}
	for name, value := range want {
		if got := res.Header.Values(name); strings.Join(got, " | ") != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
}
