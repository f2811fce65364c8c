package rpc

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
)

const cannotFind = "08c379a0" +
	"0000000000000000000000000000000000000000000000000000000000000020" +
	"0000000000000000000000000000000000000000000000000000000000000014" +
	"43616e6e6f742066696e6420746865206974656d000000000000000000000000"

func TestRevert(t *testing.T) {
	for _, e := range []string{
		`{"code":3,"message":"execution reverted: Cannot find the item","data":"0x` + cannotFind + `"}`,
		`{"code":3,"message":"execution reverted","data":"0x` + cannotFind + `"}`,
		`{"code":-32603,"message":"VM Exception while processing transaction: revert","data":"0x` + cannotFind + `"}`,
		`{"code":-32603,"message":"VM Exception while processing transaction: revert Cannot find the item"}`,
		`{"code":-32000,"message":"VM Exception while processing transaction: reverted with reason string 'Cannot find the item'"}`,
		`{"code":-32015,"message":"VM execution error.","data":"Reverted 0x` + cannotFind + `"}`,
		`{"code":-32603,"message":"Internal error","data":{"originalError":{"data":"0x` + cannotFind + `"}}}`,
		`{"code":-32000,"message":"revert","data":{"result":"0x` + cannotFind + `"}}`,
		`{"code":3,"message":"reverted","data":"Cannot find the item"}`,
		`{"code":3,"message":"reverted","data":"0x43616e6e6f742066696e6420746865206974656d"}`,
	} {
		n := goodNode()
		n.before = func(_ int, w http.ResponseWriter, r *http.Request, got []request) bool {
			each(e)(w, r, got, nil)
			return true
		}
		results, err := dial(t, serve(t, n), fast()).Do(t.Context(), echoes(1))
		if err != nil || results[0].Err == nil {
			t.Errorf("%s is %v", e, err)
			continue
		}
		if got := results[0].Err; !got.IsRevert() || got.Reason() != "Cannot find the item" || got.IsRange() {
			t.Errorf("%s is %v, reason %q", e, got, got.Reason())
		}
	}
}

func TestOtherAnswers(t *testing.T) {
	for e, reason := range map[string]string{
		`{"code":-32601,"message":"the method does not exist/is not available"}`: "",
		`{"code":-32602,"message":"invalid argument 0"}`:                         "",
		`{"code":-32603,"message":"out of gas"}`:                                 "",
		`{"code":-32603,"message":"evm error: InvalidCode(Opcode(254))"}`:        "",
		`{"code":"-32601","message":"Method not found"}`:                         "",
		`{"code":3,"message":"execution reverted","data":"0x"}`:                  "",
		`{"code":3,"message":"execution reverted","data":"0x6cd66156"}`:          "",
		`{"code":3,"message":"execution reverted","data":"0x08c379a0ffff"}`:      "",
	} {
		n := goodNode()
		n.before = func(_ int, w http.ResponseWriter, r *http.Request, got []request) bool {
			each(e)(w, r, got, nil)
			return true
		}
		results, err := dial(t, serve(t, n), fast()).Do(t.Context(), echoes(3))
		if err != nil || results[2].Err == nil || n.requests() != 1 {
			t.Errorf("%s is %v after %d requests", e, err, n.requests())
			continue
		}
		if got := results[2].Err.Reason(); got != reason {
			t.Errorf("%s has reason %q", e, got)
		}
	}
}

// TestRangeRefused has the spellings of nodes and gateways.
func TestRangeRefused(t *testing.T) {
	for _, e := range []string{
		`{"code":-32603,"message":"query returned more than 10000 results"}`,
		`{"code":-32603,"message":"query timeout of 10 seconds exceeded"}`,
		`{"code":-32603,"message":"block range is too wide (maximum 1024)"}`,
		`{"code":-32005,"message":"query returned more than 10000 results. Try with this block range [0x1, 0x2]."}`,
		`{"code":-32005,"message":"query exceeds max block range 100000"}`,
		`{"code":-32614,"message":"eth_getLogs is limited to a 10,000 range"}`,
		`{"code":-32602,"message":"Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range"}`,
		`{"code":-32701,"message":"exceed maximum block range: 50000"}`,
		`{"code":-32000,"message":"block range limit exceeded"}`,
		`{"code":-32047,"message":"Max range: 800"}`,
		`{"code":-32000,"message":"requested too many blocks from 1 to 9, maximum is set to 2048"}`,
		`{"code":35,"message":"ranges over 10000 blocks are not supported on freetier"}`,
		`{"code":-32000,"message":"query exceeds max results 20000"}`,
		`{"code":-32000,"message":"logs matched by query exceeds limit of 10000"}`,
		`{"code":-32000,"message":"context deadline exceeded"}`,
		`{"code":-32008,"message":"Response is too big"}`,
	} {
		for name, play := range map[string]play{
			"call":   each(e),
			"object": status(200, `{"jsonrpc":"2.0","id":null,"error":`+e+`}`),
			"400":    status(400, `{"jsonrpc":"2.0","id":null,"error":`+e+`}`),
		} {
			n := goodNode()
			n.before = func(seq int, w http.ResponseWriter, r *http.Request, got []request) bool {
				if got[0].Method != getLogs {
					return false
				}
				play(w, r, got, nil)
				return true
			}
			c := dial(t, serve(t, n), fast())
			c.Use(pinned)
			_, err := c.One(t.Context(), getLogs, map[string]any{"fromBlock": "0x1", "toBlock": "0x9"})
			var got *Error
			if !asError(err, &got) || !got.IsRange() {
				t.Errorf("%s as %s gives %v", e, name, err)
			}
			if s := c.Stats(); s.Retries != 0 {
				t.Errorf("%s as %s was retried %d times", e, name, s.Retries)
			}
		}
	}
}

// TestRateIsNoRange keeps a caller from halving where it should wait.
func TestRateIsNoRange(t *testing.T) {
	for _, e := range []string{
		`{"code":-32005,"message":"rate limit exceeded"}`,
		`{"code":-32007,"message":"15/second request limit reached - reduce calls per second or upgrade your account"}`,
		`{"code":429,"message":"Your app has exceeded its compute units per second capacity"}`,
		`{"code":-32000,"message":"header not found"}`,
		`{"code":-32000,"message":"block range extends beyond current head block"}`,
	} {
		n := goodNode()
		n.before = func(seq int, w http.ResponseWriter, r *http.Request, got []request) bool {
			if seq == 0 {
				each(e)(w, r, got, nil)
			}
			return seq == 0
		}
		if _, err := dial(t, serve(t, n), fast()).One(t.Context(), getLogs, map[string]any{}); err != nil {
			t.Errorf("%s gives %v", e, err)
		}
		if n.requests() != 2 {
			t.Errorf("%s: %d requests", e, n.requests())
		}
	}
}

func TestBlockNamed(t *testing.T) {
	for _, test := range []struct {
		method, params, want string
	}{
		{"eth_call", `[{"to":"0x01"},"0x64"]`, "100"},
		{"eth_getCode", `["0x0000000000000000000000000000000000000800","latest"]`, "latest"},
		{"eth_getBlockByNumber", `["finalized",false]`, "finalized"},
		{"eth_getLogs", `[{"fromBlock":"0x1","toBlock":"0xa"}]`, "1 to 10"},
		{"eth_getLogs", `[{"fromBlock":"0xa","toBlock":"0xa"}]`, "10"},
		{"eth_getTransactionByHash", `["0x00000000000000000000000000000000000000000000000000000000000000ff"]`, ""},
		{"eth_chainId", `[]`, ""},
	} {
		m := message{method: test.method, params: json.RawMessage(test.params)}
		if got := m.block(); got != test.want {
			t.Errorf("%s%s is at %q, want %q", test.method, test.params, got, test.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`[{"id":1,"result":"0x"},{"id":"2","error":{"code":3,"message":"x","data":"0x` + cannotFind + `"}}]`,
		`{"id":null,"error":{"code":-32005,"message":"batch"}}`, `null`, `[null]`, `{"error":{"data":{"data":{"data":{"data":"0x00"}}}}}`,
		`{"id":1,"error":{"message":"\u0000\ud800` + "\xff" + `"}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := decode(raw)
		if err != nil {
			return
		}
		_ = fmt.Sprint(lone(got))
		for _, r := range match(got, 1, 3) {
			result, err := message{method: getLogs, notNull: true}.settle(r, true, noSecrets)
			if (err == nil) == (result.Raw == nil && result.Err == nil) {
				t.Errorf("neither or both: %v, %v", result, err)
			}
			if result.Err != nil {
				if len(result.Err.Message) > 300 {
					t.Errorf("message of %d bytes", len(result.Err.Message))
				}
				_ = fmt.Sprint(result.Err, result.Err.Reason(), result.Err.IsRevert())
			}
		}
	})
}
