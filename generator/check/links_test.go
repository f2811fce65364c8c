package check

import (
	"bytes"
	"iter"
	"slices"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"

	"mcrpress/templates"
)

// FuzzPlainLinks holds the fast way against the tokenizer on any page that it
// takes.
//
//	go test -run '^$' -fuzz PlainLinks ./generator/check
func FuzzPlainLinks(f *testing.F) {
	for _, page := range []string{
		`<!doctype html><html lang="en"><head><title>a &lt; b</title><link rel="icon" href="a.svg"></head><body class="x" hidden><a href="b?c&amp;d">x</a>`,
		`<script src="a.js" defer></script><style>a>b{}</style><img src="c.png"/><a href="">y</a><br/>`,
		`<title><a href="no"></title><a href="yes">`, `<script><!-- </script> --></script>`, `<script><a href="no"></SCRIPT><a href="yes">`,
		`<a href="&lt;">`, `<a href='x'>`, `<a href=x>`, `<a  href="x">`, `<a href = "x">`, `<A HREF="x">`, `<!-- <a href="no"> -->`, `< a href="no">`,
		`<a href="x" href="y" a>`, `<a/href="x">`, `<a x=">" href="y">`, `<noscript><a href="x"></noscript>`, `<textarea><a href="no">`, "<a href=\"\r\n\">", "<a href=\"\x00\">",
		`<svg:a href="x">`, `<title/><a href="x">`, `</a href="no">`, `<a href="x`, `<a href="&amp;amp;">`, `<plaintext><a href="no">`,
		`<SCRIPT><a href="no"></SCRIPT>`, `<script><!--</script><a href="x">`, `<script></scripts></script><a href="x">`, `<script></script ><a href="no"></script>`, `<script>a</`, `<style>`, `<a HREF="x">`,
		`<a 1="x">`, `<a -href="x">`, `<a hrefs="x" src="&amp;a&amp;b">`, `<linearGradient href="x">`, `<!doctype html`, `<!DOCTYPE html><a href="x">`, `<p>a < b</p>`, `<a href="x"/`, `</`, `</p`, `<`,
		`<noscript><p><a href="no"></p></noScript><a href="yes">`, `<noscript><p></p></noscript ><a href="yes"></noscript>`,
	} {
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, page string) {
		list, plain := plainLinks([]byte(page))
		if !plain {
			return
		}
		if diff := cmp.Diff(texts(anyLinks([]byte(page))), texts(slices.Values(list))); diff != "" {
			t.Errorf("%q (-tokenizer +plain):\n%s", page, diff)
		}
	})
}

func texts(links iter.Seq[[]byte]) (list []string) {
	for link := range links {
		list = append(list, string(link))
	}
	return list
}

// Our own pages are plain.
func TestPagesArePlain(t *testing.T) {
	site := &templates.Site{Network: "test"}
	about, err := templates.About(site)
	if err != nil {
		t.Fatal(err)
	}
	for name, page := range map[string]templ.Component{
		"404.html":    templates.NotFound(&templates.NotFoundPage{Site: site, Root: "/"}),
		"about.html":  about,
		"card/1.html": templates.Card(&templates.CardPage{Site: site, Score: 46, Letter: "BB"}),
	} {
		var b bytes.Buffer
		if err := page.Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		if list, plain := plainLinks(b.Bytes()); !plain || len(list) == 0 {
			t.Errorf("%s is plain: %t; %d links", name, plain, len(list))
		}
	}
}
