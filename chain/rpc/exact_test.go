package rpc

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/google/go-cmp/cmp"
)

// shape has every kind of field that answers are read into.
type shape struct {
	Number *hexutil.Uint64   `json:"blockNumber"`
	Raw    json.RawMessage   `json:"raw,omitempty"`
	Text   string            `json:"text"`
	List   []hexutil.Bytes   `json:"list"`
	Inner  []*shape          `json:"inner"`
	Flag   bool              `json:"flag"`
	Other  map[string]string `json:"other"`
}

func TestUnmarshal(t *testing.T) {
	number := hexutil.Uint64(16)
	for raw, want := range map[string]shape{
		`{}`: {},
		` { "blockNumber" : "0x10" , "BlockNumber":"0x11", "blocknumber":7 }`:               {Number: &number},
		`{"text":"a\"}],{","list":["0x","0x00ff"],"flag":true}`:                             {Text: `a"}],{`, List: []hexutil.Bytes{{}, {0, 0xff}}, Flag: true},
		`{"inner":[{"text":"x"},null,{"inner":[]}],"raw":{"a":[1,2]},"hidden":9}`:           {Inner: []*shape{{Text: "x"}, nil, {Inner: []*shape{}}}, Raw: json.RawMessage(`{"a":[1,2]}`)},
		`{"TEXT":"no","other":{"a":"b"},"":1,"bl\u006fckNumber":"0x10","list":null}` + "\n": {Other: map[string]string{"a": "b"}, Number: &number},
	} {
		var got shape
		err := Unmarshal([]byte(raw), &got)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v, %s", raw, err, diff)
		}
	}
	for _, raw := range []string{
		``, `{`, `[]`, `"x"`, `{"text":1}`, `{"text":"a","text":"a"}`, `{"text":"a","t\u0065xt":"a"}`, `{"blockNumber":"0x010"}`, `{"blockNumber":16}`,
		`{"blockNumber":"16"}`, `{"list":["0x0"]}`, `{"list":["00"]}`, `{"list":{}}`, `{"inner":[{"flag":"x"}]}`, `{} {}`,
	} {
		if err := Unmarshal([]byte(raw), new(shape)); err == nil {
			t.Errorf("takes %s", raw)
		}
	}
}

// FuzzUnmarshal holds it to encoding/json: what it takes and gives for one
// written anew, json.Unmarshal takes and gives too.
func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`{"blockNumber":"0x10","text":"a","list":["0x"],"inner":[{"flag":true},null],"raw":[{}],"other":{"a":"b"}}`))
	f.Add([]byte(` [ {"a" : 1} , "\\" , "\"" ] `))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var got, again shape
		if Unmarshal(raw, &got) != nil {
			return
		}
		written, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(written, &again); err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		rewritten, err := json.Marshal(again)
		if err != nil || string(written) != string(rewritten) {
			t.Errorf("%s reads as %s: %v", written, rewritten, err)
		}
	})
}

// FuzzValid holds it to json.Valid.
func FuzzValid(f *testing.F) {
	for _, seed := range []string{
		`{"a":"0x00ff","b":["\\",1,null]}`, `"\u12"`, `"\`, `"\"`, "\"a\tb\"", "\"12345678\x1f\"", `"12345678\x"`, `"a""b"`, `"é"`, `["`, "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if got, want := valid(text), json.Valid(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	})
}

// hexes has the values that are not left to encoding/json.
type hexes struct {
	Hash    common.Hash    `json:"hash"`
	Address common.Address `json:"address"`
	Data    hexutil.Bytes  `json:"data"`
	Number  hexutil.Uint64 `json:"number"`
}

// FuzzHexes holds hex values to encoding/json.
func FuzzHexes(f *testing.F) {
	for _, seed := range []string{
		`"0x"`, `"0x0g"`, `"0X00"`, `"0x0"`, `"0x1F"`, `"0x+1"`, `"0x00FF"`, `"\u0030x00"`, `null`, `7`, `"0x` + strings.Repeat("aB", 20) + `"`, `"0x` + strings.Repeat("00", 32) + `"`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, name := range []string{"hash", "address", "data", "number"} {
			raw := fmt.Appendf(nil, `{%q:%s}`, name, value)
			if strings.Count(value, ":") > 0 {
				continue // another member
			}
			var got, want hexes
			err, wantErr := Unmarshal(raw, &got), json.Unmarshal(raw, &want)
			if (err == nil) != (wantErr == nil) || err == nil && !reflect.DeepEqual(got, want) {
				t.Errorf("%s reads as %v, %v, and not %v, %v", raw, got, err, want, wantErr)
			}
		}
	})
}
