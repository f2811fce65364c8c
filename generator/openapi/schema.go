package openapi

import (
	"encoding"
	"encoding/json"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/generator/answers"
)

// schemas collects the named types that bodies are made of, in the order they
// are met.
type schemas struct {
	at      string            // where references point
	words   map[string]object // a vocabulary, nil for none
	names   []string
	objects []object
}

func (s *schemas) list() object {
	out := make(object, len(s.names))
	for i, name := range s.names {
		out[i] = member{name, s.objects[i]}
	}
	return out
}

func (s *schemas) reference(name string) object { return object{{"$ref", s.at + name}} }

// named adds the schema of a struct under a name, where it is new, and returns
// the reference to it. v is an example of it, or no value.
func (s *schemas) named(name string, v reflect.Value) object {
	return s.add(name, v.Type(), v)
}

func (s *schemas) add(name string, t reflect.Type, v reflect.Value) object {
	if slices.Contains(s.names, name) {
		return s.reference(name)
	}
	i := len(s.names)
	s.names, s.objects = append(s.names, name), append(s.objects, nil)
	properties, required := s.fields(t, v)
	s.objects[i] = object{
		{"type", "object"},
		{"properties", properties},
		{"required", required},
		{"additionalProperties", false},
	}
	return s.reference(name)
}

// fields lists the properties of a struct in their order, and those that are
// always there. An embedded struct behind a pointer is there where the example
// has it; one that may be left out is tagged so.
func (s *schemas) fields(t reflect.Type, v reflect.Value) (properties object, required []string) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, option, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		optional := strings.HasPrefix(option, "omit")
		value := at(v, func() reflect.Value { return v.Field(i) })
		if field.Anonymous {
			embedded := field.Type
			if embedded.Kind() == reflect.Pointer {
				if embedded = embedded.Elem(); value.IsValid() && value.IsNil() && !optional {
					continue
				}
				value = reflect.Value{}
			}
			more, always := s.fields(embedded, value)
			properties = append(properties, more...)
			if !optional {
				required = append(required, always...)
			}
			continue
		}
		schema := s.value(field.Type, value, !optional)
		meant := s.words[typeName(t)+"."+name]
		if meant == nil {
			meant = s.words[name]
		}
		schema = schema.with(meant)
		if kinds, nullable := schema[0].value.([]any); nullable && len(kinds) == 2 {
			schema = withNull(schema)
		}
		properties = append(properties, member{name, schema})
		if !optional {
			required = append(required, name)
		}
	}
	return properties, required
}

// withNull adds null to the words that a field may be.
func withNull(schema object) object {
	for i, m := range schema {
		if list, ok := m.value.([]string); ok && m.name == "enum" {
			words := make([]any, len(list), len(list)+1)
			for j, word := range list {
				words[j] = word
			}
			schema = slices.Clone(schema)
			schema[i].value = append(words, nil)
		}
	}
	return schema
}

// at is a part of an example, no value where there is no example.
func at(v reflect.Value, part func() reflect.Value) reflect.Value {
	if !v.IsValid() {
		return v
	}
	return part()
}

var decimal = object{{"type", "string"}, {"pattern", Decimal}}

// Decimal is the pattern of a uint256 in decimal, without leading zeros.
var Decimal = "^" + upTo(new(uint256.Int).Not(new(uint256.Int)).Dec()) + "$"

// id is the schema of a machine's id, which stands once for all fields.
func (s *schemas) id() object {
	const name = "Id"
	if !slices.Contains(s.names, name) {
		s.names, s.objects = append(s.names, name), append(s.objects, decimal)
	}
	return s.reference(name)
}

// value is the schema of a field. A pointer may be null where nullable is set.
func (s *schemas) value(t reflect.Type, v reflect.Value, nullable bool) object {
	switch {
	case t == reflect.TypeFor[json.RawMessage]():
		return object{{"type", "object"}}
	case t == reflect.TypeFor[answers.ID]():
		return s.id()
	case t == reflect.TypeFor[answers.Integer]():
		return object{{"type", "integer"}, {"minimum", 0}}
	case t == reflect.TypeFor[answers.Number]():
		return object{{"type", "integer"}}
	case t == reflect.TypeFor[answers.Ratings]():
		return object{{"type", "object"}, {"additionalProperties", object{{"type", "integer"}, {"minimum", 0}}}}
	case t == reflect.TypeFor[*big.Int]():
		return object{{"type", []any{"integer", "null"}}}
	case t == reflect.TypeFor[common.Hash]():
		return object{{"type", "string"}, {"pattern", "^0x[0-9a-f]{64}$"}}
	case t.Kind() != reflect.Pointer && t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return object{{"type", "string"}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		out := s.value(t.Elem(), at(v, func() reflect.Value { return v.Elem() }), false)
		switch {
		case !nullable:
		case out[0].name == "$ref":
			out = object{{"anyOf", []object{out, {{"type", "null"}}}}}
		default:
			out[0].value = []any{out[0].value, "null"}
		}
		return out
	case reflect.Slice, reflect.Array:
		element := at(v, func() reflect.Value {
			if v.Len() == 0 {
				return reflect.Value{}
			}
			return v.Index(0)
		})
		return object{{"type", "array"}, {"items", s.value(t.Elem(), element, false)}}
	case reflect.Map:
		return object{{"type", "object"}, {"additionalProperties", s.value(t.Elem(), reflect.Value{}, false)}}
	case reflect.Struct:
		return s.add(typeName(t), t, v)
	case reflect.Bool:
		return object{{"type", "boolean"}}
	case reflect.String:
		return object{{"type", "string"}}
	case reflect.Float64:
		return object{{"type", "number"}}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint64:
		return object{{"type", "integer"}, {"minimum", 0}}
	}
	return object{{"type", "integer"}}
}

// typeName is the name of a type without its generation.
func typeName(t reflect.Type) string {
	name := strings.TrimRight(t.Name(), "0123456789")
	return strings.ToUpper(name[:1]) + name[1:]
}
