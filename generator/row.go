package generator

import (
	"iter"
	"math/big"

	"mcrpress/generator/answers"
	"mcrpress/scoring"
	"mcrpress/templates"
)

// row is what the files of the whole fleet need to know of a machine's rating.
// It is small: the rows of all machines are in memory at once.
type row struct {
	answers.Rated
	bonded, card      bool
	degraded, flagged bool
	lacksRate         bool // some amount in the window has no rate
	events            int
	revenue           *big.Int // USD cents

	stoppedBy scoring.Gate
	points    [components]int32 // thousandths, in the order of the breakdown
	lifts     [components]bool  // those that could bring the next letter alone
}

// components of a rating: revenue, trend, cadence, trust and bond.
const components = 5

func newRow(a *assessment) row {
	r, b := &a.Rating, &a.Rating.Breakdown
	return row{
		Rated:     answers.Rated{MCR: r.Letter, MCRScore: r.Score},
		bonded:    a.Bonded,
		card:      a.Card,
		degraded:  r.Degraded,
		flagged:   r.NegativeFlag,
		lacksRate: b.Unvalued.Unavailable > 0,
		events:    r.EventCount,
		revenue:   r.TotalRevenue,
		stoppedBy: b.Gate.StoppedBy,
		points:    [...]int32{int32(b.Revenue.Points), int32(b.Trend.Points), int32(b.Cadence.Points), int32(b.Trust.Points), int32(b.Bond.Points)},
		lifts:     liftsOf(&b.Next),
	}
}

func liftsOf(n *scoring.Next) (lifts [components]bool) {
	for _, lift := range n.Lifts {
		for i, name := range componentNames {
			if lift.Component == name && lift.Target != nil {
				lifts[i] = true
			}
		}
	}
	return lifts
}

// entry is the i-th machine in index/machines.json.
func (p *publication) entry(i int) answers.MachineEntry {
	r := &p.rows[i]
	return p.bodies.Entry(&answers.Machine{Machine: p.machine(i), Rating: scoring.Rating{
		Letter: r.MCR, Score: r.MCRScore, Degraded: r.degraded, EventCount: r.events,
	}})
}

// entries are the machines from one place up to another.
func (p *publication) entries(from, to int) iter.Seq[answers.MachineEntry] {
	return func(yield func(answers.MachineEntry) bool) {
		for i := from; i < to && yield(p.entry(i)); i++ {
		}
	}
}

// listed is the i-th machine on a page of its operator.
func (p *publication) listed(i int) answers.Listed {
	m, r := p.machine(i), &p.rows[i]
	return answers.Listed{DID: m.DID, ID: m.ID, Rated: r.Rated, Flagged: r.flagged}
}

// view is the i-th machine in a table.
func (p *publication) view(i int) templates.MachineRow {
	m, r := p.machine(i), &p.rows[i]
	return templates.MachineRow{
		ID:      m.ID.Dec(),
		Card:    m.Card,
		Letter:  string(r.MCR),
		Score:   r.MCRScore,
		Bonded:  m.Bonded,
		Flagged: r.flagged,
		Events:  r.events,
		Revenue: r.revenue,
		Cells:   cells(m),
	}
}

// views yields all machines in a table, by ascending id.
func (p *publication) views(yield func(templates.MachineRow) bool) {
	for i := range p.rows {
		if !yield(p.view(i)) {
			return
		}
	}
}

// viewsAt are some machines in a table.
func (p *publication) viewsAt(places []int) []templates.MachineRow {
	rows := make([]templates.MachineRow, len(places))
	for i, place := range places {
		rows[i] = p.view(place)
	}
	return rows
}
