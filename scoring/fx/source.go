package fx

import "context"

// Need is a rate that a snapshot wants: the one for a currency on a day.
type Need struct {
	Currency string
	Day      int64 // days since the epoch, UTC: Unix seconds / 86400
}

// Gap is a need that known rates do not answer, with the days that may hold
// the answer: newest first, from the need's day back to the oldest day that is
// fresh enough, without those that are known already.
type Gap struct {
	Need
	Days []int64
}

// Batch is a source's answer.
type Batch struct {
	Rates []Rate
	// Days are those on which the source has said all that it will ever say: it
	// published rates, or let the day pass without. They need not be asked again.
	Days []int64
}

// Source is a place where rates come from.
type Source interface {
	// Name is how the source is named in reports and in a store.
	Name() string
	// Remote says that the answers come from others: they are checked for jumps
	// and kept in the store. A file is the user's own word.
	Remote() bool
	// Fetch gets the rates that close the gaps, or as many as there are; more is
	// fine. asOf is the time of the snapshot's block (Unix seconds), the only
	// notion of today. With an error it returns what it has got so far.
	Fetch(ctx context.Context, asOf uint64, gaps []Gap) (Batch, error)
}

// Store keeps what remote sources said, so that a day is asked for once.
type Store interface {
	// Rates returns the rates kept for the days from to to, both included, and
	// those of the days that were saved as settled.
	Rates(ctx context.Context, source string, from, to int64) (rates []Rate, days []int64, err error)
	// Save keeps rates and marks days as settled. A rate that is kept already is
	// replaced.
	Save(ctx context.Context, source string, days []int64, rates []Rate) error
}
