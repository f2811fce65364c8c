package hosting

import (
	"iter"
	"net/url"
	"path"
	"slices"
	"strings"

	"mcrpress/generator/endpoints"
	"mcrpress/generator/mount"
)

// Files yields the files that hosts of trees read, by their path in the tree:
// _headers and _redirects. baseURL is the address of the tree, empty where it
// is not known: its path is what the URLs of the tree begin with. Hosts read
// the two in the root of a site only. ratingTTL is MCR_CACHE_TTL in seconds.
func Files(table *endpoints.Table, baseURL string, ratingTTL uint) iter.Seq2[string, []byte] {
	prefix := ""
	if u, err := url.Parse(baseURL); err == nil {
		prefix = strings.Trim(u.EscapedPath(), "/")
	}
	trees := []Tree{{mount.Mount{Prefix: prefix}, table}}
	moved := prefix != ""
	return func(yield func(string, []byte) bool) {
		_ = yield("_headers", printHeaders(headerRules(trees, ratingTTL), moved)) &&
			yield("_redirects", redirects(trees, moved))
	}
}

// headerRule is one rule of _headers.
type headerRule struct {
	pattern string
	headers []endpoints.Header
}

// headerRules has one rule a URL prefix. No two rules that match one URL set
// one header, since their values would be joined.
func headerRules(trees []Tree, ratingTTL uint) (list []headerRule) {
	for _, t := range outermost(trees) {
		list = append(list, headerRule{t.Path() + "/*", endpoints.Common()})
	}
	for _, t := range trees {
		for f := range rules(t.Table) {
			for _, pattern := range urls(f) {
				list = append(list, headerRule{t.Path() + pattern, f.Headers(ratingTTL)})
			}
		}
	}
	return list
}

// fewer makes one rule of those for an index and for its further files, which
// share their headers: several trees in one site stay below a host's limit.
func fewer(list []headerRule) (out []headerRule) {
	more := map[string][]endpoints.Header{}
	for _, r := range list {
		if prefix, ok := strings.CutSuffix(r.pattern, "/*"); ok {
			more[prefix] = r.headers
		}
	}
	merged := map[string]bool{}
	for _, r := range list {
		prefix := strings.TrimSuffix(r.pattern, path.Ext(r.pattern))
		if headers, ok := more[prefix]; ok && prefix != r.pattern && slices.Equal(headers, r.headers) {
			r.pattern, merged[prefix+"/*"] = prefix+"*", true
		}
		if !merged[r.pattern] {
			out = append(out, r)
		}
	}
	return out
}

// printHeaders is the text of _headers. moved says that it lies in a tree, and
// belongs elsewhere.
func printHeaders(list []headerRule, moved bool) []byte {
	var p printer
	p.line("# Made from the endpoint table. Letter case, paging by query and the echo of")
	p.line("# the requested DID are beyond a static host.")
	p.root(moved)
	for _, r := range list {
		p.line("\n%s", r.pattern)
		for _, h := range r.headers {
			p.line("  %s: %s", h.Name, h.Value)
		}
	}
	return p.Bytes()
}

// outermost are the trees that lie in no other's prefix.
func outermost(trees []Tree) (out []Tree) {
	for _, t := range trees {
		inside := false
		for _, other := range trees {
			inside = inside || other.Prefix != t.Prefix && strings.HasPrefix(t.Path()+"/", other.Path()+"/")
		}
		if !inside {
			out = append(out, t)
		}
	}
	return out
}

// root says where the file of a tree below the root of a site belongs.
func (p *printer) root(moved bool) {
	if moved {
		p.line("# Hosts read this in the root of the site: put it there, or add it to the one there.")
	}
}

// urls lists the patterns of a family. Hosts serve a page of its own name
// without the extension too.
func urls(f endpoints.Family) []string {
	rule := f.Rule()
	page, ok := strings.CutSuffix(rule, ".html")
	if !ok {
		return []string{rule}
	}
	if page == "/index" {
		page = "/"
	}
	return []string{page, rule}
}

// redirects rewrites a DID, plain or percent-encoded in either case, to what
// the file is named by.
func redirects(trees []Tree, moved bool) []byte {
	var p printer
	p.line("# The spellings of a DID that clients send.")
	p.root(moved)
	for _, t := range trees {
		for f := range rules(t.Table) {
			if !f.TakesDID() {
				continue
			}
			for _, prefix := range []string{endpoints.DIDPrefix, "did%3Apeaq%3A", "did%3apeaq%3a"} {
				p.line("%s/%s/%s* %[1]s/%[2]s/:splat 200", t.Path(), directory(f), prefix)
			}
		}
	}
	return p.Bytes()
}

// notFoundRules names the JSON bodies of 404s, for a host that does not look
// for the nearest 404.html by itself.
func notFoundRules(trees []Tree) []byte {
	var p printer
	p.line("# The bodies of 404s.")
	for _, t := range trees {
		for file := range t.Table.NotFoundBodies() {
			dir, _, _ := strings.Cut(file, "/")
			p.line("%s/%s/* %[1]s/%[3]s 404", t.Path(), dir, file)
		}
	}
	return p.Bytes()
}
