//go:build e2e

package httpapi

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
	says says
	// undocumented: the hosts that are not run do not say what they do.
	undocumented bool
}

// says is what has to hold of an answer.
type says func(row request, resp *http.Response, body []byte) bool

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
		{"GitHub Pages" + notRun, model(t, gitHubPages(uploaded(t, hosting.GitHubPages, trees...)))},
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
		t.Errorf("%s is not what the hosts do; run go test -update and read the change (-committed +measured):\n%s",
			differencesOf, diff)
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

// with is the status of a row, and a header.
func with(name, value string) says {
	return func(row request, resp *http.Response, _ []byte) bool {
		return resp.StatusCode == row.status && resp.Header.Get(name) == value
	}
}

// echoed is an answer that begins with the DID as it was asked.
func echoed(row request, resp *http.Response, body []byte) bool {
	asked, _ := url.PathUnescape(path.Base(row.target))
	return resp.StatusCode == row.status && strings.HasPrefix(string(body), `{"did":"`+asked+`"`)
}

// validated is an answer with a validator.
func validated(row request, resp *http.Response, _ []byte) bool {
	return resp.StatusCode == row.status && resp.Header.Get("ETag") != ""
}

// The API's words of an integer that it refuses.
const (
	unparsed  = "Input should be a valid integer, unable to parse string as an integer"
	leastZero = "Input should be greater than or equal to 0"
	leastOne  = "Input should be greater than or equal to 1"
)

// features are those of the API: generation 1.0 is at the root, 2.0 below v2.
func features(t *testing.T, one, two *world) []feature {
	answered := func(target string, status int, body string) request {
		return request{target: target, status: status, body: body, headers: headers("Content-Type", "application/json")}
	}
	missing := func(target, text string) request { return answered(target, 404, detail(text)) }
	plain := func(target string, status int) request { return request{target: target, status: status} }
	htmlOf := func(target string, status int, file string) request {
		return request{target: target, accept: "text/html", status: status, body: one.file(t, file),
			headers: headers("Content-Type", "text/html; charset=utf-8")}
	}
	operator, stranger := strings.ToLower(operatorOf(1).Hex()), strings.ToLower(walletOf(200).Hex())
	page := func(w *world, asked string, offset, limit int, query string) request {
		ids := lists(w.fleet.Generation)[operatorOf(1)]
		return answered(below(w, two)+"/operator/"+asked+"/machines"+query, 200, w.page(asked, ids, offset, limit))
	}
	list := "/operator/" + operator + "/machines"
	var bare, prefixed, mixed, exact []request
	for _, w := range []*world{one, two} {
		at := below(w, two)
		for _, n := range []uint64{1, largest} {
			key := strings.ToLower(w.key(n))
			rating := func(key string) request { return answered(at+"/mcr/"+key, 200, w.rating(t, n, key)) }
			profile := func(key string) request {
				return answered(at+"/machine/"+key, 200, w.file(t, w.path("machine", n)))
			}
			bare = append(bare, rating(key), profile(key))
			for _, prefix := range []string{"did:peaq:", "did%3Apeaq%3A", "did%3apeaq%3a"} {
				prefixed = append(prefixed, rating(prefix+key), profile(prefix+key))
			}
			if w == one {
				mixed = append(mixed, rating(w.key(n)), profile(w.key(n)), rating("did:peaq:"+w.key(n)))
			}
			exact = append(exact,
				answered(at+"/machines/"+w.id(n), 200, w.file(t, "machines/"+w.id(n))),
				answered(at+"/metadata/"+w.token(n), 200, w.file(t, "metadata/"+w.token(n))))
		}
		for _, file := range []string{"health", "index/operators.json", endpoints.Operator(operatorOf(4))} {
			exact = append(exact, answered(at+"/"+file, 200, w.file(t, file)))
		}
		bare = append(bare, page(w, operator, 0, 20, ""))
		prefixed = append(prefixed, page(w, "did:peaq:"+operator, 0, 20, ""))
		mixed = append(mixed, page(w, operatorOf(1).Hex(), 0, 20, ""))
	}
	return []feature{
		{name: "`/mcr`, `/machine` and `/operator` by the bare key", rows: bare},
		{name: "by the DID, colons as they are or as `%3A`", rows: prefixed},
		{name: "hex digits of an account in any case", rows: mixed},
		{name: "`did` and `operator_did` as they were asked", rows: []request{prefixed[0], mixed[0]}, says: echoed},
		{name: "`/metadata`, `/machines`, `/health` and the indexes", rows: exact},
		{name: "numbers spelt `007`", rows: []request{answered("/machines/007", 200, one.file(t, "machines/7"))}},
		{name: "numbers spelt `+7`, `7.0`", rows: []request{
			answered("/machines/+7", 200, one.file(t, "machines/7")), answered("/machines/7.0", 200, one.file(t, "machines/7"))}},
		{name: "400 for what is no DID", rows: []request{
			answered("/mcr/0x12", 400, detail("Invalid Ethereum address format")),
			answered("/machine/did:peaq:", 400, detail("Empty DID")),
			answered("/v2/mcr/0x12", 400, detail("Invalid machine DID format"))}},
		{name: "422 for what is no number, or too small", rows: []request{
			answered("/metadata/0", 422, invalid("greater_than_equal", "path", "token_id", leastOne, "0", `"ge":1`)),
			answered("/machines/abc", 422, invalid("int_parsing", "path", "machine_id", unparsed, "abc", ""))}},
		{name: "404 in JSON", rows: []request{
			missing("/mcr/"+stranger, "Machine DID not found"), missing("/machines/9999", "Machine not found"),
			missing("/metadata/9999", "Token not found"), missing("/v2/mcr/999999", "Machine not registered")}},
		{name: "404 with the details of `index/unresolved.json`", rows: []request{
			missing("/"+one.path("mcr", mistaken), "Machine not registered"), missing("/machines/24", "Machine wallet not found")}},
		{name: "an operator without machines: an empty list", rows: []request{
			answered("/operator/"+stranger+"/machines", 200, one.page(stranger, nil, 0, 20)),
			answered("/v2/operator/"+stranger+"/machines", 200, one.page(stranger, nil, 0, 20))}},
		{name: "`offset` in multiples of 20", rows: []request{
			page(one, operator, 20, 20, "?offset=20"), page(one, operator, 40, 20, "?offset=40")}},
		{name: "any `offset` and `limit`", rows: []request{
			page(one, operator, 3, 5, "?offset=3&limit=5"), page(one, operator, 0, 1, "?limit=1"),
			page(two, operator, 19, 20, "?offset=19")}},
		{name: "422 for `limit=0` and `offset=-1`", rows: []request{
			answered(list+"?limit=0", 422, invalid("greater_than_equal", "query", "limit", leastOne, "0", `"ge":1`)),
			answered(list+"?offset=-1", 422, invalid("greater_than_equal", "query", "offset", leastZero, "-1", `"ge":0`))}},
		{name: "degraded ratings are not stored", says: with("Cache-Control", "no-store"),
			rows: []request{plain("/"+one.path("mcr", degraded), 200)}},
		{name: "ratings are stored for `MCR_CACHE_TTL`", says: with("Cache-Control", "public, max-age=3600"),
			rows: []request{plain("/"+one.path("mcr", 1), 200)}},
		{name: "404s are not stored", says: with("Cache-Control", "no-store"), undocumented: true,
			rows: []request{plain("/mcr/"+stranger, 404), plain("/nothing", 404)}},
		{name: "CORS, also on a 404", says: with("Access-Control-Allow-Origin", "*"),
			rows: []request{plain("/machines/7", 200), plain("/machines/9999", 404)}},
		{name: "`ETag`", says: validated, undocumented: true,
			rows: []request{plain("/machines/7", 200), plain("/metadata/107", 200)}},
		{name: "pages at `/card/1.html`", rows: []request{htmlOf("/card/1.html", 200, "card/1.html")}},
		{name: "a page for a browser's 404", rows: []request{htmlOf("/nothing", 404, "404.html")}},
		{name: "307 without a closing slash", says: with("Location", "/machines/7"), undocumented: true,
			rows: []request{plain("/machines/7/", 307)}},
		{name: "405 for other methods", undocumented: true,
			rows: []request{{method: "POST", target: "/machines/7", status: 405, body: detail("Method Not Allowed")}}},
		{name: "OPTIONS for any client", says: with("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"), undocumented: true,
			rows: []request{{method: "OPTIONS", target: "/machines/7", status: 204}}},
	}
}

// below is the prefix of a tree of the site.
func below(w, two *world) string {
	if w == two {
		return "/v2"
	}
	return ""
}
