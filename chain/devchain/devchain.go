// Package devchain is an embedded chain with the peaqOS contracts of either
// generation and a seeded fleet, served as a real node over JSON-RPC on
// loopback.
//
// The chain is made by real transactions, signed with fixed keys, in blocks at
// fixed times, under a fork configuration of its own: it is the same chain,
// byte for byte, every time. The tables in gen1_fleet.go and gen2_fleet.go list
// each state that a fleet shows. The contracts answer to the functions, events
// and errors of peaq's own ABIs; where only a precompile or a bridge could do
// something, a comment says what stands in for it.
//
// It is for the demo and for tests. It has no peers, keeps nothing on disk, and
// its keys are public.
package devchain

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/beacon"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethdb"
	"github.com/holiman/uint256"

	"mcrpress/chain"
)

// Options chooses what is on the chain.
type Options struct {
	// Generation of the contracts; empty is 1.0.
	Generation chain.Generation
	// Machines is the size of the fleet. The default fleet is what 0 asks for,
	// and the least; more machines are added behind it, all of a plain kind.
	Machines int
	// Silent says that those added have no events, which makes large fleets cheaper.
	Silent bool
	// Currency says how records came to have one. Generation 1.0 only.
	Currency CurrencyHistory
}

// CurrencyHistory is what became of the first EventRegistry of generation 1.0,
// whose records have no currency.
type CurrencyHistory uint8

// The histories.
const (
	Upgraded CurrencyHistory = iota // its proxy was upgraded in place
	Never                           // it is still there
	Replaced                        // another contract took its place, and it keeps its records
)

// Chain is a finished chain: blocks that any number of nodes can serve.
type Chain struct {
	genesis *core.Genesis
	db      ethdb.Database // with the state behind the blocks
	blocks  []*types.Block
	story   *story
}

// Member is a machine of the default fleet and the state that it stands for.
type Member struct {
	State    string // in words, unique
	Rating   string // by the scoring model open-mcr-1 with Rates, at the head; empty for what is no machine
	ID       uint256.Int
	Wallet   common.Address // 1.0: as registered
	Owner    common.Address // 2.0: of the token, zero where none is here
	Operator common.Address // 1.0: zero where the machine registered itself. 2.0: zero where unknown
	Foreign  bool           // 2.0: homed on another chain
}

// Build makes the chain.
func Build(opts Options) (*Chain, error) {
	gen, err := newGeneration(opts)
	if err != nil {
		return nil, err
	}
	fleet, err := newFleet(gen, opts.Machines, opts.Silent)
	if err != nil {
		return nil, err
	}
	s := newStory(gen, fleet)
	g := genesis(gen, fleet.senders())
	db, blocks, receipts := core.GenerateChainWithGenesis(g, engine(), 2+weeks, s.block)
	if err := verify(blocks, receipts); err != nil {
		return nil, fmt.Errorf("seeding the fleet: %w", err)
	}
	return &Chain{genesis: g, db: db, blocks: blocks, story: s}, nil
}

func newGeneration(opts Options) (generation, error) {
	switch opts.Generation {
	case "", chain.Gen1:
		return newGen1(opts.Currency), nil
	case chain.Gen2:
		return gen2{}, nil
	}
	return nil, fmt.Errorf("no contracts of generation %q", opts.Generation)
}

func engine() *beacon.Beacon { return beacon.New(ethash.NewFaker()) }

// Head is the header of the last block.
func (c *Chain) Head() *types.Header { return c.blocks[len(c.blocks)-1].Header() }

// Fleet is the default fleet in the order of its table, without the plain
// machines behind it.
func (c *Chain) Fleet() []Member { return c.story.fleet.members() }

// Member is the machine of the default fleet that shows a state. It panics
// where none does.
func (c *Chain) Member(state string) Member {
	for _, m := range c.Fleet() {
		if m.State == state {
			return m
		}
	}
	panic(fmt.Sprintf("devchain: no machine shows %q", state))
}

// Deployment is what a reader is told of the chain.
func (c *Chain) Deployment() chain.Deployment {
	d := c.story.gen.deployment()
	d.ChainID, d.StartBlock = c.story.gen.chainID(), 1
	d.Contracts.Set(chain.AdminFlags, flagsAddress)
	d.Contracts.Set(chain.Multicall3, multicall3Address)
	d.Views = chain.Views{
		NegativeFlag:  view("negativeFlagAt(uint256)(uint256)"),
		TrustOverride: view("trustOverride(uint256)(bool,uint256)"),
	}
	return d
}

func view(signature string) (v chain.View) {
	if err := v.UnmarshalText([]byte(signature)); err != nil {
		panic(fmt.Sprintf("devchain: %v", err)) // signatures of this file only
	}
	return v
}

// verify says which transaction failed, if one did.
func verify(blocks []*types.Block, receipts []types.Receipts) error {
	for i, block := range blocks {
		for j, receipt := range receipts[i] {
			if receipt.Status != types.ReceiptStatusSuccessful {
				return fmt.Errorf("block %d: transaction %d reverted", block.NumberU64(), j)
			}
		}
	}
	return nil
}

func number(id *big.Int) uint256.Int { return *uint256.MustFromBig(id) }
