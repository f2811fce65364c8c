//go:build e2e

package site

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestScriptsOff reads every page without scripts: nothing may be missing but
// what cannot work.
func TestScriptsOff(t *testing.T) { each(t, scriptsOff) }

func scriptsOff(t *testing.T, s *site) {
	p := open(t, s)
	p.look(320, "light")
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	for name, path := range s.kinds(t) {
		p.do(chromedp.Navigate(p.origin + path))
		p.shoot(string(s.generation) + "-" + name + "-scripts-off-320.png")
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

// TestScriptsOffTable reads the machines of the front page without scripts,
// and selects the id of the first as a reader would to copy it.
func TestScriptsOffTable(t *testing.T) { each(t, scriptsOffTable) }

func scriptsOffTable(t *testing.T, s *site) {
	p := open(t, s)
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.do(chromedp.Navigate(p.origin + "/"))
	all := s.machines(t)
	if got := p.column(1); strings.Join(got, " ") != strings.Join(names(all[:min(25, len(all))]), " ") {
		t.Errorf("the table shows %v", got)
	}
	for i, m := range all[:min(25, len(all))] {
		const choose = `(() => { const s = getSelection(); s.selectAllChildren(document.querySelectorAll("#rows th")[%d]); return s.toString().trim(); })()`
		if got := eval[string](p, fmt.Sprintf(choose, i)); got != "#"+m.ID {
			t.Errorf("the selected id is %q, want #%s", got, m.ID)
		}
	}
}

var sheet = regexp.MustCompile(`/Type\s*/Page\b`)

// TestPrint prints the card of every state: each is one sheet of A4.
func TestPrint(t *testing.T) { each(t, prints) }

func prints(t *testing.T, s *site) {
	p := open(t, s)
	p.look(1440, "dark")
	for name, path := range s.kinds(t) {
		if !strings.HasPrefix(name, "card-") {
			continue
		}
		p.visit(path)
		pdf := get(p, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground()))
		keep(t, string(s.generation)+"-"+name+".pdf", pdf)
		if n := len(sheet.FindAll(pdf, -1)); n != 1 {
			t.Errorf("%s takes %d sheets", name, n)
		}
	}
}
