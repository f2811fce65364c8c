package openapi

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"mcrpress/generator/endpoints"
)

// operation is what the endpoint table does not say of an endpoint.
type operation struct {
	id, summary string
	parameters  []object
	details     map[int][]string // of the errors, by status
	unready     bool             // 503 has the body of 200, and no limit counts
	always      bool             // there is no error
}

// operations are the endpoints of the API by the name of their family.
var operations = map[string]operation{
	"mcr": {
		id: "getMcr", summary: "The credit rating of a machine",
		parameters: []object{did("The machine")}, details: didErrors,
	},
	"machine": {
		id: "getMachine", summary: "The profile of a machine, by its DID",
		parameters: []object{did("The machine")}, details: didErrors,
	},
	"operator": {
		id: "getOperatorMachines", summary: "The machines of an operator, page by page",
		parameters: []object{did("The operator"), offset, limit},
		details:    map[int][]string{400: didErrors[400], 422: nil, 503: noService},
	},
	"metadata": {
		id: "getMetadata", summary: "The profile of a machine, by the token of its NFT",
		parameters: []object{integer("path", "token_id", "Token id of the Machine NFT", bound("minimum", 1))},
		details:    map[int][]string{404: {"Token not found", "Machine not registered"}, 422: nil, 503: noService},
	},
	"machines": {
		id: "getMachineCard", summary: "The registration card of a machine",
		parameters: []object{integer("path", "machine_id", "Machine id of the registry")},
		details:    map[int][]string{404: {"Machine not found", "Machine wallet not found"}, 422: nil, 503: noService},
	},
	"health": {id: "getHealth", summary: "Whether the server runs", always: true},
	"ready":  {id: "getReady", summary: "Whether the data is there and young enough", unready: true},
}

var (
	didErrors = map[int][]string{
		400: {"Empty DID", "Invalid Ethereum address format"},
		404: {"Machine DID not found", "Machine not registered"},
		503: noService,
	}
	noService = []string{"Service not initialised", "Chain unavailable"}
	offset    = query("offset", "Entries of the operator's list before the page", 0, bound("minimum", 0))
	limit     = query("limit", "Entries of the operator's list that the page covers", endpoints.PageSize,
		bound("minimum", 1), bound("maximum", endpoints.PageSize))
)

func bound(name string, value int) member { return member{name, value} }

func did(who string) object {
	return object{
		{"name", "did"}, {"in", "path"}, {"required", true},
		{"description", who + ": did:peaq: and an address, or the address alone. The hex digits may be of either case."},
		{"schema", object{{"type", "string"}, {"pattern", `^(did:peaq:)?0x[a-fA-F0-9]{40}$`}}},
	}
}

func integer(place, name, description string, bounds ...member) object {
	return object{
		{"name", name}, {"in", place}, {"required", place == "path"}, {"description", description},
		{"schema", append(object{{"type", "integer"}}, bounds...)},
	}
}

func query(name, description string, otherwise int, bounds ...member) object {
	return integer("query", name, description, append(bounds, bound("default", otherwise))...)
}

// describe gives the operation object of OpenAPI.
func (op operation) describe(f endpoints.Family, body Body, schema object) object {
	out := object{{"operationId", op.id}, {"summary", op.summary}}
	parameters := slices.Clone(op.parameters)
	if len(parameters) > 0 && body.Key != "" {
		parameters[0] = append(slices.Clone(parameters[0]), member{"example", json.RawMessage(example(f, body.Key))})
	}
	if len(parameters) > 0 {
		out = append(out, member{"parameters", parameters})
	}
	return append(out, member{"responses", op.responses(f, body, schema)})
}

// example is a path parameter as JSON: a string where it is a DID, else a
// number.
func example(f endpoints.Family, key string) string {
	if f.TakesDID() {
		return strconv.Quote(key)
	}
	return key
}

func (op operation) responses(f endpoints.Family, body Body, schema object) object {
	content := object{{"schema", schema}}
	if !reflect.ValueOf(body.Answer).IsZero() {
		content = append(content, member{"example", body.Answer})
	}
	out := object{{"200", response("The answer", f.Type, content)}}
	if op.always {
		return out
	}
	details := maps.Clone(op.details)
	if details == nil {
		details = map[int][]string{}
	}
	details[500] = []string{"Internal server error"}
	if !op.unready {
		details[429] = nil
	}
	for _, status := range slices.Sorted(maps.Keys(details)) {
		out = append(out, member{strconv.Itoa(status), failure(status, details[status])})
	}
	if op.unready {
		out = append(out, member{"503", response("Not ready", f.Type, object{{"schema", schema}})})
	}
	return out
}

// failure is the answer of an error status, with an example a detail.
func failure(status int, details []string) object {
	switch status {
	case 422:
		return response("A parameter is no integer or out of range", endpoints.JSON, object{{"schema", reference("ValidationError")}})
	case 429:
		out := response("Too many requests", endpoints.JSON, object{{"schema", reference("RateLimited")}})
		return append(out, member{"headers", rateHeaders})
	}
	examples := object{}
	for _, text := range details {
		examples = append(examples, member{text, object{{"value", object{{"detail", text}}}}})
	}
	return response(reasons[status], endpoints.JSON, object{{"schema", reference("Error")}, {"examples", examples}})
}

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

func reference(name string) object { return object{{"$ref", "#/components/schemas/" + name}} }

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
					{"type", object{{"enum", []string{"int_parsing", "int_parsing_size", "greater_than_equal", "less_than_equal"}}}},
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
