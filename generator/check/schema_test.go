package check

import (
	"testing"

	"mcrpress/generator/endpoints"
)

// Where nothing is inspected but the pointer, no other schema is compiled. All
// are where the manifest does not stand for an inspection, or a schema is new:
// one that no file asks for may be broken.
func TestSchemasThatAreCompiled(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(s *sample)
		trust  bool
		all    bool
	}{
		"the same bytes":    {func(*sample) {}, true, false},
		"a new description": {func(s *sample) { s.files[document] = append(s.files[document], '\n') }, true, true},
		"without trust":     {func(*sample) {}, false, true},
	} {
		s := newSample()
		s.inOrder = true
		dir := s.publish(t)
		published := s.snapshot.Tree
		tc.change(s)
		w := s.open(t, dir)
		if err := w.Follow(published.Hash, published.Files, published.Bytes); err != nil {
			t.Fatal(err)
		}
		g := Watch(w, s.table, nil, Options{Trust: tc.trust})
		if err := g.Pass(t.Context(), s.sealed(t, w)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		compiled, left := len(g.schemas.byBody), len(g.schemas.pending)
		if tc.all && left > 0 || !tc.all && (compiled != 1 || g.schemas.byBody[endpoints.SnapshotIndex] == nil) {
			t.Errorf("%s: %d schemas are compiled and %d are not", name, compiled, left)
		}
	}
}
