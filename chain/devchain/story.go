package devchain

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"

	"mcrpress/chain"
)

// beforeJump is the week of the first block, long before all others.
const beforeJump = weeks + 1

// flagsAddress is AdminFlags, of either generation.
var flagsAddress = derived("AdminFlags")

// generation is what the two sets of contracts have each in a way of their own.
type generation interface {
	chainID() uint64
	deployment() chain.Deployment // names and addresses
	contracts() map[chain.Role]*contract
	rows() ([]machine, []operator)
	plain(i int, m *machine) // finishes the i-th machine behind the default fleet
	enlist(f *fleet)         // gives ids to the machines of a complete fleet
	member(f *fleet, m *machine) Member

	place(a allocation)
	initialize(s *story)
	week(s *story, w int) // the week that ends w weeks before the head
	submit(s *story, m *machine, r record) call
	act(s *story, m *machine, calls ...call) // in a machine's own name
}

// story tells what happens in which block.
type story struct {
	gen    generation
	fleet  *fleet
	author *author
}

func newStory(gen generation, f *fleet) *story {
	id := new(big.Int).SetUint64(gen.chainID())
	return &story{gen: gen, fleet: f, author: &author{chainID: id}}
}

// block fills the i-th block after genesis: the first one sets the contracts
// up, each later one holds a week.
func (s *story) block(i int, block *core.BlockGen) {
	s.author.block = block
	w := beforeJump - i
	block.OffsetTime(int64(blockTime(w) - block.Timestamp()))
	if w == beforeJump {
		s.initialize()
	} else {
		s.gen.week(s, w)
	}
	for _, m := range s.fleet.machines {
		for _, moment := range m.moments {
			if moment.week == w {
				moment.do(s, m)
			}
		}
	}
}

func (s *story) initialize() {
	s.admin(adminFlags.at(flagsAddress, "initialize", s.fleet.owner.address))
	s.gen.initialize(s)
}

func blockTime(w int) uint64 {
	if w == beforeJump {
		return setupTime
	}
	return headTime - uint64(w)*week
}

// admin makes calls of the contracts' owner.
func (s *story) admin(calls ...call) { s.author.direct(s.fleet.owner, calls...) }

// work submits the events of a week: each operator's in one batch, then those of
// machines on their own.
func (s *story) work(w int) {
	for _, o := range s.fleet.operators {
		var calls []call
		for _, m := range o.machines {
			calls = append(calls, s.submissions(m, w)...)
		}
		s.author.batched(o.account, calls...)
	}
	for _, m := range s.fleet.machines[:s.fleet.size] {
		if calls := s.submissions(m, w); m.operator == "" && len(calls) > 0 {
			s.gen.act(s, m, calls...)
		}
	}
}

func (s *story) submissions(m *machine, w int) []call {
	var calls []call
	for _, r := range m.records(w) {
		calls = append(calls, s.gen.submit(s, m, r))
	}
	return calls
}

// records are the events of the week that ends w weeks before the head.
func (m *machine) records(w int) (list []record) {
	for _, series := range m.events {
		list = append(list, series.in(w, blockTime(w), m)...)
	}
	return list
}

// overwrite puts a value into a contract's storage, which no official function
// would, by an upgrade to Override and back.
func (s *story) overwrite(at common.Address, c *contract, slot, value common.Hash) {
	back := common.BytesToHash(c.implementation().Bytes())
	write := override.pack("write", []common.Hash{slot, implementationSlot}, []common.Hash{value, back})
	s.admin(c.at(at, "upgradeToAndCall", override.implementation(), write))
}

// The moments of both generations.

func flag(s *story, m *machine)   { s.admin(adminFlags.at(flagsAddress, "flagMachine", m.id)) }
func unflag(s *story, m *machine) { s.admin(adminFlags.at(flagsAddress, "clearFlag", m.id)) }

func trustOverride(value uint8) func(*story, *machine) {
	return func(s *story, m *machine) { s.admin(adminFlags.at(flagsAddress, "setTrustOverride", m.id, value)) }
}

func noTrustOverride(s *story, m *machine) {
	s.admin(adminFlags.at(flagsAddress, "clearTrustOverride", m.id))
}

// huge submits the greatest number there is.
func huge(s *story, m *machine) {
	greatest := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
	s.gen.act(s, m, s.gen.submit(s, m, record{kind: activity, value: greatest, time: s.author.block.Timestamp()}))
}
