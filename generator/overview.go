package generator

import (
	"math/big"
	"slices"

	"mcrpress/templates"
)

// Lengths of the front page's lists.
const (
	topMachines    = 10
	newestMachines = 10
	firstOperators = 50
)

// overview is what the files of the whole fleet say of all machines together.
type overview struct {
	totals    templates.Totals
	degraded  int
	breakdown breakdown

	first  []templates.MachineRow // by id
	top    []templates.MachineRow // by descending score, then by id
	newest []templates.MachineRow // of generation 1.0, whose ids ascend with time, the latest last
}

// add adds the next machine.
func (o *overview) add(a *assessment) {
	r := a.outline
	count(&o.totals, r)
	if r.Degraded {
		o.degraded++
	}
	o.breakdown.add(&a.Rating.Breakdown)
	if len(o.first) < templates.MaxFirstRows {
		o.first = append(o.first, r.view())
	}
	if n := len(o.top); n < topMachines || o.top[n-1].Score < r.MCRScore {
		at := slices.IndexFunc(o.top, func(m templates.MachineRow) bool { return m.Score < r.MCRScore })
		if at < 0 {
			at = n
		}
		o.top = first(slices.Insert(o.top, at, r.view()), topMachines)
	}
	if a.Gen1 != nil {
		o.newest = append(o.newest, r.view())
		o.newest = o.newest[max(0, len(o.newest)-newestMachines):]
	}
}

// noTotals are those of no machine.
func noTotals() templates.Totals { return templates.Totals{Revenue: new(big.Int)} }

// count adds a machine.
func count(t *templates.Totals, r *row) {
	t.Machines++
	t.Events += r.Events
	t.Revenue.Add(t.Revenue, r.Revenue)
	t.Ratings[slices.Index(templates.Letters[:], string(r.MCR))]++
	if r.Bonded {
		t.Bonded++
	}
	if r.Flagged {
		t.Flagged++
	}
}
