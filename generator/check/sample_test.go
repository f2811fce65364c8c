package check

import (
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
	"mcrpress/generator"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/openapi"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
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
	snapshot generator.Snapshot
}

// newSample has a machine that is rated, one whose wallet resolves to none,
// one without a wallet, and an operator that lists two of them and a third
// that is not registered.
func newSample() *sample {
	s := &sample{files: map[string][]byte{"_headers": []byte("# rules\n")}}
	s.entity()
	s.indexes()
	for path, body := range endpoints.NotFoundBodies() {
		s.files[path] = body
	}
	s.put("health", generator.Health{Status: "ok"})
	s.put("ready", generator.Ready{Status: "ready"})
	s.files["openapi.json"] = describe()
	s.files["assets/style.css"] = []byte("a{}")
	s.page("index.html", "card/1.html", "card/2.html?from=home#events", "index/snapshot.json", "https://example.com/x", "#main", ".", "mcr/0x00000000000000000000000000000000000000a1")
	s.page("404.html", "/assets/style.css", "/")
	s.page("card/1.html", "../index.html", "./2.html", "../assets/style.css", "../")
	s.page("card/2.html", "../index.html")
	s.page("fleet/0x00000000000000000000000000000000000000c3.html", "../card/1.html")
	return s
}

func number256(n uint64) generator.Integer { return generator.Integer(*uint256.NewInt(n)) }

func (s *sample) entity() {
	did := "did:peaq:" + rated.Hex()
	mcr := generator.MCR{
		DID: did, MachineID: number256(1), MCRScore: 46, MCR: scoring.BB, BondStatus: "bonded", EventCount: 12, RevenueEventCount: 7,
		ActivityEventCount: 5, RevenueTrend: scoring.Stable, TotalRevenue: big.NewInt(35000), AverageRevenuePerEvent: 5000, LastUpdated: 1711900000,
	}
	profile := generator.Machine{SchemaVersion: "1.0", Name: "Machine #7", PeaqOS: generator.PeaqOS{
		MachineID: number256(1), DID: did, MCR: scoring.BB, MCRScore: 46, BondStatus: "bonded", EventCount: 12, DataVisibility: "onchain",
		EventData: []generator.Event{{EventType: 1, OriginValue: number256(3), Metadata: json.RawMessage(`{"n":1e9999999}`)}},
	}}
	s.put(endpoints.MCR(rated), mcr)
	s.put(endpoints.Machine(rated), profile)
	s.put("metadata/7", profile)
	s.card(1, rated, 12)
	s.card(2, unlinked, 3)
	s.put(endpoints.Operator(operator, 0), generator.OperatorMachines{
		OperatorDID: "did:peaq:" + operator.Hex(),
		Machines: []generator.OperatorEntry{
			{DID: did, MachineID: number256(1), MCRScore: 46, MCR: scoring.BB},
			{DID: "did:peaq:" + unlinked.Hex(), MachineID: number256(2), MCR: scoring.NR},
		},
		Pagination: generator.OperatorPosition{Limit: 20, Total: 3},
	})
}

func (s *sample) card(id uint64, wallet common.Address, events int) {
	s.put(fmt.Sprintf("machines/%d", id), generator.Card{
		DID: "did:peaq:" + wallet.Hex(), Active: true, Services: []generator.Service{}, DataVisibility: "private",
		BondStatus: "bonded", EventCount: events,
		Registrations: []generator.Registration{{MachineID: number256(id), MachineRegistry: "eip155:1:" + operator.Hex()}},
	})
}

func (s *sample) indexes() {
	first, second, token := rated.Hex(), unlinked.Hex(), number256(7)
	s.put(machinesFile, generator.MachineIndex{Machines: []generator.MachineEntry{
		{MachineID: number256(1), Wallet: &first, TokenID: &token, MCR: scoring.BB, MCRScore: 46, Events: 12, Resolves: "ok"},
		{MachineID: number256(2), Wallet: &second, MCR: scoring.NR, Events: 3, Resolves: "Machine DID not found"},
		{MachineID: number256(3), MCR: scoring.NR, Degraded: true, Resolves: "Machine wallet not found"},
	}})
	s.put(operatorsFile, generator.OperatorIndex{Operators: []generator.OperatorList{
		{Address: operator.Hex(), Machines: []generator.Integer{number256(1), number256(2), number256(9)}},
	}})
	s.put(unresolvedFile, generator.Unresolved{
		Addresses: []generator.UnresolvedAddress{},
		Machines:  []generator.UnresolvedMachine{{MachineID: number256(3), Detail: "Machine wallet not found"}},
		Tokens:    []generator.UnresolvedToken{},
	})
	s.put(findingsFile, generator.FindingIndex{Findings: []generator.Finding{{MachineID: number256(2), Kind: "kind"}}})
	s.put(changesFile, generator.Changes{})
	model := scoring.Default()
	s.files[modelFile] = model.Canonical()
	s.snapshot = generator.Snapshot{
		Schema: 1, Tool: "mcrpress test", ChainID: 1,
		Block:     generator.SnapshotBlock{Number: 7, Hash: common.Hash{7}, Time: 1711900000},
		Contracts: []generator.SnapshotContract{{Role: "identity_registry", Address: operator.Hex()}},
		Model:     generator.SnapshotModel{Name: model.Model(), ParametersHash: model.Hash()},
		Counts: generator.Counts{
			Machines: 3, Operators: 1, Events: 15, Degraded: 1, Unresolved: 1, Ratings: generator.Ratings{4: 1, 6: 2},
			Findings: map[chain.FindingKind]int{"kind": 1},
		},
	}
}

// describe describes the bodies.
func describe() []byte {
	data, err := openapi.Document(openapi.Info{Version: "1"}, map[string]openapi.Body{
		"mcr": {Answer: generator.MCR{}}, "machine": {Answer: generator.Machine{}}, "metadata": {Answer: generator.Machine{}},
		"operator": {Answer: generator.OperatorMachines{}}, "machines": {Answer: generator.Card{}},
		"health": {Answer: generator.Health{}}, "ready": {Answer: generator.Ready{}},
	})
	if err != nil {
		panic(err) // the table names all of them
	}
	return data
}

func (s *sample) put(path string, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // wire types always encode
	}
	s.files[path] = append(data, '\n')
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
	w, err := tree.Open(dir, tree.Options{Sync: tree.SyncOff})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	for _, path := range slices.Sorted(maps.Keys(s.files)) {
		if err := w.Put(path, s.files[path]); err != nil {
			t.Fatal(err)
		}
	}
	sealed, err := w.Seal()
	if err != nil {
		t.Fatal(err)
	}
	s.snapshot.Tree = generator.SnapshotTree{Hash: sealed.Hash, Files: sealed.Files, Bytes: sealed.Bytes}
	pointer, err := json.Marshal(s.snapshot)
	if err != nil {
		t.Fatal(err)
	}
	return w, pointer
}
