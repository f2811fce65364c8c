// Package openapi writes the OpenAPI 3.1 document of the API from the
// endpoint table and the wire types.
//
// The structure of a body follows from its Go type. What a Go type cannot say
// (the meaning and the range of a field) is in one vocabulary by field name,
// because a name means the same in every body. The package describes; it
// neither serves nor checks anything.
package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"mcrpress/generator/endpoints"
)

// Body is the 200 answer of one endpoint.
type Body struct {
	// Answer is a value of the wire type: an example, or the zero value where
	// there is none.
	Answer any
	// Key is the path parameter that Answer is the answer for. Empty where
	// there is none.
	Key string
}

// Info is what a document says of the site.
type Info struct {
	Version string // of the program
	BaseURL string // the absolute address, or empty for the document's host
}

// Document gives openapi.json. bodies holds the endpoints to describe, by the
// name of their family in the endpoint table; it is an error that there is no
// such endpoint. The same arguments give the same bytes.
func Document(info Info, bodies map[string]Body) ([]byte, error) {
	schemas := schemas{}
	paths := object{}
	for f := range endpoints.All() {
		body, described := bodies[f.Name]
		if !described {
			continue
		}
		op, known := operations[f.Name]
		if !known {
			return nil, fmt.Errorf("describing the API: %s is no endpoint", f.Name)
		}
		get := op.describe(f, body, schemas.reference(reflect.TypeOf(body.Answer)))
		paths = append(paths, member{f.Route, object{{"get", get}}})
	}
	if len(paths) != len(bodies) {
		return nil, fmt.Errorf("describing the API: %d bodies for %d endpoints", len(bodies), len(paths))
	}
	server := info.BaseURL
	if server == "" {
		server = "/"
	}
	return encode(object{
		{"openapi", "3.1.0"},
		{"info", object{
			{"title", "peaqOS MCR API"},
			{"description", "Machine Credit Ratings of the machines that are registered in the peaqOS contracts, at one block. " +
				"Read-only and without keys. The block is in /index/snapshot.json."},
			{"version", info.Version},
		}},
		{"servers", []object{{{"url", server}}}},
		{"security", []object{}},
		{"paths", paths},
		{"components", object{{"schemas", append(schemas.list(), errorSchemas...)}}},
	})
}

// encode gives JSON as the tree has it: compact, without HTML escaping, with
// a newline at the end.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("describing the API: %w", err)
	}
	return buf.Bytes(), nil
}

// object is a JSON object that keeps the order of its members.
type object []member

type member struct {
	name  string
	value any
}

// with gives the object with further members, which replace those of the same
// name.
func (o object) with(more object) object {
	out := slices.DeleteFunc(slices.Clone(o), func(m member) bool {
		return slices.ContainsFunc(more, func(n member) bool { return n.name == m.name })
	})
	return append(out, more...)
}

// MarshalJSON gives the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			out = append(out, ',')
		}
		value, err := encode(m.value)
		if err != nil {
			return nil, err
		}
		out = fmt.Appendf(out, "%q:", m.name)
		out = append(out, bytes.TrimSpace(value)...)
	}
	return append(out, '}'), nil
}
