package check

import (
	"path"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestResolve(t *testing.T) {
	for _, tc := range []struct{ page, link, target, fails string }{
		{"index.html", "card/1.html", "card/1.html", ""},
		{"index.html", "card/1.html?a=../x#y", "card/1.html", ""},
		{"card/1.html", "2.html", "card/2.html", ""},
		{"card/1.html", " ../index.html ", "index.html", ""},
		{"card/1.html", "/mcr/0xa", "mcr/0xa", ""},
		{"a/b/c.html", "../../d/e-f_g.h", "d/e-f_g.h", ""},
		{"a/b/c.html", "../d", "a/d", ""},
		{"a/b/c.html", "d/../e", "a/b/e", ""},
		{"a/b/c.html", "d//e", "a/b/d/e", ""},
		{"a/b/c.html", ".d", "a/b/.d", ""},
		{"a/b/c.html", "a:b", "", "scheme"},
		{"card/1.html", "../", "index.html", ""},
		{"card/1.html", "..", "index.html", ""},
		{"card/1.html", "/", "index.html", ""},
		{"card/1.html", "/fleet/", "fleet/index.html", ""},
		{"card/1.html", "a%20b", "card/a b", ""},
		{"card/1.html", "#main", "", ""},
		{"card/1.html", "?a=b", "", ""},
		{"card/1.html", "", "", ""},
		{"card/1.html", "https://example.com/x", "", ""},
		{"card/1.html", "//example.com/x", "", ""},
		{"card/1.html", "mailto:a@example.com", "", ""},
		{"card/1.html", "../../x", "", "leaves the tree"},
		{"404.html", "/../x", "", "leaves the tree"},
		{"404.html", "javascript:alert(1)", "", "scheme"},
		{"404.html", "JavaScript:alert(1)", "", "scheme"},
		{"404.html", "%zz", "", "malformed"},
	} {
		target, internal, err := resolve("", tc.page, tc.link)
		if target != tc.target || internal != (tc.target != "") || (err != nil) != (tc.fails != "") || err != nil && !strings.Contains(err.Error(), tc.fails) {
			t.Errorf("%s, %q: %q, %t, %v; want %q, %q", tc.page, tc.link, target, internal, err, tc.target, tc.fails)
		}
		if near, ok := beside(tc.page, tc.link); ok && near != tc.target {
			t.Errorf("%s, %q: %q, want %q", tc.page, tc.link, near, tc.target)
		}
	}
}

// Under a path of a host, its absolute links are the tree's.
func TestLinksUnderAPath(t *testing.T) {
	base := "https://example.com/a%26b"
	root := rootOf(&base)
	for link, want := range map[string]string{"/a&b/about.html": "about.html", "/a&b/": "index.html", "/about.html": "", "/a&bc/x": "", "x": "x"} {
		if target, _, err := resolve(root, "404.html", link); target != want || (err != nil) != (want == "") {
			t.Errorf("%s: %q, %v", link, target, err)
		}
	}
}

func TestLinks(t *testing.T) {
	const page = `<!doctype html><link rel=icon href="a.svg"><script src='b.js'>"<a href=no>"</script>
		<A HREF=c.html title="href=no">x</A><img alt=x src=d.png/><!-- <a href=no> --><a name=x>y</a><area href="?a=1&amp;b=2"><p data-href=no>`
	got := texts(links([]byte(page)))
	if diff := cmp.Diff([]string{"a.svg", "b.js", "c.html", "d.png/", "?a=1&b=2"}, got); diff != "" {
		t.Error(diff)
	}
}

// FuzzPage: no page makes the resolver leave the tree.
func FuzzPage(f *testing.F) {
	for _, seed := range []string{`<a href="../../etc/passwd">`, `<a href=/..//../x>`, `<a href=".././..">`, `<a href=%2e%2e/%2e%2e/x>`, "<a href='\x00'>", "<"} {
		f.Add("card/1.html", []byte(seed))
		f.Add("a/b/c.html", []byte(seed))
	}
	f.Fuzz(func(t *testing.T, page string, data []byte) {
		if strings.HasPrefix(page, "/") || strings.Contains(page, "..") {
			return // no page of a tree
		}
		for link := range links(data) {
			link := string(link)
			target, internal, err := resolve("", page, link)
			if near, ok := beside(page, link); ok && path.Clean(page) == page && (near != target || !internal || err != nil) {
				t.Errorf("%q in %q: %q, want %q, %v", link, page, near, target, err)
			}
			if internal && (err != nil || target == ".." || strings.HasPrefix(target, "../") || strings.HasPrefix(target, "/")) {
				t.Errorf("%q in %q: %q, %v", link, page, target, err)
			}
		}
	})
}

func TestForeignTextIsOneLine(t *testing.T) {
	for _, text := range []string{"", "a", "a\nb\r\x1b[31m\u202e", "\xff\xfe", strings.Repeat("ü", 500)} {
		got := oneLine(text)
		if len(got) > 2*maxText || strings.ContainsFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q: %q", text, got)
		}
	}
}
