// Package openapi describes a tree to machines: the OpenAPI 3.1 document of
// the API, and a JSON Schema for each index. Both follow from the endpoint
// table and the types of package answers.
//
// The structure of a body follows from its Go type. What a Go type cannot say
// (the meaning and the range of a field) is in one vocabulary by field name.
// Examples are made up: nothing in these files comes from a chain. The package
// describes; it neither serves nor checks anything.
package openapi

import (
	"iter"
	"reflect"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

// Info is what a document says of the site.
type Info struct {
	Version string // of the program
	BaseURL string // the absolute address, or empty for the document's host
}

// Document is the file of the OpenAPI document.
const Document = "openapi.json"

// Files yields the descriptions of a tree by their path, as values that encode
// to the same bytes every time.
func Files(table *endpoints.Table, info Info) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		if !yield(Document, document(table, info)) {
			return
		}
		seen := map[endpoints.Body]bool{"": true}
		for f := range table.All() {
			if described := f.Endpoint != nil || f.Type != endpoints.JSON || isPage(table, f); described || seen[f.Body] {
				continue
			}
			seen[f.Body] = true
			if !yield(endpoints.Schema(f.Body), index(table.Generation, f)) {
				return
			}
		}
	}
}

// isPage reports whether a family has the body of an endpoint without being
// one.
func isPage(table *endpoints.Table, f endpoints.Family) bool {
	for g := range table.All() {
		if g.Endpoint != nil && g.Body == f.Body {
			return true
		}
	}
	return false
}

// index is the JSON Schema of an index.
func index(g chain.Generation, f endpoints.Family) object {
	s := schemas{at: "#/$defs/"}
	answer := reflect.ValueOf(answers.Examples(g, f)[0].Body)
	properties, required := s.fields(answer.Type(), answer)
	return object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", f.Files},
		{"type", "object"},
		{"properties", properties},
		{"required", required},
		{"additionalProperties", false},
		{"$defs", s.list()},
	}
}

func document(table *endpoints.Table, info Info) object {
	s := schemas{at: "#/components/schemas/", words: vocabulary}
	paths := object{}
	for f := range table.All() {
		if f.Endpoint == nil {
			continue
		}
		examples := answers.Examples(table.Generation, f)
		schema := s.named(string(f.Body), reflect.ValueOf(examples[0].Body))
		paths = append(paths, member{f.Route, object{{"get", operation(f, schema, examples)}}})
	}
	server := info.BaseURL
	if server == "" {
		server = "/"
	}
	return object{
		{"openapi", "3.1.0"},
		{"info", object{
			{"title", "peaqOS MCR API, generation " + string(table.Generation)},
			{"description", "Machine Credit Ratings of the machines that are registered in the peaqOS contracts, at one block. " +
				"Read-only and without keys. The block is in /index/snapshot.json. " + other[table.Generation]},
			{"version", info.Version},
		}},
		{"servers", []object{{{"url", server}}}},
		{"security", []object{}},
		{"paths", paths},
		{"components", object{{"schemas", append(s.list(), errorSchemas...)}}},
	}
}

// other says how the API of the other generation differs.
var other = map[chain.Generation]string{
	chain.Gen1: "Machines are named by their account, as in did:peaq:0x followed by 40 hex digits. " +
		"Generation 2.0 names them by their id in decimal and writes ids as strings; such a DID is answered with 400 here.",
	chain.Gen2: "Machines are named by their id in decimal, as in did:peaq:42, and ids are strings. " +
		"Generation 1.0 names them by their account and writes ids as numbers; such a DID is answered with 400 here.",
}
