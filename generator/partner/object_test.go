package partner

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestObject(t *testing.T) {
	nest := func(n int) string { return strings.Repeat(`{"a":`, n-1) + "{}" + strings.Repeat("}", n-1) }
	names := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `,"%d":0`, i)
		}
		return "{" + b.String()[1:] + "}"
	}
	const same, refused = "same", ""
	for name, tc := range map[string]struct{ body, want string }{
		"empty object":           {`{}`, same},
		"order and numbers":      {`{"b":1.0,"a":1e5,"c":-0,"d":12345678901234567890123,"e":1E+400}`, same},
		"escapes":                {`{"\u0061":"\u003c\/\ud83d\ude00\ud800","<":"&"}`, same},
		"line separator":         {"{\"a\":\"\u2028\"}", same},
		"nested":                 {`{"a":[1,[],{},"x",null,true,{"b":[{}]}],"c":{}}`, same},
		"white space":            {" \n{ \"a\" :\t[ 1 , 2 ]\r} ", `{"a":[1,2]}`},
		"byte order mark":        {"\ufeff{\"a\":1}", `{"a":1}`},
		"two byte order marks":   {"\ufeff\ufeff{\"a\":1}", refused},
		"duplicate":              {`{"a":1,"b":2,"a":3}`, `{"b":2,"a":3}`},
		"duplicate, three times": {`{"a":1,"a":2,"a":3,"b":4}`, `{"a":3,"b":4}`},
		"duplicate, escaped":     {`{"a":1,"\u0061":2}`, `{"\u0061":2}`},
		"duplicate in duplicate": {`{"a":{"x":1,"x":2},"a":{"y":1,"y":2}}`, `{"a":{"y":2}}`},
		"same name elsewhere":    {`{"a":{"a":1},"b":[{"a":1},{"a":2}]}`, same},
		"quote in name":          {`{"a\"":1,"a\\":2,"a\"":3}`, `{"a\\":2,"a\"":3}`},
		"array":                  {`[{"a":1}]`, refused},
		"string":                 {`"{}"`, refused},
		"null":                   {`null`, refused},
		"empty":                  {``, refused},
		"white space only":       {" \n", refused},
		"text":                   {`<!doctype html>`, refused},
		"NaN":                    {`{"a":NaN}`, refused},
		"Infinity":               {`{"a":-Infinity}`, refused},
		"two values":             {`{}{}`, refused},
		"trailing comma":         {`{"a":1,}`, refused},
		"comment":                {`{"a":1}//`, refused},
		"single quotes":          {`{'a':1}`, refused},
		"control character":      {"{\"a\":\"\x00\"}", refused},
		"leading zero":           {`{"a":01}`, refused},
		"invalid UTF-8":          {"{\"a\":\"\xff\"}", refused},
		"surrogate in UTF-8":     {"{\"a\":\"\xed\xa0\x80\"}", refused},
		"UTF-16":                 {"\xff\xfe{\x00}\x00", refused},
		"deepest":                {nest(maxDepth), same},
		"too deep":               {nest(maxDepth + 1), refused},
		"too deep an array":      {`{"a":` + strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth) + "}", refused},
		"absurdly deep":          {strings.Repeat(`{"a":`, 200_000), refused},
		"most names":             {names(maxNames), same},
		"too many names":         {names(maxNames + 1), refused},
	} {
		t.Run(name, func(t *testing.T) {
			want, wantErr := tc.want, error(nil)
			switch want {
			case same:
				want = tc.body
			case refused:
				wantErr = errInvalid
			}
			got, err := object([]byte(tc.body))
			if string(got) != want || !errors.Is(err, wantErr) {
				t.Errorf("object(%.80q) = %.80q, %v, want %.80q, %v", tc.body, got, err, want, wantErr)
			}
		})
	}
}

// FuzzObject holds object against encoding/json, which also lets the last of
// equal names win.
func FuzzObject(f *testing.F) {
	for _, s := range []string{
		`{"a":1,"b":{"a":[{"a":1,"\u0061":{"a":2,"a":3}}]},"a":"\"\\"}`, `{"a":1e999,"a":{}}`, "\ufeff{}", `[]`, `{"":"","":[]}`,
	} {
		f.Add([]byte(s))
	}
	parse := func(t *testing.T, b []byte) (v any) {
		d := json.NewDecoder(bytes.NewReader(b))
		d.UseNumber()
		if err := d.Decode(&v); err != nil {
			t.Fatalf("decoding %q: %v", b, err)
		}
		return v
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		out, err := object(body)
		if err != nil {
			return
		}
		if diff := cmp.Diff(parse(t, bytes.TrimPrefix(body, []byte("\ufeff"))), parse(t, out)); diff != "" {
			t.Errorf("object(%q) means something else (-in +out):\n%s", body, diff)
		}
		if again, err := object(out); err != nil || !bytes.Equal(again, out) {
			t.Errorf("object(%q) = %q, then %q, %v", body, out, again, err)
		}
	})
}
