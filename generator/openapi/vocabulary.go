package openapi

// vocabulary says what a field means, and what values it takes, wherever a
// field of that name stands. Its members go over those that follow from the
// Go type.
var vocabulary = map[string]object{
	"did":                       {meaning("A DID. In /mcr it is the text of the request")},
	"operator_did":              {meaning("The operator's DID: the text of the request")},
	"machine_id":                {meaning("Id of the machine in its registry, a uint256")},
	"machineId":                 {meaning("Id of the machine in its registry, a uint256")},
	"mcr_score":                 {meaning("Score; 0 where the rating is NR or Provisioned"), {"minimum", 0}, {"maximum", 100}},
	"mcr":                       {meaning("Rating"), words("AAA", "AA", "A", "BBB", "BB", "B", "NR", "Provisioned")},
	"mcr_degraded":              {meaning("Whether an amount in the score window had no exchange rate")},
	"bond_status":               {words("bonded", "unbonded")},
	"negative_flag":             {meaning("Whether AdminFlags holds a flag for the machine")},
	"event_count":               {meaning("Events on chain"), {"minimum", 0}},
	"revenue_event_count":       {meaning("Revenue events on chain"), {"minimum", 0}},
	"activity_event_count":      {meaning("Activity events on chain"), {"minimum", 0}},
	"revenue_trend":             {words("up", "stable", "down", "insufficient")},
	"total_revenue":             {meaning("USD cents over the score window, of events of at least 1000"), {"minimum", 0}},
	"average_revenue_per_event": {meaning("USD cents with at most two decimals, over the events that count in total_revenue"), {"minimum", 0}},
	"last_updated":              {meaning("Unix time of the newest event, null where there is none"), {"minimum", 0}},
	"home_chain":                {meaning("Protocol chain id of the home of a machine that is not homed on peaq"), {"minimum", 0}},
	"relocating":                {meaning("Whether the machine is moving between chains")},
	"rating_unavailable":        {meaning("Why there is no rating")},
	"schema_version":            {words("1.0")},
	"data_visibility":           {words("private", "onchain", "public")},
	"data_api":                  {meaning("Where the machine's data is, for visibility private")},
	"event_data":                {meaning("The first 100 events, for visibility onchain"), {"maxItems", 100}},
	"partner_data":              {meaning("What data_api answered, for visibility public")},
	"partner_data_error": {meaning("Why there is no partner_data"), words("data_api not configured", "blocked: unsafe URL",
		"blocked: malformed URL", "fetch failed", "response too large", "invalid JSON response")},
	"event_type":        {meaning("0 revenue, 1 activity"), {"minimum", 0}},
	"origin_value":      {meaning("Amount in the currency's smallest unit, or any number of an activity")},
	"value":             {meaning("The same as origin_value")},
	"timestamp":         {meaning("Unix time"), {"minimum", 0}},
	"trust_level":       {meaning("0 self-reported, 1 on-chain verifiable, 2 hardware-signed"), {"minimum", 0}},
	"metadata":          {meaning("The event's JSON object, or its text under raw")},
	"origin_currency":   {meaning("ISO 4217, revenue only"), {"pattern", "^[A-Z0-9]{3,10}$"}},
	"origin_subunit":    {meaning("Smallest units of one; null for a currency that is not supported")},
	"usd_value":         {meaning("USD cents; null unless amount_status is ok")},
	"usd_subunit":       {{"const", 100}},
	"amount_status":     {words("ok", "unsupported_currency", "fx_unavailable")},
	"Operator.machines": {{"maxItems", 20}},
	"offset":            {meaning("Entries of the list before the page"), {"minimum", 0}},
	"limit":             {meaning("Entries of the list that the page covers"), {"minimum", 1}, {"maximum", 20}},
	"total":             {meaning("Entries of the operator's list, registered or not"), {"minimum", 0}},
	"active":            {meaning("Always true for a registered machine")},
	"machineRegistry":   {meaning("eip155:<chain id>:<registry of machines>"), {"pattern", `^eip155:[0-9]+:0x[a-fA-F0-9]{40}$`}},
	"rpc_connected":     {meaning("Whether the chain was reached, and lately enough")},
}

func meaning(text string) member { return member{"description", text} }

func words(list ...string) member { return member{"enum", list} }
