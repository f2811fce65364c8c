package hosting

import (
	"flag"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/mount"
)

var update = flag.Bool("update", false, "write the golden files")

var gen1, gen2 = endpoints.Of(chain.Gen1), endpoints.Of(chain.Gen2)

func tree(prefix, dir string, table *endpoints.Table) Tree {
	return Tree{mount.Mount{Prefix: prefix, Dir: dir}, table}
}

// TestGolden: what each host gets, for a tree of each generation and for both
// in one site.
func TestGolden(t *testing.T) {
	texts := map[string][]byte{}
	for folder, trees := range map[string][]Tree{
		"1.0":  {tree("", "/srv/mcr/public", gen1)},
		"2.0":  {tree("", "/srv/mcr/public", gen2)},
		"both": {tree("", "/srv/mcr/public", gen2), tree("v1", "/srv/mcr/public-1.0", gen1)},
	} {
		site := Site{Trees: trees, Listen: "127.0.0.1:8080", RatingTTL: 3600}
		var err error
		if texts[folder+"/nginx.conf"], err = Nginx(site); err != nil {
			t.Fatal(err)
		}
		if texts[folder+"/Caddyfile"], err = Caddy(site); err != nil {
			t.Fatal(err)
		}
	}
	for folder, files := range map[string]map[string][]byte{
		"1.0":  maps.Collect(Files(gen1, "", 3600)),
		"2.0":  maps.Collect(Files(gen2, "https://mcr.example", 3600)),
		"both": maps.Collect(Files(gen1, "https://mcr.example/v1/", 3600)),
	} {
		for name, text := range files {
			texts[folder+"/"+name] = text
		}
	}
	for name, got := range texts {
		golden := filepath.Join("testdata", name)
		if *update {
			if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s differs; run go test -update and read the change (-golden +got):\n%s", name, diff)
		}
	}
}

func TestTTLOfRatings(t *testing.T) {
	for ttl, want := range map[uint]string{0: "no-store", 60: "public, max-age=60"} {
		_, rule, ok := strings.Cut(string(maps.Collect(Files(gen1, "", ttl))["_headers"]), "\n/mcr/*\n")
		if rule, _, _ = strings.Cut(rule, "\n\n"); !ok || !strings.Contains(rule, "Cache-Control: "+want) {
			t.Errorf("ttl %d: rule %q, want %s", ttl, rule, want)
		}
	}
}

// TestHeaderRules reads _headers as a host does: few enough rules, no line too
// long, all under the path of the tree, and for no URL two rules with one
// header.
func TestHeaderRules(t *testing.T) {
	for base, path := range map[string]string{"": "/", "https://mcr.example/a/v1": "/a/v1/"} {
		for _, table := range []*endpoints.Table{gen1, gen2} {
			checkHeaderRules(t, string(maps.Collect(Files(table, base, 3600))["_headers"]), path)
		}
	}
}

func checkHeaderRules(t *testing.T, text, path string) {
	t.Helper()
	rules := map[string][]string{}
	url := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '/':
			if _, twice := rules[line]; twice || !strings.HasPrefix(line, path) {
				t.Errorf("rule %s stands twice or outside of %s", line, path)
			}
			url, rules[line] = line, nil
		default:
			name, _, ok := strings.Cut(strings.TrimSpace(line), ": ")
			if !ok || len(line) > 2000 {
				t.Errorf("line %q", line)
			}
			rules[url] = append(rules[url], name)
		}
	}
	if len(rules) == 0 || len(rules) > maxHeaderRules {
		t.Errorf("%d rules", len(rules))
	}
	for a, headers := range rules {
		for b, others := range rules {
			if a == b || !covers(a, b) {
				continue
			}
			for _, h := range headers {
				for _, o := range others {
					if h == o {
						t.Errorf("%s and %s both set %s", a, b, h)
					}
				}
			}
		}
	}
}

func covers(rule, url string) bool {
	prefix, wild := strings.CutSuffix(rule, "*")
	return wild && strings.HasPrefix(url, prefix)
}

// TestRedirects: each spelling of a DID leads to the file, of which the first
// placeholder is the key.
func TestRedirects(t *testing.T) {
	for base, path := range map[string]string{"": "", "https://mcr.example/v1": "/v1"} {
		for _, table := range []*endpoints.Table{gen1, gen2} {
			text := string(maps.Collect(Files(table, base, 0))["_redirects"])
			rules := regexp.MustCompile(`(?m)^(/\S+)/([^/]*)\* (/\S+)/:splat 200$`).FindAllStringSubmatch(text, -1)
			if len(rules) != 9 || len(rules) > maxDynamicRedirects {
				t.Errorf("%d rules in\n%s", len(rules), text)
			}
			seen := map[string]int{}
			for _, rule := range rules {
				seen[rule[2]]++
				if rule[1] != rule[3] || !strings.HasPrefix(rule[1], path+"/") {
					t.Errorf("%q leads elsewhere", rule[0])
				}
			}
			if diff := cmp.Diff(map[string]int{"did:peaq:": 3, "did%3Apeaq%3A": 3, "did%3apeaq%3a": 3}, seen); diff != "" {
				t.Error(diff)
			}
		}
	}
}

func TestHostileSites(t *testing.T) {
	for _, s := range []Site{
		{Listen: "80"},
		{Trees: []Tree{tree("", "/srv", gen1)}},
		{Listen: "80", Trees: []Tree{tree("", "", gen1)}},
		{Listen: "80", Trees: []Tree{tree("", "srv", gen1)}},
		{Listen: "80", Trees: []Tree{tree("", "/srv\"; evil", gen1)}},
		{Listen: "80", Trees: []Tree{tree("", "/srv/$uri", gen1)}},
		{Listen: "80", Trees: []Tree{tree("", "/srv\n", gen1)}},
		{Listen: "80", Trees: []Tree{tree("", "/s{env.X}", gen1)}},
		{Listen: "80; evil", Trees: []Tree{tree("", "/srv", gen1)}},
		{Listen: "80", Trees: []Tree{tree("", "/srv", nil)}},
		{Listen: "80", Trees: []Tree{tree("v1;", "/srv", gen1)}},
		{Listen: "80", Trees: []Tree{tree("$1", "/srv", gen1)}},
		{Listen: "80", Trees: []Tree{tree("mcr", "/srv", gen1)}},
		{Listen: "80", Trees: []Tree{tree("v1", "/srv", gen1), tree("v1", "/other", gen2)}},
	} {
		if _, err := Nginx(s); err == nil {
			t.Errorf("nginx took %+v", s)
		}
		if _, err := Caddy(s); err == nil {
			t.Errorf("caddy took %+v", s)
		}
	}
}

// parameters are those of both generations by their name, which have to agree.
func parameters(t *testing.T) map[string]*endpoints.Parameter {
	t.Helper()
	all := map[string]*endpoints.Parameter{}
	for _, table := range []*endpoints.Table{gen1, gen2} {
		for f := range (Tree{Table: table}).keyed() {
			for _, p := range append(f.Endpoint.Query, f.Endpoint.Key) {
				if p.Grammar != endpoints.Integer {
					continue
				}
				if known := all[p.Name]; known != nil && cmp.Diff(known, p) != "" {
					t.Errorf("%s has two meanings", p.Name)
				}
				if p.Least != nil && *p.Least != 0 && *p.Least != 1 {
					t.Errorf("%s is at least %d, which no pattern says", p.Name, *p.Least)
				}
				all[p.Name] = p
			}
		}
	}
	return all
}

// TestQueryPatterns holds the patterns of refused and served values against
// each other: every value is in exactly one class.
func TestQueryPatterns(t *testing.T) {
	all := parameters(t)
	const offset, limit, tokenID, machineID = "offset", "limit", "token_id", "machine_id"
	for _, tc := range []struct {
		parameter string
		served    string
		value     string
		want      string // kind of the mistake; "" where the value is in order
	}{
		{offset, firstOffset + "|" + pageOffset, "", ""}, {offset, firstOffset + "|" + pageOffset, "0", ""},
		{offset, firstOffset + "|" + pageOffset, "-0", ""},
		{offset, firstOffset + "|" + pageOffset, "20", ""}, {offset, firstOffset + "|" + pageOffset, "1200", ""},
		{offset, "", "7", ""}, {offset, "", "10", ""}, {offset, "", "-1", "greater_than_equal"}, {offset, "", "-010", "greater_than_equal"},
		{offset, "", "x", "int_parsing"}, {offset, "", "--1", "int_parsing"},
		{offset, "", "1-2", "int_parsing"}, {offset, "", "-", "int_parsing"}, {offset, "", "\"", "int_parsing"}, {offset, "", "é", "int_parsing"},
		{offset, "", "1e3", "int_parsing"}, {limit, "", "1", ""}, {limit, "", "19", ""}, {limit, wholeLimit, "20", ""}, {limit, wholeLimit, "020", ""},
		{limit, wholeLimit, "", ""}, {limit, "", "21", "less_than_equal"}, {limit, "", "100", "less_than_equal"}, {limit, "", "30", "less_than_equal"},
		{limit, "", "0", "greater_than_equal"}, {limit, "", "-0", "greater_than_equal"}, {limit, "", "00", "greater_than_equal"}, {limit, "", "030", "less_than_equal"},
		{tokenID, "", "0", "greater_than_equal"}, {tokenID, "", "a", "int_parsing"}, {tokenID, "", "1", ""},
		{machineID, "", "0x1", "int_parsing"}, {machineID, "", "1", ""}, {machineID, "", "-1", ""},
	} {
		var got []string
		for _, m := range mistakes(all[tc.parameter]) {
			if whole(m.pattern, tc.value) {
				got = append(got, m.kind)
			}
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s %q is %q, want %q", tc.parameter, tc.value, got, tc.want)
		}
		if tc.served != "" && !whole(tc.served, tc.value) {
			t.Errorf("%s %q is not served", tc.parameter, tc.value)
		}
	}
}

// TestOver: the pattern has what is greater, and nothing else.
func TestOver(t *testing.T) {
	for _, limit := range []int64{1, 9, 10, 19, 20, 99, 109, 199, 990} {
		re := regexp.MustCompile("^(?:" + over(big.NewInt(limit).String()) + ")$")
		for n := int64(0); n < 2000; n++ {
			if got := re.MatchString(big.NewInt(n).String()); got != (n > limit) {
				t.Fatalf("%d over %d: %v", n, limit, got)
			}
		}
	}
	re := regexp.MustCompile("^" + oversize + "$")
	largest, _ := new(big.Int).SetString(huge, 10)
	for i := range 78 {
		step := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(i)), nil)
		if text := new(big.Int).Sub(largest, step).String(); re.MatchString(text) {
			t.Errorf("%s is oversize", text)
		}
		if text := new(big.Int).Add(largest, step).String(); !re.MatchString(text) {
			t.Errorf("%s is not oversize", text)
		}
	}
	if re.MatchString(huge) {
		t.Error("the largest id is oversize")
	}
}

const huge = "115792089237316195423570985008687907853269984665640564039457584007913129639935"

const wallet = "0xab5801a7d398351b8be11c439e05c5b3259aec9b"

func whole(pattern, value string) bool {
	return regexp.MustCompile(`^(?:` + pattern + `)$`).MatchString(value)
}
