package chain

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// sweepIDs is how many machines one sweep reads at a time.
const sweepIDs = 2000

// maxID bounds the sequence of ids. Ids beyond it are hashes, not a sequence,
// and cannot be enumerated.
const maxID = 1 << 32

var (
	nextMachineID = selector("nextMachineId()")
	machineExists = selector("machineExists(uint256)")
)

// machines reads every registered machine with its attributes. next is what
// the registry says that the next id is, nil where it says nothing.
func (r *Reader) machines(ctx context.Context, next *uint256.Int) ([]Machine, error) {
	ids, err := r.machineIDs(ctx, next)
	if err != nil {
		return nil, err
	}
	machines := make([]Machine, len(ids))
	for i, id := range ids {
		machines[i] = Machine{ID: *uint256.NewInt(id), Status: StatusUnknown}
	}
	views, err := r.answered(ctx, machines)
	if err != nil {
		return nil, err
	}
	for start := 0; start < len(machines); start += sweepIDs {
		sweep := machines[start:min(start+sweepIDs, len(machines))]
		if err := r.readViews(ctx, views, sweep); err != nil {
			return nil, err
		}
		if err := r.readDIDs(ctx, sweep); err != nil {
			return nil, err
		}
		r.progress("machines", start+len(sweep), len(machines))
	}
	return machines, nil
}

// machineIDs lists the registered ids in ascending order. Ids start at 1 and
// are given in sequence, so the registry's next id ends the search where it
// answers, and where it is indeed no machine. Otherwise the search ends with a
// whole sweep of ids that do not exist.
func (r *Reader) machineIDs(ctx context.Context, next *uint256.Int) (ids []uint64, err error) {
	last := uint64(0) // 0: not known
	if next != nil {
		if next.GtUint64(maxID) {
			return nil, fmt.Errorf("%w: nextMachineId of %s is %s: ids of this size are no sequence and cannot be enumerated",
				ErrDeployment, r.deployment.Contracts.IdentityRegistry, next.Dec())
		}
		last = next.Uint64()
	}
	for start := uint64(1); start <= maxID; {
		end := start + sweepIDs
		if start <= last {
			end = min(end, last+1)
		}
		found, err := r.existing(ctx, start, end)
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
		r.progress("machine ids", len(ids), 0)
		atLast := start <= last && end > last
		if end > last && (len(found) == 0 || atLast && found[len(found)-1] != last) {
			break
		}
		start = end
	}
	return ids, nil
}

// existing lists the registered ids from start to end, end excluded.
func (r *Reader) existing(ctx context.Context, start, end uint64) (ids []uint64, err error) {
	registry := common.Address(r.deployment.Contracts.IdentityRegistry)
	calls := make([]call, 0, end-start)
	for id := start; id < end; id++ {
		calls = append(calls, call{registry, callOf(machineExists, uintWord(id))})
	}
	answers, err := r.calls.all(ctx, calls)
	if err != nil {
		return nil, err
	}
	for i, answer := range answers {
		exists, err := words(answer.data).bool(0)
		if answer.reverted || err != nil {
			return nil, fmt.Errorf("%w: machineExists(%d) of %s gives no answer: is it an IdentityRegistry?", ErrDeployment, start+uint64(i), registry)
		}
		if exists {
			ids = append(ids, start+uint64(i))
		}
	}
	return ids, nil
}
