package generator

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/check"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/minisign"
	"mcrpress/generator/partner"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
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

// machine is a bonded machine of generation 1.0 that resolves.
func machine(n byte) chain.Machine {
	return chain.Machine{
		ID: id(uint64(n)), DID: "did:peaq:" + wallet(n).Hex(), Bonded: true, DataVisibility: answers.Private, Card: true,
		Gen1: &chain.Gen1Machine{Wallet: wallet(n)},
	}
}

// local is an active machine of generation 2.0 that is homed here.
func local(n uint64) chain.Machine {
	return chain.Machine{
		ID: id(n), TokenID: id(n), DID: fmt.Sprintf("did:peaq:%d", n), Bonded: true, DataVisibility: answers.Private, Metadata: true, Card: true,
		Gen2: &chain.Gen2Machine{Owner: wallet(0xee), HomeChain: 1, Subscription: chain.Subscription{Status: chain.Active}},
	}
}

// work is n weekly activity events that end now.
func work(n int) (list []chain.Event) {
	for i := n - 1; i >= 0; i-- {
		list = append(list, chain.Event{Index: uint64(n - i), Type: 1, Time: id(now - uint64(i)*7*day), Trust: 2})
	}
	return list
}

func newFleet(machines ...chain.Machine) *chain.Fleet {
	generation := chain.Gen1
	if len(machines) > 0 && machines[0].Gen2 != nil {
		generation = chain.Gen2
	}
	fleet := &chain.Fleet{Generation: generation, ChainID: 1, Block: chain.Block{Number: 7, Hash: common.Hash{7}, Time: now}, Machines: machines, Events: events{}}
	if generation == chain.Gen2 {
		var ids []uint256.Int
		for _, m := range machines {
			ids = append(ids, m.ID)
		}
		fleet.Operators = []chain.Operator{{Address: wallet(0xee), Listed: ids, Fleet: ids}}
	}
	return fleet
}

func testConfig(dir string, fleet *chain.Fleet) *Config {
	return &Config{
		Deployment: chain.Deployment{Name: "test", Generation: fleet.Generation, ChainID: fleet.ChainID},
		Model:      scoring.Default(),
		Partner:    &partner.Fetcher{Mode: partner.Off},
		Check:      &check.Options{},
		Out:        dir,
		Tree:       tree.Options{Sync: tree.SyncOff},
		Log:        slog.New(slog.DiscardHandler),
		Progress:   func(string, int, int) {},
	}
}

// publish makes the tree of a fleet in dir, without a chain.
func publish(t *testing.T, dir string, fleet *chain.Fleet, change ...func(*Config)) error {
	t.Helper()
	cfg := testConfig(dir, fleet)
	for _, f := range change {
		f(cfg)
	}
	_, err := Publish(t.Context(), *cfg, fleet)
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

func readText(t *testing.T, dir, path string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func exists(dir, path string) bool {
	_, err := os.Stat(filepath.Join(dir, path))
	return err == nil
}

func file(kind string, a common.Address) string { return kind + "/" + strings.ToLower(a.Hex()) }

// A file exists exactly where the reading says that the API answers 200.
func TestFilesExistWhereTheAPIAnswers(t *testing.T) {
	own := machine(1)
	own.TokenID, own.Metadata = id(11), true
	silent := machine(2)
	silent.Profile = chain.NoMachineID
	silent.TokenID, silent.Metadata = id(12), true
	stray := machine(3)
	stray.Profile = chain.NotRegistered
	walletless := machine(6)
	walletless.Gen1.Wallet, walletless.DID, walletless.Profile, walletless.Card = common.Address{}, "", chain.NoWallet, false
	walletless.TokenID = id(16)
	fleet := newFleet(own, silent, stray, walletless)
	fleet.Unresolved = chain.Unresolved{
		Accounts: []chain.UnresolvedAccount{{Address: wallet(3), MachineID: id(1)}, {Address: wallet(0x50), MachineID: id(99)}},
		Machines: []uint256.Int{id(6)},
		Tokens:   []uint256.Int{id(16)},
	}

	dir := filepath.Join(t.TempDir(), "tree")
	mustPublish(t, dir, fleet)
	for n, want := range map[byte]bool{0: false, 1: true, 2: false, 3: false, 0x50: false} {
		for _, kind := range []string{"mcr", "machine"} {
			if got := exists(dir, file(kind, wallet(n))); got != want {
				t.Errorf("%s of wallet %d: %v", kind, n, got)
			}
		}
	}
	for n, want := range map[int]bool{0: false, 1: true, 2: true, 3: true, 6: false} {
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
	if body := readText(t, dir, "metadata/11"); !strings.HasPrefix(body, `{"schema_version":"1.0","name":"Machine #11","peaqos":{"machine_id":1,`) {
		t.Errorf("metadata/11 shows %s", body)
	}
	want := answers.Unresolved{
		Addresses: []answers.UnresolvedAddress{
			{Address: wallet(3).Hex(), MachineID: answers.ID(id(1)), Detail: "Machine not registered"},
			{Address: wallet(0x50).Hex(), MachineID: answers.ID(id(99)), Detail: "Machine not registered"},
		},
		Machines: []answers.UnresolvedMachine{{MachineID: answers.ID(id(6)), Detail: "Machine wallet not found"}},
		Tokens:   []answers.UnresolvedToken{{TokenID: answers.ID(id(16)), Detail: "Machine not registered"}},
	}
	if diff := cmp.Diff(want, readJSON[answers.Unresolved](t, dir, "index/unresolved.json")); diff != "" {
		t.Error(diff)
	}
}

func TestFilesOfTokens(t *testing.T) {
	large := local(1)
	large.ID = *new(uint256.Int).Not(new(uint256.Int))
	large.TokenID, large.DID = large.ID, "did:peaq:"+large.ID.Dec()
	elsewhere := local(5)
	elsewhere.Foreign, elsewhere.Metadata, elsewhere.Gen2.Owner, elsewhere.Gen2.HomeChain = true, false, common.Address{}, 5
	fleet := newFleet(local(1), elsewhere, large)
	fleet.Events = events{id(5): work(30)}
	dir := filepath.Join(t.TempDir(), "tree")
	mustPublish(t, dir, fleet)
	for _, m := range fleet.Machines {
		key := m.ID.Dec()
		for _, path := range []string{"mcr/" + key, "machine/" + key, "machines/" + key, "card/" + key + ".html"} {
			if !exists(dir, path) {
				t.Errorf("there is no %s", path)
			}
		}
		if got := exists(dir, "metadata/"+key); got == m.Foreign {
			t.Errorf("metadata/%s: %v", key, got)
		}
	}
	want := `{"did":"did:peaq:5","machine_id":"5","mcr_score":0,"mcr":"Provisioned","mcr_degraded":false,"bond_status":"bonded","negative_flag":false,` +
		`"event_count":30,"revenue_event_count":0,"activity_event_count":30,"revenue_trend":null,"total_revenue":0,"average_revenue_per_event":null,` +
		fmt.Sprintf(`"last_updated":%d,"home_chain":5,"rating_unavailable":"no_events_yet"}`, now) + "\n"
	if got := readText(t, dir, "mcr/5"); got != want {
		t.Errorf("a machine of another chain has %s", got)
	}
	if u := readText(t, dir, "index/unresolved.json"); u != `{"addresses":[],"machines":[],"tokens":[]}`+"\n" {
		t.Errorf("unresolved are %s", u)
	}
}

func TestNoMachines(t *testing.T) {
	for _, generation := range []chain.Generation{chain.Gen1, chain.Gen2} {
		fleet := newFleet()
		fleet.Generation = generation
		dir := filepath.Join(t.TempDir(), "tree")
		mustPublish(t, dir, fleet)
		if got := readText(t, dir, "index/machines.json"); got != `{"machines":[],"next":null}`+"\n" {
			t.Errorf("%s: %s", generation, got)
		}
	}
}

// page is a page of an operator's list.
type page struct {
	OperatorDID string `json:"operator_did"`
	Machines    []struct {
		MachineID answers.Integer `json:"machine_id"`
	}
	Pagination answers.Pagination
}

func TestOperatorPages(t *testing.T) {
	var machines []chain.Machine
	listed := []uint256.Int{id(99)}
	for n := byte(1); n <= 41; n++ {
		machines = append(machines, machine(n))
		listed = append(listed, id(uint64(n)))
	}
	fleet := newFleet(machines...)
	operator := chain.Operator{Address: wallet(0xf0), Listed: append(listed, id(1)), Fleet: listed[1:]}
	fleet.Operators = []chain.Operator{operator, {Address: wallet(0xf1)}}
	dir := filepath.Join(t.TempDir(), "tree")
	mustPublish(t, dir, fleet)

	seen := 0
	for offset, want := range map[int]int{0: 19, 20: 20, 40: 3} {
		page := readJSON[page](t, dir, pagePath(operator.Address, offset))
		if page.OperatorDID != "did:peaq:"+operator.Address.Hex() || page.Pagination != (answers.Pagination{Offset: offset, Limit: 20, Total: 43}) {
			t.Errorf("page %d: %+v", offset, page)
		}
		if len(page.Machines) != want {
			t.Errorf("page %d has %d machines, want %d", offset, len(page.Machines), want)
		}
		seen += len(page.Machines)
	}
	if seen != 42 {
		t.Errorf("the pages show %d machines", seen)
	}
	if exists(dir, pagePath(operator.Address, 60)) {
		t.Error("there is a page behind the last one")
	}
	if got := readText(t, dir, pagePath(wallet(0xf1), 0)); !strings.Contains(got, `"machines":[],"pagination":{"offset":0,"limit":20,"total":0}}`) {
		t.Errorf("an operator without a list has %s", got)
	}
	list, err := answers.ReadOperator(os.DirFS(dir), operator.Address)
	if err != nil || cmp.Diff(answers.IDs(operator.Listed), list.Machines) != "" {
		t.Errorf("its list is %+v, %v", list, err)
	}
	index, err := answers.ReadOperators(os.DirFS(dir))
	if err != nil || len(index) != 2 || index[0].Machines != 43 || index[0].File != endpoints.Operator(operator.Address) {
		t.Errorf("the index is %+v, %v", index, err)
	}
}

func TestIndexesAreCut(t *testing.T) {
	fleet := newFleet()
	for n := range uint64(2*endpoints.IndexSize + 1) {
		fleet.Left = append(fleet.Left, id(n))
		about := id(n)
		fleet.Findings = append(fleet.Findings, chain.Finding{MachineID: &about, Kind: chain.ExpiredAttribute})
	}
	fleet.Findings = append(fleet.Findings, chain.Finding{Kind: chain.EventSurplus, Detail: "a\xffb"})
	dir := filepath.Join(t.TempDir(), "tree")
	mustPublish(t, dir, fleet)
	left, err := answers.ReadLeft(os.DirFS(dir))
	if err != nil || len(left) != len(fleet.Left) {
		t.Errorf("%d ids left, %v", len(left), err)
	}
	findings, err := answers.ReadFindings(os.DirFS(dir))
	if err != nil || len(findings) != len(fleet.Findings) || findings[0].MachineID != nil || findings[0].Detail != "a\uFFFDb" {
		t.Errorf("%d findings, %v", len(findings), err)
	}
	if !exists(dir, "index/left/20000.json") || exists(dir, "index/left/30000.json") {
		t.Error("the index is cut otherwise")
	}
}

func pagePath(operator common.Address, offset int) string {
	page := file("operator", operator) + "/machines"
	if offset > 0 {
		page += fmt.Sprintf(".p/%d", offset)
	}
	return page
}

// written gives every file with its bytes and its time.
func written(t *testing.T, dir string) map[string]string {
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
	fleet := newFleet(machine(1), machine(2), machine(3), machine(5))
	fleet.Contracts = []chain.Contract{{Role: "event_registry", Address: common.Address{9}, Implementation: common.Address{1}}}
	mustPublish(t, dir, fleet)
	if c := readJSON[answers.Changes](t, dir, changesFile); c.Previous != nil || len(c.Added)+len(c.Rerated)+len(c.Changed) != 0 {
		t.Errorf("a first snapshot has the changes %+v", c)
	}
	before := written(t, dir)
	mustPublish(t, dir, fleet)
	if diff := cmp.Diff(before, written(t, dir)); diff != "" {
		t.Errorf("building the block again changes files: %s", diff)
	}

	first := readJSON[answers.Snapshot](t, dir, tree.Pointer)
	next := newFleet(machine(1), machine(3), machine(4))
	next.Block = chain.Block{Number: 8, Hash: common.Hash{8}, Time: now}
	next.Contracts = []chain.Contract{{Role: "event_registry", Address: common.Address{9}, Implementation: common.Address{2}}}
	next.Events = events{id(3): work(30)}
	next.Left = []uint256.Int{id(2)}
	mustPublish(t, dir, next)
	previous := &answers.SnapshotPrevious{Block: 7, Hash: common.Hash{7}, TreeHash: first.Tree.Hash}
	got := readJSON[answers.Changes](t, dir, changesFile)
	from, to := common.Address{1}.Hex(), common.Address{2}.Hex()
	want := answers.Changes{
		Previous: previous,
		Added:    []answers.ID{answers.ID(id(4))},
		Removed:  []answers.ID{answers.ID(id(2))},
		Lost:     []answers.ID{answers.ID(id(5))},
		Rerated: []answers.Rerated{{
			MachineID: answers.ID(id(3)), From: answers.Rated{MCR: scoring.Provisioned}, To: answers.Rated{MCR: scoring.BBB, MCRScore: 60},
		}},
		Implementations: []answers.Upgrade{{Role: "event_registry", Address: common.Address{9}.Hex(), From: &from, To: &to}},
		Changed:         got.Changed,
		Purge:           got.Purge,
		Deleted: []string{
			"card/2.html", "card/5.html", file("machine", wallet(2)), file("machine", wallet(5)),
			"machines/2", "machines/5", file("mcr", wallet(2)), file("mcr", wallet(5)),
		},
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
	if s := readJSON[answers.Snapshot](t, dir, tree.Pointer); cmp.Diff(previous, s.Previous) != "" {
		t.Errorf("the snapshot follows %+v", s.Previous)
	}
	after := written(t, dir)
	mustPublish(t, dir, next)
	if diff := cmp.Diff(after, written(t, dir)); diff != "" {
		t.Errorf("building the block again changes files: %s", diff)
	}
}

func readFeed(t *testing.T, dir string) (f feed) {
	t.Helper()
	if err := xml.Unmarshal([]byte(readText(t, dir, feedFile)), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFeedKeepsOldChanges(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tree")
	fleet := newFleet(machine(1))
	var before []string // the tree that each snapshot follows
	publish := func() {
		mustPublish(t, dir, fleet, func(c *Config) { c.BaseURL, c.Deployment.Name = "https://mcr.example", "peaq <1.0>: test" })
		before = append(before, readJSON[answers.Snapshot](t, dir, tree.Pointer).Tree.Hash[:16])
	}
	publish()
	for i, list := range [][]chain.Event{work(30), nil, work(20)} {
		fleet.Block.Number, fleet.Block.Hash = uint64(8+i), common.Hash{byte(8 + i)}
		fleet.Events = events{id(1): list}
		publish()
	}
	got := readFeed(t, dir)
	var ids []string
	for _, e := range got.Entries {
		ids = append(ids, e.ID)
	}
	const name = "urn:mcrpress:1:peaq%20%3C1.0%3E%3A%20test"
	if diff := cmp.Diff([]string{
		name + ":10:1:Provisioned-0:BB-53:" + before[2], name + ":9:1:BBB-60:Provisioned-0:" + before[1], name + ":8:1:Provisioned-0:BBB-60:" + before[0],
	}, ids); diff != "" {
		t.Error(diff)
	}
	want := feedEntry{
		ID: ids[2], Title: "Machine #1: Provisioned to BBB", Updated: "2026-09-21T14:13:20.000Z",
		Link: feedLink{Href: "https://mcr.example/card/1.html"}, Summary: "Score 0 to 60 at block 8.",
	}
	if diff := cmp.Diff(want, got.Entries[2]); diff != "" {
		t.Error(diff)
	}
	if got.ID != name || got.Title != "Machine Credit Ratings on peaq 1.0: test" || got.Updated != got.Entries[0].Updated {
		t.Errorf("the feed is %q %q of %s, its newest entry of %s", got.ID, got.Title, got.Updated, got.Entries[0].Updated)
	}
}

// One block is built again and again with other models, back and forth: every
// change has an id and a time of its own.
func TestFeedNeverUsesAnIDTwice(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tree")
	fleet := newFleet(machine(1), machine(2), machine(3))
	fleet.Events = events{id(1): work(30), id(2): work(20), id(3): work(10)}
	models := []func(*scoring.Parameters){
		func(*scoring.Parameters) {},
		func(p *scoring.Parameters) { p.TrustWeights = []int{100, 300, 400} },
		func(p *scoring.Parameters) { p.MinQualifyingEvents = 15 },
	}
	for i := range 9 {
		mustPublish(t, dir, fleet, func(c *Config) { models[i%3](c.Model) })
	}
	got := readFeed(t, dir)
	ids, titles := map[string]bool{}, map[string]bool{}
	last := "9"
	for _, e := range got.Entries {
		if ids[e.ID] {
			t.Errorf("two entries are %s", e.ID)
		}
		if e.Updated >= last {
			t.Errorf("%s is of %s, the entry before it of %s", e.ID, e.Updated, last)
		}
		ids[e.ID], titles[e.Title], last = true, true, e.Updated
	}
	if len(got.Entries) < 20 || len(titles) < 5 {
		t.Errorf("%d entries with %d titles", len(got.Entries), len(titles))
	}
	if _, err := time.Parse(time.RFC3339, last); err != nil {
		t.Error(err)
	}
}

// A build whose ratings or events moved too far leaves the published tree as
// it was, and says by how much. What left by the chain's own record is no loss.
func TestGuardsStopABuild(t *testing.T) {
	for _, generation := range []struct {
		name    string
		machine func(n uint64) chain.Machine
	}{
		{"1.0", func(n uint64) chain.Machine { return machine(byte(n)) }},
		{"2.0", local},
	} {
		t.Run(generation.name, func(t *testing.T) {
			var machines []chain.Machine
			for n := range uint64(10) {
				machines = append(machines, generation.machine(n+1))
			}
			dir := filepath.Join(t.TempDir(), "tree")
			block := uint64(8)
			build := func(limits check.Options, left []uint256.Int, machines []chain.Machine, busy ...uint64) error {
				fleet := newFleet(machines...)
				fleet.Block.Number, fleet.Left = block, left
				for _, n := range busy {
					fleet.Events.(events)[id(n)] = work(30)
				}
				block++
				return publish(t, dir, fleet, func(c *Config) { c.Check, c.Against = &limits, true })
			}
			strict := check.Options{MaxRerated: 20}
			stops := func(what string, kind error, says string, err error) {
				t.Helper()
				before := written(t, dir)
				if !errors.Is(err, kind) || !strings.Contains(err.Error(), says) {
					t.Errorf("%s: %v", what, err)
				}
				if diff := cmp.Diff(before, written(t, dir)); diff != "" {
					t.Errorf("%s: the published tree moved: %s", what, diff)
				}
			}
			if err := build(strict, nil, machines, 1); err != nil {
				t.Fatal(err)
			}
			if err := build(strict, nil, machines, 1, 2, 3); err != nil {
				t.Errorf("2 of 10 machines have another letter: %v", err)
			}
			stops("ratings", check.ErrRerated, "3 of 10 machines have another letter than before, 2 may have (20 %)",
				build(strict, nil, machines, 1, 2, 3, 4, 5, 6))
			if err := build(check.Options{MaxRerated: 30}, nil, machines, 1, 2, 3, 4, 5, 6); err != nil {
				t.Error(err)
			}
			stops("events", check.ErrLostEvents, "30 events are gone, 0 may be: machine 6 has 0 and had 30",
				build(strict, nil, machines, 1, 2, 3, 4, 5))
			stops("a machine", check.ErrAgainst, "machine 6 is lost",
				build(strict, nil, slices.Delete(slices.Clone(machines), 5, 6), 1, 2, 3, 4, 5))
			if err := build(strict, []uint256.Int{id(6)}, slices.Delete(slices.Clone(machines), 5, 6), 1, 2, 3, 4, 5); err != nil {
				t.Error(err)
			}
			c := readJSON[answers.Changes](t, dir, changesFile)
			if diff := cmp.Diff([]answers.ID{answers.ID(id(6))}, c.Removed); diff != "" || len(c.Lost) != 0 {
				t.Errorf("removed: %s, lost: %v", diff, c.Lost)
			}
		})
	}
}

func TestDegradedCanEndTheRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tree")
	fleet := newFleet(machine(1))
	mustPublish(t, dir, fleet)
	before := written(t, dir)
	fleet.Block.Number = 8
	fleet.Events = events{id(1): {{Time: id(now - day), Currency: "HKD", Value: id(100)}}}
	fail := func(c *Config) { c.FailOnDegraded = true }
	if err := publish(t, dir, fleet, fail); !errors.Is(err, ErrDegraded) {
		t.Errorf("the run ended with %v", err)
	}
	if diff := cmp.Diff(before, written(t, dir)); diff != "" {
		t.Error(diff)
	}
	fleet.Events = events{id(1): {{Time: id(now - day), Currency: "DOGE", Value: id(100)}}}
	if err := publish(t, dir, fleet, fail); err != nil {
		t.Errorf("a currency that nobody supports ends the run: %v", err)
	}
}

func TestSitemapSplits(t *testing.T) {
	p := &publication{cfg: &Config{BaseURL: "https://mcr.example"}, input: &input{fleet: &chain.Fleet{}}}
	defer p.close()
	for n := range maxSitemap {
		if err := p.rows.add(&row{ID: id(uint64(n + 1)), Card: true}); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.rows.end(); err != nil {
		t.Fatal(err)
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
		s, err := answers.ParseSnapshot(message)
		if err != nil {
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

// A tree of an older schema is followed by none; one of another deployment is
// left alone.
func TestPublishedTreesThatAreNotFollowed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tree")
	fleet := newFleet(machine(1))
	mustPublish(t, dir, fleet)
	before := written(t, dir)
	other := newFleet(local(1))
	for name, change := range map[string]func(*Config){
		"network":    func(c *Config) { c.Deployment.Name = "other" },
		"generation": func(c *Config) { c.Deployment.Generation = chain.Gen2 },
		"chain":      func(c *Config) { c.Deployment.ChainID = 2 },
	} {
		if err := publish(t, dir, fleet, change); !errors.Is(err, ErrOtherDeployment) || !IsMistake(err) || strings.Contains(err.Error(), "\n") {
			t.Errorf("another %s: %v", name, err)
		}
	}
	if diff := cmp.Diff(before, written(t, dir)); diff != "" {
		t.Errorf("the tree was changed: %s", diff)
	}
	mustPublish(t, dir, other, func(c *Config) { c.Replace = true })
	if s := readJSON[answers.Snapshot](t, dir, tree.Pointer); s.Generation != chain.Gen2 || s.Previous != nil || exists(dir, file("mcr", wallet(1))) {
		t.Errorf("the tree in its place is %+v", s)
	}

	old := strings.Replace(readText(t, dir, tree.Pointer), `"schema":2`, `"schema":1`, 1)
	if err := os.WriteFile(filepath.Join(dir, tree.Pointer), []byte(old), 0o644); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	mustPublish(t, dir, fleet, func(c *Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	if s := readJSON[answers.Snapshot](t, dir, tree.Pointer); s.Schema != 2 || s.Previous != nil {
		t.Errorf("the tree after one of schema 1 is %+v", s)
	}
	if lines := strings.Count(log.String(), "\n"); lines != 1 || !strings.Contains(log.String(), "another schema") {
		t.Errorf("the log has %d lines: %s", lines, log.String())
	}
}

// Machines alone: what they have is the same as in the whole tree.
func TestOnlyMachines(t *testing.T) {
	fleet := newFleet(local(1), local(2))
	whole, part := filepath.Join(t.TempDir(), "tree"), filepath.Join(t.TempDir(), "tree")
	mustPublish(t, whole, fleet)
	fleet.Machines = fleet.Machines[1:]
	mustPublish(t, part, fleet, func(c *Config) { c.Read.Only, c.Check = []uint256.Int{id(2)}, nil })
	for _, path := range []string{"mcr/2", "machine/2", "metadata/2", "machines/2", "card/2.html"} {
		if readText(t, whole, path) != readText(t, part, path) {
			t.Errorf("%s differs", path)
		}
	}
	if exists(part, "mcr/1") || exists(part, "index.html") || exists(part, "export/machines.csv.gz") {
		t.Error("there is more than the machine")
	}
	index, err := answers.ReadMachines(os.DirFS(part))
	if err != nil || len(index) != 1 || index[0].MachineID.Uint() != id(2) {
		t.Errorf("the index is %+v, %v", index, err)
	}
}

// An hourly job survives retirements: what left by the chain's own record
// counts against no limit, and what is lost does.
func TestMachinesLeaveWhateverTheLimit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tree")
	owner, other := chain.Operator{Address: wallet(0xee)}, chain.Operator{Address: wallet(0xf1)}
	var machines []chain.Machine
	for n := range uint64(30) {
		machines = append(machines, local(n+1))
		owner.Fleet = append(owner.Fleet, id(n+1))
	}
	owner.Listed, other.Fleet, other.Listed = owner.Fleet, owner.Fleet[29:], owner.Fleet[29:]
	fleet := newFleet(machines...)
	fleet.Operators = []chain.Operator{owner, other}
	mustPublish(t, dir, fleet)

	next := newFleet(machines[:1]...)
	next.Block.Number, next.Block.Hash = 8, common.Hash{8}
	next.Operators = []chain.Operator{{Address: owner.Address, Fleet: owner.Fleet[:1], Listed: owner.Fleet[:1]}}
	few := func(c *Config) { c.Tree.MaxDeletes = 4 }
	if err := publish(t, dir, next, few); !errors.Is(err, tree.ErrDeletes) {
		t.Errorf("29 machines are lost, and the run ends with %v", err)
	}
	next.Left = owner.Fleet[2:]
	if err := publish(t, dir, next, few); !errors.Is(err, tree.ErrDeletes) {
		t.Errorf("a machine is lost, and the run ends with %v", err)
	}
	next.Left = owner.Fleet[1:]
	mustPublish(t, dir, next, few)
	if exists(dir, "card/2.html") || exists(dir, file("fleet", other.Address)+".html") || exists(dir, pagePath(owner.Address, 20)) {
		t.Error("files of machines that left are still there")
	}
	if c := readJSON[answers.Changes](t, dir, changesFile); len(c.Removed) != 29 || len(c.Lost) != 0 {
		t.Errorf("%d machines were removed, %d lost", len(c.Removed), len(c.Lost))
	}
}
