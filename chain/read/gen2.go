package read

import (
	"context"
	"errors"
	"fmt"
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
	localChain uint16
	linked     map[uint256.Int]bool   // ids that once had a token or a home
	anchors    map[uint256.Int]uint64 // records that came with a relocation
	fraud      map[uint256.Int]bool   // terminated for fraud
	paused     chain.Pauses           // switches of all machines
}

func newGen2(r *Reader) *gen2 { return &gen2{Reader: r} }

func (g *gen2) samples() []evm.Call {
	one := uint256.NewInt(1)
	samples := []evm.Call{homeChainOf.of(g.contract(chain.CrossChainMirror), one)}
	for _, list := range [][]question{g.existence(), g.questions()} {
		for _, q := range list {
			samples = append(samples, q.of(one))
		}
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
	marks, err := store.Marks(g.block.Number)
	if err != nil {
		return nil, err
	}
	g.anchors, g.fraud, g.linked = anchors(marks), map[uint256.Int]bool{}, map[uint256.Int]bool{}
	for i := range marks {
		if marks[i].Kind == Fraud {
			g.fraud[marks[i].Machine] = true
		}
	}
	if g.opts.Only != nil {
		return g.opts.Only, nil
	}
	sightings, err := store.Sightings(g.block.Number)
	ids := make([]uint256.Int, len(sightings))
	for i, s := range sightings {
		ids[i] = s.Machine
		g.linked[s.Machine] = s.Linked
	}
	if err == nil && len(ids) == 0 {
		g.log.Warn("no log names a machine: if there should be some, ask another endpoint")
	}
	return ids, err
}

func (g *gen2) machines(ctx context.Context, ids []uint256.Int, fleet *chain.Fleet) error {
	return g.sweeps("machines", ids, func(ids []uint256.Int) error {
		candidates := make([]chain.Machine, len(ids))
		for i, id := range ids {
			candidates[i] = chain.Machine{ID: id, Gen2: &chain.Gen2Machine{Fraud: g.fraud[id], Anchors: int(g.anchors[id])}}
		}
		var local, foreign []*chain.Machine
		if err := g.locate(ctx, candidates, fleet, &local, &foreign); err != nil {
			return err
		}
		if err := g.ask(ctx, g.questions(), append(slices.Clone(local), foreign...)); err != nil {
			return err
		}
		if err := g.ask(ctx, g.localQuestions(), local); err != nil {
			return err
		}
		if err := g.operate(ctx, local, foreign); err != nil {
			return err
		}
		for i := range candidates {
			m := &candidates[i]
			if m.Card {
				g.describe(m)
				fleet.Machines = append(fleet.Machines, *m)
			}
		}
		return nil
	})
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

// locate tells local machines from foreign ones, from those that are paid for
// but have no home yet, and from ids that stand for no machine any more.
func (g *gen2) locate(
	ctx context.Context, candidates []chain.Machine, fleet *chain.Fleet, local, foreign *[]*chain.Machine,
) error {
	questions := g.existence()
	calls := make([]evm.Call, 0, len(questions)*len(candidates))
	for i := range candidates {
		for _, q := range questions {
			calls = append(calls, q.of(&candidates[i].ID))
		}
	}
	answers, err := g.calls.All(ctx, calls)
	if err != nil {
		return err
	}
	for i := range candidates {
		m := &candidates[i]
		for j, q := range questions {
			if err := q.take(m, &answers[i*len(questions)+j]); err != nil {
				return fmt.Errorf("%s of machine %s: %w", q.name, m.ID.Dec(), err)
			}
		}
		home := m.Gen2.HomeChain
		switch {
		case m.Gen2.Owner != (common.Address{}):
			*local = append(*local, m)
			m.Card, m.Metadata, m.TokenID = true, !m.ID.IsZero(), m.ID // there is no /metadata/0
			if home != 0 && home != g.localChain {
				g.report(&m.ID, chain.HomeContradiction, "has a token here, and chain %d is its home", home)
			}
			continue
		case home != 0 && home != g.localChain:
			*foreign = append(*foreign, m)
			m.Card, m.Foreign = true, true
			continue
		case home == g.localChain:
			g.report(&m.ID, chain.HomeNotLinked, "is homed here and has no token")
			continue
		case m.Gen2.Subscription.Status != chain.NeverActivated && !g.linked[m.ID]:
			g.report(&m.ID, chain.HomeNotLinked, "has a subscription and no home yet")
		}
		if g.linked[m.ID] {
			fleet.Left = append(fleet.Left, m.ID)
		}
	}
	return nil
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
		serviceEndpoints.about(registry, func(m *chain.Machine, d evm.Words) (err error) {
			m.Gen2.Endpoints, err = decodeEndpoints(d)
			return err
		}),
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

// operate reads the operators. Where the view is missing or reverts, a local
// machine has its owner, and a foreign one what its home says of it.
func (g *gen2) operate(ctx context.Context, local, foreign []*chain.Machine) error {
	registry, mirror := g.contract(chain.MachineRegistry), g.contract(chain.CrossChainMirror)
	machines := append(slices.Clone(local), foreign...)
	calls := make([]evm.Call, 0, len(machines)+len(foreign))
	for _, m := range machines {
		call := gen2OperatorOf.of(registry, &m.ID)
		call.Check = evm.Insist(isAddress)
		calls = append(calls, call)
	}
	answers, err := g.calls.All(ctx, calls)
	if err != nil {
		return err
	}
	var silent []*chain.Machine
	for i, m := range machines {
		account, err := evm.Words(answers[i].Data).Address(0)
		switch {
		case answers[i].Err() == nil && err == nil:
			m.Gen2.OperatorOf = account
		case m.Foreign:
			silent = append(silent, m)
		default:
			m.Gen2.OperatorOf = m.Gen2.Owner
		}
	}
	calls = calls[:0]
	for _, m := range silent {
		calls = append(calls, getMirroredData.at(mirror, m.ID.Bytes32(), mirrorKey))
	}
	if answers, err = g.calls.All(ctx, calls); err != nil {
		return err
	}
	for i, m := range silent {
		m.Gen2.OperatorOf = mirroredOperator(&answers[i])
	}
	return nil
}

func isAddress(data []byte) error {
	_, err := evm.Words(data).Address(0)
	return err
}

// mirroredOperator is the address in the first word of a mirrored record, zero
// where there is none.
func mirroredOperator(a *evm.Answer) common.Address {
	if a.Err() != nil {
		return common.Address{}
	}
	record, err := evm.Words(a.Data).Bytes(0)
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
	if s.Controller != (common.Address{}) && s.Controller != s.Owner {
		g.report(&m.ID, chain.ControllerNotOwner, "controller %s writes its DID, and %s owns it", s.Controller, s.Owner)
	}
	if s.Fraud {
		g.report(&m.ID, chain.TerminatedForFraud, "the subscription was terminated for fraud")
	}
	g.checkFlags(m)
}

func setFirst(field *string, value string) {
	if *field == "" {
		*field = value
	}
}

// operators are the accounts that own, control or operate machines.
func (g *gen2) operators(_ context.Context, fleet *chain.Fleet) error {
	members := map[common.Address][]uint256.Int{}
	for i := range fleet.Machines {
		m := &fleet.Machines[i]
		for _, account := range []common.Address{m.Gen2.Owner, m.Gen2.Controller, m.Gen2.OperatorOf} {
			if account != (common.Address{}) {
				members[account] = append(members[account], m.ID)
			}
		}
	}
	for account, ids := range members {
		ids = sortIDs(ids)
		fleet.Operators = append(fleet.Operators, chain.Operator{Address: account, Listed: ids, Fleet: ids})
	}
	slices.SortFunc(fleet.Operators, func(a, b chain.Operator) int { return a.Address.Cmp(b.Address) })
	return nil
}

// complete holds the tokens against the balance of each owner.
func (g *gen2) complete(ctx context.Context, fleet *chain.Fleet) error {
	registry := g.contract(chain.MachineRegistry)
	found := map[common.Address]uint64{}
	for i := range fleet.Machines {
		if m := &fleet.Machines[i]; !m.Foreign {
			found[m.Gen2.Owner]++
		}
	}
	var owners []common.Address
	var calls []evm.Call
	for i := range fleet.Operators {
		owner := fleet.Operators[i].Address
		if found[owner] == 0 {
			continue
		}
		call := balanceOf.at(registry, evm.Address(owner))
		call.Check = isUint64
		owners, calls = append(owners, owner), append(calls, call)
	}
	answers, err := g.calls.All(ctx, calls)
	if err != nil {
		return err
	}
	for i, owner := range owners {
		if err := answers[i].Err(); err != nil {
			return fmt.Errorf("balanceOf(%s) of %s: %w", owner, registry, err)
		}
		balance, _ := evm.Words(answers[i].Data).Uint64(0)
		switch {
		case found[owner] < balance:
			return &Shortfall{What: "tokens of " + owner.Hex(), Of: registry, Found: found[owner], Counted: balance}
		case found[owner] > balance:
			g.report(nil, chain.TokenSurplus, "%s owns %d tokens, and its balance is %d", owner, found[owner], balance)
		}
	}
	return nil
}
