package export

import "math/big"

// Event is a row of the events: the fields of the API's event_data, and where
// on the chain the event stands. The columns of the amount are null for all
// but revenue. usd_subunit, which is always 100, is left out.
type Event struct {
	MachineID  string `column:"machine_id"`
	EventIndex uint64 `column:"event_index"` // the registry's own, per machine

	EventType      uint8    `column:"event_type"`   // 0 revenue, 1 activity
	OriginValue    string   `column:"origin_value"` // decimal; revenue: minor units of the currency; activity: free metric
	OriginCurrency *string  `column:"origin_currency"`
	OriginSubunit  *int     `column:"origin_subunit"` // minor units per unit, null outside the list of currencies
	USDValue       *big.Int `column:"usd_value"`      // cents, null unless the status is ok
	AmountStatus   *string  `column:"amount_status"`
	Timestamp      *Time    `column:"timestamp"` // as the machine declares it
	TrustLevel     uint8    `column:"trust_level"`
	Metadata       string   `column:"metadata"` // a JSON object
	DataHash       string   `column:"data_hash"`
	SourceChain    string   `column:"source_chain"` // decimal
	SourceTx       string   `column:"source_tx"`

	// Where the event's log stands, null where it was not found.
	Registry    string  `column:"registry"` // EIP-55
	BlockNumber *uint64 `column:"block_number"`
	TxHash      *string `column:"tx_hash"`
	LogIndex    *uint64 `column:"log_index"`
}
