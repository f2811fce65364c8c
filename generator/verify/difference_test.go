package verify

import (
	"bytes"
	"strings"
	"testing"
)

func TestDifference(t *testing.T) {
	for _, tc := range []struct{ published, derived, want string }{
		{`{"a":1}`, `{"a":1}`, ""},
		{`{"a":1,"b":"x"}`, `{"a":2,"b":"x"}`, "a is 1, the chain gives 2"},
		{`{"a":1}`, `{"a":"1"}`, `a is 1, the chain gives "1"`},
		{`{"a":1.0}`, `{"a":1}`, "a is 1.0, the chain gives 1"},
		{`{"a":null}`, `{}`, "a is null, the chain gives absent"},
		{`{"a":{"b":[1,2]}}`, `{"a":{"b":[1]}}`, "a.b[1] is 2, the chain gives absent; a.b[] is 2 elements, the chain gives 1 elements"},
		{`{"a":[]}`, `{"a":{}}`, "a[] is 0 elements, the chain gives absent; a{} is absent, the chain gives an object"},
		{`{"a":1,"b":1,"c":1,"d":1,"e":1}`, `{"a":2,"b":2,"c":2,"d":2,"e":2}`,
			"a is 1, the chain gives 2; b is 1, the chain gives 2; c is 1, the chain gives 2; and 2 more"},
		{`{"b":1,"a":1}`, `{"a":1,"b":1}`, "13 bytes, the chain gives 13; they differ from byte 2"},
		{`{"a":1} `, `{"a":1}`, "8 bytes, the chain gives 7; they differ from byte 7"},
		{"<p>x", "<p>y", "4 bytes, the chain gives 4; they differ from byte 3"},
		{"", "x", "0 bytes, the chain gives 1; they differ from byte 0"},
		{`{"a":"` + "\u202e" + `x\n"}`, `{"a":""}`, `a is "?x\n", the chain gives ""`},
	} {
		if got := difference([]byte(tc.published), []byte(tc.derived)); got != tc.want {
			t.Errorf("%s and %s: %s", tc.published, tc.derived, got)
		}
	}
}

func TestWithoutPartner(t *testing.T) {
	for body, want := range map[string]string{
		`{"peaqos":{"data_visibility":"public","mcr_score":1,"partner_data":{"x":1}}}`:              `{"peaqos":{"data_visibility":"public","mcr_score":1}}`,
		`{"peaqos":{"data_visibility":"public","mcr_score":1,"partner_data_error":"fetch failed"}}`: `{"peaqos":{"data_visibility":"public","mcr_score":1}}`,
		`{"peaqos":{"data_visibility":"private","partner_data":1}}`:                                 `{"peaqos":{"data_visibility":"private","partner_data":1}}`,
		`{"peaqos":[]}`: `{"peaqos":[]}`,
		`[1]`:           `[1]`,
		`{`:             `{`,
	} {
		if got := string(withoutPartner([]byte(body))); got != want {
			t.Errorf("%s: %s", body, got)
		}
	}
}

// FuzzDifference: equal bytes, and only these, have no difference.
func FuzzDifference(f *testing.F) {
	for _, seed := range []string{`{"a":1}`, `{"a":[1,{"b":null}]}`, "x", "", strings.Repeat("[", 5000) + strings.Repeat("]", 5000), `{"":{"":1}}`} {
		f.Add([]byte(seed), []byte(`{"a":1}`))
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		text := difference(a, b)
		if (text == "") != bytes.Equal(a, b) || strings.ContainsAny(text, "\n\r\x1b") {
			t.Errorf("%q and %q: %q", a, b, text)
		}
	})
}
