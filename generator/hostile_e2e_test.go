//go:build e2e

package generator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/e2e/lab"
	"mcrpress/e2e/pypi"
	"mcrpress/generator/partner"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
)

const hostileMachines = 40

var hostileOperator = common.Address{0xbb}

// No text of a stranger makes a run fail, or a tree that anybody cannot read:
// whatever stands in every field that one may write, the tree is published, its
// check is clean, and Python, jq and DuckDB read every JSON file of it.
func TestStrangersSpoilNothing(t *testing.T) {
	program := lab.New(t).Program(t, "mcrpress")
	python := pypi.New(t, "duckdb")
	for _, generation := range []chain.Generation{chain.Gen1, chain.Gen2} {
		for seed := range uint64(4) {
			t.Run(fmt.Sprintf("%s, seed %d", generation, seed), func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "tree")
				s := author{rand.New(rand.NewPCG(seed, 0))}
				s.publish(t, dir, generation)
				if out, err := exec.CommandContext(t.Context(), program, "check", "--dir", dir).CombinedOutput(); err != nil {
					t.Errorf("check: %v\n%s", err, out)
				}
				readElsewhere(t, python, dir)
			})
		}
	}
}

// readElsewhere has every JSON file of a tree read by other people's parsers.
func readElsewhere(t *testing.T, python pypi.Env, dir string) {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err == nil && (strings.HasSuffix(path, ".json") || filepath.Ext(path) == "" &&
			bytes.HasPrefix(data, []byte("{"))) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 4*hostileMachines {
		t.Errorf("the tree has %d files of JSON", len(files))
	}
	script, err := filepath.Abs(filepath.Join("testdata", "read_json.py"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := python.Command(t.Context(), t.TempDir(), script, filepath.Join(dir, "export", "machines.ndjson.gz"))
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	var said bytes.Buffer
	jq := exec.CommandContext(t.Context(), "xargs", "-d", `\n`, "jq", "-n", "reduce inputs as $file (0; . + 1)")
	jq.Stdin, jq.Stderr = strings.NewReader(strings.Join(files, "\n")), &said
	out, err := jq.Output()
	read := 0
	for _, count := range strings.Fields(string(out)) {
		n, _ := strconv.Atoi(count)
		read += n
	}
	if err != nil || read != len(files) {
		t.Errorf("jq read %d of %d files: %v\n%s", read, len(files), err, said.String())
	}
}

// author writes whatever it likes.
type author struct{ *rand.Rand }

// publish makes the tree of a fleet that strangers wrote.
func (s author) publish(t *testing.T, dir string, generation chain.Generation) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.ParseUint(strings.TrimPrefix(r.URL.Path, "/"), 10, 64)
		w.Write(author{rand.New(rand.NewPCG(n, 1))}.bytes()) // the same at every request
	}))
	defer server.Close()
	cfg := &Config{
		Deployment: chain.Deployment{Name: "test", Generation: generation, ChainID: 1, Contracts: chain.Contracts{}},
		Model:      scoring.Default(),
		Partner:    &partner.Fetcher{Mode: partner.Live, Resolver: nowhere{}, Dial: dialer(server)},
		Log:        slog.New(slog.DiscardHandler),
		Progress:   func(string, int, int) {},
		Out:        dir,
		Tree:       tree.Options{Sync: tree.SyncOff},
	}
	if _, err := Publish(t.Context(), *cfg, s.fleet(generation)); err != nil {
		t.Fatal(err)
	}
}

// nowhere resolves every name to a public address, and dialer connects it to
// a server here.
type nowhere struct{}

func (nowhere) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	return []netip.Addr{netip.MustParseAddr("1.1.1.1")}, nil
}

func dialer(server *httptest.Server) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}
}

// strangersEvents is an event source in memory.
type strangersEvents map[uint256.Int][]chain.Event

func (e strangersEvents) Of(id uint256.Int) ([]chain.Event, error) { return e[id], nil }
func (e strangersEvents) Amounts() ([]chain.Amount, error)         { return nil, nil }

func (s author) fleet(generation chain.Generation) *chain.Fleet {
	events := strangersEvents{}
	f := &chain.Fleet{
		Generation: generation, ChainID: 1, Events: events,
		Block: chain.Block{Number: 7, Hash: common.Hash{7}, Time: 1_790_000_000},
	}
	o := chain.Operator{Address: hostileOperator}
	for n := range uint64(hostileMachines) {
		m := s.machine(generation, n+1)
		if m.Gen2 != nil || s.IntN(2) == 0 { // the owner of a token is its operator
			m.OperatorAccount = hostileOperator
			o.Listed, o.Fleet = append(o.Listed, m.ID), append(o.Fleet, m.ID)
		}
		for i := range s.IntN(12) {
			events[m.ID] = append(events[m.ID], s.event(m.ID, uint64(i)))
		}
		m.EventCount = uint64(len(events[m.ID]))
		f.Machines = append(f.Machines, m)
	}
	f.Operators = []chain.Operator{o}
	return f
}

func (s author) machine(generation chain.Generation, n uint64) chain.Machine {
	m := chain.Machine{
		ID: *uint256.NewInt(n), Bonded: true, Metadata: true, Card: true,
		DataVisibility: []string{"private", "onchain", "public"}[n%3], DocumentationURL: s.text(), DataAPI: s.text(),
		FlaggedAt: s.number(),
	}
	if m.DataVisibility == "public" && s.IntN(4) > 0 { // a partner that answers
		m.DataAPI = fmt.Sprintf("http://partner.example/%d", n)
	}
	if generation == chain.Gen1 {
		wallet := common.Address{0xaa, 19: byte(n)}
		m.DID, m.TokenID = "did:peaq:"+wallet.Hex(), *uint256.NewInt(n)
		m.Operator = s.text()
		m.Gen1 = &chain.Gen1Machine{Wallet: wallet, Status: chain.Status(n % 7)}
		return m
	}
	m.DID, m.TokenID, m.Operator = "did:peaq:"+m.ID.Dec(), m.ID, "did:peaq:"+hostileOperator.Hex()
	g := &chain.Gen2Machine{Owner: hostileOperator, OperatorOf: hostileOperator, Type: s.text(), HomeChain: 1}
	for range s.IntN(5) {
		e := chain.Endpoint{ID: s.text(), Type: s.text(), URI: s.text()}
		g.Endpoints = append(g.Endpoints, e)
		m.Services = append(m.Services, chain.Service{Type: e.Type, Endpoint: e.URI})
	}
	g.Subscription = chain.Subscription{
		Status: chain.SubscriptionStatus(n % 5), Tier: uint8(s.Uint32()), PeriodStart: s.Uint64(), PeriodEnd: s.Uint64(), Bonded: s.number(),
	}
	m.Gen2 = g
	return m
}

func (s author) event(id uint256.Int, index uint64) chain.Event {
	e := chain.Event{
		MachineID: id, Index: index, Type: uint8(s.IntN(3)), Value: s.number(), Currency: "USD", Time: s.number(),
		Trust: uint8(s.IntN(4)), SourceChain: s.number(), Metadata: s.bytes(),
	}
	if s.IntN(3) == 0 {
		e.Currency = string(s.bytes())
	}
	if s.IntN(2) == 0 {
		e.Time = *uint256.NewInt(1_780_000_000 + uint64(s.IntN(1_000_000)))
	}
	return e
}

// number is small, or of any size.
func (s author) number() uint256.Int {
	n := uint256.Int{s.Uint64(), s.Uint64(), s.Uint64(), s.Uint64()}
	n.Rsh(&n, uint(s.IntN(257)))
	return n
}

// text is what a reader hands on of a stranger's bytes.
func (s author) text() string { return strings.ToValidUTF8(string(s.bytes()), "\uFFFD") }

// bytes are of any kind that some parser trips over.
func (s author) bytes() []byte {
	depth := []int{1, 30, 31, 32, 33, 64, 500, 2000}[s.IntN(8)]
	kinds := []func() string{
		func() string { return "" },
		func() string { return string(s.noise(s.IntN(4096))) },
		func() string { return strings.ToValidUTF8(string(s.noise(s.IntN(4096))), "\u2028\u202e\x00\ufeff") },
		func() string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) },
		func() string { return strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth) },
		func() string { return `{"a":` + strings.Repeat("[", depth) + strings.Repeat("]", depth) + `}` },
		func() string { return strings.Repeat("{\"\":[", depth/2) },
		func() string {
			return `{"a":1e` + fmt.Sprint(s.IntN(10_000)) + `,"b":-1E-400,"c":-0,"d":` + strings.Repeat("9", 1+s.IntN(700)) + `}`
		},
		func() string { return `{"a":NaN,"b":Infinity}` },
		func() string { return `{"a":"\ud800","b":"\udc00\ud800","c":"\ud83d\ude00"}` },
		func() string { return `{"\ud800":1}` },
		func() string { return "{\"a\":\"\xed\xa0\x80\xc0\xaf\xff\"}" },
		func() string { return `{"a":1,"a":2,"\u0061":3}` },
		func() string { return `{"A":1,"a":2}` },
		func() string { return `{"__proto__":{"x":1},"$ref":"#/x","constructor":null,"raw":"x","":0}` },
		func() string {
			return `{"a":"</script><script>alert(1)</script>","b":"=cmd|' /C calc'!A0","c":"\u0000\u2028"}`
		},
		func() string { return "=HYPERLINK(\"http://x\")\r\n,\"';--<!--]]>" },
		func() string { return "https://x.example/\r\nX: y" + strings.Repeat("%00", s.IntN(50)) },
		func() string { return "javascript:alert(1)//" + strings.Repeat("a", s.IntN(3000)) },
		func() string { return s.object(0) },
		func() string { return " \t\r\n" + s.object(0) + "\n" },
		func() string { return s.object(0) + s.object(0) },
		func() string { return s.broken(s.object(0)) },
	}
	return []byte(kinds[s.IntN(len(kinds))]())
}

func (s author) noise(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(s.Uint32())
	}
	return b
}

// object is JSON that anybody reads.
func (s author) object(level int) string {
	members := map[string]any{}
	for range s.IntN(5) {
		name := strings.ToValidUTF8(string(s.noise(s.IntN(12))), "é")
		switch s.IntN(4) {
		case 0:
			members[name] = s.Float64() * float64(s.Int64())
		case 1:
			members[name] = strings.ToValidUTF8(string(s.noise(s.IntN(200))), "\U0001F916")
		case 2:
			members[name] = []any{nil, true, s.Int64()}
		default:
			if level < 8 {
				members[name] = json.RawMessage(s.object(level + 1))
			}
		}
	}
	data, _ := json.Marshal(members) // of values that all encode
	return string(data)
}

// broken is a text with some bytes changed or cut off.
func (s author) broken(text string) string {
	b := []byte(text)
	for range 1 + s.IntN(3) {
		if len(b) > 0 {
			b[s.IntN(len(b))] = byte(s.Uint32())
		}
	}
	return string(b[:len(b)-s.IntN(len(b)/2+1)])
}
