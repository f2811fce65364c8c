package templates

import (
	"bytes"
	_ "embed"
	"fmt"
	"math/big"
	"text/template"

	"github.com/a-h/templ"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
)

//go:embed methodology.md
var methodologyText string

//go:embed about.md
var aboutText string

// prose turns Markdown into HTML. Raw HTML and dangerous links in the source
// are dropped.
var prose = goldmark.New(
	goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone))),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
)

// Methodology is the page that explains the model with the parameters of this
// snapshot, at methodology.html.
func Methodology(site *Site) (templ.Component, error) {
	return page(site, methodologyText, head{
		title:       "Methodology · MCR " + site.Network,
		description: "How the machine credit ratings on " + site.Network + " are computed: every step and every parameter of " + site.Model.Name + ".",
		path:        "methodology.html",
		class:       "plain",
	})
}

// About is the page that says what the site is, at about.html.
func About(site *Site) (templ.Component, error) {
	return page(site, aboutText, head{
		title:       "About · MCR " + site.Network,
		description: "What this site is, where its data comes from, how to check it and how to use it.",
		path:        "about.html",
		class:       "plain",
	})
}

// page fills the site's values into a text and renders it.
func page(site *Site, text string, h head) (templ.Component, error) {
	t, err := template.New(h.path).Option("missingkey=error").Funcs(template.FuncMap{
		"money":  func(cents int64) string { return money(big.NewInt(cents)) },
		"points": wholePoints,
		"weight": func(permille int) string { return percent(int64(permille)) },
		"plus":   func(a, b int) int { return a + b },
	}).Parse(text)
	if err != nil {
		return nil, fmt.Errorf("parsing %s: %w", h.path, err)
	}
	var source, html bytes.Buffer
	if err := t.Execute(&source, site); err != nil {
		return nil, fmt.Errorf("filling %s: %w", h.path, err)
	}
	if err := prose.Convert(source.Bytes(), &html); err != nil {
		return nil, fmt.Errorf("rendering %s: %w", h.path, err)
	}
	return markdown(site, h, html.String()), nil
}
