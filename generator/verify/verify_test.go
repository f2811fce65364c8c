package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/read"
	"mcrpress/chain/rpc"
	"mcrpress/chain/store"
	"mcrpress/generator"
	"mcrpress/generator/answers"
	"mcrpress/generator/check"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/partner"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// world is the demo chain and its tree.
type world struct {
	options  Options
	table    *endpoints.Table
	dir      string
	snapshot answers.Snapshot
	files    map[string][]byte
}

func newWorld(t *testing.T, g chain.Generation) *world {
	t.Helper()
	blocks, err := devchain.Build(devchain.Options{Generation: g})
	if err != nil {
		t.Fatal(err)
	}
	node, err := blocks.Serve("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { node.Close() })
	client, err := rpc.Dial([]string{node.URL()}, rpc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{table: endpoints.Of(g), dir: filepath.Join(t.TempDir(), "public"), files: map[string][]byte{}}
	w.options = Options{
		Client: client, Deployment: blocks.Deployment(), Log: slog.New(slog.DiscardHandler), Progress: func(string, int, int) {},
	}
	rates := filepath.Join(t.TempDir(), "rates.csv")
	if err := os.WriteFile(rates, devchain.Rates(), 0o600); err != nil {
		t.Fatal(err)
	}
	sources, err := fx.ParseSources("file:"+rates, fx.Options{})
	if err != nil {
		t.Fatal(err)
	}
	records, err := store.NewTemp()
	if err != nil {
		t.Fatal(err)
	}
	defer records.Close()
	summary, err := generator.Build(t.Context(), generator.Config{
		Client: client, Deployment: w.options.Deployment, Read: read.Options{Block: "finalized"}, Store: records, Rates: sources, Model: scoring.Default(),
		Partner: &partner.Fetcher{Mode: partner.Off}, Out: w.dir, Tree: tree.Options{Sync: tree.SyncOff},
		Log: w.options.Log, Progress: w.options.Progress,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.snapshot = *summary.Snapshot
	w.load(t)
	return w
}

// load reads the files of the manifest.
func (w *world) load(t *testing.T) {
	t.Helper()
	entries, _, err := tree.Manifest(os.DirFS(w.dir), w.snapshot.Tree.Hash)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if w.files[e.Path], err = os.ReadFile(filepath.Join(w.dir, e.Path)); err != nil {
			t.Fatal(err)
		}
	}
}

// forge publishes the tree with changed files and a manifest that vouches for
// them. Files in live are marked so.
func (w *world) forge(t *testing.T, files map[string][]byte, live string, change func(*answers.Snapshot)) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "public")
	out, err := tree.Open(dir, tree.Options{Sync: tree.SyncOff})
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	for _, path := range slices.Sorted(maps.Keys(files)) {
		put := out.Put
		if path == live {
			put = out.PutLive
		}
		if err := put(path, files[path]); err != nil {
			t.Fatal(err)
		}
	}
	sealed, err := out.Seal()
	if err != nil {
		t.Fatal(err)
	}
	s := w.snapshot
	s.Tree = answers.SnapshotTree{Hash: sealed.Hash, Files: sealed.Files, Bytes: sealed.Bytes}
	change(&s)
	pointer, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Commit(pointer, nil); err != nil {
		t.Fatal(err)
	}
	return dir
}

// find gives the first file of a family whose bytes hold a text.
func (w *world) find(t *testing.T, family, text string) string {
	t.Helper()
	for _, path := range slices.Sorted(maps.Keys(w.files)) {
		if f, _, _ := w.table.Parse(path); f.Name == family && bytes.Contains(w.files[path], []byte(text)) && !strings.HasSuffix(path, "404.html") {
			return path
		}
	}
	t.Fatalf("no file of %s holds %s", family, text)
	return ""
}

func TestVerify(t *testing.T) {
	for _, g := range []chain.Generation{chain.Gen1, chain.Gen2} {
		t.Run(string(g), func(t *testing.T) {
			w := newWorld(t, g)
			t.Run("clean", func(t *testing.T) { testClean(t, w) })
			t.Run("site", func(t *testing.T) { testSite(t, w) })
			t.Run("lie", func(t *testing.T) { testLie(t, w) })
			t.Run("forged", func(t *testing.T) { testForged(t, w) })
			t.Run("sampled", func(t *testing.T) { testSampled(t, w) })
			t.Run("named", func(t *testing.T) { testNamed(t, w) })
			t.Run("refused", func(t *testing.T) { testRefused(t, w) })
		})
	}
}

func testClean(t *testing.T, w *world) {
	r, err := Tree(t.Context(), os.DirFS(w.dir), w.options)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Clean() || r.Machines != w.snapshot.Counts.Machines || r.Fleet != r.Machines || !r.Pages {
		t.Errorf("%+v", r)
	}
	if r.Files+r.Skipped != len(w.files) || r.Skipped > r.Files/8 {
		t.Errorf("%d compared and %d skipped of %d files", r.Files, r.Skipped, len(w.files))
	}
}

func testSite(t *testing.T, w *world) {
	server := httptest.NewServer(http.FileServer(http.Dir(w.dir)))
	defer server.Close()
	site, err := check.Site(t.Context(), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	opts := w.options
	opts.Sample, opts.Readers = 2, 4
	r, err := Tree(t.Context(), site, opts)
	if err != nil || !r.Clean() || r.Machines != 2 {
		t.Errorf("%+v, %v", r, err)
	}
}

// testLie derives a tree again that shows one rating too good.
func testLie(t *testing.T, w *world) {
	mcr := w.find(t, "mcr", `"mcr":"A"`)
	files := maps.Clone(w.files)
	files[mcr] = bytes.Replace(files[mcr], []byte(`"mcr":"A"`), []byte(`"mcr":"AAA"`), 1)
	r, err := Tree(t.Context(), os.DirFS(w.forge(t, files, "", func(*answers.Snapshot) {})), w.options)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Difference{mcr, `mcr is "AAA", the chain gives "A"`}); !slices.Equal(r.Differences, []Difference{want}) {
		t.Errorf("got %v, want %v", r.Differences, want)
	}
}

// testForged changes one thing in a tree that is otherwise in order. The tree
// that the chain gives is the one before the change, as testClean has shown.
func testForged(t *testing.T, w *world) {
	mcr := w.find(t, "mcr", `"mcr":"A"`)
	public := w.find(t, "machine", `"data_visibility":"public"`)
	page := w.find(t, "operator", `"mcr":"A"`)
	card := w.find(t, "card", `<html`)
	replace := func(path, old, new string) func(map[string][]byte) {
		return func(files map[string][]byte) {
			if !bytes.Contains(files[path], []byte(old)) {
				t.Fatalf("%s does not hold %s", path, old)
			}
			files[path] = bytes.Replace(files[path], []byte(old), []byte(new), 1)
		}
	}
	const failed = `"partner_data_error":"fetch failed"`
	for name, tc := range map[string]struct {
		files    func(files map[string][]byte)
		live     string
		snapshot func(*answers.Snapshot)
		want     Difference // the text by its beginning
		lives    int
	}{
		"a rating":               {files: replace(mcr, `"mcr":"A"`, `"mcr":"AAA"`), want: Difference{mcr, `mcr is "AAA", the chain gives "A"`}},
		"white space":            {files: replace(mcr, `{`, `{ `), want: Difference{mcr, "bytes"}},
		"an operator's page":     {files: replace(page, `"mcr":"A"`, `"mcr":"B"`), want: Difference{page, `machines[`}},
		"a card":                 {files: replace(card, `<html`, `<html x`), want: Difference{card, "bytes"}},
		"a machine less":         {files: func(files map[string][]byte) { delete(files, mcr) }, want: Difference{mcr, "not published, though"}},
		"a machine more":         {files: func(files map[string][]byte) { files["machines/12345"] = files["machines/1"] }, want: Difference{"machines/12345", "published, the chain"}},
		"a rate":                 {files: replace("index/rates.csv", "\n", "\n2020-01-01,HKD,7.8\n"), want: Difference{"index/rates.csv", "bytes"}},
		"the counts":             {snapshot: func(s *answers.Snapshot) { s.Counts.Bonded++ }, want: Difference{tree.Pointer, "counts.bonded is "}},
		"an answer":              {files: replace(public, failed, `"partner_data":{"a":1}`), want: Difference{public, `peaqos.partner_data.a is 1, the chain gives absent`}},
		"a live answer":          {files: replace(public, failed, `"partner_data":{"a":1}`), live: public, lives: 1},
		"beside a live answer":   {files: replace(public, `"mcr_score":`, `"mcr_score":1`), live: public, lives: 1, want: Difference{public, "peaqos.mcr_score is 1"}},
		"what is called live":    {files: replace(mcr, `"mcr":"A"`, `"mcr":"AAA"`), live: mcr, lives: 1, want: Difference{mcr, `mcr is "AAA"`}},
		"the changes":            {files: func(files map[string][]byte) { files["index/changes.json"] = []byte("{}") }},
		"made by something else": {files: replace(card, `<html`, `<html x`), snapshot: func(s *answers.Snapshot) { s.Tool = "other" }},
	} {
		t.Run(name, func(t *testing.T) {
			files := maps.Clone(w.files)
			if tc.files != nil {
				tc.files(files)
			}
			if tc.snapshot == nil {
				tc.snapshot = func(*answers.Snapshot) {}
			}
			r, err := compare(t.Context(), os.DirFS(w.forge(t, files, tc.live, tc.snapshot)), os.DirFS(w.dir), nil, w.options)
			if err != nil {
				t.Fatal(err)
			}
			if r.Live != tc.lives {
				t.Errorf("%d live files, want %d", r.Live, tc.lives)
			}
			if tc.want.Path == "" {
				if !r.Clean() {
					t.Error(r.Differences)
				}
				return
			}
			if len(r.Differences) != 1 || r.Differences[0].Path != tc.want.Path || !strings.Contains(r.Differences[0].Text, tc.want.Text) {
				t.Errorf("got %+v, want %+v", r.Differences, tc.want)
			}
		})
	}
}

// testSampled forges every card: those of the sample are found, each time the
// same.
func testSampled(t *testing.T, w *world) {
	files := maps.Clone(w.files)
	for path := range files {
		if f, _, _ := w.table.Parse(path); f.Name == "machines" && !f.IsNotFoundBody(path) {
			files[path] = []byte("{}")
		}
	}
	forged := os.DirFS(w.forge(t, files, "", func(*answers.Snapshot) {}))
	opts := w.options
	opts.Sample = 3
	var found [2][]Difference
	for i := range found {
		r, err := Tree(t.Context(), forged, opts)
		if err != nil {
			t.Fatal(err)
		}
		if r.Machines != 3 || r.Fleet != w.snapshot.Counts.Machines {
			t.Errorf("%d of %d machines", r.Machines, r.Fleet)
		}
		found[i] = r.Differences
	}
	if len(found[0]) == 0 || len(found[0]) > 3 || !slices.Equal(found[0], found[1]) {
		t.Errorf("%v\n%v", found[0], found[1])
	}
}

// testNamed reads machines alone: what is wrong elsewhere is not seen, what the
// index says of them is, and one that is nowhere is an error.
func testNamed(t *testing.T, w *world) {
	machines, err := answers.ReadMachines(os.DirFS(w.dir))
	if err != nil {
		t.Fatal(err)
	}
	named, other := machines[0], machines[1]
	opts := w.options
	opts.Machines = []uint256.Int{named.MachineID.Uint()}
	files := maps.Clone(w.files)
	files["machines/"+other.MachineID.String()] = []byte("{}")
	index := string(files[machinesFile])
	files[machinesFile] = []byte(strings.Replace(index, `"mcr_score":`, `"mcr_score":1`, 1))
	files["machines/"+named.MachineID.String()] = []byte("{}")
	r, err := Tree(t.Context(), os.DirFS(w.forge(t, files, "", func(*answers.Snapshot) {})), opts)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Differences) != 2 || r.Differences[0].Path != machinesFile || r.Differences[1].Path != "machines/"+named.MachineID.String() {
		t.Errorf("%v", r.Differences)
	}
	opts.Machines = []uint256.Int{*uint256.NewInt(123456789)}
	if _, err := Tree(t.Context(), os.DirFS(w.dir), opts); err == nil || !strings.Contains(err.Error(), "neither the tree nor the chain has a machine 123456789") {
		t.Errorf("a machine that is nowhere: %v", err)
	}
}

// testRefused: what is of another chain is not compared.
func testRefused(t *testing.T, w *world) {
	for name, tc := range map[string]struct {
		change  func(*answers.Snapshot)
		mistake bool
		fails   string
	}{
		"another chain":      {func(s *answers.Snapshot) { s.ChainID = 1 }, true, "the snapshot is of chain 1"},
		"another generation": {func(s *answers.Snapshot) { s.Generation = "3.0" }, true, "of generation"},
		"another schema":     {func(s *answers.Snapshot) { s.Schema = 1 }, false, "schema 1"},
		"another contract":   {func(s *answers.Snapshot) { s.Contracts = s.Contracts[1:] }, true, "the contracts of"},
		"another block":      {func(s *answers.Snapshot) { s.Block.Hash[0]++ }, false, "the snapshot says"},
		"another time":       {func(s *answers.Snapshot) { s.Block.Time++ }, false, "the snapshot says"},
		"another model":      {func(s *answers.Snapshot) { s.Model.ParametersHash = "x" }, false, "index/model.json"},
	} {
		_, err := Tree(t.Context(), os.DirFS(w.forge(t, w.files, "", tc.change)), w.options)
		if err == nil || !strings.Contains(err.Error(), tc.fails) || errors.Is(err, chain.ErrDeployment) != tc.mistake {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Tree(t.Context(), os.DirFS(t.TempDir()), w.options); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty directory: %v", err)
	}
}
