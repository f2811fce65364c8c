package chain

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"

	"mcrpress/chain/rpc"
)

// implementationSlot is where ERC-1967 keeps a proxy's implementation.
var implementationSlot = common.HexToHash("0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc")

// survey is what a run wants to know before it reads the fleet.
type survey struct {
	contracts []Contract
	nextID    *uint256.Int // what nextMachineId answers; nil where it does not
	storeHead *Block       // the block of the store's head as it is on the chain; nil where there is none
}

// survey asks everything that does not depend on an answer, in one batch. It
// refuses a deployment that names an address without code: a run over it would
// publish an empty fleet.
func (r *Reader) survey(ctx context.Context, store EventStore) (*survey, error) {
	s := &survey{contracts: r.deployment.roles()}
	code := make([]hexutil.Bytes, len(s.contracts))
	var b batch
	for i := range s.contracts {
		b.account(&s.contracts[i], r.calls.block, &code[i])
	}
	b.add(r.calls.eth(call{common.Address(r.deployment.Contracts.IdentityRegistry), callOf(nextMachineID)}), s.takeNextID)
	r.calls.prove(&b, r.samples())
	r.askHead(&b, store, func(block *Block) { s.storeHead = block })
	if err := b.do(ctx, r.rpc); err != nil {
		return nil, err
	}
	for i, contract := range s.contracts {
		if len(code[i]) == 0 && !precompile(contract.Address) {
			return nil, fmt.Errorf("%w: contracts.%s: no contract at %s in block %d: correct the address in --network %s",
				ErrDeployment, contract.Role, contract.Address, r.block.Number, r.deployment.Name)
		}
	}
	return s, nil
}

// account adds the reads of a contract's code and of its implementation.
func (b *batch) account(contract *Contract, block string, code *hexutil.Bytes) {
	b.add(rpc.Call{Method: "eth_getCode", Params: []any{contract.Address, block}, NotNull: true}, func(result rpc.Result) (err error) {
		*code, err = value[hexutil.Bytes](result)
		return err
	})
	params := []any{contract.Address, implementationSlot, block}
	b.add(rpc.Call{Method: "eth_getStorageAt", Params: params, NotNull: true}, func(result rpc.Result) error {
		word, err := value[hexutil.Bytes](result)
		contract.Implementation = common.BytesToAddress(word)
		return err
	})
}

func (s *survey) takeNextID(result rpc.Result) error {
	got, err := answerOf(result)
	if err != nil || got.reverted {
		return err
	}
	if n, err := words(got.data).uint256(0); err == nil {
		s.nextID = &n
	}
	return nil
}

// samples has one call of each contract that the fleet is read from.
func (r *Reader) samples() []call {
	c := r.deployment.Contracts
	samples := []call{
		{common.Address(c.IdentityRegistry), callOf(machineExists, uintWord(1))},
		r.attributeCall(common.Address{19: 1}, "machineId"),
	}
	first := Machine{ID: *uint256.NewInt(1)}
	for _, q := range r.questions() {
		samples = append(samples, q.of(&first))
	}
	return samples
}
