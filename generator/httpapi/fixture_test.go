package httpapi

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/generator"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/openapi"
	"mcrpress/scoring"
)

// The fixture is a fleet in which each way of an answer has a machine.
const (
	walletless = 24 // its wallet is the zero address
	silent     = 25 // its wallet has no attribute machineId
	mistaken   = 26 // its wallet's attribute names another machine
	degraded   = 7
	tokenOf    = 100 // token id of machine 0
)

var (
	blockTime = time.Unix(1793491200, 0).UTC()
	hugeID    = new(uint256.Int).Not(new(uint256.Int))
)

// walletOf gives a machine's wallet.
func walletOf(id uint64) common.Address {
	return common.BytesToAddress([]byte{0xab, 0xcd, 0xef, byte(id), 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10, 0xaa, 0xbb, 0xcc})
}

func operatorOf(n byte) common.Address {
	return common.BytesToAddress([]byte{0xfa, 0xce, n, 0xde, 0xad, 0xbe, 0xef, 0xca, 0xfe, 0xba, 0xbe})
}

// lists are the validated machines attributes of the operators.
var lists = map[common.Address][]uint64{
	operatorOf(1): append(upTo(23), 999999, 5, 5, walletless, silent, mistaken, 888, 23, 1, 2, 3, 777777, 4, 6, 7, 8, 9, 10, 11, 12, 666, 13),
	operatorOf(2): {},
	operatorOf(3): {444, 555, 666},
	operatorOf(4): upTo(20),
	operatorOf(5): append(upTo(20), 999999),
	operatorOf(6): append(slices.Repeat([]uint64{999999}, 20), 3),
}

func upTo(n uint64) (ids []uint64) {
	for id := uint64(1); id <= n; id++ {
		ids = append(ids, id)
	}
	return ids
}

func registered(id uint64) bool { return id >= 1 && id <= 26 }

// fixture writes the tree and gives its directory.
func fixture(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "public")
	p := planter{t, dir}
	p.machines()
	p.operators()
	p.pages()
	p.put("openapi.json", document(t, dir))
	p.indexes(106)
	return dir
}

type planter struct {
	t   testing.TB
	dir string
}

// put replaces a file as the job does: by a rename.
func (p planter) put(path string, body []byte) {
	p.t.Helper()
	name := filepath.Join(p.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(name+".new", body, 0o644); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		p.t.Fatal(err)
	}
}

func (p planter) machines() {
	for id := uint64(1); id <= 26; id++ {
		p.machine(uint256.NewInt(id), id)
	}
	p.machine(hugeID, 27)
}

func (p planter) machine(id *uint256.Int, n uint64) {
	number, wallet := generator.Integer(*id), walletOf(n)
	if n == walletless {
		return
	}
	did := didPrefix + wallet.Hex()
	profile := encode(generator.Machine{SchemaVersion: "1.0", Name: fmt.Sprintf("Machine #%d", tokenOf+n), PeaqOS: profileOf(number, did, n)})
	p.put(endpoints.Machines(id), encode(generator.Card{
		Type: "peaqos:registration:v1", Name: "Machine #" + id.Dec(), Description: "peaqOS machine", DID: did, Active: true,
		Services: []generator.Service{}, DataVisibility: "private", BondStatus: "bonded", EventCount: 3,
		Registrations: []generator.Registration{{Type: "peaqos:registration:v1", MachineID: number, MachineRegistry: "eip155:3338:" + operatorOf(9).Hex()}},
	}))
	p.put(endpoints.Metadata(uint256.NewInt(tokenOf+n)), profile)
	if n == silent || n == mistaken {
		return
	}
	p.put(endpoints.Machine(wallet), profile)
	p.put(endpoints.MCR(wallet), encode(generator.MCR{
		DID: did, MachineID: number, MCRScore: 45, MCR: scoring.BB, MCRDegraded: n == degraded, BondStatus: "bonded",
		EventCount: 12, RevenueEventCount: 7, ActivityEventCount: 5, RevenueTrend: scoring.Stable,
		TotalRevenue: big.NewInt(35000), AverageRevenuePerEvent: 5000, LastUpdated: 1711900000,
	}))
}

// profileOf has each kind of visibility, in turn.
func profileOf(id generator.Integer, did string, n uint64) generator.PeaqOS {
	p := generator.PeaqOS{MachineID: id, DID: did, MCR: scoring.BB, MCRScore: 45, BondStatus: "bonded", EventCount: 12}
	url := "https://machine.example/<data>?a=1&b=2"
	switch n % 5 {
	case 0:
		p.DataVisibility, p.DataAPI, p.DocumentationURL = "private", &url, &url
	case 1:
		p.DataVisibility = "private"
	case 2:
		hundred := 100
		p.DataVisibility = "onchain"
		p.EventData = []generator.Event{
			{EventType: 0, OriginValue: generator.Integer(*uint256.NewInt(20000)), Timestamp: 1711900000, TrustLevel: 2, Metadata: json.RawMessage(`{"job_id":"abc"}`),
				Amount: &generator.Amount{OriginCurrency: "HKD", OriginSubunit: &hundred, USDValue: big.NewInt(2564), USDSubunit: 100, AmountStatus: scoring.OK}},
			{EventType: 0, Timestamp: 1711900001, Metadata: json.RawMessage(`{"raw":"</script>"}`),
				Amount: &generator.Amount{OriginCurrency: "XAU", USDSubunit: 100, AmountStatus: scoring.UnsupportedCurrency}},
			{EventType: 1, OriginValue: generator.Integer(*hugeID), Timestamp: 1711900002, Metadata: json.RawMessage(`{}`)},
		}
		p.EventData = slices.Repeat(p.EventData, 10)
	case 3:
		p.DataVisibility, p.PartnerData = "public", json.RawMessage(`{"temperature":21.5}`)
	case 4:
		p.DataVisibility, p.PartnerDataError, p.Operator = "public", "fetch failed", &did
	}
	return p
}

func entryOf(id uint64) generator.OperatorEntry {
	return generator.OperatorEntry{DID: didPrefix + walletOf(id).Hex(), MachineID: generator.Integer(*uint256.NewInt(id)), MCRScore: 45, MCR: scoring.BB, NegativeFlag: id == 3}
}

func (p planter) operators() {
	for address, ids := range lists {
		for offset := 0; offset == 0 || offset < len(ids); offset += endpoints.PageSize {
			p.put(endpoints.Operator(address, offset), encode(sliceOf(didPrefix+address.Hex(), ids, offset, endpoints.PageSize)))
		}
	}
}

// sliceOf is what the API answers, in the plainest way.
func sliceOf(did string, ids []uint64, offset, limit int) generator.OperatorMachines {
	page := generator.OperatorMachines{OperatorDID: did, Machines: []generator.OperatorEntry{}, Pagination: generator.OperatorPosition{Offset: offset, Limit: limit, Total: len(ids)}}
	for i, id := range ids {
		if i >= offset && i < offset+limit && registered(id) {
			page.Machines = append(page.Machines, entryOf(id))
		}
	}
	return page
}

func (p planter) pages() {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(bytes.Repeat([]byte("{}\n"), 1000))
	_ = w.Close()
	for path, body := range map[string]string{
		"health":     string(encode(generator.Health{Status: "ok"})),
		"ready":      string(encode(generator.Ready{Status: "ready", RPCConnected: true, Contracts: generator.ReadyContracts{IdentityRegistry: true, IdentityStaking: true, EventRegistry: true, MachineNFT: true, AdminFlags: true, DIDRegistry: true}})),
		"index.html": "<!doctype html><title>home</title>", "404.html": "<!doctype html><title>not here</title>",
		"card/1.html": "<!doctype html><title>card</title>" + string(bytes.Repeat([]byte("<p>machine</p>"), 200)),
		"badge/1.svg": "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "assets/style.css": "body{}", "assets/page.js": "'use strict'",
		"assets/favicon.svg": "<svg/>", "assets/og.png": "\x89PNG", "robots.txt": "User-agent: *", "feed.xml": "<feed/>",
		"index/files/aa.txt": "# every file", "index/search/rows/0.json": "[]", "index/changes.json": "{}",
		"index/snapshots/105.json": "{}", "index/snapshot.json.minisig": "untrusted comment",
		"export/machines.ndjson.gz": packed.String(), "export/machines.parquet": "PAR1PAR1",
		".hidden": "secret", "assets/.hidden": "secret", "_headers": "secret", "mcr/404.html": string(endpoints.Detail("Machine DID not found")),
		"operator/404.html": string(endpoints.Detail("Not Found")), "stray.html": "secret",
	} {
		p.put(path, []byte(body))
	}
}

// indexes puts what serve reads first, the pointer last.
func (p planter) indexes(block uint64) {
	operators := generator.OperatorIndex{}
	for address, ids := range lists {
		list := generator.OperatorList{Address: address.Hex(), Machines: []generator.Integer{}}
		for _, id := range ids {
			list.Machines = append(list.Machines, generator.Integer(*uint256.NewInt(id)))
		}
		operators.Operators = append(operators.Operators, list)
	}
	p.put("index/operators.json", encode(operators))
	p.put("index/unresolved.json", encode(generator.Unresolved{
		Addresses: []generator.UnresolvedAddress{{Address: walletOf(mistaken).Hex(), MachineID: generator.Integer(*uint256.NewInt(1)), Detail: "Machine not registered"}},
		Machines:  []generator.UnresolvedMachine{{MachineID: generator.Integer(*uint256.NewInt(walletless)), Detail: "Machine wallet not found"}},
		Tokens:    []generator.UnresolvedToken{{TokenID: generator.Integer(*uint256.NewInt(tokenOf + walletless)), Detail: "Machine not registered"}},
	}))
	p.put("index/snapshot.json", encode(generator.Snapshot{Schema: 1, Block: generator.SnapshotBlock{Number: block, Time: uint64(blockTime.Unix())}}))
}

// document is openapi.json with the examples of the tree.
func document(t testing.TB, dir string) []byte {
	t.Helper()
	did, operator := didPrefix+walletOf(1).Hex(), didPrefix+operatorOf(1).Hex()
	doc, err := openapi.Document(openapi.Info{Version: "test"}, map[string]openapi.Body{
		"mcr":      {Answer: decoded[generator.MCR](t, dir, endpoints.MCR(walletOf(1))), Key: did},
		"machine":  {Answer: decoded[generator.Machine](t, dir, endpoints.Machine(walletOf(1))), Key: did},
		"operator": {Answer: decoded[generator.OperatorMachines](t, dir, endpoints.Operator(operatorOf(1), 0)), Key: operator},
		"metadata": {Answer: decoded[generator.Machine](t, dir, "metadata/101"), Key: "101"},
		"machines": {Answer: decoded[generator.Card](t, dir, "machines/1"), Key: "1"},
		"health":   {Answer: decoded[generator.Health](t, dir, "health")},
		"ready":    {Answer: decoded[generator.Ready](t, dir, "ready")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// decoded reads a JSON file of the tree.
func decoded[T any](t testing.TB, dir, path string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(fileOf(t, dir, path)), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// start serves a tree on loopback.
func start(t testing.TB, dir string, opts Options) (*Server, string) {
	t.Helper()
	server, err := New(dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	return server, web.URL
}

// client follows no redirect and asks for no compression by itself.
var client = &http.Client{
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport:     &http.Transport{DisableCompression: true},
}
