package chain

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"mcrpress/chain/rpc"
)

// EventStore keeps events between runs, with the block up to which they were
// read. Several blocks are remembered, so that a reorganised chain costs only
// the blocks that changed.
type EventStore interface {
	// Head is the last block read, and its hash.
	Head() (number uint64, hash common.Hash, ok bool)
	// Rollback forgets the newest remembered block and the events above the
	// one before it.
	Rollback() error
	// Append adds the events of the blocks from the head up to a new head, in
	// one transaction.
	Append(events []Event, number uint64, hash common.Hash) error
	// At gives the events up to a block.
	At(block uint64) EventSource
}

// syncEvents brings the store up to the pinned block. The last thing that it
// reads is whether that block is still the one that the run began with. head
// is the block of the store's head as the chain has it.
func (r *Reader) syncEvents(ctx context.Context, store EventStore, head *Block) error {
	from, err := r.resume(ctx, store, head)
	if err != nil {
		return err
	}
	if from > r.block.Number {
		return r.checkPinned(ctx)
	}
	width := stride{width: firstRange, refused: math.MaxUint32}
	for from <= r.block.Number {
		to := min(from+width.width-1, r.block.Number)
		events, hash, err := r.readRange(ctx, from, to)
		var refused *rpc.Error
		if to > from && errors.As(err, &refused) && refused.IsRange() {
			width.shrink(to - from + 1)
			continue
		}
		if err != nil {
			return err
		}
		if to == r.block.Number && hash != r.block.Hash {
			return errReorganised
		}
		if err := store.Append(events, to, hash); err != nil {
			return fmt.Errorf("storing the events of blocks %d to %d: %w", from, to, err)
		}
		from = to + 1
		width.grow()
		r.progress("blocks", int(to), int(r.block.Number))
	}
	return nil
}

// Widths of the block ranges that logs are asked for.
const (
	firstRange = 10_000
	maxRange   = 1_000_000
)

// stride is the width of the next range of blocks. It doubles as long as
// nothing is refused, and comes near to what was refused later.
type stride struct{ width, refused uint64 }

func (s *stride) shrink(refused uint64) {
	s.width, s.refused = (refused+1)/2, refused
}

func (s *stride) grow() {
	s.width = min(2*s.width, max(s.width, (s.width+s.refused)/2), maxRange)
	s.refused += s.refused/8 + 1
}

// resume gives the first block that the store lacks. Remembered blocks that
// are no longer on the chain are forgotten.
func (r *Reader) resume(ctx context.Context, store EventStore, onChain *Block) (uint64, error) {
	for {
		number, hash, ok := store.Head()
		if !ok {
			return r.startBlock(ctx)
		}
		if onChain != nil && onChain.Hash == hash {
			return number + 1, nil
		}
		r.log.Warn("the chain was reorganised: reading events again", "block", number)
		if err := store.Rollback(); err != nil {
			return 0, fmt.Errorf("rolling the event store back from block %d: %w", number, err)
		}
		onChain = nil
		var b batch
		r.askHead(&b, store, func(block *Block) { onChain = block })
		if err := b.do(ctx, r.rpc); err != nil {
			return 0, err
		}
	}
}

// askHead adds the read of the block of the store's head as the chain has it.
// Above the pinned block there may be none.
func (r *Reader) askHead(b *batch, store EventStore, take func(*Block)) {
	if number, _, ok := store.Head(); ok {
		b.block(hexutil.EncodeUint64(number), number <= r.block.Number, take)
	}
}

// checkPinned reads the pinned block again.
func (r *Reader) checkPinned(ctx context.Context) error {
	var now *Block
	var b batch
	b.block(r.calls.block, true, func(block *Block) { now = block })
	if err := b.do(ctx, r.rpc); err != nil {
		return err
	}
	if *now != r.block {
		return errReorganised
	}
	return nil
}
