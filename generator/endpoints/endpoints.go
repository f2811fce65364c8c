// Package endpoints is the one table of what is published, for each
// generation of the contracts: every route of the API and every further file
// of the tree, with its place, the grammar of its key, content type, cache
// rule, error texts, body and what proves it.
//
// Everything that must agree on these facts looks them up here: the job that
// writes files, the server, the generated host rules, the OpenAPI document,
// check and verify. The package knows paths and headers; it opens no file and
// answers no request.
package endpoints

import (
	"iter"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"mcrpress/chain"
)

const (
	// PageSize is the number of machines on one page of an operator's list:
	// the API's default and largest limit.
	PageSize = 20
	// IndexSize is the number of entries in one file of an index.
	IndexSize = 10_000
)

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

	CSS        = "text/css; charset=utf-8"
	JavaScript = "text/javascript; charset=utf-8"
	PNG        = "image/png"
	Icon       = "image/x-icon"
	Bytes      = "application/octet-stream" // of a file that nothing else is known of
)

// Table is what a tree of one generation holds.
type Table struct {
	Generation chain.Generation
	families   []Family
	exact      map[string]int   // the families of whole paths
	keyed      map[string][]int // those of paths with a key, by their top directory
	patterns   [][]part         // by family
}

// Of returns the table of a generation, nil where there is no such generation.
func Of(g chain.Generation) *Table { return tables[g] }

var tables = map[chain.Generation]*Table{
	chain.Gen1: newTable(chain.Gen1, gen1),
	chain.Gen2: newTable(chain.Gen2, gen2),
}

func newTable(g chain.Generation, api []Family) *Table {
	t := &Table{Generation: g, families: slices.Concat(api, files), exact: map[string]int{}, keyed: map[string][]int{}}
	for i, f := range t.families {
		t.patterns = append(t.patterns, f.parts())
		if dir, _, _ := strings.Cut(f.Files, "/"); strings.Contains(f.Files, "{") {
			t.keyed[dir] = append(t.keyed[dir], i)
		} else {
			t.exact[f.Files] = i
		}
	}
	for i, f := range t.families {
		if _, known := t.exact[f.notFoundFile()]; f.NotFound != "" && !known {
			t.exact[f.notFoundFile()] = i
		}
	}
	return t
}

// All yields the rows of the table in their order.
func (t *Table) All() iter.Seq[Family] { return slices.Values(t.families) }

// Family is one row of the table: the files of one kind.
type Family struct {
	// Name is short and unique. It labels metrics and logs, and nothing else
	// depends on it.
	Name string
	// Route is the URL as the API documents it, with a leading slash. Empty
	// for files that only a host reads.
	Route string
	// Files is the path inside the tree, slash-separated. It may hold one of
	// {account} (0x and 40 lower-case hex digits), {id} (a decimal uint256),
	// {name} or {path} (names with slashes), and {offset} (a positive multiple
	// of Step).
	Files string
	Step  int
	// Type is the Content-Type. Empty where the file's extension decides.
	Type string
	// Cache says how long an answer stays fresh.
	Cache Cache
	// NotFound is the detail of the JSON body where no such file exists.
	// Empty where the site's 404 page answers.
	NotFound string
	// Endpoint is what the API documents of the route, nil for every file
	// that is no answer of the API.
	Endpoint *Endpoint
	// Body is what a JSON file holds. Empty where it is not described.
	Body Body
	// Of is what a file is about, Key what leads to it.
	Of Subject
	// Output is the part of the tree that the file belongs to, empty where no
	// tree leaves it out.
	Output Output
	// Proof says how a file is derived again.
	Proof Proof
}

// Body names what a JSON file holds. Package answers has a type for each.
type Body string

// The bodies of the API, and those of the indexes.
const (
	MCRBody      Body = "Mcr"
	MachineBody  Body = "Machine"
	OperatorBody Body = "OperatorMachines"
	CardBody     Body = "MachineCard"
	HealthBody   Body = "Health"
	ReadyBody    Body = "Ready"

	SnapshotIndex   Body = "snapshot"
	MachinesIndex   Body = "machines"
	LeftIndex       Body = "left"
	OperatorsIndex  Body = "operators"
	OperatorList    Body = "operator"
	UnresolvedIndex Body = "unresolved"
	FindingsIndex   Body = "findings"
	ModelIndex      Body = "model"
	VectorsIndex    Body = "vectors"
	BreakdownIndex  Body = "breakdown"
	ChangesIndex    Body = "changes"
)

// Subject is what a file is about, and so what leads to it.
type Subject uint8

// The subjects.
const (
	OfTree     Subject = iota // the whole snapshot
	OfProfile                 // a machine, by its DID
	OfToken                   // a machine, by its token
	OfMachine                 // a machine, by its id
	OfOperator                // an account that operates machines
)

// Output is a part of the tree that no answer of the API needs.
type Output string

// The outputs.
const (
	Cards   Output = "cards"   // card/<machine id>.html
	Badges  Output = "badges"  // badge/<machine id>.svg
	Fleets  Output = "fleets"  // fleet/0x<address>.html
	Search  Output = "search"  // index/search/, which the front page searches in
	Exports Output = "exports" // export/
)

// Outputs lists every output.
var Outputs = []Output{Cards, Badges, Fleets, Search, Exports}

// Proof says what a file follows from, and so how far it can be derived again.
type Proof uint8

// The proofs. A row without one is a mistake in the table.
const (
	_         Proof = iota
	Derived         // from the chain, the model and the rates that the tree publishes
	FromRates       // the published rates themselves
	Unproven        // says nothing of the chain, or follows from more than this snapshot
)

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

// Control returns the class's Cache-Control. The argument is MCR_CACHE_TTL in
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

// ContentSecurityPolicy goes with every page: nothing but the site's own
// files, no inline script, no framing.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Header is one line of an answer's header.
type Header struct{ Name, Value string }

// Common lists the headers that every answer carries, errors included.
func Common() []Header {
	return []Header{
		{"Access-Control-Allow-Origin", "*"},
		{"X-Content-Type-Options", "nosniff"},
	}
}

// Headers lists the headers of the family's 200 answers beside the common
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

// types are the Content-Types of families whose files differ in theirs, by
// extension.
var types = map[string]string{
	".css": CSS, ".ico": Icon, ".js": JavaScript, ".json": JSON, ".minisig": Text, ".png": PNG, ".svg": SVG,
}

// Extensions lists the extensions that decide the type of a file.
func Extensions() []string { return slices.Sorted(maps.Keys(types)) }

// HeadersOf is Headers for one file of the family, whose extension decides
// where the family does not. The family's JSON 404 body is never stored.
func (f Family) HeadersOf(file string, ratingTTL uint) []Header {
	if f.IsNotFoundBody(file) {
		return []Header{{"Content-Type", JSON}, {"Cache-Control", NoStore}}
	}
	if f.Type == "" {
		f.Type = types[path.Ext(file)]
	}
	if f.Type == "" {
		f.Type = Bytes
	}
	return f.Headers(ratingTTL)
}

// Rule is the URL pattern that a host's rules match this family by: the whole
// path, or everything under a prefix, then with a closing "*".
func (f Family) Rule() string {
	prefix, _, keyed := strings.Cut(f.Files, "{")
	if keyed {
		prefix += "*"
	}
	return "/" + prefix
}
