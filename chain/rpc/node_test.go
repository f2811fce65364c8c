package rpc

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/ethereum/go-ethereum/common"
)

// node is a well-behaved node of a made-up chain. Its echo method answers with
// its first parameter. before, where set, sees each request first and says
// whether it dealt with it.
type node struct {
	chain, head uint64
	hash        common.Hash
	before      func(seq int, w http.ResponseWriter, r *http.Request, got []request) bool

	mu      sync.Mutex
	seq     int
	batches []int // calls of each HTTP request
}

var pinned = Pin{ChainID: 3338, Block: 100, Hash: common.HexToHash("0xabc")}

func goodNode() *node { return &node{chain: pinned.ChainID, head: 120, hash: pinned.Hash} }

func (n *node) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	var got []request
	batch := strings.HasPrefix(string(body), "[")
	if batch {
		err = json.Unmarshal(body, &got)
	} else {
		got = make([]request, 1)
		err = json.Unmarshal(body, &got[0])
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusTeapot)
		return
	}
	n.mu.Lock()
	seq := n.seq
	n.seq++
	n.batches = append(n.batches, len(got))
	n.mu.Unlock()
	if n.before != nil && n.before(seq, w, r, got) {
		return
	}
	write(w, n.answers(got), batch)
}

func (n *node) requests() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.seq
}

func (n *node) answers(got []request) []response {
	var all []response
	for _, r := range got {
		all = append(all, n.answer(r))
	}
	return all
}

func (n *node) answer(r request) response {
	var params []json.RawMessage
	if json.Unmarshal(r.Params, &params) != nil {
		return answerError(r.ID, `{"code":-32602,"message":"invalid params"}`)
	}
	hex := func(v uint64) json.RawMessage { return json.RawMessage(fmt.Sprintf(`"0x%x"`, v)) }
	out := response{ID: id(r.ID)}
	switch r.Method {
	case "echo":
		out.Result = params[0]
	case "eth_chainId":
		out.Result = hex(n.chain)
	case "eth_blockNumber":
		out.Result = hex(n.head)
	case "eth_getBlockByNumber":
		out.Result = json.RawMessage(fmt.Sprintf(`{"hash":%q}`, n.hash))
	case "eth_getLogs", "eth_getCode", "eth_getStorageAt", "eth_getBalance":
		out.Result = json.RawMessage(`"whole"`)
	default:
		return answerError(r.ID, `{"code":-32601,"message":"method not found"}`)
	}
	return out
}

func id(n uint64) json.RawMessage { return json.RawMessage(strconv.FormatUint(n, 10)) }

func answerError(n uint64, e string) response {
	return response{ID: id(n), Error: json.RawMessage(e)}
}

func write(w io.Writer, all []response, batch bool) {
	var v any = all
	if !batch {
		v = all[0]
	}
	// A node gives result or error, never both.
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	io.WriteString(w, strings.NewReplacer(`"result":null,`, ``, `,"error":null`, ``).Replace(string(raw)))
}

// inProcess carries requests to handlers by host name, without sockets, so
// that a test may run on synctest's clock.
type inProcess map[string]http.Handler

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	p[r.URL.Host].ServeHTTP(rec, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return rec.Result(), nil
}

// fast are options that wait a moment only between attempts.
func fast() Options {
	return Options{Timeout: 10 * time.Second, Backoff: func() backoff.BackOff {
		return backoff.NewConstantBackOff(time.Millisecond)
	}}
}

// serve runs the nodes on loopback.
func serve(t *testing.T, nodes ...http.Handler) []string {
	t.Helper()
	var urls []string
	for _, n := range nodes {
		s := httptest.NewServer(n)
		s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		t.Cleanup(s.Close)
		urls = append(urls, s.URL)
	}
	return urls
}

func dial(t *testing.T, urls []string, opts Options) *Client {
	t.Helper()
	c, err := Dial(urls, opts)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// echoes are n calls, each with an answer of its own.
func echoes(n int) []Call {
	calls := make([]Call, n)
	for i := range calls {
		calls[i] = Call{Method: "echo", Params: []any{fmt.Sprintf("value %d", i)}, NotNull: true}
	}
	return calls
}

// wantEchoes checks that every echo has its own answer.
func wantEchoes(t *testing.T, got []Result) {
	t.Helper()
	for i, r := range got {
		if want := fmt.Sprintf(`"value %d"`, i); r.Err != nil || string(r.Raw) != want {
			t.Fatalf("result %d is %s, %v; want %s", i, r.Raw, r.Err, want)
		}
	}
}
