package main

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/verify"
	"mcrpress/internal/console"
	"mcrpress/scoring/fx"
)

// verifyCmd derives a tree again from the chain and compares.
type verifyCmd struct {
	nodeFlags
	publishedFlags

	FX      string   `name:"fx" env:"MCRPRESS_VERIFY_FX" placeholder:"SOURCES" help:"Sources of rates, as for build, in the place of the rates that the tree publishes."`
	Sample  string   `default:"all" env:"MCRPRESS_SAMPLE" placeholder:"N|all" help:"How many machines to read and compare, chosen by the hash of the block (${default})."`
	Machine []string `env:"MCRPRESS_VERIFY_MACHINE" placeholder:"ID,..." help:"Read and compare these machines alone, by their decimal ids."`
}

// Run is called by kong.
func (v *verifyCmd) Run(e *env) error {
	report, err := v.verify(e)
	if errors.Is(err, chain.ErrDeployment) {
		return &console.Mistake{Err: fmt.Errorf("%w: %s", err, misfit)}
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
	opts = verify.Options{LogRange: v.LogRange, Log: e.Log, Progress: e.Progress}
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
	if v.Machine != nil && v.Sample != "all" {
		return opts, errors.New("--sample and --machine are both given: use one")
	}
	for _, text := range v.Machine {
		var id uint256.Int
		if err := id.SetFromDecimal(text); err != nil || id.Dec() != text {
			return opts, fmt.Errorf("--machine names %q: write the decimal id of a machine", text)
		}
		opts.Machines = append(opts.Machines, id)
	}
	return opts, nil
}
