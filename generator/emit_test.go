package generator

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/generator/endpoints"
)

func TestEmitText(t *testing.T) {
	tests := []struct {
		text string
		want []endpoints.Output
	}{
		{"", []endpoints.Output{endpoints.Cards, endpoints.Fleets, endpoints.Search, endpoints.Exports}},
		{"cards", []endpoints.Output{endpoints.Cards, endpoints.Fleets, endpoints.Search, endpoints.Exports}},
		{"badges", []endpoints.Output{endpoints.Cards, endpoints.Badges, endpoints.Fleets, endpoints.Search, endpoints.Exports}},
		{"badges, no-exports,no-cards", []endpoints.Output{endpoints.Badges, endpoints.Fleets, endpoints.Search}},
		{"no-badges,no-cards,no-fleets,no-search,no-exports", nil},
	}
	for _, test := range tests {
		var e Emit
		if err := e.UnmarshalText([]byte(test.text)); err != nil {
			t.Errorf("%q: %v", test.text, err)
		}
		var got []endpoints.Output
		for _, o := range endpoints.Outputs {
			if e.Has(o) {
				got = append(got, o)
			}
		}
		if again := Only(got); cmp.Diff(e.list(), again.list()) != "" {
			t.Errorf("%q: %v and %v", test.text, e.list(), again.list())
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q: %s", test.text, diff)
		}
	}
}

func TestEmitZero(t *testing.T) {
	var e Emit
	if !e.Has(endpoints.Cards) || e.Has(endpoints.Badges) {
		t.Error("the zero value is not every output but badges")
	}
}

func TestEmitMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"mcr":            `no output named "mcr": use some of cards, badges, fleets, search, exports`,
		"cards,,badges":  `no output named ""`,
		"no-":            `no output named "no-"`,
		"Cards":          `no output named "Cards"`,
		"cards,cards":    "the output cards is named twice",
		"cards,no-cards": "the output cards is named twice",
	} {
		var e Emit
		if err := e.UnmarshalText([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
