package main

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/chain/rpc"
	"mcrpress/chain/store"
	"mcrpress/generator"
	"mcrpress/generator/check"
	"mcrpress/generator/tree"
	"mcrpress/internal/console"
)

// buildCmd reads a network and publishes its tree.
type buildCmd struct {
	nodeFlags
	modelFlags
	ratesFlags
	partnerFlags
	stateFlags
	readFlags
	publishFlags

	Block string      `default:"finalized" env:"MCRPRESS_BLOCK" placeholder:"N|finalized|latest" help:"Block that everything is read at (${default})."`
	Shard *read.Shard `env:"MCRPRESS_SHARD" placeholder:"I/N" help:"Build the part of the tree that share I of N of the machines makes, I from 0, for merge."`
	Plan  string      `env:"MCRPRESS_PLAN" placeholder:"DIR" help:"Plan of the shards: it names the block, and has the logs."`
}

// publishFlags say what a whole tree is like, what it may not be, and where it goes.
type publishFlags struct {
	treeFlags

	Against       string `default:"published" enum:"published,none" env:"MCRPRESS_BUILD_AGAINST" placeholder:"published|none" help:"Fail where the published tree is of a later block, or has machines or events that are lost (${default}). A --block number is not held against it."`
	MaxRerated    int    `default:"20" env:"MCRPRESS_MAX_RERATED" placeholder:"PERCENT" help:"Fail where more machines have another letter than in the published tree (${default})."`
	MaxLostEvents int    `default:"0" env:"MCRPRESS_MAX_LOST_EVENTS" placeholder:"N" help:"Fail where more events of the published tree are gone (${default})."`

	FullCheck bool `env:"MCRPRESS_FULL_CHECK" help:"Make every file again, read every published one and check all."`

	Degraded string `default:"publish" enum:"publish,fail" env:"MCRPRESS_DEGRADED" placeholder:"publish|fail" help:"Whether to publish when rates are missing for machines that had them before (${default})."`
	CacheTTL uint   `name:"cache-ttl" default:"3600" env:"MCR_CACHE_TTL" placeholder:"SECONDS" help:"How long hosts may cache a rating; 0 is not at all (${default})."`
	BaseURL  string `name:"base-url" env:"MCRPRESS_BASE_URL" placeholder:"URL" help:"Absolute address that the tree is served under."`
	Metrics  string `env:"MCRPRESS_METRICS" placeholder:"FILE.prom" help:"Write the figures of the build for the textfile collector of Prometheus. A run that fails leaves the file as it is."`
}

// Run is called by kong.
func (b *buildCmd) Run(e *env) error {
	cfg, err := b.config(e)
	if err != nil {
		return &console.Mistake{Err: err}
	}
	summary, err := b.build(e, cfg)
	if errors.Is(err, store.ErrDamaged) { // found while reading: once more, from the chain
		summary, err = b.build(e, cfg)
	}
	if err = advise(err); generator.IsMistake(err) {
		return &console.Mistake{Err: err}
	}
	if err != nil {
		return err
	}
	e.Done()
	if _, err := summary.WriteTo(e.stdout); err != nil {
		return err
	}
	if b.Metrics == "" {
		return nil
	}
	if err := writeMetrics(b.Metrics, summary); err != nil {
		return fmt.Errorf("the tree is published, and --metrics %s is not written: %w", b.Metrics, err)
	}
	return nil
}

// build runs the job once. A state file that is found damaged in the middle is
// moved aside.
func (b *buildCmd) build(e *env, cfg generator.Config) (*generator.Summary, error) {
	closeState, discard, err := b.openState(e, &cfg)
	if err != nil {
		return nil, err
	}
	summary, err := generator.Build(e.ctx, cfg)
	if !errors.Is(err, store.ErrDamaged) {
		return summary, errors.Join(err, closeState())
	}
	e.Log.Warn("the state file was moved aside: reading everything again", "reason", err)
	return nil, errors.Join(err, discard())
}

func (b *buildCmd) config(e *env) (cfg generator.Config, err error) {
	if cfg, err = b.publication(e); err != nil {
		return cfg, err
	}
	cfg.Read = b.reading(&b.nodeFlags, b.Block)
	cfg.Against = cfg.Against && (b.Block == "finalized" || b.Block == "latest")
	if err := checkBlock(b.Block); err != nil {
		return cfg, err
	}
	if cfg.Deployment, err = b.deployment(); err != nil {
		return cfg, err
	}
	if err := b.share(&cfg); err != nil {
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
	cfg.Partner, err = b.fetcher()
	return cfg, err
}

// share has a shard built, where one is named.
func (b *buildCmd) share(cfg *generator.Config) (err error) {
	block, pinned := strconv.ParseUint(b.Block, 10, 64)
	switch {
	case b.Shard == nil && b.Plan != "":
		return errors.New("--plan is of shards: name one with --shard")
	case b.Shard == nil:
		return nil
	case b.Plan == "" && pinned != nil:
		return errors.New("--shard needs the block that all shards are built at: name it with --block, or with --plan")
	case cfg.SignKey != nil:
		return errors.New("--sign-key signs whole trees: pass it to merge, and not beside --shard")
	}
	cfg.Read.Shard = b.Shard
	if b.Plan == "" {
		return nil
	}
	if cfg.Plan, err = generator.ReadPlan(b.Plan, &cfg.Deployment, *b.Shard); err != nil {
		return fmt.Errorf("--plan: %w", err)
	}
	if pinned == nil && block != cfg.Plan.Block {
		return fmt.Errorf("--block is %s and --plan is of block %d: leave --block out", b.Block, cfg.Plan.Block)
	}
	return nil
}

func checkBlock(block string) error {
	if _, err := strconv.ParseUint(block, 10, 64); err != nil && block != "finalized" && block != "latest" {
		return fmt.Errorf("--block is %q: use finalized, latest or a number", block)
	}
	return nil
}

// publication is what the flags say of the tree.
func (f *publishFlags) publication(e *env) (cfg generator.Config, err error) {
	cfg = generator.Config{
		FailOnDegraded: f.Degraded == "fail",
		Check:          &check.Options{MaxRerated: f.MaxRerated, MaxLostEvents: f.MaxLostEvents},
		FullCheck:      f.FullCheck,
		Against:        f.Against == "published",
		Out:            f.Out,
		Emit:           f.Emit,
		CacheTTL:       f.CacheTTL,
		Log:            e.Log,
		Progress:       e.Progress,
	}
	if f.MaxRerated < 0 || f.MaxRerated > 100 {
		return cfg, fmt.Errorf("--max-rerated is %d: use a percentage of 0 to 100", f.MaxRerated)
	}
	if f.MaxLostEvents < 0 {
		return cfg, fmt.Errorf("--max-lost-events is %d: it must not be negative", f.MaxLostEvents)
	}
	if cfg.Tree, err = f.options(); err != nil {
		return cfg, err
	}
	if cfg.SignKey, err = f.signKey(); err != nil {
		return cfg, err
	}
	cfg.BaseURL, err = baseURL(f.BaseURL)
	return cfg, err
}

// misfit is the way out where a deployment and the chain do not fit.
const misfit = "--rpc, --network, --block and the flags of the contracts have to fit one another"

// advise adds the way out to an error of a build, by the flag that it is.
func advise(err error) error {
	for _, known := range []struct {
		is     error
		advice string
	}{
		{rpc.ErrNoTag, "name a block by its number, or read the newest with --block latest"},
		{chain.ErrDeployment, misfit},
		{generator.ErrOtherPart, "choose another --out"},
		{generator.ErrPlan, "make another one with mcrpress plan, or choose another --plan"},
		{generator.ErrOtherDeployment, "name the published one with --network, or choose another --out"},
		{tree.ErrDangling, "mend the link, or choose another --out"},
		{tree.ErrDeletes, "pass --allow-deletes if that is right"},
		{tree.ErrBudget, "leave outputs out with --emit, or raise --max-files"},
		{generator.ErrDegraded, "mend the sources, or publish all the same with --degraded publish"},
		{check.ErrRerated, "pass --max-rerated with a larger share if that is right"},
		{check.ErrLostEvents, "pass --max-lost-events with the number if that is right"},
		{check.ErrAgainst, "choose another --out, or --against none to leave the published tree out of it"},
	} {
		if errors.Is(err, known.is) {
			return fmt.Errorf("%w: %s", err, known.advice)
		}
	}
	return shortfall(err)
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
