package read

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/holiman/uint256"

	"mcrpress/chain"
)

// Reading is what a run found at the pinned block. It is of use as long as its
// store is open and nothing else is read into it.
type Reading struct {
	Block     chain.Block
	Contracts []chain.Contract // as they stand at the block
	// Since is the block of the reading that this one continues: but for the
	// machines of Changed the fleet is the one of then. Nil after a sweep, which
	// read every machine.
	Since *chain.Block
	// Changed are the ids of which anything may differ from Since, ascending:
	// state, records, their provenance or findings. Without Since it says nothing.
	Changed []uint256.Int

	// Facts is what a shard leaves to Join, nil where all machines were read.
	Facts *Facts

	fleet func() (*chain.Fleet, error)
}

// Of is the reading of a fleet that is there already, or of one shard of it with
// its facts.
func Of(fleet *chain.Fleet, facts *Facts) *Reading {
	return &Reading{
		Block: fleet.Block, Contracts: fleet.Contracts, Facts: facts,
		fleet: func() (*chain.Fleet, error) { return fleet, nil },
	}
}

// Quiet reports whether the fleet is the one of Since, findings included.
func (x *Reading) Quiet() bool { return x.Since != nil && len(x.Changed) == 0 }

// Fleet gives what was read. It is the same, whether the reading continues
// another one or is a sweep, and needs no network.
func (x *Reading) Fleet() (*chain.Fleet, error) { return x.fleet() }

// stale says why what is stored does not show which machines have changed: every
// machine is read. Empty, it is nothing to speak of.
type stale string

func (s stale) Error() string { return string(s) }

// Update brings the store to the pinned block and says what is new there. An
// error that wraps chain.ErrDeployment is the operator's to mend; a *Shortfall
// says that less was found than the contracts count.
func (r *Reader) Update(ctx context.Context, store Store) (*Reading, error) {
	found, err := r.begin(ctx, store)
	if err != nil {
		return nil, err
	}
	x, err := r.gen.update(ctx, store, found)
	var why stale
	if !errors.As(err, &why) {
		return x, err
	}
	if why != "" {
		r.log.Info("reading every machine", "reason", string(why))
	}
	x, err = r.sweep(ctx, store, found)
	var short *Shortfall
	if !errors.As(err, &short) || len(r.gen.logs()) == 0 {
		return x, err
	}
	// Ids come from logs, and an endpoint may have kept some back: another one
	// is asked for all of them.
	r.log.Warn("less was found than the contracts count: asking for all logs again", "reason", err)
	if err := r.forgetLogs(ctx, store); err != nil {
		return nil, err
	}
	r.rpc.Rotate()
	if found, err = r.begin(ctx, store); err != nil {
		return nil, err
	}
	if x, err = r.sweep(ctx, store, found); errors.As(err, &short) {
		return nil, errors.Join(err, r.forgetLogs(ctx, store)) // for the next run
	}
	return x, err
}

// forgetLogs makes the next scan begin at the first block.
func (r *Reader) forgetLogs(ctx context.Context, store Store) error {
	from, err := r.startBlock(ctx)
	if err != nil {
		return err
	}
	return store.AddLogs(r.stream().name, from-1, Logs{})
}

// begin reads what holds for the whole deployment, and brings the store to the
// chain that the node has.
func (r *Reader) begin(ctx context.Context, store Store) (*survey, error) {
	r.answered, r.mute = map[string]bool{}, map[string]string{}
	if r.opts.Shard != nil {
		r.facts = &Facts{}
	}
	found, err := r.survey(ctx, store)
	if err != nil {
		return nil, err
	}
	if err := r.resume(ctx, store, found.head); err != nil {
		return nil, err
	}
	if err := r.dropReplaced(store, found.contracts); err != nil {
		return nil, err
	}
	return found, r.gen.prepare(ctx)
}

// sweep reads every id, or those of Options.Only.
func (r *Reader) sweep(ctx context.Context, store Store, found *survey) (*Reading, error) {
	if err := r.scan(ctx, store, found.totals); err != nil {
		return nil, err
	}
	ids, err := r.gen.ids(ctx, store)
	if err != nil {
		return nil, err
	}
	return r.gen.sweep(ctx, store, found, ids)
}

// whole reports whether all machines are read, so that what concerns several of
// them can be told.
func (r *Reader) whole() bool { return r.opts.Only == nil && r.opts.Shard == nil }

// said is the facts of a shard once it is read.
func (r *Reader) said() *Facts {
	if r.facts == nil {
		return nil
	}
	for _, view := range slices.Sorted(maps.Keys(r.answered)) {
		r.facts.Views = append(r.facts.Views, Answering{View: view})
	}
	for _, view := range slices.Sorted(maps.Keys(r.mute)) {
		if !r.answered[view] {
			r.facts.Views = append(r.facts.Views, Answering{view, r.mute[view]})
		}
	}
	return r.facts
}

// newest reports whether no run was pinned above the block. Only then do stored
// states hold for it.
func (r *Reader) newest(store Store) bool {
	heads := store.Heads()
	return len(heads) > 0 && heads[0] == r.block
}

// finding is one about a machine, or about none where machine is nil.
func finding(machine *uint256.Int, kind chain.FindingKind, format string, args ...any) chain.Finding {
	if machine != nil {
		machine = machine.Clone()
	}
	return chain.Finding{MachineID: machine, Kind: kind, Detail: fmt.Sprintf(format, args...)}
}
