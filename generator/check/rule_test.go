package check

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/openapi"
	"mcrpress/generator/tree"
)

// example is a body with its schema.
type example struct {
	name   string
	schema *schema
	data   []byte
}

// examples are bodies of every schema in use. Those of the indexes are good in
// the sample alone.
func examples(t testing.TB) (list []example) {
	t.Helper()
	for _, g := range []chain.Generation{chain.Gen1, chain.Gen2} {
		table, fsys, all := endpoints.Of(g), fstest.MapFS{}, listed{}
		for path, v := range openapi.Files(table, openapi.Info{Version: "1"}) {
			data := encoded(t, v)
			fsys[path], all[path] = &fstest.MapFile{Data: data}, tree.Entry{Path: path, Size: int64(len(data)), SHA256: sha256.Sum256(data)}
		}
		c := &checker{fsys: fsys, table: table, listed: all, report: &Report{}}
		schemas := c.openSchemas()
		if !c.report.Clean() {
			t.Fatal(linesOf(c.report))
		}
		for f := range table.All() {
			for _, e := range answers.Examples(g, f) {
				list = append(list, example{string(g) + " " + f.Name + " " + e.Name, schemas.byBody[f.Body], encoded(t, e.Body)})
			}
		}
		if g == chain.Gen1 {
			files := newSample().files
			for _, path := range slices.Sorted(maps.Keys(files)) {
				if f, _, _ := table.Parse(path); described(f, path) {
					list = append(list, example{path, schemas.of(f, path), files[path]})
				}
			}
		}
	}
	return list
}

func encoded(t testing.TB, v any) []byte {
	t.Helper()
	data, err := answers.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// judged holds a body against a schema by the library alone.
func judged(s *schema, data []byte) (good bool) {
	defer func() {
		if recover() != nil {
			good = false
		}
	}()
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	return err == nil && s.Validate(body) == nil
}

// Every body has a rule, and its rule accepts it where it is good.
func TestRules(t *testing.T) {
	accepted := 0
	for _, e := range examples(t) {
		if e.schema.rule == nil {
			t.Errorf("%s has no rule", e.name)
			continue
		}
		accepts := e.schema.rule.accepts(e.data)
		if accepts != judged(e.schema, e.data) {
			t.Errorf("the rule of %s accepts: %t; %s", e.name, accepts, e.data)
		}
		if accepts {
			accepted++
		}
	}
	if accepted < 40 {
		t.Errorf("%d bodies are good", accepted)
	}
}

// What a rule accepts costs no memory.
func TestRulesAllocateNothing(t *testing.T) {
	for _, e := range examples(t) {
		if n := testing.AllocsPerRun(10, func() { e.schema.rule.accepts(e.data) }); n > 0 && !bytes.Contains(e.data, []byte("eip155:")) {
			t.Errorf("%s: %.0f", e.name, n)
		}
	}
}

// A body that was accepted is known again, by another schema or other bytes not.
func TestAcceptedOnce(t *testing.T) {
	all := examples(t)
	var one, other *schema
	var body []byte
	for _, e := range all {
		if e.name == "2.0 mcr onchain" {
			one, body = e.schema, e.data
		} else if e.name == "2.0 machines onchain" {
			other = e.schema
		}
	}
	wrong := bytes.Replace(body, []byte("BB"), []byte("CC"), 1)
	for range 2 {
		if !one.accepts(body) || other.accepts(body) || one.accepts(wrong) {
			t.Errorf("accepted: %t; by another schema: %t; other bytes: %t", one.accepts(body), other.accepts(body), one.accepts(wrong))
		}
	}
}

// mutations are what bytes are replaced with.
var mutations = []string{
	"", " ", "\n", "\x00", "\x1f", "\x80", "\xc3\xa9", `"`, `\`, `\"`, `\u0041`, `\ud800`, "{", "}", "[", "]", ",", ":", "-", "+", ".", "0", "1", "9", "00", "-0", "1e2", "1e9999999", ".5",
	"null", "true", "nul", "[]", "{}", `"x"`, `"x":1,`, `,"x":1`, `{"x":1}`, "BBB", "46", "101", "99999999999999999999", "-1", "1.0",
}

// mutate replaces a part of a body, or brings two parts of it together.
func mutate(r *rand.Rand, data []byte) []byte {
	from := r.IntN(len(data))
	to := min(len(data), from+r.IntN(4))
	if r.IntN(8) == 0 { // a member of an object twice
		other := r.IntN(len(data))
		return slices.Concat(data[:from], data[min(from, other):max(from, other)], data[from:])
	}
	return slices.Concat(data[:from], []byte(mutations[r.IntN(len(mutations))]), data[to:])
}

// Bodies that were changed somewhere are accepted only where the schema accepts
// them.
func TestRulesAcceptNoMutations(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	accepted, refused := 0, 0
	for _, e := range examples(t) {
		for range 300 {
			data := e.data
			for range 1 + r.IntN(3) {
				if data = mutate(r, data); len(data) == 0 {
					break
				}
			}
			good := judged(e.schema, data)
			if good && utf8.Valid(data) {
				accepted++
			} else {
				refused++
			}
			if e.schema.rule.accepts(data) && !good {
				t.Errorf("the rule of %s accepts %s", e.name, data)
			}
			if err := validate(e.schema, data); (err == nil) != good {
				t.Errorf("%s, %s: %v", e.name, data, err)
			}
		}
	}
	if accepted < refused/20 || refused < accepted/20 {
		t.Errorf("%d mutations are good and %d are not", accepted, refused)
	}
}

// FuzzRules looks for a body that a rule accepts and its schema does not.
//
//	go test -run '^$' -fuzz Rules ./generator/check
func FuzzRules(f *testing.F) {
	all := examples(f)
	for i, e := range all {
		f.Add(i, e.data)
		for _, text := range []string{"-1.5e3", "99999999999999999999", `"\u0041"`, "null", "[[1]]", "1e9999999"} {
			f.Add(i, bytes.ReplaceAll(e.data, []byte("0"), []byte(text)))
		}
	}
	f.Fuzz(func(t *testing.T, i int, data []byte) {
		if i < 0 || i >= len(all) {
			return
		}
		if e := all[i]; e.schema.rule.accepts(data) && !judged(e.schema, data) {
			t.Errorf("the rule of %s accepts %s", e.name, data)
		}
	})
}

// hostile is a document with what a rule could not end, or judge.
const hostile = `{"$schema":"https://json-schema.org/draft/2020-12/schema","$defs":{
	"loop":{"$ref":"#/$defs/loop"},
	"twice":{"anyOf":[{"$ref":"#/$defs/twice"},{"$ref":"#/$defs/twice"},{"type":"integer"}]},
	"list":{"type":["array","null"],"items":{"$ref":"#/$defs/list"},"maxItems":2},
	"words":{"enum":["a\\b","a\"b","é",1.50,null,{"a":1}]},
	"both":{"$ref":"#/$defs/number","maximum":5},
	"number":{"type":"number","minimum":2},
	"unnamed":{"required":["a"]},
	"open":{"properties":{"a":{"type":"null"}},"additionalProperties":{"type":"string","pattern":"^é*$"}},
	"no rule":{"items":{"$ref":"#/$defs/unnamed"}}
}}`

func TestRulesOfHostileSchemas(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(hostile)))
	if err == nil {
		err = compiler.AddResource("tree:///x", doc)
	}
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{
		`1`, `1.50`, `1.5`, `1e1`, `2`, `5`, `6`, `-0`, `null`, `"a\\b"`, `"a\b"`, `"a\"b"`, `"é"`, `"\u00e9"`, `{"a":1}`, `{"b":1}`, `{"a":null,"a":1}`, `{"a":null,"b":"éé"}`,
		`{"\u0061":1}`, `{"b":"x"}`, `{}`, `[]`, `[[],[null]]`, `[null,null,null]`, `[[[1]]]`, `[{}]`, `[`, ``, ` `, `1 1`, `"`, "\"\xff\"",
	}
	accepted := 0
	for _, name := range []string{"loop", "twice", "list", "words", "both", "number", "unnamed", "open", "no%20rule"} {
		compiled, err := compiler.Compile("tree:///x#/$defs/" + name)
		if err != nil {
			t.Fatal(err)
		}
		rule, _ := rules{}.of(compiled)
		if rule == nil {
			continue
		}
		for _, text := range texts {
			if rule.accepts([]byte(text)) {
				accepted++
				if !judged(&schema{Schema: compiled, rule: rule}, []byte(text)) {
					t.Errorf("the rule of %s accepts %s", name, text)
				}
			}
		}
	}
	if accepted == 0 {
		t.Error("nothing was accepted")
	}
}

// FuzzAnything holds the scanner against encoding/json.
//
//	go test -run '^$' -fuzz Anything ./generator/check
func FuzzAnything(f *testing.F) {
	for _, text := range []string{
		`{"a":[1,-0.5e+10,"\u00e9\n",true,false,null,{}],"a":[]}`, ` [ ] `, `[1,]`, `{"a":1,}`, `{"a"}`, `{,}`, `01`, `-`, `1.`, `.5`, `1e`, `tru`, `nulll`,
		`"\x"`, `"\u00g0"`, "\"\t\"", `"`, `"\`, `"\u12`, "\xef\xbb\xbf1", "\"\xff\"", "1\x00", "1\v",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		deep := bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) >= maxDepth
		if got, want := anything.accepts(data), json.Valid(data) && utf8.Valid(data); got != want && !(deep && want) {
			t.Errorf("%q: %t, want %t", data, got, want)
		}
	})
}

// FuzzDecimal holds the matcher against its pattern.
//
//	go test -run '^$' -fuzz Decimal ./generator/check
func FuzzDecimal(f *testing.F) {
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("tree:///x", map[string]any{"pattern": openapi.Decimal}); err != nil {
		f.Fatal(err)
	}
	schema := compiler.MustCompile("tree:///x")
	for _, text := range []string{"", "0", "00", "01", "1", "a", "-1", "1\n", most, most + "0", "1" + most, most[:77] + "6", most[:77] + "4", most[:1] + "2" + most[2:], most[:5] + "6" + most[6:]} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if got, want := isDecimal(text), schema.Pattern.MatchString(string(text)); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	})
}
