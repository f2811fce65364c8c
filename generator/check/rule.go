package check

import (
	"cmp"
	"encoding/json"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/holiman/uint256"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"mcrpress/generator/openapi"
)

// rule is a schema of few keywords. It accepts a text only where the schema
// accepts its value, and decodes nothing for that: no values, no errors, no
// rational numbers. What it does not accept is the schema's to judge.
type rule struct {
	kinds      kinds
	words      []string // that a value may be, as they are written; nil: any
	ref        *rule
	anyOf      []*rule
	properties map[string]property
	required   uint64 // the bits of those that must be there
	others     *rule  // of properties that are not named
	closed     bool   // there are no others
	items      *rule
	maxItems   int // -1: any
	pattern    func([]byte) bool
	min, max   *int64
}

// property is a rule of a named property, and a bit of its own.
type property struct {
	rule *rule
	bit  uint64
}

// kinds are kinds of values, a bit each; none is any.
type kinds uint8

const (
	nullKind kinds = 1 << iota
	booleanKind
	stringKind
	integerKind
	decimalKind
	arrayKind
	objectKind
)

var kindOf = map[string]kinds{
	"null": nullKind, "boolean": booleanKind, "string": stringKind, "integer": integerKind,
	"number": integerKind | decimalKind, "array": arrayKind, "object": objectKind,
}

// anything is the rule of what no schema looks at.
var anything = &rule{maxItems: -1}

// ruled are the keywords that a rule follows, and those that demand nothing.
var ruled = []string{
	"Types", "Enum", "Const", "Ref", "AnyOf", "Properties", "Required", "AdditionalProperties", "Items2020", "MaxItems", "Pattern", "Minimum", "Maximum",
	"DraftVersion", "Location", "Title", "Description", "Default", "Comment", "ReadOnly", "WriteOnly", "Examples", "Deprecated",
}

// unruled are the fields of the other keywords.
var unruled = func() (fields [][]int) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[jsonschema.Schema]()) {
		if f.IsExported() && !slices.Contains(ruled, f.Name) {
			fields = append(fields, f.Index)
		}
	}
	return fields
}()

// rules makes rules, each once.
type rules map[*jsonschema.Schema]*rule

// of gives the rule of a schema. A schema that has other keywords, or is of
// another draft, has none.
func (all rules) of(s *jsonschema.Schema) (r *rule, ok bool) {
	if r, known := all[s]; known || s == nil {
		return r, s == nil || r != nil
	}
	v := reflect.ValueOf(s).Elem()
	demands := func(field []int) bool { return !v.FieldByIndex(field).IsZero() }
	if s.DraftVersion != 2020 || slices.ContainsFunc(unruled, demands) {
		return nil, false
	}
	r = &rule{maxItems: -1}
	all[s] = r
	if !all.fill(r, s) {
		*r = rule{words: []string{}} // where a rule inside has it already, it accepts nothing
		all[s] = nil
		return nil, false
	}
	return r, true
}

func (all rules) fill(r *rule, s *jsonschema.Schema) (ok bool) {
	if s.Types != nil {
		for _, name := range s.Types.ToStrings() {
			r.kinds |= kindOf[name]
		}
	}
	switch {
	case s.Const != nil && s.Enum != nil:
		return false
	case s.Const != nil:
		r.words = words([]any{*s.Const})
	case s.Enum != nil:
		r.words = words(s.Enum.Values)
	}
	if s.MaxItems != nil {
		r.maxItems = *s.MaxItems
	}
	if r.pattern, ok = matcher(s.Pattern); !ok {
		return false
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
	return all.name(r, s)
}

// name makes the rules of named properties.
func (all rules) name(r *rule, s *jsonschema.Schema) bool {
	if len(s.Properties) > 64 {
		return false
	}
	r.properties = make(map[string]property, len(s.Properties))
	for name, schema := range s.Properties {
		part, ok := all.of(schema)
		if !ok {
			return false
		}
		r.properties[name] = property{part, 1 << len(r.properties)}
	}
	for _, name := range s.Required {
		p, named := r.properties[name]
		if !named {
			return false
		}
		r.required |= p.bit
	}
	return true
}

// words lists the values that are written in one way only, so.
func words(values []any) []string {
	list := []string{}
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			list = append(list, "null")
		case bool:
			list = append(list, strconv.FormatBool(v))
		case json.Number:
			list = append(list, string(v))
		case string:
			if !strings.Contains(v, `\`) {
				list = append(list, `"`+v+`"`)
			}
		}
	}
	return list
}

// matcher is the function that stands for a pattern, nil for none.
func matcher(pattern jsonschema.Regexp) (match func([]byte) bool, ok bool) {
	if pattern == nil {
		return nil, true
	}
	if pattern.String() == openapi.Decimal {
		return isDecimal, true
	}
	re, ok := pattern.(*regexp.Regexp)
	if !ok {
		return nil, false
	}
	return re.Match, true
}

var most = new(uint256.Int).Not(new(uint256.Int)).Dec()

// isDecimal is openapi.Decimal.
func isDecimal(digits []byte) bool {
	if len(digits) == 0 || digits[0] == '0' && len(digits) > 1 || len(digits) > len(most) {
		return false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(digits) < len(most) || string(digits) <= most
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

// maxDepth is how deep the values and the rules of a text may nest.
const maxDepth = 200

// accepts reports whether a text is one JSON value that is good for sure.
func (r *rule) accepts(data []byte) bool {
	w := walk{jsonText: jsonText{data: data}}
	ok := w.value(r) && utf8.Valid(data)
	w.space()
	return ok && w.at == len(data)
}

// walk takes a text along a rule.
type walk struct {
	jsonText
	depth int
	over  bool // it was deeper than may be
}

// value takes a value that a rule accepts, and the space before it.
func (w *walk) value(r *rule) bool {
	w.depth++
	w.over = w.over || w.depth > maxDepth
	ok := !w.over && w.within(r)
	w.depth--
	return ok
}

// within is value for one that is not too deep.
func (w *walk) within(r *rule) bool {
	w.space()
	start := w.at
	if r.ref != nil {
		if !w.value(r.ref) {
			return false
		}
		w.at = start
	}
	if r.anyOf != nil {
		if !slices.ContainsFunc(r.anyOf, func(part *rule) bool { w.at = start; return w.value(part) }) {
			return false
		}
		w.at = start
	}
	if !w.own(r) {
		return false
	}
	written := w.data[start:w.at]
	return r.words == nil || slices.ContainsFunc(r.words, func(word string) bool { return word == string(written) })
}

// own is value for what a rule says itself.
func (w *walk) own(r *rule) bool {
	switch w.peek() {
	case '"':
		inside, plain, ok := w.text()
		return ok && r.takes(stringKind) && (r.pattern == nil || plain && r.pattern(inside))
	case '{':
		return r.takes(objectKind) && w.object(r)
	case '[':
		return r.takes(arrayKind) && w.array(r)
	case 'n':
		return r.takes(nullKind) && w.word("null")
	case 't':
		return r.takes(booleanKind) && w.word("true")
	case 'f':
		return r.takes(booleanKind) && w.word("false")
	}
	return w.number(r)
}

func (r *rule) takes(kind kinds) bool { return r.kinds == 0 || r.kinds&kind != 0 }

func (w *walk) array(r *rule) bool {
	n, items := 0, cmp.Or(r.items, anything)
	return w.elements(func() bool {
		n++
		return (r.maxItems < 0 || n <= r.maxItems) && w.value(items)
	})
}

// object takes an object that names no known property twice.
func (w *walk) object(r *rule) bool {
	var seen uint64
	return w.members(func(name []byte, plain bool) bool {
		p, named := r.properties[string(name)]
		if r != anything && (!plain || seen&p.bit != 0 || !named && r.closed) {
			return false
		}
		seen |= p.bit
		if !named {
			p.rule = r.others
		}
		return w.value(cmp.Or(p.rule, anything))
	}) && seen&r.required == r.required
}

// elements takes an array, each value by f.
func (w *walk) elements(f func() bool) bool {
	if !w.skip('[') {
		return false
	}
	if w.space(); w.skip(']') {
		return true
	}
	for {
		if w.space(); !f() {
			return false
		}
		if w.space(); w.skip(']') {
			return true
		}
		if !w.skip(',') {
			return false
		}
	}
}

// members takes an object, each value by f, which is told the name and whether it
// is written without an escape.
func (w *walk) members(f func(name []byte, plain bool) bool) bool {
	if w.space(); !w.skip('{') {
		return false
	}
	if w.space(); w.skip('}') {
		return true
	}
	for {
		w.space()
		name, plain, ok := w.text()
		if w.space(); !ok || !w.skip(':') {
			return false
		}
		if w.space(); !f(name, plain) {
			return false
		}
		if w.space(); w.skip('}') {
			return true
		}
		if !w.skip(',') {
			return false
		}
	}
}

// raw takes a value and returns it as it is written.
func (w *walk) raw() (value []byte, ok bool) {
	w.space()
	start := w.at
	ok = w.value(anything)
	return w.data[start:w.at], ok
}

// number takes integers, and decimals where there is no bound but a minimum of 0.
func (w *walk) number(r *rule) bool {
	digits, integer, exact, ok := w.jsonText.number()
	switch {
	case !ok || r == anything:
		return ok
	case !exact || integer && !r.takes(integerKind) || !integer && !r.takes(decimalKind):
		return false
	case r.min == nil && r.max == nil:
		return true
	case r.max == nil && *r.min == 0:
		return digits[0] != '-'
	}
	n, err := strconv.ParseInt(string(digits), 10, 64)
	return err == nil && (r.min == nil || n >= *r.min) && (r.max == nil || n <= *r.max)
}
