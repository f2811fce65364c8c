package openapi

import (
	"bytes"
	"fmt"
	"slices"

	"mcrpress/generator/answers"
)

// object is a JSON object that keeps the order of its members.
type object []member

type member struct {
	name  string
	value any
}

// with is the object with further members, which replace those of the same
// name.
func (o object) with(more object) object {
	out := slices.DeleteFunc(slices.Clone(o), func(m member) bool {
		return slices.ContainsFunc(more, func(n member) bool { return n.name == m.name })
	})
	return append(out, more...)
}

// MarshalJSON returns the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			out = append(out, ',')
		}
		value, err := answers.Encode(m.value)
		if err != nil {
			return nil, err
		}
		out = fmt.Appendf(out, "%q:", m.name)
		out = append(out, bytes.TrimSpace(value)...)
	}
	return append(out, '}'), nil
}
