package answers

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

func text(t *testing.T, v any) string {
	t.Helper()
	body, err := Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(body), "\n")
}

var documented = common.HexToAddress("0xabc1230000000000000000000000000000000001")

// rated is the machine of the documented rating, in either generation.
func rated(g chain.Generation) *Machine {
	m := &Machine{
		Machine: &chain.Machine{Bonded: true, DataVisibility: Private},
		Rating: scoring.Rating{
			Letter: scoring.BB, Score: 45, EventCount: 12, RevenueEventCount: 7, ActivityEventCount: 5,
			Trend: scoring.Stable, TotalRevenue: big.NewInt(35000), AverageRevenue: new(5000.0), LastUpdated: 1711900000,
		},
	}
	if g == chain.Gen1 {
		m.ID, m.DID, m.Gen1 = *uint256.NewInt(1), "did:peaq:"+documented.Hex(), &chain.Gen1Machine{Wallet: documented}
	} else {
		m.ID, m.DID, m.Gen2 = *uint256.NewInt(42), "did:peaq:42", &chain.Gen2Machine{}
	}
	return m
}

// foreign is the machine that peaq's clients know as homed on another chain.
func foreign() *Machine {
	return &Machine{
		Machine: &chain.Machine{
			ID: *uint256.NewInt(5), DID: "did:peaq:5", Bonded: true, Foreign: true, DataVisibility: Private,
			Gen2: &chain.Gen2Machine{HomeChain: 5},
		},
		Rating: scoring.Rating{Letter: scoring.Provisioned, TotalRevenue: new(big.Int)},
	}
}

func TestMCRIsTheDocumentedExample(t *testing.T) {
	checksummed := documented.Hex()
	empty := rated(chain.Gen1)
	empty.Rating = scoring.Rating{Letter: scoring.NR, Trend: scoring.Insufficient, TotalRevenue: new(big.Int)}
	unpaid := rated(chain.Gen2)
	unpaid.Rating = empty.Rating
	for name, tt := range map[string]struct {
		got  any
		want string
	}{
		"1.0": {gen1{}.MCR(rated(chain.Gen1)), `{"did":"did:peaq:` + checksummed + `","machine_id":1,"mcr_score":45,"mcr":"BB",` +
			`"mcr_degraded":false,"bond_status":"bonded","negative_flag":false,"event_count":12,"revenue_event_count":7,` +
			`"activity_event_count":5,"revenue_trend":"stable","total_revenue":35000,"average_revenue_per_event":5000.0,"last_updated":1711900000}`},
		"1.0 without events": {gen1{}.MCR(empty), `{"did":"did:peaq:` + checksummed + `","machine_id":1,"mcr_score":0,"mcr":"NR",` +
			`"mcr_degraded":false,"bond_status":"bonded","negative_flag":false,"event_count":0,"revenue_event_count":0,` +
			`"activity_event_count":0,"revenue_trend":"insufficient","total_revenue":0,"average_revenue_per_event":0.0,"last_updated":null}`},
		"2.0": {gen2{}.MCR(rated(chain.Gen2)), `{"did":"did:peaq:42","machine_id":"42","mcr_score":45,"mcr":"BB",` +
			`"mcr_degraded":false,"bond_status":"bonded","negative_flag":false,"event_count":12,"revenue_event_count":7,` +
			`"activity_event_count":5,"revenue_trend":"stable","total_revenue":35000,"average_revenue_per_event":5000.0,"last_updated":1711900000}`},
		"2.0 without events": {gen2{}.MCR(unpaid), `{"did":"did:peaq:42","machine_id":"42","mcr_score":0,"mcr":"NR",` +
			`"mcr_degraded":false,"bond_status":"bonded","negative_flag":false,"event_count":0,"revenue_event_count":0,` +
			`"activity_event_count":0,"revenue_trend":"insufficient","total_revenue":0,"average_revenue_per_event":null,"last_updated":null}`},
		"2.0 foreign": {gen2{}.MCR(foreign()), `{"did":"did:peaq:5","machine_id":"5","mcr_score":0,"mcr":"Provisioned",` +
			`"mcr_degraded":false,"bond_status":"bonded","negative_flag":false,"event_count":0,"revenue_event_count":0,` +
			`"activity_event_count":0,"revenue_trend":null,"total_revenue":0,"average_revenue_per_event":null,"last_updated":null,` +
			`"home_chain":5,"rating_unavailable":"no_events_yet"}`},
	} {
		if diff := cmp.Diff(tt.want, text(t, tt.got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// onchain gives a machine the documented revenue event, an activity, and two
// events that clients refuse.
func onchain(m *Machine) *Machine {
	m.DataVisibility = Onchain
	m.Events = []chain.Event{
		{Type: 0, Value: *uint256.NewInt(20000), Currency: "HKD", Time: *uint256.NewInt(1711900000), Trust: 2},
		{Type: 7, Value: *uint256.NewInt(1)},
		{Type: 0, Currency: "h k d"},
		{Type: 1, Value: *uint256.NewInt(3), Time: *uint256.NewInt(9)},
	}
	m.Values = []fx.Valuation{{Currency: "HKD", Subunit: 100, Status: scoring.OK, Cents: big.NewInt(2564)}, {}, {}, {}}
	return m
}

func TestProfiles(t *testing.T) {
	numbered := onchain(rated(chain.Gen1))
	numbered.TokenID = *uint256.NewInt(7)
	private := rated(chain.Gen1)
	private.DataAPI = "https://machine.example.com/api/data"
	public := rated(chain.Gen2)
	public.DataVisibility, public.PartnerData = Public, json.RawMessage(`{"b":1.0,"a":[]}`)
	failed := rated(chain.Gen2)
	failed.DataVisibility, failed.PartnerError = Public, "fetch failed"
	silent := rated(chain.Gen2)
	silent.DataVisibility = Onchain
	const amount = `"origin_currency":"HKD","origin_subunit":100,"usd_value":2564,"usd_subunit":100,"amount_status":"ok"}`
	for name, tt := range map[string]struct {
		got         any
		start, rest string
	}{
		"1.0 onchain": {
			gen1{}.Profile(numbered),
			`{"schema_version":"1.0","name":"Machine #7","peaqos":{"machine_id":1,"did":"did:peaq:` + documented.Hex() + `","operator":null,"mcr":"BB",`,
			`"documentation_url":null,"event_data":[{"event_type":0,"origin_value":20000,"value":20000,"timestamp":1711900000,"trust_level":2,"metadata":{},` + amount +
				`,{"event_type":1,"origin_value":3,"value":3,"timestamp":9,"trust_level":0,"metadata":{}}]}}`,
		},
		"1.0 private": {
			gen1{}.Profile(private),
			`{"schema_version":"1.0","name":"Machine (no NFT)","peaqos":{"machine_id":1,`,
			`"documentation_url":null,"data_api":"https://machine.example.com/api/data"}}`,
		},
		"2.0 onchain": {
			gen2{}.Profile(onchain(rated(chain.Gen2))),
			`{"schema_version":"1.0","name":"Machine #42","peaqos":{"machine_id":"42","did":"did:peaq:42","operator":null,"mcr":"BB","mcr_score":45,` +
				`"bond_status":"bonded","negative_flag":false,"event_count":12,"data_visibility":"onchain","documentation_url":null,"event_data":[`,
			`[{"event_type":0,"origin_value":20000,"timestamp":1711900000,"trust_level":2,"metadata":{},` + amount +
				`,{"event_type":1,"origin_value":3,"timestamp":9,"trust_level":0,"metadata":{}}]}}`,
		},
		"2.0 onchain without events": {gen2{}.Profile(silent), ``, `"documentation_url":null,"event_data":[]}}`},
		"2.0 public":                 {gen2{}.Profile(public), ``, `"documentation_url":null,"partner_data":{"b":1.0,"a":[]}}}`},
		"2.0 public, failed":         {gen2{}.Profile(failed), ``, `"documentation_url":null,"partner_data_error":"fetch failed"}}`},
		"2.0 foreign": {
			gen2{}.Profile(foreign()),
			`{"schema_version":"1.0","name":"Machine #5","peaqos":{"machine_id":"5","did":"did:peaq:5","operator":null,"mcr":"Provisioned","mcr_score":0,`,
			`"data_visibility":"private","documentation_url":null,"home_chain":5,"relocating":false,"rating_unavailable":"no_events_yet"}}`,
		},
	} {
		got := text(t, tt.got)
		if !strings.HasPrefix(got, tt.start) || !strings.HasSuffix(got, tt.rest) {
			t.Errorf("%s: %s\nis not\n%s ... %s", name, got, tt.start, tt.rest)
		}
	}
}

func TestEventDataEnds(t *testing.T) {
	m := rated(chain.Gen2)
	m.DataVisibility = Onchain
	for i := range 150 {
		m.Events = append(m.Events, chain.Event{Type: uint8(1 + i%2), Value: *uint256.NewInt(uint64(i))}) // every other is of type 2
	}
	m.Values = make([]fx.Valuation, len(m.Events))
	if shown := m.shown(); len(shown) != 75 || shown[74] != 148 {
		t.Errorf("%d events are shown: %v", len(shown), shown)
	}
	for i := range m.Events {
		m.Events[i].Type = 1
	}
	if shown := m.shown(); len(shown) != 100 || shown[99] != 99 {
		t.Errorf("%d events are shown: %v", len(shown), shown)
	}
}

func TestCards(t *testing.T) {
	m := rated(chain.Gen2)
	m.DataAPI, m.Operator = "https://machine.example.com/api", "did:peaq:"+documented.Hex()
	m.Services = []chain.Service{{Type: "chat", Endpoint: "wss://machine.example.com"}}
	registry := RegistryName(3338, documented)
	want := `{"type":"peaqos:registration:v1","name":"Machine #42","description":"peaqOS machine","did":"did:peaq:42","active":true,` +
		`"services":[{"name":"web","endpoint":"https://machine.example.com/api"},{"name":"chat","endpoint":"wss://machine.example.com"}],` +
		`"data_visibility":"private","documentation_url":"","operator":"did:peaq:` + documented.Hex() + `","bond_status":"bonded","event_count":12,` +
		`"registrations":[{"type":"peaqos:registration:v1","machineId":"42","machineRegistry":"eip155:3338:` + documented.Hex() + `"}]}`
	if diff := cmp.Diff(want, text(t, gen2{}.Card(m, registry))); diff != "" {
		t.Error(diff)
	}
	got := text(t, gen1{}.Card(rated(chain.Gen1), registry))
	if !strings.Contains(got, `"services":[],`) || !strings.Contains(got, `"machineId":1,`) {
		t.Error(got)
	}
}

func TestOperators(t *testing.T) {
	page := &Page{documented, []Listed{{"did:peaq:42", *uint256.NewInt(42), Rated{scoring.BB, 45}, true}}, 20, 20, 21}
	want := `{"operator_did":"did:peaq:` + documented.Hex() + `","machines":[{"did":"did:peaq:42","machine_id":"42","mcr_score":45,"mcr":"BB",` +
		`"negative_flag":true}],"pagination":{"offset":20,"limit":20,"total":21}}`
	if diff := cmp.Diff(want, text(t, gen2{}.Operator(page))); diff != "" {
		t.Error(diff)
	}
	page.Machines[0].DID = "" // a machine without a wallet
	if got := text(t, gen1{}.Operator(page)); !strings.Contains(got, `{"did":"did:peaq:0x0000000000000000000000000000000000000000","machine_id":42,`) {
		t.Error(got)
	}
	if got := text(t, gen2{}.Operator(&Page{Limit: 20})); !strings.Contains(got, `"machines":[],`) {
		t.Error(got)
	}
}

func TestReady(t *testing.T) {
	for _, tt := range []struct {
		body any
		want string
	}{
		{gen1{}.Ready(true, true), `{"status":"ready","rpc_connected":true,"contracts":{"identity_registry":true,"identity_staking":true,` +
			`"event_registry":true,"machine_nft":true,"admin_flags":true,"did_registry":true}}`},
		{gen1{}.Ready(false, false), `{"status":"not_ready","rpc_connected":false,"contracts":{"identity_registry":false,"identity_staking":false,` +
			`"event_registry":false,"machine_nft":false,"admin_flags":false,"did_registry":false}}`},
		{gen2{}.Ready(false, true), `{"status":"not_ready","rpc_connected":false,"contracts":{"machine_registry":true,"machine_state_and_sync":true,` +
			`"machine_subscription":true,"cross_chain_mirror":true,"event_registry":true,"info_desk":true,"admin_flags":true}}`},
	} {
		if diff := cmp.Diff(tt.want, text(t, tt.body)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestEntries(t *testing.T) {
	walletless := rated(chain.Gen1)
	walletless.Gen1 = &chain.Gen1Machine{}
	walletless.Machine.Profile = chain.NoWallet
	owned := rated(chain.Gen2)
	owned.Gen2 = &chain.Gen2Machine{Owner: documented, Subscription: chain.Subscription{Status: chain.Grace}}
	const common = `"mcr":"BB","mcr_score":45,"mcr_degraded":false,"event_count":12,"resolves":`
	for _, tt := range []struct {
		entry MachineEntry
		want  string
		has   [3]bool // by DID, token and id
	}{
		{gen1{}.Entry(rated(chain.Gen1)), `{"machine_id":"1","wallet":"` + documented.Hex() + `","token_id":null,"operator":null,` + common + `"ok"}`, [3]bool{true, false, true}},
		{gen1{}.Entry(walletless), `{"machine_id":"1","wallet":null,"token_id":null,"operator":null,` + common + `"Machine wallet not found"}`, [3]bool{}},
		{gen2{}.Entry(owned), `{"machine_id":"42","owner":"` + documented.Hex() + `","controller":null,"operator":null,"home_chain":null,"subscription":"grace",` +
			common + `"ok"}`, [3]bool{true, true, true}},
		{gen2{}.Entry(foreign()), `{"machine_id":"5","owner":null,"controller":null,"operator":null,"home_chain":5,"subscription":"not_activated",` +
			`"mcr":"Provisioned","mcr_score":0,"mcr_degraded":false,"event_count":0,"resolves":"ok"}`, [3]bool{true, false, true}},
	} {
		got := text(t, tt.entry)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Error(diff)
		}
		var back MachineEntry
		if err := json.Unmarshal([]byte(got), &back); err != nil || text(t, back) != got {
			t.Errorf("%s is read as %s, %v", got, text(t, back), err)
		}
		for i, subject := range []endpoints.Subject{endpoints.OfProfile, endpoints.OfToken, endpoints.OfMachine} {
			if _, has := back.Key(subject); has != tt.has[i] {
				t.Errorf("%s: subject %d: %t", got, subject, has)
			}
		}
	}
}

// Every body of the table has an example in either generation, so that no
// file goes undescribed.
func TestExamples(t *testing.T) {
	for _, g := range []chain.Generation{chain.Gen1, chain.Gen2} {
		for f := range endpoints.Of(g).All() {
			if f.Body == "" {
				continue
			}
			examples := Examples(g, f)
			if len(examples) == 0 {
				t.Errorf("%s: %s has no example", g, f.Body)
			}
			for _, e := range examples {
				if f.Endpoint != nil && (f.Endpoint.Key != nil) != (e.Key != "") {
					t.Errorf("%s: %s has the key %q", g, f.Name, e.Key)
				}
			}
		}
	}
}
