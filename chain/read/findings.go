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
func odd(events []chain.Event) (findings []chain.Finding) {
	for i := range events {
		e := &events[i]
		switch {
		case e.Type > activity:
			findings = append(findings,
				finding(&e.MachineID, chain.UnknownEventType, "event %d of %s has the type %d", e.Index, e.Registry, e.Type))
		case e.Type == revenue && e.Currency != "" && !currencyCode.MatchString(e.Currency):
			findings = append(findings,
				finding(&e.MachineID, chain.InvalidCurrency, "event %d of %s has the currency %q", e.Index, e.Registry, e.Currency))
		}
	}
	return findings
}
