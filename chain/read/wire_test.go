package read_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// callOf gives the target and the data of an eth_call.
func callOf(call *wireCall) (to common.Address, data string, ok bool) {
	var args struct {
		To   common.Address `json:"to"`
		Data string         `json:"data"`
	}
	if call.Method != "eth_call" || json.Unmarshal(call.Params[0], &args) != nil {
		return to, "", false
	}
	return args.To, args.Data, true
}

// multicallABI is aggregate3 for accounts/abi.
var multicallABI = mustABI(`[{"type":"function","name":"aggregate3","stateMutability":"payable",
	"inputs":[{"name":"calls","type":"tuple[]","components":[
		{"name":"target","type":"address"},{"name":"allowFailure","type":"bool"},{"name":"callData","type":"bytes"}]}],
	"outputs":[{"name":"returnData","type":"tuple[]","components":[
		{"name":"success","type":"bool"},{"name":"returnData","type":"bytes"}]}]}]`)

func mustABI(text string) abi.ABI {
	parsed, err := abi.JSON(strings.NewReader(text))
	if err != nil {
		panic(err)
	}
	return parsed
}

type (
	innerCall struct {
		Target       common.Address
		AllowFailure bool
		CallData     []byte
	}
	innerResult struct {
		Success    bool
		ReturnData []byte
	}
)

// innerCalls gives the calls in an aggregate3.
func innerCalls(data string) ([]innerCall, bool) {
	raw := common.FromHex(data)
	method := multicallABI.Methods["aggregate3"]
	if len(raw) < 4 || [4]byte(raw) != [4]byte(method.ID) {
		return nil, false
	}
	values, err := method.Inputs.Unpack(raw[4:])
	if err != nil {
		panic(err) // the reader's own encoding
	}
	var calls []innerCall
	if err := method.Inputs.Copy(&calls, values); err != nil {
		panic(err)
	}
	return calls, true
}

// refuse replaces the answers of one target in what aggregate3 returned by
// the refusal of a precompile.
func refuse(calls []innerCall, result json.RawMessage, target common.Address) json.RawMessage {
	var raw hexutil.Bytes
	if err := json.Unmarshal(result, &raw); err != nil {
		panic(err)
	}
	values, err := multicallABI.Unpack("aggregate3", raw)
	if err != nil {
		panic(err)
	}
	answers := *abi.ConvertType(values[0], new([]innerResult)).(*[]innerResult)
	for i := range answers {
		if calls[i].Target == target {
			answers[i].Success = false
			answers[i].ReturnData = []byte("Function not callable by smart contracts")
		}
	}
	packed, err := multicallABI.Methods["aggregate3"].Outputs.Pack(answers)
	if err != nil {
		panic(err)
	}
	return mustJSON(hexutil.Bytes(packed))
}

// counter counts calls by their target.
type counter struct {
	mu sync.Mutex
	n  map[common.Address]int
}

func (c *counter) add(target common.Address) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[common.Address]int{}
	}
	c.n[target]++
}

func (c *counter) of(target common.Address) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[target]
}

// word is a number as a contract answers it.
func word(n uint64) string { return fmt.Sprintf("0x%064x", n) }
