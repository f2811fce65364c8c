package chain

import (
	"bytes"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/holiman/uint256"

	batchbinding "mcrpress/chain/devchain/bindings/batch"
	"mcrpress/chain/devchain/bindings/eventregistry"
	"mcrpress/chain/devchain/bindings/machineaccount"
)

var (
	eventsABI  = eventregistry.NewEventRegistry()
	batchABI   = batchbinding.NewBatch()
	accountABI = machineaccount.NewMachineAccount()

	registryA = common.Address{19: 0xa1}
	registryB = common.Address{19: 0xb2}
	elsewhere = common.Address{19: 0xff}
)

// submit encodes a call as the bindings do. trust tells calls of one key
// apart.
func submit(machine, value int64, trust uint8, metadata string) []byte {
	return eventsABI.PackSubmitEvent0(big.NewInt(machine), 0, big.NewInt(value), "EUR", big.NewInt(1_700_000_000),
		[32]byte{1}, trust, big.NewInt(8453), [32]byte{2}, []byte(metadata))
}

func submitOld(machine, value int64, trust uint8, metadata string) []byte {
	return eventsABI.PackSubmitEvent(big.NewInt(machine), 0, big.NewInt(value), big.NewInt(1_700_000_000),
		[32]byte{1}, trust, big.NewInt(8453), [32]byte{2}, []byte(metadata))
}

func batched(calls ...[]byte) []byte {
	to, values := make([]common.Address, len(calls)), make([]*big.Int, len(calls))
	for i := range calls {
		to[i], values[i] = registryA, new(big.Int)
	}
	return batchABI.PackBatchSome(to, values, calls, nil)
}

func executed(call []byte) []byte { return accountABI.PackExecute(registryA, new(big.Int), call) }

// emitted is the event of a log of type 0.
func emitted(registry common.Address, machine, value uint64) *Event {
	return &Event{MachineID: *uint256.NewInt(machine), Value: *uint256.NewInt(value), Registry: registry, Partial: true}
}

// edit puts a word over one of the arguments of a call.
func edit(call []byte, i int, w [32]byte) []byte {
	out := bytes.Clone(call)
	copy(out[4+32*i:], w[:])
	return out
}

func TestComplete(t *testing.T) {
	const partial = 255 // stands for an event that stays partial
	one := []*Event{emitted(registryA, 7, 100)}
	two := func(a, b *Event) []*Event { return []*Event{a, b} }
	alike := two(emitted(registryA, 7, 100), emitted(registryA, 7, 100))
	decoy := string(submit(7, 100, 2, ""))
	tests := []struct {
		name   string
		events []*Event
		to     *common.Address
		input  []byte
		want   []uint8 // trust of each event
	}{
		{"direct", one, &registryA, submit(7, 100, 1, "{}"), []uint8{1}},
		{"direct, without a currency", one, &registryA, submitOld(7, 100, 1, "{}"), []uint8{1}},
		{"direct with trailing bytes", one, &registryA, append(submit(7, 100, 1, "{}"), make([]byte, 20)...), []uint8{1}},
		{"direct with a trailing decoy", one, &registryA, append(submit(7, 100, 1, "{}"), decoy...), []uint8{1}},
		{"direct with a decoy in the metadata", one, &registryA, submit(7, 100, 1, decoy), []uint8{1}},
		{"direct for another log, with a decoy in the metadata", one, &registryA, submit(8, 100, 1, decoy), []uint8{partial}},
		{"no call", one, &registryA, nil, []uint8{partial}},
		{"half a selector", one, &elsewhere, submit(7, 100, 1, "")[:3], []uint8{partial}},
		{"contract creation", one, nil, append([]byte{0x60, 0x80, 0x60}, submit(7, 100, 1, "{}")...), []uint8{1}},
		{"contract creation that is a call alone", one, nil, submit(7, 100, 1, decoy), []uint8{1}},
		{"batch", one, &elsewhere, batched(submit(8, 1, 0, ""), submit(7, 100, 1, "{}")), []uint8{1}},
		{"smart account", one, &elsewhere, executed(submit(7, 100, 1, "{}")), []uint8{1}},
		{"account, batch, account", one, &elsewhere, executed(batched(executed(submit(7, 100, 1, "{}")))), []uint8{1}},
		{"odd alignment", one, &elsewhere, append([]byte("odd"), submit(7, 100, 1, "{}")...), []uint8{1}},
		{"nested, with a decoy in the metadata", one, &elsewhere, batched(submit(7, 100, 1, decoy)), []uint8{1}},
		{"nested, with a batch of decoys in the metadata", one, &elsewhere,
			batched(submit(7, 100, 1, string(batched([]byte(decoy), []byte(decoy))))), []uint8{1}},
		{"a decoy in a call for another log", two(emitted(registryA, 8, 5), emitted(registryA, 7, 100)), &elsewhere,
			batched(submit(8, 5, 0, decoy), submit(7, 100, 1, "")), []uint8{0, 1}},
		{"a decoy in a call that failed", one, &elsewhere, batched(submit(8, 5, 0, decoy), submit(7, 100, 1, "")), []uint8{partial}},
		{"another machine", one, &elsewhere, batched(submit(6, 100, 1, "")), []uint8{partial}},
		{"another value", one, &elsewhere, batched(submit(7, 101, 1, "")), []uint8{partial}},
		{"two alike for two logs", alike, &elsewhere, batched(submit(7, 100, 1, ""), submit(7, 100, 2, "")), []uint8{1, 2}},
		{"three alike for two logs", alike, &elsewhere,
			batched(submit(7, 100, 1, ""), submit(7, 100, 2, ""), submit(7, 100, 0, "")), []uint8{partial, partial}},
		{"three the same for two logs", alike, &elsewhere,
			batched(submit(7, 100, 1, "x"), submit(7, 100, 1, "x"), submit(7, 100, 1, "x")), []uint8{1, 1}},
		{"two alike for one log", one, &elsewhere, batched(submit(7, 100, 1, ""), submit(7, 100, 2, "")), []uint8{partial}},
		{"the two forms for one log", one, &elsewhere, batched(submit(7, 100, 1, ""), submitOld(7, 100, 1, "")), []uint8{partial}},
		{"the same for two registries", two(emitted(registryA, 7, 100), emitted(registryB, 7, 100)), &elsewhere,
			batched(submit(7, 100, 1, ""), submit(7, 100, 2, "")), []uint8{1, 2}},
		{"direct to the other registry", two(emitted(registryA, 7, 100), emitted(registryB, 7, 100)), &registryB,
			submit(7, 100, 1, decoy), []uint8{1, 1}},
		{"one partial leaves the others alone", two(emitted(registryA, 7, 100), emitted(registryA, 9, 1)), &elsewhere,
			batched(submit(7, 100, 1, ""), submit(7, 100, 2, ""), submit(9, 1, 1, "")), []uint8{partial, 1}},

		{"a type beyond 8 bits", one, &elsewhere, edit(submit(7, 100, 1, ""), 1, uintWord(256)), []uint8{partial}},
		{"a trust beyond 8 bits", one, &elsewhere, edit(submit(7, 100, 1, ""), 6, uintWord(256)), []uint8{partial}},
		{"a time beyond 64 bits", one, &elsewhere, edit(submit(7, 100, 1, ""), 4, [32]byte{20: 1}), []uint8{partial}},
		{"a huge currency offset", one, &elsewhere, edit(submit(7, 100, 1, ""), 3, [32]byte{0: 0x80}), []uint8{partial}},
		{"a currency offset at the end", one, &elsewhere, edit(submit(7, 100, 1, ""), 3, uintWord(12*32+32)), []uint8{partial}},
		{"a metadata offset of 64 bits", one, &elsewhere, edit(submit(7, 100, 1, ""), 9, uintWord(1<<63)), []uint8{partial}},
		{"a metadata offset that wraps around", one, &elsewhere, edit(submit(7, 100, 1, ""), 9, uintWord(1<<64-32)), []uint8{partial}},
		{"a metadata length that wraps around", one, &elsewhere, edit(submit(7, 100, 1, ""), 12, uintWord(1<<64-1)), []uint8{partial}},
		{"a metadata that is cut", one, &elsewhere, submit(7, 100, 1, strings.Repeat("x", 64))[:4+13*32+40], []uint8{partial}},
		{"a metadata without its padding", one, &elsewhere, submit(7, 100, 1, "xyz")[:4+13*32+3], []uint8{1}},
		{"a currency that is no text", one, &elsewhere, edit(submit(7, 100, 1, ""), 11, [32]byte{0xff, 0xfe, 0xfd}), []uint8{partial}},
		{"both tails in one place", one, &elsewhere, edit(edit(submit(7, 100, 1, ""), 3, uintWord(12*32)), 9, uintWord(12*32)), []uint8{1}},
		{"a gap between the tails, with another call in it", one, &elsewhere, gapped(), []uint8{partial}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var events []*Event
			for _, e := range test.events {
				fresh := *e
				events = append(events, &fresh)
			}
			complete(events, transaction{test.to, test.input}, []common.Address{registryA, registryB})
			for i, e := range events {
				got := e.Trust
				if e.Partial {
					got = partial
				}
				if got != test.want[i] {
					t.Errorf("event %d has trust %d, not %d", i, got, test.want[i])
				}
				if e.Partial && (e.Currency != "" || e.Metadata != nil || e.Trust != 0) {
					t.Errorf("event %d is partial and has fields of a call: %+v", i, e)
				}
			}
		})
	}
}

// gapped is a call whose metadata lies far behind, with another call before it.
func gapped() []byte {
	inner := submit(7, 100, 2, "")
	call := edit(submit(7, 100, 1, ""), 9, uintWord(uint64(13*32+len(inner))))
	return append(append(call, inner...), make([]byte, 32)...)
}

func TestCompleteFillsEveryField(t *testing.T) {
	e := emitted(registryA, 7, 100)
	complete([]*Event{e}, transaction{&elsewhere, batched(submit(7, 100, 1, "\xff{}"))}, []common.Address{registryA})
	want := &Event{
		MachineID: *uint256.NewInt(7), Value: *uint256.NewInt(100), Registry: registryA,
		Currency: "EUR", Time: 1_700_000_000, DataHash: common.Hash{1}, Trust: 1,
		SourceChain: *uint256.NewInt(8453), SourceTx: common.Hash{2}, Metadata: []byte("\xff{}"),
	}
	if d := cmp.Diff(want, e); d != "" {
		t.Error(d)
	}
}

// hostile is input made to be slow: as many selectors, valid heads and valid
// calls as fit into 128 kB.
var hostile = map[string][]byte{
	"selectors": bytes.Repeat(submitPlain[:], 1<<15),
	"both":      bytes.Repeat(append(submitPlain[:], submitWithCurrency[:]...), 1<<14),
	"heads":     bytes.Repeat(submit(7, 100, 1, "")[:4+10*32], 400),
	"calls":     bytes.Repeat(submit(7, 100, 1, ""), 300),
	"tails":     bytes.Repeat(edit(submit(7, 100, 1, ""), 3, uintWord(32)), 300),
}

// Each selector is looked at once.
func TestHostileInputIsLinear(t *testing.T) {
	for name, input := range hostile {
		looks := 0
		findSubmissions(input, func(k eventKey) bool { looks++; return k == emitted(registryA, 7, 100).key() })
		selectors := bytes.Count(input, submitPlain[:]) + bytes.Count(input, submitWithCurrency[:])
		if looks > selectors {
			t.Errorf("%s: %d looks at %d selectors", name, looks, selectors)
		}
	}
}

func BenchmarkHostileInput(b *testing.B) {
	for name, input := range hostile {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				complete([]*Event{emitted(registryA, 7, 100)}, transaction{&elsewhere, input}, []common.Address{registryA})
			}
		})
	}
}

// The decoder agrees with accounts/abi on everything that accounts/abi takes.
func FuzzDecodeSubmission(f *testing.F) {
	f.Add(submit(7, 100, 1, "{}"))
	f.Add(submitOld(7, 100, 1, ""))
	f.Add(edit(submit(7, 100, 1, "abc"), 3, uintWord(0)))
	f.Add(edit(submit(7, 100, 1, "abc"), 9, uintWord(1<<63)))
	registry := eventsABI.GetABI()
	f.Fuzz(func(t *testing.T, data []byte) {
		got, parts, ok := decodeSubmission(data, func(eventKey) bool { return true })
		for _, part := range parts {
			if part.start < 0 || part.end < part.start || part.end > len(data) {
				t.Fatalf("part %v of %d bytes", part, len(data))
			}
		}
		method, err := registry.MethodById(data)
		if err != nil || method.RawName != "submitEvent" {
			if ok {
				t.Fatal("decodes what is no submitEvent")
			}
			return
		}
		values, err := method.Inputs.Unpack(data[4:])
		if err != nil {
			return // stricter about some offsets
		}
		want := reference(values)
		fits := want.timestamp.IsUint64() && len(want.s.currency) <= maxCurrency && validText(want.s.currency)
		if ok != fits {
			t.Fatalf("ok is %v, accounts/abi gives %+v", ok, want)
		}
		if ok {
			want.s.time = want.timestamp.Uint64()
			if d := cmp.Diff(want.s, got, cmp.AllowUnexported(submission{}, eventKey{}), cmpopts.EquateEmpty()); d != "" {
				t.Fatal(d)
			}
		}
	})
}

func validText(b []byte) bool { return strings.ToValidUTF8(string(b), "?") == string(b) }

type referenceCall struct {
	s         submission
	timestamp *big.Int
}

// reference makes a submission of what accounts/abi unpacked.
func reference(values []any) (r referenceCall) {
	number := func(v any) uint256.Int { return *uint256.MustFromBig(v.(*big.Int)) }
	r.s.eventKey = eventKey{number(values[0]), values[1].(uint8), number(values[2])}
	rest := values[3:]
	if currency, ok := rest[0].(string); ok {
		r.s.currency, rest = []byte(currency), rest[1:]
	}
	r.timestamp, r.s.dataHash, r.s.trust = rest[0].(*big.Int), rest[1].([32]byte), rest[2].(uint8)
	r.s.sourceChain, r.s.sourceTx, r.s.metadata = number(rest[3]), rest[4].([32]byte), rest[5].([]byte)
	return r
}

// A call is found wherever it is planted, and nothing panics.
func FuzzPlantedCall(f *testing.F) {
	f.Add([]byte("prefix"), []byte("suffix"), uint8(3), []byte("{}"))
	f.Add(submitPlain[:], submitWithCurrency[:2], uint8(9), submitPlain[:])
	f.Fuzz(func(t *testing.T, prefix, suffix []byte, wrapping uint8, metadata []byte) {
		call := submit(1<<40+7, 1<<41+100, 1, string(metadata))
		for ; wrapping > 0; wrapping /= 3 {
			switch wrapping % 3 {
			case 0:
				call = executed(call)
			case 1:
				call = batched(suffix, call, prefix)
			default:
				call = append(append(bytes.Clone(prefix), call...), suffix...)
			}
		}
		e := emitted(registryA, 1<<40+7, 1<<41+100)
		complete([]*Event{e}, transaction{&elsewhere, call}, []common.Address{registryA})
		if e.Partial || e.Trust != 1 || !bytes.Equal(e.Metadata, metadata) {
			if !bytes.Contains(prefix, []byte{1, 0, 0, 0, 0, 7}) { // no fuzzed bytes that name the machine
				t.Fatalf("not found: %+v", e)
			}
		}
	})
}
