package read

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
)

// maxSweepAge is how many seconds of block time a sweep serves. What a contract
// changes without a log lags no longer.
const maxSweepAge = 86400

// The events of generation 2.0 that tell of a change and find no machine.
var (
	controllerUpdated       = newEvent(gen2Only, chain.MachineRegistry, "ControllerUpdated(uint256*,address*,address*)", 0)
	serviceEndpointsUpdated = newEvent(gen2Only, chain.MachineRegistry, "ServiceEndpointsUpdated(uint256*)", 0)

	machineOnboarded    = newEvent(gen2Only, chain.MachineStateAndSync, "MachineOnboarded(uint256*,address*)", 0)
	stateRetired        = newEvent(gen2Only, chain.MachineStateAndSync, "MachineRetired(uint256*)", 0)
	operatorPausedSet   = newEvent(gen2Only, chain.MachineStateAndSync, "OperatorPausedSet(uint256*,bool)", 0)
	generalPausedSet    = newEvent(gen2Only, chain.MachineStateAndSync, "GeneralPausedSet(uint256*,bool)", 0)
	technicalPausedSet  = newEvent(gen2Only, chain.MachineStateAndSync, "TechnicalPausedSet(uint256*,bool)", 0)
	relocationCollected = newEvent(gen2Only, chain.MachineStateAndSync, "RelocationCollected(uint256*,uint16)", 0)
	relocationFinalized = newEvent(gen2Only, chain.MachineStateAndSync, "RelocationFinalized(uint256*)", 0)
	relocationCancelled = newEvent(gen2Only, chain.MachineStateAndSync, "RelocationCancelled(uint256*)", 0)
	relocationReplayed  = newEvent(gen2Only, chain.MachineStateAndSync, "RelocationReplayed(uint256*)", 0)
	generalPausedAll    = newEvent(gen2Only, chain.MachineStateAndSync, "GeneralPausedGlobalSet(bool)", 0)
	technicalPausedAll  = newEvent(gen2Only, chain.MachineStateAndSync, "TechnicalPausedGlobalSet(bool)", 0)
	chainFlagSet        = newEvent(gen2Only, chain.MachineStateAndSync, "ChainFlagSet(uint16*,bytes32*,bool)", 0)

	renewed = newEvent(gen2Only, chain.MachineSubscription,
		"Renewed(uint256*,address*,uint8,uint256,uint64)", 0)
	tierUpgraded = newEvent(gen2Only, chain.MachineSubscription,
		"TierUpgraded(uint256*,address*,address,uint8,uint8,uint256,uint256)", 0)
	statusChanged = newEvent(gen2Only, chain.MachineSubscription,
		"SubscriptionStatusChanged(uint256*,address*,uint8,uint8,uint8,uint64,uint64)", 0)
	runoffDecayApplied = newEvent(gen2Only, chain.MachineSubscription,
		"RunoffDecayApplied(uint256*,uint256,uint256,uint256)", 0)
	terminated = newEvent(gen2Only, chain.MachineSubscription, "SubscriptionTerminated(uint256*,address*)", 0)
	reissued   = newEvent(gen2Only, chain.MachineSubscription, "SubscriptionReissued(uint256*,uint256*)", 0)

	mirroredDataSet    = newEvent(gen2Only, chain.CrossChainMirror, "MirroredDataSet(uint256*,bytes32*)", 0)
	retirementDeferred = newEvent(gen2Only, chain.CrossChainMirror, "ForeignRetirementDeferred(uint256*)", 0)

	peerSet           = newEvent(gen2Only, chain.InfoDesk, "PeerSet(bytes32*,address*)", 0)
	peerUnset         = newEvent(gen2Only, chain.InfoDesk, "PeerUnset(bytes32*,address*)", 0)
	moduleRegistered  = newEvent(gen2Only, chain.InfoDesk, "MachineDataContractRegistered(address*)", 0)
	moduleRemoved     = newEvent(gen2Only, chain.InfoDesk, "MachineDataContractRemoved(address*)", 0)
	periodLengthSet   = newEvent(gen2Only, chain.InfoDesk, "SubscriptionPeriodLengthSet(uint64)", 0)
	graceDurationSet  = newEvent(gen2Only, chain.InfoDesk, "GraceDurationSet(uint64)", 0)
	runoffDurationSet = newEvent(gen2Only, chain.InfoDesk, "RunoffDurationSet(uint64)", 0)
)

// upgraded is the event of every proxy, by role.
var upgraded = func() map[chain.Role]event {
	events := map[chain.Role]event{}
	for _, rule := range chain.Gen2.Roles() {
		if rule.Role != chain.AdminFlags && rule.Role != chain.Multicall3 {
			events[rule.Role] = newEvent(gen2Only, rule.Role, "Upgraded(address*)", 0)
		}
	}
	return events
}()

// announcements are the logs that tell of a change, beside those that find
// machines.
func (g *gen2) announcements() (list []source) {
	add := func(role chain.Role, tells telling, machines []int, events ...event) {
		for _, e := range events {
			list = append(list, source{event: e, contract: g.contract(role), machines: machines, tells: tells})
		}
	}
	one, two := []int{1}, []int{1, 2}
	add(chain.MachineRegistry, ofState, one, controllerUpdated, serviceEndpointsUpdated)
	add(chain.MachineStateAndSync, ofState, one, machineOnboarded, stateRetired, operatorPausedSet, generalPausedSet,
		technicalPausedSet, relocationCollected, relocationFinalized, relocationCancelled, relocationReplayed)
	add(chain.MachineStateAndSync, ofAllMachines, nil, generalPausedAll, technicalPausedAll, chainFlagSet)
	add(chain.MachineSubscription, ofState, one, renewed, tierUpgraded, statusChanged, runoffDecayApplied, terminated)
	add(chain.MachineSubscription, ofState, two, reissued)
	add(chain.CrossChainMirror, ofState, one, mirroredDataSet, retirementDeferred)
	add(chain.InfoDesk, ofAllMachines, nil, peerSet, peerUnset, moduleRegistered, moduleRemoved,
		periodLengthSet, graceDurationSet, runoffDurationSet)
	for role, e := range upgraded {
		if g.contract(role) != (common.Address{}) {
			add(role, ofAllMachines, nil, e)
		}
	}
	return list
}

// news is what the logs of some blocks tell.
type news struct {
	state   map[uint256.Int]bool   // machines whose state may differ
	records map[uint256.Int]bool   // machines with EventSubmitted logs
	found   map[uint256.Int]bool   // ids that have been a machine, and whether they are linked
	fraud   map[uint256.Int]bool   // terminated for fraud
	anchors map[uint256.Int]uint64 // records that came with a relocation
	all     string                 // the event that may have changed every machine
}

// news reads the logs of the blocks behind a reading.
func (g *gen2) news(ctx context.Context, store Store, since uint64) (*news, error) {
	n := &news{
		state: map[uint256.Int]bool{}, records: map[uint256.Int]bool{}, found: map[uint256.Int]bool{},
		fraud: map[uint256.Int]bool{}, anchors: map[uint256.Int]uint64{},
	}
	if flags := g.contract(chain.AdminFlags); flags != (common.Address{}) {
		// Nobody published what it logs: whatever it is, flags may have changed.
		err := g.windows(ctx, anyOf(flags), since+1, 0, func(_ uint64, logs []logJSON) error {
			if len(logs) > 0 {
				return stale("the flags may have changed")
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	known := g.stream()
	s := newStream(append(g.sources(), g.announcements()...), nil, nil)
	return n, g.windows(ctx, s, since+1, 0, func(to uint64, logs []logJSON) error {
		n.take(s, logs)
		if n.all != "" {
			return stale(n.all + " may have changed every machine")
		}
		return store.AddLogs(known.name, to, s.sort(logs))
	})
}

func (n *news) take(s *stream, logs []logJSON) {
	for i := range logs {
		at := s.sources[sourceKey{logs[i].Address, logs[i].Topics[0]}]
		if at == nil {
			continue // another contract's event of the same name
		}
		if at.tells == ofAllMachines {
			n.all = at.name
		}
		for _, topic := range at.machines {
			var id uint256.Int
			id.SetBytes32(logs[i].Topics[topic][:])
			if at.tells == ofRecords {
				n.records[id] = true
				continue
			}
			n.state[id] = true
			if at.tells == ofMachines {
				n.found[id] = n.found[id] || at.linked
			}
			switch at.mark {
			case Anchor:
				n.anchors[id]++
			case Fraud:
				n.fraud[id] = true
			}
		}
	}
}

// latest is the reading that the store holds, to go on from.
func (g *gen2) latest(store Store, found *survey) (last *summary, swept chain.Block, err error) {
	at, swept, ok := store.StatesAt()
	note, err := store.Note(summaryNote)
	if err != nil {
		return nil, swept, err
	}
	scanned, _ := store.Scanned(g.stream().name)
	if !ok || len(note) == 0 || g.opts.Sweep || !g.keeps(store) {
		return nil, swept, stale("")
	}
	last = new(summary)
	if err := json.Unmarshal(note, last); err != nil {
		return nil, swept, stale("the last reading was noted in another way")
	}
	switch now := g.summary(found); {
	case last.At != at || scanned < at.Number:
		return nil, swept, stale("the last reading was not finished")
	case last.Asked != now.Asked:
		return nil, swept, stale("other questions are asked now")
	case !reflect.DeepEqual(last.Contracts, now.Contracts):
		return nil, swept, stale("a contract has another implementation")
	case last.LocalChain != now.LocalChain || last.Paused != now.Paused:
		return nil, swept, stale("a switch of all machines was turned")
	case last.Shortfall > g.opts.AllowShortfall:
		return nil, swept, stale("the last reading was short")
	case slices.ContainsFunc(last.Findings, func(f chain.Finding) bool { return f.MachineID == nil }):
		return nil, swept, stale("the last reading did not add up")
	case g.block.Time-swept.Time > maxSweepAge:
		return nil, swept, stale("the last sweep is more than a day old")
	}
	return last, swept, nil
}

// update reads what logs name, and what time may have changed.
func (g *gen2) update(ctx context.Context, store Store, found *survey) (*Reading, error) {
	if g.opts.Shard != nil { // whose balances and counts Join needs afresh
		return nil, stale("")
	}
	last, swept, err := g.latest(store, found)
	if err != nil {
		return nil, err
	}
	d := &delta{gen2: g, store: store, last: last, swept: swept, summary: g.summary(found)}
	d.Shortfall, d.Findings = last.Shortfall, last.Findings
	if d.news, err = g.news(ctx, store, last.At.Number); err != nil {
		return nil, err
	}
	if err := d.gather(); err != nil {
		return nil, err
	}
	if err := d.readStates(ctx); err != nil {
		return nil, err
	}
	if err := d.readRecords(ctx, found); err != nil {
		return nil, err
	}
	return d.conclude(ctx)
}

// delta is what becomes of some sheets between the last reading and this one.
type delta struct {
	*gen2
	*summary
	store Store
	last  *summary
	swept chain.Block
	news  *news
	due   map[uint256.Int]bool

	ids    []uint256.Int          // of the sheets that may differ, ascending
	stored map[uint256.Int]State  // as they were, none of a new id
	before map[uint256.Int]*sheet // of stored
	after  map[uint256.Int]*sheet
}

// gather fetches the sheets that may differ. An id that announcements alone name
// has never been a machine.
func (d *delta) gather() error {
	due, err := d.store.DueBy(d.block.Time)
	if err != nil {
		return err
	}
	d.due = map[uint256.Int]bool{}
	for _, id := range due {
		d.due[id] = true
	}
	ids := sortIDs(slices.Concat(due, slices.Collect(maps.Keys(d.news.state)), slices.Collect(maps.Keys(d.news.records))))
	states, err := d.store.StatesOf(ids)
	if err != nil {
		return err
	}
	d.stored, d.before, d.after = map[uint256.Int]State{}, map[uint256.Int]*sheet{}, map[uint256.Int]*sheet{}
	for i := range states {
		if states[i].Data == nil {
			continue
		}
		s, err := d.sheetOf(&states[i])
		if err != nil {
			return err
		}
		d.stored[s.id], d.before[s.id] = states[i], s
	}
	for _, id := range ids {
		linked, found := d.news.found[id]
		before := d.before[id]
		if before == nil && d.due[id] {
			return stale("what was read of a machine is missing")
		}
		if before == nil && !found {
			continue
		}
		s := &sheet{id: id}
		if before != nil {
			*s = *before
			s.answers = slices.Clone(before.answers)
		}
		s.linked, s.fraud = s.linked || linked, s.fraud || d.news.fraud[id]
		s.anchors += d.news.anchors[id]
		d.ids, d.after[id] = append(d.ids, id), s
	}
	return nil
}

// readStates reads the state of the machines that logs name, and the status of
// those that are due.
func (d *delta) readStates(ctx context.Context) error {
	var whole, status []*sheet
	for _, id := range d.ids {
		if d.news.state[id] {
			whole = append(whole, d.after[id])
		} else if d.due[id] {
			status = append(status, d.after[id])
		}
	}
	if err := d.read(ctx, whole); err != nil {
		return err
	}
	if err := d.prove(whole); err != nil {
		return stale(err.Error())
	}
	return d.fill(ctx, status, func(_ *sheet, q *asked) bool { return q.name == subscriptionStatus.name })
}

// readRecords reads the records that are new, and holds their number against the
// registry's total: what it grew by must be what was found.
func (d *delta) readRecords(ctx context.Context, found *survey) error {
	var ids []uint256.Int
	for _, id := range d.ids {
		if d.news.state[id] || d.news.records[id] {
			ids = append(ids, id)
		}
	}
	counts, err := d.counts(ctx, ids)
	if err != nil {
		return err
	}
	d.Counted = d.last.Counted
	touched := map[RecordsOf]uint64{}
	for _, id := range ids {
		s, of := d.after[id], d.recordsOf(id)
		if counts[of] < s.count {
			return stale("a machine has fewer records than before")
		}
		if counts[of] > s.count || d.news.records[id] {
			touched[of] = counts[of]
		}
		d.Counted += counts[of] - s.count
		s.count = counts[of]
	}
	before, now := int64(d.last.Counted-d.last.Total), int64(d.Counted-d.Total)
	if now < before || now > before+int64(sum(d.news.anchors)) {
		return stale("the records that were found are not as many as the registry's total grew by")
	}
	d.Shortfall = d.Total - min(d.Total, d.Counted)
	if len(d.news.records)+len(touched) == 0 {
		return nil
	}
	if err := d.gen2.readRecords(ctx, d.store, found.limits, touched); err != nil {
		return err
	}
	lacking, err := d.unlogged(d.store, touched)
	if err == nil && len(lacking) > 0 {
		lacking, err = d.askAgain(ctx, d.store, touched, lacking, d.last.At.Number+1)
	}
	if err != nil {
		return err
	}
	events := d.store.Events(d.registries(), touched)
	for of := range touched {
		s := d.after[of.Machine]
		s.unlogged = lacking[of.Machine]
		if s.odd, err = d.odd(events, s); err != nil {
			return err
		}
	}
	// What is stored is now what there is.
	if counts, err = d.store.Counts(); err != nil {
		return err
	}
	d.Findings, err = d.disputed(d.store, counts)
	return err
}

// all visits the sheets of all ids as they are now.
func (d *delta) all(visit func(*sheet) error) error {
	for _, id := range d.ids {
		if err := visit(d.after[id]); err != nil {
			return err
		}
	}
	return d.store.States(func(state State) error {
		if d.after[state.Machine] != nil {
			return nil
		}
		s, err := d.sheetOf(&state)
		if err != nil {
			return err
		}
		return visit(s)
	})
}

// conclude tells the sheets that differ, proves that no token is missing, and
// stores what the next run goes on from.
func (d *delta) conclude(ctx context.Context) (*Reading, error) {
	var states []State
	changed := slices.Collect(maps.Keys(d.news.records))
	owners := map[common.Address]uint64{} // tokens of those that gained or lost one
	for _, id := range d.ids {
		now, err := d.judge(d.after[id], d.block.Time)
		if err != nil {
			return nil, err
		}
		var then verdict
		if before := d.before[id]; before != nil {
			if then, err = d.judge(before, d.last.At.Time); err != nil {
				return nil, err
			}
		}
		if owner, former := now.owner(), then.owner(); owner != former {
			owners[owner], owners[former] = 0, 0
		}
		stored, state := d.stored[id], d.after[id].state(now.due(d.block.Time))
		same := bytes.Equal(stored.Data, state.Data)
		if !same || !reflect.DeepEqual(then, now) {
			changed = append(changed, id)
		}
		if !same || stored.Due != state.Due {
			states = append(states, state)
		}
	}
	if err := d.countTokens(ctx, owners); err != nil {
		return nil, err
	}
	if err := d.checkPinned(ctx); err != nil {
		return nil, err
	}
	if err := d.store.SetStates(d.block, d.swept, states, nil); err != nil {
		return nil, fmt.Errorf("storing the state of the machines: %w", err)
	}
	x := d.reading(d.summary, d.store, d.store.States)
	x.Since, x.Changed = &d.last.At, sortIDs(changed)
	return x, d.note(d.store)
}

// owner is who has the machine's token, zero where it is not here.
func (v *verdict) owner() common.Address {
	if v.place != local {
		return common.Address{}
	}
	return v.machine.Gen2.Owner
}

// countTokens holds the tokens of some owners against their balances.
func (d *delta) countTokens(ctx context.Context, owners map[common.Address]uint64) error {
	delete(owners, common.Address{})
	if len(owners) == 0 {
		return nil
	}
	err := d.all(func(s *sheet) error {
		v, err := d.locate(s)
		if n, asked := owners[v.owner()]; asked {
			owners[v.owner()] = n + 1
		}
		return err
	})
	if err != nil {
		return err
	}
	surplus, err := d.complete(ctx, owners)
	var short *Shortfall
	switch {
	case errors.As(err, &short):
		return stale(err.Error())
	case err == nil && len(surplus) > 0:
		return stale(surplus[0].Detail)
	}
	return err
}
