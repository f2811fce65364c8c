package endpoints

import (
	"encoding/json"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
)

const checksummed = "0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B"

// both are the tables that every test holds for.
var both = []*Table{Of(chain.Gen1), Of(chain.Gen2)}

func TestGenerations(t *testing.T) {
	for _, table := range both {
		if table.Generation.Roles() == nil || Of(table.Generation) != table {
			t.Errorf("the table of %q", table.Generation)
		}
	}
	if Of("3.0") != nil {
		t.Error("a generation too many")
	}
}

func TestBuiltPaths(t *testing.T) {
	a := common.HexToAddress(checksummed)
	lower := strings.ToLower(checksummed)
	const digits = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
	largest := new(uint256.Int).Not(new(uint256.Int))
	account := &chain.Machine{ID: *uint256.NewInt(7), Gen1: &chain.Gen1Machine{Wallet: a}}
	token := &chain.Machine{ID: *largest, Gen2: &chain.Gen2Machine{}}
	for got, want := range map[string]string{
		Of(chain.Gen1).MCR(account):       "mcr/" + lower,
		Of(chain.Gen1).Machine(account):   "machine/" + lower,
		Of(chain.Gen2).MCR(token):         "mcr/" + digits,
		Of(chain.Gen2).Machine(token):     "machine/" + digits,
		OperatorPage(a, 0):                "operator/" + lower + "/machines",
		OperatorPage(a, 40):               "operator/" + lower + "/machines.p/40",
		Fleet(a):                          "fleet/" + lower + ".html",
		Metadata(uint256.NewInt(7)):       "metadata/7",
		Machines(largest):                 "machines/" + digits,
		Card(uint256.NewInt(0)):           "card/0.html",
		Badge(uint256.NewInt(9007199254)): "badge/9007199254.svg",
		Index(MachinesIndex, 0):           "index/machines.json",
		Index(MachinesIndex, 20_000):      "index/machines/20000.json",
		Index(OperatorsIndex, 10_000):     "index/operators/10000.json",
		Operator(a):                       "index/operators/" + lower + ".json",
		Schema(FindingsIndex):             "index/schema/findings.json",
		Sitemap(2):                        "sitemap/2.xml",
	} {
		if got != want {
			t.Errorf("built %s, want %s", got, want)
		}
		parsed := 0
		for _, table := range both {
			if f, key, ok := table.Parse(got); ok {
				parsed++
				if f.Path(key) != got {
					t.Errorf("%s parses to %s %+v", got, f.Name, key)
				}
			}
		}
		if byDID := strings.HasPrefix(got, "mcr/") || strings.HasPrefix(got, "machine/"); parsed == 0 || byDID == (parsed == 2) {
			t.Errorf("%s is a path of %d generations", got, parsed)
		}
	}
}

func TestPageBetweenPages(t *testing.T) {
	for _, offset := range []int{-20, 1, 19, 30} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("offset %d made a path", offset)
				}
			}()
			OperatorPage(common.Address{}, offset)
		}()
	}
}

func TestParseRefuses(t *testing.T) {
	lower := strings.ToLower(checksummed)
	for _, file := range []string{
		"", "/", "mcr", "mcr/", "mcr/" + checksummed, "mcr/did:peaq:" + lower, "/mcr/" + lower, "mcr/" + lower + "/",
		"mcr/" + lower + "\n", "mcr/" + lower[2:], "metadata/", "metadata/-1", "metadata/01", "metadata/1.0", "machines/+1",
		"machines/115792089237316195423570985008687907853269984665640564039457584007913129639936",
		"operator/" + lower, "operator/" + lower + "/machines.p/0", "operator/" + lower + "/machines.p/30",
		"operator/" + lower + "/machines.p/020", "card/1", "card/..html", "assets/../index.html", "assets/", "assets/.x",
		"index/search/../x.json", "index/search//x.json", "index/machines/20.json", "index/machines/0.json", "health/404.html", "index/404.html", ".gitignore",
	} {
		for _, table := range both {
			if f, key, ok := table.Parse(file); ok {
				t.Errorf("%s: %q parses as %s %+v", table.Generation, file, f.Name, key)
			}
		}
	}
}

func TestParseFamilies(t *testing.T) {
	for file, want := range map[string]string{
		"mcr/404.html": "mcr", "operator/404.html": "operator", "404.html": "not-found", "index.html": "home",
		"index/snapshot.json": "snapshot", "index/snapshots/8123456.json.minisig": "snapshots", "_headers": "host-headers",
		"index/search/rows/12.json": "search", "index/operators/10000.json": "index-operators-more", "index/schema/machines.json": "schema", "assets/style.css": "assets",
	} {
		for _, table := range both {
			f, _, ok := table.Parse(file)
			if !ok || f.Name != want {
				t.Errorf("%s parses as %q, %t; want %s", file, f.Name, ok, want)
			}
		}
	}
}

// Rules match by prefix and append: families of one rule must agree, and no
// rule may match the files of another.
func TestRulesDoNotContradict(t *testing.T) {
	for _, table := range both {
		seen := map[string]Family{}
		for f := range table.All() {
			rule := f.Rule()
			if twin, ok := seen[rule]; ok {
				if diff := cmp.Diff(twin.Headers(60), f.Headers(60)); diff != "" {
					t.Errorf("%s and %s share %s and differ:\n%s", twin.Name, f.Name, rule, diff)
				}
				continue
			}
			for other := range seen {
				if matches(rule, other) || matches(other, rule) {
					t.Errorf("rules %s and %s overlap", rule, other)
				}
			}
			seen[rule] = f
		}
	}
}

func matches(rule, path string) bool {
	prefix, wild := strings.CutSuffix(rule, "*")
	return wild && strings.HasPrefix(path, prefix)
}

func TestNamesAreUnique(t *testing.T) {
	for _, table := range both {
		seen := map[string]bool{}
		for f := range table.All() {
			if seen[f.Name] || seen[f.Files] {
				t.Errorf("%s or %s stands twice", f.Name, f.Files)
			}
			seen[f.Name], seen[f.Files] = true, true
			if e := f.Endpoint; e != nil && (seen[e.ID] || e.ID == "" || e.Summary == "") {
				t.Errorf("%s is the operation %q", f.Name, e.ID)
			} else if e != nil {
				seen[e.ID] = true
			}
		}
	}
}

// No row may leave out what check, verify, the server or the document look up.
func TestRowsAreWhole(t *testing.T) {
	for _, table := range both {
		for f := range table.All() {
			switch e := f.Endpoint; {
			case f.Proof == 0:
				t.Errorf("%s: nothing says how it is derived again", f.Name)
			case (f.Step > 0) != strings.Contains(f.Files, "{offset}"):
				t.Errorf("%s: step %d for %s", f.Name, f.Step, f.Files)
			case f.Of == OfTree && strings.ContainsAny(f.Files, "{") && f.Step == 0 && !strings.Contains(f.Files, "{name}") && !strings.Contains(f.Files, "{path}"):
				t.Errorf("%s: %s is about the whole tree", f.Name, f.Files)
			case e != nil && f.Body == "":
				t.Errorf("%s: an answer without a body", f.Name)
			case e != nil && (e.Key != nil) != strings.Contains(f.Route, "{"):
				t.Errorf("%s: the key of %s", f.Name, f.Route)
			case e != nil && e.Key != nil && (!strings.Contains(f.Route, "{"+e.Key.Name+"}") || e.Key.Grammar != f.Grammar()):
				t.Errorf("%s: %s has the key %+v", f.Name, f.Route, e.Key)
			case e != nil && e.Key != nil && (e.Details[404] == nil) != (f.NotFound == notFound):
				t.Errorf("%s: its 404 is %q, it lists %q", f.Name, f.NotFound, e.Details[404])
			}
		}
	}
}

func TestReadDID(t *testing.T) {
	lower := strings.ToLower(checksummed)
	const largest = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
	for _, tc := range []struct {
		grammar      Grammar
		text, detail string
		did          string
	}{
		{AccountDID, "did:peaq:" + lower, "", "did:peaq:" + checksummed},
		{AccountDID, lower, "", "did:peaq:" + checksummed},
		{AccountDID, "0x" + strings.ToUpper(lower[2:]), "", "did:peaq:" + checksummed},
		{AccountDID, "did:peaq:", emptyDID, ""},
		{AccountDID, "DID:PEAQ:" + lower, invalidAddress, ""},
		{AccountDID, "42", invalidAddress, ""},
		{AccountDID, lower + "0", invalidAddress, ""},
		{MachineDID, "did:peaq:42", "", "did:peaq:42"},
		{MachineDID, "0", "", "did:peaq:0"},
		{MachineDID, largest, "", "did:peaq:" + largest},
		{MachineDID, "", emptyDID, ""},
		{MachineDID, "did:peaq:042", invalidDID, ""},
		{MachineDID, "did:peaq:did:peaq:42", invalidDID, ""},
		{MachineDID, "Did:peaq:42", invalidDID, ""},
		{MachineDID, "+42", invalidDID, ""},
		{MachineDID, "4\n", invalidDID, ""},
		{MachineDID, lower, invalidDID, ""},
		{MachineDID, largest[:77] + "6", invalidDID, ""},
	} {
		key, detail := tc.grammar.ReadDID(tc.text)
		if detail != tc.detail || detail == "" && tc.grammar.DID(key) != tc.did {
			t.Errorf("%q: %q, %s", tc.text, detail, tc.grammar.DID(key))
		}
	}
}

func TestCacheControl(t *testing.T) {
	for _, tc := range []struct {
		cache Cache
		ttl   uint
		want  string
	}{
		{Rating, 3600, "public, max-age=3600"},
		{Rating, 0, "no-store"},
		{Data, 0, "public, max-age=300, stale-while-revalidate=3600"},
		{Pointer, 3600, "no-cache"},
		{Immutable, 0, "public, max-age=31536000, immutable"},
	} {
		if got := tc.cache.Control(tc.ttl); got != tc.want {
			t.Errorf("class %d, ttl %d: %q, want %q", tc.cache, tc.ttl, got, tc.want)
		}
	}
}

func TestNotFoundBodies(t *testing.T) {
	for _, tc := range []struct {
		generation chain.Generation
		machine    string
	}{{chain.Gen1, "Machine DID not found"}, {chain.Gen2, "Machine not registered"}} {
		got := map[string]string{}
		for file, body := range Of(tc.generation).NotFoundBodies() {
			var envelope struct{ Detail string }
			if err := json.Unmarshal(body, &envelope); err != nil {
				t.Errorf("%s: %v", file, err)
			}
			got[path.Dir(file)] = envelope.Detail
		}
		want := map[string]string{
			"mcr": tc.machine, "machine": tc.machine, "operator": "Not Found",
			"metadata": "Token not found", "machines": "Machine not found",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

// expressions are what Parse is held against: the first row whose expression
// matches.
var expressions = map[*Table][]*regexp.Regexp{}

func init() {
	for _, table := range both {
		for row := range table.All() {
			expressions[table] = append(expressions[table], regexp.MustCompile(`\A`+row.expression()+`\z`))
		}
	}
}

// parsed is Parse by expressions.
func parsed(t *Table, file string) (Family, Key, bool) {
	for i, row := range t.families {
		if row.IsNotFoundBody(file) {
			return row, Key{}, true
		}
		m := expressions[t][i].FindStringSubmatch(file)
		if m == nil {
			continue
		}
		var k Key
		good := true
		for j, group := range expressions[t][i].SubexpNames() {
			switch group {
			case "account":
				k.Account = common.HexToAddress(m[j])
			case "id":
				good = k.ID.SetFromDecimal(m[j]) == nil
			case "name":
				k.Name = m[j]
			case "offset":
				k.Offset, _ = strconv.Atoi(m[j])
				good = good && k.Offset%row.Step == 0
			}
		}
		if good {
			return row, k, true
		}
	}
	return Family{}, Key{}, false
}

func TestParseAllocatesNothing(t *testing.T) {
	a, id := common.HexToAddress(checksummed), new(uint256.Int).Not(new(uint256.Int))
	for _, table := range both {
		for row := range table.All() {
			file := row.Path(Key{Account: a, ID: *id, Name: "a", Offset: max(row.Step, PageSize)})
			if n := testing.AllocsPerRun(10, func() { table.Parse(file) }); n > 0 {
				t.Errorf("%s: %.0f", file, n)
			}
		}
	}
}

// FuzzParse: what parses is what the expressions match, a safe path, and built
// again byte for byte.
func FuzzParse(f *testing.F) {
	for _, table := range both {
		for row := range table.All() {
			f.Add(row.Path(Key{Account: common.HexToAddress(checksummed), ID: *uint256.NewInt(42), Name: "a", Offset: max(row.Step, PageSize)}))
			f.Add(row.Files)
		}
	}
	for _, file := range []string{
		"mcr/404.html", "404.html", "index/search/a/../b.json", "index/search/a/b.c/d.json", "index/search/a./b.json", "index/search/.json", "index/search/a/.json", "docs/a-.html", "docs/A.html",
		"docs/.html", "docs/a.html.html", "docs/a/b.html", "assets/_a", "assets/a_", "mcr/00", "mcr/0", "card/0.html", "card/01.html", "index/machines/010000.json", "index/machines/10000.json",
		"index/machines/1000000000.json", "index/machines/20.json", "operator/" + strings.ToLower(checksummed) + "/machines.p/0", "operator/" + checksummed + "/machines",
		"card/115792089237316195423570985008687907853269984665640564039457584007913129639936.html", "card/" + strings.Repeat("9", 79) + ".html", "index/files/" + strings.Repeat("a", 64) + ".txt",
	} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file string) {
		for _, table := range both {
			row, key, ok := table.Parse(file)
			if r, k, matches := parsed(table, file); matches != ok || r.Name != row.Name || k != key {
				t.Errorf("%q parses as %s %+v, and matches %s %+v", file, row.Name, key, r.Name, k)
			}
			if !ok {
				continue
			}
			if path.Clean(file) != file || strings.HasPrefix(file, "/") || strings.ContainsAny(file, ":\\ \n\x00") {
				t.Errorf("%q was parsed", file)
			}
			if built := row.Path(key); built != file && !row.IsNotFoundBody(file) {
				t.Errorf("%q parses as %s and is built as %q", file, row.Name, built)
			}
			if prefix, wild := strings.CutSuffix(row.Rule(), "*"); wild && !strings.HasPrefix("/"+file, prefix) {
				t.Errorf("%q is not under %s", file, row.Rule())
			}
		}
	})
}

// FuzzReadDID: what is read is one DID, and is read again from it.
func FuzzReadDID(f *testing.F) {
	for _, text := range []string{"", "did:peaq:", "did:peaq:42", "0", "042", checksummed, "did:peaq:" + checksummed, "did:peaq:did:peaq:1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, g := range []Grammar{AccountDID, MachineDID} {
			key, detail := g.ReadDID(text)
			if detail != "" {
				continue
			}
			did := g.DID(key)
			if again, detail := g.ReadDID(did); detail != "" || again != key {
				t.Errorf("%q is %s, and that is %+v, %q", text, did, again, detail)
			}
			if asked := strings.TrimPrefix(text, DIDPrefix); !strings.EqualFold(DIDPrefix+asked, did) {
				t.Errorf("%q is %s", text, did)
			}
		}
	})
}

// FuzzBuild: every key that a chain can hold makes a path that parses back.
func FuzzBuild(f *testing.F) {
	f.Add([]byte{1}, []byte{2}, uint16(3))
	f.Add([]byte(strings.Repeat("\xff", 20)), []byte(strings.Repeat("\xff", 32)), uint16(0))
	f.Fuzz(func(t *testing.T, account, id []byte, page uint16) {
		for _, table := range both {
			for row := range table.All() {
				key := Key{
					Account: common.BytesToAddress(account), ID: *new(uint256.Int).SetBytes(id), Name: "a",
					Offset: max(row.Step, PageSize) * (1 + int(page)),
				}
				built := row.Path(key)
				parsed, again, ok := table.Parse(built)
				if !ok || parsed.Name != row.Name || parsed.Path(again) != built || again != row.Bare(key) {
					t.Errorf("%s: %q parses as %s %+v, %t", row.Name, built, parsed.Name, again, ok)
				}
			}
		}
	})
}
