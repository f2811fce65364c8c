package check

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"mcrpress/generator/endpoints"
)

// document is where the tree describes its bodies. location is the URL that
// its references are resolved against; nothing is read there.
const (
	document = "openapi.json"
	location = "tree:///" + document
)

// described are the families whose bodies the document must describe.
var described = []string{"mcr", "machine", "operator", "metadata", "machines", "health", "ready"}

// schemas are the compiled schemas of the bodies of the API.
type schemas struct {
	byFamily map[string]*jsonschema.Schema
	failure  *jsonschema.Schema // of an error's body
}

// openSchemas compiles what the tree's own document says of its bodies.
func (c *checker) openSchemas() *schemas {
	s := &schemas{byFamily: map[string]*jsonschema.Schema{}}
	data, intact := c.intact(document)
	if !intact {
		c.report.problem(document, "without it no body can be held against its schema")
		return s
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return s // reported as no JSON when all files are read
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020) // OpenAPI 3.1
	compiler.UseLoader(closed{})
	if err := compiler.AddResource(location, doc); err != nil {
		c.report.problem(document, "%s", oneLine(err.Error()))
		return s
	}
	routes := map[string]string{"": "/components/schemas/Error"}
	for f := range endpoints.All() {
		routes[f.Name] = "/paths/" + token(f.Route) + "/get/responses/200/content/" + token(f.Type) + "/schema"
	}
	for _, name := range append([]string{""}, described...) {
		schema, err := compiler.Compile(location + "#" + routes[name])
		if err != nil {
			c.report.problem(document, "no schema at %s: %s", routes[name], oneLine(err.Error()))
			continue
		}
		s.byFamily[name] = schema
	}
	s.failure = s.byFamily[""]
	s.byFamily["operator-page"] = s.byFamily["operator"]
	return s
}

// token escapes a name for a JSON pointer in a URL.
func token(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(name)
}

// closed loads nothing: a document that points elsewhere is not followed.
type closed struct{}

func (closed) Load(url string) (any, error) {
	return nil, errors.New("it points outside the document")
}

// of gives the schema of a file, nil where it has none.
func (s *schemas) of(family endpoints.Family, path string) *jsonschema.Schema {
	if isNotFoundBody(family, path) {
		return s.failure
	}
	return s.byFamily[family.Name]
}

// validate decodes a body that is known to be JSON and holds it against a
// schema. The error is one line that names the place.
func validate(schema *jsonschema.Schema, data []byte) (body any, err error) {
	defer func() {
		if recover() != nil { // the library gives up on numbers such as 1e9999999
			err = errors.New("it holds a number that is out of all bounds")
		}
	}()
	if body, err = jsonschema.UnmarshalJSON(bytes.NewReader(data)); err != nil {
		return nil, errors.New(oneLine(err.Error()))
	}
	var invalid *jsonschema.ValidationError
	if err := schema.Validate(body); errors.As(err, &invalid) {
		for len(invalid.Causes) > 0 {
			invalid = invalid.Causes[0]
		}
		return nil, fmt.Errorf("against its schema: %s", oneLine(invalid.Error()))
	} else if err != nil {
		return nil, errors.New(oneLine(err.Error()))
	}
	return body, nil
}
