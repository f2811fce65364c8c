package openapi

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/holiman/uint256"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

// operation is the operation object of an endpoint.
func operation(f endpoints.Family, schema object, examples []answers.Example) object {
	e := f.Endpoint
	out := object{{"operationId", e.ID}, {"summary", e.Summary}}
	var parameters []object
	if e.Key != nil {
		parameters = append(parameters, parameter("path", e.Key, examples[0].Key))
	}
	for _, p := range e.Query {
		parameters = append(parameters, parameter("query", p, strconv.Itoa(p.Default)))
	}
	if parameters != nil {
		out = append(out, member{"parameters", parameters})
	}
	return append(out, member{"responses", responses(f, schema, examples)})
}

func parameter(place string, p *endpoints.Parameter, example string) object {
	schema := object{{"type", "integer"}}
	value := json.RawMessage(example)
	switch p.Grammar {
	case endpoints.AccountDID:
		schema = object{{"type", "string"}, {"pattern", "^(" + endpoints.DIDPrefix + ")?" + p.Grammar.Pattern() + "$"}}
		value = json.RawMessage(strconv.Quote(example))
	case endpoints.MachineDID:
		schema = object{{"type", "string"}, {"pattern", "^(" + endpoints.DIDPrefix + ")?" + upTo(new(uint256.Int).Not(new(uint256.Int)).Dec()) + "$"}}
		value = json.RawMessage(strconv.Quote(example))
	}
	if p.Least != nil {
		schema = append(schema, member{"minimum", *p.Least})
	}
	if p.Most != nil {
		schema = append(schema, member{"maximum", *p.Most})
	}
	if place == "query" {
		schema = append(schema, member{"default", p.Default})
	}
	return object{
		{"name", p.Name}, {"in", place}, {"required", place == "path"}, {"description", p.Meaning},
		{"schema", schema}, {"example", value},
	}
}

func responses(f endpoints.Family, schema object, examples []answers.Example) object {
	content := object{{"schema", schema}}
	if len(examples) == 1 {
		content = append(content, member{"example", examples[0].Body})
	} else {
		named := object{}
		for _, example := range examples {
			named = append(named, member{example.Name, object{{"value", example.Body}}})
		}
		content = append(content, member{"examples", named})
	}
	out := object{{"200", response("The answer", f.Type, content)}}
	details := maps.Clone(f.Endpoint.Details)
	if details == nil {
		return out
	}
	details[500] = []string{endpoints.InternalError}
	if !f.Endpoint.Unlimited {
		details[429] = nil
	}
	for _, status := range slices.Sorted(maps.Keys(details)) {
		answer := failure(status, details[status])
		if status == 503 && details[status] == nil {
			answer = response("Not ready", f.Type, object{{"schema", schema}})
		}
		out = append(out, member{strconv.Itoa(status), answer})
	}
	return out
}

// failure is the answer of an error status, with an example a detail.
func failure(status int, details []string) object {
	switch status {
	case 422:
		return response("A parameter is no integer or out of range", endpoints.JSON, object{{"schema", component("ValidationError")}})
	case 429:
		out := response("Too many requests", endpoints.JSON, object{{"schema", component("RateLimited")}})
		return append(out, member{"headers", rateHeaders})
	}
	examples := object{}
	for i, text := range details {
		examples = append(examples, member{"detail" + strconv.Itoa(i+1), object{{"summary", text}, {"value", object{{"detail", text}}}}})
	}
	return response(reasons[status], endpoints.JSON, object{{"schema", component("Error")}, {"examples", examples}})
}

func component(name string) object { return object{{"$ref", "#/components/schemas/" + name}} }

var reasons = map[int]string{
	400: "Malformed DID",
	404: "No such machine or token",
	500: "The server failed",
	503: "There is no data to answer from",
}

var rateHeaders = object{
	{"X-RateLimit-Limit", header("Requests that a client may make a minute")},
	{"X-RateLimit-Remaining", header("Requests that are left")},
	{"X-RateLimit-Reset", header("Unix time from which there are requests again")},
}

func header(description string) object {
	return object{{"description", description}, {"schema", object{{"type", "integer"}}}}
}

func response(description, contentType string, content object) object {
	return object{{"description", description}, {"content", object{{contentType, content}}}}
}

// errorSchemas are the bodies of the errors.
var errorSchemas = object{
	{"Error", object{
		{"type", "object"},
		{"properties", object{{"detail", object{{"type", "string"}}}}},
		{"required", []string{"detail"}},
		{"additionalProperties", false},
	}},
	{"RateLimited", object{
		{"type", "object"},
		{"properties", object{{"error", object{{"type", "string"}}}}},
		{"required", []string{"error"}},
		{"additionalProperties", false},
	}},
	{"ValidationError", object{
		{"type", "object"},
		{"properties", object{{"detail", object{
			{"type", "array"},
			{"minItems", 1},
			{"items", object{
				{"type", "object"},
				{"properties", object{
					{"type", object{{"type", "string"}, {"enum", []string{"int_parsing", "int_parsing_size", "greater_than_equal", "less_than_equal"}}}},
					{"loc", object{{"type", "array"}, {"items", object{{"type", "string"}}}, {"minItems", 2}, {"maxItems", 2}}},
					{"msg", object{{"type", "string"}}},
					{"input", object{{"type", "string"}}},
					{"ctx", object{{"type", "object"}, {"additionalProperties", object{{"type", "integer"}}}}},
				}},
				{"required", []string{"type", "loc", "msg", "input"}},
				{"additionalProperties", false},
			}},
		}}}},
		{"required", []string{"detail"}},
		{"additionalProperties", false},
	}},
}
