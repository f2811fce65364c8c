// Package answers is what a tree says in JSON: the bodies of the API, of both
// generations side by side, the indexes and the snapshot, with one encoder and
// one reader for all of them.
//
// It turns what was read and rated into values and values into bytes. Which
// files exist is for the job, where they stand for package endpoints.
package answers

import (
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// Machine is one machine with everything that its answers are made of.
type Machine struct {
	*chain.Machine
	Events []chain.Event
	Values []fx.Valuation // of Events, by index; zero for all but revenue
	Rating scoring.Rating // with no trend for a foreign machine

	// What its partner answered; one of the two where its data is public.
	PartnerData  json.RawMessage
	PartnerError string
}

// Page is one page of an operator's machines.
type Page struct {
	Operator      common.Address
	Machines      []Listed
	Offset, Limit int
	Total         int // entries of the operator's list, registered or not
}

// Listed is what a page says of a machine.
type Listed struct {
	DID string
	ID  uint256.Int
	Rated
	Flagged bool
}

// Bodies are the answers of one generation, ready to be encoded.
type Bodies interface {
	// MCR is the body of /mcr/{did}.
	MCR(m *Machine) any
	// Profile is the body of /machine/{did} and /metadata/{token_id}.
	Profile(m *Machine) any
	// Card is the body of /machines/{machine_id}. registry is the machine
	// registry as RegistryName gives it.
	Card(m *Machine, registry string) any
	// Operator is the body of /operator/{did}/machines.
	Operator(p *Page) any
	// Ready is the body of /ready: whether the chain was reached lately
	// enough, and whether the contracts were called at all.
	Ready(reached, called bool) any
	// Entry is the machine in index/machines.json.
	Entry(m *Machine) MachineEntry
	// Registry is the contract that machines are registered in.
	Registry() chain.Role
}

// Of returns the answers of a generation, nil where there is no such
// generation.
func Of(g chain.Generation) Bodies {
	switch g {
	case chain.Gen1:
		return gen1{}
	case chain.Gen2:
		return gen2{}
	default:
		return nil
	}
}

// Health is the body of /health.
type Health struct {
	Status string `json:"status"`
}

// Well is the one answer of /health.
var Well = Health{"ok"}

// RegistryName names a machine registry across chains.
func RegistryName(chainID uint64, address common.Address) string {
	return fmt.Sprintf("eip155:%d:%s", chainID, address)
}

// Values of several bodies that never vary.
const (
	profileSchema   = "1.0"
	cardType        = "peaqos:registration:v1"
	cardDescription = "peaqOS machine"
	ready, notReady = "ready", "not_ready"
)

// maxEventData is how many events a profile holds at most.
const maxEventData = 100

// shown lists the indexes of the events that a profile holds, oldest first.
// One that clients refuse would make them refuse the whole profile.
func (m *Machine) shown() []int {
	list := make([]int, 0, min(len(m.Events), maxEventData))
	for i := range m.Events {
		if len(list) == maxEventData {
			break
		}
		if Regular(&m.Events[i]) {
			list = append(list, i)
		}
	}
	return list
}

var currency = regexp.MustCompile(`\A[A-Z0-9]{3,10}\z`)

// Regular reports whether an event is one that clients take: revenue in a
// well-formed currency, or activity. Any other is counted and nothing else.
func Regular(e *chain.Event) bool {
	switch scoring.EventType(e.Type) {
	case scoring.Revenue:
		return e.Currency == "" || currency.MatchString(e.Currency)
	case scoring.Activity:
		return true
	default:
		return false
	}
}

// Amount is what a revenue event carries beside.
type Amount struct {
	OriginCurrency string               `json:"origin_currency"`
	OriginSubunit  *int                 `json:"origin_subunit"` // null outside the list of currencies
	USDValue       *Number              `json:"usd_value"`      // cents, null unless the status is ok
	USDSubunit     int                  `json:"usd_subunit"`
	AmountStatus   scoring.AmountStatus `json:"amount_status"`
}

// AmountOf is the amount of a valuation.
func AmountOf(v *fx.Valuation) *Amount {
	a := &Amount{
		OriginCurrency: v.Currency,
		USDSubunit:     100,
		AmountStatus:   v.Status,
	}
	if v.Cents != nil {
		a.USDValue = &Number{v.Cents}
	}
	if v.Subunit != 0 {
		a.OriginSubunit = &v.Subunit
	}
	return a
}

// Service is where a machine's data is served.
type Service struct {
	Name     string `json:"name"`
	Endpoint string `json:"endpoint"`
}

// services lists the machine's data API, then the further services.
func (m *Machine) services() []Service {
	list := []Service{}
	if m.DataAPI != "" {
		list = append(list, Service{"web", m.DataAPI})
	}
	for _, s := range m.Services {
		list = append(list, Service{s.Type, s.Endpoint})
	}
	return list
}

func (m *Machine) bondStatus() string {
	if m.Bonded {
		return "bonded"
	}
	return "unbonded"
}

// resolves says how mcr/ and machine/ answer for a machine: ok, or the detail
// of their 404.
func (m *Machine) resolves() string {
	if detail := endpoints.Detail(m.Profile); detail != "" {
		return detail
	}
	return Resolves
}

// optional is a text, nil where it is absent.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// account is an account in EIP-55, nil for the zero account.
func account(a common.Address) *string {
	if a == (common.Address{}) {
		return nil
	}
	text := a.Hex()
	return &text
}

func did(a common.Address) string { return endpoints.DIDPrefix + a.Hex() }
