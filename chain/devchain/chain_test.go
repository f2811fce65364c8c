package devchain

import (
	"log"
	"math/big"
	"os"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"

	"mcrpress/chain"
)

// The hashes of the heads of the default fleets. They change with the
// contracts, the fleet and the accounts, and with nothing else.
const (
	gen1Head = "0xa5b3d19cfeaa1f2db0e864ac7df04c967dfbf27858ba74bdb9b52625c9359182"
	gen2Head = "0xb2e7788f8b1e744ca16852d0f6be51de2ae1f088030f20383cb79e3d5726e8ad"
)

// The default fleets, served once for all tests.
var (
	gen1Chain, gen2Chain   *Chain
	gen1Client, gen2Client *ethclient.Client
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		log.Fatal(err)
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	for _, c := range []struct {
		opts   Options
		built  **Chain
		client **ethclient.Client
	}{
		{Options{}, &gen1Chain, &gen1Client},
		{Options{Generation: chain.Gen2}, &gen2Chain, &gen2Client},
	} {
		built, err := Build(c.opts)
		if err != nil {
			return 1, err
		}
		node, err := built.Serve("")
		if err != nil {
			return 1, err
		}
		defer node.Close()
		client, err := ethclient.Dial(node.URL())
		if err != nil {
			return 1, err
		}
		defer client.Close()
		*c.built, *c.client = built, client
	}
	return m.Run(), nil
}

func TestSameChainEveryTime(t *testing.T) {
	for _, c := range []struct {
		opts  Options
		built *Chain
		head  string
	}{
		{Options{}, gen1Chain, gen1Head},
		{Options{Generation: chain.Gen2}, gen2Chain, gen2Head},
	} {
		if got := c.built.Head().Hash().Hex(); got != c.head {
			t.Errorf("head of the default fleet is %s, not %s", got, c.head)
		}
		again, err := Build(c.opts)
		if err != nil {
			t.Fatal(err)
		}
		if again.Head().Hash() != c.built.Head().Hash() {
			t.Errorf("two builds end in %s and %s", c.built.Head().Hash(), again.Head().Hash())
		}
	}
}

func TestServedHead(t *testing.T) {
	for _, tag := range []rpc.BlockNumber{rpc.FinalizedBlockNumber, rpc.SafeBlockNumber, rpc.LatestBlockNumber} {
		header, err := gen1Client.HeaderByNumber(t.Context(), big.NewInt(int64(tag)))
		if err != nil {
			t.Fatal(err)
		}
		if header.Hash() != gen1Chain.Head().Hash() {
			t.Errorf("%v is block %d, not the head", tag, header.Number)
		}
	}
	if got := gen1Chain.Head().Time; got != headTime {
		t.Errorf("head time is %d, not %d", got, headTime)
	}
	id, err := gen1Client.ChainID(t.Context())
	if err != nil || id.Uint64() != gen1Chain.Deployment().ChainID {
		t.Errorf("chain id is %v, %v", id, err)
	}
}

func TestServeRefusesBadAddress(t *testing.T) {
	for _, addr := range []string{"nonsense", "127.0.0.1", "127.0.0.1:http", "127.0.0.1:70000"} {
		if node, err := gen1Chain.Serve(addr); err == nil {
			node.Close()
			t.Errorf("serves at %q", addr)
		}
	}
}

func TestHistoryIsKept(t *testing.T) {
	for block, want := range map[int64]int64{1: 0, 2: int64(len(gen1Chain.Fleet()))} {
		r := reader{t: t, client: gen1Client, block: big.NewInt(block)}
		if got := r.number(identityAddress, identityRegistry.pack("totalMachines")); got.Int64() != want {
			t.Errorf("%d machines in block %d, not %d", got, block, want)
		}
	}
}

// Every contract of a deployment is there, and all but the precompiles and
// Multicall3 stand behind proxies.
func TestDeployments(t *testing.T) {
	for _, c := range []struct {
		built  *Chain
		client *ethclient.Client
	}{
		{gen1Chain, gen1Client},
		{gen2Chain, gen2Client},
	} {
		d := c.built.Deployment()
		if err := d.Validate(); err != nil {
			t.Error(err)
		}
		for _, contract := range d.Listed() {
			code, err := c.client.CodeAt(t.Context(), contract.Address, nil)
			if err != nil || len(code) == 0 {
				t.Errorf("%s: no code, %v", contract.Role, err)
			}
			if contract.Role == chain.DIDRegistry || contract.Role == chain.Multicall3 {
				continue
			}
			slot, err := c.client.StorageAt(t.Context(), contract.Address, implementationSlot, nil)
			if err != nil {
				t.Fatal(err)
			}
			code, err = c.client.CodeAt(t.Context(), common.BytesToAddress(slot), nil)
			if err != nil || len(code) == 0 {
				t.Errorf("%s: no code at the implementation, %v", contract.Role, err)
			}
		}
	}
}

func TestScale(t *testing.T) {
	for _, g := range []chain.Generation{chain.Gen1, chain.Gen2} {
		if _, err := Build(Options{Generation: g, Machines: DefaultMachines(g) - 1}); err == nil {
			t.Error("a fleet smaller than the default one was built")
		}
	}
	size := DefaultMachines(chain.Gen1) + machinesPerOperator + 1
	r := serve(t, Options{Machines: size})
	if got := r.number(identityAddress, identityRegistry.pack("totalMachines")); got.Int64() != int64(size) {
		t.Errorf("%d machines", got)
	}
	last := big.NewInt(int64(size))
	if got := len(r.events(eventRegistryV2, recordsAddress, last)); got != 10 {
		t.Errorf("the last machine has %d events", got)
	}
	if token := r.number(nftAddress, machineNFT.pack("tokenIdOf", last)); token.Cmp(last) == 0 || token.Sign() == 0 {
		t.Errorf("the last machine's token is %d", token)
	}
}

// A chain goes on, and forks.
func TestExtend(t *testing.T) {
	m := gen1Chain.Member("rating B")
	longer, err := gen1Chain.Extend(Submit(m, 2), Wait, Send(m.Wallet, chain.IdentityRegistry, "deactivateMachine", m.ID.ToBig()))
	if err != nil {
		t.Fatal(err)
	}
	fork, err := gen1Chain.Extend(Submit(m, 1))
	if err != nil {
		t.Fatal(err)
	}
	before := len(atHead(t).events(eventRegistryV2, recordsAddress, m.ID.ToBig()))
	for _, c := range []struct {
		built  *Chain
		blocks uint64
		events int
		status int64
	}{{longer, 3, 2, 4}, {fork, 1, 1, 1}} {
		if got := c.built.Head().Number.Uint64() - gen1Chain.Head().Number.Uint64(); got != c.blocks {
			t.Errorf("%d more blocks, not %d", got, c.blocks)
		}
		r := serveChain(t, c.built)
		if got := len(r.events(eventRegistryV2, recordsAddress, m.ID.ToBig())) - before; got != c.events {
			t.Errorf("%d more events, not %d", got, c.events)
		}
		if got := r.number(identityAddress, identityRegistry.pack("machineStatus", m.ID.ToBig())); got.Int64() != c.status {
			t.Errorf("status %s, not %d", got, c.status)
		}
	}
	for name, step := range map[string]Step{
		"a reverting transaction": Send(m.Wallet, chain.IdentityRegistry, "verifyMachine", m.ID.ToBig()),
		"an unknown method":       Send(m.Wallet, chain.IdentityRegistry, "frobnicate"),
		"an unknown account":      Send(common.Address{1}, chain.IdentityRegistry, "register"),
		"an unknown machine":      Submit(Member{}, 1),
	} {
		if _, err := gen1Chain.Extend(step); err == nil {
			t.Errorf("%s extends the chain", name)
		}
	}
}

// serve builds a chain, serves it and reads it.
func serve(t *testing.T, opts Options) reader {
	t.Helper()
	built, err := Build(opts)
	if err != nil {
		t.Fatal(err)
	}
	return serveChain(t, built)
}

func serveChain(t *testing.T, c *Chain) reader {
	t.Helper()
	node, err := c.Serve("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { node.Close() })
	return reader{t: t, client: dial(t, node)}
}

func dial(t *testing.T, node *Node) *ethclient.Client {
	t.Helper()
	c, err := ethclient.Dial(node.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// reader reads a chain over JSON-RPC, at a block or at the head.
type reader struct {
	t      *testing.T
	client *ethclient.Client
	block  *big.Int
}

func atHead(t *testing.T) reader { return reader{t: t, client: gen1Client} }

func (r reader) view(to common.Address, data []byte) []byte {
	r.t.Helper()
	out, err := r.client.CallContract(r.t.Context(), ethereum.CallMsg{To: &to, Data: data}, r.block)
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

// try is a view that may revert; ok is false and the answer is the reason then.
func (r reader) try(to common.Address, data []byte) (out []byte, ok bool) {
	r.t.Helper()
	type result struct {
		Success    bool
		ReturnData []byte
	}
	type call struct {
		Target       common.Address
		AllowFailure bool
		CallData     []byte
	}
	var answer struct{ ReturnData []result }
	data = multicall3.pack("aggregate3", []call{{to, true, data}})
	if err := multicall3.UnpackIntoInterface(&answer, "aggregate3", r.view(multicall3Address, data)); err != nil {
		r.t.Fatal(err)
	}
	return answer.ReturnData[0].ReturnData, answer.ReturnData[0].Success
}

func (r reader) number(to common.Address, data []byte) *big.Int {
	r.t.Helper()
	return new(big.Int).SetBytes(r.view(to, data))
}

func (r reader) address(to common.Address, data []byte) common.Address {
	r.t.Helper()
	return common.BytesToAddress(r.view(to, data))
}

// stored is an event as the registries return it; those without a currency
// leave it out.
type stored struct {
	MachineId     *big.Int
	EventType     uint8
	Value         *big.Int
	Timestamp     *big.Int
	DataHash      [32]byte
	TrustLevel    uint8
	SourceChainId *big.Int
	SourceTxHash  [32]byte
	Metadata      []byte
	Currency      string
}

// events are a machine's records, read page by page.
func (r reader) events(registry *contract, at common.Address, id *big.Int) (list []stored) {
	r.t.Helper()
	n := r.number(at, registry.pack("getEventCount", id)).Int64()
	for int64(len(list)) < n {
		out := r.view(at, registry.pack("getEvents", id, big.NewInt(int64(len(list))), big.NewInt(1000)))
		var page struct{ Events []stored }
		if err := registry.UnpackIntoInterface(&page, "getEvents", out); err != nil {
			r.t.Fatal(err)
		}
		list = append(list, page.Events...)
	}
	return list
}

// attribute reads an attribute; ok is false where there is none.
func (r reader) attribute(of common.Address, name string) (value string, validity uint32, ok bool) {
	r.t.Helper()
	out, ok := r.try(didAddress, didRegistry.pack("readAttribute", of, []byte(name)))
	if !ok {
		want := "Cannot find the item"
		if of[len(of)-1]&1 == 1 {
			want = "EntryNotFound"
		}
		if got := reason(out); got != want {
			r.t.Errorf("attribute %s of %s: reverted with %q", name, of, got)
		}
		return "", 0, false
	}
	var a struct {
		Attribute struct {
			Name, Value []byte
			Validity    uint32
			Created     *big.Int
		}
	}
	if err := didRegistry.UnpackIntoInterface(&a, "readAttribute", out); err != nil {
		r.t.Fatal(err)
	}
	return string(a.Attribute.Value), a.Attribute.Validity, true
}

func (r reader) logs(q ethereum.FilterQuery) []types.Log {
	r.t.Helper()
	logs, err := r.client.FilterLogs(r.t.Context(), q)
	if err != nil {
		r.t.Fatal(err)
	}
	return logs
}

// eventLogs are the logs of a machine's events, of both builds.
func (r reader) eventLogs(at common.Address, id *big.Int) []types.Log {
	r.t.Helper()
	topics := []common.Hash{eventRegistryV1.Events["EventSubmitted"].ID, eventRegistryV2.Events["EventSubmitted"].ID}
	return r.logs(ethereum.FilterQuery{
		Addresses: []common.Address{at},
		Topics:    [][]common.Hash{topics, {common.BigToHash(id)}},
	})
}
