package answers

import (
	"encoding/json"

	"mcrpress/chain"
	"mcrpress/generator/stranger"
	"mcrpress/scoring"
)

// gen2 answers as generation 2.0 does: ids are decimal strings, and what
// cannot be computed is null. home_chain, relocating and rating_unavailable
// stand on machines that are homed on another chain, and are absent elsewhere:
// its clients refuse them as null.
type gen2 struct{}

func (gen2) Registry() chain.Role { return chain.MachineRegistry }

// NotIndexed is why a machine of another chain has no rating.
const NotIndexed = "no_events_yet"

type mcr2 struct {
	DID                    string         `json:"did"`
	MachineID              ID             `json:"machine_id"`
	MCRScore               int            `json:"mcr_score"`
	MCR                    scoring.Letter `json:"mcr"`
	MCRDegraded            bool           `json:"mcr_degraded"`
	BondStatus             string         `json:"bond_status"`
	NegativeFlag           bool           `json:"negative_flag"`
	EventCount             int            `json:"event_count"`
	RevenueEventCount      int            `json:"revenue_event_count"`
	ActivityEventCount     int            `json:"activity_event_count"`
	RevenueTrend           *scoring.Trend `json:"revenue_trend"`
	TotalRevenue           Number         `json:"total_revenue"`
	AverageRevenuePerEvent *Float         `json:"average_revenue_per_event"`
	LastUpdated            *uint64        `json:"last_updated"`
	HomeChain              *uint16        `json:"home_chain,omitempty"`
	RatingUnavailable      string         `json:"rating_unavailable,omitempty"`
}

func (gen2) MCR(m *Machine) any {
	r := &m.Rating
	body := mcr2{
		DID:                    m.DID,
		MachineID:              ID(m.ID),
		MCRScore:               r.Score,
		MCR:                    r.Letter,
		MCRDegraded:            r.Degraded,
		BondStatus:             m.bondStatus(),
		NegativeFlag:           r.NegativeFlag,
		EventCount:             r.EventCount,
		RevenueEventCount:      r.RevenueEventCount,
		ActivityEventCount:     r.ActivityEventCount,
		TotalRevenue:           Number{r.TotalRevenue},
		AverageRevenuePerEvent: average(r),
		LastUpdated:            lastUpdated(r),
	}
	if r.Trend != "" {
		body.RevenueTrend = &r.Trend
	}
	if m.Foreign {
		body.HomeChain, body.RatingUnavailable = &m.Gen2.HomeChain, NotIndexed
	}
	return body
}

type machine2 struct {
	SchemaVersion string  `json:"schema_version"`
	Name          string  `json:"name"`
	PeaqOS        peaqOS2 `json:"peaqos"`
}

// peaqOS2 is the profile. The last four fields depend on the data visibility.
type peaqOS2 struct {
	MachineID         ID              `json:"machine_id"`
	DID               string          `json:"did"`
	Operator          *string         `json:"operator"`
	MCR               scoring.Letter  `json:"mcr"`
	MCRScore          int             `json:"mcr_score"`
	BondStatus        string          `json:"bond_status"`
	NegativeFlag      bool            `json:"negative_flag"`
	EventCount        int             `json:"event_count"`
	DataVisibility    string          `json:"data_visibility"`
	DocumentationURL  *string         `json:"documentation_url"`
	HomeChain         *uint16         `json:"home_chain,omitempty"`
	Relocating        *bool           `json:"relocating,omitempty"`
	RatingUnavailable string          `json:"rating_unavailable,omitempty"`
	DataAPI           *string         `json:"data_api,omitempty"`
	EventData         []event2        `json:"event_data,omitzero"`
	PartnerData       json.RawMessage `json:"partner_data,omitempty"`
	PartnerDataError  string          `json:"partner_data_error,omitempty"`
}

// event2 is one event. Amount is nil for all but revenue.
type event2 struct {
	EventType   uint8           `json:"event_type"`
	OriginValue Integer         `json:"origin_value"`
	Timestamp   Integer         `json:"timestamp"`
	TrustLevel  uint8           `json:"trust_level"`
	Metadata    json.RawMessage `json:"metadata"`
	*Amount     `json:",omitempty"`
}

func (gen2) Profile(m *Machine) any {
	body := machine2{profileSchema, "Machine #" + m.ID.Dec(), peaqOS2{
		MachineID:        ID(m.ID),
		DID:              m.DID,
		Operator:         optional(m.Operator),
		MCR:              m.Rating.Letter,
		MCRScore:         m.Rating.Score,
		BondStatus:       m.bondStatus(),
		NegativeFlag:     m.Rating.NegativeFlag,
		EventCount:       m.Rating.EventCount,
		DataVisibility:   m.DataVisibility,
		DocumentationURL: optional(m.DocumentationURL),
	}}
	p := &body.PeaqOS
	if m.Foreign {
		p.HomeChain, p.Relocating, p.RatingUnavailable = &m.Gen2.HomeChain, &m.Gen2.Relocating, NotIndexed
		return body
	}
	switch m.DataVisibility {
	case Onchain:
		shown := m.shown()
		p.EventData = make([]event2, 0, len(shown))
		for _, i := range shown {
			e := &m.Events[i]
			event := event2{e.Type, Integer(e.Value), Integer(e.Time), e.Trust, stranger.Metadata(e.Metadata), nil}
			if scoring.EventType(e.Type) == scoring.Revenue {
				event.Amount = AmountOf(&m.Values[i])
			}
			p.EventData = append(p.EventData, event)
		}
	case Public:
		p.PartnerData, p.PartnerDataError = m.PartnerData, m.PartnerError
	default:
		p.DataAPI = optional(m.DataAPI)
	}
	return body
}

type card2 struct {
	Type             string          `json:"type"`
	Name             string          `json:"name"`
	Description      string          `json:"description"`
	DID              string          `json:"did"`
	Active           bool            `json:"active"`
	Services         []Service       `json:"services"`
	DataVisibility   string          `json:"data_visibility"`
	DocumentationURL string          `json:"documentation_url"` // empty where there is none
	Operator         *string         `json:"operator"`
	BondStatus       string          `json:"bond_status"`
	EventCount       int             `json:"event_count"`
	Registrations    []registration2 `json:"registrations"`
}

type registration2 struct {
	Type            string `json:"type"`
	MachineID       ID     `json:"machineId"`
	MachineRegistry string `json:"machineRegistry"`
}

func (gen2) Card(m *Machine, registry string) any {
	return card2{
		Type:             cardType,
		Name:             "Machine #" + m.ID.Dec(),
		Description:      cardDescription,
		DID:              m.DID,
		Active:           true,
		Services:         m.services(),
		DataVisibility:   m.DataVisibility,
		DocumentationURL: m.DocumentationURL,
		Operator:         optional(m.Operator),
		BondStatus:       m.bondStatus(),
		EventCount:       m.Rating.EventCount,
		Registrations:    []registration2{{cardType, ID(m.ID), registry}},
	}
}

type operator2 struct {
	OperatorDID string     `json:"operator_did"`
	Machines    []member2  `json:"machines"`
	Pagination  Pagination `json:"pagination"`
}

type member2 struct {
	DID          string         `json:"did"`
	MachineID    ID             `json:"machine_id"`
	MCRScore     int            `json:"mcr_score"`
	MCR          scoring.Letter `json:"mcr"`
	NegativeFlag bool           `json:"negative_flag"`
}

func (gen2) Operator(p *Page) any {
	body := operator2{did(p.Operator), []member2{}, Pagination{p.Offset, p.Limit, p.Total}}
	for _, m := range p.Machines {
		body.Machines = append(body.Machines, member2{m.DID, ID(m.ID), m.MCRScore, m.MCR, m.Flagged})
	}
	return body
}

type ready2 struct {
	Status       string     `json:"status"`
	RPCConnected bool       `json:"rpc_connected"`
	Contracts    contracts2 `json:"contracts"`
}

type contracts2 struct {
	MachineRegistry     bool `json:"machine_registry"`
	MachineStateAndSync bool `json:"machine_state_and_sync"`
	MachineSubscription bool `json:"machine_subscription"`
	CrossChainMirror    bool `json:"cross_chain_mirror"`
	EventRegistry       bool `json:"event_registry"`
	InfoDesk            bool `json:"info_desk"`
	AdminFlags          bool `json:"admin_flags"`
}

func (gen2) Ready(reached, called bool) any {
	return ready2{status(reached && called), reached, contracts2{called, called, called, called, called, called, called}}
}

func (gen2) Entry(m *Machine) MachineEntry {
	e := m.entry()
	e.Token = &Token{Owner: account(m.Gen2.Owner), Controller: account(m.Gen2.Controller)}
	e.Home = &Home{Subscription: m.Gen2.Subscription.Status.String()}
	if m.Foreign {
		e.Home.HomeChain = &m.Gen2.HomeChain
	}
	return e
}
