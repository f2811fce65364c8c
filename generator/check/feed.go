package check

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// atom is the namespace of every element of a feed.
const atom = "http://www.w3.org/2005/Atom"

// element is one element of an XML document.
type element struct {
	name     xml.Name
	attrs    map[string]string
	text     string // its own, without that of the elements in it
	children []*element
}

// feed holds an Atom feed against RFC 4287 and what the W3C's validator asks
// beyond it: ids that are absolute and unique, times that are unique, titles
// without markup.
func (c *checker) feed(file string, data []byte) {
	root, err := parseXML(data)
	if err != nil {
		c.report.problem(file, "%s", oneLine(err.Error()))
		return
	}
	for _, text := range feedMistakes(root) {
		c.report.problem(file, "%s", oneLine(text))
	}
}

// parseXML reads a document of one root element.
func parseXML(data []byte) (root *element, err error) {
	dec := xml.NewDecoder(bytes.NewReader(data))
	var open []*element
	for {
		token, err := dec.Token()
		switch {
		case errors.Is(err, io.EOF) && root == nil:
			return nil, errors.New("it holds no element")
		case errors.Is(err, io.EOF):
			return root, nil
		case err != nil:
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			e := &element{name: t.Name, attrs: map[string]string{}}
			for _, a := range t.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.children = append(parent.children, e)
			} else if root != nil {
				return nil, errors.New("it holds two root elements")
			} else {
				root = e
			}
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(t)
			}
		case xml.Directive:
			return nil, errors.New("it holds a document type")
		}
	}
}

// all lists the children of a name.
func (e *element) all(name string) (list []*element) {
	for _, child := range e.children {
		if child.name == (xml.Name{Space: atom, Local: name}) {
			list = append(list, child)
		}
	}
	return list
}

// one returns the text of the only child of a name; ok is false where there is
// none or another one.
func (e *element) one(name string) (text string, ok bool) {
	list := e.all(name)
	if len(list) != 1 || len(list[0].children) > 0 {
		return "", false
	}
	return strings.TrimSpace(list[0].text), true
}

// What may stand in a feed and in an entry.
var (
	ofFeed  = []string{"id", "title", "updated", "author", "link", "subtitle", "generator", "rights", "entry"}
	ofEntry = []string{"id", "title", "updated", "author", "link", "summary", "content", "published", "rights"}
)

// feedMistakes lists what is wrong with a feed.
func feedMistakes(root *element) (wrong []string) {
	if root.name != (xml.Name{Space: atom, Local: "feed"}) {
		return []string{fmt.Sprintf("its root is {%s}%s, no Atom feed", root.name.Space, root.name.Local)}
	}
	wrong = append(headMistakes(root, "the feed", ofFeed), linkMistakes(root, "the feed")...)
	if !hasLink(root, "self") {
		wrong = append(wrong, "the feed has no link to itself")
	}
	named := author(root)
	ids, times := map[string]bool{}, map[string]bool{}
	if id, ok := root.one("id"); ok {
		ids[id] = true
	}
	for i, entry := range root.all("entry") {
		what := fmt.Sprintf("entry %d", i+1)
		wrong = append(wrong, headMistakes(entry, what, ofEntry)...)
		wrong = append(wrong, linkMistakes(entry, what)...)
		if !named && !author(entry) {
			wrong = append(wrong, what+" has no author, and the feed has none")
		}
		if len(entry.all("content")) == 0 && !hasLink(entry, "alternate") {
			wrong = append(wrong, what+" has neither content nor a link")
		}
		id, _ := entry.one("id")
		if ids[id] {
			wrong = append(wrong, fmt.Sprintf("%s has the id %q, and is not the first", what, id))
		}
		updated, _ := entry.one("updated")
		if at, err := time.Parse(time.RFC3339, updated); err == nil {
			updated = at.UTC().String()
		}
		if times[updated] {
			wrong = append(wrong, fmt.Sprintf("%s was updated at %s, as another was", what, updated))
		}
		ids[id], times[updated] = true, true
	}
	return wrong
}

var (
	urn    = regexp.MustCompile(`^(?i)urn:[a-z0-9][a-z0-9-]{1,31}:[^\s#]+$`)
	markup = regexp.MustCompile(`<[!/a-zA-Z][^>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]+);`)
)

// headMistakes lists what is wrong with the parts that a feed and an entry
// must have, and with parts that they cannot have.
func headMistakes(e *element, what string, known []string) (wrong []string) {
	note := func(format string, args ...any) {
		wrong = append(wrong, what+" "+fmt.Sprintf(format, args...))
	}
	for _, child := range e.children {
		if child.name.Space == atom && !slices.Contains(known, child.name.Local) {
			note("has an element %s", child.name.Local)
		}
	}
	if id, ok := e.one("id"); !ok {
		note("does not have one id")
	} else if u, err := url.Parse(id); err != nil || !u.IsAbs() || u.Scheme == "urn" && !urn.MatchString(id) {
		note("has the id %q, which is no absolute URI", id)
	}
	for _, name := range []string{"title", "summary"} {
		list := e.all(name)
		if len(list) == 0 && name == "summary" {
			continue
		}
		text, ok := e.one(name)
		switch kind := ""; {
		case !ok:
			note("does not have one %s of text", name)
		case text == "":
			note("has an empty %s", name)
		default:
			if kind = list[0].attrs["type"]; kind != "" && kind != "text" {
				note("has a %s of type %q", name, kind)
			}
			if markup.MatchString(text) {
				note("has markup in its %s: %q", name, text)
			}
		}
	}
	if updated, ok := e.one("updated"); !ok {
		note("does not have one time of update")
	} else if _, err := time.Parse(time.RFC3339, updated); err != nil {
		note("was updated at %q, which is not of RFC 3339", updated)
	}
	return wrong
}

// linkMistakes looks at the links of a feed or an entry. They may be relative.
func linkMistakes(e *element, what string) (wrong []string) {
	rels := map[string]bool{}
	for _, link := range e.all("link") {
		href, rel := link.attrs["href"], relation(link)
		u, err := url.Parse(href)
		switch {
		case href == "" || err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https":
			wrong = append(wrong, fmt.Sprintf("%s has a link to %q", what, href))
		case rels[rel]:
			wrong = append(wrong, fmt.Sprintf("%s has two links of the relation %q", what, rel))
		}
		rels[rel] = true
	}
	return wrong
}

func relation(link *element) string {
	if rel := link.attrs["rel"]; rel != "" {
		return rel
	}
	return "alternate"
}

func hasLink(e *element, rel string) bool {
	return slices.ContainsFunc(e.all("link"), func(link *element) bool { return relation(link) == rel })
}

// author reports whether every author of an element has a name, and there is
// one.
func author(e *element) bool {
	list := e.all("author")
	return len(list) > 0 && !slices.ContainsFunc(list, func(a *element) bool {
		name, ok := a.one("name")
		return !ok || name == ""
	})
}
