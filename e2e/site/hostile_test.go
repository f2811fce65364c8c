//go:build e2e

package site

import (
	"bytes"
	"math/big"
	"strings"
	"testing"

	"mcrpress/chain"
	"mcrpress/templates"
)

// menaces are the machines of the demo fleets that mean harm.
var menaces = map[chain.Generation][]string{
	chain.Gen1: {
		"DID with a documentation_url that is markup", "metadata of every shape", "an event of a huge value",
		"visibility public with an unsafe data_api", "visibility public with a malformed data_api", "a planted attribute",
		"an unsupported currency", "unrecognised visibility",
	},
	chain.Gen2: {
		"hostile service endpoints", "service endpoints of many types", "metadata of every shape",
		"metadata of 4096 bytes that are no UTF-8", "an event of a huge value",
	},
}

// TestHostileMachines visits them. A tab fails its test at any dialog, error
// or request to another origin.
func TestHostileMachines(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		p := open(t, s)
		p.look(768, "light")
		for _, state := range menaces[s.generation] {
			p.visit(s.card(t, state))
			checkHarmless(p, state)
			checkLayout(p, state)
		}
	})
}

// evils are texts that a chain may hold.
var evils = map[string]string{
	"markup":     `</script></style></title><img src=x onerror=alert(1)><svg onload=alert(2)><b id=main>"'`,
	"javascript": "javascript:alert(document.domain)//https://example.com/",
	"data":       "data:text/html,<script>alert(1)</script>",
	"bidi":       "https://example.com/\u202e\u2066gpj.exe\u2069\u200f\u061c\u200d\ufeff",
	"controls":   "a\x00b\x1b[2J\r\n\x7f\u0085\u2028",
	"broken":     "\xff\xfe\xc3\x28\xed\xa0\x80\xf0\x9f",
	"megabyte":   strings.Repeat("W", 1<<20),
	"keys":       `{"a":` + strings.Repeat(`{"k":1,"k":`, 10_000),
	"template":   "{{.}} ${alert(1)} <!--<script> ]]> -->",
	"combining":  "Z" + strings.Repeat("\u0335\u0300", 5_000),
	"spaces":     strings.Repeat("\u00a0\u3000\u2003", 3_000),
}

// TestHostileText shows every such text wherever a card may show one.
func TestHostileText(t *testing.T) {
	var text string
	origin := serveCards(t, func([]byte) []byte {
		var page bytes.Buffer
		if err := templates.Card(hostileCard(text)).Render(t.Context(), &page); err != nil {
			t.Error(err)
		}
		return page.Bytes()
	})
	p := open(t, &world.first)
	p.origin = origin
	p.look(320, "dark")
	for name, evil := range evils {
		text = evil
		p.visit("/card/1.html")
		p.shoot("hostile-" + name + "-320.png")
		checkHarmless(p, name)
		checkLayout(p, name)
	}
}

// hostileCard puts a text wherever one from a chain may stand.
func hostileCard(text string) *templates.CardPage {
	site := &templates.Site{Network: "demo", FlagsRead: true, HasFleets: true, Model: templates.Model{Name: "open-mcr-1", CadenceWeeks: 26}}
	huge := new(big.Int).Lsh(big.NewInt(1), 256)
	value := new(big.Int).Sub(huge, big.NewInt(1)).String()
	event := templates.Event{
		Time: 1 << 63, Block: 1 << 62, Trust: 255, Value: value, Currency: text, Subunit: 100, Cents: huge, Status: "ok", Metadata: text, Tx: "0x",
	}
	return &templates.CardPage{
		Site: site, ID: value, Letter: "BB", Score: 50, TotalRevenue: huge, AverageRevenue: new(1e300), LastUpdated: 1 << 63,
		Inputs:   templates.Inputs{RevenueCents: huge, MonthlyCents: huge, CurrentCents: huge, PreviousCents: huge, Days: 30},
		Next:     templates.Next{Letter: "BBB", Score: 60, Missing: 9500, Lifts: []templates.Lift{{Component: "revenue", Headroom: 25000, Target: huge}}},
		History:  []templates.HistoryStep{{Month: "2026-11", Score: 50, Letter: "BB"}},
		DID:      "did:peaq:0x0000000000000000000000000000000000000001",
		Accounts: []templates.Account{{Name: "Wallet", Address: "0x0000000000000000000000000000000000000001"}, {Name: "Operator", Text: text}},
		Home:     &templates.Home{Chain: 65535, Relocating: true}, Subscription: &templates.Subscription{Status: text, Tier: 255, Start: 1, End: 1 << 63},
		Type: text, TokenID: value, Status: text, Visibility: "onchain", Documentation: text,
		Services: []templates.Service{{Name: text, Endpoint: text}}, Registrations: []string{text},
		Revenue: []templates.MonthRevenue{{Month: "2026-11", Cents: huge}}, Calendar: &templates.Calendar{Days: make([]int, 365)},
		TrustMix: &templates.TrustMix{Other: 1}, EventCount: 1, Events: []templates.Event{event},
	}
}

// checkHarmless looks for what text must not become: elements, handlers,
// links to anything but the web, and characters that reorder or hide others.
func checkHarmless(p *tab, name string) {
	p.Helper()
	for what, expression := range map[string]string{
		"elements": `[...document.querySelectorAll("img, iframe, object, embed, base, style, form, math, video, audio")]`,
		"scripts":  `[...document.scripts].filter((s) => s.type !== "application/json" && !s.src.startsWith(location.origin + "/assets/"))`,
		"handlers": `[...document.querySelectorAll("*")].filter((e) => [...e.attributes].some((a) => a.name.startsWith("on") || a.name === "style"))`,
		"links": `[...document.querySelectorAll("a")].filter((a) => !/^https?:$/.test(a.protocol) ||
			a.origin !== location.origin && !a.rel.startsWith("nofollow"))`,
	} {
		if found := eval[[]string](p, expression+`.map((e) => e.outerHTML.slice(0, 200))`); len(found) > 0 {
			p.Errorf("%s: %s: %s", name, what, strings.Join(found, "\n"))
		}
	}
	const hidden = `/[\p{Cc}\p{Cf}\u2028\u2029]/u.exec(document.body.innerText.replace(/[\n\t]/g, ""))?.index ?? -1`
	if at := eval[int](p, hidden); at >= 0 {
		p.Errorf("%s: the text holds a character that nobody sees, at %d", name, at)
	}
	if title := eval[string](p, "document.title"); !strings.HasPrefix(title, "Machine #") {
		p.Errorf("%s: the title is %q", name, title)
	}
}
