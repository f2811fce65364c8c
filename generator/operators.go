package generator

import (
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
	"mcrpress/templates"
)

// stageOperators puts the pages of each operator's list and the operator's
// own page.
func (p *publication) stageOperators() error {
	p.members = p.memberRows()
	for i := range p.fleet.Operators {
		operator := p.fleet.Operators[i].Address
		for offset := 0; offset == 0 || offset < len(p.lists[i]); offset += endpoints.PageSize {
			if err := p.putJSON(endpoints.Operator(operator, offset), p.operatorPage(i, offset)); err != nil {
				return err
			}
		}
		if !p.cfg.Emit.Has(Fleets) {
			continue
		}
		if err := p.putPage(endpoints.Fleet(operator), templates.Fleet(p.fleetPage(i))); err != nil {
			return err
		}
	}
	return nil
}

// operatorPage is one page of the i-th operator's list.
func (p *publication) operatorPage(i, offset int) OperatorMachines {
	ids := p.lists[i]
	page := OperatorMachines{
		OperatorDID: did(p.fleet.Operators[i].Address),
		Machines:    []OperatorEntry{},
		Pagination:  OperatorPosition{offset, endpoints.PageSize, len(ids)},
	}
	for _, id := range ids[offset:min(offset+endpoints.PageSize, len(ids))] {
		if machine, registered := p.resolver.index[id]; registered {
			page.Machines = append(page.Machines, p.operatorEntry(machine))
		}
	}
	return page
}

func (p *publication) operatorEntry(i int) OperatorEntry {
	m, r := &p.fleet.Machines[i], &p.rows[i]
	return OperatorEntry{did(m.Wallet), Integer(m.ID), r.Score, scoring.Letter(r.Letter), r.Flagged}
}

// memberRows finds each operator's fleet: the registered machines of its list
// and those that name it.
func (p *publication) memberRows() map[common.Address][]int {
	members := map[common.Address][]int{}
	for i := range p.fleet.Machines {
		if operator, ok := p.fleet.Machines[i].DID.Operator.Account(); ok {
			members[operator] = append(members[operator], i)
		}
	}
	for i := range p.fleet.Operators {
		operator := p.fleet.Operators[i].Address
		rows := members[operator]
		for _, id := range p.lists[i] {
			if row, registered := p.resolver.index[id]; registered {
				rows = append(rows, row)
			}
		}
		slices.Sort(rows)
		members[operator] = slices.Compact(rows)
	}
	return members
}

// machinesOf lists the rows of an operator's fleet by ascending id.
func (p *publication) machinesOf(operator common.Address) []templates.MachineRow {
	rows := make([]templates.MachineRow, len(p.members[operator]))
	for i, row := range p.members[operator] {
		rows[i] = p.rows[row].MachineRow
	}
	return rows
}

func (p *publication) operatorRows() []templates.OperatorRow {
	rows := make([]templates.OperatorRow, len(p.fleet.Operators))
	for i := range rows {
		operator := p.fleet.Operators[i].Address
		rows[i] = templates.OperatorRow{Address: operator.Hex(), Machines: len(p.members[operator])}
	}
	return rows
}

// fleetPage is the view of the i-th operator's page.
func (p *publication) fleetPage(i int) *templates.FleetPage {
	operator := p.fleet.Operators[i].Address
	rows := p.machinesOf(operator)
	page := &templates.FleetPage{
		Site:     p.site,
		Operator: operator.Hex(),
		Totals:   total(rows),
		Machines: first(rows, templates.MaxFleetRows),
	}
	for offset := 0; offset == 0 || offset < min(templates.MaxFleetRows, len(p.lists[i])); offset += endpoints.PageSize {
		page.Files = append(page.Files, templates.File{
			Name: fmt.Sprintf("Machines from %d", offset+1),
			Path: endpoints.Operator(operator, offset),
		})
	}
	page.Files = append(page.Files, templates.File{Name: "Ids of every operator", Path: "index/operators.json"})
	return page
}
