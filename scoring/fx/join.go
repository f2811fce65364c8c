package fx

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Share is what a table and its report hold, as values: the rates of a part of
// the needs.
type Share struct {
	Quotes  []Quote // by currency and day
	Sources []ShareSource
}

// Quote is what answers a need.
type Quote struct {
	Need
	Rate   Rate // the zero Rate where there is none
	Source int
}

// ShareSource is what is to be said of a source beside the rates it gave.
type ShareSource struct {
	Name, Failure string
	Refused       []Refusal
}

// ShareOf is the share of a table that [Load] returned with a report.
func ShareOf(t *Table, r Report) (s Share) {
	for need, q := range t.quotes {
		s.Quotes = append(s.Quotes, Quote{need, q.rate, q.source})
	}
	slices.SortFunc(s.Quotes, func(a, b Quote) int {
		return cmp.Or(cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Day, b.Day))
	})
	for _, source := range r.Sources {
		s.Sources = append(s.Sources, ShareSource{source.Name, source.Failure, source.Refused})
	}
	return s
}

// Dispute is the error of a share in which a need has another answer than in
// those before it, or other sources were asked.
type Dispute struct {
	Share int
	Need  Need
}

func (d *Dispute) Error() string {
	return fmt.Sprintf("its rate of %s on %s is another one", d.Need.Currency, formatDay(d.Need.Day))
}

// Join makes one table of shares, as Load gives it for the needs of all. The
// error is a *Dispute.
func Join(shares []Share) (*Table, Report, error) {
	t := &Table{quotes: map[Need]quote{}}
	report := Report{Sources: []SourceReport{}}
	for i, s := range shares {
		if i == 0 {
			for _, source := range s.Sources {
				report.Sources = append(report.Sources, SourceReport{Name: source.Name})
			}
		}
		for _, q := range s.Quotes {
			value, _ := parseUnits(q.Rate.Units)
			joined := quote{q.Rate, q.Source, value}
			before, known := t.quotes[q.Need]
			if known && (before.rate != joined.rate || before.source != joined.source) || q.Source < 0 || value != nil && q.Source >= len(report.Sources) {
				return nil, Report{}, &Dispute{i, q.Need}
			}
			t.quotes[q.Need] = joined
		}
		if len(s.Sources) != len(report.Sources) {
			return nil, Report{}, &Dispute{Share: i}
		}
		for j, source := range s.Sources {
			report.Sources[j].join(source)
		}
	}
	for _, q := range t.quotes {
		if q.value != nil {
			report.Sources[q.source].Used++
		}
	}
	report.Missing = t.open()
	return t, report, nil
}

func (r *SourceReport) join(s ShareSource) {
	r.Failure = cmp.Or(r.Failure, s.Failure)
	unique := map[Refusal]bool{}
	for _, refusal := range slices.Concat(r.Refused, s.Refused) {
		unique[refusal] = true
	}
	r.Refused = slices.SortedFunc(maps.Keys(unique), func(a, b Refusal) int {
		return cmp.Or(cmp.Compare(slices.Index(currencies, a.Currency), slices.Index(currencies, b.Currency)), cmp.Compare(a.Date, b.Date))
	})
}
