package templates

import (
	"fmt"
	"strconv"
	"strings"
)

// meaning says in a few words what a letter stands for.
func meaning(letter string) string {
	switch letter {
	case "AAA":
		return "Highest quality"
	case "AA":
		return "Very high quality"
	case "A":
		return "High quality"
	case "BBB":
		return "Investment grade"
	case "BB":
		return "Below investment grade"
	case "B":
		return "Lowest rated grade"
	case "Provisioned":
		return "Provisioned: too little history yet"
	}
	return "Not rated"
}

// reason says what a machine without a score lacks, empty for rated ones.
func reason(p *CardPage) string {
	in, m := &p.Inputs, &p.Site.Model
	switch {
	case p.Unavailable != "":
		return ""
	case p.Letter == "Provisioned":
		return fmt.Sprintf("%d of %d qualifying events, %s of %d days of history. Points do not count until both are reached.",
			in.QualifyingEvents, m.MinQualifyingEvents, count(int(in.HistorySeconds/86400)), m.MinHistoryDays)
	case p.Letter == "NR" && !in.Bonded:
		return bondFrom(p) + ". Points do not count for an unbonded machine."
	case p.Letter == "NR":
		return "Its points add up to less than 30, the least that is rated."
	}
	return ""
}

// maxServices is how many services a card shows: a DID document may hold any
// number.
const maxServices = 8

// unavailableNote says why a machine is not rated here.
func unavailableNote(p *CardPage) string {
	return "This machine is homed on " + ChainName(p.Home.Chain) + ". Its events there cannot be read from this chain, so it has no score here. The reason in the API's words: " + p.Unavailable + "."
}

// pausesNote says who has paused a machine.
func pausesNote(h *Home) string {
	s := h.pauses()
	return "There is " + s + ". A pause stops a machine's business and leaves its rating as it is."
}

// absent stands for what a DID document does not name.
func absent(p *CardPage) string {
	if p.Unavailable != "" {
		return "not known here"
	}
	return "none"
}

// display is what stands in the big letter's place.
func display(letter string) string {
	if letter == "Provisioned" {
		return "P"
	}
	return letter
}

// component is one line of the breakdown.
type component struct {
	key, name, from string
	points, most    int
}

// components lists the five components with what each came from.
func components(p *CardPage) [5]component {
	got, most := p.Points, p.Site.Model.Points
	return [5]component{
		{"revenue", "Revenue", revenueFrom(&p.Inputs), got.Revenue, most.Revenue},
		{"trend", "Trend", trendFrom(&p.Inputs, &p.Site.Model), got.Trend, most.Trend},
		{"cadence", "Cadence", cadenceFrom(&p.Inputs, &p.Site.Model), got.Cadence, most.Cadence},
		{"trust", "Trust", trustFrom(&p.Inputs), got.Trust, most.Trust},
		{"bond", "Bond", bondFrom(p), got.Bond, most.Bond},
	}
}

func revenueFrom(in *Inputs) string {
	return money(in.MonthlyCents) + " a month: " + money(in.RevenueCents) + " on " + counted(in.RevenueDays, "qualifying day") +
		", over " + counted(in.Days, "day")
}

func cadenceFrom(in *Inputs, m *Model) string {
	return "Active in " + strconv.Itoa(in.ActiveWeeks) + " of the last " + strconv.Itoa(m.CadenceWeeks) + " weeks"
}

func trendFrom(in *Inputs, m *Model) string {
	word, days := "", strconv.Itoa(m.TrendDays)
	switch in.Trend {
	case "up":
		word = "Up"
	case "stable":
		word = "Stable"
	case "down":
		word = "Down"
	default:
		return "Insufficient: no revenue between " + days + " and " + strconv.Itoa(2*m.TrendDays) + " days ago to compare with"
	}
	return word + ": " + money(in.CurrentCents) + " in the last " + days + " days, " + money(in.PreviousCents) + " in the " + days + " before"
}

func trustFrom(in *Inputs) string {
	s := "No events in the window"
	if in.TrustEvents > 0 {
		s = counted(in.TrustEvents, "event") + " weigh " + percent(in.TrustWeight/int64(in.TrustEvents)) + " on average"
	}
	if in.Tenured {
		s += ", with a bonus for a year of history"
	}
	if in.TrustOverride != nil {
		s += "; replaced by an override of " + strconv.Itoa(*in.TrustOverride) + " %"
	}
	if in.Penalized {
		s += "; reduced by the negative flag"
	}
	return s
}

// bondFrom says what bonds a machine, or why nothing does.
func bondFrom(p *CardPage) string {
	switch {
	case p.Subscription != nil:
		return "Subscription " + p.Subscription.phrase()
	case p.Inputs.Bonded:
		return "Staked"
	}
	return "Not staked"
}

// phrase completes "the subscription ...".
func (s *Subscription) phrase() string {
	switch s.Status {
	case "active":
		return "active"
	case "grace":
		return "in grace"
	case "runoff":
		return "in runoff"
	case "terminated":
		return "terminated"
	case "not_activated":
		return "never activated"
	}
	return "in an unknown state"
}

// SubscriptionWord is a subscription's status in a table.
func SubscriptionWord(status string) string {
	s := Subscription{Status: status}
	return strings.ToUpper(s.phrase()[:1]) + s.phrase()[1:]
}

// note says what the status means for the rating.
func (s *Subscription) note() string {
	const unbonded = " The machine counts as unbonded, and an unbonded machine is not rated."
	switch {
	case s.Status == "active":
		return "Active until the period ends: the machine is bonded."
	case s.Status == "grace":
		return "The period has ended and the time of grace runs: still bonded. Without a renewal runoff follows, and the bond is gone."
	case s.Status == "runoff":
		return "Period and grace are over and the bond decays. A renewal would bond the machine again." + unbonded
	case s.Status == "terminated" && s.Fraud:
		return "Ended by the protocol, for fraud." + unbonded
	case s.Status == "terminated":
		return "Ended for good." + unbonded
	case s.Status == "not_activated":
		return "No period has been paid for yet." + unbonded
	}
	return "The contract gives a state that is not documented." + unbonded
}

// tierName names a tier.
func tierName(tier uint8) string {
	names := [...]string{"Entry", "Basic", "Pro"}
	if int(tier) < len(names) {
		return names[tier]
	}
	return "Tier " + strconv.Itoa(int(tier))
}

// ChainName names a chain by the protocol's own number. A number without a
// name is shown as it is, and 0 stands for no home.
func ChainName(number uint16) string {
	switch number {
	case 0:
		return "none registered"
	case 1:
		return "peaq"
	case 3:
		return "Base"
	case 5:
		return "Solana"
	case 6:
		return "Solana devnet"
	}
	return "chain " + strconv.Itoa(int(number))
}

// pauses says who has paused a machine, empty where nobody has.
func (h *Home) pauses() string {
	var list []string
	if h.GeneralPause {
		list = append(list, "a general pause by the protocol")
	}
	if h.TechnicalPause {
		list = append(list, "a technical pause by the protocol")
	}
	if h.OperatorPause {
		list = append(list, "a pause by its owner or controller")
	}
	return strings.Join(list, ", ")
}

// visibilityNote says what a card leaves out, and why.
func visibilityNote(visibility string) string {
	if visibility == "public" {
		return "This machine publishes its data through its own service, so its monthly revenue, calendar, trust mix and events are not shown here."
	}
	return "This machine keeps its data private, so its monthly revenue, calendar, trust mix and events are not shown. Points and their inputs are published for every machine."
}

// revenueCaption says what the bars of revenue reach up to.
func revenueCaption(months []MonthRevenue) string {
	most := mostRevenue(months)
	if most.Sign() == 0 {
		return "No revenue in these months"
	}
	return "Monthly revenue in USD, at most " + money(most)
}

// unvaluedNote says which revenue a degraded score leaves out.
func unvaluedNote(u Unvalued) string {
	s := counted(u.Unsupported+u.Unavailable, "revenue event") + " in the score window without a USD amount: "
	switch {
	case u.Unavailable == 0:
		s += "there are no rates for the currency"
	case u.Unsupported == 0:
		s += "no rate is near enough to the date"
	default:
		s += fmt.Sprintf("%s in a currency without rates, %s without a rate near the date", count(u.Unsupported), count(u.Unavailable))
	}
	return s + ". They earn nothing, so the score may be too low."
}

// eventKind names an event's type.
func eventKind(t uint8) string {
	switch t {
	case 0:
		return "Revenue"
	case 1:
		return "Activity"
	}
	return "Type " + strconv.Itoa(int(t))
}

// trustName names a trust level.
func trustName(e *Event) string {
	names := [...]string{"Self-reported", "On-chain", "Hardware"}
	if int(e.Trust) < len(names) {
		return names[e.Trust]
	}
	return "Level " + strconv.Itoa(int(e.Trust))
}

// valuation gives an event's USD amount, or why it has none.
func valuation(e *Event) string {
	switch {
	case e.Type != 0:
		return ""
	case e.Cents != nil:
		return money(e.Cents)
	case e.Status == "unsupported_currency":
		return "no rate: currency"
	case e.Status == "fx_unavailable":
		return "no rate: date"
	}
	return "not valued"
}

// flagNote says since when a flag stands and until when it costs points.
func flagNote(p *CardPage) string {
	s := "Flagged by the administrator on " + date(p.FlaggedAt) + ". "
	if p.Inputs.Penalized {
		return s + "The penalty on the trust points runs until " + date(p.PenaltyUntil) + "."
	}
	return s + "The penalty on the trust points ended on " + date(p.PenaltyUntil) + "."
}
