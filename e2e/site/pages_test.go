//go:build e2e

package site

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mcrpress/chain"
)

// kinds are the pages of every type and the cards of every state, by name.
func (s *site) kinds(t *testing.T) map[string]string {
	t.Helper()
	kinds := map[string]string{
		"index":       "/",
		"fleet":       "/fleet/" + strings.ToLower(s.operator(t)) + ".html",
		"methodology": "/methodology.html",
		"about":       "/about.html",
		"commands":    "/docs/commands.html",
		"hosting":     "/docs/hosting.html",
		"not-found":   "/404.html",
	}
	for name, state := range states[s.generation] {
		kinds["card-"+name] = s.card(t, state)
	}
	return kinds
}

// states are those of a card's that look different, by a short name.
var states = map[chain.Generation]map[string]string{
	chain.Gen1: {
		"aaa":         "rating AAA",
		"bb":          "rating BB",
		"private":     "visibility private with a data_api",
		"provisioned": "rating Provisioned, too short a history",
		"unbonded":    "unbonded",
		"flagged":     "negative flag younger than 180 days",
		"degraded":    "a currency whose rate is stale",
		"metadata":    "metadata of every shape",
		"huge-value":  "an event of a huge value",
		"markup":      "DID with a documentation_url that is markup",
	},
	chain.Gen2: {
		"aaa":          "rating AAA",
		"foreign":      "on another chain, with its operator",
		"unpaid":       "on another chain, without a bond",
		"controlled":   "a controller that is not the owner",
		"endpoints":    "service endpoints of many types",
		"hostile":      "hostile service endpoints",
		"grace":        "in grace",
		"runoff":       "in runoff",
		"terminated":   "terminated by time",
		"fraud":        "terminated for fraud",
		"unactivated":  "never activated",
		"paused":       "paused by the protocol",
		"suspended":    "suspended by its owner",
		"relocating":   "relocating",
		"contradicted": "a token here and a home elsewhere",
		"anchor":       "an anchor alone",
	},
}

// operator is the address of the operator with the most machines.
func (s *site) operator(t *testing.T) string {
	t.Helper()
	list := readTree[struct {
		Operators []struct {
			Address  string
			Machines int
		}
	}](t, s, "index/operators.json").Operators
	most := list[0]
	for _, o := range list {
		if o.Machines > most.Machines {
			most = o
		}
	}
	return most.Address
}

// looks are the widths of each colour scheme. A scheme moves nothing: dark is
// looked at in the one where most of a page is drawn.
var looks = map[string][]int64{"light": {320, 768, 1440}, "dark": {1440}}

// TestPages looks at every page in every width and colour scheme.
func TestPages(t *testing.T) {
	axe := readAxe(t)
	each(t, func(t *testing.T, s *site) {
		for name, path := range s.kinds(t) {
			for scheme, widths := range looks {
				t.Run(name+"-"+scheme, func(t *testing.T) {
					t.Parallel()
					p := open(t, s)
					for _, width := range widths {
						p.look(width, scheme)
						p.visit(path)
						shot := fmt.Sprintf("%s-%s-%s-%d", s.generation, name, scheme, width)
						p.shoot(shot + ".png")
						checkLayout(p, shot)
						checkAccess(p, shot, axe)
					}
				})
			}
		}
	})
}

// checkLayout finds what sticks out of the window and what moved while the
// page loaded.
func checkLayout(p *tab, shot string) {
	p.Helper()
	const wide = `[...document.querySelectorAll("body *")].filter((e) => !e.closest(".scroll, svg, .sr, noscript") &&
		e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map((e) => e.outerHTML.slice(0, 120))`
	if list := eval[[]string](p, wide); len(list) > 0 {
		p.Errorf("%s: sticks out of the window: %s", shot, strings.Join(list, "\n"))
	}
	if eval[bool](p, `document.documentElement.scrollWidth > document.documentElement.clientWidth`) {
		p.Errorf("%s: the page scrolls sideways", shot)
	}
	if moved := p.moved(); len(moved) > 0 {
		p.Errorf("%s: the layout moved: %s", shot, strings.Join(moved, "\n"))
	}
}

// violation is what axe-core finds.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML, FailureSummary string }
}

// checkAccess asks axe-core.
func checkAccess(p *tab, shot, axe string) {
	p.Helper()
	get(p, chromedp.Evaluate[*struct{}](axe+"; null"))
	list := eval[[]violation](p, `axe.run({ resultTypes: ["violations"] }).then((r) => r.violations)`)
	for _, v := range list {
		p.Errorf("%s: axe-core: %s (%s): %s\n%+v", shot, v.ID, v.Impact, v.Help, v.Nodes)
	}
}

func readAxe(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(world.tools, "node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// shoot takes a picture of the page where there is a place for it.
func (p *tab) shoot(name string) {
	p.Helper()
	if pictures != "" {
		keep(p.T, name, get(p, chromedp.FullScreenshot(100)))
	}
}

// pictures is the directory for what people want to look at, empty for none.
var pictures = os.Getenv("MCRPRESS_SCREENSHOTS")

// keep leaves a file for people to look at where there is a place for it.
func keep(t *testing.T, name string, data []byte) {
	t.Helper()
	if pictures == "" {
		return
	}
	if err := os.MkdirAll(pictures, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(pictures, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestPicture makes card.png, the picture of the README.
func TestPicture(t *testing.T) {
	p := open(t, &world.first)
	p.look(1100, "light")
	p.visit(world.first.card(t, states[chain.Gen1]["aaa"]))
	keep(t, "card.png", get(p, chromedp.CaptureScreenshot()))
}

// TestMarkup asks html-validate about one page of each kind.
func TestMarkup(t *testing.T) {
	config := filepath.Join(t.TempDir(), "htmlvalidate.json")
	if err := os.WriteFile(config, []byte(`{"root": true, "extends": ["html-validate:standard"]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"node_modules/html-validate/bin/html-validate.mjs", "--config", config}
	for _, s := range sites() {
		for _, path := range s.kinds(t) {
			if path == "/" {
				path = "/index.html"
			}
			args = append(args, filepath.Join(s.tree, path))
		}
	}
	args = append(args, filepath.Join(world.first.tree, "docs", "*.html"))
	if err := command(world.tools, "node", args...); err != nil {
		t.Error(err)
	}
}

// readTree reads a JSON file of a tree.
func readTree[T any](t *testing.T, s *site, name string) T {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(s.tree, name))
	if err != nil {
		t.Fatal(err)
	}
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}
