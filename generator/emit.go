package generator

import (
	"fmt"
	"slices"
	"strings"

	"mcrpress/generator/endpoints"
)

// Emit says which outputs a tree has: true for one that is added, false for
// one that is left out. What it does not name is as usual, and the zero value
// names nothing: a tree has every output but badges.
type Emit map[endpoints.Output]bool

// Has reports whether a tree has the output.
func (e Emit) Has(o endpoints.Output) bool {
	if emitted, named := e[o]; named {
		return emitted
	}
	return o != endpoints.Badges
}

// Only is exactly the outputs that are listed.
func Only(outputs []endpoints.Output) Emit {
	e := Emit{}
	for _, o := range endpoints.Outputs {
		e[o] = slices.Contains(outputs, o)
	}
	return e
}

// list is the outputs of a tree.
func (e Emit) list() []endpoints.Output {
	return slices.DeleteFunc(slices.Clone(endpoints.Outputs), func(o endpoints.Output) bool { return !e.Has(o) })
}

// UnmarshalText reads outputs with commas between them, each as its name or
// as "no-" and its name: "badges,no-exports".
func (e *Emit) UnmarshalText(text []byte) error {
	*e = Emit{}
	if len(text) == 0 {
		return nil
	}
	for word := range strings.SplitSeq(string(text), ",") {
		name, without := strings.CutPrefix(strings.TrimSpace(word), "no-")
		if !slices.Contains(endpoints.Outputs, endpoints.Output(name)) {
			return fmt.Errorf("no output named %q: use some of %s, with no- in front to leave one out", word, outputList())
		}
		if _, twice := (*e)[endpoints.Output(name)]; twice {
			return fmt.Errorf("the output %s is named twice", name)
		}
		(*e)[endpoints.Output(name)] = !without
	}
	return nil
}

func outputList() string {
	names := make([]string, len(endpoints.Outputs))
	for i, o := range endpoints.Outputs {
		names[i] = string(o)
	}
	return strings.Join(names, ", ")
}
