package rpc

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Unmarshal decodes what a node answered. It is json.Unmarshal for pointers,
// slices and structs whose fields have json tags, with two differences: a
// member belongs to a field only if its name is the tag's in every letter, and
// a name that stands twice in an object is an error.
func Unmarshal(raw []byte, v any) error {
	if !json.Valid(raw) {
		return json.Unmarshal(raw, new(any)) // its error says where
	}
	return fill(bytes.Trim(raw, space), reflect.ValueOf(v).Elem())
}

func fill(raw json.RawMessage, v reflect.Value) error {
	at := v.Addr().Interface()
	if part, ok := at.(*json.RawMessage); ok { // the rest would validate it once more, and copy it
		*part = raw
		return nil
	}
	_, isJSON := at.(json.Unmarshaler)
	_, isText := at.(encoding.TextUnmarshaler)
	switch {
	case isJSON || isText || string(raw) == "null":
		return json.Unmarshal(raw, at)
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return fill(raw, v.Elem())
	case v.Kind() == reflect.Struct:
		return fillStruct(raw, v)
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8 && raw[0] == '[':
		return fillSlice(raw, v)
	}
	return json.Unmarshal(raw, at)
}

func fillStruct(raw json.RawMessage, v reflect.Value) error {
	members, err := members(raw)
	if err != nil {
		return err
	}
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if member, ok := members[name]; ok && name != "" {
			if err := fill(member, v.Field(i)); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}

func fillSlice(raw json.RawMessage, v reflect.Value) error {
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for rest := inner(raw); len(rest) > 0; {
		var item json.RawMessage
		item, rest = cut(rest)
		v.Grow(1)
		v.SetLen(v.Len() + 1)
		last := v.Index(v.Len() - 1)
		if err := fill(item, last); err != nil {
			return err
		}
	}
	return nil
}

// members takes an object apart.
func members(raw json.RawMessage) (map[string]json.RawMessage, error) {
	if raw[0] != '{' {
		return nil, errors.New("is no JSON object")
	}
	all := map[string]json.RawMessage{}
	for rest := inner(raw); len(rest) > 0; {
		var quoted, value json.RawMessage
		quoted, rest = cut(rest)
		value, rest = cut(rest)
		var name string
		if err := json.Unmarshal(quoted, &name); err != nil {
			return nil, err
		}
		if _, twice := all[name]; twice {
			return nil, fmt.Errorf("member %.40q stands twice", name)
		}
		all[name] = value
	}
	return all, nil
}

const space = " \t\r\n"

// inner is what stands between the brackets of a valid array or object.
func inner(raw []byte) []byte { return bytes.Trim(raw[1:len(raw)-1], space) }

// cut takes the first value from a part of valid JSON, with the comma or colon
// that follows it.
func cut(text []byte) (value, rest []byte) {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			i += closing(text[i+1:])
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
		case depth == 0 && (c == ',' || c == ':'):
			return bytes.Trim(text[:i], space), bytes.TrimLeft(text[i+1:], space)
		}
	}
	return bytes.Trim(text, space), nil
}

// closing is how long the rest of a string is whose first quote is passed, with
// its last one.
func closing(text []byte) int {
	for n := 0; ; {
		end := bytes.IndexByte(text[n:], '"')
		if escape := bytes.IndexByte(text[n:n+end], '\\'); escape >= 0 {
			n += escape + 2
			continue
		}
		return n + end + 1
	}
}
