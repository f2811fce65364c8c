package read

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain"
	"mcrpress/chain/evm"
	"mcrpress/chain/rpc"
)

// Probe is what a deployment and the endpoint behind it show of themselves.
type Probe struct {
	ChainID   uint64           `json:"chain_id"`
	Block     ProbedBlock      `json:"block"` // what Options.Block names
	Contracts []ProbedContract `json:"contracts"`
	Batches   []ProbedLimit    `json:"batches"`    // JSON-RPC calls in one HTTP request
	LogRanges []ProbedLimit    `json:"log_ranges"` // blocks in one eth_getLogs
	History   bool             `json:"history"`    // state of old blocks can be read

	// Deployment is the one that was probed, with what was found: the start
	// block and Multicall3.
	Deployment chain.Deployment `json:"deployment"`
}

// ProbedBlock is the block that everything was read at.
type ProbedBlock struct {
	Number uint64      `json:"number"`
	Hash   common.Hash `json:"hash"`
	Time   uint64      `json:"timestamp"` // Unix seconds
}

// ProbedContract is one contract of the deployment.
type ProbedContract struct {
	Role           chain.Role      `json:"role"`
	Address        common.Address  `json:"address"`
	CodeBytes      int             `json:"code_bytes"` // 0 where there is none; precompiles have none
	Implementation *common.Address `json:"implementation"`
	// Multicall says whether Multicall3 reads the contract as a direct call
	// does.
	Multicall bool `json:"multicall3_reads"`
	// Functions are those of the official builds, empty where there is no
	// official list.
	Functions []ProbedFunction `json:"functions"`

	code []byte // of the implementation, where there is one
}

// Has counts the functions that the contract has.
func (c *ProbedContract) Has() (n int) {
	for _, f := range c.Functions {
		if f.InCode {
			n++
		}
	}
	return n
}

// Missing says that there is no contract at the address.
func (c *ProbedContract) Missing() bool { return c.CodeBytes == 0 && !precompile(c.Address) }

// ProbedFunction is one function that the contract may have.
type ProbedFunction struct {
	Signature string `json:"signature"`
	InCode    bool   `json:"in_code"` // its selector is in the bytecode
	// Answer is what one without arguments returned, in hex, up to 96 bytes of
	// it. Empty where it was not called or failed.
	Answer string `json:"answer,omitempty"`
}

// ProbedLimit says whether the endpoint took a request of a size.
type ProbedLimit struct {
	Size  uint64 `json:"size"`
	Taken bool   `json:"taken"`
	Error string `json:"error,omitempty"`
}

// multicallAddress is where Multicall3 stands on most chains.
var multicallAddress = common.HexToAddress("0xcA11bde05977b3631167028862bE2a173976CA11")

// Probe asks the endpoint about the deployment and about itself. It stores
// nothing and fails only where the endpoint gives no answer.
func (r *Reader) Probe(ctx context.Context) (*Probe, error) {
	p := &Probe{ChainID: r.deployment.ChainID, Block: ProbedBlock(r.block), Deployment: r.deployment.Clone()}
	if len(p.Deployment.Contracts[chain.Multicall3]) == 0 {
		p.Deployment.Contracts.Set(chain.Multicall3, multicallAddress)
	}
	for _, step := range []func(context.Context, *Probe) error{
		r.probeCode, r.probeMulticall, r.probeFunctions, r.probeHistory, r.probeBatches, r.probeLogRanges,
	} {
		if err := step(ctx, p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// probeCode reads the code of each contract and of its implementation.
func (r *Reader) probeCode(ctx context.Context, p *Probe) error {
	contracts := p.Deployment.Listed()
	code := make([]hexutil.Bytes, len(contracts))
	var b evm.Batch
	for i := range contracts {
		r.account(&b, &contracts[i], &code[i])
	}
	if err := b.Do(ctx, r.rpc); err != nil {
		return err
	}
	b = evm.Batch{}
	for i, contract := range contracts {
		probed := ProbedContract{Role: contract.Role, Address: contract.Address, CodeBytes: len(code[i])}
		if contract.Implementation != (common.Address{}) {
			probed.Implementation = &contract.Implementation
			behind := chain.Contract{Address: contract.Implementation}
			r.account(&b, &behind, &code[i])
		}
		p.Contracts = append(p.Contracts, probed)
	}
	if err := b.Do(ctx, r.rpc); err != nil {
		return err
	}
	for i := range p.Contracts {
		p.Contracts[i].code = code[i]
	}
	return nil
}

// probeMulticall finds out what Multicall3 reads. Where it stands nowhere, it
// leaves the deployment.
func (r *Reader) probeMulticall(ctx context.Context, p *Probe) error {
	address := p.Deployment.Contracts.Of(chain.Multicall3)
	for i := range p.Contracts {
		if p.Contracts[i].Address == address && p.Contracts[i].CodeBytes == 0 {
			delete(p.Deployment.Contracts, chain.Multicall3)
			p.Contracts = slices.Delete(p.Contracts, i, i+1)
			return nil
		}
	}
	through := evm.NewCaller(r.rpc, r.block.Number, address)
	var b evm.Batch
	through.Prove(&b, r.samples())
	if err := b.Do(ctx, r.rpc); err != nil {
		return err
	}
	for i := range p.Contracts {
		contract := &p.Contracts[i]
		contract.Multicall = through.Aggregates(contract.Address) && !contract.Missing()
	}
	return nil
}

// probeFunctions looks for the official functions in the code, and calls those
// that read a number of the whole contract.
func (r *Reader) probeFunctions(ctx context.Context, p *Probe) error {
	var b evm.Batch
	for i := range p.Contracts {
		contract := &p.Contracts[i]
		pushed := pushedSelectors(contract.code)
		contract.Functions = []ProbedFunction{}
		for _, signature := range official(r.deployment.Generation, contract.Role) {
			selector := evm.SelectorOf(signature)
			contract.Functions = append(contract.Functions, ProbedFunction{Signature: signature, InCode: pushed[selector]})
		}
		for j := range contract.Functions {
			f := &contract.Functions[j]
			if !f.InCode || !strings.HasSuffix(f.Signature, "()") {
				continue
			}
			b.Add(r.calls.Eth(evm.Call{To: contract.Address, Data: evm.SelectorOf(f.Signature).Encode()}), f.take)
		}
	}
	return b.Do(ctx, r.rpc)
}

func (f *ProbedFunction) take(result rpc.Result) error {
	const longest = 96
	if got, err := evm.AnswerOf(result); err == nil && !got.Reverted && len(got.Data) > 0 {
		f.Answer = hexutil.Encode(got.Data[:min(len(got.Data), longest)])
	}
	return nil
}

// pushedSelectors lists the constants of up to four bytes that code pushes on
// the stack, as it does with the selectors that it compares a call with.
// Leading zero bytes are not pushed.
func pushedSelectors(code []byte) map[evm.Selector]bool {
	const push1, push32 = 0x60, 0x7f
	pushed := map[evm.Selector]bool{}
	for i := 0; i < len(code); i++ {
		op := code[i]
		if op < push1 || op > push32 {
			continue
		}
		n := int(op-push1) + 1
		if n <= 4 && i+n < len(code) {
			var constant evm.Selector
			copy(constant[4-n:], code[i+1:i+1+n])
			pushed[constant] = true
		}
		i += n
	}
	return pushed
}

// probeHistory looks for the first block of the contracts where the deployment
// does not name it.
func (r *Reader) probeHistory(ctx context.Context, p *Probe) error {
	hasCode := func(c ProbedContract) bool { return c.CodeBytes > 0 && c.Role != chain.Multicall3 }
	if !slices.ContainsFunc(p.Contracts, hasCode) {
		return nil // there is nothing to look for
	}
	first, err := r.firstCode(ctx)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	p.History = err == nil
	if p.History && p.Deployment.StartBlock == 0 {
		p.Deployment.StartBlock = first
	}
	return nil
}

// probeBatches finds out which sizes of batches travel in one request. A
// client grows its batches as they are taken, so each size gets a few tries.
func (r *Reader) probeBatches(ctx context.Context, p *Probe) error {
	const tries = 6
	for _, size := range []uint64{10, 100, 500} {
		calls := make([]rpc.Call, size)
		for i := range calls {
			calls[i] = rpc.Call{Method: "eth_chainId", NotNull: true}
		}
		limit := ProbedLimit{Size: size}
		for try := 0; try < tries && !limit.Taken; try++ {
			before := r.rpc.Stats().Requests
			if _, err := r.rpc.Do(ctx, calls); err != nil {
				return fmt.Errorf("batch of %d calls: %w", size, err)
			}
			limit.Taken = r.rpc.Stats().Requests == before+1
		}
		p.Batches = append(p.Batches, limit)
	}
	return nil
}

// probeLogRanges finds out how many blocks one eth_getLogs may ask for.
func (r *Reader) probeLogRanges(ctx context.Context, p *Probe) error {
	s := r.stream()
	for _, size := range []uint64{1_000, 10_000, 100_000, 1_000_000} {
		from := r.block.Number + 1 - min(size, r.block.Number+1)
		_, err := r.window(ctx, s, from, r.block.Number)
		if err != nil && !tooWide(err) {
			return err
		}
		limit := ProbedLimit{Size: size, Taken: err == nil}
		if err != nil {
			limit.Error = err.Error()
		}
		p.LogRanges = append(p.LogRanges, limit)
	}
	return nil
}

// Discover finds the contracts of generation 2.0 by its InfoDesk: the roles
// that have a peer, and the event registry among the machine-data contracts.
// Block is as in Options. An error that wraps chain.ErrDeployment is the
// operator's to mend.
func Discover(ctx context.Context, client *rpc.Client, block string, desk common.Address) (chain.Deployment, error) {
	d := chain.Deployment{Generation: chain.Gen2, Contracts: chain.Contracts{}}
	tag, _, err := blockTag(block)
	if err != nil {
		return d, err
	}
	id, at, err := identify(ctx, client, tag, true)
	if err != nil {
		return d, err
	}
	d.ChainID, d.Name = id, fmt.Sprintf("chain-%d-%s", id, strings.ToLower(desk.Hex()[2:10]))
	calls := []evm.Call{machineDataContracts.at(desk)}
	for _, role := range peers {
		calls = append(calls, peer.at(desk, peerKey(role)))
	}
	caller := evm.NewCaller(client, at.Number, common.Address{})
	answers, err := caller.All(ctx, calls)
	if err != nil {
		return d, err
	}
	d.Contracts.Set(chain.InfoDesk, desk)
	for i, role := range peers {
		address, err := evm.Words(answers[1+i].Data).Address(0)
		if answers[1+i].Reverted || err != nil {
			return d, fmt.Errorf("%w: peer of %s gives no answer in block %d: is it an InfoDesk?",
				chain.ErrDeployment, desk, at.Number)
		}
		if address != (common.Address{}) {
			d.Contracts.Set(role, address)
		}
	}
	modules, err := decodeAddresses(answers[0].Data)
	if answers[0].Reverted || err != nil {
		return d, fmt.Errorf("%w: getMachineDataContracts of %s gives no answer in block %d: is it an InfoDesk?",
			chain.ErrDeployment, desk, at.Number)
	}
	if err := findEventRegistry(ctx, caller, modules, d.Contracts); err != nil {
		return d, err
	}
	if err := d.Validate(); err != nil {
		return d, fmt.Errorf("%w: InfoDesk %s knows no such contract: %w", chain.ErrDeployment, desk, err)
	}
	return d, nil
}

// findEventRegistry sets the first of the machine-data contracts that pages
// events.
func findEventRegistry(
	ctx context.Context, caller *evm.Caller, modules []common.Address, contracts chain.Contracts,
) error {
	calls := make([]evm.Call, len(modules))
	for i, module := range modules {
		calls[i] = maxQueryLimit.at(module)
	}
	answers, err := caller.All(ctx, calls)
	if err != nil {
		return err
	}
	for i, module := range modules {
		if limit, err := evm.Words(answers[i].Data).Uint64(0); err == nil && limit > 0 {
			contracts.Set(chain.EventRegistry, module)
			return nil
		}
	}
	return nil
}
