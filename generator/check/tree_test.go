package check

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mcrpress/generator/endpoints"
	"mcrpress/generator/minisign"
	"mcrpress/generator/tree"
)

// TestNext checks a tree before it is published, first into nothing, then
// over an older one.
func TestNext(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	for _, score := range []string{"46", "45"} {
		s := newSample()
		for _, path := range []string{machinesFile, "mcr/" + endpoints.Lower(rated), "machine/" + endpoints.Lower(rated), "metadata/7", endpoints.OperatorPage(operator, 0)} {
			s.edit(t, path, `"mcr_score":46`, `"mcr_score":`+score)
		}
		w, pointer := s.seal(t, dir)
		r, err := Tree(t.Context(), w.Next(), Options{Pointer: pointer})
		if err != nil {
			t.Fatal(err)
		}
		if !r.Clean() || r.Files != len(s.files) {
			t.Errorf("score %s: %d files, %v", score, r.Files, r.Problems)
		}
		if err := errors.Join(w.Commit(pointer, nil), w.Close()); err != nil {
			t.Fatal(err)
		}
	}
	wantProblems(t, nil, problems(t, dir, Options{}))
}

// TestNextIsHeldAgainstThePublished loses a machine before it is published.
func TestNextIsHeldAgainstThePublished(t *testing.T) {
	s := newSample()
	dir := s.publish(t)
	s.edit(t, machinesFile, `,{"machine_id":"3"`, `],"x":[{"machine_id":"3"`)
	w, pointer := s.seal(t, dir)
	r, err := Tree(t.Context(), w.Next(), Options{Pointer: pointer, Against: w.Published()})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems {
		if errors.Is(p.Err, ErrAgainst) != (p.String() == "index/machines.json: machine 3 is lost") {
			t.Errorf("%s: against the earlier tree: %v", p, p.Err)
		}
	}
	if _, err := s.gate(t, Options{}); err == nil || errors.Is(err, ErrAgainst) {
		t.Errorf("by itself: %v", err)
	}
}

func TestSignature(t *testing.T) {
	keys := t.TempDir()
	pub, err := minisign.Generate(filepath.Join(keys, "a.key"), filepath.Join(keys, "a.pub"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := minisign.ReadSecretKey(filepath.Join(keys, "a.key"), "")
	if err != nil {
		t.Fatal(err)
	}
	other, err := minisign.Generate(filepath.Join(keys, "b.key"), filepath.Join(keys, "b.pub"))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "public")
	w, pointer := newSample().seal(t, dir)
	signature, err := minisign.Sign(key, pointer, "block 7")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(pointer, map[string][]byte{tree.Pointer + ".minisig": signature, "index/snapshots/7.json": pointer}); err != nil {
		t.Fatal(err)
	}
	wantProblems(t, nil, problems(t, dir, Options{PublicKey: &pub}))
	wantProblems(t, nil, problems(t, dir, Options{}))
	wantProblems(t, []string{"index/snapshot.json.minisig: the signature is by key "}, problems(t, dir, Options{PublicKey: &other}))

	unsigned := newSample().publish(t)
	wantProblems(t, []string{"index/snapshot.json.minisig: missing"}, problems(t, unsigned, Options{PublicKey: &pub}))

	if err := os.WriteFile(filepath.Join(dir, "index/snapshots/7.json"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	wantProblems(t, []string{"index/snapshots/7.json: it does not equal"}, problems(t, dir, Options{PublicKey: &pub}))

	changed := bytes.Replace(pointer, []byte("mcrpress test"), []byte("mcrpress TEST"), 1)
	if err := os.WriteFile(filepath.Join(dir, tree.Pointer), changed, 0o644); err != nil {
		t.Fatal(err)
	}
	wantProblems(t, []string{"index/snapshot.json.minisig: the signature does not fit"}, problems(t, dir, Options{PublicKey: &pub}))
}

// moving is a file system on which a new snapshot is published while it is
// read.
type moving struct {
	fs.FS
	reads *int
}

func (m moving) ReadFile(name string) ([]byte, error) {
	data, err := fs.ReadFile(m.FS, name)
	if name == tree.Pointer {
		*m.reads++
		data = append(data, strings.Repeat(" ", *m.reads)...)
	}
	return data, err
}

func TestWhatCannotBeInspectedFails(t *testing.T) {
	empty := newSample()
	empty.snapshot.Outputs = []endpoints.Output{}
	for path := range empty.files {
		if family, _, _ := empty.table.Parse(path); family.Type == endpoints.HTML {
			delete(empty.files, path)
		}
	}
	damaged := newSample().publish(t)
	lists, err := filepath.Glob(filepath.Join(damaged, tree.ListDir, "*"))
	if err != nil || len(lists) != 1 {
		t.Fatal(lists, err)
	}
	if err := os.Truncate(lists[0], 100); err != nil {
		t.Fatal(err)
	}
	broken := t.TempDir()
	if err := os.Mkdir(filepath.Join(broken, "index"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, tree.Pointer), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		fsys  fs.FS
		fails string
	}{
		"nothing":           {os.DirFS(t.TempDir()), "no such file"},
		"a broken pointer":  {os.DirFS(broken), "index/snapshot.json"},
		"a broken manifest": {os.DirFS(damaged), "its bytes are not those"},
		"no page":           {os.DirFS(empty.publish(t)), "no page"},
		"a moving target":   {moving{os.DirFS(newSample().publish(t)), new(int)}, "in the meantime"},
	} {
		r, err := Tree(t.Context(), tc.fsys, Options{})
		if err == nil {
			t.Errorf("%s: problems %v", name, r.Problems)
		} else if !strings.Contains(err.Error(), tc.fails) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a manifest lists with the same bytes was inspected when it was written,
// and is not looked at again, unless all of it is asked for or what it is held
// against is new.
func TestTrust(t *testing.T) {
	const mcr = "mcr/0x00000000000000000000000000000000000000a1"
	for name, tc := range map[string]struct {
		change func(s *sample)
		trust  bool
		found  bool
	}{
		"the same bytes":      {func(*sample) {}, true, false},
		"another file":        {func(s *sample) { s.page("about.html") }, true, false},
		"without trust":       {func(*sample) {}, false, true},
		"a new description":   {func(s *sample) { s.files[document] = append(s.files[document], '\n') }, true, true},
		"other bytes":         {func(s *sample) { s.edit(t, mcr, `"mcr_score":47`, `"mcr_score":48`) }, true, true},
		"a link to nowhere":   {func(s *sample) { s.page("about.html", "/nowhere") }, true, true},
		"a card that is gone": {func(s *sample) { delete(s.files, "card/2.html") }, true, true},
		"other counts":        {func(s *sample) { s.snapshot.Counts.Events++ }, true, true},
	} {
		s := newSample()
		s.edit(t, mcr, `"mcr_score":46`, `"mcr_score":47`)
		_, err := s.followed(t, tc.change, tc.trust)
		if (err != nil) != tc.found {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Nothing is read back where descriptions are put before what they describe.
func TestGateReadsNothing(t *testing.T) {
	s := newSample()
	s.inOrder = true
	g, err := s.gate(t, Options{})
	if err != nil || g.report.Files != 0 || g.report.Bodies != 21 || g.report.Pages != 5 {
		t.Errorf("%v; %+v", err, g.report)
	}
}
