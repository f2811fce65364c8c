package main

import (
	"mcrpress/generator"
	"mcrpress/generator/partner"
	"mcrpress/internal/console"
)

// mergeCmd publishes the tree of parts.
type mergeCmd struct {
	networkFlags
	modelFlags
	partnerMode
	shortfallFlag
	publishFlags

	Parts []string `arg:"" name:"part" help:"Directories of the parts, one a shard. Files are shared with the tree where it is on the same file system."`
}

// Run is called by kong.
func (m *mergeCmd) Run(e *env) error {
	cfg, err := m.config(e)
	if err != nil {
		return &console.Mistake{Err: err}
	}
	summary, err := generator.Merge(e.ctx, cfg, m.Parts)
	if err = advise(err); generator.IsMistake(err) {
		return &console.Mistake{Err: err}
	}
	if err != nil {
		return err
	}
	e.Done()
	_, err = summary.WriteTo(e.stdout)
	return err
}

func (m *mergeCmd) config(e *env) (cfg generator.Config, err error) {
	if cfg, err = m.publication(e); err != nil {
		return cfg, err
	}
	cfg.Read.AllowShortfall = m.AllowShortfall
	cfg.Partner = &partner.Fetcher{Mode: partner.Mode(m.PartnerData)}
	if cfg.Deployment, err = m.deployment(); err != nil {
		return cfg, err
	}
	cfg.Model, err = m.parameters()
	return cfg, err
}
