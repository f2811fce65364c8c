package generator

import (
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
	"mcrpress/templates"
)

// stageOperators puts the pages of each operator's list and the operator's
// own page.
func (p *publication) stageOperators() error {
	p.members = p.memberRows()
	for i := range p.fleet.Operators {
		operator := &p.fleet.Operators[i]
		ids := operator.DID.Machines.IDs()
		for offset := 0; offset == 0 || offset < len(ids); offset += endpoints.PageSize {
			if err := p.putJSON(endpoints.Operator(operator.Address, offset), p.operatorPage(operator, offset)); err != nil {
				return err
			}
		}
		if !p.cfg.Emit.Has(Fleets) {
			continue
		}
		if err := p.putPage(endpoints.Fleet(operator.Address), templates.Fleet(p.fleetPage(operator))); err != nil {
			return err
		}
	}
	return nil
}

// operatorPage is one page of an operator's list.
func (p *publication) operatorPage(operator *chain.Operator, offset int) OperatorMachines {
	ids := operator.DID.Machines.IDs()
	page := OperatorMachines{
		OperatorDID: did(operator.Address),
		Machines:    []OperatorEntry{},
		Pagination:  OperatorPosition{offset, endpoints.PageSize, len(ids)},
	}
	if offset >= len(ids) {
		return page
	}
	for _, id := range ids[offset:min(offset+endpoints.PageSize, len(ids))] {
		if i, registered := p.resolver.index[id]; registered {
			page.Machines = append(page.Machines, p.operatorEntry(i))
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
		operator := &p.fleet.Operators[i]
		rows := members[operator.Address]
		for _, id := range operator.DID.Machines.IDs() {
			if row, registered := p.resolver.index[id]; registered {
				rows = append(rows, row)
			}
		}
		slices.Sort(rows)
		members[operator.Address] = slices.Compact(rows)
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

func (p *publication) fleetPage(operator *chain.Operator) *templates.FleetPage {
	rows := p.machinesOf(operator.Address)
	page := &templates.FleetPage{
		Site:     p.site,
		Operator: operator.Address.Hex(),
		Totals:   total(rows),
		Machines: first(rows, templates.MaxFleetRows),
	}
	for offset := 0; offset == 0 || offset < min(templates.MaxFleetRows, len(operator.DID.Machines.IDs())); offset += endpoints.PageSize {
		page.Files = append(page.Files, templates.File{
			Name: fmt.Sprintf("Machines from %d", offset+1),
			Path: endpoints.Operator(operator.Address, offset),
		})
	}
	page.Files = append(page.Files, templates.File{Name: "Ids of every operator", Path: "index/operators.json"})
	return page
}
