package httpapi

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// checker holds answers against openapi.json.
type checker struct {
	compiler *jsonschema.Compiler
	document map[string]any
	routes   []*target
	schemas  map[string]*jsonschema.Schema
	prefix   string // of the tree in the targets
}

func newChecker(t testing.TB, w *world) *checker {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(w.file(t, "openapi.json")))
	if err != nil {
		t.Fatal(err)
	}
	c := &checker{jsonschema.NewCompiler(), document.(map[string]any), apis(0)[w.fleet.Generation].routes, map[string]*jsonschema.Schema{}, ""}
	if err := c.compiler.AddResource("openapi.json", document); err != nil {
		t.Fatal(err)
	}
	return c
}

// answer checks a JSON answer of an endpoint: the document lists its status,
// and its body follows the schema. The server's own words for what is no
// endpoint are in no document.
func (c *checker) answer(t *testing.T, target string, resp *http.Response, body []byte) {
	t.Helper()
	path, _, _ := strings.Cut(target, "?")
	path, err := url.PathUnescape(path)
	if err != nil || len(body) == 0 || resp.StatusCode == http.StatusMethodNotAllowed {
		return
	}
	for _, r := range c.routes {
		if _, ok := r.match(strings.TrimPrefix(path, c.prefix)); !ok {
			continue
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
		if err != nil {
			t.Errorf("the body is no JSON: %v", err)
			return
		}
		if err := c.schema(t, r.family.Route, resp.StatusCode).Validate(value); err != nil {
			t.Errorf("the body is not as documented: %v", err)
		}
	}
}

func (c *checker) schema(t *testing.T, route string, status int) *jsonschema.Schema {
	t.Helper()
	pointer := "/paths/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(route) + "/get/responses/" + strconv.Itoa(status) + "/content/application~1json/schema"
	if s := c.schemas[pointer]; s != nil {
		return s
	}
	s, err := c.compiler.Compile("openapi.json#" + url.PathEscape(pointer))
	if err != nil {
		t.Fatalf("%d of %s is not documented: %v", status, route, err)
	}
	c.schemas[pointer] = s
	return s
}
