package httpapi

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/mount"
	"mcrpress/generator/partner"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
)

// The fleet of a fixture has a machine for each way of an answer. In
// generation 1.0:
const (
	walletless = 24 // the registry names no wallet
	silent     = 25 // its wallet has no attribute machineId
	mistaken   = 26 // its wallet's attribute names another machine
)

// In generation 2.0 the same three are homed on another chain, and machine 0
// exists. In both:
const (
	degraded = 7
	largest  = 27  // its id is the largest there is
	tokenOf  = 100 // 1.0: the token of machine 0
)

var (
	blockTime   = time.Unix(1793491200, 0).UTC()
	hugeID      = new(uint256.Int).Not(new(uint256.Int))
	generations = []chain.Generation{chain.Gen1, chain.Gen2}
)

// walletOf is a machine's wallet in generation 1.0.
func walletOf(id uint64) common.Address {
	return common.BytesToAddress([]byte{0xab, 0xcd, 0xef, byte(id), 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10, 0xaa, 0xbb, 0xcc})
}

func operatorOf(n byte) common.Address {
	return common.BytesToAddress([]byte{0xfa, 0xce, n, 0xde, 0xad, 0xbe, 0xef, 0xca, 0xfe, 0xba, 0xbe})
}

// lists are the lists of the operators. What is not registered stands in those
// of generation 1.0 alone.
func lists(g chain.Generation) map[common.Address][]uint64 {
	all := map[common.Address][]uint64{
		operatorOf(1): append(upTo(23), 999999, 5, 5, walletless, silent, mistaken, 888, 23, 1, 2, 3, 777777, 4, 6, 7, 8, 9, 10, 11, 12, 666, 13),
		operatorOf(2): {},
		operatorOf(3): {444, 555, 666},
		operatorOf(4): upTo(20),
		operatorOf(5): append(upTo(20), 999999),
		operatorOf(6): append(slices.Repeat([]uint64{999999}, 20), 3),
	}
	if g == chain.Gen2 {
		for operator, ids := range all {
			ids = slices.DeleteFunc(ids, func(id uint64) bool { return id > 26 })
			slices.Sort(ids)
			if all[operator] = slices.Compact(ids); len(ids) == 0 {
				delete(all, operator)
			}
		}
	}
	return all
}

func upTo(n uint64) (ids []uint64) {
	for id := uint64(1); id <= n; id++ {
		ids = append(ids, id)
	}
	return ids
}

// world is a published tree and the fleet that it shows.
type world struct {
	dir   string
	fleet *chain.Fleet
	table *endpoints.Table
	rated map[answers.ID]answers.MachineEntry
}

// fixture is a copy of a tree of the generation.
func fixture(t testing.TB, g chain.Generation) *world {
	t.Helper()
	master := masters[g]()
	if master.err != nil {
		t.Fatal(master.err)
	}
	w := &world{filepath.Join(t.TempDir(), "public"), fleetOf(g), endpoints.Of(g), map[answers.ID]answers.MachineEntry{}}
	for path, data := range master.files {
		w.put(t, path, data)
	}
	w.put(t, answers.SnapshotFile, master.files[answers.SnapshotFile])
	machines, err := answers.ReadMachines(os.DirFS(w.dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range machines {
		w.rated[m.MachineID] = m
	}
	return w
}

type master struct {
	files map[string][]byte
	err   error
}

// masters are made once.
var masters = map[chain.Generation]func() master{
	chain.Gen1: sync.OnceValue(func() master { return makeMaster(chain.Gen1) }),
	chain.Gen2: sync.OnceValue(func() master { return makeMaster(chain.Gen2) }),
}

// makeMaster publishes the fleet, and adds what a server must not show and
// what only some trees have.
func makeMaster(g chain.Generation) (m master) {
	dir, err := os.MkdirTemp("", "httpapi")
	if err != nil {
		return master{err: err}
	}
	defer os.RemoveAll(dir)
	fleet := fleetOf(g)
	_, err = generator.Publish(context.Background(), generator.Config{
		Deployment: chain.Deployment{Name: "test", Generation: g, ChainID: fleet.ChainID},
		Model:      scoring.Default(),
		Partner:    &partner.Fetcher{Mode: partner.Off},
		Emit:       generator.Emit{endpoints.Badges: true},
		Out:        filepath.Join(dir, "tree"),
		BaseURL:    "https://mcr.example",
		Tree:       tree.Options{Sync: tree.SyncOff},
		Log:        slog.New(slog.DiscardHandler),
		Progress:   func(string, int, int) {},
	}, fleet)
	if err != nil {
		return master{err: err}
	}
	m.files = map[string][]byte{}
	published := os.DirFS(filepath.Join(dir, "tree"))
	err = fs.WalkDir(published, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		m.files[path], err = fs.ReadFile(published, path)
		return err
	})
	for path, text := range map[string]string{
		".hidden": "secret", "assets/.hidden": "secret", "stray.html": "secret", "index/snapshots/105.json": "{}",
		"index/snapshot.json.minisig": "untrusted comment",
	} {
		m.files[path] = []byte(text)
	}
	return master{m.files, err}
}

// put replaces a file as the job does: by a rename.
func (w *world) put(t testing.TB, path string, body []byte) {
	t.Helper()
	name := filepath.Join(w.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name+".new", body, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		t.Fatal(err)
	}
}

// publish puts the snapshot of another block.
func (w *world) publish(t testing.TB, block uint64) {
	t.Helper()
	s, err := answers.ParseSnapshot([]byte(w.file(t, answers.SnapshotFile)))
	if err != nil {
		t.Fatal(err)
	}
	s.Block.Number = block
	w.put(t, answers.SnapshotFile, encode(s))
}

// file is the text of a file of the tree.
func (w *world) file(t testing.TB, path string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(w.dir, filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// source is an event source in memory.
type source map[uint256.Int][]chain.Event

func (s source) Of(id uint256.Int) ([]chain.Event, error) { return s[id], nil }
func (s source) Amounts() ([]chain.Amount, error)         { return nil, nil }

func fleetOf(g chain.Generation) *chain.Fleet {
	fleet := &chain.Fleet{
		Generation: g, ChainID: 3338, Events: source{},
		Block: chain.Block{Number: 106, Hash: common.Hash{106}, Time: uint64(blockTime.Unix())},
	}
	first := uint64(1)
	if g == chain.Gen2 {
		first = 0
	}
	events := source{}
	for n := first; n <= largest; n++ {
		id := *uint256.NewInt(n)
		if n == largest {
			id = *hugeID
		}
		m := machineOf(g, id, n)
		events[id] = eventsOf(n)
		m.EventCount = uint64(len(events[id]))
		fleet.Machines = append(fleet.Machines, m)
	}
	fleet.Events = events
	for operator, ids := range lists(g) {
		o := chain.Operator{Address: operator}
		for _, id := range ids {
			o.Listed = append(o.Listed, *uint256.NewInt(id))
		}
		fleet.Operators = append(fleet.Operators, o)
	}
	slices.SortFunc(fleet.Operators, func(a, b chain.Operator) int { return a.Address.Cmp(b.Address) })
	if g == chain.Gen1 {
		fleet.Unresolved = chain.Unresolved{
			Accounts: []chain.UnresolvedAccount{{Address: walletOf(mistaken), MachineID: *uint256.NewInt(1)}},
			Machines: []uint256.Int{*uint256.NewInt(walletless)},
			Tokens:   []uint256.Int{*uint256.NewInt(tokenOf + walletless)},
		}
	}
	return fleet
}

// machineOf has each kind of visibility, in turn.
func machineOf(g chain.Generation, id uint256.Int, n uint64) chain.Machine {
	m := chain.Machine{ID: id, Bonded: true, DataVisibility: answers.Private, Metadata: true, Card: true}
	switch n % 5 {
	case 0:
		m.DataAPI, m.DocumentationURL = "https://machine.example/<data>?a=1&b=2", "https://machine.example/docs"
	case 2:
		m.DataVisibility = answers.Onchain
	case 3:
		m.DataVisibility = answers.Public
	case 4:
		m.Operator, m.OperatorAccount = endpoints.DIDPrefix+operatorOf(4).Hex(), operatorOf(4)
	}
	special := n == walletless || n == silent || n == mistaken
	if g == chain.Gen2 {
		m.DID, m.TokenID = endpoints.DIDPrefix+id.Dec(), id
		m.Gen2 = &chain.Gen2Machine{Owner: operatorOf(9), HomeChain: 1, Subscription: chain.Subscription{Status: chain.Active}}
		if special {
			m.Foreign, m.Metadata, m.TokenID = true, false, uint256.Int{}
			m.Gen2.Owner, m.Gen2.HomeChain = common.Address{}, 5
		}
		return m
	}
	m.DID, m.TokenID = endpoints.DIDPrefix+walletOf(n).Hex(), *uint256.NewInt(tokenOf + n)
	m.Gen1 = &chain.Gen1Machine{Wallet: walletOf(n)}
	switch n {
	case walletless:
		m.DID, m.Gen1.Wallet, m.Profile, m.Metadata, m.Card = "", common.Address{}, chain.NoWallet, false, false
	case silent:
		m.Profile = chain.NoMachineID
	case mistaken:
		m.Profile = chain.NotRegistered
	}
	return m
}

// eventsOf is a history of revenue and work, of which the machine that is
// degraded has an amount without a rate.
func eventsOf(n uint64) (events []chain.Event) {
	for i := range n % 30 {
		e := chain.Event{Index: i, Time: *uint256.NewInt(uint64(blockTime.Unix()) - (n%30-i)*86400), Type: 1, Value: *hugeID, Trust: 1}
		if i%2 == 0 {
			e.Type, e.Value, e.Currency, e.Metadata = 0, *uint256.NewInt(20000 + i), "USD", []byte(`{"job":"</script>"}`)
		}
		events = append(events, e)
	}
	if n == degraded {
		events[0].Currency = "HKD"
	}
	return events
}

// key is how the DID of a machine ends.
func (w *world) key(n uint64) string {
	if w.fleet.Generation == chain.Gen1 {
		return walletOf(n).Hex()
	}
	return w.id(n)
}

// id is the id of a machine.
func (w *world) id(n uint64) string {
	if n == largest {
		return hugeID.Dec()
	}
	return fmt.Sprint(n)
}

// token is the token of a machine.
func (w *world) token(n uint64) string {
	if w.fleet.Generation == chain.Gen1 {
		return fmt.Sprint(tokenOf + n)
	}
	return w.id(n)
}

// path is the file of a machine below a directory that names it by its DID.
func (w *world) path(dir string, n uint64) string { return dir + "/" + strings.ToLower(w.key(n)) }

// rating is the body of /mcr for a spelling of the DID.
func (w *world) rating(t testing.TB, n uint64, asked string) string {
	t.Helper()
	canonical := `{"did":"` + endpoints.DIDPrefix + w.key(n) + `"`
	rest, ok := strings.CutPrefix(w.file(t, w.path("mcr", n)), canonical)
	if !ok {
		t.Fatalf("the rating of machine %d does not begin with %s", n, canonical)
	}
	return `{"did":"` + asked + `"` + rest
}

// page is what the API answers of a list, in the plainest way.
func (w *world) page(asked string, ids []uint64, offset, limit int) string {
	page := answers.Page{Offset: offset, Limit: limit, Total: len(ids)}
	for i, n := range ids {
		if i < offset || i >= offset+limit {
			continue
		}
		for j := range w.fleet.Machines {
			if m := &w.fleet.Machines[j]; m.ID == *uint256.NewInt(n) {
				page.Machines = append(page.Machines, answers.Listed{DID: m.DID, ID: m.ID, Rated: w.rated[answers.ID(m.ID)].Rated})
			}
		}
	}
	text := string(encode(answers.Of(w.fleet.Generation).Operator(&page)))
	return strings.Replace(text, endpoints.DIDPrefix+common.Address{}.Hex(), asked, 1)
}

// start serves a tree on loopback.
func start(t testing.TB, dir string, opts Options) (*Server, string) {
	t.Helper()
	return startMounted(t, mount.Root(dir), opts)
}

func startMounted(t testing.TB, mounts []mount.Mount, opts Options) (*Server, string) {
	t.Helper()
	server, err := NewMounted(mounts, opts)
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
