package read_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain"
)

// didABI is readAttribute for accounts/abi.
var didABI = mustABI(`[{"type":"function","name":"readAttribute","stateMutability":"view",
	"inputs":[{"name":"account","type":"address"},{"name":"name","type":"bytes"}],
	"outputs":[{"name":"","type":"tuple","components":[{"name":"name","type":"bytes"},{"name":"value","type":"bytes"},
		{"name":"validity","type":"uint32"},{"name":"created","type":"uint256"}]}]}]`)

type didAttribute struct {
	Name, Value []byte
	Validity    uint32
	Created     *big.Int
}

// attributes lets a test answer reads of attributes in the node's place.
func attributes(t *testing.T, net *devnet, answer func(account common.Address, name string, a *wireAnswer)) *proxy {
	return newProxy(t, net.node.URL(), func(int) fault {
		return altered(func(call *wireCall, a *wireAnswer) {
			raw, ok := readOf(call)
			if !ok {
				return
			}
			args, err := didABI.Methods["readAttribute"].Inputs.Unpack(raw)
			if err != nil {
				panic(err) // the reader's own encoding
			}
			answer(args[0].(common.Address), string(args[1].([]byte)), a)
		})
	})
}

// readOf gives the arguments of a direct readAttribute.
func readOf(call *wireCall) ([]byte, bool) {
	_, data, ok := callOf(call)
	arguments, found := strings.CutPrefix(data, "0xb2028b7d")
	return common.FromHex(arguments), ok && found
}

func TestUnreadableAttributes(t *testing.T) {
	net := demonet(t, chain.Gen1)
	d := net.deployment(noMulticall)
	want := mustSnap(t, dial(t, hurried(), net.node.URL()), d, faultBlock, tempStore(t))
	wallet := want.Fleet.Machines[2].Gen1.Wallet
	p := attributes(t, net, func(account common.Address, name string, a *wireAnswer) {
		if account == wallet && name == "data_visibility" {
			a.Result = mustJSON(word(7))
		}
	})
	got := mustSnap(t, dial(t, hurried(), p.url), d, faultBlock, tempStore(t))
	if got.Fleet.Machines[2].DataVisibility != "private" || got.Fleet.Machines[2].Profile != chain.Resolves {
		t.Error("an attribute that cannot be decoded is not absent, or others are")
	}
	var found []chain.Finding
	for _, f := range got.Fleet.Findings {
		if f.Kind == chain.UnreadableAttribute {
			found = append(found, f)
		}
	}
	if len(found) != 1 || *found[0].MachineID != id(3) || !strings.Contains(found[0].Detail, "data_visibility") {
		t.Errorf("findings: %v", found)
	}
}

// A revert that does not say that the attribute is missing is an error.
func TestOtherRevertsAreErrors(t *testing.T) {
	net := demonet(t, chain.Gen1)
	p := attributes(t, net, func(_ common.Address, name string, a *wireAnswer) {
		if name == "data_api" {
			fail(a, 3, "execution reverted: out of order")
		}
	})
	_, err := readAt(t, dial(t, hurried(), p.url), net.deployment(noMulticall), faultBlock, tempStore(t))
	if err == nil || !strings.Contains(err.Error(), "data_api") || !strings.Contains(err.Error(), "out of order") {
		t.Errorf("got %v", err)
	}
}

// Accounts that name each other without end do not keep a run going.
func TestEndlessOperators(t *testing.T) {
	net := demonet(t, chain.Gen1)
	p := attributes(t, net, func(account common.Address, name string, a *wireAnswer) {
		if name != "operator" {
			return
		}
		next := new(big.Int).Add(account.Big(), big.NewInt(1))
		raw, err := didABI.Methods["readAttribute"].Outputs.Pack(didAttribute{
			Value: []byte(common.BigToAddress(next).Hex()), Validity: 1<<32 - 1, Created: big.NewInt(1)})
		if err != nil {
			panic(err)
		}
		a.Error, a.Result = nil, mustJSON(hexutil.Bytes(raw))
	})
	got := mustSnap(t, dial(t, hurried(), p.url), net.deployment(noMulticall), faultBlock, tempStore(t))
	if n, most := len(got.Fleet.Operators), 6*len(got.Fleet.Machines); n < len(got.Fleet.Machines) || n > most {
		t.Errorf("%d operators of %d machines", n, len(got.Fleet.Machines))
	}
}
