package fx

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeCurrencyAPI(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       map[string]string
	}{
		{"as published", `{"date":"2026-03-04","usd":{"aave":0.0031,"btc":1.1e-05,"twd":31.20,"usd":1,"vnd":26123.5}}`,
			map[string]string{"TWD": "31.20", "VND": "26123.5"}},
		{"more digits than a float has", `{"date":"2026-03-04","usd":{"twd":31.20000000000000000000001}}`,
			map[string]string{"TWD": "31.20000000000000000000001"}},
		{"whole number", `{"date":"2026-03-04","usd":{"vnd":26000}}`, map[string]string{"VND": "26000"}},
		{"byte order mark", "\ufeff" + `{"date":"2026-03-04","usd":{"vnd":26000}}`, map[string]string{"VND": "26000"}},
		{"other entries are not read", `{"date":"2026-03-04","usd":{"vnd":1,"doge":null,"x":"y"},"more":[]}`, map[string]string{"VND": "1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := decodeCurrencyAPI([]byte(tt.text), "2026-03-04")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	for text, want := range map[string]string{
		``:                                                 "unexpected end",
		`<!doctype html><p>Sorry`:                          "invalid character",
		`{"date":"2026-03-04","usd":{"`:                    "unexpected end",
		`[]`:                                               "array",
		`{"date":"2026-03-04","usd":[]}`:                   "array",
		`{"date":"2026-03-04"}`:                            "no rates",
		`{"date":"2026-03-04","eur":{"twd":31}}`:           "no rates",
		`{"date":"2026-03-03","usd":{"twd":31}}`:           `it is for "2026-03-03"`,
		`{"usd":{"twd":31}}`:                               `it is for ""`,
		`{"date":"2026-03-04","usd":{"twd":"31"}}`:         "TWD: ",
		`{"date":"2026-03-04","usd":{"twd":null}}`:         "TWD: ",
		`{"date":"2026-03-04","usd":{"twd":-31}}`:          "TWD: ",
		`{"date":"2026-03-04","usd":{"twd":0}}`:            "above 0",
		`{"date":"2026-03-04","usd":{"twd":1e999999999}}`:  "TWD: ",
		`{"date":"2026-03-04","usd":{"twd":31}} {"usd":1}`: "after top-level value",
	} {
		if got, err := decodeCurrencyAPI([]byte(text), "2026-03-04"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, error %v, want %q in it", text, got, err, want)
		}
	}
}

func FuzzDecodeCurrencyAPI(f *testing.F) {
	f.Add([]byte(`{"date":"2026-03-04","usd":{"btc":1.1e-05,"twd":31.20}}`))
	f.Add([]byte(`{"date":"2026-03-04","usd":{"twd":"31"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		rates, err := decodeCurrencyAPI(data, "2026-03-04")
		for currency, units := range rates {
			if v, parseErr := parseUnits(units); err != nil || parseErr != nil || v == nil {
				t.Errorf("%s at %q came through: %v", currency, units, parseErr)
			}
		}
	})
}
