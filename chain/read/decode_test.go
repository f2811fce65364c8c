package read

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/evm"
)

// arguments are the outputs of a function for accounts/abi.
func arguments(t testing.TB, name, outputs string) abi.Arguments {
	parsed, err := abi.JSON(strings.NewReader(fmt.Sprintf(`[{"type":"function","name":%q,"outputs":%s}]`, name, outputs)))
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Methods[name].Outputs
}

// unpack decodes data into v, and reports whether accounts/abi can.
func unpack[T any](outputs abi.Arguments, data []byte, v *T) bool {
	values, err := outputs.Unpack(data)
	if err != nil {
		return false
	}
	*v = *abi.ConvertType(values[0], v).(*T)
	return true
}

const tupleWithout = `[{"type":"tuple[]","components":[{"name":"machineId","type":"uint256"},{"name":"eventType","type":"uint8"},
	{"name":"value","type":"uint256"},{"name":"timestamp","type":"uint256"},{"name":"dataHash","type":"bytes32"},
	{"name":"trustLevel","type":"uint8"},{"name":"sourceChainId","type":"uint256"},{"name":"sourceTxHash","type":"bytes32"},
	{"name":"metadata","type":"bytes"}]}]`

var tupleWith = strings.Replace(tupleWithout, `{"name":"metadata","type":"bytes"}`,
	`{"name":"metadata","type":"bytes"},{"name":"currency","type":"string"}`, 1)

type recordWithout struct {
	MachineId     *big.Int
	EventType     uint8
	Value         *big.Int
	Timestamp     *big.Int
	DataHash      [32]byte
	TrustLevel    uint8
	SourceChainId *big.Int
	SourceTxHash  [32]byte
	Metadata      []byte
}

type recordWith struct {
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

func (r recordWith) without() recordWithout {
	return recordWithout{r.MachineId, r.EventType, r.Value, r.Timestamp, r.DataHash, r.TrustLevel, r.SourceChainId, r.SourceTxHash, r.Metadata}
}

func (r recordWith) event(of RecordsOf, index uint64) chain.Event {
	return chain.Event{
		MachineID: of.Machine, Registry: of.Registry, Index: index, Type: r.EventType, Value: *uint256.MustFromBig(r.Value), Currency: r.Currency,
		Time: *uint256.MustFromBig(r.Timestamp), DataHash: r.DataHash, Trust: r.TrustLevel, SourceChain: *uint256.MustFromBig(r.SourceChainId),
		SourceTx: r.SourceTxHash, Metadata: r.Metadata,
	}
}

// records are two of one machine, with every field set.
func twoRecords() (RecordsOf, []recordWith) {
	huge := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
	of := RecordsOf{common.Address{7}, *uint256.MustFromBig(new(big.Int).Lsh(big.NewInt(3), 250))}
	return of, []recordWith{
		{of.Machine.ToBig(), 0, huge, huge, common.Hash{1}, 2, huge, common.Hash{2}, bytes.Repeat([]byte{0xff}, 4096), "USD"},
		{of.Machine.ToBig(), 7, big.NewInt(1), big.NewInt(2), common.Hash{}, 0, big.NewInt(0), common.Hash{}, nil, "\xff<b>"},
	}
}

func TestRecordsOfBothLayouts(t *testing.T) {
	of, records := twoRecords()
	pack := func(tuple string, v any) []byte {
		data, err := arguments(t, "getEvents", tuple).Pack(v)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	with := pack(tupleWith, records)
	without := pack(tupleWithout, []recordWithout{records[0].without(), records[1].without()})
	for name, data := range map[string][]byte{"with a currency": with, "without": without} {
		got, err := decodeRecords(data, of, 5, 2)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := []chain.Event{records[0].event(of, 5), records[1].event(of, 6)}
		if name == "without" {
			want[0].Currency, want[1].Currency = "", ""
		}
		for i := range want {
			if len(want[i].Metadata) == 0 && len(got[i].Metadata) == 0 {
				got[i].Metadata, want[i].Metadata = nil, nil
			}
			if d := cmp.Diff(want[i], got[i]); d != "" {
				t.Errorf("%s, record %d:\n%s", name, i, d)
			}
		}
	}
	other := of
	other.Machine.AddUint64(&of.Machine, 1)
	for name, err := range map[string]error{
		"more than asked":     second(decodeRecords(with, of, 5, 1)),
		"none":                second(decodeRecords(pack(tupleWith, []recordWith{}), of, 0, 1)),
		"of another machine":  second(decodeRecords(with, other, 0, 2)),
		"cut":                 second(decodeRecords(with[:len(with)-64], of, 0, 2)),
		"nothing":             second(decodeRecords(nil, of, 0, 2)),
		"of no machine alone": second(decodeRecords(pack(tupleWith, []recordWith{{MachineId: new(big.Int), Value: big.NewInt(1), Timestamp: new(big.Int), SourceChainId: new(big.Int)}}), of, 0, 1)),
	} {
		if err == nil {
			t.Errorf("records are taken: %s", name)
		}
	}
	zero := recordWith{MachineId: new(big.Int), Value: new(big.Int), Timestamp: new(big.Int), SourceChainId: new(big.Int)}
	if got, err := decodeRecords(pack(tupleWith, []recordWith{zero}), of, 0, 1); err != nil || got[0].MachineID != of.Machine {
		t.Errorf("a zeroed anchor: %v, %v", got, err)
	}
}

func second[T any](_ T, err error) error { return err }

// Records are decoded as accounts/abi does; nothing panics.
func FuzzDecodeRecords(f *testing.F) {
	of, records := twoRecords()
	outputs := arguments(f, "getEvents", tupleWith)
	data, err := outputs.Pack(records)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:len(data)-32])
	f.Add(bytes.Repeat([]byte{0xff}, 512))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := decodeRecords(data, of, 0, 1000)
		var want []recordWith
		if !unpack(outputs, data, &want) || err != nil {
			return // what accounts/abi takes may have another layout, or another machine
		}
		for i := range got {
			if got[i].Currency == "" {
				continue // of the layout without
			}
			e := want[i].event(of, uint64(i))
			if d := cmp.Diff(e, got[i]); d != "" {
				t.Fatal(d)
			}
		}
	})
}

// Endpoints are decoded as accounts/abi does; nothing panics.
func FuzzDecodeEndpoints(f *testing.F) {
	type endpoint struct{ Id, ServiceType, ServiceEndpoint string }
	outputs := arguments(f, "serviceEndpointsOf", `[{"type":"tuple[]","components":[{"name":"id","type":"string"},
		{"name":"serviceType","type":"string"},{"name":"serviceEndpoint","type":"string"}]}]`)
	data, err := outputs.Pack([]endpoint{{"#docs", "documentation_url", "https://a.example"}, {"", "\xff", ""}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:len(data)-32])
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := decodeEndpoints(data)
		var want []endpoint
		if !unpack(outputs, data, &want) {
			return
		}
		if err != nil {
			t.Fatalf("accounts/abi gives %+v: %v", want, err)
		}
		for i, e := range want {
			if got[i] != (chain.Endpoint{ID: validText([]byte(e.Id)), Type: validText([]byte(e.ServiceType)), URI: validText([]byte(e.ServiceEndpoint))}) {
				t.Fatalf("%+v, not %+v", got[i], e)
			}
		}
	})
}

func FuzzDecodeAddresses(f *testing.F) {
	outputs := arguments(f, "getMachineDataContracts", `[{"type":"address[]"}]`)
	data, err := outputs.Pack([]common.Address{{1}, {2}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:64])
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := decodeAddresses(data)
		var want []common.Address
		// accounts/abi drops bits above an address, which no contract sets.
		if unpack(outputs, data, &want) && err == nil && !slices.Equal(got, want) {
			t.Fatalf("%v, not %v", got, want)
		}
	})
}

var registryA = common.HexToAddress("0x00000000000000000000000000000000000000a1")

func streamOf(registries ...common.Address) *stream {
	r := &Reader{deployment: chain.Deployment{Generation: chain.Gen1, Contracts: chain.Contracts{}}}
	for _, a := range registries {
		r.deployment.Contracts[chain.EventRegistry] = append(r.deployment.Contracts[chain.EventRegistry], chain.Address(a))
	}
	r.gen = newGen1(r)
	return r.stream()
}

// A list of logs is decoded or refused; nothing panics.
func FuzzParseLogs(f *testing.F) {
	zeros := func(n int) string { return strings.Repeat("0", n) }
	f.Add([]byte(`[{"address":"0x00000000000000000000000000000000000000a1","topics":["` + eventSubmittedBefore.topic.Hex() + `","0x` + zeros(64) + `","0x` + zeros(64) +
		`"],"data":"0x` + zeros(128) + `","blockNumber":"0x5","blockHash":"0x` + zeros(63) + `1","transactionHash":"0x` + zeros(63) + `2","logIndex":"0x0","removed":false}]`))
	f.Add([]byte(`[{}]`))
	f.Add([]byte(`null`))
	s := streamOf(registryA)
	f.Fuzz(func(t *testing.T, data []byte) {
		logs, err := s.parse(data, 3, 9)
		if err != nil {
			return
		}
		for _, e := range s.sort(logs).Events {
			if e.Block < 3 || e.Block > 9 || e.Registry != registryA || e.Tx == (common.Hash{}) {
				t.Fatalf("took %+v", e)
			}
		}
	})
}

// Byte-identical logs are one log, others at the same place are a lie.
func TestLogsTwice(t *testing.T) {
	s := streamOf(registryA)
	log := func(value byte) map[string]any {
		data := make([]byte, 64)
		data[63] = value
		return map[string]any{
			"address": registryA, "topics": []common.Hash{eventSubmittedBefore.topic, {}, {}}, "data": hexutil.Bytes(data), "blockNumber": "0x5",
			"blockHash": common.Hash{1}, "transactionHash": common.Hash{2}, "logIndex": "0x3",
		}
	}
	parse := func(logs ...map[string]any) (int, error) {
		raw, err := json.Marshal(logs)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.parse(raw, 0, 9)
		return len(got), err
	}
	if n, err := parse(log(1), log(1), log(1)); n != 1 || err != nil {
		t.Errorf("identical logs are %d: %v", n, err)
	}
	if _, err := parse(log(1), log(2)); err == nil {
		t.Error("logs that contradict each other are taken")
	}
}

func TestARevertMayMeanNone(t *testing.T) {
	word := evm.Uint(7)
	g := newGen1(&Reader{deployment: chain.Deployment{Contracts: chain.Contracts{}}})
	questions := map[string]question{}
	for _, q := range g.questions() {
		questions[q.name] = q
	}
	questions["machineIdOf"] = g.tokenMachine()
	h := newGen2(g.Reader)
	for _, q := range h.existence() {
		questions[q.name] = q
	}
	for name, tt := range map[string]struct {
		question string
		answer   evm.Answer
		readable bool
	}{
		"a token":                       {"tokenIdOf", evm.Answer{Data: word[:]}, true},
		"no token, in words":            {"tokenIdOf", evm.Answer{Reverted: true, Reason: "no token"}, true},
		"no token, by a custom error":   {"tokenIdOf", evm.Answer{Reverted: true, Reason: "0x7e273289"}, true},
		"no such function":              {"tokenIdOf", evm.Answer{Reverted: true}, false},
		"no contract":                   {"tokenIdOf", evm.Answer{}, false},
		"a machine":                     {"machineIdOf", evm.Answer{Data: word[:]}, true},
		"no machine":                    {"machineIdOf", evm.Answer{Reverted: true, Reason: "0x7e273289"}, true},
		"no word":                       {"machineIdOf", evm.Answer{Data: word[1:]}, false},
		"no such function, by a token":  {"machineIdOf", evm.Answer{Reverted: true}, false},
		"a bond that nobody may revert": {"isStaked", evm.Answer{Reverted: true, Reason: "no machine"}, false},
		"no token of 2.0":               {"ownerOf", evm.Answer{Reverted: true, Payload: nonexistentToken[:]}, true},
		"another revert of 2.0":         {"ownerOf", evm.Answer{Reverted: true, Reason: "paused"}, false},
		"an owner that is no account":   {"ownerOf", evm.Answer{Data: make([]byte, 32)}, false},
	} {
		q, ok := questions[tt.question]
		if !ok {
			t.Fatalf("%s: no question %s", name, tt.question)
		}
		if err := q.take(scratch(), &tt.answer); (err == nil) != tt.readable {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestViewValue(t *testing.T) {
	answer := func(list ...[32]byte) []byte { return evm.Selector{}.Encode(list...)[4:] }
	tests := []struct {
		view   string
		answer []byte
		n      uint64
		set    bool
		fails  bool
	}{
		{"f(uint256)(uint256)", answer(evm.Uint(5)), 5, true, false},
		{"f(uint256)(uint)", answer(evm.Uint(5)), 5, true, false},
		{"f(uint256)(uint64)", answer(evm.Uint(0)), 0, false, false},
		{"f(uint256)(uint8)", answer(evm.Uint(255)), 255, true, false},
		{"f(uint256)(uint8)", answer(evm.Uint(256)), 0, false, true},
		{"f(uint256)(bool, uint8)", answer(evm.Uint(1), evm.Uint(0)), 0, true, false},
		{"f(uint256)(bool,uint8)", answer(evm.Uint(0), evm.Uint(9)), 9, false, false},
		{"f(uint256)(uint8,bool)", answer(evm.Uint(9), evm.Uint(1)), 9, true, false},
		{"f(uint256)(uint8,bool)", answer(evm.Uint(9), evm.Uint(2)), 0, false, true},
		{"f(uint256)(uint8,bool)", answer(evm.Uint(9)), 0, false, true},
		{"f(uint256)(uint256)", nil, 0, false, true},
		{"f(uint256)(uint256)", answer(evm.Uint(5))[:31], 0, false, true},
	}
	for _, test := range tests {
		var v chain.View
		if err := v.UnmarshalText([]byte(test.view)); err != nil {
			t.Fatal(err)
		}
		n, set, err := viewValue(v, test.answer)
		if (err != nil) != test.fails || err == nil && (n != *uint256.NewInt(test.n) || set != test.set) {
			t.Errorf("%s of %x is %s, %v, %v", test.view, test.answer, n.Dec(), set, err)
		}
	}
}

// Whatever the reader calls is an official function of the contract's.
func TestSurfaceIsOfficial(t *testing.T) {
	functions := map[chain.Generation]int{}
	for _, item := range Surface() {
		if item.Kind != "function" {
			continue
		}
		functions[item.Generation]++
		if !slices.Contains(official(item.Generation, item.Role), item.Signature) {
			t.Errorf("%s %s has no %s", item.Generation, item.Role, item.Signature)
		}
	}
	if functions[chain.Gen1] < 10 || functions[chain.Gen2] < 20 {
		t.Errorf("the surface has %v functions", functions)
	}
	if official(chain.Gen2, chain.AdminFlags) != nil {
		t.Error("there is an official list of what nobody published")
	}
}

// The topics by which machines and events are found.
func TestTopics(t *testing.T) {
	for want, e := range map[string]event{
		"0x312cdd3f77b3c79b8a01c27c96ae6f3f2a498fa5b46e3186e95facc6e479be7c": eventSubmittedBefore,
		"0x43cf4ee187795b573b3f38e97f7944f1354ded4b87a5703aaf904465a981a081": eventSubmitted,
		"0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef": transfer,
		"0x038b4aadd983006fd205ea06141d42354c29be4afd4ecf44183cf7e3092f3505": legacyMachineReissued,
		"0xb914abb3c2292a816bffdddfed7428ef92dddc86cafb5ce514a30b7c1d21d311": homeChainRegistered,
		"0x30d4acbfc7e9e5083909ead9af2d28dbf6c9c9b65417bc69478442ef1067127c": activated,
		"0xa4083c026d26954b171a83cff637b2eccc9c3d89bb1f2d7ef6ca23f7753d66d8": terminatedForFraud,
		"0xf4986bcb5612346d2fff3c1b86650e4a9b486704c021619338b013a3002cbedb": machineEventsImported,
		"0x9169b8acdde0655f3acfb70a77a0fa55abb0e09eebda0ebf7fd6060b4e40a46b": remoteBondBooked,
	} {
		if e.topic != common.HexToHash(want) {
			t.Errorf("topic of %s is %s", e.name, e.topic)
		}
	}
	if key := peerKey(chain.MachineRegistry); common.Hash(key) != common.HexToHash("0xaf5b42773c8b150a59d4bb67458cb17f9672307c5295de4278fd5649054926a4") {
		t.Errorf("key of MACHINE_REGISTRY is %x", key)
	}
}
