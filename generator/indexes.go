package generator

import (
	"strings"

	"mcrpress/chain"
	"mcrpress/scoring"
	"mcrpress/templates"
)

// MachineIndex is index/machines.json.
type MachineIndex struct {
	Machines []MachineEntry `json:"machines"` // by ascending id
}

// MachineEntry is one machine of the MachineIndex.
type MachineEntry struct {
	MachineID Integer        `json:"machine_id"`
	Wallet    *string        `json:"wallet"`   // EIP-55, null where the registry names none
	TokenID   *Integer       `json:"token_id"` // null where there is no NFT
	Operator  *string        `json:"operator"` // the attribute, as it stands
	MCR       scoring.Letter `json:"mcr"`
	MCRScore  int            `json:"mcr_score"`
	Degraded  bool           `json:"mcr_degraded"`
	Events    int            `json:"event_count"`
	// Resolves says how mcr/ and machine/ answer for the wallet: ok, or the
	// detail of their 404.
	Resolves string `json:"resolves"`
}

// OperatorIndex is index/operators.json.
type OperatorIndex struct {
	Operators []OperatorList `json:"operators"` // by ascending address
}

// OperatorList is the validated machines attribute of one operator, from
// which every page can be cut.
type OperatorList struct {
	Address  string    `json:"address"`
	Machines []Integer `json:"machines"`
}

// FindingIndex is index/findings.json.
type FindingIndex struct {
	Findings []Finding `json:"findings"` // by ascending machine id
}

// Finding is one disagreement on chain.
type Finding struct {
	MachineID Integer           `json:"machine_id"`
	Kind      chain.FindingKind `json:"kind"`
	Detail    string            `json:"detail"`
}

// stageIndexes puts what says of the whole fleet at once.
func (p *publication) stageIndexes() error {
	for path, v := range map[string]any{
		"index/machines.json":   p.machineIndex(),
		"index/operators.json":  p.operatorIndex(),
		"index/unresolved.json": p.resolver.unresolved(),
		"index/findings.json":   p.findingIndex(),
		"index/breakdown.json":  p.breakdownIndex(),
		"index/vectors.json":    scoring.Vectors(),
	} {
		if err := p.putJSON(path, v); err != nil {
			return err
		}
	}
	if err := p.out.Put("index/model.json", p.cfg.Model.Canonical()); err != nil {
		return err
	}
	if err := p.out.Put("index/rates.csv", p.rates.CSV()); err != nil {
		return err
	}
	if !p.cfg.Emit.Has(Search) {
		return nil
	}
	for file := range templates.Search(p.machineRows(), p.operatorRows()) {
		if err := p.out.Put(file.Path, file.Body); err != nil {
			return err
		}
	}
	return nil
}

func (p *publication) machineIndex() MachineIndex {
	index := MachineIndex{make([]MachineEntry, len(p.rows))}
	for i := range p.rows {
		m, r := &p.fleet.Machines[i], &p.rows[i]
		entry := MachineEntry{
			MachineID: Integer(m.ID),
			Operator:  optional(m.DID.Operator),
			MCR:       scoring.Letter(r.Letter),
			MCRScore:  r.Score,
			Degraded:  r.degraded,
			Events:    r.Events,
			Resolves:  p.resolver.detail(m),
		}
		if r.Wallet != "" {
			entry.Wallet = &r.Wallet
		}
		if !m.TokenID.IsZero() {
			entry.TokenID = (*Integer)(&m.TokenID)
		}
		if entry.Resolves == "" {
			entry.Resolves = "ok"
		}
		index.Machines[i] = entry
	}
	return index
}

func (p *publication) operatorIndex() OperatorIndex {
	index := OperatorIndex{make([]OperatorList, len(p.fleet.Operators))}
	for i := range p.fleet.Operators {
		list := OperatorList{p.fleet.Operators[i].Address.Hex(), []Integer{}}
		for _, id := range p.lists[i] {
			list.Machines = append(list.Machines, Integer(id))
		}
		index.Operators[i] = list
	}
	return index
}

func (p *publication) findingIndex() FindingIndex {
	index := FindingIndex{make([]Finding, len(p.findings))}
	for i, f := range p.findings {
		index.Findings[i] = Finding{Integer(f.MachineID), f.Kind, strings.ToValidUTF8(f.Detail, "\uFFFD")}
	}
	return index
}

func (p *publication) machineRows() []templates.MachineRow {
	rows := make([]templates.MachineRow, len(p.rows))
	for i := range p.rows {
		rows[i] = p.rows[i].MachineRow
	}
	return rows
}
