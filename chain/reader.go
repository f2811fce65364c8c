// Package chain reads what is true of a peaqOS deployment at one block, as plain
// Go values: machines, operators, attributes, flags and events.
//
// It decodes tolerantly and reports what disagrees. It knows nothing of scores
// or files, and it decides no rating: what a value means to a reader is the
// business of others.
package chain

import (
	"context"
	"log/slog"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain/rpc"
)

// Reader reads one deployment at one pinned block.
type Reader struct {
	rpc        *rpc.Client
	deployment Deployment
	block      Block
	calls      caller
	log        *slog.Logger
	progress   func(stage string, done, total int)
	documents  map[common.Address]*Document // of every account read so far
	garbled    map[common.Address][]string  // names of attributes that cannot be decoded
	findings   []Finding
}

// Options of a Reader.
type Options struct {
	// Block is finalized, latest or a number. It is resolved once: every
	// read after that names the number.
	Block string
	Log   *slog.Logger // nil discards
	// Progress is told how far a stage has come. total is 0 where unknown.
	// Nil discards.
	Progress func(stage string, done, total int)
}

// Open checks that the chain behind the client is the deployment's and pins
// the block. An error that wraps ErrDeployment is the operator's to mend.
func Open(ctx context.Context, client *rpc.Client, d Deployment, opts Options) (*Reader, error) {
	block, err := pin(ctx, client, &d, opts.Block)
	if err != nil {
		return nil, err
	}
	r := &Reader{
		rpc:        client,
		deployment: d,
		block:      block,
		calls: caller{
			rpc:        client,
			block:      hexutil.EncodeUint64(block.Number),
			multicall:  (*common.Address)(d.Contracts.Multicall3),
			aggregated: map[common.Address]bool{},
			size:       callsPerAggregate,
		},
		log:      opts.Log,
		progress: opts.Progress,
	}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	if r.progress == nil {
		r.progress = func(string, int, int) {}
	}
	return r, nil
}

// Block is the pinned block.
func (r *Reader) Block() Block { return r.block }

// Read reads the whole fleet at the pinned block. Events go through the
// store: only blocks that it has not seen are read. An error that wraps
// ErrDeployment is the operator's to mend.
func (r *Reader) Read(ctx context.Context, store EventStore) (*Fleet, error) {
	r.documents, r.garbled, r.findings = map[common.Address]*Document{}, map[common.Address][]string{}, nil
	fleet := &Fleet{ChainID: r.deployment.ChainID, Block: r.block, FlagsRead: r.deployment.FlagsRead()}
	found, err := r.survey(ctx, store)
	if err != nil {
		return nil, err
	}
	fleet.Contracts = found.contracts
	if fleet.Machines, err = r.machines(ctx, found.nextID); err != nil {
		return nil, err
	}
	if fleet.Operators, err = r.operators(ctx, fleet.Machines); err != nil {
		return nil, err
	}
	if err = r.syncEvents(ctx, store, found.storeHead); err != nil {
		return nil, err
	}
	fleet.Events = store.At(r.block.Number)
	fleet.Findings = append(stateFindings(fleet), r.findings...)
	SortFindings(fleet.Findings)
	return fleet, nil
}
