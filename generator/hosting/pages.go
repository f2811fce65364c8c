package hosting

import (
	"iter"
	"strings"

	"mcrpress/generator/endpoints"
)

// The limits of Cloudflare Pages. Netlify's are wider.
const (
	maxHeaderRules      = 100
	maxDynamicRedirects = 100
)

// Files gives the files that hosts of trees read, by their path in the tree:
// _headers and _redirects. ratingTTL is MCR_CACHE_TTL in seconds.
func Files(ratingTTL uint) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		_ = yield("_headers", headers(ratingTTL)) && yield("_redirects", redirects())
	}
}

// headers has one rule a URL prefix. No two rules that match one URL set one
// header, since their values would be joined.
func headers(ratingTTL uint) []byte {
	var p printer
	p.line("# Made from the endpoint table. Letter case, paging by query and the echo of")
	p.line("# the requested DID are beyond a static host.")
	p.rule("/*", endpoints.Common())
	for f := range rules() {
		for _, url := range urls(f) {
			p.rule(url, f.Headers(ratingTTL))
		}
	}
	return p.Bytes()
}

func (p *printer) rule(url string, headers []endpoints.Header) {
	p.line("\n%s", url)
	for _, h := range headers {
		p.line("  %s: %s", h.Name, h.Value)
	}
}

// urls gives the patterns of a family. Hosts serve a page of its own name
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

// redirects rewrites a DID, plain or percent-encoded, to the address that the
// file is named by.
func redirects() []byte {
	var p printer
	p.line("# The two spellings of a DID that clients send.")
	for _, f := range didFamilies() {
		for _, prefix := range []string{"did:peaq:", "did%3Apeaq%3A"} {
			p.line("/%s/%s* /%[1]s/:splat 200", directory(f), prefix)
		}
	}
	return p.Bytes()
}
