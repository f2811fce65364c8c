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

	"mcrpress/chain/devchain/bindings/multicall3"
)

// headHash is the default fleet's. It changes with the contracts, the fleet and
// the accounts, and with nothing else.
const headHash = "0xf10a5b8ab6c12b795d29eaf0b2f51000fd8835a2b2474fb340d182a7d3d8bad6"

// The default fleet, served once for all tests.
var (
	shared *Chain
	client *ethclient.Client
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		log.Fatal(err)
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	var err error
	if shared, err = Build(Options{}); err != nil {
		return 1, err
	}
	node, err := shared.Serve("")
	if err != nil {
		return 1, err
	}
	if client, err = ethclient.Dial(node.URL()); err != nil {
		return 1, err
	}
	code := m.Run()
	client.Close()
	return code, node.Close()
}

func TestSameChainEveryTime(t *testing.T) {
	if got := shared.Head().Hash().Hex(); got != headHash {
		t.Errorf("head of the default fleet is %s, not %s", got, headHash)
	}
	again, err := Build(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if again.Head().Hash() != shared.Head().Hash() {
		t.Errorf("two builds end in %s and %s", shared.Head().Hash(), again.Head().Hash())
	}
}

func TestServedHead(t *testing.T) {
	for _, tag := range []rpc.BlockNumber{rpc.FinalizedBlockNumber, rpc.SafeBlockNumber, rpc.LatestBlockNumber} {
		header, err := client.HeaderByNumber(t.Context(), big.NewInt(int64(tag)))
		if err != nil {
			t.Fatal(err)
		}
		if header.Hash() != shared.Head().Hash() {
			t.Errorf("%v is block %d, not the head", tag, header.Number)
		}
	}
	if got := shared.Head().Time; got != headTime {
		t.Errorf("head time is %d, not %d", got, headTime)
	}
	id, err := client.ChainID(t.Context())
	if err != nil || id.Uint64() != shared.Deployment().ChainID {
		t.Errorf("chain id is %v, %v", id, err)
	}
}

func TestServeRefusesBadAddress(t *testing.T) {
	for _, addr := range []string{"nonsense", "127.0.0.1", "127.0.0.1:http", "127.0.0.1:70000"} {
		if node, err := shared.Serve(addr); err == nil {
			node.Close()
			t.Errorf("serves at %q", addr)
		}
	}
}

func TestHistoryIsKept(t *testing.T) {
	count := func(block int64) uint64 {
		out, err := client.CallContract(t.Context(), ethereum.CallMsg{
			To: &deployment.IdentityRegistry, Data: registryABI.PackNextMachineId()}, big.NewInt(block))
		if err != nil {
			t.Fatal(err)
		}
		return new(big.Int).SetBytes(out).Uint64()
	}
	if got := count(1); got != 1 {
		t.Errorf("next id in block 1 is %d", got)
	}
	if got, want := count(2), uint64(len(shared.Fleet())+1); got != want {
		t.Errorf("next id in block 2 is %d, not %d", got, want)
	}
}

func TestProxies(t *testing.T) {
	for _, name := range proxied {
		slot, err := client.StorageAt(t.Context(), derived(name), implementationSlot, nil)
		if err != nil {
			t.Fatal(err)
		}
		implementation := common.BytesToAddress(slot)
		code, err := client.CodeAt(t.Context(), implementation, nil)
		if err != nil || len(code) == 0 {
			t.Errorf("%s: no code at the implementation %s (%v)", name, implementation, err)
		}
	}
}

func TestScale(t *testing.T) {
	least := len(shared.Fleet())
	if _, err := Build(Options{Machines: least - 1}); err == nil {
		t.Error("a fleet smaller than the default one was built")
	}
	bigger, err := Build(Options{Machines: least + machinesPerOperator + 1})
	if err != nil {
		t.Fatal(err)
	}
	node, err := bigger.Serve("")
	if err != nil {
		t.Fatal(err)
	}
	defer node.Close()
	r := reader{t, dial(t, node), nil}
	last := uint64(least + machinesPerOperator + 1)
	if next := r.number(deployment.IdentityRegistry, registryABI.PackNextMachineId()); next.Uint64() != last+1 {
		t.Errorf("next id is %d after machine %d", next, last)
	}
	if got := len(r.events(last)); got != 10 {
		t.Errorf("the last machine has %d events", got)
	}
	if token := r.number(deployment.MachineNFT, nftABI.PackTokenIdOf(new(big.Int).SetUint64(last))); token.Uint64() == last || token.Sign() == 0 {
		t.Errorf("the last machine's token is %d", token)
	}
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

func (r reader) view(to common.Address, data []byte) []byte {
	r.t.Helper()
	out, err := r.client.CallContract(r.t.Context(), ethereum.CallMsg{To: &to, Data: data}, r.block)
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

func (r reader) number(to common.Address, data []byte) *big.Int {
	r.t.Helper()
	return new(big.Int).SetBytes(r.view(to, data))
}

func (r reader) address(to common.Address, data []byte) common.Address {
	r.t.Helper()
	return common.BytesToAddress(r.view(to, data))
}

// views makes many calls in one; a failed one gives its revert data.
func (r reader) views(calls []call) []multicall3.Multicall3Result {
	r.t.Helper()
	m := multicall3.NewMulticall3()
	list := make([]multicall3.Multicall3Call3, len(calls))
	for i, c := range calls {
		list[i] = multicall3.Multicall3Call3{Target: c.to, AllowFailure: true, CallData: c.data}
	}
	results, err := m.UnpackAggregate3(r.view(multicall3Address, m.PackAggregate3(list)))
	if err != nil {
		r.t.Fatal(err)
	}
	return results
}

// events are a machine's records as the registry stores them.
func (r reader) events(id uint64) []record {
	r.t.Helper()
	machine := new(big.Int).SetUint64(id)
	n := r.number(deployment.EventRegistry, eventsABI.PackEventCount(machine)).Int64()
	var calls []call
	for i := range n {
		calls = append(calls, call{to: deployment.EventRegistry, data: eventsABI.PackEventAt(machine, big.NewInt(i))})
	}
	var list []record
	for _, result := range r.views(calls) {
		e, err := eventsABI.UnpackEventAt(result.ReturnData)
		if err != nil {
			r.t.Fatal(err)
		}
		list = append(list, record{kind: e.EventType, value: e.Value, currency: e.Currency, time: e.Timestamp.Uint64(), trust: e.TrustLevel, metadata: e.Metadata})
	}
	return list
}

// attribute reads an attribute; ok is false where there is none.
func (r reader) attribute(of common.Address, name string) (value string, validity uint32, ok bool) {
	r.t.Helper()
	result := r.views([]call{{to: didAddress, data: didABI.PackReadAttribute(of, []byte(name))}})[0]
	if !result.Success {
		if got := reason(result.ReturnData); got != "Cannot find the item" {
			r.t.Errorf("attribute %s of %s: reverted with %q", name, of, got)
		}
		return "", 0, false
	}
	a, err := didABI.UnpackReadAttribute(result.ReturnData)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(a.Value), a.Validity, true
}

func (r reader) logs(q ethereum.FilterQuery) []types.Log {
	r.t.Helper()
	logs, err := r.client.FilterLogs(r.t.Context(), q)
	if err != nil {
		r.t.Fatal(err)
	}
	return logs
}

func eventLogs(r reader, m Member) []types.Log {
	r.t.Helper()
	events := eventsABI.GetABI().Events["EventSubmitted"]
	return r.logs(ethereum.FilterQuery{
		Addresses: []common.Address{deployment.EventRegistry},
		Topics:    [][]common.Hash{{events.ID}, {common.BigToHash(m.big())}},
	})
}

// eventTransactions are those that made the events of a machine.
func eventTransactions(r reader, m Member) []*types.Transaction {
	r.t.Helper()
	var list []*types.Transaction
	for _, log := range eventLogs(r, m) {
		tx, _, err := r.client.TransactionByHash(r.t.Context(), log.TxHash)
		if err != nil {
			r.t.Fatal(err)
		}
		list = append(list, tx)
	}
	return list
}
