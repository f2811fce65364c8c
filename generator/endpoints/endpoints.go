// Package endpoints is the one table of what is published: each route of the
// API and each further file of the tree, with its place, content type, cache
// rule and the body of its plain 404.
//
// Everything that must agree on these facts reads them here: the job that
// writes files, the server, the generated host rules and the OpenAPI
// document. The package knows paths and headers; it opens no file and answers
// no request.
package endpoints

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// PageSize is the number of machines on one page of an operator's list: the
// API's default and largest limit.
const PageSize = 20

// Content types of the tree.
const (
	JSON    = "application/json"
	HTML    = "text/html; charset=utf-8"
	Text    = "text/plain; charset=utf-8"
	CSV     = "text/csv; charset=utf-8"
	SVG     = "image/svg+xml"
	Atom    = "application/atom+xml; charset=utf-8"
	XML     = "application/xml; charset=utf-8"
	Gzip    = "application/gzip"
	Parquet = "application/vnd.apache.parquet"
)

// ContentSecurityPolicy goes with every page: nothing but the site's own
// files, no inline script, no framing.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Family is one row of the table: the files of one kind.
type Family struct {
	// Name is short and unique. It labels metrics and logs.
	Name string
	// Route is the URL as the API documents it, with a leading slash. Empty
	// for files that only a host reads.
	Route string
	// Files is the path inside the tree, slash-separated. It may hold one of
	// {address} (0x and 40 lower-case hex digits), {id} (a decimal uint256),
	// {name} or {path} (names with slashes), and {offset} (a positive multiple
	// of PageSize).
	Files string
	// Type is the Content-Type. Empty where the file's extension decides.
	Type string
	// Cache says how long an answer stays fresh.
	Cache Cache
	// NotFound is the detail of the JSON body where no such file exists.
	// Empty where the site's 404 page answers.
	NotFound string
}

// Cache is a class of freshness.
type Cache uint8

// The classes.
const (
	Data      Cache = iota // changes with the next snapshot
	Rating                 // as Data, for as long as MCR_CACHE_TTL says
	Pointer                // says which snapshot is current: always revalidated
	Immutable              // the name changes when the bytes do
)

// NoStore is the Cache-Control of every answer that is an error or degraded.
const NoStore = "no-store"

// Control gives the class's Cache-Control. The argument is MCR_CACHE_TTL in
// seconds; it rules Rating alone, where 0 turns caching off.
func (c Cache) Control(ratingTTL uint) string {
	switch c {
	case Rating:
		if ratingTTL == 0 {
			return NoStore
		}
		return "public, max-age=" + strconv.FormatUint(uint64(ratingTTL), 10)
	case Pointer:
		return "no-cache"
	case Immutable:
		return "public, max-age=31536000, immutable"
	default:
		return "public, max-age=300, stale-while-revalidate=3600"
	}
}

// table is ordered as the documentation lists the endpoints. Rows that share
// a URL prefix share type and cache rule, because a host's rule matches a
// prefix and two rules that set one header would join their values.
var table = []Family{
	{"mcr", "/mcr/{did}", "mcr/{address}", JSON, Rating, "Machine DID not found"},
	{"machine", "/machine/{did}", "machine/{address}", JSON, Data, "Machine DID not found"},
	{"operator", "/operator/{did}/machines", "operator/{address}/machines", JSON, Data, "Not Found"},
	{"operator-page", "/operator/{did}/machines.p/{offset}", "operator/{address}/machines.p/{offset}", JSON, Data, "Not Found"},
	{"metadata", "/metadata/{token_id}", "metadata/{id}", JSON, Data, "Token not found"},
	{"machines", "/machines/{machine_id}", "machines/{id}", JSON, Data, "Machine not found"},
	{"health", "/health", "health", JSON, Pointer, ""},
	{"ready", "/ready", "ready", JSON, Pointer, ""},
	{"openapi", "/openapi.json", "openapi.json", JSON, Data, ""},

	{"snapshot", "/index/snapshot.json", "index/snapshot.json", JSON, Pointer, ""},
	{"snapshot-signature", "/index/snapshot.json.minisig", "index/snapshot.json.minisig", Text, Pointer, ""},
	{"snapshots", "/index/snapshots/{name}", "index/snapshots/{name}", "", Immutable, ""},
	{"manifest", "/index/files/{name}.txt", "index/files/{name}.txt", Text, Immutable, ""},
	{"search", "/index/search/{path}.json", "index/search/{path}.json", JSON, Data, ""},
	{"index-machines", "/index/machines.json", "index/machines.json", JSON, Data, ""},
	{"index-operators", "/index/operators.json", "index/operators.json", JSON, Data, ""},
	{"index-unresolved", "/index/unresolved.json", "index/unresolved.json", JSON, Data, ""},
	{"index-findings", "/index/findings.json", "index/findings.json", JSON, Data, ""},
	{"index-model", "/index/model.json", "index/model.json", JSON, Data, ""},
	{"index-vectors", "/index/vectors.json", "index/vectors.json", JSON, Data, ""},
	{"index-breakdown", "/index/breakdown.json", "index/breakdown.json", JSON, Data, ""},
	{"index-rates", "/index/rates.csv", "index/rates.csv", CSV, Data, ""},
	{"index-changes", "/index/changes.json", "index/changes.json", JSON, Data, ""},

	{"export-ndjson", "/export/machines.ndjson.gz", "export/machines.ndjson.gz", Gzip, Data, ""},
	{"export-csv", "/export/machines.csv.gz", "export/machines.csv.gz", Gzip, Data, ""},
	{"export-parquet", "/export/machines.parquet", "export/machines.parquet", Parquet, Data, ""},
	{"export-events", "/export/events.parquet", "export/events.parquet", Parquet, Data, ""},

	{"card", "/card/{machine_id}.html", "card/{id}.html", HTML, Data, ""},
	{"fleet", "/fleet/{address}.html", "fleet/{address}.html", HTML, Data, ""},
	{"badge", "/badge/{machine_id}.svg", "badge/{id}.svg", SVG, Data, ""},
	{"home", "/", "index.html", HTML, Data, ""},
	{"methodology", "/methodology.html", "methodology.html", HTML, Data, ""},
	{"about", "/about.html", "about.html", HTML, Data, ""},
	{"not-found", "/404.html", "404.html", HTML, Data, ""},
	{"assets", "/assets/{name}", "assets/{name}", "", Data, ""},
	{"feed", "/feed.xml", "feed.xml", Atom, Data, ""},
	{"sitemap", "/sitemap.xml", "sitemap.xml", XML, Data, ""},
	{"sitemap-part", "/sitemap/{name}.xml", "sitemap/{name}.xml", XML, Data, ""},
	{"robots", "/robots.txt", "robots.txt", Text, Data, ""},
	{"favicon", "/favicon.ico", "favicon.ico", "", Data, ""},

	{"host-headers", "", "_headers", Text, Data, ""},
	{"host-redirects", "", "_redirects", Text, Data, ""},
}

// All gives the rows of the table in their order.
func All() iter.Seq[Family] { return slices.Values(table) }

// Rule is the URL pattern that a host's rules match this family by: the whole
// path, or everything under a prefix, then with a closing "*".
func (f Family) Rule() string {
	prefix, _, keyed := strings.Cut(f.Files, "{")
	if keyed {
		prefix += "*"
	}
	return "/" + prefix
}

// TakesDID reports whether the key in the URL may be spelt as a DID.
func (f Family) TakesDID() bool { return strings.Contains(f.Route, "{did}") }

// Detail gives the JSON body of an error: the API's envelope.
func Detail(text string) []byte {
	quoted, _ := json.Marshal(text) // a string always marshals
	return fmt.Appendf(nil, "{\"detail\":%s}\n", quoted)
}

// NotFoundBodies gives, for each family whose 404 is JSON, the file that
// hosts of the nearest-404.html kind answer with, and its bytes.
func NotFoundBodies() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		seen := map[string]bool{}
		for _, f := range table {
			path := f.notFoundFile()
			if f.NotFound == "" || seen[path] {
				continue
			}
			seen[path] = true
			if !yield(path, Detail(f.NotFound)) {
				return
			}
		}
	}
}

// notFoundFile is the 404 page of the family's top directory.
func (f Family) notFoundFile() string {
	dir, _, _ := strings.Cut(f.Files, "/")
	return dir + "/404.html"
}

// Header is one line of an answer's header.
type Header struct{ Name, Value string }

// Common gives the headers that every answer carries, errors included.
func Common() []Header {
	return []Header{
		{"Access-Control-Allow-Origin", "*"},
		{"X-Content-Type-Options", "nosniff"},
	}
}

// Headers gives the headers of the family's 200 answers beside the common
// ones. ratingTTL is MCR_CACHE_TTL in seconds.
func (f Family) Headers(ratingTTL uint) []Header {
	var h []Header
	if f.Type != "" {
		h = append(h, Header{"Content-Type", f.Type})
	}
	h = append(h, Header{"Cache-Control", f.Cache.Control(ratingTTL)})
	switch f.Type {
	case HTML, SVG:
		h = append(h, Header{"Content-Security-Policy", ContentSecurityPolicy})
	}
	return h
}
