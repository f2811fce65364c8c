package check

import (
	"errors"
	"os"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
	"mcrpress/generator/answers"
)

// TestAgainst compares the sample with an earlier one.
func TestAgainst(t *testing.T) {
	for name, tc := range map[string]struct {
		earlier    func(t *testing.T, s *sample)
		maxRerated int
		maxLost    int
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
			s.edit(t, machinesFile, `"resolves":"Machine wallet not found"}`, `"resolves":"Machine wallet not found"},{"machine_id":"4"}`)
		}, want: []string{"index/machines.json: machine 4 is lost"}},
		"one machine that left": {earlier: func(t *testing.T, s *sample) {
			s.edit(t, machinesFile, `"resolves":"Machine wallet not found"}`, `"resolves":"Machine wallet not found"},{"machine_id":"8"}`)
		}},
		"another generation": {earlier: func(_ *testing.T, s *sample) { s.snapshot.Generation = chain.Gen2 },
			want: []string{"index/snapshot.json: generation 1.0, the previous snapshot is of generation"}},
		"more events": {earlier: func(t *testing.T, s *sample) { s.edit(t, machinesFile, `"event_count":3`, `"event_count":4`) },
			want: []string{"index/machines.json: 1 events are gone, 0 may be: machine 2 has 3 and had 4"}},
		"more events, as allowed": {earlier: func(t *testing.T, s *sample) { s.edit(t, machinesFile, `"event_count":3`, `"event_count":5`) }, maxLost: 2},
		"more events than allowed": {earlier: func(t *testing.T, s *sample) {
			s.edit(t, machinesFile, `"event_count":3`, `"event_count":4`)
			s.edit(t, machinesFile, `"event_count":12`, `"event_count":14`)
		}, maxLost: 2, want: []string{"index/machines.json: 3 events are gone, 2 may be: machine 1 has 12 and had 14, machine 2 has 3 and had 4"}},
		"fewer events": {earlier: func(t *testing.T, s *sample) { s.edit(t, machinesFile, `"event_count":3`, `"event_count":2`) }},
		"another letter": {earlier: func(t *testing.T, s *sample) { s.edit(t, machinesFile, `"mcr":"BB"`, `"mcr":"A"`) },
			want: []string{"index/machines.json: 1 of 3 machines have another letter than before, 0 may have (0 %)"}},
		"another letter, as allowed": {earlier: func(t *testing.T, s *sample) { s.edit(t, machinesFile, `"mcr":"BB"`, `"mcr":"A"`) }, maxRerated: 1},
		"more letters than allowed": {earlier: func(t *testing.T, s *sample) { s.edit(t, machinesFile, `"mcr":"NR"`, `"mcr":"A"`) }, maxRerated: 33,
			want: []string{"index/machines.json: 2 of 3 machines have another letter than before, 1 may have (33 %)"}},
		"another letter by another model": {earlier: func(t *testing.T, s *sample) {
			s.edit(t, machinesFile, `"mcr":"BB"`, `"mcr":"A"`)
			s.snapshot.Model = answers.SnapshotModel{Name: "open-mcr-1+custom", ParametersHash: "x"}
		}, want: []string{"index/machines.json: 1 of 3 machines have another letter than before, 0 may have (0 %); " +
			"the model is open-mcr-1 with parameters " + newSample().snapshot.Model.ParametersHash[:12] + ", and was open-mcr-1+custom with parameters x"},
			notes: []string{"the model is open-mcr-1 with parameters " + newSample().snapshot.Model.ParametersHash[:12] + ", before open-mcr-1+custom with parameters x"}},
		"another schema": {earlier: func(t *testing.T, s *sample) {
			s.snapshot.Schema = 1
			s.files[machinesFile] = []byte(`[{"machine_id":4}]`)
		}, notes: []string{"the previous tree is of schema 1, and nothing is held against it"}},
		"another score": {earlier: func(t *testing.T, s *sample) { s.edit(t, machinesFile, `"mcr_score":46`, `"mcr_score":47`) }},
		"an upgrade": {earlier: func(_ *testing.T, s *sample) {
			old := rated.Hex()
			s.snapshot.Contracts[0].Implementation = &old
			s.snapshot.Model.ParametersHash = "x"
			s.snapshot.Tool = "mcrpress older"
		}, notes: []string{
			"identity_registry has another implementation: none, before " + rated.Hex(),
			`the model is open-mcr-1 with parameters ` + newSample().snapshot.Model.ParametersHash[:12] + `, before open-mcr-1 with parameters x`,
			`the tree was made by "mcrpress test", the one before by "mcrpress older"`,
		}},
		"a move": {earlier: func(_ *testing.T, s *sample) { s.snapshot.Contracts[0].Address = rated.Hex() },
			notes: []string{"identity_registry is a new contract: " + operator.Hex()}},
	} {
		t.Run(name, func(t *testing.T) {
			before := newSample()
			tc.earlier(t, before)
			opts := Options{Against: os.DirFS(before.publish(t)), MaxRerated: tc.maxRerated, MaxLostEvents: tc.maxLost}
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

// A guard says by its error which limit it is.
func TestGuards(t *testing.T) {
	for _, tc := range []struct {
		old, new    string
		is, another error
	}{
		{`"mcr":"BB"`, `"mcr":"A"`, ErrRerated, ErrLostEvents},
		{`"event_count":3`, `"event_count":4`, ErrLostEvents, ErrRerated},
		{`"machine_id":"3"`, `"machine_id":"4"`, ErrAgainst, ErrRerated},
	} {
		before := newSample()
		before.edit(t, machinesFile, tc.old, tc.new)
		_, err := newSample().gate(t, Options{Against: os.DirFS(before.publish(t))})
		if !errors.Is(err, tc.is) || !errors.Is(err, ErrAgainst) || errors.Is(err, tc.another) {
			t.Errorf("%s: %v", tc.new, err)
		}
	}
}

func TestAgainstNothingFails(t *testing.T) {
	_, err := Tree(t.Context(), os.DirFS(newSample().publish(t)), Options{Against: os.DirFS(t.TempDir())})
	if err == nil {
		t.Error("a directory without a snapshot was taken for the previous one")
	}
}
