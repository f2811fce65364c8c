package chain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain/rpc"
)

// Probe is what a deployment and the endpoint behind it show of themselves.
type Probe struct {
	ChainID   uint64           `json:"chain_id"`
	Block     ProbedBlock      `json:"block"` // what --block names
	Contracts []ProbedContract `json:"contracts"`
	Batches   []ProbedLimit    `json:"batches"`    // JSON-RPC calls in one HTTP request
	LogRanges []ProbedLimit    `json:"log_ranges"` // blocks in one eth_getLogs
	History   bool             `json:"history"`    // state of old blocks can be read

	// Deployment is the one that was probed, with what was found: the start
	// block, Multicall3, the views of AdminFlags.
	Deployment Deployment `json:"deployment"`
}

// ProbedBlock is the block that everything was read at.
type ProbedBlock struct {
	Number uint64      `json:"number"`
	Hash   common.Hash `json:"hash"`
	Time   uint64      `json:"timestamp"` // Unix seconds
}

// ProbedContract is one contract of the deployment.
type ProbedContract struct {
	Role           string          `json:"role"`
	Address        common.Address  `json:"address"`
	CodeBytes      int             `json:"code_bytes"` // 0 where there is none; precompiles have none
	Implementation *common.Address `json:"implementation"`
	// Multicall says whether Multicall3 reads the contract as a direct call
	// does.
	Multicall bool         `json:"multicall3_reads"`
	Views     []ProbedView `json:"views"`

	code []byte // of the implementation, where there is one
}

// ProbedView is one function that the contract may have.
type ProbedView struct {
	Signature string `json:"signature"`
	InCode    bool   `json:"in_code"` // its selector is in the bytecode
	// Answer is the returned data in hex, up to 96 bytes of it, empty where the
	// call failed or was not made because it needs arguments that are not known.
	Answer string `json:"answer"`
	Error  string `json:"error,omitempty"` // what a failed call said
}

// ProbedLimit says whether the endpoint took a request of a size.
type ProbedLimit struct {
	Size  uint64 `json:"size"`
	Taken bool   `json:"taken"`
	Error string `json:"error,omitempty"`
}

// multicallAddress is where Multicall3 stands on most chains.
var multicallAddress = Address(common.HexToAddress("0xcA11bde05977b3631167028862bE2a173976CA11"))

// Probe asks the endpoint about the deployment and about itself. It stores
// nothing and fails only where the endpoint gives no answer.
func (r *Reader) Probe(ctx context.Context) (*Probe, error) {
	p := &Probe{ChainID: r.deployment.ChainID, Block: ProbedBlock(r.block), Deployment: r.deployment}
	if p.Deployment.Contracts.Multicall3 == nil {
		p.Deployment.Contracts.Multicall3 = &multicallAddress
	}
	for _, step := range []func(context.Context, *Probe) error{
		r.probeCode, r.probeMulticall, r.probeViews, r.probeHistory, r.probeBatches, r.probeLogRanges,
	} {
		if err := step(ctx, p); err != nil {
			return nil, err
		}
	}
	p.suggestViews()
	return p, nil
}

// probeCode reads the code of each contract and of its implementation.
func (r *Reader) probeCode(ctx context.Context, p *Probe) error {
	contracts := p.Deployment.roles()
	code := make([]hexutil.Bytes, len(contracts))
	var b batch
	for i := range contracts {
		b.account(&contracts[i], r.calls.block, &code[i])
	}
	if err := b.do(ctx, r.rpc); err != nil {
		return err
	}
	b = batch{}
	for i, contract := range contracts {
		probed := ProbedContract{Role: contract.Role, Address: contract.Address, CodeBytes: len(code[i])}
		if contract.Implementation != (common.Address{}) {
			probed.Implementation = &contract.Implementation
			behind := Contract{Address: contract.Implementation}
			b.account(&behind, r.calls.block, &code[i])
		}
		p.Contracts = append(p.Contracts, probed)
	}
	if err := b.do(ctx, r.rpc); err != nil {
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
	address := common.Address(*p.Deployment.Contracts.Multicall3)
	for i := range p.Contracts {
		if p.Contracts[i].Address == address && p.Contracts[i].CodeBytes == 0 {
			p.Deployment.Contracts.Multicall3 = nil
			return nil
		}
	}
	through := caller{rpc: r.rpc, block: r.calls.block, multicall: &address, aggregated: map[common.Address]bool{}}
	var b batch
	through.prove(&b, r.samples())
	if err := b.do(ctx, r.rpc); err != nil {
		return err
	}
	for i := range p.Contracts {
		contract := &p.Contracts[i]
		contract.Multicall = through.aggregated[contract.Address] && (contract.CodeBytes > 0 || precompile(contract.Address))
	}
	return nil
}

// probeViews looks for the candidates of each role in the code and calls what
// is there.
func (r *Reader) probeViews(ctx context.Context, p *Probe) error {
	var b batch
	for i := range p.Contracts {
		contract := &p.Contracts[i]
		pushed := pushedSelectors(contract.code)
		contract.Views = make([]ProbedView, len(candidates[contract.Role]))
		for j, signature := range candidates[contract.Role] {
			view := &contract.Views[j]
			*view = ProbedView{Signature: signature, InCode: pushed[selector(signature)]}
			data, ok := sampleCall(signature)
			if !ok || !view.InCode && !precompile(contract.Address) {
				continue
			}
			b.add(r.calls.eth(call{contract.Address, data}), func(result rpc.Result) error {
				view.take(result)
				return nil
			})
		}
	}
	return b.do(ctx, r.rpc)
}

func (v *ProbedView) take(result rpc.Result) {
	const longest = 96
	got, err := answerOf(result)
	switch {
	case err != nil:
		v.Error = err.Error()
	case got.reverted:
		v.Error = strings.TrimSpace("reverted " + got.reason)
	default:
		v.Answer = hexutil.Encode(got.data[:min(len(got.data), longest)])
	}
}

// probeHistory looks for the first block of the event registries where the
// deployment does not name it.
func (r *Reader) probeHistory(ctx context.Context, p *Probe) error {
	noEvents := func(c ProbedContract) bool { return c.Role == "event_registry" && c.CodeBytes == 0 }
	if slices.ContainsFunc(p.Contracts, noEvents) {
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
	for _, size := range []uint64{1_000, 10_000, 100_000, 1_000_000} {
		from := r.block.Number + 1 - min(size, r.block.Number+1)
		results, err := r.rpc.Do(ctx, []rpc.Call{r.logCall(from, r.block.Number)})
		if err != nil {
			return err
		}
		limit := ProbedLimit{Size: size, Taken: results[0].Err == nil}
		if !limit.Taken {
			limit.Error = results[0].Err.Error()
		}
		p.LogRanges = append(p.LogRanges, limit)
	}
	return nil
}

// suggestViews names the views of AdminFlags by the first candidates that
// answer in the shape of one, where the deployment names none.
func (p *Probe) suggestViews() {
	views := &p.Deployment.Views
	for _, contract := range p.Contracts {
		if contract.Role != "admin_flags" {
			continue
		}
		for _, v := range contract.Views {
			switch answered := (len(v.Answer) - len("0x")) / 64; {
			case strings.Contains(strings.ToLower(v.Signature), "override"):
				views.TrustOverride.suggest(v.Signature, map[int]string{1: "uint256", 2: "bool,uint256"}[answered])
			case !strings.HasPrefix(v.Signature, "is"):
				views.NegativeFlag.suggest(v.Signature, map[int]string{1: "uint256"}[answered])
			}
		}
	}
}

func (v *View) suggest(signature, outputs string) {
	if v.set() || outputs == "" {
		return
	}
	if err := v.UnmarshalText([]byte(signature + "(" + outputs + ")")); err != nil {
		*v = View{}
	}
}
