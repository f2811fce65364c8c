package check

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"sync"
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
	byBody map[endpoints.Body]*schema
	rules  rules

	mu      sync.Mutex
	pending map[endpoints.Body]func() *schema // that are compiled when they are asked for
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
// its schemas of the indexes: where the manifest stands for an inspection, those
// that are asked for.
func (c *checker) openSchemas() *schemas {
	s := c.readSchemas()
	if !c.opts.Trust {
		s.all()
	}
	return s
}

// readSchemas finds the schemas, and compiles none.
func (c *checker) readSchemas() *schemas {
	s := &schemas{byBody: map[endpoints.Body]*schema{}, rules: rules{}, pending: map[endpoints.Body]func() *schema{}}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020) // OpenAPI 3.1
	compiler.UseLoader(closed{})
	load := sync.OnceValue(func() bool {
		return c.load(compiler, document, "without it no body can be held against its schema")
	})
	documented := func(place string) func() *schema {
		return func() *schema {
			if !load() {
				return nil
			}
			return c.compile(s.rules, compiler, document, place)
		}
	}
	s.pending[failureBody] = documented("/components/schemas/Error")
	for f := range c.table.All() {
		if f.Endpoint != nil && s.pending[f.Body] == nil {
			s.pending[f.Body] = documented("/paths/" + token(f.Route) + "/get/responses/200/content/" + token(f.Type) + "/schema")
		}
	}
	for f := range c.table.All() {
		if f.Body == "" || s.pending[f.Body] != nil {
			continue
		}
		file := endpoints.Schema(f.Body)
		s.pending[f.Body] = func() *schema {
			if !c.load(compiler, file, "without it the index cannot be held against its schema") {
				return nil
			}
			return c.compile(s.rules, compiler, file, "")
		}
	}
	return s
}

// failureBody stands for the body of an error, which no family has.
const failureBody endpoints.Body = ""

// get gives the schema of a body, nil where it is broken.
func (s *schemas) get(body endpoints.Body) *schema {
	s.mu.Lock()
	defer s.mu.Unlock()
	if compile := s.pending[body]; compile != nil {
		delete(s.pending, body)
		s.byBody[body] = compile()
	}
	return s.byBody[body]
}

// all compiles what is left, and so finds every schema that is broken.
func (s *schemas) all() {
	for _, body := range slices.Sorted(maps.Keys(s.pending)) {
		s.get(body)
	}
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
		return s.get(failureBody)
	}
	return s.get(family.Body)
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
