package read

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"golang.org/x/sync/errgroup"

	"mcrpress/chain"
	"mcrpress/chain/evm"
	"mcrpress/chain/rpc"
)

// Options of a Reader.
type Options struct {
	// Block is finalized, latest or a number. It is resolved once: every
	// read after that names the number.
	Block string
	// Only are the machines to read. Nil reads the whole fleet and proves that
	// it is complete.
	Only []uint256.Int
	// Shard is the share of the machines to read, nil for all. What concerns machines
	// of several shards is left to Join.
	Shard *Shard
	// Logs, unless it is nil, gives the shard's logs up to the pinned block in the
	// place of a scan.
	Logs func(take func(Logs) error) error
	// LogRange is the most blocks that one eth_getLogs asks for; 0 is no
	// bound by hand.
	LogRange uint64
	// Sweep reads every machine, whatever the store knows.
	Sweep bool
	// AllowShortfall is how many records the operator knows to be out of reach.
	AllowShortfall uint64
	Log            *slog.Logger // nil discards
	// Progress is told how far a stage has come. total is 0 where unknown.
	// Nil discards.
	Progress func(stage string, done, total int)
}

// Reader reads one deployment at one pinned block.
type Reader struct {
	rpc        *rpc.Client
	deployment chain.Deployment
	block      chain.Block
	opts       Options
	calls      *evm.Caller
	gen        generation
	log        *slog.Logger
	findings   []chain.Finding
	answered   map[string]bool   // views that answered of some machine
	mute       map[string]string // views that did not, of a shard: what they answered instead
	facts      *Facts            // of a shard
}

// generation is what differs between the generations of the contracts.
type generation interface {
	// samples has a call of each contract that is read in bulk, beside the
	// event registries.
	samples() []evm.Call
	// logs says which logs, beside those of the event registries, the
	// generation is read from.
	logs() []source
	// prepare reads what holds for the whole deployment, and holds the
	// deployment against it.
	prepare(ctx context.Context) error
	// ids lists, ascending, every id that may have records.
	ids(ctx context.Context, store Store) ([]uint256.Int, error)
	// sweep reads the ids.
	sweep(ctx context.Context, store Store, found *survey, ids []uint256.Int) (*Reading, error)
	// update reads what is new since the reading that the store holds. A stale
	// error says that it cannot be told.
	update(ctx context.Context, store Store, found *survey) (*Reading, error)
	// uncounted is how many of a registry's records its total may leave out,
	// given how many of them came without a log.
	uncounted(anchors uint64) uint64
}

// Open checks that the chain behind the client is the deployment's and pins
// the block. An error that wraps chain.ErrDeployment is the operator's to mend.
func Open(ctx context.Context, client *rpc.Client, d chain.Deployment, opts Options) (*Reader, error) {
	block, err := pin(ctx, client, &d, opts.Block)
	if err != nil {
		return nil, err
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Progress == nil {
		opts.Progress = func(string, int, int) {}
	}
	r := &Reader{
		rpc:        client,
		deployment: d,
		block:      block,
		opts:       opts,
		calls:      evm.NewCaller(client, block.Number, d.Contracts.Of(chain.Multicall3)),
		log:        opts.Log,
	}
	switch d.Generation {
	case chain.Gen1:
		r.gen = newGen1(r)
	case chain.Gen2:
		r.gen = newGen2(r)
	default:
		return nil, fmt.Errorf("%w: no generation %q", chain.ErrDeployment, d.Generation)
	}
	return r, nil
}

// Block is the pinned block.
func (r *Reader) Block() chain.Block { return r.block }

// report adds a finding. machine is nil for one that is about no machine.
func (r *Reader) report(machine *uint256.Int, kind chain.FindingKind, format string, args ...any) {
	r.findings = append(r.findings, finding(machine, kind, format, args...))
}

// contract is the deployment's contract of a role that has one.
func (r *Reader) contract(role chain.Role) common.Address { return r.deployment.Contracts.Of(role) }

// registries are the event registries, oldest first.
func (r *Reader) registries() []common.Address {
	return r.deployment.Contracts.All(chain.EventRegistry)
}

// sweep is how many ids are read at a time: what bounds memory.
const sweep = 2000

// sweeps calls read with at most sweep ids at a time.
func (r *Reader) sweeps(stage string, ids []uint256.Int, read func([]uint256.Int) error) error {
	for start := 0; start < len(ids); start += sweep {
		end := min(start+sweep, len(ids))
		if err := read(ids[start:end]); err != nil {
			return err
		}
		r.opts.Progress(stage, end, len(ids))
	}
	return nil
}

// ahead fetches what next names, at most so many at a time, until there is no
// more, and gives it to take in order. It fetches while one is taken: the node
// works while we do.
func ahead[T any](
	ctx context.Context, atOnce int, next func() (fetch func(context.Context) (T, error), more bool), take func(T) error,
) error {
	g, ctx := errgroup.WithContext(ctx)
	free := make(chan struct{}, atOnce)
	queue := make(chan chan T, atOnce)
	g.Go(func() error {
		defer close(queue)
		for {
			select {
			case free <- struct{}{}:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
			fetch, more := next()
			if !more {
				return nil
			}
			fetched := make(chan T, 1)
			g.Go(func() error {
				v, err := fetch(ctx)
				if err == nil {
					fetched <- v
				}
				<-free
				return err
			})
			select {
			case queue <- fetched:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	})
	g.Go(func() error {
		for fetched := range queue {
			select {
			case v := <-fetched:
				if err := take(v); err != nil {
					return err
				}
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		return nil
	})
	return g.Wait()
}

// atOnce is how many sweeps are fetched at a time.
const atOnce = 2
