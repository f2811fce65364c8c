package hosting

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

var example = Site{Root: "/srv/mcr/public", Listen: "127.0.0.1:8080", RatingTTL: 3600}

func TestGolden(t *testing.T) {
	texts := maps.Collect(Files(3600))
	var err error
	if texts["nginx.conf"], err = Nginx(example); err != nil {
		t.Fatal(err)
	}
	if texts["Caddyfile"], err = Caddy(example); err != nil {
		t.Fatal(err)
	}
	for name, got := range texts {
		golden := filepath.Join("testdata", name)
		if *update {
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
		_, rule, ok := strings.Cut(string(maps.Collect(Files(ttl))["_headers"]), "\n/mcr/*\n")
		if rule, _, _ = strings.Cut(rule, "\n\n"); !ok || !strings.Contains(rule, "Cache-Control: "+want) {
			t.Errorf("ttl %d: rule %q, want %s", ttl, rule, want)
		}
	}
}

// TestHeaderRules reads _headers as a host does: few enough rules, no line too
// long, and for no URL two rules with one header.
func TestHeaderRules(t *testing.T) {
	rules := map[string][]string{}
	url := ""
	for line := range strings.Lines(string(maps.Collect(Files(3600))["_headers"])) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '/':
			if _, twice := rules[line]; twice {
				t.Errorf("rule %s stands twice", line)
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

func TestRedirects(t *testing.T) {
	text := string(maps.Collect(Files(0))["_redirects"])
	rules := regexp.MustCompile(`(?m)^/\S+ /\S+ 200$`).FindAllString(text, -1)
	if len(rules) != 6 || len(rules) > maxDynamicRedirects {
		t.Errorf("%d rules in\n%s", len(rules), text)
	}
}

func TestHostileSites(t *testing.T) {
	for _, s := range []Site{
		{Listen: "80"}, {Root: "/srv"}, {Root: "srv", Listen: "80"}, {Root: "/srv\"; evil", Listen: "80"},
		{Root: "/srv", Listen: "80; evil"}, {Root: "/srv/$uri", Listen: "80"}, {Root: "/srv\n", Listen: "80"}, {Root: "/s{env.X}", Listen: "80"},
	} {
		if _, err := Nginx(s); err == nil {
			t.Errorf("nginx took %+v", s)
		}
		if _, err := Caddy(s); err == nil {
			t.Errorf("caddy took %+v", s)
		}
	}
}

// TestQueryPatterns holds the patterns of refused and served values against
// each other: every value is in exactly one class.
func TestQueryPatterns(t *testing.T) {
	for _, tc := range []struct {
		parameter integer
		served    string
		value     string
		want      string // kind of the mistake; "" where the value is in order
	}{
		{offset, firstOffset + "|" + pageOffset, "", ""}, {offset, firstOffset + "|" + pageOffset, "0", ""},
		{offset, firstOffset + "|" + pageOffset, "20", ""}, {offset, firstOffset + "|" + pageOffset, "1200", ""},
		{offset, "", "7", ""}, {offset, "", "10", ""}, {offset, "", "-1", "greater_than_equal"}, {offset, "", "x", "int_parsing"},
		{offset, "", "1-2", "int_parsing"}, {offset, "", "-", "int_parsing"}, {offset, "", "\"", "int_parsing"}, {offset, "", "é", "int_parsing"},
		{offset, "", "1e3", "int_parsing"}, {limit, "", "1", ""}, {limit, "", "19", ""}, {limit, wholeLimit, "20", ""},
		{limit, wholeLimit, "", ""}, {limit, "", "21", "less_than_equal"}, {limit, "", "100", "less_than_equal"},
		{limit, "", "0", "greater_than_equal"}, {limit, "", "00", "greater_than_equal"}, {limit, "", "030", "less_than_equal"},
		{tokenID, "", "0", "greater_than_equal"}, {tokenID, "", "a", "int_parsing"}, {tokenID, "", "1", ""},
		{machine, "", "0x1", "int_parsing"}, {machine, "", "1", ""},
	} {
		var got []string
		for _, m := range tc.parameter.mistakes {
			if whole(m.pattern, tc.value) {
				got = append(got, m.kind)
			}
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s %q is %q, want %q", tc.parameter.name, tc.value, got, tc.want)
		}
		if tc.served != "" && !whole(tc.served, tc.value) {
			t.Errorf("%s %q is not served", tc.parameter.name, tc.value)
		}
	}
}

func whole(pattern, value string) bool {
	return regexp.MustCompile(`^(?:` + pattern + `)$`).MatchString(value)
}
