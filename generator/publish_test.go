package generator

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/minisign"
	"mcrpress/generator/partner"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// events is an event source in memory.
type events map[uint256.Int][]chain.Event

func (e events) Of(id uint256.Int) ([]chain.Event, error) { return e[id], nil }
func (e events) Amounts() ([]chain.Amount, error)         { return nil, nil }

const (
	day = 86400
	now = 1_790_000_000
)

func id(n uint64) uint256.Int { return *uint256.NewInt(n) }

func wallet(n byte) common.Address { return common.Address{0xaa, 19: n} }

func attribute(text string) chain.Attribute {
	return chain.Attribute{Value: []byte(text), ValidUntil: 1<<32 - 1}
}

// machine is a bonded machine whose DID names it.
func machine(n byte) chain.Machine {
	m := chain.Machine{ID: id(uint64(n)), Wallet: wallet(n), Bonded: true}
	m.DID.MachineID = attribute(fmt.Sprint(n))
	return m
}

// work is n weekly activity events that end now.
func work(n int) (list []chain.Event) {
	for i := n - 1; i >= 0; i-- {
		list = append(list, chain.Event{Index: id(uint64(n - i)), Type: 1, Time: now - uint64(i)*7*day, Trust: 2})
	}
	return list
}

func newFleet(machines ...chain.Machine) *chain.Fleet {
	return &chain.Fleet{ChainID: 1, Block: chain.Block{Number: 7, Hash: common.Hash{7}, Time: now}, Machines: machines, Events: events{}}
}

// publish makes the tree of a fleet in dir, without a chain.
func publish(t *testing.T, dir string, fleet *chain.Fleet, change ...func(*Config)) error {
	t.Helper()
	cfg := &Config{
		Deployment: chain.Deployment{Name: "test"},
		Model:      scoring.Default(),
		Partner:    &partner.Fetcher{Mode: partner.Off},
		Log:        slog.New(slog.DiscardHandler),
		Progress:   func(string, int, int) {},
	}
	for _, f := range change {
		f(cfg)
	}
	out, err := tree.Open(dir, tree.Options{Sync: tree.SyncOff})
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	p := newPublication(cfg, out, fleet)
	if p.rates, p.ratesReport, err = fx.Load(t.Context(), fleet.Block.Time, nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := p.stage(t.Context()); err != nil {
		return err
	}
	_, _, err = p.publish(t.Context())
	return err
}

func mustPublish(t *testing.T, dir string, fleet *chain.Fleet, change ...func(*Config)) {
	t.Helper()
	if err := publish(t, dir, fleet, change...); err != nil {
		t.Fatal(err)
	}
}

func readJSON[T any](t *testing.T, dir, path string) (v T) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, path))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func exists(dir, path string) bool {
	_, err := os.Stat(filepath.Join(dir, path))
	return err == nil
}

func file(kind string, a common.Address) string { return kind + "/" + strings.ToLower(a.Hex()) }

// A file exists exactly where the API answers 200.
func TestFilesExistWhereTheAPIAnswers(t *testing.T) {
	own := machine(1)
	own.TokenID = id(11)
	silent := machine(2)
	silent.DID.MachineID = chain.Attribute{}
	silent.TokenID = id(12)
	foreign := machine(3)
	foreign.DID.MachineID = attribute("1")
	unregistered := machine(4)
	unregistered.DID.MachineID = attribute("99")
	garbled := machine(5)
	garbled.DID.MachineID = attribute("five")
	walletless := machine(6)
	walletless.Wallet, walletless.DID = common.Address{}, chain.Document{}
	walletless.TokenID = id(16)
	copied := machine(7)
	copied.TokenID = own.TokenID
	fleet := newFleet(own, silent, foreign, unregistered, garbled, walletless, copied)
	fleet.Operators = []chain.Operator{{Address: wallet(0x50)}}
	fleet.Operators[0].DID.MachineID = attribute("1")

	dir := filepath.Join(t.TempDir(), "tree")
	mustPublish(t, dir, fleet)
	for n, want := range map[byte]bool{1: true, 2: false, 3: false, 4: false, 5: false, 7: true, 0x50: false} {
		for _, kind := range []string{"mcr", "machine"} {
			if got := exists(dir, file(kind, wallet(n))); got != want {
				t.Errorf("%s of wallet %d: %v", kind, n, got)
			}
		}
	}
	for n := range 8 {
		want := n != 0 && n != 6
		if got := exists(dir, fmt.Sprintf("machines/%d", n)); got != want {
			t.Errorf("machines/%d: %v", n, got)
		}
		if got := exists(dir, fmt.Sprintf("card/%d.html", n)); got != want {
			t.Errorf("card/%d.html: %v", n, got)
		}
	}
	for token, want := range map[int]bool{0: false, 11: true, 12: true, 16: false} {
		if got := exists(dir, fmt.Sprintf("metadata/%d", token)); got != want {
			t.Errorf("metadata/%d: %v", token, got)
		}
	}
	if body := readJSON[Machine](t, dir, "metadata/11"); body.Name != "Machine #11" || body.PeaqOS.MachineID != Integer(id(1)) {
		t.Errorf("the shared token shows %+v", body)
	}
	want := Unresolved{
		Addresses: []UnresolvedAddress{
			{wallet(3).Hex(), Integer(id(1)), "Machine not registered"},
			{wallet(4).Hex(), Integer(id(99)), "Machine not registered"},
			{wallet(0x50).Hex(), Integer(id(1)), "Machine not registered"},
		},
		Machines: []UnresolvedMachine{{Integer(id(6)), "Machine wallet not found"}},
		Tokens:   []UnresolvedToken{{Integer(id(16)), "Machine not registered"}},
	}
	if diff := cmp.Diff(want, readJSON[Unresolved](t, dir, "index/unresolved.json")); diff != "" {
		t.Error(diff)
	}
}

func TestOperatorPages(t *testing.T) {
	var machines []chain.Machine
	var ids []string
	for n := byte(1); n <= 41; n++ {
		machines = append(machines, machine(n))
		ids = append(ids, fmt.Sprint(n))
	}
	fleet := newFleet(machines...)
	operator := chain.Operator{Address: wallet(0xf0)}
	operator.DID.Machines = attribute(`[99,` + strings.Join(ids, ",") + `,1,"2",2.0,0,-1,null]`)
	fleet.Operators = []chain.Operator{operator, {Address: wallet(0xf1)}}
	dir := filepath.Join(t.TempDir(), "tree")
	mustPublish(t, dir, fleet)

	var seen []string
	for offset, want := range map[int]int{0: 19, 20: 20, 40: 3} {
		page := readJSON[OperatorMachines](t, dir, pagePath(operator.Address, offset))
		if page.OperatorDID != "did:peaq:"+operator.Address.Hex() || page.Pagination != (OperatorPosition{offset, 20, 43}) {
			t.Errorf("page %d: %+v", offset, page)
		}
		if len(page.Machines) != want {
			t.Errorf("page %d has %d machines, want %d", offset, len(page.Machines), want)
		}
		for _, m := range page.Machines {
			seen = append(seen, text(t, m.MachineID))
		}
	}
	if len(seen) != 42 {
		t.Errorf("the pages show %d machines", len(seen))
	}
	if exists(dir, pagePath(operator.Address, 60)) {
		t.Error("there is a page behind the last one")
	}
	empty := readJSON[OperatorMachines](t, dir, pagePath(wallet(0xf1), 0))
	if empty.Machines == nil || len(empty.Machines) != 0 || empty.Pagination.Total != 0 {
		t.Errorf("an operator without a list has %+v", empty)
	}
}

func pagePath(operator common.Address, offset int) string {
	page := file("operator", operator) + "/machines"
	if offset > 0 {
		page += fmt.Sprintf(".p/%d", offset)
	}
	return page
}

// state gives every file with its bytes and its time.
func state(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return err
		}
		info, err := d.Info()
		files[path] = fmt.Sprintf("%s %s", info.ModTime(), data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestChangesFollowTheSnapshots(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tree")
	fleet := newFleet(machine(1), machine(2), machine(3))
	fleet.Contracts = []chain.Contract{{Role: "event_registry", Address: common.Address{9}, Implementation: common.Address{1}}}
	mustPublish(t, dir, fleet)
	if c := readJSON[Changes](t, dir, changesFile); c.Previous != nil || len(c.Added)+len(c.Rerated)+len(c.Changed) != 0 {
		t.Errorf("a first snapshot has the changes %+v", c)
	}
	before := state(t, dir)
	mustPublish(t, dir, fleet)
	if diff := cmp.Diff(before, state(t, dir)); diff != "" {
		t.Errorf("building the block again changes files: %s", diff)
	}

	first := readJSON[Snapshot](t, dir, tree.Pointer)
	next := newFleet(machine(1), machine(3), machine(4))
	next.Block = chain.Block{Number: 8, Hash: common.Hash{8}, Time: now}
	next.Contracts = []chain.Contract{{Role: "event_registry", Address: common.Address{9}, Implementation: common.Address{2}}}
	next.Events = events{id(3): work(30)}
	mustPublish(t, dir, next)
	previous := &SnapshotPrevious{7, common.Hash{7}, first.Tree.Hash}
	got := readJSON[Changes](t, dir, changesFile)
	from, to := common.Address{1}.Hex(), common.Address{2}.Hex()
	want := Changes{
		Previous:        previous,
		Added:           []Integer{Integer(id(4))},
		Removed:         []Integer{Integer(id(2))},
		Rerated:         []Rerated{{Integer(id(3)), RatedAs{scoring.Provisioned, 0}, RatedAs{scoring.BBB, 60}}},
		Implementations: []Upgrade{{"event_registry", common.Address{9}.Hex(), &from, &to}},
		Changed:         got.Changed,
		Purge:           got.Purge,
		Deleted:         []string{"card/2.html", file("machine", wallet(2)), "machines/2", file("mcr", wallet(2))},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, changed := range []string{"card/3.html", file("mcr", wallet(3)), file("mcr", wallet(4)), "index/machines.json"} {
		if !strings.Contains(strings.Join(got.Changed, " "), changed) {
			t.Errorf("%s is no changed path", changed)
		}
	}
	for _, url := range []string{"/" + file("mcr", wallet(3)), "/mcr/did%3Apeaq%3A" + wallet(2).Hex(), "/card/3", "/machines/2"} {
		if !slices.Contains(got.Purge, url) {
			t.Errorf("%s is not to be purged", url)
		}
	}
	if s := readJSON[Snapshot](t, dir, tree.Pointer); cmp.Diff(previous, s.Previous) != "" {
		t.Errorf("the snapshot follows %+v", s.Previous)
	}
	after := state(t, dir)
	mustPublish(t, dir, next)
	if diff := cmp.Diff(after, state(t, dir)); diff != "" {
		t.Errorf("building the block again changes files: %s", diff)
	}
}

func TestFeedKeepsOldChanges(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tree")
	fleet := newFleet(machine(1))
	mustPublish(t, dir, fleet)
	for i, list := range [][]chain.Event{work(30), nil, work(20)} {
		fleet.Block.Number, fleet.Block.Hash = uint64(8+i), common.Hash{byte(8 + i)}
		fleet.Events = events{id(1): list}
		mustPublish(t, dir, fleet, func(c *Config) { c.BaseURL = "https://mcr.example" })
	}
	data, err := os.ReadFile(filepath.Join(dir, feedFile))
	if err != nil {
		t.Fatal(err)
	}
	var got feed
	if err := xml.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range got.Entries {
		ids = append(ids, e.ID)
	}
	if diff := cmp.Diff([]string{"urn:mcrpress:1:10:1", "urn:mcrpress:1:9:1", "urn:mcrpress:1:8:1"}, ids); diff != "" {
		t.Error(diff)
	}
	want := feedEntry{
		ID: "urn:mcrpress:1:8:1", Title: "Machine #1: Provisioned to BBB", Updated: "2026-09-21T14:13:20Z",
		Link: feedLink{Href: "https://mcr.example/card/1.html"}, Summary: "Score 0 to 60 at block 8.",
	}
	if diff := cmp.Diff(want, got.Entries[2]); diff != "" {
		t.Error(diff)
	}
}

func TestDegradedCanEndTheRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tree")
	fleet := newFleet(machine(1))
	mustPublish(t, dir, fleet)
	before := state(t, dir)
	fleet.Block.Number = 8
	fleet.Events = events{id(1): {{Time: now - day, Currency: "HKD", Value: id(100)}}}
	fail := func(c *Config) { c.FailOnDegraded = true }
	if err := publish(t, dir, fleet, fail); err == nil || !strings.Contains(err.Error(), "machine 1 would be degraded") {
		t.Errorf("the run ended with %v", err)
	}
	if diff := cmp.Diff(before, state(t, dir)); diff != "" {
		t.Error(diff)
	}
	fleet.Events = events{id(1): {{Time: now - day, Currency: "DOGE", Value: id(100)}}}
	if err := publish(t, dir, fleet, fail); err != nil {
		t.Errorf("a currency that nobody supports ends the run: %v", err)
	}
}

func TestSitemapSplits(t *testing.T) {
	p := &publication{cfg: &Config{BaseURL: "https://mcr.example"}, fleet: &chain.Fleet{}}
	for n := range maxSitemap {
		m := chain.Machine{ID: id(uint64(n + 1))}
		p.fleet.Machines = append(p.fleet.Machines, m)
		p.rows = append(p.rows, row{})
		p.rows[n].Wallet = "0x"
	}
	dir := filepath.Join(t.TempDir(), "tree")
	var err error
	if p.out, err = tree.Open(dir, tree.Options{Sync: tree.SyncOff}); err != nil {
		t.Fatal(err)
	}
	defer p.out.Close()
	if err := p.stageSitemap(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.out.Seal(); err != nil {
		t.Fatal(err)
	}
	if err := p.out.Commit([]byte("{}\n"), nil); err != nil {
		t.Fatal(err)
	}
	for part, want := range map[int]int{1: maxSitemap, 2: 3} {
		data, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("sitemap/%d.xml", part)))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(string(data), "<url>"); got != want {
			t.Errorf("part %d lists %d pages, want %d", part, got, want)
		}
	}
	index, err := os.ReadFile(filepath.Join(dir, "sitemap.xml"))
	if err != nil || !strings.Contains(string(index), "<loc>https://mcr.example/sitemap/2.xml</loc>") {
		t.Errorf("the index is %s, %v", index, err)
	}
}

func TestSignedTreeKeepsSnapshots(t *testing.T) {
	keys := t.TempDir()
	pub, err := minisign.Generate(filepath.Join(keys, "key"), filepath.Join(keys, "key.pub"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := minisign.ReadSecretKey(filepath.Join(keys, "key"), "")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "tree")
	fleet := newFleet(machine(1))
	for n := uint64(90); n <= 120; n++ {
		fleet.Block.Number = n
		mustPublish(t, dir, fleet, func(c *Config) { c.SignKey = key })
	}
	kept, err := filepath.Glob(filepath.Join(dir, "index/snapshots/*.json"))
	if err != nil || len(kept) != 24 {
		t.Errorf("%d snapshots are kept, %v", len(kept), err)
	}
	for _, snapshot := range append(kept, filepath.Join(dir, tree.Pointer)) {
		message, err := os.ReadFile(snapshot)
		if err != nil {
			t.Fatal(err)
		}
		sig, err := os.ReadFile(snapshot + ".minisig")
		if err != nil {
			t.Fatal(err)
		}
		var s Snapshot
		if err := json.Unmarshal(message, &s); err != nil {
			t.Fatal(err)
		}
		comment, err := minisign.Verify(pub, message, sig)
		if want := fmt.Sprintf("mcrpress snapshot of chain 1 at block %d", s.Block.Number); err != nil || comment != want {
			t.Errorf("%s: %q, %v", snapshot, comment, err)
		}
	}
	mustPublish(t, dir, fleet)
	if exists(dir, "index/snapshots/120.json") || exists(dir, "index/snapshot.json.minisig") {
		t.Error("an unsigned tree holds signatures of another")
	}
}

func TestEmitDecidesTheOutputs(t *testing.T) {
	for text, want := range map[string]map[string]bool{
		"":                   {"card/1.html": true, "badge/1.svg": false, "index/search/index.json": true, "export/machines.csv.gz": true},
		"badges":             {"card/1.html": true, "badge/1.svg": true},
		"no-cards,no-search": {"card/1.html": false, "index/search/index.json": false, "machines/1": true},
		"no-exports":         {"export/machines.csv.gz": false, "export/events.parquet": false},
	} {
		var emit Emit
		if err := emit.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(t.TempDir(), "tree")
		mustPublish(t, dir, newFleet(machine(1)), func(c *Config) { c.Emit = emit })
		for path, want := range want {
			if got := exists(dir, path); got != want {
				t.Errorf("%q: %s: %v", text, path, got)
			}
		}
	}
}
