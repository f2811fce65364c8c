package read

import (
	"regexp"

	"mcrpress/chain"
)

// currencyCode is what a registry takes as the currency of revenue.
var currencyCode = regexp.MustCompile(`\A[A-Z0-9]{3,10}\z`)

// The types of events that have a meaning.
const (
	revenue  = 0
	activity = 1
)

// odd reports the records that no registry of the official builds would take:
// they are counted, and are neither shown nor rated. A revenue record without a
// currency is of the build that knew none.
func (r *Reader) odd(fleet *chain.Fleet) error {
	for i := range fleet.Machines {
		m := &fleet.Machines[i]
		if m.EventCount == 0 {
			continue
		}
		events, err := fleet.Events.Of(m.ID)
		if err != nil {
			return err
		}
		for j := range events {
			e := &events[j]
			switch {
			case e.Type > activity:
				r.report(&m.ID, chain.UnknownEventType, "event %d of %s has the type %d", e.Index, e.Registry, e.Type)
			case e.Type == revenue && e.Currency != "" && !currencyCode.MatchString(e.Currency):
				r.report(&m.ID, chain.InvalidCurrency, "event %d of %s has the currency %q", e.Index, e.Registry, e.Currency)
			}
		}
	}
	return nil
}
