package read

import (
	"context"
	"errors"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/evm"
)

// The views of generation 2.0 beside those of the event registry.
var (
	localChainID         = newView(gen2Only, chain.InfoDesk, "localChainId()", "(uint16)")
	peer                 = newView(gen2Only, chain.InfoDesk, "peer(bytes32)", "(address)")
	machineDataContracts = newView(gen2Only, chain.InfoDesk, "getMachineDataContracts()", "(address[])")

	ownerOf          = newView(gen2Only, chain.MachineRegistry, "ownerOf(uint256)", "(address)")
	balanceOf        = newView(gen2Only, chain.MachineRegistry, "balanceOf(address)", "(uint256)")
	controllerOf     = newView(gen2Only, chain.MachineRegistry, "controllerOf(uint256)", "(address)")
	gen2OperatorOf   = newView(gen2Only, chain.MachineRegistry, "operatorOf(uint256)", "(address)")
	serviceEndpoints = newView(gen2Only, chain.MachineRegistry, "serviceEndpointsOf(uint256)",
		"((string,string,string)[])")
	machineTypeOf     = newView(gen2Only, chain.MachineRegistry, "machineTypeOf(uint256)", "(string)")
	manufacturerOf    = newView(gen2Only, chain.MachineRegistry, "manufacturerOf(uint256)", "(address)")
	nonexistentToken  = newError(gen2Only, chain.MachineRegistry, "ERC721NonexistentToken(uint256)")
	isRelocating      = newView(gen2Only, chain.MachineStateAndSync, "isRelocating(uint256)", "(bool)")
	isGeneralPaused   = newView(gen2Only, chain.MachineStateAndSync, "isGeneralPaused(uint256)", "(bool)")
	isTechnicalPaused = newView(gen2Only, chain.MachineStateAndSync, "isTechnicalPaused(uint256)", "(bool)")
	isOperatorPaused  = newView(gen2Only, chain.MachineStateAndSync, "isOperatorPaused(uint256)", "(bool)")
	generalPause      = newView(gen2Only, chain.MachineStateAndSync, "isGeneralPausedGlobal()", "(bool)")
	technicalPause    = newView(gen2Only, chain.MachineStateAndSync, "isTechnicalPausedGlobal()", "(bool)")

	subscriptionStatus = newView(gen2Only, chain.MachineSubscription, "subscriptionStatus(uint256)", "(uint8)")
	subscriptions      = newView(gen2Only, chain.MachineSubscription, "subscriptions(uint256)",
		"((uint8,uint64,uint64,uint256,uint256))")

	homeChainOf     = newView(gen2Only, chain.CrossChainMirror, "homeChainOf(uint256)", "(uint16)")
	getMirroredData = newView(gen2Only, chain.CrossChainMirror, "getMirroredData(uint256,bytes32)", "(bytes)")

	priorEventCount = newView(gen2Only, chain.EventRegistry, "priorEventCount(uint256)", "(uint256)")
)

// The events of generation 2.0 that name machines. Every one that ever had a
// token, a home or a bond is in some of them.
var (
	transfer      = newEvent(gen2Only, chain.MachineRegistry, "Transfer(address*,address*,uint256*)", 0)
	machineMinted = newEvent(gen2Only, chain.MachineRegistry,
		"MachineMinted(uint256*,address*,address*,string)", 0)
	machineBridgedIn      = newEvent(gen2Only, chain.MachineRegistry, "MachineBridgedIn(uint256*,address*,string)", 0)
	machineBridgedOut     = newEvent(gen2Only, chain.MachineRegistry, "MachineBridgedOut(uint256*,string)", 0)
	machineRetired        = newEvent(gen2Only, chain.MachineRegistry, "MachineRetired(uint256*)", 0)
	legacyMachineReissued = newEvent(gen2Only, chain.MachineRegistry,
		"LegacyMachineReissued(uint256*,uint256*,address*)", 0)

	homeChainRegistered = newEvent(gen2Only, chain.CrossChainMirror, "HomeChainRegistered(uint256*,uint16)", 0)
	homeChainUpdated    = newEvent(gen2Only, chain.CrossChainMirror, "HomeChainUpdated(uint256*,uint16,uint16)", 0)
	homeChainCleared    = newEvent(gen2Only, chain.CrossChainMirror, "HomeChainCleared(uint256*)", 0)
	homeChainReissued   = newEvent(gen2Only, chain.CrossChainMirror, "HomeChainReissued(uint256*,uint256*,uint16)", 0)

	activated = newEvent(gen2Only, chain.MachineSubscription,
		"Activated(uint256*,address*,uint8,uint256,uint64,uint64)", 0)
	terminatedForFraud = newEvent(gen2Only, chain.MachineSubscription,
		"SubscriptionTerminatedForFraud(uint256*,address*)", 0)

	remoteBondBooked = newEvent(gen2Only, chain.RemoteBondSettlement,
		"RemoteBondBooked(uint16*,uint256*,address*,uint64,uint8,uint8,uint256,uint256,bytes32)", 0)

	machineEventsImported = newEvent(gen2Only, chain.EventRegistry, "MachineEventsImported(uint256*,uint256)", 0)
)

// gen2 reads generation 2.0: machines are tokens, which no contract lists.
type gen2 struct {
	*Reader
	asked      []asked
	localChain uint16
	paused     chain.Pauses // switches of all machines
}

func newGen2(r *Reader) *gen2 {
	g := &gen2{Reader: r}
	g.asked = slices.Concat(
		ofAll(g.existence()...), ofPresent(g.questions()...), ofLocal(g.localQuestions()...), g.operatorQuestions())
	return g
}

func (g *gen2) samples() []evm.Call {
	one := uint256.NewInt(1)
	samples := make([]evm.Call, len(g.asked))
	for i, q := range g.asked {
		samples[i] = q.of(one)
	}
	return samples
}

func (g *gen2) logs() []source {
	var list []source
	add := func(contract common.Address, linked bool, mark MarkKind, machines []int, events ...event) {
		for _, e := range events {
			list = append(list, source{event: e, contract: contract, machines: machines, linked: linked, mark: mark})
		}
	}
	registry, mirror := g.contract(chain.MachineRegistry), g.contract(chain.CrossChainMirror)
	bond := g.contract(chain.MachineSubscription)
	add(registry, true, "", []int{3}, transfer)
	add(registry, true, "", []int{1}, machineMinted, machineBridgedIn, machineBridgedOut, machineRetired)
	add(registry, true, "", []int{1, 2}, legacyMachineReissued)
	add(mirror, true, "", []int{1}, homeChainRegistered, homeChainUpdated, homeChainCleared)
	add(mirror, true, "", []int{1, 2}, homeChainReissued)
	add(bond, false, "", []int{1}, activated)
	add(bond, false, Fraud, []int{1}, terminatedForFraud)
	add(g.contract(chain.EventRegistry), false, Anchor, []int{1}, machineEventsImported)
	if settlement := g.contract(chain.RemoteBondSettlement); settlement != (common.Address{}) {
		add(settlement, false, "", []int{2}, remoteBondBooked)
	}
	return list
}

func (g *gen2) uncounted(anchors uint64) uint64 { return anchors }

// ids lists every id that a log names, dead ones included: their records stay.
func (g *gen2) ids(_ context.Context, store Store) ([]uint256.Int, error) {
	if g.opts.Only != nil {
		return g.opts.Only, nil
	}
	sightings, err := store.Sightings(g.block.Number)
	ids := make([]uint256.Int, len(sightings))
	for i, s := range sightings {
		ids[i] = s.Machine
	}
	if err == nil && len(ids) == 0 && g.whole() {
		g.log.Warn("no log names a machine: if there should be some, ask another endpoint")
	}
	return ids, err
}

// place is where a machine is.
type place uint8

const (
	nowhere place = iota // no machine, or none that has a file
	foreign
	local
)

// asked is a question, and where a machine must be at least to be asked it.
type asked struct {
	question
	least place
	// fallback is asked only where the one before it gave nothing.
	fallback bool
}

func ofAll(list ...question) []asked     { return from(nowhere, list) }
func ofPresent(list ...question) []asked { return from(foreign, list) }
func ofLocal(list ...question) []asked   { return from(local, list) }

func from(least place, questions []question) []asked {
	list := make([]asked, len(questions))
	for i, q := range questions {
		list[i] = asked{question: q, least: least}
	}
	return list
}

// existence asks what tells where a machine is. A token that does not exist
// reverts with an error of its own; whatever else fails is no absence.
func (g *gen2) existence() []question {
	token := ownerOf.about(g.contract(chain.MachineRegistry), func(m *chain.Machine, d evm.Words) (err error) {
		m.Gen2.Owner, err = d.Address(0)
		if err == nil && m.Gen2.Owner == (common.Address{}) {
			err = errors.New("the zero address owns the token")
		}
		return err
	})
	token.lacks = func(a *evm.Answer) bool { return a.Is(nonexistentToken) }
	bond := g.contract(chain.MachineSubscription)
	return []question{
		token,
		homeChainOf.about(g.contract(chain.CrossChainMirror), func(m *chain.Machine, d evm.Words) (err error) {
			m.Gen2.HomeChain, err = d.Uint16(0)
			return err
		}),
		subscriptionStatus.about(bond, func(m *chain.Machine, d evm.Words) error {
			n, err := d.Uint8(0)
			m.Gen2.Subscription.Status = chain.SubscriptionStatus(n)
			return err
		}),
		subscriptions.about(bond, setSubscription),
	}
}

// setSubscription reads (uint8 tier, uint64 periodStart, uint64 periodEnd,
// uint256 bondedAmount, uint256 accumulatedPoints).
func setSubscription(m *chain.Machine, d evm.Words) (err error) {
	s := &m.Gen2.Subscription
	if s.Tier, err = d.Uint8(0); err != nil {
		return err
	}
	if s.PeriodStart, err = d.Uint64(1); err != nil {
		return err
	}
	if s.PeriodEnd, err = d.Uint64(2); err != nil {
		return err
	}
	s.Bonded, err = d.Uint256(3)
	return err
}

// questions are asked of local and of foreign machines. Of a foreign one a
// contract may know nothing.
func (g *gen2) questions() []question {
	state := g.contract(chain.MachineStateAndSync)
	flag := func(v view, field func(*chain.Machine) *bool) question {
		q := v.about(state, func(m *chain.Machine, d evm.Words) (err error) {
			*field(m), err = d.Bool(0)
			return err
		})
		q.lacks = func(a *evm.Answer) bool { return a.Is(nonexistentToken) }
		return q
	}
	list := []question{
		flag(isRelocating, func(m *chain.Machine) *bool { return &m.Gen2.Relocating }),
		flag(isGeneralPaused, func(m *chain.Machine) *bool { return &m.Gen2.Paused.General }),
		flag(isTechnicalPaused, func(m *chain.Machine) *bool { return &m.Gen2.Paused.Technical }),
		flag(isOperatorPaused, func(m *chain.Machine) *bool { return &m.Gen2.Paused.Operator }),
		priorEventCount.about(g.contract(chain.EventRegistry), func(m *chain.Machine, d evm.Words) (err error) {
			m.Gen2.PriorEventCount, err = d.Uint64(0)
			return err
		}),
	}
	return append(list, g.flagQuestions()...)
}

// localQuestions are asked of machines whose token is here.
func (g *gen2) localQuestions() []question {
	registry := g.contract(chain.MachineRegistry)
	endpoints := serviceEndpoints.about(registry, func(m *chain.Machine, d evm.Words) (err error) {
		m.Gen2.Endpoints, err = decodeEndpoints(d)
		return err
	})
	endpoints.weight = 4
	return []question{
		controllerOf.about(registry, func(m *chain.Machine, d evm.Words) (err error) {
			m.Gen2.Controller, err = d.Address(0)
			return err
		}),
		manufacturerOf.about(registry, func(m *chain.Machine, d evm.Words) (err error) {
			m.Gen2.Manufacturer, err = d.Address(0)
			return err
		}),
		machineTypeOf.about(registry, func(m *chain.Machine, d evm.Words) error {
			text, err := d.Bytes(0)
			m.Gen2.Type = validText(text)
			return err
		}),
		endpoints,
	}
}

// decodeEndpoints reads a list of (string id, string serviceType, string
// serviceEndpoint).
func decodeEndpoints(d evm.Words) ([]chain.Endpoint, error) {
	count, list, err := d.List(0)
	if err != nil {
		return nil, err
	}
	endpoints := make([]chain.Endpoint, count)
	for i := range endpoints {
		tuple, err := list.Tail(i)
		if err != nil {
			return nil, err
		}
		e := &endpoints[i]
		for j, field := range []*string{&e.ID, &e.Type, &e.URI} {
			text, err := tuple.Bytes(j)
			if err != nil {
				return nil, err
			}
			*field = validText(text)
		}
	}
	return endpoints, nil
}

// mirrorKey is the key of MachineRegistry's part of a mirrored record.
var mirrorKey = [32]byte(common.HexToHash("0xcb0ada116f7fe4f474b0302ec81d633c1bff965f3060b4648523363abedd603a"))

// operatorQuestions ask who operates a machine: the registry, which of a foreign
// machine may know nothing, then what its home says of it.
func (g *gen2) operatorQuestions() []asked {
	operator := gen2OperatorOf.about(g.contract(chain.MachineRegistry), func(m *chain.Machine, d evm.Words) (err error) {
		m.Gen2.OperatorOf, err = d.Address(0)
		return err
	})
	mirrored := question{
		name: getMirroredData.name,
		to:   g.contract(chain.CrossChainMirror),
		data: func(id *uint256.Int) []byte { return getMirroredData.selector.Encode(id.Bytes32(), mirrorKey) },
		set: func(m *chain.Machine, d evm.Words) error {
			m.Gen2.OperatorOf = mirroredOperator(d)
			return isWords(d)
		},
	}
	return []asked{{operator, foreign, false}, {mirrored, foreign, true}}
}

// mirroredOperator is the address in the first word of a mirrored record, zero
// where there is none.
func mirroredOperator(d evm.Words) common.Address {
	record, err := d.Bytes(0)
	if err != nil {
		return common.Address{}
	}
	account, _ := evm.Words(record).Address(0)
	return account
}

// Types of the service endpoints that stand for the attributes of generation
// 1.0.
const (
	typeDocumentation = "documentation_url"
	typeDataAPI       = "data_api"
	typeVisibility    = "data_visibility"
)

// describe sets what follows from the state of a machine.
func (g *gen2) describe(m *chain.Machine) {
	s := m.Gen2
	m.DID = didPrefix + m.ID.Dec()
	m.Bonded = s.Subscription.Status == chain.Active || s.Subscription.Status == chain.Grace
	m.OperatorAccount = s.OperatorOf
	if s.OperatorOf != (common.Address{}) {
		m.Operator = accountDID(s.OperatorOf)
	}
	s.Paused.General = s.Paused.General || g.paused.General
	s.Paused.Technical = s.Paused.Technical || g.paused.Technical
	var said string
	for _, e := range s.Endpoints {
		switch e.Type {
		case typeDocumentation:
			setFirst(&m.DocumentationURL, e.URI)
		case typeDataAPI:
			setFirst(&m.DataAPI, e.URI)
		case typeVisibility:
			setFirst(&said, e.URI)
		default:
			m.Services = append(m.Services, chain.Service{Type: e.Type, Endpoint: e.URI})
		}
	}
	m.DataVisibility = visibility(said)
}

func setFirst(field *string, value string) {
	if *field == "" {
		*field = value
	}
}
