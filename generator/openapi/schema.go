package openapi

import (
	"encoding/json"
	"math/big"
	"reflect"
	"strings"

	"github.com/holiman/uint256"
)

// schemas collects the named types that the bodies are made of, in the order
// they are met.
type schemas struct {
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

// reference gives the reference to a struct type's schema, and adds it where
// it is new.
func (s *schemas) reference(t reflect.Type) object {
	for _, name := range s.names {
		if name == t.Name() {
			return reference(name)
		}
	}
	i := len(s.names)
	s.names, s.objects = append(s.names, t.Name()), append(s.objects, nil)
	properties, required := s.fields(t)
	s.objects[i] = object{
		{"type", "object"},
		{"properties", properties},
		{"required", required},
		{"additionalProperties", false},
	}
	return reference(t.Name())
}

// fields gives the properties of a struct in their order, and those that are
// always there. What an embedded pointer holds is there with it.
func (s *schemas) fields(t reflect.Type) (properties object, required []string) {
	for i := range t.NumField() {
		field := t.Field(i)
		if field.Anonymous && field.Type.Kind() == reflect.Pointer {
			more, _ := s.fields(field.Type.Elem())
			properties = append(properties, more...)
			continue
		}
		name, option, _ := strings.Cut(field.Tag.Get("json"), ",")
		optional := strings.HasPrefix(option, "omit")
		schema := s.value(field.Type, !optional)
		properties = append(properties, member{name, schema.with(vocabulary[name])})
		if !optional {
			required = append(required, name)
		}
	}
	return properties, required
}

// value gives the schema of a field. A pointer may be null where nullable is
// set.
func (s *schemas) value(t reflect.Type, nullable bool) object {
	switch {
	case t == reflect.TypeFor[json.RawMessage]():
		return object{{"type", "object"}}
	case t.ConvertibleTo(reflect.TypeFor[uint256.Int]()):
		return object{{"type", "integer"}, {"minimum", 0}}
	case t == reflect.TypeFor[*big.Int]():
		return object{{"type", "integer"}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		out := s.value(t.Elem(), false)
		if nullable {
			out[0].value = []any{out[0].value, "null"}
		}
		return out
	case reflect.Slice:
		return object{{"type", "array"}, {"items", s.value(t.Elem(), false)}}
	case reflect.Struct:
		return s.reference(t)
	case reflect.Bool:
		return object{{"type", "boolean"}}
	case reflect.String:
		return object{{"type", "string"}}
	case reflect.Float64:
		return object{{"type", "number"}}
	}
	return object{{"type", "integer"}}
}
