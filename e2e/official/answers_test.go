//go:build e2e

package official

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
	"mcrpress/e2e/edge"
	"mcrpress/e2e/lab"
	"mcrpress/e2e/pypi"
)

// question is one call of a client.
type question struct {
	Call string `json:"call"` // mcr, machine or operator
	DID  string `json:"did"`
	file string // that answers it; empty for none
}

func (q question) String() string { return q.Call + " " + q.DID }

// answer is what a client makes of a response.
type answer struct {
	Value   any    `json:"value"`
	Error   string `json:"error"`
	Message string `json:"message"`
}

// paths are where the files of the calls are.
var paths = map[string]string{"mcr": "mcr/%s", "machine": "machine/%s", "operator": "operator/%s/machines"}

// questions asks for every file of a tree, accounts in lower case and with their
// checksum, and for every machine of the index.
func questions(t *testing.T, tree string, generation chain.Generation) []question {
	t.Helper()
	asked := map[question]bool{}
	ask := func(call, key string) {
		file := fmt.Sprintf(paths[call], strings.ToLower(key))
		if _, err := os.Stat(filepath.Join(tree, filepath.FromSlash(file))); errors.Is(err, fs.ErrNotExist) {
			file = ""
		} else if err != nil {
			t.Fatal(err)
		}
		asked[question{call, "did:peaq:" + key, file}] = true
		if common.IsHexAddress(key) {
			asked[question{call, "did:peaq:" + common.HexToAddress(key).Hex(), file}] = true
		}
	}
	for _, call := range []string{"mcr", "machine", "operator"} {
		entries, err := os.ReadDir(filepath.Join(tree, call))
		if err != nil {
			t.Fatal(err)
		}
		files := 0
		for _, entry := range entries {
			if strings.HasPrefix(entry.Name(), "404") {
				continue
			}
			ask(call, entry.Name())
			files++
		}
		if files == 0 {
			t.Fatalf("the tree has no file of %s", call)
		}
	}
	for page := "index/machines.json"; page != ""; {
		var index struct {
			Machines []struct {
				ID     string `json:"machine_id"`
				Wallet string `json:"wallet"` // 1.0
			} `json:"machines"`
			Next string `json:"next"`
		}
		readFile(t, tree, page, &index)
		for _, m := range index.Machines {
			key := m.ID
			if generation == chain.Gen1 {
				key = strings.ToLower(m.Wallet)
			}
			if key != "" { // else it has no DID
				ask("mcr", key)
				ask("machine", key)
			}
		}
		if len(index.Machines) == 0 {
			t.Fatalf("%s lists no machine", page)
		}
		page = index.Next
	}
	return slices.SortedFunc(maps.Keys(asked), func(a, b question) int { return strings.Compare(a.String(), b.String()) })
}

func readFile(t *testing.T, tree, name string, v any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(tree, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.UseNumber()
	if err := dec.Decode(v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// host answers from a tree.
type host struct {
	name  string
	base  string
	echo  bool // did and operator_did are the requested spelling
	slice bool // pages of any size
	stale bool // a degraded rating may be cached
}

func hosts(t *testing.T, programs *lab.Lab, tree string) []host {
	return []host{
		{"serve", programs.Serve(t, tree), true, true, false},
		{"nginx", programs.Nginx(t, tree), false, false, true},
		{"Caddy", programs.Caddy(t, tree), false, false, true},
	}
}

// worker and pages are Cloudflare's hosts in its own emulator. Pages knows
// accounts in lower case alone.
func worker(t *testing.T, programs *lab.Lab, tree string) host {
	return host{"the Worker", edge.Dev(t, programs.Upload(t, "cloudflare-workers", tree)), true, true, false}
}

func pages(t *testing.T, programs *lab.Lab, tree string) host {
	return host{"Cloudflare Pages", edge.Pages(t, programs.Upload(t, "cloudflare-pages", tree)), false, false, true}
}

func lower(asked []question) []question {
	return slices.DeleteFunc(slices.Clone(asked), func(q question) bool { return q.DID != strings.ToLower(q.DID) })
}

// overCloudflare holds what a client reads there against the tree.
func overCloudflare(t *testing.T, programs *lab.Lab, tree string, env pypi.Env, all []question, dropped []string) {
	t.Helper()
	for h, asked := range map[host][]question{worker(t, programs, tree): all, pages(t, programs, tree): lower(all)} {
		t.Run("SDK over "+h.name, func(t *testing.T) {
			compare(t, tree, h, asked, script[question, answer](t, env, "sdk.py", asked, h.base), dropped)
		})
		t.Run("limits of "+h.name, func(t *testing.T) { limits(t, tree, []host{h}, all) })
	}
}

// The clients of 1.0 read the 1.0 demo, and mean by it what the tree says.
func TestClientsOfGeneration1(t *testing.T) {
	programs := lab.New(t)
	tree := programs.Demo(t, chain.Gen1)
	all := questions(t, tree, chain.Gen1)
	stranger := "did:peaq:0x00000000000000000000000000000000DeaDBeef"
	all = append(all, question{"mcr", stranger, ""}, question{"machine", stranger, ""})
	servers := hosts(t, programs, tree)
	for version, dropped := range map[string][]string{
		sdkFirst:    firstDrops,
		sdkCurrency: laterDrops,
		sdkStrict:   laterDrops,
	} {
		t.Run(version, func(t *testing.T) {
			env := pypi.New(t, version)
			for _, h := range servers {
				t.Run("SDK over "+h.name, func(t *testing.T) {
					compare(t, tree, h, all, script[question, answer](t, env, "sdk.py", all, h.base), dropped)
				})
				if version == sdkStrict { // its environment holds the last CLI of 1.0
					t.Run("CLI over "+h.name, func(t *testing.T) { commands(t, env, tree, h, all, dropped) })
				}
			}
		})
	}
	t.Run("limits", func(t *testing.T) { limits(t, tree, servers, all) })
	overCloudflare(t, programs, tree, pypi.New(t, sdkStrict), all, laterDrops)
}

// The clients of 2.0 read the 2.0 demo, and mean by it what the tree says.
func TestClientsOfGeneration2(t *testing.T) {
	programs := lab.New(t)
	tree := programs.Demo(t, chain.Gen2)
	all := questions(t, tree, chain.Gen2)
	for _, id := range []string{"0", "1",
		"115792089237316195423570985008687907853269984665640564039457584007913129639935"} {
		all = append(all, question{"mcr", "did:peaq:" + id, ""}, question{"machine", "did:peaq:" + id, ""})
	}
	env := pypi.New(t, sdkLast)
	servers := hosts(t, programs, tree)
	for _, h := range servers {
		t.Run("SDK over "+h.name, func(t *testing.T) {
			compare(t, tree, h, all, script[question, answer](t, env, "sdk.py", all, h.base), nil)
		})
		t.Run("CLI over "+h.name, func(t *testing.T) { commands(t, env, tree, h, all, nil) })
	}
	t.Run("SDK below a path", func(t *testing.T) {
		below := host{"serve", programs.Serve(t, "api/v2="+tree), true, true, false}
		if !strings.HasSuffix(below.base, "/api/v2") {
			t.Fatalf("the tree is served at %s", below.base)
		}
		compare(t, tree, below, all, script[question, answer](t, env, "sdk.py", all, below.base), nil)
	})
	t.Run("limits", func(t *testing.T) { limits(t, tree, servers, all) })
	overCloudflare(t, programs, tree, env, all, nil)
}

// firstDrops are the fields that the first client does not know yet.
var firstDrops = []string{
	"mcr_degraded",
	"peaqos.event_data.amount_status", "peaqos.event_data.origin_currency", "peaqos.event_data.origin_subunit",
	"peaqos.event_data.origin_value", "peaqos.event_data.usd_subunit", "peaqos.event_data.usd_value",
}

// laterDrops are the fields that later clients know no more.
var laterDrops = []string{"peaqos.event_data.value"}

// compare holds every answer of a client against the tree. dropped lists the fields
// that the client does not pass on.
func compare(t *testing.T, tree string, h host, asked []question, answers []answer, dropped []string) {
	t.Helper()
	if len(answers) != len(asked) {
		t.Fatalf("%d answers to %d questions", len(answers), len(asked))
	}
	values, lost := 0, map[string]bool{}
	for i, q := range asked {
		if q.file == "" {
			if answers[i].Error != "NOT_FOUND" {
				t.Errorf("%s: %+v, not NOT_FOUND", q, answers[i])
			}
			continue
		}
		if answers[i].Error != "" {
			t.Errorf("%s is refused: %s: %s", q, answers[i].Error, answers[i].Message)
			continue
		}
		values++
		if d := cmp.Diff(expected(t, tree, h, q, answers[i].Value, lost), plain(answers[i].Value, "")); d != "" {
			t.Errorf("%s (-tree +client):\n%s", q, d)
		}
	}
	if d := cmp.Diff(dropped, slices.Sorted(maps.Keys(lost))); d != "" && !t.Failed() {
		t.Errorf("fields that the client drops (-want +got):\n%s", d)
	}
	t.Logf("%d answers compared, %d absent", values, len(asked)-values)
}

// expected is what a client should make of a file: the tree's values, without those
// that the client leaves out, which are noted in lost.
func expected(t *testing.T, tree string, h host, q question, got any, lost map[string]bool) any {
	t.Helper()
	var body map[string]any
	readFile(t, tree, q.file, &body)
	if h.echo {
		for _, field := range []string{"did", "operator_did"} {
			if _, ok := body[field]; ok {
				body[field] = q.DID
			}
		}
	}
	return plain(known(body, got, "", lost), "")
}

// known leaves out the members that the client does not have.
func known(want, got any, path string, lost map[string]bool) any {
	switch want := want.(type) {
	case map[string]any:
		have, ok := got.(map[string]any)
		if !ok {
			return want
		}
		kept := map[string]any{}
		for name, value := range want {
			below := strings.TrimPrefix(path+"."+name, ".")
			if _, ok := have[name]; !ok {
				lost[below] = true
				continue
			}
			kept[name] = known(value, have[name], below, lost)
		}
		return kept
	case []any:
		have, ok := got.([]any)
		if !ok || len(have) != len(want) {
			return want
		}
		kept := make([]any, len(want))
		for i := range want {
			kept[i] = known(want[i], have[i], path, lost)
		}
		return kept
	}
	return want
}

// plain writes numbers in one way, and ids as text.
func plain(v any, name string) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			out[name] = plain(value, name)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = plain(v[i], "")
		}
		return out
	case json.Number:
		return number(v.String())
	case string:
		if name == "machine_id" {
			return number(v)
		}
	}
	return v
}

// number is an integer, or the float64 that a client makes of a text.
type number string

// Equal reports whether a client cannot tell two numbers apart.
func (n number) Equal(m number) bool {
	a, exact := new(big.Int).SetString(string(n), 10)
	b, both := new(big.Int).SetString(string(m), 10)
	if exact && both {
		return a.Cmp(b) == 0
	}
	x, err := strconv.ParseFloat(string(n), 64)
	y, err2 := strconv.ParseFloat(string(m), 64)
	return err == nil && err2 == nil && x == y
}

// command is one run of the CLI.
type command struct {
	Args []string `json:"args"`
}

// run is how it ended.
type run struct {
	Status int    `json:"status"`
	Out    string `json:"out"`
	Err    string `json:"err"`
	Raised string `json:"raised"`
}

// commands asks everything through the CLI, for people and as JSON.
func commands(t *testing.T, env pypi.Env, tree string, h host, asked []question, dropped []string) {
	t.Helper()
	verbs := map[string][]string{"mcr": {"qualify", "mcr"}, "machine": {"show", "machine"},
		"operator": {"show", "operator", "machines"}}
	var lines []command
	for _, q := range asked {
		args := append(slices.Clone(verbs[q.Call]), q.DID)
		lines = append(lines, command{args}, command{append(slices.Clone(args), "--json")})
	}
	runs := script[command, run](t, env, "cli.py", lines, h.base)
	if len(runs) != len(lines) {
		t.Fatalf("%d of %d commands ran", len(runs), len(lines))
	}
	var answers []answer
	for i, q := range asked {
		text, data := runs[2*i], runs[2*i+1]
		status := 0
		if q.file == "" {
			status = 2
		}
		for _, r := range []run{text, data} {
			if r.Status != status || r.Raised != "" {
				t.Errorf("%s: exit status %d, not %d: %s %s", q, r.Status, status, r.Raised, r.Err)
			}
		}
		answers = append(answers, decode(t, q, data))
		if q.file == "" && !strings.Contains(text.Err, "NOT_FOUND") {
			t.Errorf("%s says %q", q, text.Err)
		}
		if q.file != "" {
			shows(t, tree, q, text.Out)
		}
	}
	compare(t, tree, h, asked, answers, dropped)
}

// decode reads what --json prints.
func decode(t *testing.T, q question, r run) (a answer) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(r.Out))
	dec.UseNumber()
	if err := dec.Decode(&a.Value); err != nil {
		t.Errorf("%s: %v: %q", q, err, r.Out)
		return a
	}
	if r.Status != 0 {
		code := a.Value.(map[string]any)["error_code"]
		a = answer{Error: fmt.Sprint(code)}
	}
	return a
}

// shows looks for the rating of each machine in the CLI's text.
func shows(t *testing.T, tree string, q question, text string) {
	t.Helper()
	type rating struct {
		ID     json.Number `json:"machine_id"` // also where it is a string
		Score  int         `json:"mcr_score"`
		Letter string      `json:"mcr"`
		Floor  string      `json:"rating_unavailable"`
	}
	var body struct {
		rating
		Peaqos   rating   `json:"peaqos"`
		Machines []rating `json:"machines"`
	}
	readFile(t, tree, q.file, &body)
	want := []string{fmt.Sprint("Machines: ", len(body.Machines))}
	switch q.Call {
	case "mcr":
		want = []string{body.Letter, fmt.Sprint(body.Score, " / 100"), body.Floor}
	case "machine":
		want = []string{body.Peaqos.ID.String(), body.Peaqos.Letter, fmt.Sprint(body.Peaqos.Score, " / 100"),
			body.Peaqos.Floor}
	}
	fields := strings.Join(strings.Fields(text), " ")
	for _, m := range body.Machines {
		want = append(want, fmt.Sprintf(" %s %d %s", m.ID, m.Score, m.Letter))
	}
	for _, part := range want {
		if !strings.Contains(fields, part) {
			t.Errorf("%s does not show %q:\n%s", q, part, text)
		}
	}
}

// limits measures what a host cannot do, and prints it as a table.
func limits(t *testing.T, tree string, servers []host, asked []question) {
	var degraded, fleet question
	for _, q := range asked {
		if q.file == "" {
			continue
		}
		var body struct {
			Degraded bool  `json:"mcr_degraded"`
			Machines []any `json:"machines"`
		}
		readFile(t, tree, q.file, &body)
		if q.Call == "mcr" && body.Degraded {
			degraded = q
		}
		if q.Call == "operator" && len(body.Machines) > 1 && q.DID != strings.ToLower(q.DID) {
			fleet = q
		}
	}
	if degraded.DID == "" || fleet.DID == "" {
		t.Fatal("the demo has no degraded rating or no operator of two machines")
	}
	can := map[bool]string{true: "yes", false: "no"}
	table := fmt.Sprintf("\n%-10s %-22s %-18s %s\n", "host", "echoes the spelling", "any page size",
		"no-store where degraded")
	for _, h := range servers {
		_, body, _ := get(t, h.base+"/operator/"+fleet.DID+"/machines")
		echo := strings.Contains(body, `"operator_did":"`+fleet.DID+`"`)
		lower := strings.ToLower(fleet.DID)
		_, body, _ = get(t, h.base+"/operator/"+lower+"/machines")
		echo = echo && strings.Contains(body, `"operator_did":"`+lower+`"`)
		status, body, _ := get(t, h.base+"/operator/"+fleet.DID+"/machines?limit=1")
		slice := status == 200 && strings.Contains(body, `"limit":1`)
		_, _, header := get(t, h.base+"/mcr/"+degraded.DID)
		stale := header.Get("Cache-Control") != "no-store"
		if echo != h.echo || slice != h.slice || stale != h.stale {
			t.Errorf("%s: echo %t, slice %t, stale %t", h.name, echo, slice, stale)
		}
		table += fmt.Sprintf("%-10s %-22s %-18s %s\n", h.name, can[echo], can[slice], can[!stale])
	}
	t.Log(table)
}

func get(t *testing.T, url string) (int, string, http.Header) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body), res.Header
}
