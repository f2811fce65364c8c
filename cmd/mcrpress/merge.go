package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

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

	Parts []string `arg:"" name:"part" help:"Directories of the parts, one a shard, or patterns such as 'parts/*'. Their files are linked where the tree is on the same file system, else copied."`
}

// Run is called by kong.
func (m *mergeCmd) Run(e *env) error {
	cfg, err := m.config(e)
	if err != nil {
		return &console.Mistake{Err: err}
	}
	parts, err := m.parts()
	if err != nil {
		return &console.Mistake{Err: err}
	}
	summary, err := generator.Merge(e.ctx, cfg, parts)
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

// parts resolves the patterns: an image has no shell to do it.
func (m *mergeCmd) parts() (parts []generator.Part, err error) {
	var dirs []string
	for _, pattern := range m.Parts {
		if !strings.ContainsAny(pattern, "*?[") {
			dirs = append(dirs, pattern)
			continue
		}
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			return nil, fmt.Errorf("no part matches %s", pattern)
		}
		hidden := func(dir string) bool { return strings.HasPrefix(filepath.Base(dir), ".") } // what a killed build left
		dirs = append(dirs, slices.DeleteFunc(found, hidden)...)
	}
	if len(dirs) == 0 {
		return nil, errors.New("no part is named")
	}
	for _, dir := range dirs {
		parts = append(parts, generator.PartIn(dir))
	}
	return parts, nil
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
