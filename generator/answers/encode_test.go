package answers

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/holiman/uint256"

	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

const most = "115792089237316195423570985008687907853269984665640564039457584007913129639935"

func TestFloatAlwaysHasAPoint(t *testing.T) {
	for f, want := range map[Float]string{
		0: "0.0", 5000: "5000.0", 0.5: "0.5", 39926.64: "39926.64", 1e21: "1000000000000000000000.0",
		math.MaxFloat64: "17976931348623157" + strings.Repeat("0", 292) + ".0",
	} {
		if got := text(t, f); got != want {
			t.Errorf("%g: got %s, want %s", float64(f), got, want)
		}
	}
}

func TestIntegerKeepsAllDigits(t *testing.T) {
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

func TestIDIsAString(t *testing.T) {
	id := ID(*uint256.MustFromDecimal(most))
	if got := text(t, id); got != `"`+most+`"` {
		t.Errorf("got %s", got)
	}
	var back ID
	if err := json.Unmarshal([]byte(`"`+most+`"`), &back); err != nil || back != id {
		t.Errorf("read back %v, %v", back, err)
	}
	for _, bad := range []string{`1`, `""`, `"01"`, `"-1"`, `"0x1"`, `"1.0"`, `"` + most + `0"`} {
		if err := json.Unmarshal([]byte(bad), new(ID)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func TestAmounts(t *testing.T) {
	large, _ := new(big.Int).SetString(most, 10)
	for want, v := range map[string]fx.Valuation{
		`{"origin_currency":"BHD","origin_subunit":null,"usd_value":null,"usd_subunit":100,"amount_status":"unsupported_currency"}`: {
			Currency: "BHD", Status: scoring.UnsupportedCurrency,
		},
		`{"origin_currency":"JPY","origin_subunit":1,"usd_value":` + most + `,"usd_subunit":100,"amount_status":"ok"}`: {
			Currency: "JPY", Subunit: 1, Status: scoring.OK, Cents: large,
		},
	} {
		if got := text(t, AmountOf(&v)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestRatingsRoundTrip(t *testing.T) {
	r := Ratings{scoring.AAA: 1, scoring.AA: 2, scoring.A: 3, scoring.BBB: 4, scoring.BB: 5, scoring.B: 6, scoring.NR: 7}
	const want = `{"AAA":1,"AA":2,"A":3,"BBB":4,"BB":5,"B":6,"NR":7,"Provisioned":0}`
	got := text(t, r)
	if got != want {
		t.Errorf("got %s", got)
	}
	var back Ratings
	if err := json.Unmarshal([]byte(want), &back); err != nil || text(t, back) != want {
		t.Errorf("read back %v, %v", back, err)
	}
}
