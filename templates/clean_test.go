package templates

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// hostile holds one of everything that must do no harm.
const hostile = "</script></style></title><img src=x onerror=alert(1)>\"' onload=alert(2) x='\u202e\u2066\u200d\u0000\n\x1b[2J\xff\ufeff{{.}}"

// hostileCard puts s wherever a chain's text may stand.
func hostileCard(s string) *CardPage {
	p := fullCard()
	p.Status, p.Visibility, p.Documentation = s, s, s
	p.Accounts, p.Type = []Account{{Name: "Operator", Text: s}}, s
	p.Services = slices.Repeat([]Service{{s, s}, {s, "javascript:alert(1)"}}, 500)
	p.Registrations = []string{s}
	for i := range p.Events {
		p.Events[i].Metadata, p.Events[i].Currency = s, s
	}
	return p
}

func TestClean(t *testing.T) {
	tests := []struct {
		name, in string
		limit    int
		want     string
	}{
		{"plain", "héllo 机器 🦀", 64, "héllo 机器 🦀"},
		{"at the limit", "abc", 3, "abc"},
		{"cut", "abcd", 3, "abc… (cut, 4 bytes)"},
		{"megabyte", strings.Repeat("a", 1<<20), 2, "aa… (cut, 1,048,576 bytes)"},
		{"controls", "a\x00\n\x1b\x7fb", 64, "a␀␊␛␡b"},
		{"later controls", "a\u0085b", 64, "a[U+0085]b"},
		{"bidi", "a\u202eb\u2067\u061c", 64, "a[U+202E]b[U+2067][U+061C]"},
		{"zero width", "a\u200bb\ufeff", 64, "a[U+200B]b[U+FEFF]"},
		{"tags and lines", "\U000e0041\u2028", 64, "[U+E0041][U+2028]"},
		{"broken", "a\xff\xc0b", 64, "a\ufffd\ufffdb"},
		{"widened beyond the limit", "\u202e\u202e", 9, "[U+202E]… (cut, 6 bytes)"},
		{"empty", "", 64, ""},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, clean(test.in, test.limit)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestWebLink(t *testing.T) {
	tests := []struct {
		in   string
		want string // empty where there must be no link
	}{
		{"https://example.com/a?b=c#d", "https://example.com/a?b=c#d"},
		{"HTTP://EXAMPLE.com", "http://EXAMPLE.com"},
		{"https://[::1]:80/", "https://[::1]:80/"},
		{"", ""},
		{"javascript:alert(1)", ""},
		{"JaVaScRiPt://example.com/%0aalert(1)", ""},
		{" https://example.com", ""},
		{"java\nscript:alert(1)", ""},
		{"data:text/html,<script>alert(1)</script>", ""},
		{"ftp://example.com", ""},
		{"//example.com", ""},
		{"/card/1.html", ""},
		{"https:example.com", ""},
		{"https://", ""},
		{"https://:80", ""},
		{"https://user:pass@example.com", ""},
		{"https://example.com\\@evil.example", ""},
		{"https://example.com/\u202etxt", ""},
		{"https://example.com/\"onclick=alert(1)", ""},
		{"https://example.com/%zz", ""},
		{"https://example.com/" + strings.Repeat("a", 3000), ""},
	}
	for _, test := range tests {
		got, ok := webLink(test.in)
		if string(got) != test.want || ok != (test.want != "") {
			t.Errorf("webLink(%.60q) = %q, %v; want %q", test.in, got, ok, test.want)
		}
	}
}

// skeleton lists a page's elements and the names of their attributes, and
// nothing that comes from values.
func skeleton(t testing.TB, page []byte) []string {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		list = append(list, n.Data)
		for _, a := range n.Attr {
			list = append(list, "@"+a.Key)
		}
	}
	return list
}

// FuzzCard shows that text from a chain never changes a page's structure: it
// is the same as with a harmless word.
func FuzzCard(f *testing.F) {
	for _, s := range []string{hostile, "<b>", "-->", "]]>", "javascript:alert(1)", "data:text/html,x", "\"", "'", "`", "&lt;", "\x00", strings.Repeat("<a>", 400000)} {
		f.Add(s)
	}
	want := skeleton(f, render(f, Card(hostileCard("word"))))
	f.Fuzz(func(t *testing.T, s string) {
		if _, ok := webLink(s); ok || s == "" {
			t.Skip("renders other elements, as it should")
		}
		page := render(t, Card(hostileCard(s)))
		if diff := cmp.Diff(want, skeleton(t, page)); diff != "" {
			t.Errorf("structure changed (-word +hostile):\n%s", diff)
		}
		if !utf8.Valid(page) || bytes.ContainsFunc(page, shapeless) {
			t.Error("page holds broken or shapeless characters")
		}
	})
}

func FuzzClean(f *testing.F) {
	f.Add(hostile, 20)
	f.Add("", 0)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit = max(0, min(limit, 1000))
		got := clean(s, limit)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool { return r < 0x20 || r == 0x7f || shapeless(r) }) {
			t.Errorf("clean(%q) = %q", s, got)
		}
		if n := utf8.RuneCountInString(got); n > limit+50 {
			t.Errorf("clean shows %d characters, at most %d and a note", n, limit)
		}
		if printable(s) && utf8.RuneCountInString(s) <= limit && got != s {
			t.Errorf("clean(%q) = %q", s, got)
		}
		if !strings.Contains(got, "… (cut, ") && clean(got, limit) != got {
			t.Errorf("clean(%q) changes when cleaned again", got)
		}
	})
}

// TestForeignLinks shows that a good address of a service becomes a link.
func TestForeignLinks(t *testing.T) {
	page := render(t, Card(fullCard()))
	for _, want := range []string{`href="https://example.com/machines/42" rel="nofollow noopener noreferrer ugc"`, `href="https://example.com/machines/42/api"`} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("no %s", want)
		}
	}
	if !slices.Contains(skeleton(t, page), "@href") {
		t.Error("skeleton misses attributes")
	}
}

// FuzzLinker holds links of explorers against their templates, filled and read
// anew.
func FuzzLinker(f *testing.F) {
	for _, template := range []string{"", "https://e.example/a/{}", "HTTPS://e.example/{}", "https://{}.example/", "https://e.example:{}/", "https://e.example/%4{}",
		"https://e.example/?q={}#x", "https://e.example/{}/{}", "https://e.example#{}", "https://e.example/a", "//e.example/{}", "https:/e{}/", "https://e.example\\{}"} {
		f.Add(template, "0xb53Af985765031936311273599389b5B68aC9956")
		f.Add(template, "a/../b?<>\"")
	}
	f.Fuzz(func(t *testing.T, template, value string) {
		l := newLinker(template)
		got, ok := l.link(value)
		if template == "" || value == "" {
			if ok {
				t.Errorf("%q of %q has a link", value, template)
			}
			return
		}
		want, good := webLink(strings.ReplaceAll(template, "{}", url.PathEscape(value)))
		if got != want || ok != good {
			t.Errorf("%q of %q: %q, %v; want %q, %v", value, template, got, ok, want, good)
		}
	})
}
