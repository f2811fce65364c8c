package main

import (
	"errors"
	"fmt"

	"mcrpress/chain/read"
	"mcrpress/generator"
	"mcrpress/internal/console"
)

// planCmd prepares a build in shards.
type planCmd struct {
	nodeFlags

	Block  string `default:"finalized" env:"MCRPRESS_BLOCK" placeholder:"N|finalized|latest" help:"Block that all shards are built at (${default})."`
	Shards int    `required:"" env:"MCRPRESS_SHARDS" placeholder:"N" help:"How many shards there are."`
	Out    string `default:"plan" env:"MCRPRESS_PLAN" placeholder:"DIR" help:"Directory of the plan (${default})."`
}

// Run is called by kong.
func (p *planCmd) Run(e *env) error {
	cfg, err := p.config(e)
	if err != nil {
		return &console.Mistake{Err: err}
	}
	plan, err := generator.MakePlan(e.ctx, cfg, p.Shards, p.Out)
	if errors.Is(err, generator.ErrPlan) {
		return &console.Mistake{Err: fmt.Errorf("%w: choose another --out", err)}
	}
	if err = advise(err); generator.IsMistake(err) {
		return &console.Mistake{Err: err}
	}
	if err != nil {
		return err
	}
	e.Done()
	_, err = fmt.Fprintf(e.stdout, "block        %d of chain %d\nshards       %d\n", plan.Block, plan.ChainID, plan.Shards)
	return err
}

func (p *planCmd) config(e *env) (cfg generator.Config, err error) {
	cfg = generator.Config{
		Read: read.Options{Block: p.Block, LogRange: p.LogRange}, Log: e.Log, Progress: e.Progress,
	}
	if err := checkBlock(p.Block); err != nil {
		return cfg, err
	}
	if p.Shards < 1 || p.Shards > read.MaxShards {
		return cfg, fmt.Errorf("--shards is %d: use 1 to %d", p.Shards, read.MaxShards)
	}
	if cfg.Deployment, err = p.deployment(); err != nil {
		return cfg, err
	}
	cfg.Client, err = p.client(e)
	return cfg, err
}
