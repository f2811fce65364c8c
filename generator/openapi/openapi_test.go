package openapi

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

var generations = []chain.Generation{chain.Gen1, chain.Gen2}

// files are the descriptions of a tree by their path, encoded.
func files(t *testing.T, g chain.Generation) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for path, v := range Files(endpoints.Of(g), Info{Version: "1.2.3"}) {
		body, err := answers.Encode(v)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		out[path] = body
	}
	return out
}

// look follows a path of names through a JSON value.
func look(t *testing.T, data []byte, names ...string) string {
	t.Helper()
	for _, name := range names {
		var members map[string]json.RawMessage
		if err := json.Unmarshal(data, &members); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		data = members[name]
	}
	return string(data)
}

func TestSchemas(t *testing.T) {
	one, two := files(t, chain.Gen1), files(t, chain.Gen2)
	schema := func(files map[string][]byte, names ...string) string {
		return look(t, files[Document], append([]string{"components", "schemas"}, names...)...)
	}
	for _, tc := range []struct{ got, want string }{
		{schema(one, "Mcr", "required"), `["did","machine_id","mcr_score","mcr","mcr_degraded","bond_status","negative_flag","event_count",` +
			`"revenue_event_count","activity_event_count","revenue_trend","total_revenue","average_revenue_per_event","last_updated"]`},
		{schema(two, "Mcr", "required"), schema(one, "Mcr", "required")},
		{schema(one, "Mcr", "properties", "mcr", "enum"), `["AAA","AA","A","BBB","BB","B","NR","Provisioned"]`},
		{schema(one, "Mcr", "properties", "machine_id", "type"), `"integer"`},
		{schema(two, "Mcr", "properties", "machine_id", "$ref"), `"#/components/schemas/Id"`},
		{schema(two, "Id", "type"), `"string"`},
		{schema(one, "Mcr", "properties", "total_revenue", "type"), `"integer"`},
		{schema(one, "Mcr", "properties", "average_revenue_per_event", "type"), `"number"`},
		{schema(two, "Mcr", "properties", "average_revenue_per_event", "type"), `["number","null"]`},
		{schema(one, "Mcr", "properties", "last_updated", "type"), `["integer","null"]`},
		{schema(one, "Mcr", "properties", "revenue_trend", "enum"), `["up","stable","down","insufficient"]`},
		{schema(two, "Mcr", "properties", "revenue_trend", "enum"), `["up","stable","down","insufficient",null]`},
		{schema(one, "Mcr", "properties", "home_chain"), ""},
		{schema(two, "Mcr", "properties", "home_chain", "type"), `"integer"`},
		{schema(one, "PeaqOS", "required"), `["machine_id","did","operator","mcr","mcr_score","bond_status","negative_flag","event_count","data_visibility","documentation_url"]`},
		{schema(two, "PeaqOS", "required"), schema(one, "PeaqOS", "required")},
		{schema(one, "PeaqOS", "properties", "operator", "type"), `["string","null"]`},
		{schema(one, "PeaqOS", "properties", "data_api", "type"), `"string"`},
		{schema(one, "PeaqOS", "properties", "event_data", "items", "$ref"), `"#/components/schemas/Event"`},
		{schema(one, "Event", "required"), `["event_type","origin_value","value","timestamp","trust_level","metadata"]`},
		{schema(two, "Event", "required"), `["event_type","origin_value","timestamp","trust_level","metadata"]`},
		{schema(one, "Event", "properties", "usd_value", "type"), `["integer","null"]`},
		{schema(one, "Event", "properties", "origin_subunit", "type"), `["integer","null"]`},
		{schema(one, "Event", "properties", "origin_value"), `{"type":"integer","minimum":0,"description":"Amount in the currency's smallest unit, or any number of an activity"}`},
		{schema(one, "MachineCard", "properties", "documentation_url", "type"), `"string"`},
		{schema(one, "Contracts", "properties", "did_registry"), `{"type":"boolean"}`},
		{schema(two, "Contracts", "properties", "did_registry"), ""},
		{schema(two, "OperatorMachines", "properties", "machines", "maxItems"), `20`},
		{look(t, two[Document], "paths", "/mcr/{did}", "get", "responses", "200", "content", "application/json", "examples", "foreign", "value", "home_chain"), `5`},
		{look(t, one[Document], "openapi"), `"3.1.0"`},
		{look(t, one["index/schema/machines.json"], "$defs", "MachineEntry", "required"),
			`["machine_id","wallet","token_id","operator","mcr","mcr_score","mcr_degraded","event_count","resolves"]`},
		{look(t, two["index/schema/machines.json"], "$defs", "MachineEntry", "required"),
			`["machine_id","owner","controller","operator","home_chain","subscription","mcr","mcr_score","mcr_degraded","event_count","resolves"]`},
		{look(t, two["index/schema/findings.json"], "$defs", "Finding", "properties", "machine_id", "anyOf"), `[{"$ref":"#/$defs/Id"},{"type":"null"}]`},
		{look(t, two["index/schema/snapshot.json"], "properties", "previous", "anyOf"), `[{"$ref":"#/$defs/SnapshotPrevious"},{"type":"null"}]`},
	} {
		if diff := cmp.Diff(tc.want, tc.got); diff != "" {
			t.Error(diff)
		}
	}
}

// Every endpoint is described, in the order of the table, with a parameter for
// each placeholder; every other JSON body has a schema.
func TestEverythingIsDescribed(t *testing.T) {
	for _, g := range generations {
		files := files(t, g)
		last := 0
		for f := range endpoints.Of(g).All() {
			if _, has := files[endpoints.Schema(f.Body)]; f.Endpoint == nil && f.Body != "" && f.Body != endpoints.OperatorBody && !has {
				t.Errorf("%s: no schema of %s", g, f.Name)
			}
			if f.Endpoint == nil {
				continue
			}
			quoted, _ := json.Marshal(f.Route)
			at := bytes.Index(files[Document], append(quoted, ':'))
			if at < last {
				t.Errorf("%s: %s is missing or out of order", g, f.Route)
			}
			last = at
			_, placeholder, keyed := strings.Cut(f.Route, "{")
			name, _, _ := strings.Cut(placeholder, "}")
			var parameters []struct{ Name, In string }
			if text := look(t, files[Document], "paths", f.Route, "get", "parameters"); text != "" {
				if err := json.Unmarshal([]byte(text), &parameters); err != nil {
					t.Fatal(err)
				}
			}
			if keyed != (len(parameters) > 0) || keyed && (parameters[0].Name != name || parameters[0].In != "path") {
				t.Errorf("%s: %s has the parameters %+v", g, f.Route, parameters)
			}
		}
	}
}

// The examples fit the schemas that stand beside them.
func TestExamplesFit(t *testing.T) {
	for _, g := range generations {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(files(t, g)[Document]))
		if err != nil {
			t.Fatal(err)
		}
		compiler := jsonschema.NewCompiler()
		if err := compiler.AddResource("tree:///openapi.json", doc); err != nil {
			t.Fatal(err)
		}
		for f := range endpoints.Of(g).All() {
			if f.Endpoint == nil {
				continue
			}
			schema, err := compiler.Compile("tree:///openapi.json#/components/schemas/" + string(f.Body))
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range answers.Examples(g, f) {
				body, err := answers.Encode(e.Body)
				if err != nil {
					t.Fatal(err)
				}
				value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				if err := schema.Validate(value); err != nil {
					t.Errorf("%s: %s: %v", g, f.Name, err)
				}
			}
		}
	}
}

func TestDeterministic(t *testing.T) {
	for _, g := range generations {
		want := files(t, g)
		for range 5 {
			if diff := cmp.Diff(want, files(t, g)); diff != "" {
				t.Fatal(diff)
			}
		}
	}
}

func TestUpTo(t *testing.T) {
	for _, most := range []string{"10", "255", "1000", "2047"} {
		re := regexp.MustCompile("^" + upTo(most) + "$")
		for n := range 12_000 {
			text := strconv.Itoa(n)
			want := len(text) < len(most) || len(text) == len(most) && text <= most
			if re.MatchString(text) != want {
				t.Errorf("%s up to %s: %t", text, most, !want)
			}
		}
		for _, bad := range []string{"", "00", "01", "-1", "+1", "1.0", "0x1"} {
			if re.MatchString(bad) {
				t.Errorf("%q up to %s", bad, most)
			}
		}
	}
}
