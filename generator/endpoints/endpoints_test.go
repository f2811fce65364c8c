package endpoints

import (
	"encoding/json"
	"path"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"
)

const checksummed = "0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B"

func TestBuiltPaths(t *testing.T) {
	a := common.HexToAddress(checksummed)
	lower := strings.ToLower(checksummed)
	largest := new(uint256.Int).Not(new(uint256.Int))
	for got, want := range map[string]string{
		MCR(a):                            "mcr/" + lower,
		Machine(a):                        "machine/" + lower,
		Operator(a, 0):                    "operator/" + lower + "/machines",
		Operator(a, 40):                   "operator/" + lower + "/machines.p/40",
		Fleet(a):                          "fleet/" + lower + ".html",
		Metadata(uint256.NewInt(7)):       "metadata/7",
		Machines(largest):                 "machines/115792089237316195423570985008687907853269984665640564039457584007913129639935",
		Card(uint256.NewInt(0)):           "card/0.html",
		Badge(uint256.NewInt(9007199254)): "badge/9007199254.svg",
		Sitemap(2):                        "sitemap/2.xml",
	} {
		if got != want {
			t.Errorf("built %s, want %s", got, want)
		}
		f, key, ok := Parse(got)
		if !ok || f.Path(key) != got {
			t.Errorf("%s parses to %s %+v, %t", got, f.Name, key, ok)
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
			Operator(common.Address{}, offset)
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
		"index/search/../x.json", "index/search//x.json", "health/404.html", "index/404.html", ".gitignore",
	} {
		if f, key, ok := Parse(file); ok {
			t.Errorf("%q parses as %s %+v", file, f.Name, key)
		}
	}
}

func TestParseFamilies(t *testing.T) {
	for file, want := range map[string]string{
		"mcr/404.html": "mcr", "operator/404.html": "operator", "404.html": "not-found", "index.html": "home",
		"index/snapshot.json": "snapshot", "index/snapshots/8123456.json.minisig": "snapshots", "_headers": "host-headers",
		"index/search/rows/12.json": "search", "assets/style.css": "assets",
	} {
		f, _, ok := Parse(file)
		if !ok || f.Name != want {
			t.Errorf("%s parses as %q, %t; want %s", file, f.Name, ok, want)
		}
	}
}

// Rules match by prefix and append: families of one rule must agree, and no
// rule may match the files of another.
func TestRulesDoNotContradict(t *testing.T) {
	seen := map[string]Family{}
	for f := range All() {
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

func matches(rule, path string) bool {
	prefix, wild := strings.CutSuffix(rule, "*")
	return wild && strings.HasPrefix(path, prefix)
}

func TestNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for f := range All() {
		if seen[f.Name] || seen[f.Files] {
			t.Errorf("%s or %s stands twice", f.Name, f.Files)
		}
		seen[f.Name], seen[f.Files] = true, true
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
	got := map[string]string{}
	for file, body := range NotFoundBodies() {
		var envelope struct{ Detail string }
		if err := json.Unmarshal(body, &envelope); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		got[path.Dir(file)] = envelope.Detail
	}
	want := map[string]string{
		"mcr": "Machine DID not found", "machine": "Machine DID not found", "operator": "Not Found",
		"metadata": "Token not found", "machines": "Machine not found",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// FuzzParse: what parses is a safe path and is built again byte for byte.
func FuzzParse(f *testing.F) {
	for row := range All() {
		f.Add(row.Path(Key{Address: common.HexToAddress(checksummed), ID: *uint256.NewInt(42), Name: "a", Offset: 20}))
		f.Add(row.Files)
	}
	f.Add("mcr/404.html")
	f.Add("index/search/a/../b.json")
	f.Fuzz(func(t *testing.T, file string) {
		row, key, ok := Parse(file)
		if !ok {
			return
		}
		if path.Clean(file) != file || strings.HasPrefix(file, "/") || strings.ContainsAny(file, ":\\ \n\x00") {
			t.Errorf("%q was parsed", file)
		}
		if built := row.Path(key); built != file && file != row.notFoundFile() {
			t.Errorf("%q parses as %s and is built as %q", file, row.Name, built)
		}
		if prefix, wild := strings.CutSuffix(row.Rule(), "*"); wild && !strings.HasPrefix("/"+file, prefix) {
			t.Errorf("%q is not under %s", file, row.Rule())
		}
	})
}

// FuzzBuild: every key that a chain can hold makes a path that parses back.
func FuzzBuild(f *testing.F) {
	f.Add([]byte{1}, []byte{2}, uint16(3))
	f.Add([]byte(strings.Repeat("\xff", 20)), []byte(strings.Repeat("\xff", 32)), uint16(0))
	f.Fuzz(func(t *testing.T, address, id []byte, page uint16) {
		key := Key{Address: common.BytesToAddress(address), ID: *new(uint256.Int).SetBytes(id), Name: "a", Offset: PageSize * (1 + int(page))}
		for row := range All() {
			built := row.Path(key)
			parsed, again, ok := Parse(built)
			if !ok || parsed.Name != row.Name || parsed.Path(again) != built {
				t.Errorf("%s: %q parses as %s %+v, %t", row.Name, built, parsed.Name, again, ok)
			}
		}
	})
}
