package generator

import (
	"fmt"
	"slices"
	"strings"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
	"mcrpress/templates"
)

const ratesFile = "index/rates.csv"

// stageIndexes puts what says of the whole fleet at once.
func (p *publication) stageIndexes() error {
	if err := p.stageLists(); err != nil {
		return err
	}
	for index, v := range map[endpoints.Body]any{
		endpoints.UnresolvedIndex: answers.UnresolvedOf(&p.fleet.Unresolved),
		endpoints.BreakdownIndex:  p.breakdownIndex(),
		endpoints.VectorsIndex:    scoring.Vectors(),
	} {
		if err := p.putJSON(endpoints.Index(index, 0), v); err != nil {
			return err
		}
	}
	if err := p.out.Put(endpoints.Index(endpoints.ModelIndex, 0), p.cfg.Model.Canonical()); err != nil {
		return err
	}
	if err := p.out.Put(ratesFile, p.rates.CSV()); err != nil {
		return err
	}
	if !p.cfg.Emit.Has(endpoints.Search) {
		return nil
	}
	for file := range templates.Search(p.site.Columns, p.views, p.operatorRows()) {
		if err := p.out.Put(file.Path, file.Body); err != nil {
			return err
		}
	}
	return nil
}

// stageLists puts the indexes that are cut into files.
func (p *publication) stageLists() error {
	operators := make([]answers.OperatorEntry, len(p.fleet.Operators))
	for i := range p.fleet.Operators {
		o := &p.fleet.Operators[i]
		operators[i] = answers.OperatorEntry{Address: o.Address.Hex(), Machines: len(o.Listed), File: endpoints.Operator(o.Address)}
	}
	if err := p.putMachines(); err != nil {
		return err
	}
	err := putList(p, endpoints.OperatorsIndex, operators, func(part []answers.OperatorEntry, next *string) any {
		return answers.OperatorIndex{Operators: part, Next: next}
	})
	if err != nil {
		return err
	}
	err = putList(p, endpoints.LeftIndex, answers.IDs(p.fleet.Left), func(part []answers.ID, next *string) any {
		return answers.LeftIndex{Machines: part, Next: next}
	})
	if err != nil {
		return err
	}
	return putList(p, endpoints.FindingsIndex, p.findings, func(part []answers.Finding, next *string) any {
		return answers.FindingIndex{Findings: part, Next: next}
	})
}

func (p *publication) putMachines() error {
	var buf []byte
	return p.putParts(endpoints.MachinesIndex, len(p.rows), func(from, to int, next *string) (_ []byte, err error) {
		buf, err = answers.AppendMachines(buf[:0], p.entries(from, to), next)
		return buf, err
	})
}

// putList puts an index of entries that are in memory.
func putList[Entry any](p *publication, index endpoints.Body, entries []Entry, file func(part []Entry, next *string) any) error {
	return p.putParts(index, len(entries), func(from, to int, next *string) ([]byte, error) {
		return answers.Encode(file(entries[from:to], next))
	})
}

// putParts puts an index of n entries in files of IndexSize. An empty one has a
// file too.
func (p *publication) putParts(index endpoints.Body, n int, file func(from, to int, next *string) ([]byte, error)) error {
	for offset := 0; offset == 0 || offset < n; offset += endpoints.IndexSize {
		end := min(offset+endpoints.IndexSize, n)
		var next *string
		if end < n {
			path := endpoints.Index(index, end)
			next = &path
		}
		body, err := file(offset, end, next)
		if err != nil {
			return fmt.Errorf("encoding %s: %w", endpoints.Index(index, offset), err)
		}
		if err := p.out.Put(endpoints.Index(index, offset), body); err != nil {
			return err
		}
	}
	return nil
}

// findings words the findings of a fleet.
func findings(fleet *chain.Fleet) []answers.Finding {
	sorted := slices.Clone(fleet.Findings)
	chain.SortFindings(sorted)
	list := make([]answers.Finding, len(sorted))
	for i, f := range sorted {
		list[i] = answers.Finding{MachineID: (*answers.ID)(f.MachineID), Kind: f.Kind, Detail: strings.ToValidUTF8(f.Detail, "\uFFFD")}
	}
	return list
}
