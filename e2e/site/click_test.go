//go:build e2e

package site

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// machine is one entry of index/machines.json.
type machine struct {
	ID           string  `json:"machine_id"`
	Wallet       string  `json:"wallet"`
	Owner        string  `json:"owner"`
	Operator     string  `json:"operator"`
	HomeChain    *uint16 `json:"home_chain"`
	Subscription string  `json:"subscription"`
	Letter       string  `json:"mcr"`
	Score        int     `json:"mcr_score"`
	Events       int     `json:"event_count"`
}

// machines are those that the tree publishes, by ascending id.
func (s *site) machines(t *testing.T) []machine {
	t.Helper()
	return readTree[struct{ Machines []machine }](t, s, "index/machines.json").Machines
}

// names gives machines as the first column shows them.
func names(list []machine) []string {
	var out []string
	for _, m := range list {
		out = append(out, "#"+m.ID)
	}
	return out
}

// column gives the text of one column of the table, from 1.
func (p *tab) column(n int) []string {
	p.Helper()
	return eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll("#rows tr > :nth-child(%d)")].map((c) => c.textContent)`, n))
}

// ask types a query into the search field, in the place of what it holds, and waits for its answer.
func (p *tab) ask(query, answer string) {
	p.Helper()
	p.do(chromedp.Focus(chromedp.CSS("[name=q]")))
	eval[*struct{}](p, `document.activeElement.select()`)
	p.do(chromedp.KeyEvent(kb.Backspace), chromedp.KeyEvent(query+kb.Enter))
	p.wait(fmt.Sprintf(`document.getElementById("found").textContent === %q`, answer))
}

// choose picks an option of a list by typing its name.
func (p *tab) choose(list, option string) {
	p.Helper()
	p.do(chromedp.SendKeys(chromedp.CSS("[name="+list+"]"), option))
}

func TestSearch(t *testing.T) {
	p := open(t, &world.first)
	p.look(1440, "light")
	p.visit("/")
	all := world.first.machines(t)
	m := all[16]
	fleet := 0
	for _, other := range all {
		if strings.EqualFold(strings.TrimPrefix(other.Operator, "did:peaq:"), strings.TrimPrefix(m.Operator, "did:peaq:")) {
			fleet++
		}
	}
	one := []string{"#" + m.ID}
	for _, query := range []string{
		m.Wallet, strings.ToLower(m.Wallet), "did:peaq:" + m.Wallet, "did%3Apeaq%3A" + m.Wallet, " " + m.Wallet[:12] + " ",
	} {
		p.ask(query, "1 machine.")
		if got := p.column(1); !slices.Equal(got, one) {
			t.Errorf("%q finds %v, want %v", query, got, one)
		}
	}
	p.ask("#"+m.ID, "2 machines.") // one by its id, another by its token
	if got := p.column(1); !slices.Contains(got, one[0]) {
		t.Errorf("the id %s finds %v", m.ID, got)
	}
	p.ask(m.Operator, "0 machines and 1 operator.")
	if got, want := p.column(2), strings.ToLower(strings.TrimPrefix(m.Operator, "did:peaq:")); len(got) != 1 || !strings.HasPrefix(got[0], want) {
		t.Errorf("the operator %s finds %v", m.Operator, got)
	}
	p.ask("999999999", "0 machines.")
	p.ask("<img src=x onerror=alert(1)>", "Type an id, an address, a DID or a token number.")
	p.ask("", fmt.Sprintf("%d machines, 1 to 25.", len(all)))
	get(p, chromedp.WaitEvent(page.LoadEventFired, nil, chromedp.Click(chromedp.CSS("#rows a"))))
	if got := get(p, chromedp.Location()); got != p.origin+"/card/1.html" {
		t.Errorf("the first row leads to %s", got)
	}
}

// TestSearchTokens finds the machines of generation 2.0 by their long ids, and
// their owners.
func TestSearchTokens(t *testing.T) {
	p := open(t, &world.second)
	p.look(1440, "light")
	p.visit("/")
	all := world.second.machines(t)
	for _, m := range all[:5] {
		for _, query := range []string{m.ID, "#" + m.ID, "did:peaq:" + m.ID, "did%3Apeaq%3A" + m.ID} {
			p.ask(query, "1 machine.")
			p.rows([]string{"#" + m.ID})
		}
		if m.Owner == "" {
			continue
		}
		p.ask(m.Owner, "0 machines and 1 operator.")
		if got := p.column(2); len(got) != 1 || !strings.HasPrefix(got[0], strings.ToLower(m.Owner)) {
			t.Errorf("the owner %s finds %v", m.Owner, got)
		}
	}
	p.ask("", fmt.Sprintf("%d machines%s.", len(all), firstPage(len(all))))
	slices.SortStableFunc(all, func(a, b machine) int { return cmp.Compare(b.Score, a.Score) })
	p.choose("sort", "Score")
	p.rows(names(all)[:min(25, len(all))])
}

// firstPage is what the page says of the part of a result that it shows.
func firstPage(n int) string {
	if n <= 25 {
		return ""
	}
	return ", 1 to 25"
}

func TestFilterAndSort(t *testing.T) {
	p := open(t, &world.first)
	p.look(1440, "dark")
	p.visit("/")
	all := world.first.machines(t)
	rated := slices.DeleteFunc(slices.Clone(all), func(m machine) bool { return m.Letter != "A" })
	slices.SortStableFunc(rated, func(a, b machine) int { return cmp.Compare(b.Score, a.Score) })

	p.choose("rating", "A"+kb.ArrowDown+kb.ArrowDown) // A also begins AAA and AA
	p.choose("sort", "Score")
	p.wait(fmt.Sprintf(`document.getElementById("found").textContent === "%d machines, 1 to 25."`, len(rated)))
	p.wait(`new URLSearchParams(location.hash.slice(1)).get("sort") === "score"`)
	p.rows(names(rated)[:25])
	p.do(chromedp.Click(chromedp.CSS(`[data-step="1"]`)))
	p.rows(names(rated)[25:])

	// The address names the result.
	address := eval[string](p, "location.pathname + location.hash")
	p.visit("/about.html")
	p.visit(address)
	p.rows(names(rated)[25:])

	p.visit("/")
	p.choose("bond", "Unbonded")
	unbonded := "#" + world.first.member(t, "unbonded")
	p.rows([]string{unbonded})
	p.choose("bond", "Any")
	p.choose("flag", "Flagged")
	p.wait(`[...document.querySelectorAll("#rows tr > :nth-child(6)")].every((c) => c.textContent.endsWith("flagged"))`)

	p.visit("/")
	slices.SortStableFunc(all, func(a, b machine) int { return cmp.Compare(b.Events, a.Events) })
	p.choose("sort", "Events")
	p.rows(names(all)[:25])
}

// rows waits until the table holds these machines and no others.
func (p *tab) rows(want []string) {
	p.Helper()
	text, err := json.Marshal(want)
	if err != nil {
		p.Fatal(err)
	}
	p.wait(fmt.Sprintf(`JSON.stringify([...document.querySelectorAll("#rows tr > :first-child")].map((c) => c.textContent)) === %q`, text))
}

func TestCopy(t *testing.T) {
	p := open(t, &world.first)
	p.grantClipboard()
	p.visit(world.first.card(t, "rating AAA"))
	for _, place := range []string{".did", "#identity ~ dl div:nth-child(2)", ".check pre:last-of-type"} {
		want := eval[string](p, fmt.Sprintf(`document.querySelector(%q).dataset.copy`, copyable(place)))
		p.do(chromedp.Click(chromedp.CSS(copyable(place) + " .copy")))
		p.copied(copyable(place), want)
	}
}

// TestCopyLongIDs copies long ids by mouse and by keyboard, from the table as
// the server wrote it and as the script draws it.
func TestCopyLongIDs(t *testing.T) {
	p := open(t, &world.second)
	p.grantClipboard()
	all := world.second.machines(t)
	i := slices.IndexFunc(all, func(m machine) bool { return len(m.ID) == 78 })
	id := all[i].ID

	p.visit(cardPath(id))
	p.do(chromedp.Click(chromedp.CSS("#identity ~ dl .copyable .copy")))
	p.copied("#identity ~ dl .copyable", id)
	p.do(chromedp.Click(chromedp.CSS(".did .copy")))
	p.copied(".did .copyable", "did:peaq:"+id)

	p.visit("/")
	p.ask(id, "1 machine.")
	if name := eval[string](p, `document.querySelector("#rows .copy").ariaLabel`); !strings.HasPrefix(name, "Copy "+id[:30]) {
		t.Errorf("the button is called %q", name)
	}
	p.do(chromedp.Focus(chromedp.CSS("#rows .copy")), chromedp.KeyEvent(kb.Enter))
	p.copied("#rows .copyable", id)
}

// copied waits until the button of a place has copied, and looks at the clipboard.
func (p *tab) copied(place, want string) {
	p.Helper()
	p.wait(fmt.Sprintf(`document.querySelector(%q).classList.contains("done")`, place+" .copy"))
	if got := eval[string](p, "navigator.clipboard.readText()"); got != want {
		p.Errorf("%s: the clipboard holds %q, want %q", place, got, want)
	}
}

// grantClipboard lets the page write and the test read.
func (p *tab) grantClipboard() {
	p.Helper()
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		if _, err := chromedp.CallBrowser(p.ctx, browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted, Origin: p.origin,
		}); err != nil {
			p.Fatal(err)
		}
	}
}

// copyable is the element of a place that has a copy button.
func copyable(place string) string {
	if strings.HasPrefix(place, ".check") {
		return place
	}
	return place + " .copyable"
}

// TestKeyboard reaches the content and the button without a mouse.
func TestKeyboard(t *testing.T) {
	p := open(t, &world.first)
	p.visit(world.first.card(t, "rating AAA"))
	p.do(chromedp.KeyEvent(kb.Tab))
	if got := eval[string](p, "document.activeElement.textContent"); got != "Skip to content" {
		t.Errorf("the first stop is %q", got)
	}
	p.do(chromedp.KeyEvent(kb.Enter))
	p.wait(`document.activeElement.id === "main"`)
	p.do(chromedp.Focus(chromedp.CSS("#recompute")), chromedp.KeyEvent(kb.Enter))
	p.wait(`document.querySelector("#recomputed .notice") !== null`)
}
