package devchain

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"mcrpress/chain"
)

// The contracts of generation 2.0.
var (
	infoDesk             = load("InfoDesk")
	machineRegistry      = load("MachineRegistry")
	machineStateAndSync  = load("MachineStateAndSync")
	machineSubscription  = load("MachineSubscription")
	crossChainMirror     = load("CrossChainMirror")
	eventRegistry        = load("EventRegistry")
	remoteBondSettlement = load("RemoteBondSettlement")

	deskAddress         = derived("InfoDesk")
	registryAddress     = derived("MachineRegistry")
	stateAddress        = derived("MachineStateAndSync")
	subscriptionAddress = derived("MachineSubscription")
	mirrorAddress       = derived("CrossChainMirror")
	eventsAddress       = derived("EventRegistry 2.0")
	settlementAddress   = derived("RemoteBondSettlement")
)

// Protocol chain ids.
const (
	local  uint16 = 1
	solana uint16 = 5
)

// Lengths of a subscription's phases, in seconds.
const (
	day    = 24 * 60 * 60
	period = 365 * day
	grace  = 30 * day
	runoff = 30 * day
)

// noController stands for none in the table of the fleet.
const noController = "none"

// bridge is the account in the place of MachineBridgeAdapter.
var bridge = accountOf("bridge")

// deskSlot is where a contract of generation 2.0 keeps the InfoDesk.
var deskSlot = common.BigToHash(big.NewInt(1))

type gen2 struct{}

func (gen2) chainID() uint64 { return 93339 }

func (gen2) plain(i int, m *machine) {
	m.visibility = []string{"onchain", "private", ""}[i%3]
	m.born = 20 + i/bornPerWeek
}

// bornPerWeek bounds how many plain machines one block makes, and so how many logs
// it has.
const bornPerWeek = 10_000

// enlist derives the ids as the registry does.
func (gen2) enlist(f *fleet) {
	for i, m := range f.machines {
		m.seed = fmt.Sprint(i + 1)
		if m.subject == "" {
			m.subject = fmt.Sprintf("unit %04d", i+1)
		}
		m.id = new(big.Int).SetBytes(crypto.Keccak256(encode(stringType, m.make(), bytesType, []byte(m.subject))))
		for _, s := range m.events {
			m.born = max(m.born, s.since+1)
		}
		m.born = max(m.born, 20)
	}
}

// make is the machine's type.
func (m *machine) make() string { return "example." + m.kind.slug + "/Unit" }

func (gen2) member(_ *fleet, m *machine) Member {
	return Member{State: m.state, Rating: m.rating, ID: number(m.id), Owner: m.owner, Operator: m.agent, Foreign: m.foreign}
}

func (gen2) contracts() map[chain.Role]*contract {
	return map[chain.Role]*contract{
		chain.InfoDesk:             infoDesk,
		chain.MachineRegistry:      machineRegistry,
		chain.MachineStateAndSync:  machineStateAndSync,
		chain.MachineSubscription:  machineSubscription,
		chain.CrossChainMirror:     crossChainMirror,
		chain.EventRegistry:        eventRegistry,
		chain.RemoteBondSettlement: remoteBondSettlement,
	}
}

func (g gen2) deployment() chain.Deployment {
	d := chain.Deployment{Name: "demo-2.0", Generation: chain.Gen2, Contracts: chain.Contracts{}}
	for role, at := range g.addresses() {
		d.Contracts.Set(role, at)
	}
	return d
}

func (gen2) addresses() map[chain.Role]common.Address {
	return map[chain.Role]common.Address{
		chain.InfoDesk:             deskAddress,
		chain.MachineRegistry:      registryAddress,
		chain.MachineStateAndSync:  stateAddress,
		chain.MachineSubscription:  subscriptionAddress,
		chain.CrossChainMirror:     mirrorAddress,
		chain.EventRegistry:        eventsAddress,
		chain.RemoteBondSettlement: settlementAddress,
	}
}

func (g gen2) place(a allocation) {
	for role, c := range g.contracts() {
		at := g.addresses()[role]
		a.putBehindProxy(at, c)
		if role != chain.InfoDesk {
			a.store(at, deskSlot, deskAddress)
		}
	}
}

func (gen2) initialize(s *story) {
	owner := s.fleet.owner.address
	desk := func(method string, args ...any) { s.admin(infoDesk.at(deskAddress, method, args...)) }
	desk("initialize", owner)
	desk("setLocalChainId", local)
	desk("registerChain", local, uint8(1), common.BigToHash(s.author.chainID), uint32(30302))
	desk("registerChain", solana, uint8(3), common.Hash{}, uint32(30168))
	desk("setPeaqToken", peaqAddress)
	desk("setSubscriptionPeriodLength", uint64(period))
	desk("setGraceDuration", uint64(grace))
	desk("setRunoffDuration", uint64(runoff))
	for tier, dollarCents := range []int64{2, 10, 50} {
		price := new(big.Int).Div(new(big.Int).Mul(ether, big.NewInt(dollarCents)), big.NewInt(100))
		desk("setTierPriceUsd", uint8(tier), price)
	}
	for _, c := range []struct {
		*contract
		at   common.Address
		role string
	}{
		{machineRegistry, registryAddress, "MACHINE_REGISTRY"},
		{machineStateAndSync, stateAddress, "MACHINE_STATE_AND_SYNC"},
		{machineSubscription, subscriptionAddress, "MACHINE_SUBSCRIPTION"},
		{crossChainMirror, mirrorAddress, "CROSS_CHAIN_MIRROR"},
		{remoteBondSettlement, settlementAddress, "REMOTE_BOND_SETTLEMENT"},
		{eventRegistry, eventsAddress, ""},
	} {
		s.admin(c.contract.at(c.at, "initialize", owner))
		if c.role != "" {
			desk("setPeer", crypto.Keccak256Hash([]byte(c.role)), c.at)
		}
	}
	desk("setPeer", crypto.Keccak256Hash([]byte("MACHINE_BRIDGE_ADAPTER")), bridge.address)
	for _, module := range []common.Address{registryAddress, stateAddress, eventsAddress} {
		desk("registerMachineDataContract", module)
	}
	s.fund(s.fleet.owner)
}

// fund lets an account pay for subscriptions.
func (s *story) fund(a account) {
	amount := new(big.Int).Mul(ether, big.NewInt(1_000_000))
	s.author.direct(a,
		peaq.at(peaqAddress, "deposit").worth(amount),
		peaq.at(peaqAddress, "approve", subscriptionAddress, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))))
}

// holder is the account that onboards a machine.
func (s *story) holder(m *machine) account {
	if m.operator == "" {
		return m.key
	}
	return s.fleet.accounts[m.operator]
}

// week onboards whom it is time for, renews what would run out before the next
// week, and submits events.
func (g gen2) week(s *story, w int) {
	if w == weeks {
		for _, o := range s.fleet.operators {
			s.fund(o.account)
		}
	}
	calls := map[common.Address][]call{}
	var order []account
	add := func(m *machine, c call) {
		by := s.holder(m)
		if calls[by.address] == nil {
			order = append(order, by)
		}
		calls[by.address] = append(calls[by.address], c)
	}
	for _, m := range s.fleet.machines {
		switch {
		case m.apart:
		case m.born == w:
			if m.operator == "" {
				s.fund(m.key)
			}
			add(m, s.onboard(m))
		case m.paidUntil != 0 && !m.lapses && m.paidUntil < blockTime(w-1):
			m.paidUntil += period
			add(m, machineSubscription.at(subscriptionAddress, renew, m.id))
		}
	}
	for _, by := range order {
		s.author.batched(by, calls[by.address]...)
	}
	s.work(w)
}

// renew in the tier of before; abi tells the two forms apart by number.
const renew = "renew0"

// onboard is the call that makes a machine of a row.
func (s *story) onboard(m *machine) call {
	by := s.holder(m)
	m.owner, m.agent = by.address, by.address
	m.paidUntil = s.author.block.Timestamp() + period
	return machineStateAndSync.at(stateAddress, "activateMachine",
		s.document(m), m.make(), []byte(m.subject), manufacturer(m), m.tier)
}

func manufacturer(m *machine) common.Address { return accountOf("manufacturer " + m.kind.slug).address }

// document is the DID document of a row.
func (s *story) document(m *machine) document {
	doc := document{Controller: s.holder(m).address, VerificationMethods: []verificationMethod{}, Authentication: []*big.Int{}}
	switch m.controller {
	case "":
	case noController:
		doc.Controller = common.Address{}
	default:
		doc.Controller = s.fleet.accounts[m.controller].address
	}
	doc.VerificationMethods = append(doc.VerificationMethods, verificationMethod{
		Id: "#key-1", MethodType: "EcdsaSecp256k1RecoveryMethod2020", Controller: m.key.address, PublicKeyMultibase: "z" + m.key.address.Hex()[2:],
	})
	doc.Authentication = append(doc.Authentication, new(big.Int))
	doc.ServiceEndpoints = m.services()
	return doc
}

// services are a machine's service endpoints: those that stand for attributes of
// generation 1.0, then others.
func (m *machine) services() []serviceEndpoint {
	list := []attribute{
		{name: "documentation_url", value: fmt.Sprintf("https://docs.%s.example/units/%s", m.kind.slug, strings.ReplaceAll(m.subject, " ", "-"))},
		{name: "data_visibility", value: m.visibility},
	}
	for _, a := range m.did {
		list = replace(list, a)
	}
	endpoints := []serviceEndpoint{}
	for _, a := range list {
		if a.value != "" {
			endpoints = append(endpoints, serviceEndpoint{Id: "#" + a.name, ServiceType: a.name, ServiceEndpoint: a.value})
		}
	}
	return append(endpoints, m.endpoints...)
}

// Structs as the contracts take them.
type (
	verificationMethod struct {
		Id, MethodType     string
		Controller         common.Address
		PublicKeyMultibase string
	}
	serviceEndpoint struct{ Id, ServiceType, ServiceEndpoint string }
	document        struct {
		Id                  string
		Controller          common.Address
		VerificationMethods []verificationMethod
		Authentication      []*big.Int
		ServiceEndpoints    []serviceEndpoint
	}
	remoteBond struct {
		SourceChainId  uint16
		Tier, Kind     uint8
		Nonce          uint64
		MachineId      *big.Int
		SourceOperator common.Hash
		Operator       common.Address
		PeaqAmount     *big.Int
	}
	// imported is an event as it travels between chains.
	imported struct {
		MachineId     *big.Int
		EventType     uint8
		Value         *big.Int
		Timestamp     *big.Int
		DataHash      common.Hash
		TrustLevel    uint8
		SourceChainId *big.Int
		SourceTxHash  common.Hash
		Metadata      []byte
		Currency      string
	}
)

// Types to encode what travels in bytes.
var (
	stringType   = machineRegistry.Methods["machineTypeOf"].Outputs[0].Type
	bytesType    = machineRegistry.Methods["credentialSubjectOf"].Outputs[0].Type
	addressType  = machineRegistry.Methods["ownerOf"].Outputs[0].Type
	numberType   = machineRegistry.Methods["computeTokenId"].Outputs[0].Type
	documentType = machineRegistry.Methods["didDocument"].Outputs[0].Type
	eventType    = eventRegistry.Methods["getEventAt"].Outputs[0].Type
	partsType    = batch.Methods["batchAll"].Inputs[2].Type
)

// encode is abi.encode of types and values in turn.
func encode(pairs ...any) []byte {
	var arguments abi.Arguments
	var values []any
	for i := 0; i < len(pairs); i += 2 {
		arguments = append(arguments, abi.Argument{Type: pairs[i].(abi.Type)})
		values = append(values, pairs[i+1])
	}
	data, err := arguments.Pack(values...)
	if err != nil {
		panic(fmt.Sprintf("devchain: encoding: %v", err))
	}
	return data
}

func (gen2) submit(_ *story, m *machine, r record) call {
	return r.submit(eventRegistry, eventsAddress, m.id)
}

// act makes calls in the name of the account that onboarded a machine.
func (gen2) act(s *story, m *machine, calls ...call) {
	if len(calls) == 1 {
		s.author.direct(s.holder(m), calls...)
		return
	}
	s.author.batched(s.holder(m), calls...)
}

// The moments of generation 2.0.

func onboardAgain(s *story, m *machine) { s.gen.act(s, m, s.onboard(m)) }

func retire(s *story, m *machine) {
	s.gen.act(s, m, machineStateAndSync.at(stateAddress, "retireMachine", m.id))
	m.owner, m.agent, m.paidUntil = common.Address{}, common.Address{}, 0
}

// transfer gives the token to a stranger; the controller stays.
func transfer(s *story, m *machine) {
	stranger := s.fleet.stranger.address
	s.gen.act(s, m, machineRegistry.at(registryAddress, "transferFrom", s.holder(m).address, stranger, m.id))
	m.owner, m.agent, m.lapses = stranger, stranger, true
}

// takeControl has the stranger who owns the token make itself the controller.
func takeControl(s *story, m *machine) {
	s.author.direct(s.fleet.stranger, machineRegistry.at(registryAddress, "setController", m.id, s.fleet.stranger.address))
}

// reissue moves a machine to the id of the row whose subject is given.
func reissue(subject string) func(*story, *machine) {
	return func(s *story, m *machine) {
		for _, next := range s.fleet.machines {
			if next.subject != subject {
				continue
			}
			to := s.holder(next).address
			s.admin(machineStateAndSync.at(stateAddress, "reissueLegacyMachine",
				m.id, to, s.document(next), next.make(), []byte(subject), manufacturer(next)))
			next.owner, next.agent, next.paidUntil = to, to, m.paidUntil
			m.owner, m.agent, m.paidUntil = common.Address{}, common.Address{}, 0
		}
	}
}

func collect(s *story, m *machine) {
	s.author.direct(bridge, machineStateAndSync.at(stateAddress, "collectForRelocation", m.id, solana))
	m.paidUntil = 0
}

func finalize(s *story, m *machine) {
	s.author.direct(bridge, machineStateAndSync.at(stateAddress, "finalizeRelocation", m.id, uint64(1)))
	m.owner, m.agent, m.foreign = common.Address{}, common.Address{}, true
}

// foreign records a home on Solana, with the machine's operator where linked.
func foreign(linked bool) func(*story, *machine) {
	return func(s *story, m *machine) {
		m.foreign = true
		if linked {
			m.agent = s.holder(m).address
		}
		s.author.direct(bridge, crossChainMirror.at(mirrorAddress, "recordForeignMachineFor", m.id, solana, m.agent))
	}
}

// bond books a bond that was paid on Solana.
func bond(s *story, m *machine) {
	s.admin(remoteBondSettlement.at(settlementAddress, "settleRemoteBonds", []remoteBond{{
		SourceChainId: solana, Tier: m.tier, Nonce: 1, MachineId: m.id, SourceOperator: hash("operator on Solana"),
		Operator: s.holder(m).address, PeaqAmount: ether,
	}}))
}

// arrive relocates a machine here with its last event, nil for none.
func arrive(prior int64, anchor func(*story, *machine) imported) func(*story, *machine) {
	return func(s *story, m *machine) {
		to := s.holder(m).address
		registered := encode(addressType, to, documentType, s.document(m), stringType, m.make(), bytesType, []byte(m.subject), addressType, manufacturer(m))
		parts := [][]byte{registered, {}, {}}
		if anchor != nil {
			parts[2] = encode(numberType, big.NewInt(prior), eventType, anchor(s, m))
		}
		s.author.direct(bridge, machineStateAndSync.at(stateAddress, "replayFromRelocation", m.id, solana, uint64(1), encode(partsType, parts)))
		m.owner, m.agent, m.foreign = to, to, false
	}
}

// lastEvent is a revenue event of the day before.
func lastEvent(s *story, m *machine) imported {
	return imported{
		MachineId: m.id, Value: big.NewInt(125_000), Timestamp: new(big.Int).SetUint64(s.author.block.Timestamp() - day),
		DataHash: hash("carried"), TrustLevel: 1, SourceChainId: new(big.Int), Metadata: []byte(`{"carried":true}`), Currency: "USD",
	}
}

// zeroed is what a chain that has no event to give sends.
func zeroed(*story, *machine) imported {
	return imported{MachineId: new(big.Int), Value: new(big.Int), Timestamp: new(big.Int), SourceChainId: new(big.Int), Metadata: []byte{}}
}

// activate bonds a machine that arrived without a subscription.
func activate(s *story, m *machine) {
	if m.operator == "" {
		s.fund(m.key)
	}
	s.gen.act(s, m, machineSubscription.at(subscriptionAddress, "activate", m.id, m.tier))
	m.paidUntil = s.author.block.Timestamp() + period
}

func renewIn(tier uint8) func(*story, *machine) {
	return func(s *story, m *machine) {
		s.gen.act(s, m, machineSubscription.at(subscriptionAddress, renewInTier, m.id, tier))
		m.paidUntil += period
	}
}

// renewInTier is the form of renew that names a tier.
const renewInTier = "renew"

func upgrade(tier uint8) func(*story, *machine) {
	return func(s *story, m *machine) {
		s.admin(machineSubscription.at(subscriptionAddress, "adminUpgradeTiers", []*big.Int{m.id}, []uint8{tier}))
	}
}

func fraud(s *story, m *machine) {
	s.admin(machineSubscription.at(subscriptionAddress, "terminateForFraud", m.id))
	m.paidUntil = 0
}

// settle writes down what time has done to a subscription.
func settle(s *story, m *machine) {
	s.admin(machineSubscription.at(subscriptionAddress, "resignalStatus", m.id))
}

func suspend(s *story, m *machine) {
	s.gen.act(s, m, machineStateAndSync.at(stateAddress, "suspend", m.id))
}

func pause(method string) func(*story, *machine) {
	return func(s *story, m *machine) { s.admin(machineStateAndSync.at(stateAddress, method, m.id, true)) }
}

// homeHere registers a home without a token.
func homeHere(s *story, m *machine) {
	s.admin(crossChainMirror.at(mirrorAddress, "registerHomeChain", m.id))
}

// homeAway moves the home of a machine whose token stays.
func homeAway(s *story, m *machine) {
	s.admin(crossChainMirror.at(mirrorAddress, "updateHomeChain", m.id, solana))
}

// publish replaces the service endpoints.
func publish(endpoints ...serviceEndpoint) func(*story, *machine) {
	return func(s *story, m *machine) {
		s.gen.act(s, m, machineRegistry.at(registryAddress, "setServiceEndpoints", m.id, endpoints))
	}
}
