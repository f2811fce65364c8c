package generator

import (
	"fmt"

	"mcrpress/generator/partner"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// maxEventData is how many events PeaqOS.EventData holds at most.
const maxEventData = 100

// mcrBody is the body of /mcr/{did}.
func (a *assessment) mcrBody() MCR {
	r := &a.rating
	return MCR{
		DID:                    did(a.Wallet),
		MachineID:              Integer(a.ID),
		MCRScore:               r.Score,
		MCR:                    r.Letter,
		MCRDegraded:            r.Degraded,
		BondStatus:             a.bondStatus(),
		NegativeFlag:           r.NegativeFlag,
		EventCount:             r.EventCount,
		RevenueEventCount:      r.RevenueEventCount,
		ActivityEventCount:     r.ActivityEventCount,
		RevenueTrend:           r.Trend,
		TotalRevenue:           r.TotalRevenue,
		AverageRevenuePerEvent: Float(r.AverageRevenue),
		LastUpdated:            r.LastUpdated,
	}
}

// machineBody is the body of /machine/{did} and /metadata/{token_id}.
func (a *assessment) machineBody(answers map[string]partner.Result) Machine {
	p := PeaqOS{
		MachineID:        Integer(a.ID),
		DID:              did(a.Wallet),
		Operator:         optional(a.DID.Operator),
		MCR:              a.rating.Letter,
		MCRScore:         a.rating.Score,
		BondStatus:       a.bondStatus(),
		NegativeFlag:     a.rating.NegativeFlag,
		EventCount:       a.rating.EventCount,
		DataVisibility:   a.visibility(),
		DocumentationURL: optional(a.DID.DocumentationURL),
	}
	switch p.DataVisibility {
	case "onchain":
		p.EventData = a.eventData()
	case "public":
		answer := answers[a.DID.DataAPI.Text()]
		p.PartnerData, p.PartnerDataError = answer.Data, answer.Error
	default:
		p.DataAPI = optional(a.DID.DataAPI)
	}
	return Machine{SchemaVersion: "1.0", Name: a.tokenName(), PeaqOS: p}
}

// tokenName is the name of the machine's NFT.
func (a *assessment) tokenName() string {
	if a.TokenID.IsZero() {
		return "Machine (no NFT)"
	}
	return "Machine #" + a.TokenID.Dec()
}

func (a *assessment) eventData() []Event {
	list := make([]Event, min(len(a.events), maxEventData))
	for i := range list {
		e := &a.events[i]
		list[i] = Event{
			EventType:   e.Type,
			OriginValue: Integer(e.Value),
			Timestamp:   e.Time,
			TrustLevel:  e.Trust,
			Metadata:    metadataJSON(e.Metadata),
		}
		if scoring.EventType(e.Type) == scoring.Revenue {
			list[i].Amount = amount(&a.values[i])
		}
	}
	return list
}

func amount(v *fx.Valuation) *Amount {
	body := &Amount{
		OriginCurrency: v.Currency,
		USDValue:       v.Cents,
		USDSubunit:     100,
		AmountStatus:   v.Status,
	}
	if v.Subunit != 0 {
		body.OriginSubunit = &v.Subunit
	}
	return body
}

// cardBody is the body of /machines/{machine_id}. registry is the machine
// registry as eip155:<chain id>:<address>.
func (a *assessment) cardBody(registry string) Card {
	const kind = "peaqos:registration:v1"
	services := []Service{}
	if a.DID.DataAPI.Present() {
		services = append(services, Service{"web", a.DID.DataAPI.Text()})
	}
	return Card{
		Type:             kind,
		Name:             "Machine #" + a.ID.Dec(),
		Description:      "peaqOS machine",
		DID:              did(a.Wallet),
		Active:           true,
		Services:         services,
		DataVisibility:   a.visibility(),
		DocumentationURL: a.DID.DocumentationURL.Text(),
		Operator:         optional(a.DID.Operator),
		BondStatus:       a.bondStatus(),
		EventCount:       a.rating.EventCount,
		Registrations:    []Registration{{kind, Integer(a.ID), registry}},
	}
}

// registryName names an IdentityRegistry across chains.
func registryName(chainID uint64, address fmt.Stringer) string {
	return fmt.Sprintf("eip155:%d:%s", chainID, address)
}
