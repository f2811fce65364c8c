package templates

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"sync"

	"github.com/a-h/templ"
)

// markup is HTML that is drawn here. It is a templ component.
type markup []byte

// Render writes the bytes as they are.
func (m markup) Render(_ context.Context, w io.Writer) error {
	_, err := w.Write(m)
	return err
}

// drawing appends markup. It is a templ component.
type drawing func(markup) markup

// Render draws into a buffer that is used again.
func (d drawing) Render(_ context.Context, w io.Writer) error {
	buf := drawings.Get().(*markup)
	defer drawings.Put(buf)
	*buf = d((*buf)[:0])
	_, err := w.Write(*buf)
	return err
}

var drawings = sync.Pool{New: func() any { return new(markup) }}

// rendered is a component's HTML.
func rendered(c templ.Component) markup {
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		panic(fmt.Sprintf("templates: rendering a part of pages: %v", err)) // a buffer takes all
	}
	return b.Bytes()
}

// static is HTML that stands in the source: a constant becomes one by itself, and
// what comes from elsewhere does not.
type static string

// html appends HTML as it is.
func (m markup) html(s static) markup { return append(m, s...) }

// text appends what is to be escaped.
func (m markup) text(s string) markup { return append(m, templ.EscapeString(s)...) }

func (m markup) join(part markup) markup { return append(m, part...) }

func (m markup) int(n int) markup { return strconv.AppendInt(m, int64(n), 10) }

// number shows a number after a prefix. Of a long one the ends are seen; the
// middle stays in the text, to be selected and copied with the rest.
func number(prefix, n string) drawing {
	return func(m markup) markup { return m.number(prefix, n) }
}

func (m markup) number(prefix, n string) markup {
	if !long(n) {
		return m.text(prefix).text(n)
	}
	head, middle, tail := cutID(n)
	return m.text(prefix).html(`<span class="id"><span>`).text(head).html(`</span><span>`).text(middle).
		html(`</span>`).text(tail).html(`</span>`)
}

// ident is number with a copy button for a long number.
func ident(prefix, n string) drawing {
	return func(m markup) markup { return m.ident(prefix, n) }
}

func (m markup) ident(prefix, n string) markup {
	if !long(n) {
		return m.number(prefix, n)
	}
	return m.html(`<span class="copyable" data-copy>`).number(prefix, n).html(`</span>`)
}

// bigLetter is a rating in the place that the eye meets first.
func bigLetter(letter string) drawing {
	return func(m markup) markup {
		return m.html(`<p class="letter len`).int(len(letter)).html(`" aria-hidden="true">`).text(letter).html(`</p>`)
	}
}

// link is the address of a file of the tree, in an attribute.
func (m markup) link(path string) markup { return m.text(string(templ.URL(path))) }

// files lists links to files of the tree.
func files(root string, list []File) drawing {
	return func(m markup) markup {
		m = m.html(`<ul class="files">`)
		for _, f := range list {
			rest, id := cutLast(f.Path)
			m = m.html(`<li><a href="`).link(root + f.Path).html(`">`).text(f.Name).html(`</a> <code>`)
			m = m.number(rest, id).html(`</code></li>`)
		}
		return m.html(`</ul>`)
	}
}
