package hosting

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/generator/endpoints"
)

// planted is a tree of a few files on disk, under a prefix.
func planted(t *testing.T, prefix string, table *endpoints.Table, files ...string) Tree {
	t.Helper()
	tr := tree(prefix, t.TempDir(), table)
	for _, name := range files {
		file := filepath.Join(tr.Dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return tr
}

// configOf is the text of a file of the configuration.
func (u *Upload) configOf(t *testing.T, path string) string {
	t.Helper()
	for _, c := range u.config {
		if c.path == path {
			return string(c.data)
		}
	}
	t.Fatalf("no %s", path)
	return ""
}

// TestWrite: what has a URL is linked below the prefix of its tree, the rest
// stays away, and what Write made it replaces.
func TestWrite(t *testing.T) {
	trees := []Tree{
		planted(t, "", gen2, "mcr/7", "index.html", "404.html", "health", "_headers", ".gitattributes", ".lock", "stray"),
		planted(t, "v1", gen1, "mcr/"+wallet, "mcr/404.html"),
	}
	dir := filepath.Join(t.TempDir(), "sites", "upload")
	for _, host := range []Host{CloudflareWorkers, GitHubPages, CloudflareWorkers} {
		upload, err := Plan(host, trees, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := upload.Write(dir); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"README.txt", "assets/404.html", "assets/health", "assets/index.html", "assets/mcr/7", "assets/v1/mcr/" + wallet, "assets/v1/mcr/404.html",
		"worker.js", "wrangler.jsonc",
	}
	if diff := cmp.Diff(want, filesUnder(t, dir)); diff != "" {
		t.Error(diff)
	}
	from, _ := os.Stat(filepath.Join(trees[0].Dir, "mcr/7"))
	to, err := os.Stat(filepath.Join(dir, "assets/mcr/7"))
	if err != nil || !os.SameFile(from, to) {
		t.Errorf("it is a copy: %v", err)
	}
	if beside, _ := os.ReadDir(filepath.Dir(dir)); len(beside) != 1 {
		t.Errorf("left beside it: %v", beside)
	}
	upload, err := Plan(Netlify, trees, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := upload.Write(trees[0].Dir); !errors.Is(err, ErrOccupied) {
		t.Errorf("over a tree: %v", err)
	}
	if err := upload.Write(filepath.Join(trees[1].Dir, "site")); !errors.Is(err, ErrInside) {
		t.Errorf("in a tree: %v", err)
	}
	if got := filesUnder(t, trees[0].Dir); len(got) != 8 {
		t.Errorf("the tree has %q left", got)
	}
}

func filesUnder(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			path, err = filepath.Rel(dir, path)
			list = append(list, filepath.ToSlash(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestLimits: what a host does not take is known before anything is written.
func TestLimits(t *testing.T) {
	grow := func(tr Tree, name string, size int64) Tree {
		if err := os.Truncate(filepath.Join(tr.Dir, name), size); err != nil {
			t.Fatal(err)
		}
		return tr
	}
	const events, machines = "export/events.parquet", "index/machines.json"
	small := planted(t, "", gen1, "index.html", events, machines)
	large := grow(planted(t, "v1", gen1, "index.html", events), events, 25<<20+1)
	for _, tc := range []struct {
		name  string
		host  Host
		trees []Tree
		max   int
		want  string // of the error
		left  []string
	}{
		{"as many files", CloudflarePages, []Tree{small}, 3, "", nil},
		{"one file more", CloudflarePages, []Tree{small}, 2, "the host takes fewer files: 3, and 2 may be", nil},
		{"export too large", CloudflarePages, []Tree{small, large}, 0, "", []string{"v1/" + events}},
		{"export too large", CloudflareWorkers, []Tree{large}, 0, "", []string{"v1/" + events}},
		{"export of any size", Netlify, []Tree{large}, 0, "", nil},
		{"index too large", CloudflareWorkers, []Tree{grow(planted(t, "", gen1, machines), machines, 25<<20+1)}, 0, "has 26214401 bytes, and the host takes files of 26214400", nil},
		{"site too large", GitHubPages, []Tree{grow(planted(t, "", gen1, events), events, 1<<30+1)}, 0, "the host takes 1073741824", nil},
		{"too many rules", CloudflarePages, []Tree{tree("a", t.TempDir(), gen1), tree("b", t.TempDir(), gen1), tree("c", t.TempDir(), gen2)}, 0, "rules of headers, and the host takes 100", nil},
		{"function of four trees", S3, treesOf(4), 0, "and CloudFront takes 10240", nil},
		{"function of three trees", S3, treesOf(3), 0, "", nil},
		{"two trees in one place", S3, []Tree{tree("", "/srv", gen2), tree("", "/srv", gen1)}, 0, "two trees", nil},
		{"no tree", S3, nil, 0, "no tree", nil},
	} {
		upload, err := Plan(tc.host, tc.trees, Options{MaxFiles: tc.max})
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%s, %s: %v", tc.host, tc.name, err)
		}
		if err == nil && cmp.Diff(tc.left, upload.Left) != "" {
			t.Errorf("%s, %s: %q are left out", tc.host, tc.name, upload.Left)
		}
		if err == nil && len(tc.left) > 0 && !strings.Contains(upload.configOf(t, noteFile), tc.left[0]) {
			t.Errorf("%s, %s: nothing says what is left out", tc.host, tc.name)
		}
	}
	full := Upload{}
	for i := range 54_001 {
		full.assets = append(full.assets, asset{path: fmt.Sprintf("mcr/%d", i)})
	}
	if err := full.check(hosts[Netlify]); err == nil || !strings.Contains(err.Error(), "the directory mcr has 54001 files") {
		t.Errorf("a full directory: %v", err)
	}
}

func treesOf(n int) (trees []Tree) {
	for i := range n {
		trees = append(trees, tree(fmt.Sprintf("v%d", i), "/srv", gen2))
	}
	return trees
}

// TestFunctionKeepsToItsRuntime: cloudfront-js-2.0 is older JavaScript than a
// Worker's.
func TestFunctionKeepsToItsRuntime(t *testing.T) {
	for _, unknown := range []string{"?.", "??", "...", " of ", "class ", "import ", "await ", "BigInt"} {
		for name, script := range map[string]string{"rules.js": rulesJS, "cloudfront.js": cloudFrontJS} {
			for line := range strings.Lines(script) {
				if code, _, _ := strings.Cut(line, "//"); strings.Contains(code, unknown) {
					t.Errorf("%s has %q: %s", name, unknown, line)
				}
			}
		}
	}
}

// TestSiteOfSeveralTrees: one _headers for all, in which no URL has a header
// from two rules; and a page for 404s where no tree stands at the root.
func TestSiteOfSeveralTrees(t *testing.T) {
	for _, prefixes := range [][2]string{{"", "v1"}, {"v2", "v1"}, {"a", "a/b"}} {
		trees := []Tree{planted(t, prefixes[0], gen2, "404.html", "health", "ready"), planted(t, prefixes[1], gen1, "404.html", "health", "ready")}
		upload, err := Plan(CloudflarePages, trees, Options{RatingTTL: 60})
		if err != nil {
			t.Fatal(err)
		}
		checkHeaderRules(t, upload.configOf(t, "assets/_headers"), "/")
		front := 0
		for _, a := range upload.assets {
			if a.path == "404.html" || a.path == "health" || a.path == "ready" {
				front++
			}
		}
		if front != 3 {
			t.Errorf("%q: %d files at the root", prefixes, front)
		}
		for _, prefix := range prefixes {
			rule := strings.TrimSuffix("/"+prefix, "/") + "/mcr/did:peaq:* "
			if !strings.Contains(upload.configOf(t, "assets/_redirects"), rule) {
				t.Errorf("no rule %s", rule)
			}
		}
	}
}

// TestAliases: each is a further name of the same file, and counted.
func TestAliases(t *testing.T) {
	const mixed = "0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B"
	for _, tc := range []struct {
		aliases string
		table   *endpoints.Table
		want    map[string][]string
	}{
		{"did", gen1, map[string][]string{
			"mcr/" + wallet: {"mcr/did:peaq:" + wallet}, "operator/" + wallet + "/machines.p/20": {"operator/did:peaq:" + wallet + "/machines.p/20"},
			"machines/1": nil, "mcr/404.html": nil, "index/operators/" + wallet + ".json": nil}},
		{"checksum", gen1, map[string][]string{"machine/" + wallet: {"machine/" + mixed}, "metadata/1": nil}},
		{"did,checksum", gen1, map[string][]string{
			"mcr/" + wallet: {"mcr/" + mixed, "mcr/did:peaq:" + wallet, "mcr/did:peaq:" + mixed}}},
		{"checksum", gen2, map[string][]string{"mcr/7": nil, "operator/" + wallet + "/machines": {"operator/" + mixed + "/machines"}}},
		{"did", gen2, map[string][]string{"mcr/7": {"mcr/did:peaq:7"}}},
		{"", gen1, map[string][]string{"mcr/" + wallet: nil}},
	} {
		var aliases Aliases
		if err := aliases.UnmarshalText([]byte(tc.aliases)); err != nil {
			t.Fatal(err)
		}
		for file, want := range tc.want {
			if diff := cmp.Diff(want, aliases.of(tc.table, file)); diff != "" {
				t.Errorf("%s of %s: %s", tc.aliases, file, diff)
			}
		}
	}
	tr := planted(t, "", gen1, "mcr/"+wallet, "machines/1")
	if _, err := Plan(S3, []Tree{tr}, Options{Aliases: Aliases{AliasDID}, MaxFiles: 2}); !errors.Is(err, ErrFiles) {
		t.Errorf("the aliases are not counted: %v", err)
	}
	upload, err := Plan(S3, []Tree{tr}, Options{Aliases: Aliases{AliasDID, AliasChecksum}})
	if err != nil || upload.Files != 5 {
		t.Fatalf("%+v, %v", upload, err)
	}
	dir := filepath.Join(t.TempDir(), "upload")
	if err := upload.Write(dir); err != nil {
		t.Fatal(err)
	}
	from, _ := os.Stat(filepath.Join(tr.Dir, "mcr", wallet))
	to, err := os.Stat(filepath.Join(dir, "assets/mcr/did:peaq:"+mixed))
	if err != nil || !os.SameFile(from, to) {
		t.Errorf("%v", err)
	}
	if err := new(Aliases).UnmarshalText([]byte("did,lower")); err == nil {
		t.Error("any word is a spelling")
	}
}

// TestLinkCopies: where no link can be, the bytes are copied.
func TestLinkCopies(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	for _, file := range []string{from, to} { // a second file of a name cannot be linked
		if err := os.WriteFile(file, []byte(file), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := link(from, to); err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(to); string(data) != from {
		t.Errorf("it holds %s", data)
	}
}
