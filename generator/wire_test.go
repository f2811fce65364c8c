package generator

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/scoring"
)

func text(t *testing.T, v any) string {
	t.Helper()
	body, err := encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(body), "\n")
}

func TestMCRIsTheDocumentedExample(t *testing.T) {
	got := text(t, MCR{
		DID:                    "did:peaq:0xabc1230000000000000000000000000000000001",
		MachineID:              Integer(*uint256.NewInt(1)),
		MCRScore:               45,
		MCR:                    scoring.BB,
		BondStatus:             "bonded",
		EventCount:             12,
		RevenueEventCount:      7,
		ActivityEventCount:     5,
		RevenueTrend:           scoring.Stable,
		TotalRevenue:           big.NewInt(35000),
		AverageRevenuePerEvent: 5000,
		LastUpdated:            1711900000,
	})
	want := `{"did":"did:peaq:0xabc1230000000000000000000000000000000001","machine_id":1,"mcr_score":45,"mcr":"BB",` +
		`"mcr_degraded":false,"bond_status":"bonded","negative_flag":false,"event_count":12,"revenue_event_count":7,` +
		`"activity_event_count":5,"revenue_trend":"stable","total_revenue":35000,"average_revenue_per_event":5000.0,"last_updated":1711900000}`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMachineIsTheDocumentedExample(t *testing.T) {
	subunit := 100
	got := text(t, Machine{SchemaVersion: "1.0", Name: "Machine #7", PeaqOS: PeaqOS{
		MachineID:      Integer(*uint256.NewInt(1)),
		DID:            "did:peaq:0xabc1230000000000000000000000000000000001",
		MCR:            scoring.B,
		MCRScore:       30,
		BondStatus:     "bonded",
		EventCount:     5,
		DataVisibility: "onchain",
		EventData: []Event{{
			OriginValue: Integer(*uint256.NewInt(20000)),
			Timestamp:   1711900000,
			TrustLevel:  2,
			Metadata:    json.RawMessage(`{ "job_id": "abc" }`),
			Amount: &Amount{
				OriginCurrency: "HKD", OriginSubunit: &subunit, USDValue: big.NewInt(2564), USDSubunit: 100, AmountStatus: scoring.OK,
			},
		}},
	}})
	want := `{"schema_version":"1.0","name":"Machine #7","peaqos":{"machine_id":1,"did":"did:peaq:0xabc1230000000000000000000000000000000001",` +
		`"operator":null,"mcr":"B","mcr_score":30,"bond_status":"bonded","negative_flag":false,"event_count":5,"data_visibility":"onchain",` +
		`"documentation_url":null,"event_data":[{"event_type":0,"origin_value":20000,"timestamp":1711900000,"trust_level":2,` +
		`"metadata":{"job_id":"abc"},"origin_currency":"HKD","origin_subunit":100,"usd_value":2564,"usd_subunit":100,"amount_status":"ok"}]}}`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestVisibilityDecidesTheKeys(t *testing.T) {
	url := "https://machine.example.com/api/data"
	for name, tt := range map[string]struct {
		body PeaqOS
		want string
	}{
		"private without data_api": {PeaqOS{}, `"documentation_url":null}`},
		"private with data_api":    {PeaqOS{DataAPI: &url}, `"documentation_url":null,"data_api":"` + url + `"}`},
		"onchain without events":   {PeaqOS{EventData: []Event{}}, `"documentation_url":null,"event_data":[]}`},
		"public":                   {PeaqOS{PartnerData: json.RawMessage(`{"b":1.0,"a":[]}`)}, `"documentation_url":null,"partner_data":{"b":1.0,"a":[]}}`},
		"public failed":            {PeaqOS{PartnerDataError: "fetch failed"}, `"documentation_url":null,"partner_data_error":"fetch failed"}`},
	} {
		if got := text(t, tt.body); !strings.HasSuffix(got, tt.want) {
			t.Errorf("%s: %s does not end with %s", name, got, tt.want)
		}
	}
}

func TestActivityHasNoAmount(t *testing.T) {
	got := text(t, Event{EventType: 1, Metadata: json.RawMessage("{}")})
	want := `{"event_type":1,"origin_value":0,"timestamp":0,"trust_level":0,"metadata":{}}`
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAmountOutsideTheListIsNull(t *testing.T) {
	got := text(t, Amount{OriginCurrency: "BHD", USDSubunit: 100, AmountStatus: scoring.UnsupportedCurrency})
	want := `{"origin_currency":"BHD","origin_subunit":null,"usd_value":null,"usd_subunit":100,"amount_status":"unsupported_currency"}`
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFloatAlwaysHasAPoint(t *testing.T) {
	for f, want := range map[Float]string{
		0: "0.0", 5000: "5000.0", 0.5: "0.5", 39926.64077669903: "39926.64077669903", 1e21: "1000000000000000000000.0",
		math.MaxFloat64: "17976931348623157" + strings.Repeat("0", 292) + ".0",
	} {
		if got := text(t, f); got != want {
			t.Errorf("%g: got %s, want %s", float64(f), got, want)
		}
	}
}

func TestIntegerKeepsAllDigits(t *testing.T) {
	const most = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
	n := Integer(*uint256.MustFromDecimal(most))
	if got := text(t, n); got != most {
		t.Errorf("got %s", got)
	}
	var back Integer
	if err := json.Unmarshal([]byte(most), &back); err != nil || back != n {
		t.Errorf("read back %v, %v", back, err)
	}
	for _, bad := range []string{`-1`, `1.0`, `"1"`, most + "0"} {
		if err := json.Unmarshal([]byte(bad), new(Integer)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func TestMetadata(t *testing.T) {
	for in, want := range map[string]string{
		"":                                     `{}`,
		`{}`:                                   `{}`,
		` {"a" : 1.50, "b":[]}`:                `{"a":1.50,"b":[]}`,
		`{"a":1,"a":2}`:                        `{"a":1,"a":2}`,
		`{"n":123456789012345678901234567890}`: `{"n":123456789012345678901234567890}`,
		`[1,2]`:                                `{"raw":"[1,2]"}`,
		`"text"`:                               `{"raw":"\"text\""}`,
		`null`:                                 `{"raw":"null"}`,
		`{"a":NaN}`:                            `{"raw":"{\"a\":NaN}"}`,
		`{"a":1} x`:                            `{"raw":"{\"a\":1} x"}`,
		`plain`:                                `{"raw":"plain"}`,
		"\xff\xfe":                             `{"raw":"` + "\uFFFD" + `"}`,
		"{\"a\":\"\xff\"}":                     `{"a":"` + "\uFFFD" + `"}`,
		`<script>alert(1)</script>`:            `{"raw":"<script>alert(1)</script>"}`,
	} {
		if got := text(t, metadataJSON([]byte(in))); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

func FuzzMetadata(f *testing.F) {
	for _, seed := range []string{"", "{}", `{"a":1}`, "[", "\xff", `{"a":"\ud800"}`, strings.Repeat(`{"a":`, 2000)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var object map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text(t, metadataJSON(data))), &object); err != nil {
			t.Errorf("%q gives no JSON object: %v", data, err)
		}
	})
}

func TestRatingsRoundTrip(t *testing.T) {
	r := Ratings{1, 2, 3, 4, 5, 6, 7, 8}
	const want = `{"AAA":1,"AA":2,"A":3,"BBB":4,"BB":5,"B":6,"NR":7,"Provisioned":8}`
	if got := text(t, r); got != want {
		t.Errorf("got %s", got)
	}
	var back Ratings
	if err := json.Unmarshal([]byte(want), &back); err != nil || back != r {
		t.Errorf("read back %v, %v", back, err)
	}
}
