package check

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"hash/maphash"
	"strings"
	"sync/atomic"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"mcrpress/generator/endpoints"
)

// document is where the tree describes its answers. location is the URL that
// references are resolved against; nothing is read there.
const (
	document = "openapi.json"
	location = "tree:///"
)

// schemas are the compiled schemas of the bodies of a tree.
type schemas struct {
	byBody  map[endpoints.Body]*schema
	failure *schema // of an error's body
	rules   rules
}

// schema is a compiled schema, with its rule where it has one, and hashes of some
// bodies that the rule accepts: a profile stands in the tree twice.
type schema struct {
	*jsonschema.Schema
	rule     *rule
	accepted [256]atomic.Uint64
}

// bodySeed is of the hash of a body.
var bodySeed = maphash.MakeSeed()

// accepts reports whether the rule accepts a body.
func (s *schema) accepts(data []byte) bool {
	hash := maphash.Bytes(bodySeed, data)
	known := &s.accepted[hash%uint64(len(s.accepted))]
	if known.Load() == hash {
		return true
	}
	if s.rule == nil || !s.rule.accepts(data) {
		return false
	}
	known.Store(hash)
	return true
}

// openSchemas compiles what the tree's own document says of its answers, and
// its schemas of the indexes.
func (c *checker) openSchemas() *schemas {
	s := &schemas{byBody: map[endpoints.Body]*schema{}, rules: rules{}}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020) // OpenAPI 3.1
	compiler.UseLoader(closed{})
	documented := c.load(compiler, document, "without it no body can be held against its schema")
	if documented {
		s.failure = c.compile(s.rules, compiler, document, "/components/schemas/Error")
	}
	for f := range c.table.All() {
		if f.Endpoint == nil {
			continue
		}
		if documented && s.byBody[f.Body] == nil {
			place := "/paths/" + token(f.Route) + "/get/responses/200/content/" + token(f.Type) + "/schema"
			s.byBody[f.Body] = c.compile(s.rules, compiler, document, place)
		} else if !documented {
			s.byBody[f.Body] = nil
		}
	}
	for f := range c.table.All() {
		if _, known := s.byBody[f.Body]; f.Body == "" || known {
			continue
		}
		file := endpoints.Schema(f.Body)
		s.byBody[f.Body] = nil
		if c.load(compiler, file, "without it the index cannot be held against its schema") {
			s.byBody[f.Body] = c.compile(s.rules, compiler, file, "")
		}
	}
	return s
}

// descriptions are the files that openSchemas reads.
func descriptions(table *endpoints.Table) []string {
	seen := map[endpoints.Body]bool{"": true}
	for f := range table.All() {
		if f.Endpoint != nil {
			seen[f.Body] = true
		}
	}
	files := []string{document}
	for f := range table.All() {
		if !seen[f.Body] {
			seen[f.Body] = true
			files = append(files, endpoints.Schema(f.Body))
		}
	}
	return files
}

// load hands a JSON document of the tree to the compiler. What is no JSON is
// reported when all files are read.
func (c *checker) load(compiler *jsonschema.Compiler, file, without string) bool {
	data, intact := c.intact(file)
	if !intact {
		c.report.problem(file, "%s", without)
		return false
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return false
	}
	if err := compiler.AddResource(location+file, doc); err != nil {
		c.report.problem(file, "%s", oneLine(err.Error()))
		return false
	}
	return true
}

// compile gives the schema at a place of a document, nil where there is none.
func (c *checker) compile(all rules, compiler *jsonschema.Compiler, file, place string) *schema {
	compiled, err := compiler.Compile(location + file + "#" + place)
	if err != nil {
		c.report.problem(file, "no schema at %s: %s", cmp.Or(place, "the root"), oneLine(err.Error()))
		return nil
	}
	rule, _ := all.of(compiled)
	return &schema{Schema: compiled, rule: rule}
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

// described reports whether the tree says what a file holds.
func described(family endpoints.Family, path string) bool {
	return family.Body != "" || family.IsNotFoundBody(path)
}

// of gives the schema of a file that is described, nil where it is broken.
func (s *schemas) of(family endpoints.Family, path string) *schema {
	if family.IsNotFoundBody(path) {
		return s.failure
	}
	return s.byBody[family.Body]
}

var errNoJSON = errors.New("it is no JSON")

// validate holds a body against a schema. The error is errNoJSON or one line that
// names the place.
func validate(schema *schema, data []byte) (err error) {
	if schema.accepts(data) {
		return nil
	}
	defer func() {
		if recover() != nil { // the library gives up on numbers such as 1e9999999
			err = errors.New("it holds a number that is out of all bounds")
		}
	}()
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return errNoJSON
	}
	var invalid *jsonschema.ValidationError
	if err := schema.Validate(body); errors.As(err, &invalid) {
		for len(invalid.Causes) > 0 {
			invalid = invalid.Causes[0]
		}
		return fmt.Errorf("against its schema: %s", oneLine(invalid.Error()))
	} else if err != nil {
		return errors.New(oneLine(err.Error()))
	}
	return nil
}
