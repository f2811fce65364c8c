package check

import (
	"os"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
)

// TestAgainst compares the sample with an earlier one.
func TestAgainst(t *testing.T) {
	for name, tc := range map[string]struct {
		earlier    func(t *testing.T, s *sample)
		maxRerated int
		want       []string
		notes      []string
	}{
		"the same": {earlier: func(*testing.T, *sample) {}},
		"another chain": {earlier: func(_ *testing.T, s *sample) { s.snapshot.ChainID = 2 },
			want: []string{"index/snapshot.json: chain 1, the previous snapshot is of chain 2"}},
		"a later block": {earlier: func(_ *testing.T, s *sample) { s.snapshot.Block.Number = 8 },
			want: []string{"index/snapshot.json: block 7 is below the previous one, 8"}},
		"another block of that number": {earlier: func(_ *testing.T, s *sample) { s.snapshot.Block.Hash = common.Hash{8} },
			want: []string{"index/snapshot.json: block 7 has the hash 0x07"}},
		"one machine more": {earlier: func(t *testing.T, s *sample) {
			s.edit(t, machinesFile, `"resolves":"Machine wallet not found"}`, `"resolves":"Machine wallet not found"},{"machine_id":4}`)
		}, want: []string{"index/machines.json: machine 4 is lost"}},
		"more events": {earlier: func(t *testing.T, s *sample) { s.edit(t, machinesFile, `"event_count":3`, `"event_count":4`) },
			want: []string{"index/machines.json: machine 2 has 3 events and had 4"}},
		"fewer events": {earlier: func(t *testing.T, s *sample) { s.edit(t, machinesFile, `"event_count":3`, `"event_count":2`) }},
		"another letter": {earlier: func(t *testing.T, s *sample) { s.edit(t, machinesFile, `"mcr":"BB"`, `"mcr":"A"`) },
			want: []string{"index/machines.json: 1 of 3 machines are rated otherwise than before, 0 may be"}},
		"another letter, as allowed": {earlier: func(t *testing.T, s *sample) { s.edit(t, machinesFile, `"mcr":"BB"`, `"mcr":"A"`) }, maxRerated: 1},
		"more letters than allowed": {earlier: func(t *testing.T, s *sample) { s.edit(t, machinesFile, `"mcr":"NR"`, `"mcr":"A"`) }, maxRerated: 33,
			want: []string{"index/machines.json: 2 of 3 machines are rated otherwise than before, 1 may be"}},
		"another score": {earlier: func(t *testing.T, s *sample) { s.edit(t, machinesFile, `"mcr_score":46`, `"mcr_score":47`) }},
		"an upgrade": {earlier: func(_ *testing.T, s *sample) {
			old := rated.Hex()
			s.snapshot.Contracts[0].Implementation = &old
			s.snapshot.Model.ParametersHash = "x"
			s.snapshot.Tool = "mcrpress older"
		}, notes: []string{
			"identity_registry has another implementation: none, before " + rated.Hex(),
			`the model has other parameters: "` + newSample().snapshot.Model.ParametersHash + `", before "x"`,
			`the tree was made by "mcrpress test", the one before by "mcrpress older"`,
		}},
		"a move": {earlier: func(_ *testing.T, s *sample) { s.snapshot.Contracts[0].Address = rated.Hex() },
			notes: []string{"identity_registry is a new contract: " + operator.Hex()}},
	} {
		t.Run(name, func(t *testing.T) {
			before := newSample()
			tc.earlier(t, before)
			opts := Options{Against: os.DirFS(before.publish(t)), MaxRerated: tc.maxRerated}
			now := os.DirFS(newSample().publish(t))
			r, err := Tree(t.Context(), now, opts)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range r.Problems {
				got = append(got, p.String())
			}
			wantProblems(t, tc.want, got)
			if diff := cmp.Diff(tc.notes, r.Notes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAgainstNothingFails(t *testing.T) {
	_, err := Tree(t.Context(), os.DirFS(newSample().publish(t)), Options{Against: os.DirFS(t.TempDir())})
	if err == nil {
		t.Error("a directory without a snapshot was taken for the previous one")
	}
}
