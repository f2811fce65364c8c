package generator

import (
	"cmp"
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

// stagePages puts the pages that are of the whole fleet.
func (p *publication) stagePages() error {
	if err := p.putPage("index.html", templates.Index(p.indexPage())); err != nil {
		return err
	}
	if err := p.putPage("404.html", templates.NotFound(&templates.NotFoundPage{Site: p.site, Root: "/"})); err != nil {
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
	return p.stageSitemap()
}

func (p *publication) indexPage() *templates.IndexPage {
	rows := p.machineRows()
	operators := p.operatorRows()
	slices.SortStableFunc(operators, func(a, b templates.OperatorRow) int { return cmp.Compare(b.Machines, a.Machines) })
	top := slices.Clone(rows)
	slices.SortStableFunc(top, func(a, b templates.MachineRow) int { return cmp.Compare(b.Score, a.Score) })
	newest := slices.Clone(rows)
	slices.Reverse(newest)
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
	if p.cfg.Emit.Has(Exports) {
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
