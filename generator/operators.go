package generator

import (
	"context"
	"crypto/sha256"

	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/state"
	"mcrpress/templates"
)

// stageOperators puts the pages of each operator's list, the list as a whole
// and the operator's own page.
func (p *publication) stageOperators(ctx context.Context) error {
	return parallel(ctx, len(p.fleet.Operators), func(i int) error { return p.stageOperator(&p.fleet.Operators[i]) })
}

// stageOperator keeps the files of an operator whose lists are the same and whose
// machines' rows hold, and puts the others.
func (p *publication) stageOperator(o *chain.Operator) error {
	same, rows := p.sameLists(o), finder{rows: &p.rows}
	for offset := 0; offset == 0 || offset < len(o.Listed); offset += endpoints.PageSize {
		path := endpoints.OperatorPage(o.Address, offset)
		if same && p.hold(pageOf(o, offset)) && p.kept(path) {
			continue
		}
		page, err := p.operatorPage(&rows, o, offset)
		if err != nil {
			return err
		}
		if err := p.putJSON(path, p.bodies.Operator(page)); err != nil {
			return err
		}
	}
	if path := endpoints.Operator(o.Address); !same || !p.kept(path) {
		if err := p.putJSON(path, answers.OperatorList{Address: o.Address.Hex(), Machines: answers.IDs(o.Listed)}); err != nil {
			return err
		}
	}
	if !p.cfg.Emit.Has(endpoints.Fleets) {
		return nil
	}
	path := endpoints.Fleet(o.Address)
	if same && p.hold(o.Fleet) && p.kept(path) {
		return nil
	}
	page, err := p.fleetPage(&rows, o)
	if err != nil {
		return err
	}
	return p.putPage(path, templates.Fleet(page))
}

// pageOf is the part of an operator's list that stands on one page.
func pageOf(o *chain.Operator, offset int) []uint256.Int {
	return o.Listed[offset:min(offset+endpoints.PageSize, len(o.Listed))]
}

// sameLists reports whether the lists of an operator are those of the last run.
func (p *publication) sameLists(o *chain.Operator) bool {
	return p.recalled.knows(o.Address, listsOf(o))
}

// listsOf covers the lists of an operator.
func listsOf(o *chain.Operator) [sha256.Size]byte {
	return state.Digest(struct{ Listed, Fleet []uint256.Int }{o.Listed, o.Fleet})
}

// otherLists are the operators whose lists the last run does not know.
func (p *publication) otherLists() (others []state.Operator) {
	for i := range p.fleet.Operators {
		o := &p.fleet.Operators[i]
		if lists := listsOf(o); !p.recalled.knows(o.Address, lists) {
			others = append(others, state.Operator{Address: o.Address, Lists: lists})
		}
	}
	return others
}

// hold reports whether the rows of all machines of a list hold, and what else is
// on it was no machine in the last run either.
func (p *publication) hold(list []uint256.Int) bool {
	for _, id := range list {
		if i, registered := p.place(id); registered && !p.recalled.holds[i] || !registered && p.recalled.wasMachine(id) {
			return false
		}
	}
	return true
}

// operatorPage is one page of an operator's list. What is not registered
// takes its place on the page and is left out.
func (p *publication) operatorPage(rows *finder, o *chain.Operator, offset int) (*answers.Page, error) {
	page := &answers.Page{Operator: o.Address, Offset: offset, Limit: endpoints.PageSize, Total: len(o.Listed)}
	for _, id := range pageOf(o, offset) {
		r, err := rows.find(id)
		if err != nil {
			return nil, err
		}
		if r != nil {
			page.Machines = append(page.Machines, r.listed())
		}
	}
	return page, nil
}

func (p *publication) operatorRows() []templates.OperatorRow {
	rows := make([]templates.OperatorRow, len(p.fleet.Operators))
	for i := range rows {
		o := &p.fleet.Operators[i]
		rows[i] = templates.OperatorRow{Address: o.Address.Hex(), Machines: len(o.Fleet)}
	}
	return rows
}
