package check

import (
	"encoding/json"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// rule is a schema of few keywords. It accepts a value only where the schema
// does, at a tenth of the cost: no errors, no paths, no rational numbers. What
// it does not accept is the schema's to judge.
type rule struct {
	types      []string // none: any
	enum       []any    // nil: any
	ref        *rule
	anyOf      []*rule
	properties map[string]*rule
	required   []string
	others     *rule // of properties that are not named
	closed     bool  // there are no others
	items      *rule
	maxItems   int // -1: any
	pattern    jsonschema.Regexp
	min, max   *int64
}

// ruled are the keywords that a rule follows, and those that demand nothing.
var ruled = []string{
	"Types", "Enum", "Const", "Ref", "AnyOf", "Properties", "Required", "AdditionalProperties", "Items2020", "MaxItems", "Pattern", "Minimum", "Maximum",
	"DraftVersion", "Location", "Title", "Description", "Default", "Comment", "ReadOnly", "WriteOnly", "Examples", "Deprecated",
}

// rules makes rules, each once.
type rules map[*jsonschema.Schema]*rule

// of gives the rule of a schema. A schema that has other keywords, or is of
// another draft, has none.
func (all rules) of(s *jsonschema.Schema) (r *rule, ok bool) {
	if r, known := all[s]; known || s == nil {
		return r, s == nil || r != nil
	}
	if v := reflect.ValueOf(s).Elem(); s.DraftVersion != 2020 || slices.ContainsFunc(reflect.VisibleFields(v.Type()), func(f reflect.StructField) bool {
		return f.IsExported() && !slices.Contains(ruled, f.Name) && !v.FieldByIndex(f.Index).IsZero()
	}) {
		return nil, false
	}
	r = &rule{required: s.Required, pattern: s.Pattern, maxItems: -1, properties: map[string]*rule{}}
	all[s] = r
	if !all.fill(r, s) {
		all[s], r.types = nil, []string{"none"} // where a rule inside has it already, it accepts nothing
		return nil, false
	}
	return r, true
}

func (all rules) fill(r *rule, s *jsonschema.Schema) (ok bool) {
	if s.Types != nil {
		r.types = s.Types.ToStrings()
	}
	if s.Enum != nil {
		r.enum = s.Enum.Values
	}
	if s.Const != nil {
		if r.enum != nil {
			return false
		}
		r.enum = []any{*s.Const}
	}
	if s.MaxItems != nil {
		r.maxItems = *s.MaxItems
	}
	if r.min, ok = bound(s.Minimum); !ok {
		return false
	}
	if r.max, ok = bound(s.Maximum); !ok {
		return false
	}
	if r.ref, ok = all.of(s.Ref); !ok {
		return false
	}
	if r.items, ok = all.of(s.Items2020); !ok {
		return false
	}
	switch others := s.AdditionalProperties.(type) {
	case bool:
		r.closed = !others
	case *jsonschema.Schema:
		if r.others, ok = all.of(others); !ok {
			return false
		}
	}
	for _, one := range s.AnyOf {
		part, ok := all.of(one)
		if !ok {
			return false
		}
		r.anyOf = append(r.anyOf, part)
	}
	for name, property := range s.Properties {
		if r.properties[name], ok = all.of(property); !ok {
			return false
		}
	}
	return true
}

// bound narrows a bound, nil for none.
func bound(n *big.Rat) (narrow *int64, ok bool) {
	if n == nil {
		return nil, true
	}
	if !n.IsInt() || !n.Num().IsInt64() {
		return nil, false
	}
	i := n.Num().Int64()
	return &i, true
}

// accepts reports whether a value that jsonschema.UnmarshalJSON gave is good
// for sure.
func (r *rule) accepts(v any) bool {
	switch {
	case r.ref != nil && !r.ref.accepts(v):
		return false
	case r.enum != nil && !slices.ContainsFunc(r.enum, func(word any) bool { return same(word, v) }):
		return false
	case len(r.anyOf) > 0 && !slices.ContainsFunc(r.anyOf, func(part *rule) bool { return part.accepts(v) }):
		return false
	}
	switch v := v.(type) {
	case nil:
		return r.takes("null")
	case bool:
		return r.takes("boolean")
	case string:
		return r.takes("string") && (r.pattern == nil || r.pattern.MatchString(v))
	case json.Number:
		return r.number(string(v))
	case []any:
		if !r.takes("array") || r.maxItems >= 0 && len(v) > r.maxItems {
			return false
		}
		return r.items == nil || !slices.ContainsFunc(v, func(item any) bool { return !r.items.accepts(item) })
	case map[string]any:
		return r.takes("object") && r.object(v)
	}
	return false
}

func (r *rule) takes(kind string) bool { return len(r.types) == 0 || slices.Contains(r.types, kind) }

// same reports whether two values are the same word, number or literal, as they
// are written.
func same(word, v any) bool {
	switch word.(type) {
	case nil, bool, string, json.Number:
		return word == v
	}
	return false
}

func (r *rule) object(v map[string]any) bool {
	for _, name := range r.required {
		if _, ok := v[name]; !ok {
			return false
		}
	}
	for name, value := range v {
		property, named := r.properties[name]
		switch {
		case !named && r.closed:
			return false
		case !named:
			property = r.others
		}
		if property != nil && !property.accepts(value) {
			return false
		}
	}
	return true
}

// number takes integers, and with a bound of none or zero decimals.
func (r *rule) number(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, decimal := strings.Cut(digits, ".")
	if strings.Trim(whole+fraction, "0123456789") != "" {
		return false // an exponent
	}
	if kind := r.takes("number") || !decimal && r.takes("integer"); !kind {
		return false
	}
	if r.min == nil && r.max == nil {
		return true
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return (r.min == nil || n >= *r.min) && (r.max == nil || n <= *r.max)
	}
	return r.max == nil && *r.min == 0 && digits == text
}
