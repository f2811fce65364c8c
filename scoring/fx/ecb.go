package fx

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
)

// ecbURL is the folder of the European Central Bank's euro reference rates.
const ecbURL = "https://www.ecb.europa.eu/stats/eurofxref"

// ecb reads the euro reference rates: units of each currency per euro, once a
// working day. Rates per USD are the exact quotient of two of them.
type ecb struct {
	getter
	folder string
}

func newECB(o Options) (Source, error) {
	folder := strings.TrimSuffix(o.ECBURL, "/")
	if folder == "" {
		folder = ecbURL
	}
	if err := checkURL(folder); err != nil {
		return nil, err
	}
	return &ecb{newGetter(o.Client), folder}, nil
}

func (*ecb) Name() string { return "ecb" }

func (*ecb) Remote() bool { return true }

// unpublished are the supported currencies that the ECB has no rates for.
var unpublished = []string{"TWD", "VND"}

// ecbDocument is one of the three files, smallest first.
type ecbDocument struct {
	name   string
	reach  int64 // days back from the snapshot that it can be expected to hold
	decode func([]byte) ([]fixing, error)
}

// ecbHistory is the document that holds everything ever published.
const ecbHistory = "eurofxref-hist.zip"

var ecbDocuments = []ecbDocument{
	{"eurofxref-daily.xml", 3, decodeEurofxXML},
	{"eurofxref-hist-90d.xml", 80, decodeEurofxXML},
	{ecbHistory, math.MaxInt64, decodeEurofxZip},
}

// Fetch reads the smallest file that closes the gaps. A file that is missing
// or malformed, or does not reach back far enough, is followed by the next
// larger one. A server that fails is not asked for another.
func (s *ecb) Fetch(ctx context.Context, asOf uint64, gaps []Gap) (Batch, error) {
	gaps = slices.DeleteFunc(slices.Clone(gaps), func(g Gap) bool { return slices.Contains(unpublished, g.Currency) })
	if len(gaps) == 0 {
		return Batch{}, nil
	}
	oldest := int64(math.MaxInt64)
	for _, g := range gaps {
		oldest = min(oldest, g.Days[0])
	}
	var batch Batch
	var problem error
	for _, d := range ecbDocuments {
		if int64(asOf/daySeconds)-oldest > d.reach {
			continue
		}
		body, err := s.get(ctx, d.name, s.folder+"/"+d.name)
		if errors.Is(err, errNotFound) {
			problem = &failure{d.name + ": status 404", err}
			continue
		}
		if err != nil {
			return batch, err
		}
		fixings, err := d.decode(body)
		if err != nil {
			problem = &failure{d.name + ": malformed", err}
			continue
		}
		batch, problem = batchOf(fixings, gaps, d.name == ecbHistory), nil
		if closes(fixings, gaps) {
			break
		}
	}
	return batch, problem
}

// closes says whether the fixings, which hold every publication from the first
// on, decide each gap.
func closes(fixings []fixing, gaps []Gap) bool {
	byDay := map[int64]fixing{}
	for _, f := range fixings {
		byDay[f.day] = f
	}
	for _, g := range gaps {
		if fixings[0].day <= g.Days[len(g.Days)-1] {
			continue
		}
		if !slices.ContainsFunc(g.Days, func(day int64) bool { f, ok := byDay[day]; return ok && f.has(g.Currency) }) {
			return false
		}
	}
	return true
}

// batchOf turns the fixings that can matter to the gaps into rates per USD. A
// day without a fixing is settled as soon as a later one has been published,
// and before the first one if the fixings are the whole history.
func batchOf(fixings []fixing, gaps []Gap, whole bool) Batch {
	from, to := int64(math.MaxInt64), int64(math.MinInt64)
	for _, g := range gaps {
		from, to = min(from, g.Days[len(g.Days)-1]), max(to, g.Days[0])
	}
	var b Batch
	for _, f := range fixings {
		if from <= f.day && f.day <= to {
			b.Rates = append(b.Rates, f.rates()...)
		}
	}
	first, last := fixings[0].day, fixings[len(fixings)-1].day
	if whole {
		first = min(first, from)
	}
	for day := max(from, first); day <= min(to, last); day++ {
		b.Days = append(b.Days, day)
	}
	return b
}
