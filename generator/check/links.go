package check

import (
	"bytes"
	"iter"
	"slices"

	"golang.org/x/net/html"
)

// links gives the references of a page.
func links(page []byte) iter.Seq[[]byte] {
	if list, plain := plainLinks(page); plain {
		return slices.Values(list)
	}
	return anyLinks(page)
}

// anyLinks is links for any page.
func anyLinks(page []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		z := html.NewTokenizer(bytes.NewReader(page))
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
				continue
			}
			for _, more := z.TagName(); more; {
				var name, value []byte
				name, value, more = z.TagAttr()
				if s := string(name); (s == "href" || s == "src") && !yield(value) {
					return
				}
			}
		}
	}
}

// plainLinks is links without a tokenizer, for pages as templates write them:
// tags in lower case, one space before an attribute, values in double quotes. It
// reports false for every other page.
func plainLinks(page []byte) (list [][]byte, plain bool) {
	p := scanner{page: page, links: make([][]byte, 0, 32)}
	for {
		n := bytes.IndexByte(page[p.at:], '<')
		if n < 0 {
			return p.links, true
		}
		p.at += n + 1
		switch {
		case p.skip('/'):
			if len(p.name()) == 0 || !p.skip('>') {
				return nil, false
			}
		case bytes.HasPrefix(page[p.at:], []byte("!doctype html>")):
		case !p.tag():
			return nil, false
		}
	}
}

// scanner takes a page from its beginning.
type scanner struct {
	page  []byte
	at    int
	links [][]byte
}

func (p *scanner) skip(c byte) bool {
	ok := p.at < len(p.page) && p.page[p.at] == c
	if ok {
		p.at++
	}
	return ok
}

// inName are the bytes of a name; the first one is a letter.
var inName = func() (set [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:") {
		set[c] = true
	}
	return set
}()

// name takes the name of a tag or an attribute, empty for none.
func (p *scanner) name() []byte {
	i := p.at
	for i < len(p.page) && inName[p.page[i]] {
		i++
	}
	name := p.page[p.at:i]
	if len(name) > 0 && name[0] < 'A' {
		return nil
	}
	p.at = i
	return name
}

// tag takes the rest of a start tag, and the content that is no markup.
func (p *scanner) tag() bool {
	tag := p.name()
	if len(tag) == 0 {
		return false
	}
	linked := false
	for !p.skip('>') {
		if p.skip('/') {
			return p.skip('>') && !raw(tag)
		}
		if !p.skip(' ') {
			return false
		}
		name := p.name()
		if len(name) == 0 {
			return false
		}
		var value []byte
		if p.skip('=') {
			if !p.skip('"') {
				return false
			}
			n := bytes.IndexByte(p.page[p.at:], '"')
			if n < 0 {
				return false
			}
			value = p.page[p.at : p.at+n]
			p.at += n + 1
		}
		if len(name) != len("href") && len(name) != len("src") {
			continue
		}
		switch string(name) {
		case "href", "src":
			if linked || !p.link(value) { // a second one may not count
				return false
			}
			linked = true
		default:
			if bytes.EqualFold(name, []byte("href")) || bytes.EqualFold(name, []byte("src")) {
				return false
			}
		}
	}
	return !raw(tag) || p.content(tag)
}

// link notes a value that holds no other character reference than &amp;.
func (p *scanner) link(value []byte) bool {
	escaped := false
	for i, c := range value {
		switch c {
		case 0, '\r':
			return false
		case '&':
			if !bytes.HasPrefix(value[i:], []byte("&amp;")) {
				return false
			}
			escaped = true
		}
	}
	if escaped {
		value = bytes.ReplaceAll(value, []byte("&amp;"), []byte("&"))
	}
	p.links = append(p.links, value)
	return true
}

// raw reports whether what follows a start tag is no markup. Tags in upper case
// are not told apart.
func raw(tag []byte) bool {
	switch string(tag) {
	case "title", "script", "style", "noscript", "textarea", "iframe", "noembed", "noframes", "plaintext", "xmp":
		return true
	}
	for _, c := range tag {
		if c >= 'A' && c <= 'Z' {
			return true
		}
	}
	return false
}

// content takes what is no markup and the end tag after it.
func (p *scanner) content(tag []byte) bool {
	switch string(tag) {
	case "title", "script", "style", "noscript":
	default:
		return false
	}
	rest := p.page[p.at:]
	for i := 0; ; {
		n := bytes.IndexByte(rest[i:], '<')
		if n < 0 {
			return false
		}
		i += n + 1
		if bytes.HasPrefix(rest[i:], []byte("!--")) {
			return false
		}
		name, end := bytes.CutPrefix(rest[i:], []byte("/"))
		if !end || len(name) <= len(tag) || !bytes.EqualFold(name[:len(tag)], tag) {
			continue
		}
		p.at += i + 1 + len(tag)
		return string(name[:len(tag)]) == string(tag) && p.skip('>')
	}
}
