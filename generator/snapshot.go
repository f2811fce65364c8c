package generator

import (
	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/scoring"
	"mcrpress/templates"
)

// snapshot says what was read and how. The tree and the previous snapshot are
// still open.
func (p *publication) snapshot() *answers.Snapshot {
	block := p.fleet.Block
	return &answers.Snapshot{
		Schema:           answers.Schema,
		Tool:             tool,
		Network:          p.cfg.Deployment.Name,
		Generation:       p.fleet.Generation,
		ChainID:          p.fleet.ChainID,
		BaseURL:          base(p.cfg),
		Block:            answers.SnapshotBlock{Number: block.Number, Hash: block.Hash, Time: block.Time},
		Contracts:        answers.ContractsOf(p.fleet),
		FlagsRead:        p.fleet.FlagsRead,
		AllowedShortfall: p.cfg.Read.AllowShortfall,
		Model:            answers.SnapshotModel{Name: p.cfg.Model.Model(), ParametersHash: p.cfg.Model.Hash()},
		FX:               p.ratesReport.Sources,
		PartnerData:      string(p.cfg.Partner.Mode),
		Outputs:          p.cfg.Emit.list(),
		Counts:           p.counts(),
	}
}

// tool is what a snapshot says that it was made by.
const tool = "mcrpress " + Version

// base is the address of the tree, nil where it is not known.
func base(cfg *Config) *string {
	if cfg.BaseURL == "" {
		return nil
	}
	return &cfg.BaseURL
}

func (p *publication) counts() answers.Counts {
	if p.quiet {
		return p.previous.Counts
	}
	u := answers.UnresolvedOf(&p.fleet.Unresolved)
	c := answers.Counts{
		Machines:         p.overview.totals.Machines,
		Bonded:           p.overview.totals.Bonded,
		Degraded:         p.overview.degraded,
		Events:           p.overview.totals.Events,
		Operators:        len(p.fleet.Operators),
		Left:             len(p.fleet.Left),
		EventsWithoutLog: p.fleet.EventsWithoutLog,
		MissingEvents:    p.fleet.Shortfall,
		Unresolved:       u.Count(),
		Ratings:          answers.Ratings{},
		Findings:         map[chain.FindingKind]int{},
	}
	for i, n := range p.overview.totals.Ratings {
		if n > 0 {
			c.Ratings[scoring.Letter(templates.Letters[i])] = n
		}
	}
	for _, f := range p.findings {
		c.Findings[f.Kind]++
	}
	return c
}
