// Package hosting makes the configuration of hosts from the endpoint tables:
// whole sites for nginx and Caddy, the _headers and _redirects of Cloudflare
// Pages and Netlify, a Cloudflare Worker, and what S3 and CloudFront need; for
// one tree or for several under path prefixes. For hosts of files it lays out
// what is to be uploaded, and holds that against the limits of the host.
//
// It starts nothing and uploads nothing. What holds on which host is a table
// in docs/hosting.md, which the tests of package httpapi measure.
//
// A degraded rating may be stored on a host of files because it stays what it
// is until the next build. nginx and Caddy make their validators of the times
// and sizes of files: copy a tree so that a changed file gets another time.
package hosting

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"strings"

	"mcrpress/generator/endpoints"
	"mcrpress/generator/mount"
)

// Site says how a web server of one's own is to serve trees.
type Site struct {
	Trees []Tree
	// Listen is the address in the server's own notation, such as 8080 or
	// 127.0.0.1:8080.
	Listen string
	// RatingTTL is MCR_CACHE_TTL in seconds.
	RatingTTL uint
}

// Tree is a published tree: its directory, an absolute path, where it stands,
// and what it holds.
type Tree struct {
	mount.Mount
	Table *endpoints.Table
}

// validate refuses what would end a quoted word of a configuration.
func (s Site) validate() error {
	var mounts []mount.Mount
	for _, t := range s.Trees {
		if err := word("root", t.Dir); err != nil {
			return err
		}
		if !strings.HasPrefix(t.Dir, "/") {
			return fmt.Errorf("the root %q is not an absolute path", t.Dir)
		}
		if t.Table == nil {
			return errors.New("a tree without a generation")
		}
		mounts = append(mounts, t.Mount)
	}
	if err := word("listen address", s.Listen); err != nil {
		return err
	}
	return mount.Validate(mounts)
}

func word(name, value string) error {
	if value == "" || strings.ContainsAny(value, "\"'`\\{}$;\n\r\x00") {
		return fmt.Errorf("the %s %q cannot stand in a configuration", name, value)
	}
	return nil
}

// nested lists the trees with those that lie in another's prefix first.
func (s Site) nested() []Tree {
	var mounts []mount.Mount
	tables := map[mount.Mount]*endpoints.Table{}
	for _, t := range s.Trees {
		mounts = append(mounts, t.Mount)
		tables[t.Mount] = t.Table
	}
	var out []Tree
	for _, m := range mount.Nested(mounts) {
		out = append(out, Tree{m, tables[m]})
	}
	return out
}

// rooted reports whether a tree stands at the root.
func (s Site) rooted() bool {
	trees := s.nested()
	return trees[len(trees)-1].Prefix == ""
}

// pattern is the prefix of the tree's URLs as a regular expression.
func (t Tree) pattern() string { return regexp.QuoteMeta(t.Path()) }

// keyed yields the endpoints with a key in their path.
func (t Tree) keyed() iter.Seq[endpoints.Family] {
	return func(yield func(endpoints.Family) bool) {
		for f := range t.Table.All() {
			if f.Endpoint != nil && f.Endpoint.Key != nil && !yield(f) {
				return
			}
		}
	}
}

// spelt lists the directories whose key is a DID of the grammar.
func spelt(table *endpoints.Table, g endpoints.Grammar) (dirs []string) {
	for f := range table.All() {
		if f.Endpoint != nil && f.Endpoint.Key != nil && f.Endpoint.Key.Grammar == g {
			dirs = append(dirs, directory(f))
		}
	}
	return dirs
}

// rules yields the served families, one a rule.
func rules(table *endpoints.Table) iter.Seq[endpoints.Family] {
	return func(yield func(endpoints.Family) bool) {
		seen := map[string]bool{}
		for f := range table.All() {
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

// pages yields the rules whose URL is the path of the file.
func pages(table *endpoints.Table) iter.Seq[endpoints.Family] {
	return func(yield func(endpoints.Family) bool) {
		for f := range rules(table) {
			if f.NotFound == "" && !yield(f) {
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

// rest is what follows the key in a family's path.
func rest(f endpoints.Family) string {
	_, after, _ := strings.Cut(f.Files, "}")
	return after
}

// details are the texts of the 400 of a DID that is empty, and of one that is
// malformed.
func details(g endpoints.Grammar) (empty, malformed string) {
	_, empty = g.ReadDID("")
	_, malformed = g.ReadDID("-")
	return empty, malformed
}

// detail is the body of an error in a configuration.
func detail(text string) string { return strings.TrimSpace(string(endpoints.Envelope(text))) }

// printer collects the lines of a file.
type printer struct{ bytes.Buffer }

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// generated begins every file that this package writes.
const generated = "Made from the endpoint table by mcrpress hostconf."
