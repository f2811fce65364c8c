package devchain

import (
	"fmt"
	"math/big"
	"math/rand/v2"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Hasty makes the phases of subscriptions so short that hours bring a machine
// from one to the next. Generation 2.0 only.
func Hasty(s *story) error {
	s.admin(
		infoDesk.at(deskAddress, "setSubscriptionPeriodLength", uint64(6*3600)),
		infoDesk.at(deskAddress, "setGraceDuration", uint64(3*3600)),
		infoDesk.at(deskAddress, "setRunoffDuration", uint64(4*3600)))
	return nil
}

// Anything is a block in which a few things happen that r chooses: all that
// makes a difference to a reader of generation 2.0. Some of them are refused.
func Anything(r *rand.Rand) Step {
	return func(s *story) error {
		if _, ok := s.gen.(gen2); !ok {
			return fmt.Errorf("not in a chain of this generation")
		}
		s.author.mayRevert = true
		if r.IntN(40) == 0 {
			s.author.block.OffsetTime(int64(r.IntN(2 * day)))
		}
		for range r.IntN(5) {
			anything[r.IntN(len(anything))](&luck{s, r})
		}
		return nil
	}
}

// luck chooses.
type luck struct {
	*story
	r *rand.Rand
}

// machine is one of those that the fleet's table begins with, so that they meet
// again.
func (l *luck) machine() *machine { return l.fleet.machines[l.r.IntN(min(30, l.fleet.size))] }

// who is mostly the one who may.
func (l *luck) who(m *machine) account {
	switch l.r.IntN(5) {
	case 0:
		return l.fleet.stranger
	case 1:
		return l.anybody()
	}
	return l.holder(m)
}

func (l *luck) anybody() account { return l.fleet.operators[l.r.IntN(len(l.fleet.operators))].account }

// homeSlot is where CrossChainMirror keeps homeChainOf.
const homeSlot = 2

// anything is what may happen.
var anything = []func(l *luck){
	func(l *luck) { // onboarding; twice as likely, for others to have something to do
		m := l.machine()
		l.fund(l.holder(m))
		l.author.direct(l.holder(m), l.onboard(m))
	},
	func(l *luck) {
		m := l.machine()
		l.fund(l.holder(m))
		l.author.direct(l.holder(m), l.onboard(m))
	},
	func(l *luck) {
		m := l.machine()
		by := l.who(m)
		l.author.direct(by, machineRegistry.at(registryAddress, "transferFrom", by.address, l.anybody().address, m.id))
	},
	func(l *luck) {
		m := l.machine()
		by := l.who(m)
		for i := range 1 + l.r.IntN(3) {
			r := record{kind: activity, value: big.NewInt(int64(i)), time: l.author.block.Timestamp() - uint64(i)}
			l.author.direct(by, l.gen.submit(l.story, m, r))
		}
	},
	func(l *luck) {
		m := l.machine()
		l.author.direct(l.who(m), machineSubscription.at(subscriptionAddress, renew, m.id))
	},
	func(l *luck) {
		m := l.machine()
		l.author.direct(l.who(m), machineSubscription.at(subscriptionAddress, renewInTier, m.id, uint8(l.r.IntN(3))))
	},
	func(l *luck) {
		m := l.machine()
		l.author.direct(l.who(m), machineSubscription.at(subscriptionAddress, "activate", m.id, uint8(l.r.IntN(3))))
	},
	func(l *luck) { upgrade(uint8(l.r.IntN(3)))(l.story, l.machine()) },
	func(l *luck) { settle(l.story, l.machine()) },
	func(l *luck) { fraud(l.story, l.machine()) },
	func(l *luck) {
		m := l.machine()
		method := []string{"setGeneralPaused", "setTechnicalPaused"}[l.r.IntN(2)]
		l.admin(machineStateAndSync.at(stateAddress, method, m.id, l.r.IntN(2) == 0))
	},
	func(l *luck) {
		m := l.machine()
		method := []string{"suspend", "resume"}[l.r.IntN(2)]
		l.author.direct(l.who(m), machineStateAndSync.at(stateAddress, method, m.id))
	},
	func(l *luck) {
		m := l.machine()
		l.author.direct(l.who(m), machineStateAndSync.at(stateAddress, "retireMachine", m.id))
	},
	func(l *luck) { // to an id of the story's own, which may be taken
		m, next := l.machine(), l.machine()
		l.admin(machineStateAndSync.at(stateAddress, "reissueLegacyMachine",
			m.id, l.anybody().address, l.document(next), next.make(), []byte(next.subject), manufacturer(next)))
	},
	func(l *luck) {
		l.author.direct(bridge, machineStateAndSync.at(stateAddress, "collectForRelocation", l.machine().id, solana))
	},
	func(l *luck) { // out at once
		m := l.machine()
		for nonce := range uint64(3) {
			l.author.direct(bridge, machineStateAndSync.at(stateAddress, "collectForRelocation", m.id, solana),
				machineStateAndSync.at(stateAddress, "finalizeRelocation", m.id, nonce+1))
		}
	},
	func(l *luck) {
		arrive(int64(l.r.IntN(9)), []func(*story, *machine) imported{nil, lastEvent, zeroed}[l.r.IntN(3)])(l.story, l.machine())
	},
	func(l *luck) { foreign(l.r.IntN(2) == 0)(l.story, l.machine()) },
	func(l *luck) {
		m := l.machine()
		l.admin(remoteBondSettlement.at(settlementAddress, "settleRemoteBonds", []remoteBond{{
			SourceChainId: solana, Tier: m.tier, Kind: uint8(l.r.IntN(2)), Nonce: l.author.block.Number().Uint64(), MachineId: m.id,
			Operator: l.anybody().address, PeaqAmount: ether,
		}}))
	},
	func(l *luck) { homeHere(l.story, l.machine()) },
	func(l *luck) { homeAway(l.story, l.machine()) },
	func(l *luck) {
		key := crypto.Keccak256Hash([]byte("MACHINE_REGISTRY_KEY"))
		l.author.direct(bridge, crossChainMirror.at(mirrorAddress, "setMirroredData", l.machine().id, key, encode(addressType, l.anybody().address)))
	},
	func(l *luck) {
		m := l.machine()
		to := []common.Address{{}, l.anybody().address}[l.r.IntN(2)]
		l.author.direct(l.who(m), machineRegistry.at(registryAddress, "setController", m.id, to))
	},
	func(l *luck) {
		m := l.machine()
		list := []serviceEndpoint{
			{Id: "#1", ServiceType: "data_visibility", ServiceEndpoint: []string{"public", "onchain"}[l.r.IntN(2)]},
			{Id: "#2", ServiceType: "TelemetryService", ServiceEndpoint: fmt.Sprint("https://", l.r.IntN(3), ".example/")},
		}
		l.author.direct(l.who(m), machineRegistry.at(registryAddress, "setServiceEndpoints", m.id, list[:l.r.IntN(3)]))
	},
	seldom(func(l *luck) {
		method := []string{"setGeneralPausedGlobal", "setTechnicalPausedGlobal"}[l.r.IntN(2)]
		l.admin(machineStateAndSync.at(stateAddress, method, l.r.IntN(2) == 0))
	}),
	seldom(func(l *luck) {
		method := []string{"setGraceDuration", "setRunoffDuration", "setSubscriptionPeriodLength"}[l.r.IntN(3)]
		l.admin(infoDesk.at(deskAddress, method, uint64(3600*(1+l.r.IntN(6)))))
	}),
	seldom(func(l *luck) {
		l.admin(infoDesk.at(deskAddress, "setPeer", crypto.Keccak256Hash([]byte("OPERATOR_REGISTRY")), l.anybody().address))
	}),
	seldom(func(l *luck) { // another home, of which an upgrade is the only trace
		slot := crypto.Keccak256Hash(encode(numberType, l.machine().id, numberType, big.NewInt(homeSlot)))
		l.overwrite(mirrorAddress, crossChainMirror, slot, common.BigToHash(big.NewInt([]int64{0, 1, 5}[l.r.IntN(3)])))
	}),
	seldom(func(l *luck) {
		[]func(*story, *machine){flag, unflag, trustOverride(uint8(l.r.IntN(120))), noTrustOverride}[l.r.IntN(4)](l.story, l.machine())
	}),
}

// seldom makes a thing less likely that makes a reader read everything.
func seldom(do func(*luck)) func(*luck) {
	return func(l *luck) {
		if l.r.IntN(4) == 0 {
			do(l)
		}
	}
}
