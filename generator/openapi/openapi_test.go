package openapi_test

import (
	"bytes"
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/generator"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/openapi"
)

// bodies are the whole API.
var bodies = map[string]openapi.Body{
	"mcr":      {Answer: generator.MCR{DID: "<0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B>", TotalRevenue: new(big.Int)}, Key: "0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B"},
	"machine":  {Answer: generator.Machine{}},
	"operator": {Answer: generator.OperatorMachines{}},
	"metadata": {Answer: generator.Machine{}, Key: "7"},
	"machines": {Answer: generator.Card{}},
	"health":   {Answer: generator.Health{}},
	"ready":    {Answer: generator.Ready{}},
}

func document(t *testing.T, bodies map[string]openapi.Body) []byte {
	t.Helper()
	body, err := openapi.Document(openapi.Info{Version: "1.2.3"}, bodies)
	if err != nil {
		t.Fatal(err)
	}
	return body
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
	body := document(t, bodies)
	schema := func(names ...string) string {
		return look(t, body, append([]string{"components", "schemas"}, names...)...)
	}
	for _, tc := range []struct{ got, want string }{
		{schema("MCR", "required"), `["did","machine_id","mcr_score","mcr","mcr_degraded","bond_status","negative_flag","event_count",` +
			`"revenue_event_count","activity_event_count","revenue_trend","total_revenue","average_revenue_per_event","last_updated"]`},
		{schema("MCR", "properties", "mcr", "enum"), `["AAA","AA","A","BBB","BB","B","NR","Provisioned"]`},
		{schema("MCR", "properties", "total_revenue", "type"), `"integer"`},
		{schema("MCR", "properties", "average_revenue_per_event", "type"), `"number"`},
		{schema("PeaqOS", "required"), `["machine_id","did","operator","mcr","mcr_score","bond_status","negative_flag","event_count","data_visibility","documentation_url"]`},
		{schema("PeaqOS", "properties", "operator", "type"), `["string","null"]`},
		{schema("PeaqOS", "properties", "data_api", "type"), `"string"`},
		{schema("PeaqOS", "properties", "event_data", "items", "$ref"), `"#/components/schemas/Event"`},
		{schema("Event", "required"), `["event_type","origin_value","timestamp","trust_level","metadata"]`},
		{schema("Event", "properties", "usd_value", "type"), `["integer","null"]`},
		{schema("Event", "properties", "origin_subunit", "type"), `["integer","null"]`},
		{schema("Event", "properties", "origin_value"), `{"type":"integer","minimum":0,"description":"Amount in the currency's smallest unit, or any number of an activity"}`},
		{schema("Card", "properties", "documentation_url", "type"), `"string"`},
		{schema("ReadyContracts", "properties", "did_registry"), `{"type":"boolean"}`},
		{look(t, body, "paths", "/mcr/{did}", "get", "responses", "200", "content", "application/json", "example", "did"), `"<0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B>"`},
		{look(t, body, "paths", "/machine/{did}", "get", "responses", "200", "content", "application/json", "example"), ""},
		{look(t, body, "openapi"), `"3.1.0"`},
	} {
		if diff := cmp.Diff(tc.want, tc.got); diff != "" {
			t.Error(diff)
		}
	}
}

// TestEveryRouteIsDescribed: the document has the routes of the table and no
// others, in the order of the table, with a parameter for each placeholder.
func TestEveryRouteIsDescribed(t *testing.T) {
	body := document(t, bodies)
	last := 0
	for f := range endpoints.All() {
		if _, described := bodies[f.Name]; !described {
			continue
		}
		quoted, _ := json.Marshal(f.Route)
		at := bytes.Index(body, append(quoted, ':'))
		if at < last {
			t.Errorf("%s is not there, or out of order", f.Route)
		}
		last = at
		_, placeholder, keyed := strings.Cut(f.Route, "{")
		name, _, _ := strings.Cut(placeholder, "}")
		var parameters []struct{ Name, In string }
		if text := look(t, body, "paths", f.Route, "get", "parameters"); text != "" {
			if err := json.Unmarshal([]byte(text), &parameters); err != nil {
				t.Fatal(err)
			}
		}
		if keyed != (len(parameters) > 0) || keyed && (parameters[0].Name != name || parameters[0].In != "path") {
			t.Errorf("%s has the parameters %+v", f.Route, parameters)
		}
	}
}

func TestDeterministic(t *testing.T) {
	want := document(t, bodies)
	for range 20 {
		if !bytes.Equal(document(t, bodies), want) {
			t.Fatal("two documents differ")
		}
	}
}

func TestRefusals(t *testing.T) {
	for name, bad := range map[string]map[string]openapi.Body{
		"no family":   {"rating": {Answer: generator.MCR{}}},
		"no endpoint": {"card": {Answer: generator.Card{}}},
	} {
		if _, err := openapi.Document(openapi.Info{}, bad); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
