package hosting

import (
	"iter"
	"net/url"
	"strings"

	"mcrpress/generator/endpoints"
)

// The limits of Cloudflare Pages. Netlify's are wider.
const (
	maxHeaderRules      = 100
	maxDynamicRedirects = 100
)

// Files yields the files that hosts of trees read, by their path in the tree:
// _headers and _redirects. baseURL is the address of the tree, empty where it
// is not known: its path is what the URLs of the tree begin with. Hosts read
// the two in the root of a site only. ratingTTL is MCR_CACHE_TTL in seconds.
func Files(table *endpoints.Table, baseURL string, ratingTTL uint) iter.Seq2[string, []byte] {
	path := ""
	if u, err := url.Parse(baseURL); err == nil {
		path = strings.TrimSuffix(u.EscapedPath(), "/")
	}
	return func(yield func(string, []byte) bool) {
		_ = yield("_headers", pageHeaders(table, path, ratingTTL)) && yield("_redirects", redirects(table, path))
	}
}

// pageHeaders has one rule a URL prefix. No two rules that match one URL set
// one header, since their values would be joined.
func pageHeaders(table *endpoints.Table, path string, ratingTTL uint) []byte {
	var p printer
	p.line("# Made from the endpoint table. Letter case, paging by query and the echo of")
	p.line("# the requested DID are beyond a static host.")
	p.root(path)
	p.rule(path+"/*", endpoints.Common())
	for f := range rules(table) {
		for _, pattern := range urls(f) {
			p.rule(path+pattern, f.Headers(ratingTTL))
		}
	}
	return p.Bytes()
}

// root says where the file of a tree below the root of a site belongs.
func (p *printer) root(path string) {
	if path != "" {
		p.line("# Hosts read this in the root of the site: put it there, or add it to the one there.")
	}
}

func (p *printer) rule(pattern string, headers []endpoints.Header) {
	p.line("\n%s", pattern)
	for _, h := range headers {
		p.line("  %s: %s", h.Name, h.Value)
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
func redirects(table *endpoints.Table, path string) []byte {
	var p printer
	p.line("# The spellings of a DID that clients send.")
	p.root(path)
	for f := range rules(table) {
		if !f.TakesDID() {
			continue
		}
		for _, prefix := range []string{endpoints.DIDPrefix, "did%3Apeaq%3A", "did%3apeaq%3a"} {
			p.line("%s/%s/%s* %[1]s/%[2]s/:splat 200", path, directory(f), prefix)
		}
	}
	return p.Bytes()
}
