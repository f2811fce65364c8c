package read_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common/hexutil"
)

// proxy stands in front of a node and plays faults.
type proxy struct {
	url  string
	node string
	plan func(request int) fault

	mu       sync.Mutex
	requests int
}

// fault answers a request, or changes the node's answers to it.
type fault func(p *proxy, w http.ResponseWriter, r *exchange)

// exchange is one HTTP request.
type exchange struct {
	calls []wireCall
	batch bool
	done  <-chan struct{} // the client is gone
}

type wireCall struct {
	Version string            `json:"jsonrpc"`
	ID      json.RawMessage   `json:"id"`
	Method  string            `json:"method"`
	Params  []json.RawMessage `json:"params"`
}

type wireAnswer struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   json.RawMessage `json:"error,omitempty"`
}

// newProxy starts a proxy whose plan names the fault of each request.
func newProxy(t testing.TB, node string, plan func(request int) fault) *proxy {
	p := &proxy{node: node, plan: plan}
	server := httptest.NewServer(p)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	x := &exchange{batch: bytes.HasPrefix(body, []byte("[")), done: r.Context().Done()}
	if x.batch {
		err = json.Unmarshal(body, &x.calls)
	} else {
		x.calls = make([]wireCall, 1)
		err = json.Unmarshal(body, &x.calls[0])
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusTeapot)
		return
	}
	p.mu.Lock()
	n := p.requests
	p.requests++
	play := p.plan(n)
	p.mu.Unlock()
	if play == nil {
		play = honest
	}
	play(p, w, x)
}

// remembered keeps the node's answers to calls, so that hundreds of runs do not
// make it answer the same again. A node's chain does not change in these tests.
var remembered sync.Map

// ask sends calls to the node, those that no test made before.
func (p *proxy) ask(calls []wireCall) []wireAnswer {
	answers := make([]wireAnswer, len(calls))
	keys := make([][32]byte, len(calls))
	var fresh []wireCall
	var places []int
	for i, call := range calls {
		keys[i] = sha256.Sum256(append([]byte(p.node+call.Method), mustJSON(call.Params)...))
		if known, ok := remembered.Load(keys[i]); ok {
			answers[i] = known.(wireAnswer)
			answers[i].ID = call.ID
			continue
		}
		fresh, places = append(fresh, call), append(places, i)
	}
	for k, answer := range p.forward(fresh) {
		answers[places[k]] = answer
		remembered.Store(keys[places[k]], answer)
	}
	return answers
}

// forward sends calls to the node.
func (p *proxy) forward(calls []wireCall) []wireAnswer {
	if len(calls) == 0 {
		return nil
	}
	response, err := http.Post(p.node, "application/json", bytes.NewReader(mustJSON(calls)))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer response.Body.Close()
	var answers []wireAnswer
	if err := json.NewDecoder(response.Body).Decode(&answers); err != nil || len(answers) != len(calls) {
		panic(http.ErrAbortHandler)
	}
	return answers
}

func encodeAnswers(x *exchange, answers []wireAnswer) []byte {
	var v any = answers
	if !x.batch && len(answers) == 1 {
		v = answers[0]
	}
	return mustJSON(v)
}

func honest(p *proxy, w http.ResponseWriter, x *exchange) { w.Write(encodeAnswers(x, p.ask(x.calls))) }

// altered answers as the node does, but for what alter does to each answer.
func altered(alter func(call *wireCall, answer *wireAnswer)) fault {
	return func(p *proxy, w http.ResponseWriter, x *exchange) {
		answers := p.ask(x.calls)
		for i := range answers {
			alter(&x.calls[i], &answers[i])
		}
		w.Write(encodeAnswers(x, answers))
	}
}

func fail(answer *wireAnswer, code int, message string) {
	answer.Result = nil
	answer.Error = json.RawMessage(fmt.Sprintf(`{"code":%d,"message":%q}`, code, message))
}

func status(code int, header ...string) fault {
	return func(_ *proxy, w http.ResponseWriter, _ *exchange) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		http.Error(w, "no", code)
	}
}

func text(body string) fault {
	return func(_ *proxy, w http.ResponseWriter, _ *exchange) { io.WriteString(w, body) }
}

func reset(*proxy, http.ResponseWriter, *exchange) { panic(http.ErrAbortHandler) }

// stall answers nothing until the client gives up.
func stall(_ *proxy, _ http.ResponseWriter, x *exchange) { <-x.done }

func truncate(p *proxy, w http.ResponseWriter, x *exchange) {
	body := encodeAnswers(x, p.ask(x.calls))
	w.Write(body[:len(body)*2/3])
}

// partial leaves out each third answer, and gives the rest backwards.
func partial(p *proxy, w http.ResponseWriter, x *exchange) {
	var kept []wireAnswer
	for i, answer := range p.ask(x.calls) {
		if i%3 != 1 {
			kept = append([]wireAnswer{answer}, kept...)
		}
	}
	w.Write(encodeAnswers(x, kept))
}

// twice gives each answer two times.
func twice(p *proxy, w http.ResponseWriter, x *exchange) {
	answers := p.ask(x.calls)
	x.batch = true
	w.Write(encodeAnswers(x, append(answers, answers...)))
}

func refuseBatches(p *proxy, w http.ResponseWriter, x *exchange) {
	if x.batch {
		io.WriteString(w, `{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch requests are not supported"}}`)
		return
	}
	honest(p, w, x)
}

// smallBatches refuses batches of more than n calls.
func smallBatches(n int) fault {
	return func(p *proxy, w http.ResponseWriter, x *exchange) {
		if len(x.calls) > n {
			http.Error(w, "too many", http.StatusRequestEntityTooLarge)
			return
		}
		honest(p, w, x)
	}
}

// limitLogs refuses ranges of more than n blocks.
func limitLogs(n uint64) fault {
	return func(p *proxy, w http.ResponseWriter, x *exchange) {
		altered(func(call *wireCall, answer *wireAnswer) {
			if from, to, ok := logRange(call); ok && to-from+1 > n {
				fail(answer, -32000, fmt.Sprintf("block range is too wide (maximum %d)", n))
			}
		})(p, w, x)
	}
}

func logRange(call *wireCall) (from, to uint64, ok bool) {
	if call.Method != "eth_getLogs" {
		return 0, 0, false
	}
	var filter struct {
		From hexutil.Uint64 `json:"fromBlock"`
		To   hexutil.Uint64 `json:"toBlock"`
	}
	if err := json.Unmarshal(call.Params[0], &filter); err != nil {
		panic(err) // a tag, which the reader must not use
	}
	return uint64(filter.From), uint64(filter.To), true
}

// behind answers as a node that has only the blocks up to head: it cuts the
// range of logs without a word, as peaq's nodes do.
func behind(head uint64) fault {
	return func(p *proxy, w http.ResponseWriter, x *exchange) {
		calls := make([]wireCall, len(x.calls))
		copy(calls, x.calls)
		for i := range calls {
			if from, to, ok := logRange(&calls[i]); ok && to > head {
				var filter map[string]any
				if err := json.Unmarshal(calls[i].Params[0], &filter); err != nil {
					panic(err)
				}
				filter["fromBlock"], filter["toBlock"] = hexutil.Uint64(min(from, head)), hexutil.Uint64(head)
				raw, err := json.Marshal(filter)
				if err != nil {
					panic(err)
				}
				calls[i].Params = []json.RawMessage{raw}
			}
		}
		answers := p.ask(calls)
		for i := range answers {
			lag(&calls[i], &answers[i], head)
		}
		w.Write(encodeAnswers(x, answers))
	}
}

func lag(call *wireCall, answer *wireAnswer, head uint64) {
	at := hexutil.EncodeUint64(head)
	switch call.Method {
	case "eth_blockNumber":
		answer.Result = json.RawMessage(`"` + at + `"`)
	case "eth_getBlockByNumber":
		if n, err := hexutil.DecodeUint64(strings.Trim(string(call.Params[0]), `"`)); err == nil && n > head {
			answer.Result = json.RawMessage("null")
		}
	case "eth_call", "eth_getCode", "eth_getStorageAt":
		last := strings.Trim(string(call.Params[len(call.Params)-1]), `"`)
		if n, err := hexutil.DecodeUint64(last); err == nil && n > head {
			fail(answer, -32000, "header not found")
		}
	}
}
