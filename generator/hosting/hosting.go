// Package hosting writes the configuration of hosts from the endpoint table:
// the _headers and _redirects files of Cloudflare Pages and Netlify, and whole
// sites for nginx and Caddy.
//
// It writes text and starts nothing. What a host cannot do is said in the
// file it gets: a static host answers the DID of the file, not the spelling of
// the request; it slices no pages; and a degraded rating is cached as long as
// any other, because it stays what it is until the next build. The package
// httpapi has none of these limits.
package hosting

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"

	"mcrpress/generator/endpoints"
)

// Site says how a web server of one's own is to serve a tree.
type Site struct {
	// Root is the absolute path of the published tree.
	Root string
	// Listen is the address in the server's own notation, such as 8080 or
	// 127.0.0.1:8080.
	Listen string
	// RatingTTL is MCR_CACHE_TTL in seconds.
	RatingTTL uint
}

// validate refuses what would end a quoted word of a configuration.
func (s Site) validate() error {
	for _, field := range []struct{ name, value string }{{"root", s.Root}, {"listen address", s.Listen}} {
		if field.value == "" || strings.ContainsAny(field.value, "\"'`\\{}$;\n\r\x00") {
			return fmt.Errorf("the %s %q cannot stand in a configuration", field.name, field.value)
		}
	}
	if !strings.HasPrefix(s.Root, "/") {
		return fmt.Errorf("the root %q is not an absolute path", s.Root)
	}
	return nil
}

// didFamilies are the rows whose URL takes a DID, one a top directory.
func didFamilies() []endpoints.Family {
	var out []endpoints.Family
	for f := range endpoints.All() {
		if f.TakesDID() && !slices.ContainsFunc(out, func(g endpoints.Family) bool { return g.Rule() == f.Rule() }) {
			out = append(out, f)
		}
	}
	return out
}

// rules gives the served families, one a rule.
func rules() iter.Seq[endpoints.Family] {
	return func(yield func(endpoints.Family) bool) {
		seen := map[string]bool{}
		for f := range endpoints.All() {
			if f.Route == "" || seen[f.Rule()] {
				continue
			}
			seen[f.Rule()] = true
			if !yield(f) {
				return
			}
		}
	}
}

// directory is the top directory of a family.
func directory(f endpoints.Family) string {
	dir, _, _ := strings.Cut(f.Files, "/")
	return dir
}

// printer collects the lines of a file.
type printer struct{ bytes.Buffer }

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }
