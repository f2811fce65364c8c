package templates

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// How many characters of text from a chain a page shows.
const (
	nameLength = 64
	lineLength = 160
	dataLength = 48
)

// clean makes any text fit to be shown. Characters that have no shape of
// their own (controls, bidi controls, zero-width ones) become visible, broken
// UTF-8 becomes U+FFFD, and what would show more than limit characters is cut
// with a note. It reads no further than the cut.
func clean(s string, limit int) string {
	if len(s) <= limit && printable(s) {
		return s
	}
	b := make([]byte, 0, min(len(s), 4*limit)+32)
	n := 0
	for _, r := range s {
		start := len(b)
		b = appendVisible(b, r)
		if n += utf8.RuneCount(b[start:]); n > limit {
			b = fmt.Appendf(b[:start], "… (cut, %s bytes)", count(len(s)))
			break
		}
	}
	return string(b)
}

// printable reports whether a text is of ASCII characters that have a shape.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// appendVisible appends a character, or what stands for one that cannot be
// seen.
func appendVisible(b []byte, r rune) []byte {
	switch {
	case r < 0x20:
		return utf8.AppendRune(b, 0x2400+r)
	case r == 0x7f:
		return utf8.AppendRune(b, 0x2421)
	case shapeless(r):
		return fmt.Appendf(b, "[U+%04X]", r)
	}
	return utf8.AppendRune(b, r)
}

func shapeless(r rune) bool {
	return r > unicode.MaxASCII && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Variation_Selector)
}

// maxLink is the most bytes of a link.
const maxLink = 2048

// webLink gives the address of a link that anyone may have written. Only
// plain http and https addresses become links; ok is false for all others.
func webLink(s string) (link templ.SafeURL, ok bool) {
	if len(s) > maxLink || clean(s, len(s)) != s || strings.ContainsAny(s, " \\\"<>") {
		return "", false
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return "", false
	}
	return templ.SafeURL(u.String()), true
}

// linker makes the links of an explorer's template.
type linker struct {
	template string
	// Where every value of letters and digits gives a good address, it stands
	// between these two.
	before, after string
	plain         bool
}

func newLinker(template string) linker {
	l := linker{template: template}
	found := false
	l.before, l.after, found = strings.Cut(template, "{}")
	_, path, _ := strings.Cut(l.before, "://")
	sample := l.before + "0" + l.after
	link, ok := webLink(sample)
	l.plain = ok && found && string(link) == sample && strings.Contains(path, "/") && !strings.ContainsAny(template, "%[]") &&
		!strings.Contains(l.after, "{}")
	return l
}

// link is the address of a value. ok is false where there is none.
func (l *linker) link(value string) (link templ.SafeURL, ok bool) {
	switch {
	case l.template == "" || value == "":
		return "", false
	case l.plain && len(l.before)+len(value)+len(l.after) <= maxLink && alphanumeric(value):
		return templ.SafeURL(l.before + value + l.after), true
	}
	return webLink(strings.ReplaceAll(l.template, "{}", url.PathEscape(value)))
}

func alphanumeric(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}
