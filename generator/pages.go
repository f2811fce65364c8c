package generator

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/templates"
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
	operators := p.operatorRows()
	slices.SortStableFunc(operators, func(a, b templates.OperatorRow) int { return cmp.Compare(b.Machines, a.Machines) })
	newest := slices.Clone(p.overview.newest)
	slices.Reverse(newest)
	page := &templates.IndexPage{
		Site:          p.site,
		Totals:        p.overview.totals,
		OperatorCount: len(operators),
		First:         p.overview.first,
		Top:           p.overview.top,
		Newest:        newest,
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

// fleetPage is the view of an operator's page.
func (p *publication) fleetPage(rows *finder, o *chain.Operator) (*templates.FleetPage, error) {
	page := &templates.FleetPage{Site: p.site, Operator: o.Address.Hex(), Totals: noTotals()}
	for _, id := range o.Fleet {
		r, err := rows.find(id)
		if err == nil && r == nil {
			err = fmt.Errorf("machine %s of operator %s is not there", id.Dec(), o.Address)
		}
		if err != nil {
			return nil, err
		}
		count(&page.Totals, r)
		if len(page.Machines) < templates.MaxFleetRows {
			page.Machines = append(page.Machines, r.view())
		}
	}
	for offset := 0; offset == 0 || offset < min(templates.MaxFleetRows, len(o.Listed)); offset += endpoints.PageSize {
		page.Files = append(page.Files, templates.File{
			Name: fmt.Sprintf("Machines from %d", offset+1),
			Path: endpoints.OperatorPage(o.Address, offset),
		})
	}
	page.Files = append(page.Files, templates.File{Name: "Ids of all its machines", Path: endpoints.Operator(o.Address)})
	return page, nil
}
