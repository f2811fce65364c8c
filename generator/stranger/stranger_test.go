package stranger

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func nest(n int) string { return strings.Repeat(`{"a":`, n-1) + "{}" + strings.Repeat("}", n-1) }

func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"%d":0`, i)
	}
	return "{" + b.String()[1:] + "}"
}

// objects are texts with what Object makes of them.
var objects = map[string]struct{ in, want string }{
	"empty object":            {`{}`, same},
	"order and numbers":       {`{"b":1.0,"a":1e5,"c":-0,"d":12345678901234567890123}`, same},
	"largest float64":         {`{"a":1.7976931348623157e308,"b":-1.7976931348623157e+308}`, same},
	"a number too large":      {`{"a":1e400}`, refused},
	"a negative one":          {`{"a":[-1e400]}`, refused},
	"a large one in digits":   {`{"a":1` + strings.Repeat("0", 400) + `}`, refused},
	"just above float64":      {`{"a":1.7976931348623159e308}`, refused},
	"a number near zero":      {`{"a":1e-400}`, same},
	"zero with an exponent":   {`{"a":0e999}`, same},
	"escapes":                 {`{"\u0061":"\u003c\/\ud83d\ude00\n","<":"&"}`, same},
	"a pair in upper case":    {`{"a":"\uD83D\uDE00x"}`, same},
	"a lone high surrogate":   {`{"a":"\ud800"}`, refused},
	"a lone low surrogate":    {`{"a":"x\udc00y"}`, refused},
	"surrogates turned round": {`{"a":"\ude00\ud83d"}`, refused},
	"a high one twice":        {`{"a":"\ud83d\ud83d\ude00"}`, refused},
	"a high one, a letter":    {`{"a":"\ud83d\u0061"}`, refused},
	"a lone one in a name":    {`{"\udfff":1}`, refused},
	"a lone one in an array":  {`{"a":["\\",["\ud800"]]}`, refused},
	"an escaped backslash":    {`{"a":"\\ud800"}`, same},
	"the pair of a quote":     {`{"a":"\"\ud83d\ude00\\"}`, same},
	"line separator":          {"{\"a\":\"\u2028\"}", same},
	"nested":                  {`{"a":[1,[],{},"x",null,true,false,{"b":[{}]}],"c":{}}`, same},
	"white space around":      {" \r\n\t{\"a\":1}\n ", `{"a":1}`},
	"white space inside":      {"{ \"a\" :\t[ 1 , 2 ]\r, \"b\"\n: true }", same},
	"byte order mark":         {"\ufeff{\"a\":1}", refused},
	"no-break space":          {"\u00a0{}", refused},
	"duplicate":               {`{"a":1,"b":2,"a":3}`, refused},
	"duplicate, escaped":      {`{"a":1,"\u0061":2}`, refused},
	"duplicate deep inside":   {`{"a":[{"b":{"c":1,"d":2,"c":1}}]}`, refused},
	"duplicate after objects": {`{"a":{"b":1},"c":{"b":1},"a":2}`, refused},
	"same name elsewhere":     {`{"a":{"a":1},"b":[{"a":1},{"a":2}]}`, same},
	"names by case":           {`{"a":1,"A":2}`, same},
	"the empty name":          {`{"":1}`, same},
	"quote in name":           {`{"a\"":1,"a\\":2}`, same},
	"many names":              {many(100_000), same},
	"array":                   {`[{"a":1}]`, refused},
	"string":                  {`"{}"`, refused},
	"null":                    {`null`, refused},
	"empty":                   {``, refused},
	"white space only":        {" \n", refused},
	"text":                    {`<!doctype html>`, refused},
	"NaN":                     {`{"a":NaN}`, refused},
	"Infinity":                {`{"a":-Infinity}`, refused},
	"two values":              {`{}{}`, refused},
	"trailing comma":          {`{"a":1,}`, refused},
	"comment":                 {`{"a":1}//`, refused},
	"single quotes":           {`{'a':1}`, refused},
	"control character":       {"{\"a\":\"\x00\"}", refused},
	"leading zero":            {`{"a":01}`, refused},
	"cut short":               {`{"a":"`, refused},
	"invalid UTF-8":           {"{\"a\":\"\xff\"}", refused},
	"surrogate in UTF-8":      {"{\"a\":\"\xed\xa0\x80\"}", refused},
	"UTF-16":                  {"\xff\xfe{\x00}\x00", refused},
	"deepest":                 {nest(32), same},
	"too deep":                {nest(33), refused},
	"deepest with arrays":     {`{"a":` + strings.Repeat("[", 31) + strings.Repeat("]", 31) + "}", same},
	"too deep an array":       {`{"a":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + "}", refused},
	"absurdly deep":           {strings.Repeat(`{"a":`, 9_990) + "1" + strings.Repeat("}", 9_990), refused},
	"deeper than a parser":    {strings.Repeat(`{"a":`, 200_000), refused},
}

const same, refused = "same", ""

func TestObject(t *testing.T) {
	for name, tc := range objects {
		t.Run(name, func(t *testing.T) {
			want := tc.want
			if want == same {
				want = tc.in
			}
			got, ok := Object([]byte(tc.in))
			if string(got) != want || ok != (tc.want != refused) {
				t.Errorf("Object(%.80q) = %.80q, %t, want %.80q", tc.in, got, ok, want)
			}
		})
	}
}

func TestMetadata(t *testing.T) {
	for in, want := range map[string]string{
		"":                   `{}`,
		"{}":                 `{}`,
		" {\"a\":1}\n":       `{"a":1}`,
		" ":                  `{"raw":" "}`,
		"null":               `{"raw":"null"}`,
		"[1]":                `{"raw":"[1]"}`,
		"a \"b\" <c> & \\d":  `{"raw":"a \"b\" <c> & \\d"}`,
		"{\"a\":\"\xff\"}":   `{"raw":"{\"a\":\"` + "\ufffd" + `\"}"}`,
		"a\x00b":             `{"raw":"a\u0000b"}`,
		`{"a":1,"a":1}`:      `{"raw":"{\"a\":1,\"a\":1}"}`,
		`{"a":"\ud800"}`:     `{"raw":"{\"a\":\"\\ud800\"}"}`,
		`{"a":1e400}`:        `{"raw":"{\"a\":1e400}"}`,
		"\xed\xa0\x80 text ": `{"raw":"` + "\ufffd" + ` text "}`,
	} {
		if got := Metadata([]byte(in)); string(got) != want {
			t.Errorf("Metadata(%q) = %s, want %s", in, got, want)
		}
	}
}

// FuzzMetadata holds the rule against what encoding/json makes of the result,
// which has no limit of depth worth the name, takes lone surrogates and keeps
// the last of equal names.
func FuzzMetadata(f *testing.F) {
	for _, tc := range objects {
		if len(tc.in) < 1000 {
			f.Add([]byte(tc.in))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		out := Metadata(data)
		if !utf8.Valid(out) || !json.Valid(out) {
			t.Fatalf("Metadata(%q) = %q, which is no JSON", data, out)
		}
		dec := json.NewDecoder(strings.NewReader(string(out)))
		if deepest, finite := survey(t, dec); deepest > 32 || !finite {
			t.Errorf("Metadata(%q) = %s, %d levels deep, finite %t", data, out, deepest, finite)
		}
		if again := Metadata(out); string(again) != string(out) {
			t.Errorf("Metadata(%q) = %q, then %q", data, out, again)
		}
	})
}

// survey reads tokens to the end and says how deep they go; a number that is
// no float64 is an error of the decoder.
func survey(t *testing.T, dec *json.Decoder) (deepest int, finite bool) {
	depth := 0
	for {
		token, err := dec.Token()
		if err != nil {
			return deepest, err.Error() == "EOF"
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		deepest = max(deepest, depth)
	}
}
