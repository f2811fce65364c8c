package check

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

// problems checks a directory and gives its problems a line each.
func problems(t *testing.T, dir string, opts Options) []string {
	t.Helper()
	r, err := Tree(t.Context(), os.DirFS(dir), opts)
	if err != nil {
		t.Fatal(err)
	}
	return linesOf(r)
}

func linesOf(r *Report) (lines []string) {
	for _, p := range r.Problems {
		lines = append(lines, p.String())
	}
	return lines
}

// wantProblems compares lines; each may be given by its beginning.
func wantProblems(t *testing.T, want, got []string) {
	t.Helper()
	same := len(want) == len(got)
	for i := 0; same && i < len(want); i++ {
		same = strings.HasPrefix(got[i], want[i])
	}
	if !same {
		t.Errorf("problems (-want +got):\n%s", cmp.Diff(want, got))
	}
}

func TestCleanTree(t *testing.T) {
	r, err := Tree(t.Context(), os.DirFS(newSample().publish(t)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if _, err := r.WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	_, counts, _ := strings.Cut(text.String(), "bytes\n")
	want := "json         33, 21 of them against their schema\npages        5 with 13 links\nmachines     3\noperators    1\nproblems     0\n"
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Error(diff)
	}
	if n := len(newSample().files); r.Files != n || !r.Clean() {
		t.Errorf("%d files were read of %d, problems %v", r.Files, n, r.Problems)
	}
}

// TestFindsDamage changes files behind the back of the manifest.
func TestFindsDamage(t *testing.T) {
	const (
		mcr   = "mcr/0x00000000000000000000000000000000000000a1"
		style = "assets/style.css" // which is held against the manifest alone
	)
	flip := func(file string) error {
		data, err := os.ReadFile(file)
		data[len(data)/2] ^= 1
		return errors.Join(err, os.WriteFile(file, data, 0o644))
	}
	for name, tc := range map[string]struct {
		damaged string
		damage  func(file string) error
		want    []string
	}{
		"a flipped bit":                 {mcr, flip, []string{mcr + ": its bytes are not"}},
		"truncated":                     {mcr, func(f string) error { return os.Truncate(f, 3) }, []string{mcr + ": 3 bytes, "}},
		"missing":                       {mcr, os.Remove, []string{mcr + ": missing"}},
		"a directory":                   {mcr, func(f string) error { return errors.Join(os.Remove(f), os.Mkdir(f, 0o755)) }, []string{mcr + ": missing"}},
		"no directory":                  {mcr, func(f string) error { return os.RemoveAll(filepath.Dir(f)) }, []string{mcr + ": missing", "mcr/404.html: missing"}},
		"a flipped bit of another kind": {style, flip, []string{style + ": its bytes are not"}},
		"another kind truncated":        {style, func(f string) error { return os.Truncate(f, 1) }, []string{style + ": 1 bytes, 3 are listed"}},
		"another kind missing":          {style, os.Remove, []string{style + ": missing"}},
		"another kind a directory":      {style, func(f string) error { return errors.Join(os.Remove(f), os.Mkdir(f, 0o755)) }, []string{style + ": missing"}},
		"a file besides":                {mcr, func(f string) error { return os.WriteFile(f+"0", nil, 0o644) }, []string{mcr + "0: not listed"}},
		"hidden":                        {mcr, func(f string) error { return os.WriteFile(filepath.Dir(f)+"/.a\nb", nil, 0o644) }, []string{`"mcr/.a\nb": not listed`}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := newSample().publish(t)
			if err := tc.damage(filepath.Join(dir, tc.damaged)); err != nil {
				t.Fatal(err)
			}
			wantProblems(t, tc.want, problems(t, dir, Options{}))
		})
	}
}

// edit replaces text in one file of a sample; it fails the test where nothing
// is replaced.
func (s *sample) edit(t *testing.T, path, old, new string) {
	t.Helper()
	if !bytes.Contains(s.files[path], []byte(old)) {
		t.Fatalf("%s does not hold %s", path, old)
	}
	s.files[path] = bytes.ReplaceAll(s.files[path], []byte(old), []byte(new))
}

// TestFindsContradictions publishes trees whose manifest vouches for what is
// wrong with them.
func TestFindsContradictions(t *testing.T) {
	const (
		mcr     = "mcr/0x00000000000000000000000000000000000000a1"
		profile = "machine/0x00000000000000000000000000000000000000a1"
		page    = "operator/0x00000000000000000000000000000000000000c3/machines"
	)
	list := endpoints.Operator(operator)
	for name, tc := range map[string]struct {
		change func(t *testing.T, s *sample)
		want   []string
	}{
		"another score": {func(t *testing.T, s *sample) { s.edit(t, mcr, `"mcr_score":46`, `"mcr_score":47`) },
			[]string{mcr + ": mcr_score is 47, the index says 46"}},
		"another letter": {func(t *testing.T, s *sample) { s.edit(t, profile, `"mcr":"BB"`, `"mcr":"A"`) },
			[]string{profile + ": mcr is A, the index says BB"}},
		"somebody else's": {func(t *testing.T, s *sample) { s.edit(t, mcr, rated.Hex(), unlinked.Hex()) },
			[]string{mcr + ": did is did:peaq:"}},
		"no number": {func(t *testing.T, s *sample) { s.edit(t, mcr, `"mcr_score":46`, `"mcr_score":"46"`) },
			[]string{mcr + ": against its schema: at '/mcr_score'"}},
		"one field more": {func(t *testing.T, s *sample) { s.edit(t, mcr, `{`, `{"x":1,`) },
			[]string{mcr + ": against its schema: at '': additional properties 'x' not allowed"}},
		"a number beyond all bounds": {func(t *testing.T, s *sample) {
			s.edit(t, mcr, `"average_revenue_per_event":5000.0`, `"average_revenue_per_event":1e9999999`)
		},
			[]string{mcr + ": it holds a number that is out of all bounds"}},
		"no JSON":             {func(t *testing.T, s *sample) { s.edit(t, mcr, `}`, ``) }, []string{mcr + ": it is no JSON"}},
		"another 404":         {func(t *testing.T, s *sample) { s.files["mcr/404.html"] = []byte(`{"error":1}`) }, []string{"mcr/404.html: against its schema"}},
		"an operator's total": {func(t *testing.T, s *sample) { s.edit(t, page, `"total":3`, `"total":4`) }, []string{page + ": total is 4, the index says 3"}},
		"an operator's rows": {func(t *testing.T, s *sample) { s.edit(t, list, `["1","2","9"]`, `["1","8","9"]`) },
			[]string{page + ": 2 machines, the operator's list has 1"}},
		"a longer list": {func(t *testing.T, s *sample) {
			s.edit(t, list, `["1","2","9"]`, `["1","2","9"`+strings.Repeat(`,"9"`, 18)+`]`)
			s.edit(t, operatorsFile, `"machines":3`, `"machines":21`)
		},
			[]string{page + ": total is 3, the index says 21", page + ".p/20: not listed, though the index has operator 0x"}},
		"a machine without its files": {func(t *testing.T, s *sample) { delete(s.files, mcr) },
			[]string{"index.html: link ", mcr + ": not listed, though the index has machine 1"}},
		"files without their machine": {func(t *testing.T, s *sample) { s.files["machines/5"] = s.files["machines/2"] },
			[]string{"machines/5: listed, though no index has it"}},
		"cards left out": {func(t *testing.T, s *sample) {
			s.snapshot.Outputs = []endpoints.Output{endpoints.Fleets}
			s.page("index.html")
			s.page("fleet/0x00000000000000000000000000000000000000c3.html")
			delete(s.files, "card/1.html")
			delete(s.files, "card/2.html")
		}, nil},
		"one card left out": {func(t *testing.T, s *sample) { s.page("index.html"); delete(s.files, "card/2.html") },
			[]string{"card/1.html: link \"./2.html\" leads to no file", "card/2.html: not listed"}},
		"a broken link": {func(t *testing.T, s *sample) { s.page("404.html", "/nowhere", "../x", "javascript:alert(1)", "%zz") },
			[]string{`404.html: link "%zz": malformed`, `404.html: link "../x": it leaves the tree`, `404.html: link "/nowhere" leads to no file`, `404.html: link "javascript:alert(1)": scheme "javascript"`}},
		"a link that is good elsewhere": {func(t *testing.T, s *sample) {
			s.page("about.html", "index.html", "card/1.html")
			s.page("card/2.html", "index.html", "card/1.html")
			s.page("card/1.html", "../about.html", "2.html")
		}, []string{`card/2.html: link "card/1.html" leads to no file`, `card/2.html: link "index.html" leads to no file`}},
		"no kind of file": {func(t *testing.T, s *sample) { s.files["notes.txt"] = nil }, []string{"notes.txt: no kind of file"}},
		"wrong counts":    {func(t *testing.T, s *sample) { s.snapshot.Counts.Events++ }, []string{"index/snapshot.json: events are 16, the indexes have 15"}},
		"another model":   {func(t *testing.T, s *sample) { s.snapshot.Model.ParametersHash = "x" }, []string{"index/model.json: its hash is "}},
		"no document":     {func(t *testing.T, s *sample) { delete(s.files, document) }, []string{"openapi.json: without it"}},
		"a foreign schema": {func(t *testing.T, s *sample) {
			s.edit(t, document, `"$ref":"#/components/schemas/Mcr"`, `"$ref":"file:///etc/passwd"`)
		}, []string{"openapi.json: no schema at /paths/~1mcr"}},
		"no index":       {func(t *testing.T, s *sample) { delete(s.files, operatorsFile) }, []string{"index/operators.json: not listed"}},
		"a broken index": {func(t *testing.T, s *sample) { s.files[machinesFile] = []byte(`{"machines":3}`) }, []string{"index/machines.json: against its schema", "index/machines.json: reading index/machines.json"}},
		"another history": {func(t *testing.T, s *sample) { s.snapshot.Previous = &answers.SnapshotPrevious{Block: 6} },
			[]string{"index/changes.json: it follows another snapshot"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSample()
			tc.change(t, s)
			wantProblems(t, tc.want, problems(t, s.publish(t), Options{}))
			for _, s.inOrder = range []bool{false, true} {
				g, err := s.gate(t, Options{})
				if (err != nil) != (len(tc.want) > 0) {
					t.Errorf("while it is written: %v", err)
				}
				wantProblems(t, tc.want, linesOf(g.report))
			}
		})
	}
}
