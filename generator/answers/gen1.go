package answers

import (
	"encoding/json"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
	"mcrpress/generator/stranger"
	"mcrpress/scoring"
)

// gen1 answers as generation 1.0 does: ids are numbers, and its clients refuse
// a null trend or average.
type gen1 struct{}

func (gen1) Registry() chain.Role { return chain.IdentityRegistry }

type mcr1 struct {
	DID                    string         `json:"did"`
	MachineID              Integer        `json:"machine_id"`
	MCRScore               int            `json:"mcr_score"`
	MCR                    scoring.Letter `json:"mcr"`
	MCRDegraded            bool           `json:"mcr_degraded"`
	BondStatus             string         `json:"bond_status"`
	NegativeFlag           bool           `json:"negative_flag"`
	EventCount             int            `json:"event_count"`
	RevenueEventCount      int            `json:"revenue_event_count"`
	ActivityEventCount     int            `json:"activity_event_count"`
	RevenueTrend           scoring.Trend  `json:"revenue_trend"`
	TotalRevenue           Number         `json:"total_revenue"`
	AverageRevenuePerEvent Float          `json:"average_revenue_per_event"` // 0.0 where no event counts
	LastUpdated            *uint64        `json:"last_updated"`
}

func (gen1) MCR(m *Machine) any {
	r := &m.Rating
	body := mcr1{
		DID:                m.DID,
		MachineID:          Integer(m.ID),
		MCRScore:           r.Score,
		MCR:                r.Letter,
		MCRDegraded:        r.Degraded,
		BondStatus:         m.bondStatus(),
		NegativeFlag:       r.NegativeFlag,
		EventCount:         r.EventCount,
		RevenueEventCount:  r.RevenueEventCount,
		ActivityEventCount: r.ActivityEventCount,
		RevenueTrend:       r.Trend,
		TotalRevenue:       Number{r.TotalRevenue},
		LastUpdated:        lastUpdated(r),
	}
	if average := average(r); average != nil {
		body.AverageRevenuePerEvent = *average
	}
	return body
}

type machine1 struct {
	SchemaVersion string  `json:"schema_version"`
	Name          string  `json:"name"`
	PeaqOS        peaqOS1 `json:"peaqos"`
}

// peaqOS1 is the profile. The last four fields depend on the data visibility.
type peaqOS1 struct {
	MachineID        Integer         `json:"machine_id"`
	DID              string          `json:"did"`
	Operator         *string         `json:"operator"`
	MCR              scoring.Letter  `json:"mcr"`
	MCRScore         int             `json:"mcr_score"`
	BondStatus       string          `json:"bond_status"`
	NegativeFlag     bool            `json:"negative_flag"`
	EventCount       int             `json:"event_count"`
	DataVisibility   string          `json:"data_visibility"`
	DocumentationURL *string         `json:"documentation_url"`
	DataAPI          *string         `json:"data_api,omitempty"`
	EventData        []event1        `json:"event_data,omitzero"`
	PartnerData      json.RawMessage `json:"partner_data,omitempty"`
	PartnerDataError string          `json:"partner_data_error,omitempty"`
}

// event1 is one event. Amount is nil for all but revenue. Value repeats
// OriginValue for the oldest client.
type event1 struct {
	EventType   uint8           `json:"event_type"`
	OriginValue Integer         `json:"origin_value"`
	Value       Integer         `json:"value"`
	Timestamp   Integer         `json:"timestamp"`
	TrustLevel  uint8           `json:"trust_level"`
	Metadata    json.RawMessage `json:"metadata"`
	*Amount     `json:",omitempty"`
}

func (gen1) Profile(m *Machine) any {
	body := machine1{profileSchema, "Machine (no NFT)", peaqOS1{
		MachineID:        Integer(m.ID),
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
	if !m.TokenID.IsZero() {
		body.Name = "Machine #" + m.TokenID.Dec()
	}
	switch p := &body.PeaqOS; m.DataVisibility {
	case Onchain:
		shown := m.shown()
		p.EventData = make([]event1, 0, len(shown))
		for _, i := range shown {
			e := &m.Events[i]
			event := event1{e.Type, Integer(e.Value), Integer(e.Value), Integer(e.Time), e.Trust, stranger.Metadata(e.Metadata), nil}
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

type card1 struct {
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
	Registrations    []registration1 `json:"registrations"`
}

type registration1 struct {
	Type            string  `json:"type"`
	MachineID       Integer `json:"machineId"`
	MachineRegistry string  `json:"machineRegistry"`
}

func (gen1) Card(m *Machine, registry string) any {
	return card1{
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
		Registrations:    []registration1{{cardType, Integer(m.ID), registry}},
	}
}

type operator1 struct {
	OperatorDID string     `json:"operator_did"`
	Machines    []member1  `json:"machines"`
	Pagination  Pagination `json:"pagination"`
}

type member1 struct {
	DID          string         `json:"did"`
	MachineID    Integer        `json:"machine_id"`
	MCRScore     int            `json:"mcr_score"`
	MCR          scoring.Letter `json:"mcr"`
	NegativeFlag bool           `json:"negative_flag"`
}

func (gen1) Operator(p *Page) any {
	body := operator1{did(p.Operator), []member1{}, Pagination{p.Offset, p.Limit, p.Total}}
	for _, m := range p.Machines {
		if m.DID == "" {
			m.DID = did(common.Address{})
		}
		body.Machines = append(body.Machines, member1{m.DID, Integer(m.ID), m.MCRScore, m.MCR, m.Flagged})
	}
	return body
}

type ready1 struct {
	Status       string     `json:"status"`
	RPCConnected bool       `json:"rpc_connected"`
	Contracts    contracts1 `json:"contracts"`
}

type contracts1 struct {
	IdentityRegistry bool `json:"identity_registry"`
	IdentityStaking  bool `json:"identity_staking"`
	EventRegistry    bool `json:"event_registry"`
	MachineNFT       bool `json:"machine_nft"`
	AdminFlags       bool `json:"admin_flags"`
	DIDRegistry      bool `json:"did_registry"`
}

func (gen1) Ready(reached, called bool) any {
	return ready1{status(reached && called), reached, contracts1{called, called, called, called, called, called}}
}

func (gen1) Entry(m *Machine) MachineEntry {
	e := m.entry()
	e.Account = &Account{Wallet: account(m.Gen1.Wallet)}
	if !m.TokenID.IsZero() {
		e.Account.TokenID = (*ID)(&m.TokenID)
	}
	return e
}
