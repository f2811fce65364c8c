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

// events brings the store's records up to the pinned block and says of each
// machine how many it has.
func (r *Reader) events(ctx context.Context, store Store, found *survey, ids []uint256.Int, fleet *chain.Fleet) error {
	counts, err := r.counts(ctx, ids)
	if err != nil {
		return err
	}
	if r.opts.Only == nil {
		marks, err := store.Marks(r.block.Number)
		if err != nil {
			return err
		}
		if fleet.Shortfall, err = r.census(found.totals, counts, anchors(marks)); err != nil {
			return err
		}
	}
	if err := r.readRecords(ctx, store, found.limits, counts); err != nil {
		return err
	}
	if fleet.EventsWithoutLog, err = r.provenance(ctx, store, counts); err != nil {
		return err
	}
	if err := r.disputed(store, counts); err != nil {
		return err
	}
	for i := range fleet.Machines {
		m := &fleet.Machines[i]
		for _, registry := range r.registries() {
			m.EventCount += counts[RecordsOf{registry, m.ID}]
		}
	}
	fleet.Events = store.Events(r.registries(), counts)
	if r.opts.Only != nil {
		return nil
	}
	return r.odd(fleet)
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
// without one.
func (r *Reader) provenance(ctx context.Context, store Store, counts map[RecordsOf]uint64) (uint64, error) {
	lacking, err := r.unlogged(store, counts)
	if err != nil || len(lacking) == 0 {
		return 0, err
	}
	asked, err := r.askedLately(store, lacking)
	if err != nil || asked {
		return sum(lacking), err
	}
	if err := r.askLogs(ctx, store, lacking); err != nil {
		return 0, err
	}
	if lacking, err = r.unlogged(store, counts); err != nil {
		return 0, err
	}
	if n := sum(lacking); n > 0 {
		r.log.Warn("some events have no log: their block and transaction stay unknown", "events", n)
	}
	return sum(lacking), store.SetNote(askedNote, r.askedValue(lacking))
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
func (r *Reader) askLogs(ctx context.Context, store Store, lacking map[uint256.Int]uint64) error {
	s := *r.stream()
	s.topics = []any{[]any{eventSubmitted.topic, eventSubmittedBefore.topic}}
	if len(lacking) <= maxAsked {
		machines := slices.SortedFunc(maps.Keys(lacking), func(a, b uint256.Int) int { return a.Cmp(&b) })
		s.topics = append(s.topics, idTopics(machines))
	}
	s.addresses = r.registries()
	slices.SortFunc(s.addresses, common.Address.Cmp)
	r.log.Info("some events have no log: asking for the logs again", "machines", len(lacking))
	from, err := r.startBlock(ctx)
	if err != nil {
		return err
	}
	r.rpc.Rotate()
	scanned, _ := store.Scanned(s.name)
	err = r.windows(ctx, &s, from, sum(lacking), func(_ uint64, logs []logJSON) error {
		return store.AddLogs(s.name, scanned, Logs{Events: s.sort(logs).Events})
	})
	var refused *rpc.Error
	if errors.As(err, &refused) && (refused.IsRange() || errors.Is(err, rpc.ErrNoState)) {
		r.log.Warn("the logs of some events cannot be had", "reason", err)
		return nil
	}
	return err
}

// disputed reports the logs that no record agrees with.
func (r *Reader) disputed(store Store, counts map[RecordsOf]uint64) error {
	logs, err := store.Disputed(r.block.Number, counts)
	if err != nil {
		return err
	}
	for i := range logs {
		l := &logs[i]
		place := fmt.Sprintf("the log of event %d of %s in block %d, transaction %s", l.Index, l.Registry, l.Block, l.Tx)
		if l.Index >= counts[l.RecordsOf] {
			r.report(&l.Machine, chain.LogWithoutRecord, "%s has no record", place)
		} else {
			r.report(&l.Machine, chain.LogMismatch, "%s contradicts its record", place)
		}
	}
	return nil
}
