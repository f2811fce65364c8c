package main

import (
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"strings"

	"mcrpress/generator"
	"mcrpress/generator/check"
	"mcrpress/internal/console"
)

// buildCmd reads a network and publishes its tree.
type buildCmd struct {
	nodeFlags
	modelFlags
	ratesFlags
	partnerFlags
	stateFlags
	treeFlags

	Block      string `default:"finalized" env:"MCRPRESS_BLOCK" placeholder:"N|finalized|latest" help:"Block that everything is read at (${default})."`
	Against    string `default:"published" enum:"published,none" env:"MCRPRESS_BUILD_AGAINST" placeholder:"published|none" help:"Fail where the published tree is of another chain or a later block, or has machines or events that are lost (${default}). A --block number is not held against it."`
	MaxRerated int    `default:"100" env:"MCRPRESS_MAX_RERATED" placeholder:"PERCENT" help:"Fail where more machines have another letter than in the published tree (${default})."`

	Degraded string `default:"publish" enum:"publish,fail" env:"MCRPRESS_DEGRADED" placeholder:"publish|fail" help:"Whether to publish when rates are missing for machines that had them before (${default})."`
	CacheTTL uint   `name:"cache-ttl" default:"3600" env:"MCR_CACHE_TTL" placeholder:"SECONDS" help:"How long hosts may cache a rating; 0 is not at all (${default})."`
	BaseURL  string `name:"base-url" env:"MCRPRESS_BASE_URL" placeholder:"URL" help:"Absolute address that the tree is served under."`
}

// Run is called by kong.
func (b *buildCmd) Run(e *env) error {
	cfg, err := b.config(e)
	if err != nil {
		return &console.Mistake{Err: err}
	}
	closeState, err := b.openState(&cfg)
	if err != nil {
		return err
	}
	defer closeState()
	summary, err := generator.Build(e.ctx, cfg)
	if generator.IsMistake(err) {
		return &console.Mistake{Err: err}
	}
	if err != nil {
		return err
	}
	e.Done()
	_, err = summary.WriteTo(e.stdout)
	return err
}

func (b *buildCmd) config(e *env) (cfg generator.Config, err error) {
	cfg = generator.Config{
		Block:          b.Block,
		FailOnDegraded: b.Degraded == "fail",
		Inspect:        b.inspect,
		Out:            b.Out,
		Emit:           b.Emit,
		CacheTTL:       b.CacheTTL,
		Log:            e.Log,
		Progress:       e.Progress,
	}
	if b.MaxRerated < 0 || b.MaxRerated > 100 {
		return cfg, fmt.Errorf("--max-rerated is %d: use a percentage of 0 to 100", b.MaxRerated)
	}
	if cfg.Deployment, err = b.deployment(); err != nil {
		return cfg, err
	}
	if cfg.Client, err = b.client(e); err != nil {
		return cfg, err
	}
	if cfg.Model, err = b.parameters(); err != nil {
		return cfg, err
	}
	if cfg.Rates, err = b.sources(b.Network, e); err != nil {
		return cfg, err
	}
	if cfg.Partner, err = b.fetcher(); err != nil {
		return cfg, err
	}
	if cfg.Tree, err = b.options(); err != nil {
		return cfg, err
	}
	if cfg.SignKey, err = b.signKey(); err != nil {
		return cfg, err
	}
	cfg.BaseURL, err = baseURL(b.BaseURL)
	return cfg, err
}

// inspect checks the tree to come, by itself and against the published one.
func (b *buildCmd) inspect(ctx context.Context, published, next fs.FS, pointer []byte) error {
	opts := check.Options{Pointer: pointer, MaxRerated: b.MaxRerated}
	if b.Against == "published" && (b.Block == "finalized" || b.Block == "latest") {
		opts.Against = published
	}
	err := check.Gate(ctx, next, opts)
	if err != nil && opts.Against != nil {
		err = fmt.Errorf("%w; choose another --out, or --against none to leave the published tree out of it", err)
	}
	return err
}

// baseURL checks an absolute address and takes its trailing slash.
func baseURL(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("--base-url %q is no address: write https://HOST or https://HOST/PATH", text)
	}
	return strings.TrimSuffix(text, "/"), nil
}
