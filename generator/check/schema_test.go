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
		g, err := s.followed(t, tc.change, tc.trust)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		compiled, left := len(g.schemas.byBody), len(g.schemas.pending)
		if tc.all && left > 0 || !tc.all && (compiled != 1 || g.schemas.byBody[endpoints.SnapshotIndex] == nil) {
			t.Errorf("%s: %d schemas are compiled and %d are not", name, compiled, left)
		}
	}
}
