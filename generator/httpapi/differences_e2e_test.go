//go:build e2e

package httpapi

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
	"mcrpress/e2e/edge"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/hosting"
)

var update = flag.Bool("update", false, "write the table of docs/hosting.md")

// differencesOf is where the table stands, between two lines of its own.
const (
	differencesOf    = "../../docs/hosting.md"
	differencesBegin = "<!-- differences: made by go test -tags e2e ./generator/httpapi -run Differences -update -->\n"
	differencesEnd   = "<!-- end of differences -->\n"
)

// feature is something that the API documents, and the requests that show it.
type feature struct {
	name string
	rows []request
	// says is what has to hold of each answer; nil is status, body and the
	// headers of the row, the DID that a body begins with apart.
	says func(row request, resp *http.Response, body []byte) bool
	// undocumented: the hosts that are not run do not say what they do.
	undocumented bool
}

// TestDifferences puts the same requests to every host. What holds where is
// the table of docs/hosting.md, which has to be as this test makes it.
func TestDifferences(t *testing.T) {
	one, two, mounts := both(t, "", "v2")
	_, serve := startMounted(t, mounts, Options{RatingTTL: 3600})
	trees := []hosting.Tree{one.at(""), two.at("v2")}
	features := features(t, one, two)
	bucket := objects(t, one, two)
	const notRun = " (not run)"
	hosts := []struct{ name, base string }{
		{"serve", serve},
		{"Worker", edge.Dev(t, uploaded(t, hosting.CloudflareWorkers, trees...))},
		{"nginx", startNginx(t, trees)},
		{"Caddy", startCaddy(t, trees)},
		{"Cloudflare Pages", edge.Pages(t, uploaded(t, hosting.CloudflarePages, trees...))},
		{"Netlify" + notRun, model(t, netlify(t, uploaded(t, hosting.Netlify, trees...)))},
		{"GitHub Pages" + notRun, model(t, gitHubPages(filepath.Join(uploaded(t, hosting.GitHubPages, trees...), hosting.AssetsDir)))},
		{"S3 and CloudFront" + notRun, model(t, cloudFront(t, uploaded(t, hosting.S3, trees...), bucket, features))},
		{"S3 alone" + notRun, model(t, bucket)},
	}
	var table bytes.Buffer
	fmt.Fprint(&table, "| |")
	for _, h := range hosts {
		fmt.Fprintf(&table, " %s |", h.name)
	}
	fmt.Fprintf(&table, "\n|---|%s\n", strings.Repeat("---|", len(hosts)))
	for _, f := range features {
		fmt.Fprintf(&table, "| %s |", f.name)
		for _, h := range hosts {
			verdict := "unknown"
			if !f.undocumented || !strings.HasSuffix(h.name, notRun) {
				verdict = f.verdict(t, h.base)
			}
			if h.name == "serve" && verdict != "yes" {
				t.Errorf("%s: the server says %s", f.name, verdict)
			}
			fmt.Fprintf(&table, " %s |", verdict)
		}
		fmt.Fprintln(&table)
	}
	compareTable(t, table.String())
}

func compareTable(t *testing.T, table string) {
	t.Helper()
	page, err := os.ReadFile(differencesOf)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begun := strings.Cut(string(page), differencesBegin)
	committed, after, ended := strings.Cut(rest, differencesEnd)
	if !begun || !ended {
		t.Fatalf("%s has no place for the table", differencesOf)
	}
	if diff := cmp.Diff(committed, table); diff != "" && !*update {
		t.Errorf("%s is not what the hosts do; run go test -update and read the change (-committed +measured):\n%s", differencesOf, diff)
	}
	if *update {
		if err := os.WriteFile(differencesOf, []byte(before+differencesBegin+table+differencesEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// verdict says whether a feature holds: yes where it does for every request,
// some where it does for a few; else the status that is answered instead, and
// no where that is right and the rest is not. A status above 500 is an
// emulator's own failure, and leaves it unknown.
func (f feature) verdict(t *testing.T, base string) string {
	t.Helper()
	holds := 0
	others := map[string]bool{}
	for _, row := range f.rows {
		resp, body := row.send(t, base)
		says := f.says
		if says == nil {
			says = asDocumented
		}
		if says(row, resp, body) {
			holds++
		} else if resp.StatusCode != row.status {
			others[fmt.Sprint(resp.StatusCode)] = true
		} else {
			others["another"] = true
		}
	}
	switch {
	case len(f.rows) == 0:
		t.Fatalf("%s has no requests", f.name)
	case holds == len(f.rows):
		return "yes"
	case holds > 0:
		return "some"
	case len(others) != 1 || others["another"]:
		return "no"
	}
	for status := range others {
		if status <= "501" {
			return status
		}
	}
	return "unknown"
}

// asDocumented is status, body and type. The DID at the beginning of a body is
// another feature.
func asDocumented(row request, resp *http.Response, body []byte) bool {
	kind, wanted := row.headers["Content-Type"]
	return resp.StatusCode == row.status && unsaid(body) == unsaid([]byte(row.body)) &&
		(!wanted || resp.Header.Get("Content-Type") == kind)
}

// features are those of the API, of both generations: 1.0 at the root, 2.0
// below v2.
func features(t *testing.T, one, two *world) []feature {
	in := func(w *world, rows ...request) []request {
		rows = slices.Clone(rows)
		for i := range rows {
			if w == two {
				rows[i].target = "/v2" + rows[i].target
			}
		}
		return rows
	}
	inBoth := func(rows ...request) []request { return slices.Concat(in(one, rows...), in(two, rows...)) }
	list := lists(chain.Gen1)[operatorOf(1)]
	operator := strings.ToLower(operatorOf(1).Hex())
	page := func(w *world, asked string, offset, limit int, query string) request {
		return request{target: "/operator/" + asked + "/machines" + query, status: 200,
			body: w.page(asked, lists(w.fleet.Generation)[operatorOf(1)], offset, limit), headers: headers("Content-Type", "application/json")}
	}
	isJSON := headers("Content-Type", "application/json")
	missing := func(target, text string) request {
		return request{target: target, status: 404, body: detail(text), headers: isJSON}
	}
	var bare, prefixed, mixed, exact []request
	for _, w := range []*world{one, two} {
		for _, n := range []uint64{1, largest} {
			key := strings.ToLower(w.key(n))
			for _, endpoint := range []string{"/mcr/", "/machine/"} {
				row := func(key string) request {
					body := w.file(t, w.path("machine", n))
					if endpoint == "/mcr/" {
						body = w.rating(t, n, key)
					}
					return request{target: endpoint + key, status: 200, body: body, headers: isJSON}
				}
				bare = append(bare, in(w, row(key))...)
				for _, prefix := range []string{"did:peaq:", "did%3Apeaq%3A", "did%3apeaq%3a"} {
					prefixed = append(prefixed, in(w, row(prefix+key))...)
				}
				if w == one {
					mixed = append(mixed, row(w.key(n)), row("did:peaq:"+w.key(n)))
				}
			}
			exact = append(exact, in(w,
				request{target: "/machines/" + w.id(n), status: 200, body: w.file(t, "machines/"+w.id(n)), headers: isJSON},
				request{target: "/metadata/" + w.token(n), status: 200, body: w.file(t, "metadata/"+w.token(n)), headers: isJSON})...)
		}
		for _, index := range []string{"index/operators.json", endpoints.Operator(operatorOf(4))} {
			exact = append(exact, in(w, request{target: "/" + index, status: 200, body: w.file(t, index), headers: isJSON})...)
		}
		bare = append(bare, in(w, page(w, operator, 0, 20, ""))...)
		prefixed = append(prefixed, in(w, page(w, "did:peaq:"+operator, 0, 20, ""))...)
		mixed = append(mixed, in(w, page(w, operatorOf(1).Hex(), 0, 20, ""))...)
	}
	stranger := strings.ToLower(walletOf(200).Hex())
	degradedRating := one.path("mcr", degraded)
	one7 := one.file(t, "machines/7")
	card := one.file(t, "card/1.html")
	return []feature{
		{"`/mcr`, `/machine` and `/operator` by the bare key", bare, nil, false},
		{"by the DID, colons as they are or as `%3A`", prefixed, nil, false},
		{"hex digits of an account in any case", mixed, nil, false},
		{"`did` and `operator_did` as they were asked", []request{prefixed[0], mixed[0]}, func(row request, resp *http.Response, body []byte) bool {
			_, key, _ := strings.Cut(strings.TrimPrefix(row.target, "/"), "/")
			asked, _ := url.PathUnescape(key)
			return resp.StatusCode == 200 && strings.HasPrefix(string(body), `{"did":"`+asked+`"`)
		}, false},
		{"`/metadata`, `/machines`, `/health` and the indexes", append(exact, inBoth(request{target: "/health", status: 200, body: one.file(t, "health"), headers: isJSON})...), nil, false},
		{"numbers spelt `007`", []request{{target: "/machines/007", status: 200, body: one7, headers: isJSON}}, nil, false},
		{"numbers spelt `+7`, `7.0`", []request{
			{target: "/machines/+7", status: 200, body: one7, headers: isJSON}, {target: "/machines/7.0", status: 200, body: one7, headers: isJSON}}, nil, false},
		{"400 for what is no DID", []request{
			{target: "/mcr/0x12", status: 400, body: detail("Invalid Ethereum address format"), headers: isJSON},
			{target: "/machine/did:peaq:", status: 400, body: detail("Empty DID"), headers: isJSON},
			{target: "/v2/mcr/0x12", status: 400, body: detail("Invalid machine DID format"), headers: isJSON}}, nil, false},
		{"422 for what is no number, or too small", []request{
			{target: "/metadata/0", status: 422, body: invalid("greater_than_equal", "path", "token_id", "Input should be greater than or equal to 1", "0", `"ge":1`), headers: isJSON},
			{target: "/machines/abc", status: 422, body: invalid("int_parsing", "path", "machine_id", "Input should be a valid integer, unable to parse string as an integer", "abc", ""), headers: isJSON}}, nil, false},
		{"404 in JSON", slices.Concat(in(one, missing("/mcr/"+stranger, "Machine DID not found"), missing("/machines/9999", "Machine not found"), missing("/metadata/9999", "Token not found")),
			in(two, missing("/mcr/999999", "Machine not registered"))), nil, false},
		{"404 with the details of `index/unresolved.json`", []request{
			missing("/mcr/"+strings.ToLower(walletOf(mistaken).Hex()), "Machine not registered"), missing("/machines/24", "Machine wallet not found")}, nil, false},
		{"an operator without machines: an empty list", inBoth(request{target: "/operator/" + stranger + "/machines", status: 200, body: one.page(stranger, nil, 0, 20), headers: isJSON}), nil, false},
		{"`offset` in multiples of 20", []request{page(one, operator, 20, 20, "?offset=20"), page(one, operator, 40, 20, "?offset=40")}, nil, false},
		{"any `offset` and `limit`", []request{page(one, operator, 3, 5, "?offset=3&limit=5"), page(one, operator, 0, 1, "?limit=1"), page(one, operator, len(list)-1, 20, fmt.Sprintf("?offset=%d", len(list)-1))}, nil, false},
		{"422 for `limit=0` and `offset=-1`", []request{
			{target: "/operator/" + operator + "/machines?limit=0", status: 422, body: invalid("greater_than_equal", "query", "limit", "Input should be greater than or equal to 1", "0", `"ge":1`)},
			{target: "/operator/" + operator + "/machines?offset=-1", status: 422, body: invalid("greater_than_equal", "query", "offset", "Input should be greater than or equal to 0", "-1", `"ge":0`)}}, nil, false},
		{"degraded ratings are not stored", []request{{target: "/" + degradedRating, status: 200}}, func(_ request, resp *http.Response, _ []byte) bool {
			return resp.StatusCode == 200 && resp.Header.Get("Cache-Control") == "no-store"
		}, false},
		{"ratings are stored for `MCR_CACHE_TTL`", []request{{target: "/" + one.path("mcr", 1), status: 200}}, func(_ request, resp *http.Response, _ []byte) bool {
			return resp.StatusCode == 200 && resp.Header.Get("Cache-Control") == "public, max-age=3600"
		}, false},
		{"404s are not stored", []request{missing("/mcr/"+stranger, ""), missing("/nothing", "")}, func(_ request, resp *http.Response, _ []byte) bool {
			return resp.StatusCode == 404 && resp.Header.Get("Cache-Control") == "no-store"
		}, true},
		{"CORS, also on a 404", []request{{target: "/machines/7", status: 200}, missing("/machines/9999", "")}, func(row request, resp *http.Response, _ []byte) bool {
			return resp.StatusCode == row.status && resp.Header.Get("Access-Control-Allow-Origin") == "*"
		}, false},
		{"`ETag`", []request{{target: "/machines/7", status: 200}, {target: "/metadata/107", status: 200}}, func(_ request, resp *http.Response, _ []byte) bool {
			return resp.StatusCode == 200 && resp.Header.Get("ETag") != ""
		}, true},
		{"pages at `/card/1.html`", []request{{target: "/card/1.html", status: 200, body: card, headers: headers("Content-Type", "text/html; charset=utf-8")}}, nil, false},
		{"a page for a browser's 404", []request{{target: "/nothing", accept: "text/html", status: 404, body: one.file(t, "404.html"), headers: headers("Content-Type", "text/html; charset=utf-8")}}, nil, false},
		{"307 without a closing slash", []request{{target: "/machines/7/", status: 307, headers: headers("Location", "/machines/7")}}, func(_ request, resp *http.Response, _ []byte) bool {
			return resp.StatusCode == 307 && resp.Header.Get("Location") == "/machines/7"
		}, true},
		{"405 for other methods", []request{{method: "POST", target: "/machines/7", status: 405, body: detail("Method Not Allowed")}}, nil, true},
		{"OPTIONS for any client", []request{{method: "OPTIONS", target: "/machines/7", status: 204}}, func(_ request, resp *http.Response, _ []byte) bool {
			return resp.StatusCode == 204 && resp.Header.Get("Access-Control-Allow-Methods") == "GET, HEAD, OPTIONS"
		}, true},
	}
}

// model serves a host's documented behaviour on loopback: the hosts that
// cannot be run here.
func model(t *testing.T, handler http.Handler) string {
	web := httptest.NewServer(handler)
	t.Cleanup(web.Close)
	return web.URL
}

// static is a site of files by their exact path; headers are those of a file.
type static struct {
	file    func(path string) ([]byte, http.Header)
	missing func(w http.ResponseWriter, path string)
}

func (s static) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.serve(w, r, r.URL.Path) }

func (s static) serve(w http.ResponseWriter, r *http.Request, path string) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	data, headers := s.file(strings.TrimPrefix(path, "/"))
	if data == nil {
		s.missing(w, path)
		return
	}
	for name, values := range headers {
		w.Header()[name] = values
	}
	_, _ = w.Write(data)
}

// onDisk reads files of a directory. Hosts of pages take them without their
// .html too, and index.html for a directory.
func onDisk(dir, name string) []byte {
	for _, candidate := range []string{name, name + ".html", path.Join(name, "index.html")} {
		if data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(candidate))); err == nil {
			return data
		}
	}
	return nil
}

// gitHubPages: types by extension, application/octet-stream without one; no
// header can be set; one 404 page.
func gitHubPages(dir string) http.Handler {
	header := func(name string) http.Header {
		kind := map[string]string{".html": "text/html; charset=utf-8", ".json": "application/json; charset=utf-8"}[path.Ext(name)]
		if kind == "" {
			kind = endpoints.Bytes
		}
		return http.Header{"Content-Type": {kind}, "Cache-Control": {"max-age=600"}, "Access-Control-Allow-Origin": {"*"}, "Etag": {`"x"`}}
	}
	return static{
		file: func(name string) ([]byte, http.Header) { return onDisk(dir, name), header(name) },
		missing: func(w http.ResponseWriter, _ string) {
			for name, values := range header("404.html") {
				w.Header()[name] = values
			}
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write(onDisk(dir, "404.html"))
		},
	}
}

// netlify: _headers by path, values of one header joined; _redirects in order,
// a file before a rule that is not forced.
func netlify(t *testing.T, upload string) http.Handler {
	dir := filepath.Join(upload, hosting.AssetsDir)
	headers, rewrites := string(onDisk(dir, "_headers")), string(onDisk(dir, "_redirects"))
	set := func(h http.Header, asked string) {
		applies := false
		for line := range strings.Lines(headers) {
			line = strings.TrimRight(line, "\n")
			switch name, value, ok := strings.Cut(strings.TrimSpace(line), ": "); {
			case strings.HasPrefix(line, "/"):
				prefix, wild := strings.CutSuffix(line, "*")
				applies = asked == line || wild && strings.HasPrefix(asked, prefix)
			case applies && ok:
				h[http.CanonicalHeaderKey(name)] = append(h[http.CanonicalHeaderKey(name)], value)
			}
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		set(w.Header(), r.URL.Path)
		w.Header().Set("Etag", `"x"`)
		if data := onDisk(dir, strings.TrimPrefix(r.URL.Path, "/")); data != nil {
			_, _ = w.Write(data)
			return
		}
		for line := range strings.Lines(rewrites) {
			rule := strings.Fields(line)
			if len(rule) != 3 || rule[0][0] != '/' {
				continue
			}
			prefix, err := url.PathUnescape(strings.TrimSuffix(rule[0], "*"))
			if err != nil {
				t.Error(err)
			}
			splat, ok := strings.CutPrefix(r.URL.Path, prefix)
			data := onDisk(dir, strings.TrimPrefix(strings.ReplaceAll(rule[1], ":splat", splat), "/"))
			if !ok || data == nil {
				continue
			}
			if rule[2] == "404" {
				w.WriteHeader(http.StatusNotFound)
			}
			_, _ = w.Write(data)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write(onDisk(dir, "404.html"))
	})
}

// objects is a bucket with the objects of both trees, each with its metadata.
// What is missing is an error in XML, and no name stands for another.
func objects(t *testing.T, one, two *world) static {
	return static{
		file: func(key string) ([]byte, http.Header) {
			w := one
			if below, ok := strings.CutPrefix(key, "v2/"); ok {
				w, key = two, below
			}
			list, served := hosting.Headers(w.table, key, 3600)
			data, err := os.ReadFile(filepath.Join(w.dir, filepath.FromSlash(key)))
			if !served || err != nil {
				return nil, nil
			}
			h := http.Header{"Etag": {`"x"`}}
			for _, line := range list {
				if line.Name == "Content-Type" || line.Name == "Cache-Control" { // all that an object can carry
					h.Set(line.Name, line.Value)
				}
			}
			return data, h
		},
		missing: func(w http.ResponseWriter, _ string) {
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, "<Error><Code>NoSuchKey</Code></Error>")
		},
	}
}

// cloudFront: the function, which Node.js runs, before the bucket; the
// policy's headers on every answer; the page of 404s.
func cloudFront(t *testing.T, upload string, bucket static, features []feature) http.Handler {
	var targets []string
	for _, f := range features {
		for _, row := range f.rows {
			targets = append(targets, row.target)
		}
	}
	decided := map[string]edge.Decision{}
	for i, d := range edge.CloudFront(t, upload, targets) {
		decided[targets[i]] = d
	}
	bucket.missing = func(w http.ResponseWriter, _ string) {
		page, headers := bucket.file("404.html")
		w.Header()["Content-Type"] = headers["Content-Type"]
		w.Header()["Cache-Control"] = headers["Cache-Control"]
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write(page)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		d, ok := decided[r.URL.RequestURI()]
		if !ok {
			t.Errorf("no decision on %s", r.URL.RequestURI())
		}
		if d.Status == 0 {
			bucket.serve(w, r, d.URI)
			return
		}
		for name, value := range map[string]string{"Content-Type": d.Type, "Cache-Control": d.Cache, "Location": d.Location} {
			if value != "" {
				w.Header().Set(name, value)
			}
		}
		w.WriteHeader(d.Status)
		fmt.Fprint(w, d.Body)
	})
}
