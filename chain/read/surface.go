package read

import (
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/evm"
)

// Item is a function, an event or an error of a contract that the reader
// relies on.
type Item struct {
	Generation chain.Generation
	Role       chain.Role
	Kind       string // function, event or error
	Signature  string // name(types), of which the selector or topic is the hash
	Outputs    string // of a function: (types), tuples in parentheses of their own
	Indexed    []bool // of an event, by argument
}

// Surface lists what the reader relies on. A signature that stands there with
// several outputs has them in different builds of the contract.
func Surface() []Item { return surface }

// surface is what the declarations of gen1.go, gen2.go and records.go amount
// to.
var surface []Item

var (
	gen1Only = []chain.Generation{chain.Gen1}
	gen2Only = []chain.Generation{chain.Gen2}
	anyGen   = []chain.Generation{chain.Gen1, chain.Gen2}
)

// view is a function of a contract.
type view struct {
	role     chain.Role
	name     string
	selector evm.Selector
}

// newView declares a function; outputs are those of its builds.
func newView(in []chain.Generation, role chain.Role, signature string, outputs ...string) view {
	for _, g := range in {
		for _, out := range outputs {
			surface = append(surface, Item{Generation: g, Role: role, Kind: "function", Signature: signature, Outputs: out})
		}
	}
	name, _, _ := strings.Cut(signature, "(")
	return view{role, name, evm.SelectorOf(signature)}
}

// at is a call of the function at a contract. An answer that is not of whole
// words is asked for again.
func (v view) at(contract common.Address, words ...[32]byte) evm.Call {
	return evm.Call{To: contract, Data: v.selector.Encode(words...), Check: evm.Insist(isWords)}
}

func isWords(data []byte) error {
	if len(data) == 0 || len(data)%32 != 0 {
		return evm.ErrABI
	}
	return nil
}

// of is a call of the function about a machine.
func (v view) of(contract common.Address, machine *uint256.Int) evm.Call {
	return v.at(contract, machine.Bytes32())
}

// newError declares a custom error.
func newError(in []chain.Generation, role chain.Role, signature string) evm.Selector {
	for _, g := range in {
		surface = append(surface, Item{Generation: g, Role: role, Kind: "error", Signature: signature})
	}
	return evm.SelectorOf(signature)
}

// event is a log that a contract writes.
type event struct {
	role   chain.Role
	name   string
	topic  common.Hash
	topics int // topic0 included
	words  int // of the data, 0 where it is not read
}

// newEvent declares an event. A * behind an argument's type says that it is
// indexed.
func newEvent(in []chain.Generation, role chain.Role, declaration string, words int) event {
	signature := strings.ReplaceAll(declaration, "*", "")
	e := event{role: role, topic: crypto.Keccak256Hash([]byte(signature)), topics: 1, words: words}
	name, args, _ := strings.Cut(declaration, "(")
	e.name = name
	var indexed []bool
	for arg := range strings.SplitSeq(strings.TrimSuffix(args, ")"), ",") {
		indexed = append(indexed, strings.HasSuffix(arg, "*"))
		if indexed[len(indexed)-1] {
			e.topics++
		}
	}
	for _, g := range in {
		surface = append(surface, Item{Generation: g, Role: role, Kind: "event", Signature: signature, Indexed: indexed})
	}
	return e
}

// fits says whether a log has the shape of the event.
func (e *event) fits(l *logJSON) error {
	if len(l.Topics) != e.topics || e.words > 0 && len(l.Data) != 32*e.words {
		return fmt.Errorf("is no %s log", e.name)
	}
	return nil
}
