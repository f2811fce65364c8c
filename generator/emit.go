package generator

import (
	"fmt"
	"slices"
	"strings"
)

// Output is a part of the tree that no answer of the API needs.
type Output string

// The outputs.
const (
	Cards   Output = "cards"   // card/<machine id>.html
	Badges  Output = "badges"  // badge/<machine id>.svg
	Fleets  Output = "fleets"  // fleet/0x<address>.html
	Search  Output = "search"  // index/search/, which the front page searches in
	Exports Output = "exports" // export/
)

var outputs = []Output{Cards, Badges, Fleets, Search, Exports}

// Emit says which outputs a tree has: true for one that is added, false for
// one that is left out. What it does not name is as usual, and the zero value
// names nothing: a tree has every output but Badges.
type Emit map[Output]bool

// Has says whether a tree has the output.
func (e Emit) Has(o Output) bool {
	if emitted, named := e[o]; named {
		return emitted
	}
	return o != Badges
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
		if !slices.Contains(outputs, Output(name)) {
			return fmt.Errorf("no output named %q: use some of %s, with no- in front to leave one out", word, outputList())
		}
		if _, twice := (*e)[Output(name)]; twice {
			return fmt.Errorf("the output %s is named twice", name)
		}
		(*e)[Output(name)] = !without
	}
	return nil
}

func outputList() string {
	names := make([]string, len(outputs))
	for i, o := range outputs {
		names[i] = string(o)
	}
	return strings.Join(names, ", ")
}
