package fx

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
)

// Load asks the sources, in order, for the rates that the needs call for, and
// returns them as a table. For each need the first source that published a
// rate on the day or at most 7 days before it gives the newest of these. Needs
// in USD or in unsupported currencies ask nobody.
//
// asOf is the time of the snapshot's block in Unix seconds; a need after its
// day gets no rate. store may be nil:
// then nothing is kept, and every remote source is asked anew. A source that
// fails is no error of Load: what it gave, or what the store has of it, still
// counts, and the report names it. The error is the store's or the context's.
func Load(ctx context.Context, asOf uint64, store Store, sources []Source, needs []Need) (*Table, Report, error) {
	t := &Table{quotes: map[Need]quote{}}
	for _, need := range needs {
		need.Currency = fold(need.Currency)
		if _, ok := subunits[need.Currency]; ok && need.Currency != usd && need.Day <= int64(asOf/daySeconds) {
			t.quotes[need] = quote{}
		}
	}
	report := Report{Sources: make([]SourceReport, len(sources))}
	for i, s := range sources {
		open := t.open()
		known, r, err := ask(ctx, asOf, store, s, open)
		if err != nil {
			return nil, Report{}, fmt.Errorf("loading rates of %s: %w", s.Name(), err)
		}
		for _, need := range open {
			rate, ok := known.newest(need)
			if !ok {
				continue
			}
			value, _ := parseUnits(rate.Units) // checked when it became known
			t.quotes[need] = quote{rate, i, value}
			if value != nil {
				r.Used++
			}
		}
		report.Sources[i] = r
	}
	report.Missing = t.open()
	return t, report, nil
}

// open returns the needs that have no rate yet, by currency and day.
func (t *Table) open() []Need {
	needs := slices.SortedFunc(maps.Keys(t.quotes), func(a, b Need) int {
		return cmp.Or(cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Day, b.Day))
	})
	return slices.DeleteFunc(needs, func(n Need) bool { return t.quotes[n].value != nil })
}

// ask gets to know what one source says about the needs: from the store where
// it has been asked before, from the source itself for the rest.
func ask(ctx context.Context, asOf uint64, store Store, s Source, needs []Need) (*book, SourceReport, error) {
	r := SourceReport{Name: s.Name()}
	known := newBook()
	if len(needs) == 0 {
		return known, r, nil
	}
	if !s.Remote() {
		store = nil
	}
	if store != nil {
		from, to := reach(needs)
		rates, days, err := store.Rates(ctx, s.Name(), from, to)
		if err != nil {
			return nil, r, fmt.Errorf("reading kept rates: %w", err)
		}
		known.add(rates, days)
	}
	gaps := known.gaps(needs)
	if len(gaps) > 0 {
		batch, err := s.Fetch(ctx, asOf, gaps)
		if ctx.Err() != nil {
			return nil, r, context.Cause(ctx)
		}
		r.fail(err)
		known.add(batch.Rates, batch.Days)
		if store != nil {
			if err := store.Save(ctx, s.Name(), batch.Days, batch.settled()); err != nil {
				return nil, r, fmt.Errorf("keeping rates: %w", err)
			}
		}
	}
	if s.Remote() {
		r.Refused = known.refuse()
	}
	return known, r, nil
}

// reach returns the first and the last day that can matter to the needs.
func reach(needs []Need) (from, to int64) {
	from, to = needs[0].Day, needs[0].Day
	for _, n := range needs {
		from, to = min(from, n.Day), max(to, n.Day)
	}
	return from - maxAge, to
}

// settled returns the rates on settled days; others may still change.
func (b *Batch) settled() []Rate {
	days := map[int64]bool{}
	for _, d := range b.Days {
		days[d] = true
	}
	return slices.DeleteFunc(slices.Clone(b.Rates), func(r Rate) bool { return !days[r.Day] })
}
