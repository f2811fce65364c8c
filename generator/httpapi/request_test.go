package httpapi

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

// request is one row of the table.
type request struct {
	method string // empty is GET
	target string // path and query, as sent
	accept string // Accept

	status  int
	body    string
	headers map[string]string // "" means absent
}

// Cache-Control of the classes, with a rating kept for 600 seconds.
const (
	cacheRating    = "public, max-age=600"
	cacheData      = "public, max-age=300, stale-while-revalidate=3600"
	cacheImmutable = "public, max-age=31536000, immutable"
)

func TestRequests(t *testing.T) {
	for _, g := range generations {
		t.Run(string(g), func(t *testing.T) {
			w := fixture(t, g)
			_, base := start(t, w.dir, Options{RatingTTL: 600})
			check := newChecker(t, w)
			rows := slices.Concat(w.ratings(t), w.profiles(t), w.numbered(t), w.fleets(), w.files(t), w.methods(), w.refusals())
			if len(rows) < 500 {
				t.Errorf("the table has %d rows", len(rows))
			}
			for _, row := range rows {
				t.Run(strings.TrimSpace(row.method+" "+row.target), func(t *testing.T) { row.check(t, base, check) })
			}
		})
	}
}

// check sends the request and looks at the whole answer.
func (row request) check(t *testing.T, base string, check *checker) {
	resp, body := row.send(t, base)
	if resp.StatusCode != row.status {
		t.Errorf("status %d, want %d", resp.StatusCode, row.status)
	}
	if diff := cmp.Diff(row.body, string(body)); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	for name, want := range row.headers {
		if got := resp.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	checkCommon(t, resp)
	check.answer(t, row.target, resp, body)
}

// send sends the request with its target as the row spells it.
func (row request) send(t *testing.T, base string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequest(row.method, base, nil)
	if err != nil {
		t.Fatal(err)
	}
	if req.URL.Opaque = row.target; strings.HasPrefix(row.target, "//") {
		req.URL.Opaque = "//" + req.URL.Host + row.target // else it would be a host
	}
	if row.accept != "" {
		req.Header.Set("Accept", row.accept)
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

// checkCommon is what every answer has.
func checkCommon(t *testing.T, resp *http.Response) {
	t.Helper()
	h := resp.Header
	if h.Get("Access-Control-Allow-Origin") != "*" || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("no CORS or no nosniff: %v", h)
	}
	if stored := h.Get("Cache-Control") != "no-store"; resp.StatusCode >= 300 && resp.StatusCode != 304 && stored {
		t.Errorf("%d may be stored", resp.StatusCode)
	}
	switch fresh := resp.StatusCode == 200; {
	case fresh != (h.Get("ETag") != ""):
		t.Errorf("ETag %q on %d", h.Get("ETag"), resp.StatusCode)
	case h.Get("Last-Modified") != "":
		t.Errorf("Last-Modified %q", h.Get("Last-Modified"))
	case fresh && h.Get("Cache-Control") == "":
		t.Error("no Cache-Control")
	}
}

func detail(text string) string { return string(endpoints.Envelope(text)) }

func headers(pairs ...string) map[string]string {
	out := map[string]string{}
	for pair := range slices.Chunk(pairs, 2) {
		out[pair[0]] = pair[1]
	}
	return out
}

// accounts are the ways to write an account that the API takes, decoded.
func accounts(a common.Address) []string {
	hex := a.Hex()[2:]
	mixed := []byte(strings.ToLower(hex))
	random := rand.New(rand.NewPCG(1, uint64(a[3])))
	for i := range mixed {
		if random.IntN(2) == 0 {
			mixed[i] = bytes.ToUpper(mixed[i : i+1])[0]
		}
	}
	var out []string
	for _, digits := range []string{hex, strings.ToLower(hex), strings.ToUpper(hex), string(mixed)} {
		out = append(out, "0x"+digits, "did:peaq:0x"+digits)
	}
	return out
}

// spellings are the ways to write the DID of a machine, decoded.
func (w *world) spellings(n uint64) []string {
	if w.fleet.Generation == chain.Gen1 {
		return accounts(walletOf(n))
	}
	return []string{w.id(n), endpoints.DIDPrefix + w.id(n)}
}

// escapes are the ways to write a decoded key in a path.
func escapes(key string) []string {
	every := ""
	for _, b := range []byte(key) {
		every += fmt.Sprintf("%%%02x", b)
	}
	return []string{key, strings.ReplaceAll(key, ":", "%3A"), strings.ReplaceAll(key, ":", "%3a"), every}
}

// numbers lists the machines of a generation by the way they answer.
func (w *world) numbers() (all []uint64) {
	if w.fleet.Generation == chain.Gen1 {
		return []uint64{1, 2, largest}
	}
	return []uint64{0, 1, 2, 9, 10, 11, 12, 20, 23, walletless, silent, mistaken, largest}
}

func (w *world) ratings(t *testing.T) (rows []request) {
	fresh := headers("Content-Type", "application/json", "Cache-Control", cacheRating, "Vary", "")
	for _, n := range w.numbers() {
		for _, asked := range w.spellings(n) {
			for _, text := range slices.Compact(escapes(asked)) {
				rows = append(rows, request{target: "/mcr/" + text, status: 200, body: w.rating(t, n, asked), headers: fresh})
			}
		}
	}
	asked := endpoints.DIDPrefix + w.key(degraded)
	if body := w.rating(t, degraded, asked); !strings.Contains(body, `"mcr_degraded":true`) {
		t.Errorf("no rating is degraded: %s", body)
	}
	return append(rows,
		request{target: "/mcr/" + asked, status: 200, body: w.rating(t, degraded, asked), headers: headers("Cache-Control", "no-store")},
		request{target: "/mcr/" + asked + "?offset=x&refresh=1", status: 200, body: w.rating(t, degraded, asked)},
	)
}

func (w *world) profiles(t *testing.T) (rows []request) {
	for _, n := range append(w.numbers(), 1, 2, 3, 4, 5) {
		body := w.file(t, w.path("machine", n))
		vary := ""
		if len(body) >= packedMin {
			vary = "Accept-Encoding"
		}
		for _, asked := range w.spellings(n) {
			rows = append(rows, request{target: "/machine/" + url.PathEscape(asked), status: 200, body: body,
				headers: headers("Content-Type", "application/json", "Cache-Control", cacheData, "Vary", vary)})
		}
	}
	return rows
}

// loosely are the ways to write a number of three digits.
func loosely(number string) []string {
	return []string{
		number, "+" + number, "0" + number, "000" + number, "%20" + number, number + "%20", "%09" + number + "%0A", number + ".0", number + ".000",
		"+" + number + ".0", number[:1] + "_" + number[1:],
	}
}

func (w *world) numbered(t *testing.T) (rows []request) {
	fresh := headers("Content-Type", "application/json", "Cache-Control", cacheData)
	for _, n := range []uint64{23, 11} {
		for _, text := range loosely(w.id(n)) {
			rows = append(rows, request{target: "/machines/" + text, status: 200, body: w.file(t, "machines/"+w.id(n)), headers: fresh})
		}
		for _, text := range loosely(w.token(n)) {
			rows = append(rows, request{target: "/metadata/" + text, status: 200, body: w.file(t, "metadata/"+w.token(n)), headers: fresh})
		}
	}
	for _, n := range []uint64{mistaken, silent, largest} {
		rows = append(rows, request{target: "/machines/" + w.id(n) + "?verbose=1", status: 200, body: w.file(t, "machines/"+w.id(n))})
	}
	const beyond = "115792089237316195423570985008687907853269984665640564039457584007913129639936"
	for _, text := range []string{"-1", "27", "999999", beyond, strings.Repeat("9", 4300)} {
		rows = append(rows, request{target: "/machines/" + text, status: 404, body: detail("Machine not found")})
	}
	for _, text := range []string{"28", "99", beyond, strings.Repeat("9", 4300)} {
		rows = append(rows, request{target: "/metadata/" + text, status: 404, body: detail("Token not found")})
	}
	if w.fleet.Generation == chain.Gen2 {
		for _, text := range []string{"0", "-0", "00", "+0", "0.0"} {
			rows = append(rows, request{target: "/machines/" + text, status: 200, body: w.file(t, "machines/0")})
		}
		return append(rows, request{target: "/metadata/" + w.id(mistaken), status: 404, body: detail("Token not found")})
	}
	return append(rows,
		request{target: "/machines/0", status: 404, body: detail("Machine not found")},
		request{target: "/machines/-0", status: 404, body: detail("Machine not found")},
		request{target: "/machines/24", status: 404, body: detail("Machine wallet not found")},
		request{target: "/metadata/124", status: 404, body: detail("Machine not registered")},
	)
}

// unparsable gives rows of 422 for a path parameter.
func unparsable(prefix, name string) (rows []request) {
	for _, text := range []string{"abc", "0x1", "1e3", "1.5", "1.", ".0", "1,0", "--1", "+-1", "_1", "1_", "1__0", "%D9%A1", "1%00", "null", "1 2", "NaN", "%22%3C%3E%26", "404.html", "did:peaq:1"} {
		decoded, err := url.PathUnescape(text)
		if err != nil {
			panic(err)
		}
		rows = append(rows, request{target: prefix + strings.ReplaceAll(text, " ", "%20"), status: 422,
			body: invalid("int_parsing", "path", name, "Input should be a valid integer, unable to parse string as an integer", decoded, "")})
	}
	long := strings.Repeat("1", 4301)
	return append(rows, request{target: prefix + long, status: 422,
		body: invalid("int_parsing_size", "path", name, "Unable to parse input string as an integer, exceeded maximum size", long, "")})
}

// invalid is a 422 body of one entry, written out as FastAPI has it.
func invalid(kind, place, name, message, input, ctx string) string {
	return `{"detail":[` + invalidEntry(kind, place, name, message, input, ctx) + "]}\n"
}

func invalidEntry(kind, place, name, message, input, ctx string) string {
	quoted := strings.TrimSpace(string(encode(input)))
	if ctx != "" {
		ctx = `,"ctx":{` + ctx + `}`
	}
	return fmt.Sprintf(`{"type":"%s","loc":["%s","%s"],"msg":"%s","input":%s%s}`, kind, place, name, message, quoted, ctx)
}

func (w *world) refusals() (rows []request) {
	rows = append(unparsable("/machines/", "machine_id"), unparsable("/metadata/", "token_id")...)
	for _, text := range []string{"0", "-1", "-0", "00", "-99999999999999999999"} {
		rows = append(rows, request{target: "/metadata/" + text, status: 422,
			body: invalid("greater_than_equal", "path", "token_id", "Input should be greater than or equal to 1", text, `"ge":1`)})
	}
	const noAddress, noID = "Invalid Ethereum address format", "Invalid machine DID format"
	if w.fleet.Generation == chain.Gen1 {
		rows = append(rows, malformed("/mcr/%s", noAddress, noAccounts)...)
		rows = append(rows, malformed("/machine/%s", noAddress, noAccounts)...)
	} else {
		rows = append(rows, malformed("/mcr/%s", noID, noIDs())...)
		rows = append(rows, malformed("/machine/%s", noID, noIDs())...)
	}
	rows = append(rows, malformed("/operator/%s/machines", noAddress, noAccounts)...)
	return slices.Concat(rows, w.missing(), strays())
}

// digits40 are those of some account.
var digits40 = walletOf(1).Hex()[2:]

// noAccounts and noIDs are the spellings that a grammar refuses.
var noAccounts = []string{
	"x", "0x", "did", "did:peaq", "did:peaq:x", "1", "42", digits40, "0X" + digits40, "0x" + digits40[1:], "0x" + digits40 + "0", "DID:PEAQ:0x" + digits40,
	"did:Peaq:0x" + digits40, "did:peaq:did:peaq:0x" + digits40, "did:ethr:0x" + digits40, "0x" + digits40 + "%0A", "%200x" + digits40, "0x" + digits40 + "%00",
	"0xg" + digits40[1:], "..%5c", "%E2%80%AE", "%FF", "404.html", "did:peaq:%20", "did:peaq:42",
}

func noIDs() []string {
	huge := hugeID.Dec()
	return []string{
		"x", "0x", "did", "did:peaq", "did:peaq:x", "0x" + digits40, "did:peaq:0x" + digits40, digits40, "01", "00", "did:peaq:01", "-1", "+1", "%2B1", "1.0", "1e3", "1_0",
		"%201", "1%20", "1%0A", "1%00", "%D9%A1", "DID:PEAQ:1", "did:Peaq:1", "did:peaq:did:peaq:1", "did:ethr:1", "did:peaq:%20", "..%5c", "%FF", "404.html",
		huge[:77] + "6", huge + "0", "9" + huge[1:], strings.Repeat("9", 4300), "did:peaq:" + huge[:77] + "6",
	}
}

// malformed gives rows of 400 for an endpoint.
func malformed(endpoint, text string, spellings []string) (rows []request) {
	at := func(key string) string { return fmt.Sprintf(endpoint, key) }
	for _, key := range []string{endpoints.DIDPrefix, "did%3Apeaq%3A", "did%3apeaq%3a"} {
		rows = append(rows, request{target: at(key), status: 400, body: detail("Empty DID")})
	}
	for _, key := range spellings {
		rows = append(rows, request{target: at(key), status: 400, body: detail(text)})
	}
	for _, key := range []string{"0x" + digits40, "x", "42"} {
		rows = append(rows, request{target: at(key) + "/?a=1&b=%20", status: 307, headers: headers("Location", at(key)+"?a=1&b=%20")})
	}
	return rows
}

// missing are machines that the API does not have.
func (w *world) missing() (rows []request) {
	for _, endpoint := range []string{"/mcr/", "/machine/"} {
		if w.fleet.Generation == chain.Gen2 {
			for _, n := range []uint64{28, 100, 999999} {
				for _, text := range w.spellings(n) {
					rows = append(rows, request{target: endpoint + text, status: 404, body: detail("Machine not registered")})
				}
			}
			continue
		}
		for _, text := range append(w.spellings(silent), w.spellings(walletless)...) {
			rows = append(rows, request{target: endpoint + text, status: 404, body: detail("Machine DID not found")})
		}
		for _, text := range w.spellings(mistaken) {
			rows = append(rows, request{target: endpoint + text, status: 404, body: detail("Machine not registered")})
		}
		rows = append(rows, request{target: endpoint + (common.Address{}).Hex(), status: 404, body: detail("Machine DID not found")})
	}
	return rows
}

// strays are paths that name nothing.
func strays() (rows []request) {
	for _, target := range []string{
		"/mcr", "/mcr/", "/machine/", "/operator/", "/operator//machines", "/metadata/", "/machines/", "/mcr/a/b", "/mcr/a%2Fb", "/mcr//",
		"/nothing", "//mcr/0x00", "/mcr/..%2F..%2Fetc%2Fpasswd", "/../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
		"/.hidden", "/assets/.hidden", "/assets/", "/assets", "/index/", "/index", "/card/", "/card", "/operator/404.html", "/card/404.html",
		"/_headers", "/stray.html", "/card/99.html", "/card/01.html", "/assets/nothing.css", "/assets/..%2findex.html", "/index.html%00",
		"/INDEX.HTML", "/Health", "/health/x", "/operator/0x00/Machines", "/docs", "/redoc", "/assets/" + strings.Repeat("x", 300), "/index/search/rows/0.json/x.json", "/index/search/rows.json", "/index/snapshot.json~",
		"/operator/" + endpoints.Lower(operatorOf(4)) + "/machines.p/20", "/operator/" + operatorOf(1).Hex() + "/machines.p/20",
	} {
		rows = append(rows, request{target: target, status: 404, body: detail("Not Found"), headers: headers("Content-Type", "application/json", "Vary", "Accept")})
	}
	return rows
}

// fleets are the operators' lists, their paging apart.
func (w *world) fleets() (rows []request) {
	all := lists(w.fleet.Generation)
	for _, operator := range []common.Address{operatorOf(1), operatorOf(2), operatorOf(3)} {
		for _, asked := range accounts(operator) {
			rows = append(rows, request{target: "/operator/" + url.PathEscape(asked) + "/machines", status: 200,
				body:    w.page(asked, all[operator], 0, 20),
				headers: headers("Content-Type", "application/json", "Cache-Control", cacheData)})
		}
	}
	stranger := walletOf(200).Hex()
	at := "/operator/" + stranger + "/machines"
	for query, page := range map[string][2]int{
		"": {0, 20}, "?": {0, 20}, "?offset=3": {3, 20}, "?limit=1": {0, 1}, "?limit=5&offset=7": {7, 5}, "?limit=5&limit=6": {0, 6},
		"?offset=%2B3": {3, 20}, "?offset=+3": {3, 20}, "?offset=1_0": {10, 20}, "?offset=2.0&limit=020": {2, 20}, "?Limit=99&x=y&&=": {0, 20},
		"?offset=-0": {0, 20}, "?limit=0&limit=20": {0, 20}, "?%6Cimit=4": {0, 4},
	} {
		rows = append(rows, request{target: at + query, status: 200, body: w.page(stranger, nil, page[0], page[1])})
	}
	huge := strings.Repeat("9", 30)
	rows = append(rows, request{target: at + "?offset=" + huge, status: 200,
		body: `{"operator_did":"` + stranger + `","machines":[],"pagination":{"offset":` + huge + `,"limit":20,"total":0}}` + "\n"})
	return append(rows, pageMistakes(at)...)
}

func pageMistakes(at string) (rows []request) {
	unparsed := "Input should be a valid integer, unable to parse string as an integer"
	least := func(n int) string { return fmt.Sprintf("Input should be greater than or equal to %d", n) }
	most := "Input should be less than or equal to 20"
	for query, entries := range map[string][]string{
		"?limit=0":            {invalidEntry("greater_than_equal", "query", "limit", least(1), "0", `"ge":1`)},
		"?limit=-5":           {invalidEntry("greater_than_equal", "query", "limit", least(1), "-5", `"ge":1`)},
		"?limit=21":           {invalidEntry("less_than_equal", "query", "limit", most, "21", `"le":20`)},
		"?limit=99999999999":  {invalidEntry("less_than_equal", "query", "limit", most, "99999999999", `"le":20`)},
		"?limit=":             {invalidEntry("int_parsing", "query", "limit", unparsed, "", "")},
		"?limit":              {invalidEntry("int_parsing", "query", "limit", unparsed, "", "")},
		"?limit=ten":          {invalidEntry("int_parsing", "query", "limit", unparsed, "ten", "")},
		"?limit=%zz":          {invalidEntry("int_parsing", "query", "limit", unparsed, "%zz", "")},
		"?limit=1%2C5":        {invalidEntry("int_parsing", "query", "limit", unparsed, "1,5", "")},
		"?limit=1.5":          {invalidEntry("int_parsing", "query", "limit", unparsed, "1.5", "")},
		"?offset=-1":          {invalidEntry("greater_than_equal", "query", "offset", least(0), "-1", `"ge":0`)},
		"?offset=x":           {invalidEntry("int_parsing", "query", "offset", unparsed, "x", "")},
		"?offset=1;limit=2":   {invalidEntry("int_parsing", "query", "offset", unparsed, "1;limit=2", "")},
		"?offset=1&offset=no": {invalidEntry("int_parsing", "query", "offset", unparsed, "no", "")},
		"?limit=21&offset=-1": {invalidEntry("greater_than_equal", "query", "offset", least(0), "-1", `"ge":0`), invalidEntry("less_than_equal", "query", "limit", most, "21", `"le":20`)},
	} {
		rows = append(rows, request{target: at + query, status: 422, body: `{"detail":[` + strings.Join(entries, ",") + "]}\n"})
	}
	// The parameters come before the DID.
	return append(rows, request{target: "/operator/x/machines?limit=0", status: 422,
		body: invalid("greater_than_equal", "query", "limit", least(1), "0", `"ge":1`)})
}

// files are what the tree publishes beside the API.
func (w *world) files(t *testing.T) (rows []request) {
	page := endpoints.ContentSecurityPolicy
	snapshot, err := answers.ReadSnapshot(os.DirFS(w.dir))
	if err != nil {
		t.Fatal(err)
	}
	manifest := "index/files/" + snapshot.Tree.Hash + ".txt"
	for _, f := range []struct{ target, file, kind, cache, policy string }{
		{"/", "index.html", "text/html; charset=utf-8", cacheData, page},
		{"/index.html", "index.html", "text/html; charset=utf-8", cacheData, page},
		{"/?utm_source=x", "index.html", "text/html; charset=utf-8", cacheData, page},
		{"/404.html", "404.html", "text/html; charset=utf-8", cacheData, page},
		{"/card/1.html", "card/1.html", "text/html; charset=utf-8", cacheData, page},
		{"/badge/1.svg", "badge/1.svg", "image/svg+xml", cacheData, page},
		{"/assets/style.css", "assets/style.css", "text/css; charset=utf-8", cacheData, ""},
		{"/assets/page.js", "assets/page.js", "text/javascript; charset=utf-8", cacheData, ""},
		{"/assets/favicon.svg", "assets/favicon.svg", "image/svg+xml", cacheData, page},
		{"/assets/og.png", "assets/og.png", "image/png", cacheData, ""},
		{"/robots.txt", "robots.txt", "text/plain; charset=utf-8", cacheData, ""},
		{"/feed.xml", "feed.xml", "application/atom+xml; charset=utf-8", cacheData, ""},
		{"/openapi.json", "openapi.json", "application/json", cacheData, ""},
		{"/health", "health", "application/json", "no-cache", ""},
		{"/health?deep=1", "health", "application/json", "no-cache", ""},
		{"/ready", "ready", "application/json", "no-cache", ""},
		{"/index/snapshot.json", "index/snapshot.json", "application/json", "no-cache", ""},
		{"/index/snapshot.json.minisig", "index/snapshot.json.minisig", "text/plain; charset=utf-8", "no-cache", ""},
		{"/index/snapshots/105.json", "index/snapshots/105.json", "application/json", cacheImmutable, ""},
		{"/" + manifest, manifest, "text/plain; charset=utf-8", cacheImmutable, ""},
		{"/index/search/rows/0.json", "index/search/rows/0.json", "application/json", cacheData, ""},
		{"/index/operators.json", "index/operators.json", "application/json", cacheData, ""},
		{"/" + endpoints.Operator(operatorOf(1)), endpoints.Operator(operatorOf(1)), "application/json", cacheData, ""},
		{"/index/schema/snapshot.json", "index/schema/snapshot.json", "application/json", cacheData, ""},
		{"/export/machines.ndjson.gz", "export/machines.ndjson.gz", "application/gzip", cacheData, ""},
		{"/export/machines.parquet", "export/machines.parquet", "application/vnd.apache.parquet", cacheData, ""},
	} {
		rows = append(rows, request{target: f.target, status: 200, body: w.file(t, f.file),
			headers: headers("Content-Type", f.kind, "Cache-Control", f.cache, "Content-Security-Policy", f.policy)})
	}
	second := endpoints.OperatorPage(operatorOf(1), 20)
	rows = append(rows, request{target: "/" + second, status: 200, body: w.file(t, second)})
	for _, target := range []string{"/nothing", "/card/99.html"} {
		rows = append(rows, request{target: target, accept: "text/html,*/*;q=0.8", status: 404, body: w.file(t, "404.html"),
			headers: headers("Content-Type", "text/html; charset=utf-8", "Content-Security-Policy", page)})
	}
	rows = append(rows, request{target: "/operator/x/machines", accept: "text/html", status: 400, body: detail("Invalid Ethereum address format")})
	for _, target := range []string{"/health/", "/ready/", "/openapi.json/", "/machines/1/", "/metadata/abc/", "/card/1.html/"} {
		rows = append(rows, request{target: target, status: 307, headers: headers("Location", strings.TrimSuffix(target, "/"), "ETag", "")})
	}
	return rows
}

// methods other than GET.
func (w *world) methods() (rows []request) {
	one := w.key(1)
	targets := []string{"/mcr/" + one, "/machine/x", "/operator/x/machines", "/metadata/abc", "/machines/1", "/health", "/ready", "/", "/openapi.json"}
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "PROPFIND"} {
		for _, target := range targets {
			rows = append(rows, request{method: method, target: target, status: 405, body: detail("Method Not Allowed"),
				headers: headers("Allow", "GET", "Content-Type", "application/json")})
		}
		rows = append(rows, request{method: method, target: "/nothing", status: 404, body: detail("Not Found"), headers: headers("Allow", "")})
	}
	for _, target := range append(targets, "/nothing", "/mcr/") {
		rows = append(rows, request{method: "OPTIONS", target: target, status: 204, headers: headers(
			"Access-Control-Allow-Methods", "GET, HEAD, OPTIONS", "Access-Control-Allow-Headers", "*", "Access-Control-Max-Age", "86400")})
	}
	for target, status := range map[string]int{
		"/mcr/" + one: 200, "/machine/" + one: 200, "/operator/" + operatorOf(1).Hex() + "/machines": 200, "/machines/1": 200, "/metadata/" + w.token(1): 200, "/health": 200,
		"/ready": 200, "/": 200, "/export/machines.parquet": 200, "/machines/abc": 422, "/mcr/x": 400, "/machines/99": 404, "/nothing": 404, "/health/": 307,
	} {
		rows = append(rows, request{method: "HEAD", target: target, status: status})
	}
	return rows
}

// TestPaging asks for every window of every list, and compares with the
// plainest slicing.
func TestPaging(t *testing.T) {
	for _, g := range generations {
		w := fixture(t, g)
		_, base := start(t, w.dir, Options{})
		for operator, ids := range lists(g) {
			did := endpoints.DIDPrefix + operator.Hex()
			for offset := 0; offset <= len(ids)+1; offset++ {
				for limit := 1; limit <= endpoints.PageSize; limit++ {
					target := fmt.Sprintf("/operator/%s/machines?offset=%d&limit=%d", did, offset, limit)
					if diff := cmp.Diff(w.page(did, ids, offset, limit), body(t, base+target)); diff != "" {
						t.Fatalf("%s of %s (-want +got):\n%s", target, g, diff)
					}
				}
			}
		}
	}
}

func body(t *testing.T, address string) string {
	t.Helper()
	resp, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestHeadIsGetWithoutBody: the headers are the same.
func TestHeadIsGetWithoutBody(t *testing.T) {
	w := fixture(t, chain.Gen2)
	_, base := start(t, w.dir, Options{})
	for _, target := range []string{"/mcr/" + w.key(1), "/machine/" + w.key(2), "/", "/mcr/x", "/machines/x", "/ready", "/nothing"} {
		var seen []http.Header
		for _, method := range []string{"GET", "HEAD"} {
			req, _ := http.NewRequest(method, base+target, nil)
			req.Header.Set("Accept-Encoding", "gzip")
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			resp.Header.Del("Date")
			seen = append(seen, resp.Header)
		}
		if diff := cmp.Diff(seen[0], seen[1]); diff != "" {
			t.Errorf("%s: %s", target, diff)
		}
	}
}

// TestInteger: whatever the validator takes is read as the number it is.
func TestInteger(t *testing.T) {
	f, _, _ := endpoints.Of(chain.Gen2).Parse("machines/1")
	p := f.Endpoint.Key
	for text, want := range map[string]string{
		"7": "7", "007": "7", "+7": "7", "-7": "-7", " 7\n": "7", "1_000": "1000", "7.000": "7", "-0": "0", hugeID.Dec(): hugeID.Dec(),
	} {
		n, wrong := read(p, inPath, text)
		if wrong != nil || n.String() != want {
			t.Errorf("%q reads as %v, %+v", text, n, wrong)
		}
	}
}
