package check

import (
	"bytes"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"mcrpress/generator/endpoints"
)

// schemasOf compiles the schemas of the sample.
func schemasOf(t testing.TB) (*sample, *schemas) {
	t.Helper()
	s := newSample()
	dir := s.publish(t)
	c := &checker{fsys: os.DirFS(dir), table: s.table, snapshot: &s.snapshot, report: &Report{}}
	if _, err := c.manifest(); err != nil {
		t.Fatal(err)
	}
	return s, c.openSchemas()
}

// Every body of a machine has a rule, and its rule accepts it.
func TestRules(t *testing.T) {
	s, all := schemasOf(t)
	for path, data := range s.files {
		family, _, _ := s.table.Parse(path)
		if !described(family, path) || family.Of == endpoints.OfTree {
			continue
		}
		schema := all.of(family, path)
		body, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if schema.rule == nil || !schema.rule.accepts(body) {
			t.Errorf("%s has a rule: %t", path, schema.rule != nil)
		}
	}
}

// FuzzRules looks for a body that a rule accepts and its schema does not.
//
//	go test -run '^$' -fuzz Rules ./generator/check
func FuzzRules(f *testing.F) {
	s, all := schemasOf(f)
	for path, data := range s.files {
		if family, _, _ := s.table.Parse(path); described(family, path) && all.of(family, path) != nil {
			f.Add(string(family.Body), data)
			f.Add(string(family.Body), bytes.ReplaceAll(data, []byte("46"), []byte("-1.5e3")))
			f.Add(string(family.Body), bytes.ReplaceAll(data, []byte("46"), []byte("99999999999999999999")))
			f.Add(string(family.Body), bytes.ReplaceAll(data, []byte("BB"), []byte("BBBB")))
			f.Add(string(family.Body), bytes.ReplaceAll(data, []byte("true"), []byte("null")))
		}
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		schema := all.byBody[endpoints.Body(name)]
		if schema == nil || schema.rule == nil {
			return
		}
		body, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil || !schema.rule.accepts(body) {
			return
		}
		if err := schema.Validate(body); err != nil {
			t.Errorf("the rule of %s accepts %s: %v", name, data, err)
		}
	})
}
