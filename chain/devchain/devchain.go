// Package devchain is an embedded chain with the peaqOS contracts and a seeded
// fleet, served as a real node over JSON-RPC on loopback.
//
// The chain is made by real transactions, signed with fixed keys, in blocks at
// fixed times, under a fork configuration of its own: it is the same chain,
// byte for byte, every time. The table in fleet.go lists each state that the
// fleet shows. The contracts follow what is publicly known of peaq's; DIDRegistry and
// Batch stand in for the precompiles.
//
// It is for the demo and for tests. It does not mine, has no peers, keeps
// nothing on disk, and its keys are public.
package devchain

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/beacon"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
)

// Options chooses what is on the chain.
type Options struct {
	// Machines is the size of the fleet. The default fleet is what 0 asks for,
	// and the least; more machines are added behind it, all of a plain kind.
	Machines int
}

// Chain is a finished chain: blocks that any number of nodes can serve.
type Chain struct {
	genesis *core.Genesis
	blocks  []*types.Block
	members []Member
}

// Member is a machine of the default fleet and the state that it stands for.
type Member struct {
	State     string // in words, unique
	Rating    string // by the scoring model open-mcr-1 with Rates, at the head
	MachineID uint64
	Wallet    common.Address
	Operator  common.Address // zero where the machine registered itself
}

// Build makes the chain.
func Build(opts Options) (*Chain, error) {
	fleet, err := newFleet(opts.Machines)
	if err != nil {
		return nil, err
	}
	g, err := genesis(fleet.senders())
	if err != nil {
		return nil, fmt.Errorf("making the genesis block: %w", err)
	}
	engine := beacon.New(ethash.NewFaker())
	story := newStory(fleet)
	_, blocks, receipts := core.GenerateChainWithGenesis(g, engine, 2+weeks, story.block)
	if err := verify(blocks, receipts); err != nil {
		return nil, fmt.Errorf("seeding the fleet: %w", err)
	}
	return &Chain{genesis: g, blocks: blocks, members: fleet.members()}, nil
}

// Head is the header of the last block.
func (c *Chain) Head() *types.Header { return c.blocks[len(c.blocks)-1].Header() }

// Fleet is the default fleet by machine id, without the plain machines behind it.
func (c *Chain) Fleet() []Member { return c.members }
