package generator

import (
	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/templates"
)

// stageOperators puts the pages of each operator's list, the list as a whole
// and the operator's own page.
func (p *publication) stageOperators() error {
	for i := range p.fleet.Operators {
		o := &p.fleet.Operators[i]
		for offset := 0; offset == 0 || offset < len(o.Listed); offset += endpoints.PageSize {
			if err := p.putJSON(endpoints.OperatorPage(o.Address, offset), p.bodies.Operator(p.operatorPage(o, offset))); err != nil {
				return err
			}
		}
		list := answers.OperatorList{Address: o.Address.Hex(), Machines: answers.IDs(o.Listed)}
		if err := p.putJSON(endpoints.Operator(o.Address), list); err != nil {
			return err
		}
		if !p.cfg.Emit.Has(endpoints.Fleets) {
			continue
		}
		if err := p.putPage(endpoints.Fleet(o.Address), templates.Fleet(p.fleetPage(o))); err != nil {
			return err
		}
	}
	return nil
}

// operatorPage is one page of an operator's list. What is not registered
// takes its place on the page and is left out.
func (p *publication) operatorPage(o *chain.Operator, offset int) *answers.Page {
	page := &answers.Page{Operator: o.Address, Offset: offset, Limit: endpoints.PageSize, Total: len(o.Listed)}
	for _, id := range o.Listed[offset:min(offset+endpoints.PageSize, len(o.Listed))] {
		if i, registered := p.byID[id]; registered {
			page.Machines = append(page.Machines, p.listed(i))
		}
	}
	return page
}

func (p *publication) operatorRows() []templates.OperatorRow {
	rows := make([]templates.OperatorRow, len(p.fleet.Operators))
	for i := range rows {
		o := &p.fleet.Operators[i]
		rows[i] = templates.OperatorRow{Address: o.Address.Hex(), Machines: len(o.Fleet)}
	}
	return rows
}
