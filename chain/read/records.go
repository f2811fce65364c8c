package read

import (
	"bytes"
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/evm"
)

// The views of an EventRegistry, the same in every build but for the tuple.
var (
	getEventCount = newView(anyGen, chain.EventRegistry, "getEventCount(uint256)", "(uint256)")
	getEvents     = newView(anyGen, chain.EventRegistry, "getEvents(uint256,uint256,uint256)",
		"((uint256,uint8,uint256,uint256,bytes32,uint8,uint256,bytes32,bytes,string)[])")
	_ = newView(gen1Only, chain.EventRegistry, "getEvents(uint256,uint256,uint256)",
		"((uint256,uint8,uint256,uint256,bytes32,uint8,uint256,bytes32,bytes)[])") // before it knew currencies
	totalEventCount = newView(anyGen, chain.EventRegistry, "totalEventCount()", "(uint256)")
	maxQueryLimit   = newView(anyGen, chain.EventRegistry, "MAX_QUERY_LIMIT()", "(uint256)")
)

// maxPage bounds a page, whatever the registry would give.
const maxPage = 500

// sweepRecords is how many records are read at a time: what bounds memory.
const sweepRecords = 10_000

// page is a run of records of one machine in one registry.
type page struct {
	of       RecordsOf
	from, to uint64 // records from, up to to
	step     uint64 // at most so many in one call
	records  []chain.Event
}

func (p *page) open() bool { return uint64(len(p.records)) < p.to-p.from }

// next is the call for the records that the page lacks, and how many it asks
// for.
func (p *page) next() (call evm.Call, limit uint64) {
	offset := p.from + uint64(len(p.records))
	limit = min(p.step, p.to-offset)
	call = getEvents.at(p.of.Registry, p.of.Machine.Bytes32(), evm.Uint(offset), evm.Uint(limit))
	call.Weight = 1 + int(limit)
	call.Check = func(data []byte) error {
		_, err := decodeRecords(data, p.of, offset, limit)
		return err
	}
	return call, limit
}

// counts reads how many records each id has in each registry; ids that have
// none are left out.
func (r *Reader) counts(ctx context.Context, ids []uint256.Int) (map[RecordsOf]uint64, error) {
	counts := map[RecordsOf]uint64{}
	registries := r.registries()
	return counts, r.sweeps("event counts", ids, func(ids []uint256.Int) error {
		var calls []evm.Call
		for i := range ids {
			for _, registry := range registries {
				call := getEventCount.of(registry, &ids[i])
				call.Check = isUint64
				calls = append(calls, call)
			}
		}
		answers, err := r.calls.All(ctx, calls)
		if err != nil {
			return err
		}
		for i, a := range answers {
			of := RecordsOf{registries[i%len(registries)], ids[i/len(registries)]}
			if err := a.Err(); err != nil {
				return fmt.Errorf("getEventCount of machine %s at %s: %w", of.Machine.Dec(), of.Registry, err)
			}
			if n, _ := evm.Words(a.Data).Uint64(0); n > 0 {
				counts[of] = n
			}
		}
		return nil
	})
}

func isUint64(data []byte) error {
	_, err := evm.Words(data).Uint64(0)
	return err
}

// readRecords reads the records that the store lacks, up to the counts.
func (r *Reader) readRecords(
	ctx context.Context, store Store, limits map[common.Address]uint64, counts map[RecordsOf]uint64,
) error {
	stored, err := store.Counts()
	if err != nil {
		return err
	}
	var total, done uint64
	var lacking []RecordsOf
	for _, of := range sortedLists(counts) {
		if have := stored[of]; have < counts[of] {
			lacking = append(lacking, of)
			total += counts[of] - have
		}
	}
	next := func() (fetch func(context.Context) ([]*page, error), more bool) {
		var pages []*page
		pages, lacking = r.nextPages(lacking, limits, stored, counts)
		return func(ctx context.Context) ([]*page, error) { return pages, r.readPages(ctx, pages) }, len(pages) > 0
	}
	return ahead(ctx, atOnce, next, func(pages []*page) error {
		var records []chain.Event
		for _, p := range pages {
			records = append(records, p.records...)
		}
		if err := store.AddRecords(records); err != nil {
			return fmt.Errorf("storing events: %w", err)
		}
		done += uint64(len(records))
		r.opts.Progress("events", int(done), int(total))
		return nil
	})
}

// nextPages are the pages of the first lists that hold about sweepRecords, and
// the lists that are left. stored is how far each list goes by then.
func (r *Reader) nextPages(
	lists []RecordsOf, limits map[common.Address]uint64, stored, counts map[RecordsOf]uint64,
) (pages []*page, left []RecordsOf) {
	size := uint64(0)
	for i, of := range lists {
		step := min(limits[of.Registry], maxPage)
		for stored[of] < counts[of] {
			if size >= sweepRecords {
				return pages, lists[i:]
			}
			to := min(stored[of]+step, counts[of])
			pages = append(pages, &page{of: of, from: stored[of], to: to, step: step})
			size += to - stored[of]
			stored[of] = to
		}
	}
	return pages, nil
}

// readPages fills pages. What a node or a contract refuses is asked for in
// halves.
func (r *Reader) readPages(ctx context.Context, pages []*page) error {
	for {
		var open []*page
		var calls []evm.Call
		var limits []uint64
		for _, p := range pages {
			if p.open() {
				call, limit := p.next()
				open, calls, limits = append(open, p), append(calls, call), append(limits, limit)
			}
		}
		if len(open) == 0 {
			return nil
		}
		answers, err := r.calls.Try(ctx, calls)
		if err != nil {
			return err
		}
		for i, p := range open {
			if err := p.take(&answers[i], limits[i]); err != nil {
				return fmt.Errorf("getEvents of machine %s at %s: %w", p.of.Machine.Dec(), p.of.Registry, err)
			}
		}
	}
}

// take adds what a call for so many records answered.
func (p *page) take(a *evm.Answer, limit uint64) error {
	if err := a.Err(); err != nil {
		if limit == 1 {
			return err
		}
		p.step = limit / 2
		return nil
	}
	records, err := decodeRecords(a.Data, p.of, p.from+uint64(len(p.records)), limit)
	p.records = append(p.records, records...)
	return err
}

// Offsets of the metadata in a record, by which the builds of the registry are
// told apart: nine head words, or ten with a currency at the end.
const (
	headWithout = 9 * 32
	headWith    = 10 * 32
)

// decodeRecords decodes the records of a list from an offset on: at least one
// and at most limit.
func decodeRecords(data []byte, of RecordsOf, offset, limit uint64) ([]chain.Event, error) {
	count, list, err := evm.Words(data).List(0)
	if err != nil {
		return nil, err
	}
	if count == 0 || uint64(count) > limit {
		return nil, fmt.Errorf("%d records where %d were asked for", count, limit)
	}
	records := make([]chain.Event, count)
	for i := range records {
		tuple, err := list.Tail(i)
		if err != nil {
			return nil, err
		}
		index := offset + uint64(i)
		if records[i], err = decodeRecord(tuple, &of.Machine); err != nil {
			return nil, fmt.Errorf("record %d: %w", index, err)
		}
		records[i].Registry, records[i].Index = of.Registry, index
	}
	return records, nil
}

// decodeRecord decodes one record of a machine. One that names another machine
// is none: a registry whose layout changed under its records gives such. A
// record of zeros is a continuity anchor whose origin gave none.
func decodeRecord(d evm.Words, machine *uint256.Int) (e chain.Event, err error) {
	e.MachineID = *machine
	metadata, err := d.Uint64(8)
	if err != nil || metadata != headWithout && metadata != headWith {
		return e, evm.ErrABI
	}
	head := []func() error{
		func() (err error) { e.Type, err = d.Uint8(1); return },
		func() (err error) { e.Value, err = d.Uint256(2); return },
		func() (err error) { e.Time, err = d.Uint256(3); return },
		func() (err error) { e.DataHash, err = d.Hash(4); return },
		func() (err error) { e.Trust, err = d.Uint8(5); return },
		func() (err error) { e.SourceChain, err = d.Uint256(6); return },
		func() (err error) { e.SourceTx, err = d.Hash(7); return },
		func() (err error) { e.Metadata, err = d.Bytes(8); e.Metadata = bytes.Clone(e.Metadata); return },
		func() (err error) { e.Currency, err = currency(d, metadata); return },
	}
	for _, decode := range head {
		if err := decode(); err != nil {
			return e, err
		}
	}
	id, err := d.Uint256(0)
	if err == nil && id != *machine && !(id.IsZero() && zeroed(&e)) {
		err = fmt.Errorf("names another machine: %s", id.Dec())
	}
	return e, err
}

func currency(d evm.Words, metadata uint64) (string, error) {
	if metadata == headWithout {
		return "", nil
	}
	text, err := d.Bytes(9)
	return string(text), err
}

// zeroed reports whether a record says nothing at all.
func zeroed(e *chain.Event) bool {
	return e.Type == 0 && e.Value.IsZero() && e.Time.IsZero() && e.DataHash == common.Hash{} && e.Trust == 0 &&
		e.SourceChain.IsZero() && e.SourceTx == common.Hash{} && len(e.Metadata) == 0 && e.Currency == ""
}
