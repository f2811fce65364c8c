package evm

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/holiman/uint256"
)

// multicall is aggregate3 for accounts/abi.
var multicall = func() abi.ABI {
	parsed, err := abi.JSON(strings.NewReader(`[{"type":"function","name":"aggregate3","stateMutability":"payable",
		"inputs":[{"name":"calls","type":"tuple[]","components":[
			{"name":"target","type":"address"},{"name":"allowFailure","type":"bool"},{"name":"callData","type":"bytes"}]}],
		"outputs":[{"name":"returnData","type":"tuple[]","components":[
			{"name":"success","type":"bool"},{"name":"returnData","type":"bytes"}]}]}]`))
	if err != nil {
		panic(err)
	}
	return parsed
}()

type (
	refCall struct {
		Target       common.Address
		AllowFailure bool
		CallData     []byte
	}
	refResult struct {
		Success    bool
		ReturnData []byte
	}
)

func TestSelectors(t *testing.T) {
	for signature, want := range map[string]string{
		"totalMachines()":                    "0x27b109d3",
		"getEvents(uint256,uint256,uint256)": "0x0ea4e6a0",
		"readAttribute(address,bytes)":       "0xb2028b7d",
		"ERC721NonexistentToken(uint256)":    "0x7e273289",
		"aggregate3((address,bool,bytes)[])": hexutil.Encode(multicall.Methods["aggregate3"].ID),
		"EntryNotFound(address,bytes)":       "0x4c92a369",
		"getMirroredData(uint256,bytes32)":   "0x0e29ce9d",
		"subscriptions(uint256)":             "0x2d5bbf60",
		"SubscriptionNotEligible(uint8)":     "0xac36d666",
		"submitEvent(uint256,uint8,uint256,string,uint256,bytes32,uint8,uint256,bytes32,bytes)": "0xe58a43ca",
	} {
		if sel := SelectorOf(signature); hexutil.Encode(sel[:]) != want {
			t.Errorf("%s is %x, not %s", signature, sel, want)
		}
	}
}

// aggregate3 is encoded as accounts/abi reads it, and its answer decoded as it
// does.
func FuzzAggregate(f *testing.F) {
	f.Add([]byte{}, []byte{1, 2, 3}, true, uint8(3))
	f.Add(bytes.Repeat([]byte{7}, 64), []byte{}, false, uint8(0))
	f.Fuzz(func(t *testing.T, first, second []byte, success bool, n uint8) {
		calls := []Call{{To: common.Address{1}, Data: first}, {To: common.Address{2}, Data: second}}
		var indexes []int
		packed, answers := []refCall{}, []refResult{}
		for i := range int(n % 8) {
			c := calls[i%2]
			indexes = append(indexes, i%2)
			packed = append(packed, refCall{c.To, true, c.Data})
			answers = append(answers, refResult{success, c.Data})
		}
		values, err := multicall.Methods["aggregate3"].Inputs.Unpack(encodeAggregate(calls, indexes)[4:])
		if err != nil {
			t.Fatal(err)
		}
		if got := *abi.ConvertType(values[0], new([]refCall)).(*[]refCall); !cmp.Equal(packed, got, cmpopts.EquateEmpty()) {
			t.Fatalf("encoded\n%+v, not\n%+v", got, packed)
		}
		raw, err := multicall.Methods["aggregate3"].Outputs.Pack(answers)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeAggregate(raw, len(answers))
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if got[i].Reverted == success || success && !bytes.Equal(got[i].Data, answers[i].ReturnData) {
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
	f.Add(Selector{}.Encode(Uint(32), Uint(1), Uint(32), Uint(1), Uint(64), Uint(0))[4:], uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, n uint8) {
		got, err := decodeAggregate(data, int(n))
		values, refErr := multicall.Unpack("aggregate3", data)
		if refErr != nil {
			return
		}
		want := *abi.ConvertType(values[0], new([]refResult)).(*[]refResult)
		if len(want) != int(n) {
			return
		}
		if err != nil {
			t.Fatalf("accounts/abi gives %+v: %v", want, err)
		}
		for i := range want {
			if got[i].Reverted == want[i].Success || want[i].Success && !bytes.Equal(got[i].Data, want[i].ReturnData) {
				t.Fatalf("answer %d is %+v, not %+v", i, got[i], want[i])
			}
		}
	})
}

func TestWordsAreStrict(t *testing.T) {
	dirty := Words(bytes.Repeat([]byte{1}, 32))
	for name, err := range map[string]error{
		"address": second(dirty.Address(0)),
		"bool":    second(dirty.Bool(0)),
		"uint8":   second(dirty.Uint8(0)),
		"uint16":  second(dirty.Uint16(0)),
		"uint32":  second(dirty.Uint32(0)),
		"uint64":  second(dirty.Uint64(0)),
		"half":    second(dirty[:31].Word(0)),
	} {
		if err == nil {
			t.Errorf("takes a %s of other bytes", name)
		}
	}
	for _, offset := range []uint64{33, 1 << 40, 1<<64 - 1} {
		w := Uint(offset)
		if _, err := Words(w[:]).Bytes(0); err == nil {
			t.Errorf("follows the offset %d", offset)
		}
		if _, _, err := Words(w[:]).List(0); err == nil {
			t.Errorf("follows the offset %d to a list", offset)
		}
	}
	for _, length := range []uint64{2, 1 << 32, 1<<64 - 1} {
		list := Selector{}.Encode(Uint(32), Uint(length), Uint(0))[4:]
		if _, _, err := Words(list).List(0); err == nil {
			t.Errorf("takes a list of %d in one word", length)
		}
	}
	n, err := dirty.Uint256(0)
	if d := cmp.Diff(*new(uint256.Int).SetBytes(dirty), n); d != "" || err != nil {
		t.Error(d, err)
	}
}

func second[T any](_ T, err error) error { return err }

// A check is insisted on until the same data came three times.
func TestInsist(t *testing.T) {
	refuse := func([]byte) error { return ErrABI }
	check := Insist(refuse)
	for i, step := range []struct {
		data  string
		taken bool
	}{{"a", false}, {"a", false}, {"b", false}, {"a", false}, {"a", false}, {"a", true}} {
		if err := check([]byte(step.data)); (err == nil) != step.taken {
			t.Errorf("step %d, %q: %v", i, step.data, err)
		}
	}
}
