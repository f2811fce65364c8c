package generator

import (
	"bytes"
	"encoding/json"
	"math/big"
	"strconv"
	"strings"

	"github.com/holiman/uint256"

	"mcrpress/scoring"
)

// MCR is the body of GET /mcr/{did}.
type MCR struct {
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
	TotalRevenue           *big.Int       `json:"total_revenue"`             // USD cents
	AverageRevenuePerEvent Float          `json:"average_revenue_per_event"` // USD cents
	LastUpdated            uint64         `json:"last_updated"`              // Unix seconds
}

// Machine is the body of GET /machine/{did} and of GET /metadata/{token_id}.
type Machine struct {
	SchemaVersion string `json:"schema_version"`
	Name          string `json:"name"`
	PeaqOS        PeaqOS `json:"peaqos"`
}

// PeaqOS is the profile inside a Machine. The last four fields depend on the
// data visibility.
type PeaqOS struct {
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
	EventData        []Event         `json:"event_data,omitzero"`
	PartnerData      json.RawMessage `json:"partner_data,omitempty"`
	PartnerDataError string          `json:"partner_data_error,omitempty"`
}

// Event is one element of PeaqOS.EventData. Amount is nil for all but revenue.
type Event struct {
	EventType   uint8           `json:"event_type"`
	OriginValue Integer         `json:"origin_value"`
	Timestamp   uint64          `json:"timestamp"`
	TrustLevel  uint8           `json:"trust_level"`
	Metadata    json.RawMessage `json:"metadata"`
	*Amount
}

// Amount is what a revenue event carries beside.
type Amount struct {
	OriginCurrency string               `json:"origin_currency"`
	OriginSubunit  *int                 `json:"origin_subunit"` // null outside the list of currencies
	USDValue       *big.Int             `json:"usd_value"`      // cents, null unless the status is ok
	USDSubunit     int                  `json:"usd_subunit"`
	AmountStatus   scoring.AmountStatus `json:"amount_status"`
}

// OperatorMachines is the body of GET /operator/{did}/machines.
type OperatorMachines struct {
	OperatorDID string           `json:"operator_did"`
	Machines    []OperatorEntry  `json:"machines"`
	Pagination  OperatorPosition `json:"pagination"`
}

// OperatorEntry is one machine of an OperatorMachines.
type OperatorEntry struct {
	DID          string         `json:"did"`
	MachineID    Integer        `json:"machine_id"`
	MCRScore     int            `json:"mcr_score"`
	MCR          scoring.Letter `json:"mcr"`
	NegativeFlag bool           `json:"negative_flag"`
}

// OperatorPosition is the page that an OperatorMachines holds.
type OperatorPosition struct {
	Offset int `json:"offset"`
	Limit  int `json:"limit"`
	Total  int `json:"total"` // valid ids in the attribute, registered or not
}

// Card is the body of GET /machines/{machine_id}, the Machine Card.
type Card struct {
	Type             string         `json:"type"`
	Name             string         `json:"name"`
	Description      string         `json:"description"`
	DID              string         `json:"did"`
	Active           bool           `json:"active"`
	Services         []Service      `json:"services"`
	DataVisibility   string         `json:"data_visibility"`
	DocumentationURL string         `json:"documentation_url"`
	Operator         *string        `json:"operator"`
	BondStatus       string         `json:"bond_status"`
	EventCount       int            `json:"event_count"`
	Registrations    []Registration `json:"registrations"`
}

// Service is where a machine's data is served.
type Service struct {
	Name     string `json:"name"`
	Endpoint string `json:"endpoint"`
}

// Registration is where a machine is registered.
type Registration struct {
	Type            string  `json:"type"`
	MachineID       Integer `json:"machineId"`
	MachineRegistry string  `json:"machineRegistry"` // eip155:<chain id>:<IdentityRegistry>
}

// Health is the body of GET /health.
type Health struct {
	Status string `json:"status"`
}

// Ready is the body of GET /ready.
type Ready struct {
	Status       string         `json:"status"`
	RPCConnected bool           `json:"rpc_connected"`
	Contracts    ReadyContracts `json:"contracts"`
}

// ReadyContracts says which contracts can be called.
type ReadyContracts struct {
	IdentityRegistry bool `json:"identity_registry"`
	IdentityStaking  bool `json:"identity_staking"`
	EventRegistry    bool `json:"event_registry"`
	MachineNFT       bool `json:"machine_nft"`
	AdminFlags       bool `json:"admin_flags"`
	DIDRegistry      bool `json:"did_registry"`
}

// Integer is a uint256 that stands in JSON as a number with all its digits.
type Integer uint256.Int

// MarshalJSON gives the decimal digits.
func (n Integer) MarshalJSON() ([]byte, error) { return []byte((*uint256.Int)(&n).Dec()), nil }

// UnmarshalJSON reads decimal digits.
func (n *Integer) UnmarshalJSON(data []byte) error {
	return (*uint256.Int)(n).SetFromDecimal(string(data))
}

// Float is a number that always shows a decimal point and never an exponent.
type Float float64

// MarshalJSON gives the shortest digits that read back as the same float64.
func (f Float) MarshalJSON() ([]byte, error) {
	text := strconv.AppendFloat(nil, float64(f), 'f', -1, 64)
	if !bytes.ContainsRune(text, '.') {
		text = append(text, ".0"...)
	}
	return text, nil
}

// encode gives the bytes of a JSON file: compact, without HTML escaping, with
// a newline at the end.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return buf.Bytes(), err
}

// metadataJSON carries an event's metadata: a JSON object as it is, nothing as
// an empty object, anything else as {"raw": text}.
func metadataJSON(data []byte) json.RawMessage {
	text := strings.ToValidUTF8(string(data), "\uFFFD")
	if text == "" {
		return json.RawMessage("{}")
	}
	if strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{") && json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	raw, _ := encode(struct { // a string always encodes
		Raw string `json:"raw"`
	}{text})
	return raw
}
