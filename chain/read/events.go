package read

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/rpc"
)

// tally is what the registries hold of some ids.
type tally struct {
	counts    map[RecordsOf]uint64
	unlogged  map[uint256.Int]uint64 // records whose log was not found, anchors not counted
	shortfall uint64
	findings  []chain.Finding // about totals, then about logs
}

// events counts the records of the ids, holds the counts against the totals, and
// brings the store's records up to them.
func (r *Reader) events(ctx context.Context, store Store, found *survey, ids []uint256.Int) (t tally, err error) {
	if t.counts, err = r.counts(ctx, ids); err != nil {
		return t, err
	}
	if r.opts.Only == nil {
		marks, err := store.Marks(r.block.Number)
		if err != nil {
			return t, err
		}
		counted, uncounted := r.counted(found.totals, t.counts), r.gen.uncounted(sum(anchors(marks)))
		if r.facts != nil {
			r.facts.Counted, r.facts.Anchors = counted, uncounted
		} else if t.shortfall, t.findings, err = census(counted, uncounted, r.opts.AllowShortfall, r.log); err != nil {
			return t, err
		}
	}
	if err := r.readRecords(ctx, store, found.limits, t.counts); err != nil {
		return t, err
	}
	if t.unlogged, err = r.provenance(ctx, store, t.counts); err != nil {
		return t, err
	}
	disputed, err := r.disputed(store, t.counts)
	t.findings = append(t.findings, disputed...)
	return t, err
}

// anchors counts the records of each machine that came without a log.
func anchors(marks []Mark) map[uint256.Int]uint64 {
	counts := map[uint256.Int]uint64{}
	for i := range marks {
		if marks[i].Kind == Anchor {
			counts[marks[i].Machine]++
		}
	}
	return counts
}

// sortedLists gives lists by machine, then registry.
func sortedLists(counts map[RecordsOf]uint64) []RecordsOf {
	return slices.SortedFunc(maps.Keys(counts), func(a, b RecordsOf) int {
		if order := a.Machine.Cmp(&b.Machine); order != 0 {
			return order
		}
		return a.Registry.Cmp(b.Registry)
	})
}

// provenance finds the logs that records lack, and counts those that stay
// without one, by machine.
func (r *Reader) provenance(
	ctx context.Context, store Store, counts map[RecordsOf]uint64,
) (map[uint256.Int]uint64, error) {
	lacking, err := r.unlogged(store, counts)
	if err != nil || len(lacking) == 0 {
		return nil, err
	}
	asked, err := r.askedLately(store, lacking)
	if err != nil || asked {
		return lacking, err
	}
	from, err := r.startBlock(ctx)
	if err != nil {
		return nil, err
	}
	if lacking, err = r.askAgain(ctx, store, counts, lacking, from); err != nil {
		return nil, err
	}
	return lacking, store.SetNote(askedNote, r.askedValue(lacking))
}

// askAgain asks for the logs that records lack, from a block on, and says which
// stay without one.
func (r *Reader) askAgain(
	ctx context.Context, store Store, counts map[RecordsOf]uint64, lacking map[uint256.Int]uint64, from uint64,
) (map[uint256.Int]uint64, error) {
	if err := r.askLogs(ctx, store, lacking, from); err != nil {
		return nil, err
	}
	lacking, err := r.unlogged(store, counts)
	if n := sum(lacking); n > 0 {
		r.log.Warn("some events have no log: their block and transaction stay unknown", "events", n)
	}
	return lacking, err
}

// unlogged says how many logs each machine lacks. An anchor has none.
func (r *Reader) unlogged(store Store, counts map[RecordsOf]uint64) (map[uint256.Int]uint64, error) {
	lists, err := store.Unlogged(counts)
	if err != nil {
		return nil, err
	}
	marks, err := store.Marks(r.block.Number)
	if err != nil {
		return nil, err
	}
	lacking := map[uint256.Int]uint64{}
	for of, n := range lists {
		lacking[of.Machine] += n
	}
	for machine, n := range anchors(marks) {
		if lacking[machine] <= n {
			delete(lacking, machine)
		} else {
			lacking[machine] -= n
		}
	}
	return lacking, nil
}

func sum[K comparable](counts map[K]uint64) (total uint64) {
	for _, n := range counts {
		total += n
	}
	return total
}

// askedNote names the note of when missing logs were last asked for again: how
// many were missing then, and the time of the pinned block.
const askedNote = "missing logs asked for"

// askAgainAfter is how long an answer to that holds, in seconds of block time.
const askAgainAfter = 86400

func (r *Reader) askedValue(lacking map[uint256.Int]uint64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, sum(lacking)), r.block.Time)
}

func (r *Reader) askedLately(store Store, lacking map[uint256.Int]uint64) (bool, error) {
	note, err := store.Note(askedNote)
	if err != nil || len(note) != 16 {
		return false, err
	}
	at := binary.BigEndian.Uint64(note[8:])
	same := bytes.Equal(note[:8], r.askedValue(lacking)[:8])
	return same && r.block.Time >= at && r.block.Time-at < askAgainAfter, nil
}

// maxAsked is how many machines one request for missing logs names. Above it
// the logs of all machines are asked for.
const maxAsked = 100

// askLogs asks another endpoint for the logs of machines that lack some.
func (r *Reader) askLogs(ctx context.Context, store Store, lacking map[uint256.Int]uint64, from uint64) error {
	s := *r.stream()
	s.topics = []any{[]any{eventSubmitted.topic, eventSubmittedBefore.topic}}
	if len(lacking) <= maxAsked {
		machines := slices.SortedFunc(maps.Keys(lacking), func(a, b uint256.Int) int { return a.Cmp(&b) })
		s.topics = append(s.topics, idTopics(machines))
	}
	s.addresses = r.registries()
	slices.SortFunc(s.addresses, common.Address.Cmp)
	r.log.Info("some events have no log: asking for the logs again", "machines", len(lacking))
	r.rpc.Rotate()
	scanned, _ := store.Scanned(s.name)
	err := r.windows(ctx, &s, from, sum(lacking), func(_ uint64, logs []logJSON) error {
		return store.AddLogs(s.name, scanned, Logs{Events: s.sort(logs).Events})
	})
	var refused *rpc.Error
	if errors.As(err, &refused) && (refused.IsRange() || errors.Is(err, rpc.ErrNoState)) {
		r.log.Warn("the logs of some events cannot be had", "reason", err)
		return nil
	}
	return err
}

// disputed lists the logs that no record agrees with.
func (r *Reader) disputed(store Store, counts map[RecordsOf]uint64) (findings []chain.Finding, err error) {
	logs, err := store.Disputed(r.block.Number, counts)
	for i := range logs {
		l := &logs[i]
		place := fmt.Sprintf("the log of event %d of %s in block %d, transaction %s", l.Index, l.Registry, l.Block, l.Tx)
		if l.Index >= counts[l.RecordsOf] {
			findings = append(findings, finding(&l.Machine, chain.LogWithoutRecord, "%s has no record", place))
		} else {
			findings = append(findings, finding(&l.Machine, chain.LogMismatch, "%s contradicts its record", place))
		}
	}
	return findings, err
}
