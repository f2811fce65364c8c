package read

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain"
	"mcrpress/chain/evm"
	"mcrpress/chain/rpc"
)

// implementationSlot is where ERC-1967 keeps a proxy's implementation.
var implementationSlot = common.HexToHash("0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc")

// survey is what a run wants to know before it reads the fleet.
type survey struct {
	contracts []chain.Contract
	totals    map[common.Address]uint64 // totalEventCount of each event registry
	limits    map[common.Address]uint64 // MAX_QUERY_LIMIT of each event registry
	head      *chain.Block              // the block of the store's newest head as the chain has it
}

// survey asks everything that does not depend on an answer, in one batch. It
// refuses a deployment that names an address without code: a run over it would
// publish an empty fleet.
func (r *Reader) survey(ctx context.Context, store Store) (*survey, error) {
	s := &survey{
		contracts: r.deployment.Listed(),
		totals:    map[common.Address]uint64{},
		limits:    map[common.Address]uint64{},
	}
	code := make([]hexutil.Bytes, len(s.contracts))
	var b evm.Batch
	for i := range s.contracts {
		r.account(&b, &s.contracts[i], &code[i])
	}
	for _, registry := range r.registries() {
		r.number(&b, totalEventCount.at(registry), func(n uint64) { s.totals[registry] = n })
		r.number(&b, maxQueryLimit.at(registry), func(n uint64) { s.limits[registry] = n })
	}
	r.calls.Prove(&b, r.samples())
	if heads := store.Heads(); len(heads) > 0 {
		number := heads[0].Number
		b.Block(hexutil.EncodeUint64(number), number <= r.block.Number, func(block *chain.Block) { s.head = block })
	}
	if err := b.Do(ctx, r.rpc); err != nil {
		return nil, err
	}
	for i, contract := range s.contracts {
		if len(code[i]) == 0 && !precompile(contract.Address) {
			return nil, fmt.Errorf("%w: contracts.%s: no contract at %s in block %d",
				chain.ErrDeployment, contract.Role, contract.Address, r.block.Number)
		}
	}
	for _, registry := range r.registries() {
		_, counts := s.totals[registry]
		if !counts || s.limits[registry] == 0 {
			return nil, fmt.Errorf(
				"%w: contracts.%s: totalEventCount and MAX_QUERY_LIMIT of %s give no answer: is it an EventRegistry?", chain.ErrDeployment, chain.EventRegistry, registry)
		}
	}
	return s, nil
}

// samples has a call of each contract that is read in bulk. It shows whether
// Multicall3 can read the contract.
func (r *Reader) samples() []evm.Call {
	samples := r.gen.samples()
	for _, registry := range r.registries() {
		samples = append(samples, getEventCount.at(registry, evm.Uint(1)))
	}
	return samples
}

// account adds the reads of a contract's code and of its implementation.
func (r *Reader) account(b *evm.Batch, contract *chain.Contract, code *hexutil.Bytes) {
	b.Add(r.codeCall(contract.Address, r.calls.Block()), func(result rpc.Result) (err error) {
		*code, err = evm.Value[hexutil.Bytes](result)
		return err
	})
	slot := rpc.Call{
		Method:  "eth_getStorageAt",
		Params:  []any{contract.Address, implementationSlot, r.calls.Block()},
		NotNull: true,
		Check:   evm.Decodes[hexutil.Bytes],
	}
	b.Add(slot, func(result rpc.Result) error {
		word, err := evm.Value[hexutil.Bytes](result)
		contract.Implementation = common.BytesToAddress(word)
		return err
	})
}

func (r *Reader) codeCall(contract common.Address, block string) rpc.Call {
	check := evm.Decodes[hexutil.Bytes]
	return rpc.Call{Method: "eth_getCode", Params: []any{contract, block}, NotNull: true, Check: check}
}

// number adds a call of a function without arguments that gives a number.
// take is not called where it gives none.
func (r *Reader) number(b *evm.Batch, call evm.Call, take func(uint64)) {
	b.Add(r.calls.Eth(call), func(result rpc.Result) error {
		got, err := evm.AnswerOf(result)
		if err != nil || got.Reverted {
			return err
		}
		if n, err := evm.Words(got.Data).Uint64(0); err == nil {
			take(n)
		}
		return nil
	})
}

// precompile reports whether an address is one of the chain's own contracts,
// which have no code.
func precompile(a common.Address) bool {
	return common.BytesToAddress(a[18:]) == a
}

// dropReplaced forgets the records of event registries whose implementation
// is not the one that they were read from: another one may read them
// differently.
func (r *Reader) dropReplaced(store Store, contracts []chain.Contract) error {
	for _, contract := range contracts {
		if contract.Role != chain.EventRegistry || contract.Implementation == (common.Address{}) {
			continue
		}
		name := fmt.Sprintf("implementation of %s", contract.Address)
		known, err := store.Note(name)
		if err != nil {
			return err
		}
		if common.BytesToAddress(known) == contract.Implementation {
			continue
		}
		if len(known) > 0 {
			r.log.Info("the event registry has another implementation: reading all records again", "registry", contract.Address)
			if err := store.Drop(contract.Address); err != nil {
				return err
			}
		}
		if err := store.SetNote(name, contract.Implementation[:]); err != nil {
			return err
		}
	}
	return nil
}
