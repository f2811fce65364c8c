package generator

import (
	"cmp"
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
		endpoints.BreakdownIndex:  p.overview.breakdown.mean(),
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
	var failed error
	views := func(yield func(templates.MachineRow) bool) {
		for r, err := range p.rows.all {
			if failed = err; err != nil || !yield(r.view()) {
				return
			}
		}
	}
	for file := range templates.Search(p.site.Columns, views, p.operatorRows()) {
		if err := cmp.Or(failed, p.out.Put(file.Path, file.Body)); err != nil {
			return err
		}
	}
	return failed
}

// stageLists puts the indexes that are cut into files, but for that of machines.
func (p *publication) stageLists() error {
	operators := make([]answers.OperatorEntry, len(p.fleet.Operators))
	for i := range p.fleet.Operators {
		o := &p.fleet.Operators[i]
		operators[i] = answers.OperatorEntry{Address: o.Address.Hex(), Machines: len(o.Listed), File: endpoints.Operator(o.Address)}
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

// machineIndex puts the index of machines, of which it holds one file.
type machineIndex struct {
	p    *publication
	file []byte
	n    int // machines
}

// add adds the next machine.
func (x *machineIndex) add(e *answers.MachineEntry) (err error) {
	if x.n > 0 && x.n%endpoints.IndexSize == 0 {
		next := endpoints.Index(endpoints.MachinesIndex, x.n)
		if err := x.put(&next); err != nil {
			return err
		}
	}
	x.n++
	x.file, err = answers.AppendMachine(x.file, e)
	return err
}

// end puts the last file, also where there is no machine.
func (x *machineIndex) end() error { return x.put(nil) }

func (x *machineIndex) put(next *string) error {
	first := max(x.n-1, 0) / endpoints.IndexSize * endpoints.IndexSize
	body, err := answers.EndMachines(x.file, next)
	if err != nil {
		return err
	}
	x.file = x.file[:0]
	return x.p.out.Put(endpoints.Index(endpoints.MachinesIndex, first), body)
}

// putList puts an index in files of IndexSize. An empty one has a file too.
func putList[Entry any](p *publication, index endpoints.Body, entries []Entry, file func(part []Entry, next *string) any) error {
	for offset := 0; offset == 0 || offset < len(entries); offset += endpoints.IndexSize {
		end := min(offset+endpoints.IndexSize, len(entries))
		var next *string
		if end < len(entries) {
			path := endpoints.Index(index, end)
			next = &path
		}
		if err := p.putJSON(endpoints.Index(index, offset), file(entries[offset:end], next)); err != nil {
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
