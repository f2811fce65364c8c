package read

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/evm"
)

// summary is what a reading says beside its sheets. The store notes it, and the
// next run goes on from there.
type summary struct {
	At         chain.Block
	Asked      common.Hash // see gen2.form
	Contracts  []chain.Contract
	LocalChain uint16
	Paused     chain.Pauses
	Counted    uint64 // records of all ids
	Total      uint64 // by the registry
	Shortfall  uint64
	Findings   []chain.Finding // about totals, logs and balances
}

// summaryNote is the name of the summary's note.
const summaryNote = "reading"

// states gives states to visit, ascending by machine.
type states func(visit func(State) error) error

// form says in a hash which questions the sheets answer, and how they are
// written.
func (g *gen2) form() common.Hash {
	text := []byte("sheet 1\n")
	for _, q := range g.asked {
		text = fmt.Appendf(text, "%s %s %x %d %v\n", q.name, q.to, q.selector, q.least, q.fallback)
	}
	return crypto.Keccak256Hash(text)
}

func (g *gen2) summary(found *survey) *summary {
	return &summary{
		At:         g.block,
		Asked:      g.form(),
		Contracts:  found.contracts,
		LocalChain: g.localChain,
		Paused:     g.paused,
		Total:      found.totals[g.contract(chain.EventRegistry)],
	}
}

// sweep reads the sheet of every id.
func (g *gen2) sweep(ctx context.Context, store Store, found *survey, ids []uint256.Int) (*Reading, error) {
	t, err := g.events(ctx, store, found, ids)
	if err != nil {
		return nil, err
	}
	seen, err := g.seen(store)
	if err != nil {
		return nil, err
	}
	sum := g.summary(found)
	sum.Shortfall, sum.Findings = t.shortfall, t.findings
	events := store.Events(g.registries(), t.counts)
	owned := map[common.Address]uint64{}
	from, keep, err := g.keeper(store)
	if err != nil {
		return nil, err
	}
	rest := ids
	next := func() (fetch func(context.Context) ([]*sheet, error), more bool) {
		n := min(sweep, len(rest))
		sheets := make([]*sheet, n)
		for i, id := range rest[:n] {
			sheets[i] = seen.sheet(id)
		}
		rest = rest[n:]
		return func(ctx context.Context) ([]*sheet, error) { return sheets, g.read(ctx, sheets) }, n > 0
	}
	done := 0
	err = ahead(ctx, atOnce, next, func(sheets []*sheet) (err error) {
		if err := g.prove(sheets); err != nil {
			return err
		}
		list := make([]State, len(sheets))
		for i, s := range sheets {
			s.count, s.unlogged = t.counts[g.recordsOf(s.id)], t.unlogged[s.id]
			sum.Counted += s.count
			if s.odd, err = g.odd(events, s); err != nil {
				return err
			}
			v, err := g.judge(s, g.block.Time)
			if err != nil {
				return err
			}
			if v.place == local {
				owned[v.machine.Gen2.Owner]++
			}
			list[i] = s.state(v.due(g.block.Time))
		}
		done += len(sheets)
		g.opts.Progress("machines", done, len(ids))
		return keep(list)
	})
	if err != nil {
		return nil, err
	}
	switch {
	case g.facts != nil:
		if g.facts.Owners, err = g.balances(ctx, owned); err != nil {
			return nil, err
		}
	case g.opts.Only == nil:
		surplus, err := g.complete(ctx, owned)
		if err != nil {
			return nil, err
		}
		sum.Findings = append(sum.Findings, surplus...)
	}
	if err := g.checkPinned(ctx); err != nil {
		return nil, err
	}
	x := g.reading(sum, store, from)
	if !g.keeps(store) {
		return x, nil
	}
	if err := store.SetStates(g.block, g.block, nil, nil); err != nil {
		return nil, fmt.Errorf("storing the state of the machines: %w", err)
	}
	return x, sum.note(store)
}

// keeps reports whether the states of a sweep serve the next run: those of the
// whole fleet at the newest block do.
func (g *gen2) keeps(store Store) bool { return g.whole() && g.newest(store) }

// keeper says where a sweep puts states, and where they come from again.
func (g *gen2) keeper(store Store) (from states, keep func([]State) error, err error) {
	if g.keeps(store) {
		return store.States, store.AddStates, store.ClearStates()
	}
	var all []State
	keep = func(list []State) error {
		all = append(all, list...)
		return nil
	}
	from = func(visit func(State) error) error {
		for _, s := range all {
			if err := visit(s); err != nil {
				return err
			}
		}
		return nil
	}
	return from, keep, nil
}

func (s *summary) note(store Store) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return store.SetNote(summaryNote, text)
}

// seen is what logs say of ids.
type seen struct {
	linked  map[uint256.Int]bool
	fraud   map[uint256.Int]bool
	anchors map[uint256.Int]uint64
}

func (g *gen2) seen(store Store) (seen, error) {
	s := seen{map[uint256.Int]bool{}, map[uint256.Int]bool{}, nil}
	marks, err := store.Marks(g.block.Number)
	if err != nil {
		return s, err
	}
	s.anchors = anchors(marks)
	for i := range marks {
		if marks[i].Kind == Fraud {
			s.fraud[marks[i].Machine] = true
		}
	}
	if g.opts.Only != nil {
		return s, nil
	}
	sightings, err := store.Sightings(g.block.Number)
	for _, sighting := range sightings {
		if sighting.Linked {
			s.linked[sighting.Machine] = true
		}
	}
	return s, err
}

func (s seen) sheet(id uint256.Int) *sheet {
	return &sheet{id: id, linked: s.linked[id], fraud: s.fraud[id], anchors: s.anchors[id]}
}

func (g *gen2) recordsOf(id uint256.Int) RecordsOf {
	return RecordsOf{g.contract(chain.EventRegistry), id}
}

// odd is what there is to remark about the records of a sheet. Of single
// machines nothing is.
func (g *gen2) odd(events chain.EventSource, s *sheet) (list []remark, err error) {
	if s.count == 0 || g.opts.Only != nil {
		return nil, nil
	}
	records, err := events.Of(s.id)
	for _, f := range odd(records) {
		list = append(list, remark{f.Kind, f.Detail})
	}
	return list, err
}

func (g *gen2) reading(sum *summary, store Store, from states) *Reading {
	return &Reading{
		Block:     g.block,
		Contracts: sum.Contracts,
		Facts:     g.said(),
		fleet:     func() (*chain.Fleet, error) { return g.fleet(sum, store, from) },
	}
}

// fleet is what follows from the sheets of all ids.
func (g *gen2) fleet(sum *summary, store Store, from states) (*chain.Fleet, error) {
	fleet := &chain.Fleet{
		Generation: chain.Gen2,
		ChainID:    g.deployment.ChainID,
		Block:      g.block,
		Contracts:  sum.Contracts,
		FlagsRead:  g.deployment.FlagsRead(),
		Shortfall:  sum.Shortfall,
	}
	counts := map[RecordsOf]uint64{}
	var oddities []chain.Finding
	err := from(func(state State) error {
		s, err := g.sheetOf(&state)
		if err != nil {
			return err
		}
		v, err := g.judge(s, g.block.Time)
		if err != nil {
			return err
		}
		if s.count > 0 {
			counts[g.recordsOf(s.id)] = s.count
		}
		fleet.EventsWithoutLog += s.unlogged
		fleet.Findings = append(fleet.Findings, v.findings...)
		if v.left {
			fleet.Left = append(fleet.Left, s.id)
		}
		if v.place != nowhere {
			fleet.Machines = append(fleet.Machines, v.machine)
			for _, r := range s.odd {
				oddities = append(oddities, finding(&s.id, r.kind, "%s", r.detail))
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("the fleet as it was read: %w", err)
	}
	if g.whole() {
		fleet.Operators = operators(pointers(fleet.Machines))
	}
	fleet.Events = store.Events(g.registries(), counts)
	fleet.Findings = slices.Concat(fleet.Findings, sum.Findings, oddities)
	chain.SortFindings(fleet.Findings)
	return fleet, nil
}

// operators are the accounts that own, control or operate machines, which come by
// ascending id.
func operators(machines iter.Seq[*chain.Machine]) (list []chain.Operator) {
	members := map[common.Address][]uint256.Int{}
	for m := range machines {
		owner, controller, operator := m.Gen2.Owner, m.Gen2.Controller, m.Gen2.OperatorOf
		members[owner] = append(members[owner], m.ID)
		if controller != owner {
			members[controller] = append(members[controller], m.ID)
		}
		if operator != owner && operator != controller {
			members[operator] = append(members[operator], m.ID)
		}
	}
	delete(members, common.Address{})
	for account, ids := range members {
		ids = slices.Clone(ids) // without the room to grow
		list = append(list, chain.Operator{Address: account, Listed: ids, Fleet: ids})
	}
	slices.SortFunc(list, func(a, b chain.Operator) int { return a.Address.Cmp(b.Address) })
	return list
}

// pointers yields the elements of a list where they are.
func pointers[T any](list []T) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range list {
			if !yield(&list[i]) {
				return
			}
		}
	}
}

// complete holds the tokens of owners against their balances.
func (g *gen2) complete(ctx context.Context, owned map[common.Address]uint64) ([]chain.Finding, error) {
	list, err := g.balances(ctx, owned)
	if err != nil {
		return nil, err
	}
	return holdBalances(g.contract(chain.MachineRegistry), list)
}

// balances asks how many tokens owners have in all.
func (g *gen2) balances(ctx context.Context, owned map[common.Address]uint64) ([]Owner, error) {
	registry := g.contract(chain.MachineRegistry)
	owners := slices.SortedFunc(maps.Keys(owned), common.Address.Cmp)
	calls := make([]evm.Call, len(owners))
	for i, owner := range owners {
		calls[i] = balanceOf.at(registry, evm.Address(owner))
		calls[i].Check = isUint64
	}
	answers, err := g.calls.All(ctx, calls)
	if err != nil {
		return nil, err
	}
	list := make([]Owner, len(owners))
	for i, owner := range owners {
		if err := answers[i].Err(); err != nil {
			return nil, fmt.Errorf("balanceOf(%s) of %s: %w", owner, registry, err)
		}
		list[i] = Owner{Address: owner, Found: owned[owner]}
		list[i].Balance, _ = evm.Words(answers[i].Data).Uint64(0)
	}
	return list, nil
}

// holdBalances holds the tokens of owners against their balances. More tokens
// than the balance are a finding.
func holdBalances(registry common.Address, owners []Owner) (findings []chain.Finding, err error) {
	for _, o := range owners {
		switch {
		case o.Found < o.Balance:
			return nil, &Shortfall{What: "tokens of " + o.Address.Hex(), Of: registry, Found: o.Found, Counted: o.Balance}
		case o.Found > o.Balance:
			findings = append(findings,
				finding(nil, chain.TokenSurplus, "%s owns %d tokens, and its balance is %d", o.Address, o.Found, o.Balance))
		}
	}
	return findings, nil
}
