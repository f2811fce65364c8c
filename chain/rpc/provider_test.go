package rpc

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestProviders has what providers write, and what it means for the logs of
// several blocks, for those of one, and for a call.
func TestProviders(t *testing.T) {
	several := message{method: getLogs, params: json.RawMessage(`[{"fromBlock":"0x1","toBlock":"0x9"}]`)}
	one := message{method: getLogs, params: json.RawMessage(`[{"fromBlock":"0x9","toBlock":"0x9"}]`)}
	call := message{method: "eth_call", params: json.RawMessage(`[{"to":"0x01"},"0x9"]`)}
	for _, test := range []struct {
		code               int
		message            string
		several, one, call meaning
	}{
		// Alchemy
		{-32600, "Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range. Based on your parameters, this block range should work: [0x1, 0xa].", tooMuch, tooMuch, doubt},
		{-32602, "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size", tooMuch, tooMuch, doubt},
		{429, "Your app has exceeded its compute units per second capacity. If you have retries enabled, you can safely ignore this message.", broken, broken, broken},
		{-32600, "Must be authenticated!", broken, broken, broken},
		{-32600, "Unsupported method: eth_getLogs on PEAQ_MAINNET.", doubt, doubt, doubt},
		// Infura
		{-32005, "query returned more than 10000 results. Try with this block range [0x1, 0x5].", tooMuch, tooMuch, broken},
		{-32005, "daily request count exceeded, request rate limited", broken, broken, broken},
		{-32005, "eth_getLogs over more than is allowed", tooMuch, broken, broken},
		{-32002, "project ID does not have access to this network", broken, broken, broken},
		// QuickNode
		{-32614, "eth_getLogs and eth_newFilter are limited to a 5 blocks range, upgrade from free tier", tooMuch, tooMuch, doubt},
		{-32614, "block difference is above the plan's bound", tooMuch, doubt, doubt},
		{-32007, "50/second request limit reached - reduce calls per second or upgrade your account", broken, broken, broken},
		{-32602, "eth_getLogs is limited to 0 - 1 blocks range", tooMuch, tooMuch, doubt},
		// Ankr
		{-32600, "block range is too wide", tooMuch, tooMuch, doubt},
		{-32062, "Block amount in filter is too large", tooMuch, doubt, doubt},
		{-32090, "Too many requests, reason: call rate limit exhausted, retry in 10s", broken, broken, broken},
		{-32000, "Unauthorized: You must authenticate your request with an API key.", broken, broken, broken},
		// publicnode, drpc
		{-32701, "exceed maximum block range: 50000", tooMuch, tooMuch, doubt},
		{-32701, "Please specify an address in your request or, to remove restrictions, order a dedicated full node", tooMuch, doubt, doubt},
		{35, "ranges over 10000 blocks are not supported on freetier", tooMuch, tooMuch, doubt},
		{30, "Request timeout on the free tier, please upgrade your tier to the paid one", tooMuch, tooMuch, broken},
		{12, "Can't route your request to suitable provider, if you specified certain providers revise the list", broken, broken, broken},
		{19, "Temporary internal error. Please retry", broken, broken, broken},
		// Cloudflare
		{-32047, "Invalid eth_getLogs request. 'fromBlock'-'toBlock' range too large. Max range: 800", tooMuch, tooMuch, doubt},
		{-32046, "Cannot fulfill request", tooMuch, doubt, doubt},
		// OnFinality
		{-32029, "Too Many Requests, Please apply an OnFinality API key or contact us to receive a higher rate limit", broken, broken, broken},
		{-32000, "Exceeded max limit of 10000", tooMuch, doubt, doubt},
		// Nodes
		{-32603, "query timeout of 10 seconds exceeded", tooMuch, tooMuch, broken},
		{-32603, "Internal error", tooMuch, broken, broken},
		{-32601, "the method eth_getLogs does not exist/is not available", doubt, doubt, doubt},
		{-32601, "Method not found", doubt, doubt, doubt},
		{-32000, "header not found", broken, broken, broken},
		{-32000, "missing trie node 1234 (path ) state 0x12 is not available", broken, broken, broken},
		{4444, "pruned history unavailable", broken, broken, broken},
		{-32603, "Api called for an unknown Block: State already discarded for 0x12", broken, broken, broken},
		{-32008, "Response is too big", tooMuch, tooMuch, tooMuch},
		{3, "execution reverted", tooMuch, doubt, outcome},
		{-32603, "evm error: OutOfGas", tooMuch, broken, outcome},
	} {
		e := &Error{Code: test.code, Message: test.message}
		if a, b, c := several.judge(e), one.judge(e), call.judge(e); a != test.several || b != test.one || c != test.call {
			t.Errorf("%d %s means %d, %d, %d, want %d, %d, %d", test.code, test.message, a, b, c, test.several, test.one, test.call)
		}
	}
}

// quirk is an endpoint that answers in a way of its own: it changes the body,
// or gives another one, for a request with these methods.
type quirk func(got []request, body string) (status int, changed string)

// refuseBatches answers a batch as one error.
func refuseBatches(most, status int, body string) quirk {
	return func(got []request, whole string) (int, string) {
		if len(got) > most {
			return status, body
		}
		return 200, whole
	}
}

func asks(got []request, method string) bool {
	for _, r := range got {
		if r.Method == method {
			return true
		}
	}
	return false
}

// bearable are the quirks that an endpoint is usable with.
var bearable = map[string]quirk{
	"no batches, object":      refuseBatches(1, 200, `{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request"}}`),
	"no batches, array":       refuseBatches(1, 200, `[{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request"}}]`),
	"no batches, no id":       refuseBatches(1, 200, `{"error":{"code":-32700,"message":"Parse error"}}`),
	"no batches, 403":         refuseBatches(1, 403, `{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Batch requests are not enabled on this plan"}}`),
	"no batches, 500":         refuseBatches(1, 500, `[{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"Internal error"}}]`),
	"no batches, 401":         refuseBatches(1, 401, `{"id":null,"error":{"code":-32000,"message":"Plan without this"}}`),
	"batches of 3, 200":       refuseBatches(3, 200, `{"jsonrpc":"2.0","id":null,"error":{"code":-32012,"message":"Too many items"}}`),
	"batches of 3, 429":       refuseBatches(3, 429, `[{"jsonrpc":"2.0","id":null,"error":{"code":-32012,"message":"Maximum batch size is 3"}}]`),
	"batches of 3, text code": refuseBatches(3, 400, `{"id":null,"error":{"code":"-32012","message":"Too many items"}}`),
	"other members": func(_ []request, body string) (int, string) {
		return 200, strings.ReplaceAll(body, `{"id":`, `{"ID":77,"Result":"0x0","Error":{"code":1,"message":"no"},"jsonrpc":"2.0","id":`)
	},
	"other members last": func(_ []request, body string) (int, string) {
		return 200, strings.ReplaceAll(body, `}`, `,"ID":77,"RESULT":"0x0"}`)
	},
	"ids as text": func(got []request, body string) (int, string) {
		for _, r := range got {
			body = strings.Replace(body, fmt.Sprintf(`"id":%d,`, r.ID), fmt.Sprintf(`"id":"%d",`, r.ID), 1)
		}
		return 200, body
	},
	"status 201": func(_ []request, body string) (int, string) { return 201, body },
}

// unbearable are those that only another endpoint makes up for.
var unbearable = map[string]quirk{
	"upper-case members": func(_ []request, body string) (int, string) {
		return 200, strings.ReplaceAll(body, `"result"`, `"Result"`)
	},
	"id in upper case": func(_ []request, body string) (int, string) { return 200, strings.ReplaceAll(body, `"id"`, `"ID"`) },
	"a name twice": func(_ []request, body string) (int, string) {
		return 200, strings.ReplaceAll(body, `"result":`, `"result":"0x1","result":`)
	},
	"result and error": func(_ []request, body string) (int, string) {
		return 200, strings.ReplaceAll(body, `"result":`, `"error":{"code":3,"message":"execution reverted"},"result":`)
	},
	"no result": func(_ []request, body string) (int, string) {
		return 200, strings.ReplaceAll(body, `"result"`, `"answer"`)
	},
	"unfit answers": func(got []request, body string) (int, string) {
		return 200, strings.ReplaceAll(body, `"value`, `"other value`)
	},
	"unknown method": func(got []request, body string) (int, string) {
		if asks(got, "echo") {
			return 200, errorsFor(got, `{"code":-32601,"message":"Method not found"}`)
		}
		return 200, body
	},
	"odd error": func(got []request, body string) (int, string) {
		if asks(got, "echo") {
			return 200, errorsFor(got, `{"code":-32099,"message":"computer says no"}`)
		}
		return 200, body
	},
	"pruned": func(got []request, body string) (int, string) {
		if asks(got, "echo") {
			return 200, errorsFor(got, `{"code":-32000,"message":"missing trie node"}`)
		}
		return 200, body
	},
}

// errorsFor answers every call with the same error.
func errorsFor(got []request, e string) string {
	all := make([]response, len(got))
	for i, r := range got {
		all[i] = answerError(r.ID, e)
	}
	var b strings.Builder
	write(&b, all, len(got) > 1)
	return b.String()
}

// odd is a good node with a quirk.
func odd(q quirk) *node {
	n := goodNode()
	n.before = func(_ int, w http.ResponseWriter, r *http.Request, got []request) bool {
		recorder := httptest.NewRecorder()
		write(recorder, n.answers(got), len(got) > 1)
		status, body := q(got, recorder.Body.String())
		w.WriteHeader(status)
		fmt.Fprint(w, body)
		return true
	}
	return n
}

// checked are echoes whose answers are checked.
func checked(n int) []Call {
	calls := echoes(n)
	for i := range calls {
		want := fmt.Sprintf(`"value %d"`, i)
		calls[i].Check = func(raw json.RawMessage) error {
			if string(raw) != want {
				return fmt.Errorf("says %s", raw)
			}
			return nil
		}
	}
	return calls
}

// TestQuirks plays each quirk alone, and beside a good endpoint in either
// order.
func TestQuirks(t *testing.T) {
	run := func(t *testing.T, calls int, nodes ...http.Handler) {
		t.Helper()
		c := dial(t, serve(t, nodes...), fast())
		c.Use(pinned)
		for range 3 {
			got, err := c.Do(t.Context(), checked(calls))
			if err != nil {
				t.Fatal(err)
			}
			wantEchoes(t, got)
		}
	}
	r := rand.New(rand.NewPCG(14, 3))
	for name, q := range bearable {
		t.Run(name, func(t *testing.T) {
			run(t, 1, odd(q))
			run(t, 2+r.IntN(150), odd(q))
			run(t, 50, odd(q), goodNode())
		})
	}
	for name, q := range unbearable {
		t.Run(name, func(t *testing.T) {
			run(t, 1, odd(q), goodNode())
			run(t, 2+r.IntN(150), odd(q), goodNode())
			run(t, 50, goodNode(), odd(q))
			url := serve(t, odd(q))[0]
			for _, calls := range []int{1, 40} {
				results, err := dial(t, []string{url}, fast()).Do(t.Context(), checked(calls))
				if err == nil {
					err = results[0].Err
				}
				if text := fmt.Sprint(err); err == nil || !strings.Contains(text, url) || strings.Contains(text, "\n") {
					t.Errorf("alone, %d calls give %v", calls, err)
				}
			}
		})
	}
}

// TestBatchesRemembered does not try again the batches that were refused.
func TestBatchesRemembered(t *testing.T) {
	n := odd(bearable["no batches, array"])
	opts := fast()
	opts.Concurrency = 1
	c := dial(t, serve(t, n), opts)
	for range 4 {
		if _, err := c.Do(t.Context(), checked(30)); err != nil {
			t.Fatal(err)
		}
	}
	if refused := n.requests() - 4*30; refused > 8 {
		t.Errorf("%d batches were sent to an endpoint that takes none", refused)
	}
}

// TestCheckFails names the endpoint, the method and what is wrong, without
// secrets.
func TestCheckFails(t *testing.T) {
	n := goodNode()
	url := secretURL(serve(t, n)[0])
	refused := errors.New("refused")
	call := Call{Method: "echo", Params: []any{"x", "0x64"}, Check: func(raw json.RawMessage) error {
		return fmt.Errorf("%w: %s for querysecret\nof two lines", refused, raw)
	}}
	opts := fast()
	opts.Attempts = 3
	_, err := dial(t, []string{url}, opts).Do(t.Context(), []Call{call})
	if !errors.Is(err, refused) || n.requests() != 3 {
		t.Fatalf("error is %v after %d requests", err, n.requests())
	}
	for _, want := range []string{"http://127.0.0.1:", "echo at block 100", `unfit answer: refused: "x" for *** of two lines`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
	wantNoSecret(t, err.Error())
}

// TestAdvice says what an error means for whoever runs the program.
func TestAdvice(t *testing.T) {
	for name, test := range map[string]struct {
		method, answer string
		params         []any
		want           error
	}{
		"pruned":         {"eth_call", `"error":{"code":-32000,"message":"missing trie node 12"}`, []any{map[string]any{}, "0x64"}, ErrNoState},
		"discarded":      {"eth_call", `"error":{"code":-32603,"message":"State already discarded for 0x12"}`, []any{map[string]any{}, "0x64"}, ErrNoState},
		"unknown tag":    {"eth_getBlockByNumber", `"error":{"code":-32602,"message":"invalid argument 0: hex string without 0x prefix"}`, []any{"finalized", false}, ErrNoTag},
		"no finalized":   {"eth_getBlockByNumber", `"error":{"code":-39001,"message":"Unknown block"}`, []any{"finalized", false}, ErrNoTag},
		"null finalized": {"eth_getBlockByNumber", `"result":null`, []any{"finalized", false}, ErrNoTag},
		"other":          {"eth_getBlockByNumber", `"error":{"code":-32602,"message":"invalid argument 0"}`, []any{"0x1", false}, nil},
	} {
		n := goodNode()
		n.before = func(_ int, w http.ResponseWriter, _ *http.Request, got []request) bool {
			fmt.Fprintf(w, `{"id":%d,%s}`, got[0].ID, test.answer)
			return true
		}
		opts := fast()
		opts.Attempts = 2
		url := serve(t, n)[0]
		results, err := dial(t, []string{url}, opts).Do(t.Context(), []Call{{Method: test.method, Params: test.params, NotNull: true}})
		if err == nil {
			err = results[0].Err
		}
		for _, advice := range []error{ErrNoState, ErrNoTag} {
			if errors.Is(err, advice) != (advice == test.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if !strings.Contains(err.Error(), url) || test.want != nil && !strings.Contains(err.Error(), test.want.Error()) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
