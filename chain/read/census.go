package read

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

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

// census holds the sum of all machines' records against the total of each
// registry, and returns how many records are known to be out of reach. More
// records than the total are a finding.
func (r *Reader) census(
	totals map[common.Address]uint64, counts map[RecordsOf]uint64, anchors map[uint256.Int]uint64,
) (missing uint64, findings []chain.Finding, err error) {
	sums := map[common.Address]uint64{}
	for of, n := range counts {
		sums[of.Registry] += n
	}
	short := Shortfall{What: "events"}
	for _, registry := range r.registries() {
		found, total := sums[registry], totals[registry]
		if found < total {
			short.Of = registry
			short.Found += found
			short.Counted += total
		}
		if uncounted := r.gen.uncounted(sum(anchors)); found > total+uncounted {
			findings = append(findings,
				finding(nil, chain.EventSurplus, "%s holds %d events of machines and counts %d", registry, found, total))
		}
	}
	switch missing := short.Missing(); {
	case missing > r.opts.AllowShortfall:
		return 0, nil, &short
	case missing > 0:
		r.log.Warn("events are missing, as allowed", "found", short.Found, "counted", short.Counted)
	}
	return short.Missing(), findings, nil
}
