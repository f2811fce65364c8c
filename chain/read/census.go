package read

import (
	"fmt"
	"log/slog"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
)

// Shortfall is the error of a run that found less than a contract counts. A
// fleet that was read short must not be published.
type Shortfall struct {
	What    string // events, machines or tokens
	Of      common.Address
	Found   uint64
	Counted uint64
}

// Missing is how many are out of reach.
func (s *Shortfall) Missing() uint64 { return s.Counted - s.Found }

func (s *Shortfall) Error() string {
	return fmt.Sprintf("%d of %d %s found, by the count of %s: %d are missing",
		s.Found, s.Counted, s.What, s.Of, s.Missing())
}

// counted says of each registry how many records of the machines there are.
func (r *Reader) counted(totals map[common.Address]uint64, counts map[RecordsOf]uint64) []Count {
	list := make([]Count, len(r.registries()))
	for i, registry := range r.registries() {
		list[i] = Count{Registry: registry, Total: totals[registry]}
		for of, n := range counts {
			if of.Registry == registry {
				list[i].Found += n
			}
		}
	}
	return list
}

// census holds the records of all machines against the total of each registry,
// which may leave out so many, and returns how many are known to be out of reach.
// More records than the total are a finding.
func census(counted []Count, uncounted, allowed uint64, log *slog.Logger) (missing uint64, findings []chain.Finding, err error) {
	short := Shortfall{What: "events"}
	for _, c := range counted {
		if c.Found < c.Total {
			short.Of = c.Registry
			short.Found += c.Found
			short.Counted += c.Total
		}
		if c.Found > c.Total+uncounted {
			findings = append(findings,
				finding(nil, chain.EventSurplus, "%s holds %d events of machines and counts %d", c.Registry, c.Found, c.Total))
		}
	}
	switch missing := short.Missing(); {
	case missing > allowed:
		return 0, nil, &short
	case missing > 0:
		log.Warn("events are missing, as allowed", "found", short.Found, "counted", short.Counted)
	}
	return short.Missing(), findings, nil
}
