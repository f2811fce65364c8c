package devchain

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"

	"mcrpress/chain"
)

// Step is what happens in one block after the story, an hour after the block
// before.
type Step func(s *story) error

// Extend returns the chain with one more block for each step. The chain itself
// stays as it is: extending it twice makes a fork.
func (c *Chain) Extend(steps ...Step) (*Chain, error) {
	author := &author{chainID: c.story.author.chainID}
	next := &story{gen: c.story.gen, fleet: c.story.fleet, author: author}
	var failed error
	last := c.blocks[len(c.blocks)-1]
	blocks, receipts := core.GenerateChain(c.genesis.Config, last, engine(), c.db, len(steps), func(i int, b *core.BlockGen) {
		author.block = b
		b.OffsetTime(int64(b.PrevBlock(i-1).Time() + 3600 - b.Timestamp()))
		if err := steps[i](next); err != nil && failed == nil {
			failed = fmt.Errorf("step %d: %w", i, err)
		}
	})
	if failed != nil {
		return nil, failed
	}
	if err := verify(blocks, receipts); err != nil && !author.mayRevert {
		return nil, fmt.Errorf("extending the chain: %w", err)
	}
	all := append(c.blocks[:len(c.blocks):len(c.blocks)], blocks...)
	return &Chain{genesis: c.genesis, db: c.db, blocks: all, story: next}, nil
}

// Until returns the chain up to a block, with a fleet that knows nothing of what
// happened since the chain began.
func (c *Chain) Until(block int) (*Chain, error) {
	fleet, err := newFleet(c.story.gen, len(c.story.fleet.machines), c.story.fleet.silent)
	if err != nil {
		return nil, err
	}
	next := newStory(c.story.gen, fleet)
	return &Chain{genesis: c.genesis, db: c.db, blocks: c.blocks[:block:block], story: next}, nil
}

// Wait is an empty block.
func Wait(*story) error { return nil }

// All is one block in which several steps happen.
func All(steps ...Step) Step {
	return func(s *story) error {
		for _, step := range steps {
			if err := step(s); err != nil {
				return err
			}
		}
		return nil
	}
}

// Send is a transaction from an account of the chain to the deployment's
// contract of a role. The arguments are as go-ethereum's abi package packs them.
func Send(from common.Address, role chain.Role, method string, args ...any) Step {
	return func(s *story) error {
		sender, ok := s.fleet.account(from)
		if !ok {
			return fmt.Errorf("no account of the chain has the address %s", from)
		}
		contracts := s.gen.deployment().Contracts.All(role)
		c, ok := s.gen.contracts()[role]
		if !ok || len(contracts) == 0 {
			return fmt.Errorf("no contract %s", role)
		}
		data, err := c.Pack(method, args...)
		if err != nil {
			return err
		}
		s.author.direct(sender, call{to: contracts[len(contracts)-1], data: data})
		return nil
	}
}

// Submit has a machine submit n plain events about itself.
func Submit(m Member, n int) Step {
	return func(s *story) error {
		row, err := s.fleet.row(m)
		for i := 0; i < n && err == nil; i++ {
			s.submitPlain(row, int64(i+1), uint64(n-i))
		}
		return err
	}
}

// News has one in so many of the plain machines behind the default fleet submit
// one plain event about itself.
func News(every int) Step {
	return func(s *story) error {
		for i, row := range s.fleet.machines[s.fleet.size:] {
			if i%every == 0 {
				s.submitPlain(row, 1, 1)
			}
		}
		return nil
	}
}

// Retoken has tokenIdOf name a token for a machine of 1.0, whatever machineIdOf
// says of that token.
func Retoken(m Member, token uint64) Step {
	return func(s *story) error {
		row, err := s.fleet.row(m)
		if err == nil {
			s.overwrite(nftAddress, machineNFT, row.slot(tokenSlot), common.BigToHash(new(big.Int).SetUint64(token)))
		}
		return err
	}
}

// row is the machine of a member.
func (f *fleet) row(m Member) (*machine, error) {
	for _, row := range f.machines {
		if number(row.id) == m.ID {
			return row, nil
		}
	}
	return nil, fmt.Errorf("no machine %s", m.ID.Dec())
}

// submitPlain has a machine submit a plain event so many seconds before its block.
func (s *story) submitPlain(m *machine, value int64, before uint64) {
	r := record{kind: activity, value: big.NewInt(value), time: s.author.block.Timestamp() - before}
	s.gen.act(s, m, s.gen.submit(s, m, r))
}

// Owner is the account that owns the contracts.
func (c *Chain) Owner() common.Address { return c.story.fleet.owner.address }

func (f *fleet) account(address common.Address) (account, bool) {
	for _, a := range f.senders() {
		if a.address == address {
			return a, true
		}
	}
	return account{}, false
}
