package generator

import (
	"cmp"
	"fmt"
	"math/big"
	"net/url"
	"slices"
	"strings"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/templates"
)

// Lengths of the front page's lists.
const (
	topMachines    = 10
	newestMachines = 10
	firstOperators = 50
)

// stagePages puts the pages that are of the whole fleet.
func (p *publication) stagePages() error {
	if err := p.putPage("index.html", templates.Index(p.indexPage())); err != nil {
		return err
	}
	if err := p.putPage("404.html", templates.NotFound(&templates.NotFoundPage{Site: p.site, Root: rootPath(p.cfg.BaseURL)})); err != nil {
		return err
	}
	methodology, err := templates.Methodology(p.site)
	if err != nil {
		return err
	}
	if err := p.putPage("methodology.html", methodology); err != nil {
		return err
	}
	about, err := templates.About(p.site)
	if err != nil {
		return err
	}
	if err := p.putPage("about.html", about); err != nil {
		return err
	}
	documents, err := templates.Documents(p.site)
	if err != nil {
		return err
	}
	for _, d := range documents {
		p.documents = append(p.documents, d.Path)
		if err := p.putPage(d.Path, d.Page); err != nil {
			return err
		}
	}
	return p.stageSitemap()
}

// rootPath is the path of a tree's address, with a slash at both ends. Without
// an address it is a host's root.
func rootPath(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return "/"
	}
	return strings.TrimSuffix(u.EscapedPath(), "/") + "/"
}

func (p *publication) indexPage() *templates.IndexPage {
	rows := p.machineRows()
	operators := p.operatorRows()
	slices.SortStableFunc(operators, func(a, b templates.OperatorRow) int { return cmp.Compare(b.Machines, a.Machines) })
	top := slices.Clone(rows)
	slices.SortStableFunc(top, func(a, b templates.MachineRow) int { return cmp.Compare(b.Score, a.Score) })
	var newest []templates.MachineRow
	if p.fleet.Generation == chain.Gen1 { // whose ids ascend with time
		newest = slices.Clone(rows)
		slices.Reverse(newest)
	}
	page := &templates.IndexPage{
		Site:          p.site,
		Totals:        total(rows),
		OperatorCount: len(operators),
		First:         first(rows, templates.MaxFirstRows),
		Top:           first(top, topMachines),
		Newest:        first(newest, newestMachines),
		Operators:     first(operators, firstOperators),
		Files: []templates.File{
			{Name: "Snapshot", Path: "index/snapshot.json"},
			{Name: "Machines", Path: "index/machines.json"},
			{Name: "Operators", Path: "index/operators.json"},
			{Name: "Findings", Path: "index/findings.json"},
			{Name: "Changes", Path: "index/changes.json"},
			{Name: "Model", Path: "index/model.json"},
			{Name: "Rates", Path: "index/rates.csv"},
		},
	}
	if p.cfg.Emit.Has(endpoints.Exports) {
		page.Files = append(page.Files,
			templates.File{Name: "Machines as CSV", Path: "export/machines.csv.gz"},
			templates.File{Name: "Machines as NDJSON", Path: "export/machines.ndjson.gz"},
			templates.File{Name: "Machines as Parquet", Path: "export/machines.parquet"},
			templates.File{Name: "Events as Parquet", Path: "export/events.parquet"})
	}
	return page
}

func first[T any](list []T, n int) []T { return list[:min(n, len(list))] }

// total adds machines up.
func total(rows []templates.MachineRow) templates.Totals {
	t := templates.Totals{Machines: len(rows), Revenue: new(big.Int)}
	for i := range rows {
		r := &rows[i]
		t.Events += r.Events
		t.Revenue.Add(t.Revenue, r.Revenue)
		t.Ratings[slices.Index(templates.Letters[:], r.Letter)]++
		if r.Bonded {
			t.Bonded++
		}
		if r.Flagged {
			t.Flagged++
		}
	}
	return t
}

// fleetPage is the view of an operator's page.
func (p *publication) fleetPage(o *chain.Operator) *templates.FleetPage {
	rows := p.machinesOf(o)
	page := &templates.FleetPage{
		Site:     p.site,
		Operator: o.Address.Hex(),
		Totals:   total(rows),
		Machines: first(rows, templates.MaxFleetRows),
	}
	for offset := 0; offset == 0 || offset < min(templates.MaxFleetRows, len(o.Listed)); offset += endpoints.PageSize {
		page.Files = append(page.Files, templates.File{
			Name: fmt.Sprintf("Machines from %d", offset+1),
			Path: endpoints.OperatorPage(o.Address, offset),
		})
	}
	page.Files = append(page.Files, templates.File{Name: "Ids of all its machines", Path: endpoints.Operator(o.Address)})
	return page
}

func (p *publication) machineRows() []templates.MachineRow {
	rows := make([]templates.MachineRow, len(p.rows))
	for i := range p.rows {
		rows[i] = p.rows[i].view
	}
	return rows
}

// machineRow is the view of a machine in a table.
func machineRow(a *assessment) templates.MachineRow {
	return templates.MachineRow{
		ID:      a.ID.Dec(),
		Card:    a.Card,
		Letter:  string(a.Rating.Letter),
		Score:   a.Rating.Score,
		Bonded:  a.Bonded,
		Flagged: a.Rating.NegativeFlag,
		Events:  a.Rating.EventCount,
		Revenue: a.Rating.TotalRevenue,
		Cells:   cells(a.Machine.Machine),
	}
}
