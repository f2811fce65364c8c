//go:build e2e

package site

import (
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestScriptsOff reads every page without scripts: nothing may be missing but
// what cannot work.
func TestScriptsOff(t *testing.T) {
	p := open(t)
	p.look(320, "light")
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	for name, path := range kinds(t) {
		p.do(chromedp.Navigate(p.origin + path))
		keep(t, name+"-scripts-off-320.png", get(p, chromedp.FullScreenshot(100)))
		if live := eval[[]string](p, `[...document.querySelectorAll(".live, .copy")].filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 80))`); len(live) > 0 {
			t.Errorf("%s: shows what needs scripts: %s", name, live)
		}
		if missing := eval[bool](p, `[...document.querySelectorAll("noscript")].some((e) => !e.checkVisibility() || e.innerText.trim() === "")`); missing {
			t.Errorf("%s: does not say what needs scripts", name)
		}
		if eval[bool](p, `document.documentElement.scrollWidth > document.documentElement.clientWidth`) {
			t.Errorf("%s: the page scrolls sideways", name)
		}
		if link := eval[string](p, `document.querySelector("[data-snapshot] a").href`); link != p.origin+"/index/snapshot.json" {
			t.Errorf("%s: the snapshot is at %s", name, link)
		}
	}
}

// TestScriptsOffTable reads the machines of the front page without scripts.
func TestScriptsOffTable(t *testing.T) {
	p := open(t)
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.do(chromedp.Navigate(p.origin + "/"))
	if got := p.column(1); strings.Join(got, " ") != strings.Join(names(machines(t)[:25]), " ") {
		t.Errorf("the table shows %v", got)
	}
}

var sheet = regexp.MustCompile(`/Type\s*/Page\b`)

// TestPrint prints the card of every state: each is one sheet of A4.
func TestPrint(t *testing.T) {
	p := open(t)
	p.look(1440, "dark")
	for name, path := range kinds(t) {
		if !strings.HasPrefix(name, "card-") {
			continue
		}
		p.visit(path)
		pdf := get(p, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground()))
		keep(t, name+".pdf", pdf)
		if n := len(sheet.FindAll(pdf, -1)); n != 1 {
			t.Errorf("%s takes %d sheets", name, n)
		}
	}
}
