package templates

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/a-h/templ"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"mcrpress/docs"
)

// contents is the page that lists the others.
const contents = "README.md"

// Document is a page of the documentation.
type Document struct {
	Path string // from the root of the tree
	Page templ.Component
}

// Documents are the pages of the package docs, by ascending path.
func Documents(site *Site) ([]Document, error) {
	files, err := fs.Glob(docs.Files, "*.md")
	if err != nil {
		return nil, err
	}
	list := make([]Document, 0, len(files))
	for _, file := range files {
		source, err := docs.Files.ReadFile(file)
		if err != nil {
			return nil, err
		}
		d, err := document(site, file, source)
		if err != nil {
			return nil, fmt.Errorf("rendering docs/%s: %w", file, err)
		}
		list = append(list, d)
	}
	return list, nil
}

// document renders one page. Links to what the package docs does not hold
// become text, because a site does not have it either.
func document(site *Site, file string, source []byte) (Document, error) {
	root := prose.Parser().Parse(text.NewReader(source))
	var drop, loose []ast.Node
	title := ""
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			if n.Level == 1 && title == "" {
				title = string(n.Lines().Value(source))
			}
		case *ast.HTMLBlock: // comments for whoever edits the page
			drop = append(drop, n)
		case *ast.Link:
			file, place, _ := strings.Cut(string(n.Destination), "#")
			if strings.Contains(file, ":") || file == "" {
				break // to another site, or to a place on this page
			}
			if _, err := fs.Stat(docs.Files, file); err != nil {
				loose = append(loose, n)
				break
			}
			n.Destination = []byte(documentPage(file))
			if place != "" {
				n.Destination = append(n.Destination, "#"+place...)
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return Document{}, err
	}
	for _, n := range drop {
		n.Parent().RemoveChild(n.Parent(), n)
	}
	for _, n := range loose {
		for n.FirstChild() != nil {
			n.Parent().InsertBefore(n.Parent(), n, n.FirstChild())
		}
		n.Parent().RemoveChild(n.Parent(), n)
	}
	var html bytes.Buffer
	if err := prose.Renderer().Render(&html, source, root); err != nil {
		return Document{}, err
	}
	if title == "" {
		return Document{}, fmt.Errorf("it has no heading of the first level")
	}
	h := head{
		title:       title + " · MCR " + site.Network,
		description: "Documentation of mcrpress, which makes this site: " + title + ".",
		root:        "../",
		path:        "docs/" + documentPage(file),
		class:       "plain",
	}
	corners := strings.ReplaceAll(html.String(), "<th></th>", "<td></td>") // an empty cell is no heading
	return Document{Path: h.path, Page: markdown(site, h, scrolled(corners))}, nil
}

// documentPage is the name of a file's page.
func documentPage(file string) string {
	if file == contents {
		return "index.html"
	}
	return strings.TrimSuffix(file, path.Ext(file)) + ".html"
}

// scrolled puts each table where it can be wider than the window.
func scrolled(html string) string {
	parts := strings.Split(html, "<table>")
	for i := range parts[1:] {
		parts[i+1] = fmt.Sprintf(`<section class="scroll" aria-label="Table %d" tabindex="0"><table>`, i+1) +
			strings.Replace(parts[i+1], "</table>", "</table></section>", 1)
	}
	return strings.Join(parts, "")
}
