package rpc

import (
	"bytes"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// Unmarshal decodes what a node answered. It is json.Unmarshal for pointers,
// slices and structs whose fields have json tags, with two differences: a
// member belongs to a field only if its name is the tag's in every letter, and
// a name that stands twice in an object is an error.
func Unmarshal(raw []byte, v any) error {
	if !valid(raw) {
		return json.Unmarshal(raw, new(any)) // its error says where
	}
	return fill(bytes.Trim(raw, space), reflect.ValueOf(v).Elem())
}

func fill(raw json.RawMessage, v reflect.Value) error {
	at := v.Addr().Interface()
	if fillHex(raw, at) {
		return nil
	}
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

// fillHex fills a value of hex digits that is written as nodes write it. False
// leaves it to encoding/json, which would go over the digits four times.
func fillHex(raw json.RawMessage, at any) bool {
	switch at := at.(type) {
	case *common.Hash:
		return fillFixed(raw, at[:])
	case *common.Address:
		return fillFixed(raw, at[:])
	case *hexutil.Bytes:
		data, ok := unhex(raw)
		if ok {
			*at = data
		}
		return ok
	case *hexutil.Uint64:
		digits, ok := hexDigits(raw)
		if !ok || len(digits) > 1 && digits[0] == '0' {
			return false
		}
		n, err := strconv.ParseUint(string(digits), 16, 64)
		if err == nil {
			*at = hexutil.Uint64(n)
		}
		return err == nil
	}
	return false
}

func fillFixed(raw json.RawMessage, to []byte) bool {
	digits, ok := hexDigits(raw)
	if !ok || len(digits) != 2*len(to) {
		return false
	}
	_, err := hex.Decode(to, digits)
	return err == nil
}

// hexDigits are what stands in a JSON string behind 0x.
func hexDigits(raw json.RawMessage) ([]byte, bool) {
	n := len(raw)
	if n < 4 || raw[0] != '"' || raw[1] != '0' || raw[2] != 'x' || raw[n-1] != '"' {
		return nil, false
	}
	return raw[3 : n-1], true
}

func unhex(raw json.RawMessage) ([]byte, bool) {
	digits, ok := hexDigits(raw)
	if !ok {
		return nil, false
	}
	data := make([]byte, len(digits)/2)
	_, err := hex.Decode(data, digits)
	return data, err == nil
}

// Hex decodes a JSON string of 0x and hex digits.
func Hex(raw json.RawMessage) ([]byte, error) {
	if data, ok := unhex(raw); ok {
		return data, nil
	}
	var data hexutil.Bytes
	err := json.Unmarshal(raw, &data)
	return data, err
}

func fillStruct(raw json.RawMessage, v reflect.Value) error {
	members, err := members(raw)
	if err != nil {
		return err
	}
	for i, name := range fieldNames(v.Type()) {
		at := slices.IndexFunc(members, func(m member) bool { return m.name == name })
		if at < 0 || name == "" {
			continue
		}
		if err := fill(members[at].value, v.Field(i)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// tags are the names of the fields of structs, by type.
var tags sync.Map

func fieldNames(t reflect.Type) []string {
	if known, ok := tags.Load(t); ok {
		return known.([]string)
	}
	names := make([]string, t.NumField())
	for i := range names {
		names[i], _, _ = strings.Cut(t.Field(i).Tag.Get("json"), ",")
	}
	tags.Store(t, names)
	return names
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

// member is one of an object.
type member struct {
	name  string
	value json.RawMessage
}

// members takes an object apart.
func members(raw json.RawMessage) (all []member, err error) {
	if raw[0] != '{' {
		return nil, errors.New("is no JSON object")
	}
	for rest := inner(raw); len(rest) > 0; {
		var quoted json.RawMessage
		var next member
		quoted, rest = cut(rest)
		next.value, rest = cut(rest)
		if next.name, err = unquote(quoted); err != nil {
			return nil, err
		}
		all = append(all, next)
	}
	return all, twice(all)
}

// twice is the error of a name that stands twice among members.
func twice(members []member) error {
	const few = 16
	seen := map[string]bool{}
	for i, m := range members {
		again := seen[m.name]
		if len(members) <= few {
			again = slices.ContainsFunc(members[:i], func(before member) bool { return before.name == m.name })
		} else {
			seen[m.name] = true
		}
		if again {
			return fmt.Errorf("member %.40q stands twice", m.name)
		}
	}
	return nil
}

func isASCII(text []byte) bool {
	return !slices.ContainsFunc(text, func(c byte) bool { return c > 0x7f })
}

// unquote decodes a JSON string.
func unquote(quoted json.RawMessage) (text string, err error) {
	if inside := quoted[1 : len(quoted)-1]; unescaped(inside) && isASCII(inside) {
		return string(inside), nil
	}
	err = json.Unmarshal(quoted, &text)
	return text, err
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
