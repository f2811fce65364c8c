package devchain

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"

	"mcrpress/chain/devchain/bindings/machineaccount"
)

// beforeJump is the week of the first block, long before all others.
const beforeJump = weeks + 1

// story tells what happens in which block.
type story struct {
	fleet  *fleet
	author *author
}

func newStory(f *fleet) *story {
	return &story{fleet: f, author: &author{nonces: map[common.Address]uint64{}}}
}

// block fills the i-th block after genesis: the first one sets the contracts
// up, the second one registers the fleet, each later one holds a week.
func (s *story) block(i int, block *core.BlockGen) {
	s.author.block = block
	w := beforeJump - i
	block.OffsetTime(int64(blockTime(w) - block.Timestamp()))
	switch w {
	case beforeJump:
		s.initialize()
	case weeks:
		s.settle()
	default:
		s.work(w)
	}
	for _, m := range s.fleet.machines {
		for _, moment := range m.moments {
			if moment.week == w {
				moment.do(s, m)
			}
		}
	}
}

func blockTime(w int) uint64 {
	if w == beforeJump {
		return setupTime
	}
	return headTime - uint64(w)*week
}

// admin makes a call of the contracts' owner.
func (s *story) admin(to common.Address, data []byte) {
	s.author.direct(s.fleet.owner, call{to: to, data: data})
}

func (s *story) initialize() {
	owner, d := s.fleet.owner.address, deployment
	s.admin(d.IdentityRegistry, registryABI.PackInitialize(owner, d.IdentityStaking, ether))
	s.admin(d.IdentityStaking, stakingABI.PackInitialize(owner, d.IdentityRegistry))
	s.admin(d.EventRegistry, eventsABI.PackInitialize(owner, d.IdentityRegistry, d.IdentityStaking))
	s.admin(d.MachineNFT, nftABI.PackInitialize(owner, d.IdentityRegistry))
	s.admin(d.AdminFlags, flagsABI.PackInitialize(owner))
}

// settle registers every machine in order of id, mints the tokens in another
// order and writes the DIDs.
func (s *story) settle() {
	for _, m := range s.fleet.machines[:s.fleet.size] {
		s.register(m)
	}
	for _, o := range s.fleet.operators[len(operators):] { // the plain machines'
		s.author.batched(o.account, each(o.machines, registerFor)...)
	}
	s.author.batched(s.fleet.owner, each(s.fleet.minted(), mint)...)
	for _, m := range s.fleet.machines {
		if !m.noDID {
			s.act(m, writeAll(m.wallet, m.attributes(s.fleet.operatorOf(m))))
		}
	}
	for _, o := range s.fleet.operators {
		s.author.direct(o.account, writeAll(o.account.address, o.attributes())...)
	}
}

func (s *story) register(m *machine) {
	if m.smart {
		code := common.FromHex(machineaccount.MachineAccountMetaData.Bin)
		s.author.send(m.key, nil, nil, append(code, accountABI.PackConstructor(m.key.address)...))
	}
	switch {
	case m.unbonded:
		s.admin(deployment.IdentityRegistry, registryABI.PackRegisterUnbonded(m.wallet, s.fleet.operatorOf(m)))
	case m.operator != "":
		s.author.direct(s.fleet.accounts[m.operator], registerFor(m))
	default:
		bond := call{to: deployment.IdentityRegistry, value: ether, data: registryABI.PackRegister()}
		s.act(m, []call{bond})
	}
}

func registerFor(m *machine) call {
	return call{to: deployment.IdentityRegistry, value: ether, data: registryABI.PackRegisterFor(m.wallet)}
}

func mint(m *machine) call {
	return call{to: deployment.MachineNFT, data: nftABI.PackMint(m.big(), m.wallet)}
}

// act makes calls in the name of a machine's wallet.
func (s *story) act(m *machine, calls []call) {
	switch {
	case m.smart:
		to, values, data, sum := columns(calls)
		s.author.send(m.key, &m.wallet, sum, accountABI.PackExecuteBatch(to, values, data))
	case len(calls) == 1:
		s.author.direct(m.key, calls...)
	default:
		s.author.batched(m.key, calls...)
	}
}

// work submits the events of the week that ends w weeks before the head: each
// operator's in one batch, then those of machines on their own.
func (s *story) work(w int) {
	for _, o := range s.fleet.operators {
		var calls []call
		for _, m := range o.machines {
			calls = append(calls, m.submissions(w)...)
		}
		s.author.batched(o.account, calls...)
	}
	for _, m := range s.fleet.machines[:s.fleet.size] {
		if calls := m.submissions(w); m.operator == "" && len(calls) > 0 {
			s.act(m, calls)
		}
	}
}

func (m *machine) submissions(w int) []call {
	var calls []call
	for _, series := range m.events {
		for _, r := range series.in(w, blockTime(w), m) {
			calls = append(calls, r.submit(m.id))
		}
	}
	return calls
}

func (m *machine) big() *big.Int { return new(big.Int).SetUint64(m.id) }

func each(machines []*machine, f func(*machine) call) []call {
	calls := make([]call, 0, len(machines))
	for _, m := range machines {
		calls = append(calls, f(m))
	}
	return calls
}
