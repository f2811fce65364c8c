package generator

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/chain/rpc"
	"mcrpress/generator/answers"
	"mcrpress/generator/check"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/minisign"
	"mcrpress/generator/partner"
	"mcrpress/generator/state"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// Config is everything that a build depends on.
type Config struct {
	Client     *rpc.Client
	Deployment chain.Deployment
	Read       read.Options // Log and Progress are the build's own
	Plan       *Plan        // of the shard that Read names; nil scans the logs and reads at Read's block
	Store      read.Store
	Rates      []fx.Source
	RateStore  fx.Store    // nil keeps no rates between runs
	Rows       *state.Rows // nil rates every machine in every run
	Model      *scoring.Parameters
	Partner    *partner.Fetcher
	Emit       Emit

	// FailOnDegraded ends the run before the commit where a machine whose
	// amounts all had a value in the published tree would now lack a rate.
	FailOnDegraded bool

	// Check holds the tree to come against itself before the commit, and a
	// problem ends the run. Its Pointer and Against are the build's own. Nil
	// checks nothing.
	Check *check.Options
	// FullCheck makes every file again, reads every published one and checks all,
	// also where Rows and the manifest say that it is as it was.
	FullCheck bool
	// Against also holds it against the published tree.
	Against bool

	Out      string
	Replace  bool // a published tree of another deployment counts as none
	Tree     tree.Options
	SignKey  *minisign.SecretKey // nil signs nothing
	CacheTTL uint                // seconds that a rating may be cached
	BaseURL  string              // absolute address of the tree without a trailing slash; empty where unknown

	Log      *slog.Logger
	Progress func(stage string, done, total int)
}

// Errors of Build that have a way out.
var (
	// ErrOtherDeployment: the published tree is of another network or generation.
	ErrOtherDeployment = errors.New("the published tree is of another deployment")
	// ErrOtherPart: the published tree is a part and this one is not the same, or
	// the other way round.
	ErrOtherPart = errors.New("the published tree is of another shard")
	// ErrDegraded: see Config.FailOnDegraded.
	ErrDegraded = errors.New("it would be degraded for want of a rate")
)

// Build reads the fleet, rates it and publishes the tree. It has three
// phases, each complete before the next. Reading is where a run can fail for
// reasons of the network; staging writes every changed file beside the
// output; committing renames them into place. An error before the commit
// leaves the published tree as it was.
func Build(ctx context.Context, cfg Config) (*Summary, error) {
	summary, err := build(ctx, &cfg, readFleet)
	if err != nil {
		return nil, err
	}
	summary.RPC = cfg.Client.Stats()
	return summary, nil
}

// Publish is Build for a fleet that was read already. Client and Store are not
// used, and of Read neither is what says how to read.
func Publish(ctx context.Context, cfg Config, fleet *chain.Fleet) (*Summary, error) {
	return PublishShard(ctx, cfg, fleet, nil)
}

// PublishShard is Publish for the machines of the shard that Read names, with what
// reading them says of the whole fleet.
func PublishShard(ctx context.Context, cfg Config, fleet *chain.Fleet, facts *read.Facts) (*Summary, error) {
	return build(ctx, &cfg, func(context.Context, *Config) (*read.Reading, *parts, error) { return read.Of(fleet, facts), nil, nil })
}

// Merge is Build for a fleet whose shards were built apart: it publishes the tree
// that one build gives. Of Config.Read AllowShortfall alone is used, and neither
// Client, Store, Rates nor Rows are. The parts stay as they are, and those that are
// directories share files with the tree.
func Merge(ctx context.Context, cfg Config, list []Part) (*Summary, error) {
	ps := &parts{}
	defer ps.close()
	return build(ctx, &cfg, func(_ context.Context, cfg *Config) (*read.Reading, *parts, error) {
		reading, err := ps.read(cfg, list)
		return reading, ps, err
	})
}

// PartIn is the part in a directory.
func PartIn(dir string) Part { return Part{Name: dir, Files: os.DirFS(dir), Dir: dir} }

func build(ctx context.Context, cfg *Config, read func(context.Context, *Config) (*read.Reading, *parts, error)) (*Summary, error) {
	start := time.Now()
	out, err := tree.Open(cfg.Out, cfg.Tree)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	previous, err := previous(cfg, out)
	if err != nil {
		return nil, err
	}
	follow(cfg, out, previous)
	reading, parts, err := read(ctx, cfg)
	if err != nil {
		return nil, err
	}
	p, err := newPublication(cfg, out, previous, reading, parts)
	if err != nil {
		return nil, err
	}
	defer p.close()
	if err := p.gather(ctx); err != nil {
		return nil, err
	}
	if err := p.stage(ctx); err != nil {
		return nil, err
	}
	snapshot, sealed, err := p.publish(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.remember(sealed.Hash); err != nil {
		cfg.Log.Warn("the tree is published, and the next run will rate every machine again", "reason", err)
	}
	return &Summary{Snapshot: snapshot, Tree: sealed, Rated: p.rated, Partners: p.partnerReport, Wall: time.Since(start)}, nil
}

// IsMistake says whether an error of Build is one of its configuration: the
// deployment does not fit the chain, or the output is of another deployment or
// somebody else's.
func IsMistake(err error) bool {
	return errors.As(err, new(*PartError)) || errors.Is(err, ErrOtherPart) || errors.Is(err, ErrPlan) || errors.Is(err, chain.ErrDeployment) || errors.Is(err, tree.ErrForeign) || errors.Is(err, tree.ErrDangling) || errors.Is(err, ErrOtherDeployment)
}

// previous reads the snapshot that is published, nil where there is none that
// this program follows.
func previous(cfg *Config, out *tree.Writer) (*answers.Snapshot, error) {
	s, err := answers.ReadSnapshot(out.Published())
	d := &cfg.Deployment
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case s.Schema != answers.Schema:
		cfg.Log.Info("the published tree is of another schema, and counts as none", "published", s.Schema, "schema", answers.Schema)
		return nil, nil
	case s.Network == d.Name && s.Generation == d.Generation && s.ChainID == d.ChainID:
		return s, sameShard(cfg, out)
	case cfg.Replace:
		return nil, nil
	}
	return nil, fmt.Errorf("%w: %s is of %.60q, generation %.10q, chain %d, and this build is of %q, generation %s, chain %d",
		ErrOtherDeployment, cfg.Out, s.Network, s.Generation, s.ChainID, d.Name, d.Generation, d.ChainID)
}

// sameShard fails where the published tree is of another shard than the one to
// come.
func sameShard(cfg *Config, out *tree.Writer) error {
	pointer, err := fs.ReadFile(out.Published(), answers.SnapshotFile)
	if err != nil {
		return err
	}
	before, now := "all machines", "all machines"
	if shard := answers.ShardOf(pointer); shard != "" {
		before = "shard " + shard
	}
	if cfg.Read.Shard != nil {
		now = "shard " + cfg.Read.Shard.String()
	}
	if before != now {
		return fmt.Errorf("%w: %s is of %.20q, and this build is of %q", ErrOtherPart, cfg.Out, before, now)
	}
	return nil
}

// follow has the published tree taken at its manifest's word.
func follow(cfg *Config, out *tree.Writer, published *answers.Snapshot) {
	if published == nil || cfg.FullCheck {
		return
	}
	t := &published.Tree
	if err := out.Follow(t.Hash, t.Files, t.Bytes); err != nil {
		cfg.Log.Warn("the published manifest cannot be followed, so every file is read", "error", err)
	}
}

// publish seals the tree, makes the snapshot that points to it, has both
// inspected and commits.
func (p *publication) publish(ctx context.Context) (*answers.Snapshot, tree.Summary, error) {
	s := p.snapshot()
	var err error
	if p.cfg.Read.Shard == nil {
		if s.Previous, err = p.stageChanges(s.Block); err != nil {
			return nil, tree.Summary{}, err
		}
	}
	if err := p.excuseLeft(); err != nil {
		return nil, tree.Summary{}, err
	}
	sealed, err := p.out.Seal()
	if err != nil {
		return nil, sealed, err
	}
	s.Tree = answers.SnapshotTree{Hash: sealed.Hash, Files: sealed.Files, Bytes: sealed.Bytes}
	pointer, err := p.pointer(s)
	if err != nil {
		return nil, sealed, err
	}
	if p.gate != nil {
		if err := p.gate.Pass(ctx, pointer); err != nil {
			return nil, sealed, err
		}
	}
	beside, err := p.signed(s.Block.Number, pointer)
	if err != nil {
		return nil, sealed, err
	}
	beside[tree.GitAttributes] = []byte("* -text\n")
	return s, sealed, p.out.Commit(pointer, beside)
}

// gate has the tree to come held against itself and the published one, nil
// where nothing is checked.
func gate(cfg *Config, out *tree.Writer, previous *answers.Snapshot, table *endpoints.Table) *check.Gate {
	if cfg.Check == nil || cfg.Read.Shard != nil {
		return nil
	}
	opts := *cfg.Check
	opts.Trust = previous != nil && previous.Tool == tool && !cfg.FullCheck
	if cfg.Against && previous != nil {
		opts.Against = out.Published()
	}
	return check.Watch(out, table, base(cfg), opts)
}
