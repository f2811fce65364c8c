package check

import (
	"bytes"
	"iter"
	"slices"

	"golang.org/x/net/html"
)

// links gives the references of a page.
func links(page []byte) iter.Seq[string] {
	if list, plain := plainLinks(page); plain {
		return slices.Values(list)
	}
	return anyLinks(page)
}

// anyLinks is links for any page.
func anyLinks(page []byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		z := html.NewTokenizer(bytes.NewReader(page))
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
				continue
			}
			for _, more := z.TagName(); more; {
				var name, value []byte
				name, value, more = z.TagAttr()
				if s := string(name); (s == "href" || s == "src") && !yield(string(value)) {
					return
				}
			}
		}
	}
}

// raw are the elements whose content is no markup. plainLinks follows those
// that are true.
var raw = map[string]bool{
	"title": true, "script": true, "style": true, "noscript": true,
	"textarea": false, "iframe": false, "noembed": false, "noframes": false, "plaintext": false, "xmp": false,
}

// plainLinks is links without a tokenizer, for pages as templates write them:
// one space before an attribute, values in double quotes. It reports false for
// every other page.
func plainLinks(page []byte) (list []string, plain bool) {
	p := scanner{rest: page}
	for {
		i := bytes.IndexByte(p.rest, '<')
		if i < 0 {
			return list, true
		}
		p.rest = p.rest[i+1:]
		switch {
		case p.skip("!doctype html>"):
		case p.skip("/"):
			if len(p.name()) == 0 || !p.skip(">") {
				return nil, false
			}
		default:
			if list, plain = p.tag(list); !plain {
				return nil, false
			}
		}
	}
}

// scanner takes a page from its beginning.
type scanner struct{ rest []byte }

func (p *scanner) skip(text string) bool {
	ok := len(p.rest) >= len(text) && string(p.rest[:len(text)]) == text
	if ok {
		p.rest = p.rest[len(text):]
	}
	return ok
}

// name takes the name of a tag or an attribute in lower case, empty for none.
func (p *scanner) name() []byte {
	n, upper := 0, false
	for ; n < len(p.rest); n++ {
		c := p.rest[n]
		upper = upper || c >= 'A' && c <= 'Z'
		if letter := c|0x20 >= 'a' && c|0x20 <= 'z'; !letter && (n == 0 || (c < '0' || c > '9') && c != '-' && c != ':') {
			break
		}
	}
	name := p.rest[:n]
	p.rest = p.rest[n:]
	if upper {
		return bytes.ToLower(name)
	}
	return name
}

// until takes what stands before a text, and the text.
func (p *scanner) until(text string) (before []byte, ok bool) {
	before, p.rest, ok = bytes.Cut(p.rest, []byte(text))
	return before, ok
}

// tag takes the rest of a start tag, and the content that is no markup.
func (p *scanner) tag(list []string) ([]string, bool) {
	tag := p.name()
	if len(tag) == 0 {
		return nil, false
	}
	linked := false
	for !p.skip(">") {
		if p.skip("/>") {
			_, isRaw := raw[string(tag)]
			return list, !isRaw
		}
		if !p.skip(" ") {
			return nil, false
		}
		name := p.name()
		if len(name) == 0 {
			return nil, false
		}
		var value []byte
		if p.skip("=") {
			var ok bool
			if !p.skip(`"`) {
				return nil, false
			}
			if value, ok = p.until(`"`); !ok {
				return nil, false
			}
		}
		if string(name) != "href" && string(name) != "src" {
			continue
		}
		if linked {
			return nil, false // a second one may not count
		}
		linked = true
		link, ok := unescaped(value)
		if !ok {
			return nil, false
		}
		list = append(list, link)
	}
	follow, isRaw := raw[string(tag)]
	if !isRaw {
		return list, true
	}
	end := "</" + string(tag)
	content, ok := p.until(end + ">")
	odd := bytes.Contains(content, []byte("<!--")) || bytes.Contains(bytes.ToLower(content), []byte(end))
	return list, follow && ok && !odd
}

// unescaped is a value that holds no other character reference than &amp;.
func unescaped(value []byte) (text string, ok bool) {
	if bytes.ContainsAny(value, "\x00\r") || bytes.Count(value, []byte("&")) != bytes.Count(value, []byte("&amp;")) {
		return "", false
	}
	return string(bytes.ReplaceAll(value, []byte("&amp;"), []byte("&"))), true
}
