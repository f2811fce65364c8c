package read_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
)

// Whatever an endpoint makes of code that is sent along in the place of a
// contract, the fleet is the same, and the code is not sent for ever.
func TestCodeIsDispensable(t *testing.T) {
	net := demonet(t, chain.Gen2)
	want := net.fresh(t, "finalized")
	sends := func(call *wireCall) bool {
		to, _, ok := callOf(call)
		return ok && to == common.Address{}
	}
	says := func(code int, message string) func(*wireAnswer) {
		return func(a *wireAnswer) { fail(a, code, message) }
	}
	gives := func(result string) func(*wireAnswer) {
		return func(a *wireAnswer) { a.Result, a.Error = json.RawMessage(`"`+result+`"`), nil }
	}
	halves := func(a *wireAnswer) { a.Result = append(a.Result[:len(a.Result)/4*2-1], '"') }
	for _, test := range []struct {
		name  string
		alter func(*wireAnswer)
		from  int64 // the first time that it does so
		most  int64 // times that code is sent
	}{
		{"takes it", func(*wireAnswer) {}, 0, 40},
		{"wants a contract", says(-32602, "missing field to"), 0, 1},
		{"fails within", says(-32603, "Internal error"), 0, 1},
		{"does not say why", says(0, "no"), 0, 1},
		{"answers nothing", gives("0x"), 0, 1},
		{"answers with an address", gives("0x" + strings.Repeat("ab", 20)), 0, 1},
		{"answers with zeros", gives("0x" + strings.Repeat("00", 800)), 0, 1},
		{"takes it once", says(-32603, "Internal error"), 1, 40},
		{"answers nothing from the second time on", gives("0x"), 1, 40},
		{"answers half of it from the second time on", halves, 1, 40},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var sent atomic.Int64
			p := newProxy(t, net.node.URL(), func(int) fault {
				return altered(func(call *wireCall, a *wireAnswer) {
					if sends(call) && sent.Add(1) > test.from {
						a.Result = append(json.RawMessage{}, a.Result...)
						test.alter(a)
					}
				})
			})
			got := mustSnap(t, dial(t, hurried(), p.url), net.deployment(), "finalized", tempStore(t))
			if d := diff(want, got); d != "" {
				t.Error(d)
			}
			if n := sent.Load(); n == 0 || n > test.most {
				t.Errorf("code was sent %d times", n)
			}
		})
	}
	t.Run("wants no such request", func(t *testing.T) {
		t.Parallel()
		p := newProxy(t, net.node.URL(), func(int) fault {
			return func(p *proxy, w http.ResponseWriter, x *exchange) {
				for i := range x.calls {
					if sends(&x.calls[i]) {
						http.Error(w, "to is missing", http.StatusBadRequest)
						return
					}
				}
				honest(p, w, x)
			}
		})
		client := dial(t, hurried(), p.url)
		if d := diff(want, mustSnap(t, client, net.deployment(), "finalized", tempStore(t))); d != "" {
			t.Error(d)
		}
		if stats := client.Stats(); stats.Retries > 0 {
			t.Errorf("%+v", stats)
		}
	})
}
