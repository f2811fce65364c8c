package evm

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm/runtime"
	"github.com/ethereum/go-ethereum/params"
)

// Contracts that the program calls.
var (
	echoes  = common.Address{1} // returns what it is given
	reverts = common.Address{2} // reverts with it
	returns = common.Address{3} // returns as many zeros as the first word says
	burns   = common.Address{4} // never ends
	nobody  = common.Address{5}
)

// machine is an EVM that has them, as old as one may be that runs the program.
func machine(t testing.TB) *runtime.Config {
	t.Helper()
	db, err := state.New(types.EmptyRootHash, state.NewDatabaseForTesting())
	if err != nil {
		t.Fatal(err)
	}
	for address, code := range map[common.Address]string{
		echoes:  "366000600037366000f3",
		reverts: "366000600037366000fd",
		returns: "6000356000f3",
		burns:   "5b600056",
	} {
		db.CreateAccount(address)
		db.SetCode(address, common.FromHex(code), 0)
	}
	old := *params.AllEthashProtocolChanges
	old.BerlinBlock, old.LondonBlock, old.ArrowGlacierBlock, old.GrayGlacierBlock = nil, nil, nil, nil
	return &runtime.Config{State: db, ChainConfig: &old, GasLimit: 50_000_000}
}

// run runs the program with calls, and then those again that it left out. It
// gives the answers and how many runs that took.
func run(t testing.TB, cfg *runtime.Config, calls []Call) (answers []Answer, runs int) {
	t.Helper()
	for len(calls) > 0 {
		indexes := make([]int, len(calls))
		for i := range indexes {
			indexes[i] = i
		}
		data, _, _, err := runtime.Create(encodeReader(calls, indexes), cfg)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeReader(data, len(calls))
		if err != nil {
			t.Fatal(err)
		}
		if runs++; len(got) == 0 {
			t.Fatalf("no answer of %d", len(calls))
		}
		answers, calls = append(answers, got...), calls[len(got):]
	}
	return answers, runs
}

// FuzzReader holds the program to direct calls.
func FuzzReader(f *testing.F) {
	f.Add([]byte{0, 1, 2, 0, 1}, uint16(5))
	f.Add(bytes.Repeat([]byte{3, 2, 0}, 40), uint16(3000))
	f.Add([]byte{}, uint16(0))
	f.Fuzz(func(t *testing.T, script []byte, size uint16) {
		if len(script) > 400 {
			return
		}
		cfg := machine(t)
		size %= longestCode - 4
		calls := make([]Call, len(script))
		for i, c := range script {
			calls[i].To = []common.Address{echoes, reverts, returns, nobody}[c%4]
			calls[i].Data = bytes.Repeat([]byte{c | 1}, int(c)%70)
			if calls[i].To == returns {
				word := Uint(uint64(size))
				calls[i].Data = word[:]
			}
		}
		answers, _ := run(t, cfg, calls)
		for i, call := range calls {
			data, _, err := runtime.Call(call.To, call.Data, cfg)
			if a := answers[i]; a.Reverted != (err != nil) || !bytes.Equal(append(a.Data, a.Payload...), data) {
				t.Fatalf("call %d: %+v, and directly %x, %v", i, a, data, err)
			}
		}
	})
}

// Answers that fill what there is room for come in one run.
func TestReaderRoom(t *testing.T) {
	of := func(size int) Call {
		word := Uint(uint64(size))
		return Call{To: returns, Data: word[:]}
	}
	for _, test := range []struct {
		calls []Call
		runs  int
	}{
		{[]Call{of(longestCode - 4)}, 1},
		{[]Call{of(10_000), of(longestCode - 4 - 10_004)}, 1},
		{[]Call{of(10_000), of(longestCode - 4 - 10_003)}, 2},
		{[]Call{of(20_000), of(20_000), of(0), of(4_000)}, 2},
	} {
		if answers, runs := run(t, machine(t), test.calls); runs != test.runs || len(answers) != len(test.calls) {
			t.Errorf("%d answers in %d runs, and not %d", len(answers), runs, test.runs)
		}
	}
	data, _, _, err := runtime.Create(encodeReader([]Call{of(longestCode - 3)}, []int{0}), machine(t))
	if len(data) != 0 || err != nil {
		t.Errorf("%d bytes of an answer that has no room: %v", len(data), err)
	}
}

// A call that takes all gas leaves enough to say so.
func TestReaderGas(t *testing.T) {
	answers, _ := run(t, machine(t), []Call{{To: echoes, Data: []byte{7}}, {To: burns}, {To: nobody}})
	if len(answers) != 3 || !bytes.Equal(answers[0].Data, []byte{7}) || !answers[1].Reverted || answers[1].Reason != "" {
		t.Errorf("%+v", answers)
	}
}

// FuzzDecodeReader: whatever a node returns, nothing panics, and what is taken is
// what encoding the answers gives.
func FuzzDecodeReader(f *testing.F) {
	f.Add([]byte{1, 0, 0, 2, 8, 9, 0, 0, 0, 0}, uint8(2))
	f.Add([]byte{2, 0, 0, 0}, uint8(1))
	f.Add([]byte{1, 0, 0, 1}, uint8(1))
	f.Add([]byte{1, 0, 0, 0, 1, 0, 0, 0}, uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, n uint8) {
		answers, err := decodeReader(data, int(n))
		if err != nil {
			return
		}
		if len(answers) > int(n) {
			t.Fatalf("%d answers to %d calls", len(answers), n)
		}
		var again []byte
		for _, a := range answers {
			head := uint32(len(a.Data) + len(a.Payload))
			if !a.Reverted {
				head |= 1 << 24
			}
			again = append(append(binary.BigEndian.AppendUint32(again, head), a.Data...), a.Payload...)
		}
		if !bytes.Equal(again, data) {
			t.Fatalf("%x is taken as %x", data, again)
		}
	})
}
