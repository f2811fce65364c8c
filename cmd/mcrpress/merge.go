package main

import (
	"errors"

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

	Parts []string `arg:"" name:"part" help:"The parts, one a shard: directories or buckets, or patterns such as 'parts/*' and 's3://NAME?prefix=parts/*'. Files of directories are linked where the tree is on the same file system; others are copied."`
}

// Run is called by kong.
func (m *mergeCmd) Run(e *env) error {
	cfg, err := m.config(e)
	if err != nil {
		return &console.Mistake{Err: err}
	}
	var parts sources
	defer parts.close()
	for _, name := range m.Parts {
		if err := parts.add(e.ctx, name); err != nil {
			return &console.Mistake{Err: err}
		}
	}
	if len(parts.list) == 0 {
		return &console.Mistake{Err: errors.New("no part is named")}
	}
	summary, err := generator.Merge(e.ctx, cfg, parts.list)
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
