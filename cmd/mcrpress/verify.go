package main

import (
	"errors"
	"fmt"
	"strconv"

	"mcrpress/chain"
	"mcrpress/generator/verify"
	"mcrpress/internal/console"
	"mcrpress/scoring/fx"
)

// verifyCmd derives a tree again from the chain and compares.
type verifyCmd struct {
	nodeFlags
	publishedFlags

	FX     string `name:"fx" env:"MCRPRESS_VERIFY_FX" placeholder:"SOURCES" help:"Sources of rates, as for build, in the place of the rates that the tree publishes."`
	Sample string `default:"all" env:"MCRPRESS_SAMPLE" placeholder:"N|all" help:"How many machines to compare, chosen by the hash of the block (${default})."`
}

// Run is called by kong.
func (v *verifyCmd) Run(e *env) error {
	report, err := v.verify(e)
	if errors.Is(err, chain.ErrDeployment) {
		return &console.Mistake{Err: err}
	}
	if err != nil {
		return err
	}
	e.Done()
	if _, err := report.WriteTo(e.stdout); err != nil {
		return err
	}
	if !report.Clean() {
		return fmt.Errorf("%d files are not what the chain gives", len(report.Differences))
	}
	return nil
}

func (v *verifyCmd) verify(e *env) (*verify.Report, error) {
	opts, err := v.options(e)
	if err != nil {
		return nil, &console.Mistake{Err: err}
	}
	published, readers, err := v.open(e)
	if err != nil {
		return nil, &console.Mistake{Err: err}
	}
	opts.Readers = readers
	return verify.Tree(e.ctx, published, opts)
}

func (v *verifyCmd) options(e *env) (opts verify.Options, err error) {
	opts = verify.Options{Log: e.Log, Progress: e.Progress}
	if opts.Deployment, err = v.deployment(); err != nil {
		return opts, err
	}
	if opts.Client, err = v.client(e); err != nil {
		return opts, err
	}
	if v.FX != "" {
		sources, err := fx.ParseSources(v.FX, fx.Options{})
		if err != nil {
			return opts, fmt.Errorf("--fx: %w", err)
		}
		opts.Rates = append([]fx.Source{}, sources...) // usd names no source
	}
	if v.Sample != "all" {
		if opts.Sample, err = strconv.Atoi(v.Sample); err != nil || opts.Sample < 1 {
			return opts, fmt.Errorf("--sample is %q: use a number from 1, or all", v.Sample)
		}
	}
	return opts, nil
}
