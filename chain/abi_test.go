package chain

import (
	"bytes"
	"encoding/json"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain/devchain/bindings/didregistry"
	"mcrpress/chain/devchain/bindings/identityregistry"
	"mcrpress/chain/devchain/bindings/multicall3"
	"mcrpress/chain/rpc"
)

var (
	didABI       = didregistry.NewDIDRegistry()
	multicallABI = multicall3.NewMulticall3()
)

func TestSelectors(t *testing.T) {
	for signature, want := range map[string]string{
		"nextMachineId()":              "0x56384182",
		"machineExists(uint256)":       "0x85447be6",
		"readAttribute(address,bytes)": "0xb2028b7d",
		"submitEvent(uint256,uint8,uint256,string,uint256,bytes32,uint8,uint256,bytes32,bytes)": "0xe58a43ca",
		"submitEvent(uint256,uint8,uint256,uint256,bytes32,uint8,uint256,bytes32,bytes)":        "0x6b58c7dc",
	} {
		if sel := selector(signature); hexutil.Encode(sel[:]) != want {
			t.Errorf("%s is %x, not %s", signature, sel, want)
		}
	}
	if eventSubmitted != common.HexToHash("0x312cdd3f77b3c79b8a01c27c96ae6f3f2a498fa5b46e3186e95facc6e479be7c") {
		t.Errorf("topic of EventSubmitted is %s", eventSubmitted)
	}
}

func TestCallsEqualBindings(t *testing.T) {
	r := &Reader{}
	account := common.Address{1, 2, 3}
	if got, want := r.attributeCall(account, "data_visibility").data, didABI.PackReadAttribute(account, []byte("data_visibility")); !bytes.Equal(got, want) {
		t.Errorf("readAttribute is\n%x, not\n%x", got, want)
	}
	registry := identityregistry.NewIdentityRegistry()
	if got, want := callOf(machineExists, uintWord(258)), registry.PackMachineExists(big.NewInt(258)); !bytes.Equal(got, want) {
		t.Errorf("machineExists is\n%x, not\n%x", got, want)
	}
}

// aggregate3 is encoded and its answer decoded as the bindings do.
func FuzzAggregate(f *testing.F) {
	f.Add([]byte{}, []byte{1, 2, 3}, true, uint8(3))
	f.Add(bytes.Repeat([]byte{7}, 64), []byte{}, false, uint8(0))
	f.Fuzz(func(t *testing.T, first, second []byte, success bool, n uint8) {
		calls := []call{{registryA, first}, {registryB, second}}
		var indexes []int
		var packed []multicall3.Multicall3Call3
		var answers []multicall3.Multicall3Result
		for i := range int(n % 8) {
			c := calls[i%2]
			indexes = append(indexes, i%2)
			packed = append(packed, multicall3.Multicall3Call3{Target: c.to, AllowFailure: true, CallData: c.data})
			answers = append(answers, multicall3.Multicall3Result{Success: success, ReturnData: c.data})
		}
		if got, want := encodeAggregate(calls, indexes), multicallABI.PackAggregate3(packed); !bytes.Equal(got, want) {
			t.Fatalf("encoded\n%x, not\n%x", got, want)
		}
		contract := multicallABI.GetABI()
		raw, err := contract.Methods["aggregate3"].Outputs.Pack(answers)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeAggregate(resultOf(raw), len(answers))
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if got[i].reverted == success || success && !bytes.Equal(got[i].data, answers[i].ReturnData) {
				t.Fatalf("answer %d is %+v, not %+v", i, got[i], answers[i])
			}
		}
	})
}

// Whatever a node returns for an aggregate, nothing panics, and what
// accounts/abi takes is decoded alike.
func FuzzDecodeAggregate(f *testing.F) {
	f.Add([]byte{}, uint8(1))
	f.Add(bytes.Repeat([]byte{0xff}, 320), uint8(2))
	one := callOf([4]byte{}, uintWord(32), uintWord(1), uintWord(32), uintWord(1), uintWord(64), uintWord(0))[4:]
	f.Add(one, uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, n uint8) {
		got, err := decodeAggregate(resultOf(data), int(n))
		want, refErr := multicallABI.UnpackAggregate3(data)
		if refErr != nil || len(want) != int(n) {
			return
		}
		if err != nil {
			t.Fatalf("accounts/abi gives %+v: %v", want, err)
		}
		for i := range want {
			if got[i].reverted == want[i].Success || want[i].Success && !bytes.Equal(got[i].data, want[i].ReturnData) {
				t.Fatalf("answer %d is %+v, not %+v", i, got[i], want[i])
			}
		}
	})
}

func resultOf(data []byte) rpc.Result {
	raw, err := json.Marshal(hexutil.Bytes(data))
	if err != nil {
		panic(err)
	}
	return rpc.Result{Raw: raw}
}

// An attribute is decoded as the bindings do; nothing panics.
func FuzzDecodeAttribute(f *testing.F) {
	contract := didABI.GetABI()
	for _, a := range []didregistry.DIDRegistryAttribute{
		{Name: []byte("machineId"), Value: []byte("17"), Validity: 1<<32 - 1, Created: big.NewInt(1_700_000_000_000)},
		{Created: new(big.Int).Lsh(big.NewInt(1), 255)},
	} {
		raw, err := contract.Methods["readAttribute"].Outputs.Pack(a)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
		f.Add(raw[:len(raw)-1])
	}
	f.Add(bytes.Repeat([]byte{0xff}, 256))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := decodeAttribute(data)
		want, refErr := didABI.UnpackReadAttribute(data)
		if refErr != nil {
			return
		}
		if err != nil {
			t.Fatalf("accounts/abi gives %+v: %v", want, err)
		}
		if !bytes.Equal(got.Value, want.Value) || got.ValidUntil != want.Validity || want.Created.IsUint64() && got.Created != want.Created.Uint64() {
			t.Fatalf("%+v, not %+v", got, want)
		}
	})
}

// A log is decoded or refused; nothing panics.
func FuzzDecodeLogs(f *testing.F) {
	f.Add([]byte(`[{"address":"0x00000000000000000000000000000000000000a1","topics":["` + eventSubmitted.Hex() + `","0x` + zeros(64) + `","0x` + zeros(64) + `"],"data":"0x` + zeros(128) +
		`","blockNumber":"0x5","blockHash":"0x` + zeros(63) + `1","transactionHash":"0x` + zeros(64) + `","logIndex":"0x0","removed":false}]`))
	f.Add([]byte(`[{}]`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var list []logJSON
		if json.Unmarshal(data, &list) != nil {
			return
		}
		got, err := decodeLogs(list, []common.Address{registryA}, 3, 9)
		if err != nil {
			return
		}
		for _, e := range got.events {
			if e.Block < 3 || e.Block > 9 || e.Registry != registryA || !e.Partial || got.blocks[e.Block] == (common.Hash{}) {
				t.Fatalf("took %+v", e)
			}
		}
	})
}

func zeros(n int) string { return string(bytes.Repeat([]byte("0"), n)) }

func TestWordsAreStrict(t *testing.T) {
	dirty := words(bytes.Repeat([]byte{1}, 32))
	if _, err := dirty.address(0); err == nil {
		t.Error("takes an address with bits above it")
	}
	if _, err := dirty.bool(0); err == nil {
		t.Error("takes a bool that is neither 0 nor 1")
	}
	if _, err := dirty.uint8(0); err == nil {
		t.Error("takes a uint8 with bits above it")
	}
	if _, err := dirty[:31].word(0); err == nil {
		t.Error("takes half a word")
	}
	for _, offset := range []uint64{33, 1 << 40, 1<<64 - 1} {
		w := uintWord(offset)
		if _, _, err := words(w[:]).bytes(0); err == nil {
			t.Errorf("follows the offset %d", offset)
		}
	}
	n, err := dirty.uint256(0)
	if d := cmp.Diff(*new(uint256.Int).SetBytes(dirty), n); d != "" || err != nil {
		t.Error(d, err)
	}
}
