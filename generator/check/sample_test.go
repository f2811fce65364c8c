package check

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/openapi"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

var (
	rated    = common.HexToAddress("0x00000000000000000000000000000000000000a1")
	unlinked = common.HexToAddress("0x00000000000000000000000000000000000000b2") // no attribute machineId
	operator = common.HexToAddress("0x00000000000000000000000000000000000000c3")
)

// sample is a tree before it is published: what a test changes of it gets a
// manifest that vouches for it.
type sample struct {
	files    map[string][]byte
	snapshot answers.Snapshot
	table    *endpoints.Table
	bodies   answers.Bodies
	machines []answers.MachineEntry
	inOrder  bool // descriptions are put before what they describe
}

// newSample has a machine that is rated, one whose wallet resolves to none,
// one without a wallet, and an operator that lists two of them and a third
// that is not registered.
func newSample() *sample {
	s := &sample{files: map[string][]byte{"_headers": []byte("# rules\n")}, table: endpoints.Of(chain.Gen1), bodies: answers.Of(chain.Gen1)}
	s.entity()
	s.indexes()
	for path, body := range s.table.NotFoundBodies() {
		s.files[path] = body
	}
	s.put("health", answers.Well)
	s.put("ready", s.bodies.Ready(true, true))
	for path, v := range openapi.Files(s.table, openapi.Info{Version: "1"}) {
		s.put(path, v)
	}
	s.files["assets/style.css"] = []byte("a{}")
	s.page("index.html", "card/1.html", "card/2.html?from=home#events", "index/snapshot.json", "https://example.com/x", "#main", ".", "mcr/0x00000000000000000000000000000000000000a1")
	s.page("404.html", "/assets/style.css", "/")
	s.page("card/1.html", "../index.html", "./2.html", "../assets/style.css", "../")
	s.page("card/2.html", "../index.html")
	s.page("fleet/0x00000000000000000000000000000000000000c3.html", "../card/1.html")
	return s
}

func number256(n uint64) answers.ID { return answers.ID(*uint256.NewInt(n)) }

// machine is one machine of the sample.
func machine(id uint64, wallet common.Address, letter scoring.Letter, score, events int) *answers.Machine {
	m := &answers.Machine{
		Machine: &chain.Machine{
			ID: *uint256.NewInt(id), DID: "did:peaq:" + wallet.Hex(), Bonded: true, DataVisibility: answers.Private, Card: true,
			Gen1: &chain.Gen1Machine{Wallet: wallet},
		},
		Rating: scoring.Rating{Letter: letter, Score: score, EventCount: events, Trend: scoring.Stable, TotalRevenue: new(big.Int)},
	}
	return m
}

func (s *sample) entity() {
	first := machine(1, rated, scoring.BB, 46, 12)
	first.TokenID, first.DataVisibility = *uint256.NewInt(7), answers.Onchain
	first.Rating.TotalRevenue, first.Rating.AverageRevenue = big.NewInt(35000), new(5000.0)
	first.Events = []chain.Event{{Type: 1, Value: *uint256.NewInt(3), Metadata: []byte(`{"n":1}`)}}
	first.Values = make([]fx.Valuation, 1)
	second := machine(2, unlinked, scoring.NR, 0, 3)
	second.Machine.Profile = chain.NoMachineID
	third := machine(3, common.Address{}, scoring.NR, 0, 0)
	third.Machine.Profile, third.Rating.Degraded = chain.NoWallet, true

	s.put(s.table.MCR(first.Machine), s.bodies.MCR(first))
	s.put(s.table.Machine(first.Machine), s.bodies.Profile(first))
	s.put("metadata/7", s.bodies.Profile(first))
	// A number that the JSON library of the schemas gives up on.
	s.files["metadata/7"] = bytes.Replace(s.files["metadata/7"], []byte(`{"n":1}`), []byte(`{"n":1e9999999}`), 1)
	registry := answers.RegistryName(1, operator)
	s.put("machines/1", s.bodies.Card(first, registry))
	s.put("machines/2", s.bodies.Card(second, registry))
	page := &answers.Page{Operator: operator, Limit: endpoints.PageSize, Total: 3}
	s.machines = nil
	for _, m := range []*answers.Machine{first, second, third} {
		entry := s.bodies.Entry(m)
		s.machines = append(s.machines, entry)
		if m != third {
			page.Machines = append(page.Machines, answers.Listed{DID: m.DID, ID: m.ID, Rated: entry.Rated})
		}
	}
	s.put(endpoints.OperatorPage(operator, 0), s.bodies.Operator(page))
}

func (s *sample) indexes() {
	s.put(machinesFile, answers.MachineIndex{Machines: s.machines})
	s.put(operatorsFile, answers.OperatorIndex{Operators: []answers.OperatorEntry{{Address: operator.Hex(), Machines: 3, File: endpoints.Operator(operator)}}})
	s.put(endpoints.Operator(operator), answers.OperatorList{Address: operator.Hex(), Machines: []answers.ID{number256(1), number256(2), number256(9)}})
	s.put(unresolvedFile, answers.Unresolved{
		Addresses: []answers.UnresolvedAddress{},
		Machines:  []answers.UnresolvedMachine{{MachineID: number256(3), Detail: "Machine wallet not found"}},
		Tokens:    []answers.UnresolvedToken{},
	})
	about := number256(2)
	s.put(findingsFile, answers.FindingIndex{Findings: []answers.Finding{{MachineID: &about, Kind: "kind"}}})
	s.put(leftFile, answers.LeftIndex{Machines: []answers.ID{number256(8)}})
	s.put(changesFile, answers.Changes{
		Added: []answers.ID{}, Removed: []answers.ID{}, Lost: []answers.ID{}, Rerated: []answers.Rerated{}, Implementations: []answers.Upgrade{},
		Changed: []string{}, Deleted: []string{}, Purge: []string{},
	})
	model := scoring.Default()
	s.files[modelFile] = model.Canonical()
	s.snapshot = answers.Snapshot{
		Schema: answers.Schema, Tool: "mcrpress test", Generation: chain.Gen1, ChainID: 1,
		Block:     answers.SnapshotBlock{Number: 7, Hash: common.Hash{7}, Time: 1711900000},
		Contracts: []answers.SnapshotContract{{Role: "identity_registry", Address: operator.Hex()}},
		Model:     answers.SnapshotModel{Name: model.Model(), ParametersHash: model.Hash()},
		FX:        []fx.SourceReport{},
		Outputs:   []endpoints.Output{endpoints.Cards, endpoints.Fleets},
		Counts: answers.Counts{
			Machines: 3, Operators: 1, Left: 1, Events: 15, Degraded: 1, Unresolved: 1, Ratings: answers.Ratings{scoring.BB: 1, scoring.NR: 2},
			Findings: map[chain.FindingKind]int{"kind": 1},
		},
	}
}

func (s *sample) put(path string, v any) {
	data, err := answers.Encode(v)
	if err != nil {
		panic(err) // wire types always encode
	}
	s.files[path] = data
}

func (s *sample) page(path string, links ...string) {
	body := "<!doctype html>"
	for _, link := range links {
		body += fmt.Sprintf("<a class=x href=%q>x</a>", link)
	}
	s.files[path] = []byte(body)
}

// publish writes the sample into a new directory.
func (s *sample) publish(t testing.TB) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "public")
	w, pointer := s.seal(t, dir)
	if err := errors.Join(w.Commit(pointer, nil), w.Close()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// seal stages the sample and gives its pointer.
func (s *sample) seal(t testing.TB, dir string) (*tree.Writer, []byte) {
	t.Helper()
	w := s.open(t, dir)
	return w, s.sealed(t, w)
}

func (s *sample) open(t testing.TB, dir string) *tree.Writer {
	t.Helper()
	w, err := tree.Open(dir, tree.Options{Sync: tree.SyncOff})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

// sealed puts the sample and gives its pointer.
func (s *sample) sealed(t testing.TB, w *tree.Writer) []byte {
	t.Helper()
	paths := slices.Sorted(maps.Keys(s.files))
	if s.inOrder { // descriptions first
		described := descriptions(s.table)
		slices.SortStableFunc(paths, func(a, b string) int {
			return cmp.Compare(slices.Index(described, b), slices.Index(described, a))
		})
	}
	for _, path := range paths {
		if err := w.Put(path, s.files[path]); err != nil {
			t.Fatal(err)
		}
	}
	sealed, err := w.Seal()
	if err != nil {
		t.Fatal(err)
	}
	s.snapshot.Tree = answers.SnapshotTree{Hash: sealed.Hash, Files: sealed.Files, Bytes: sealed.Bytes}
	pointer, err := json.Marshal(s.snapshot)
	if err != nil {
		t.Fatal(err)
	}
	return pointer
}

// gate has the sample inspected while it is written into a new directory.
func (s *sample) gate(t testing.TB, opts Options) (*Gate, error) {
	t.Helper()
	w := s.open(t, filepath.Join(t.TempDir(), "public"))
	g := Watch(w, s.table, s.snapshot.BaseURL, opts)
	return g, g.Pass(t.Context(), s.sealed(t, w))
}

// followed publishes a sample, changes it, and passes the gate of a tree that
// follows the published one.
func (s *sample) followed(t *testing.T, change func(*sample), trust bool) (*Gate, error) {
	t.Helper()
	dir := s.publish(t)
	published := s.snapshot.Tree
	change(s)
	w := s.open(t, dir)
	if err := w.Follow(published.Hash, published.Files, published.Bytes); err != nil {
		t.Fatal(err)
	}
	g := Watch(w, s.table, nil, Options{Trust: trust})
	return g, g.Pass(t.Context(), s.sealed(t, w))
}
