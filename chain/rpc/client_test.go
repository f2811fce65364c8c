package rpc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

func asError(err error, e **Error) bool { return errors.As(err, e) }

func TestDo(t *testing.T) {
	for _, size := range []int{0, 1, 2, 99, 100, 101, 2345} {
		n := goodNode()
		c := dial(t, serve(t, n), fast())
		got, err := c.Do(t.Context(), echoes(size))
		if err != nil || len(got) != size {
			t.Fatalf("%d calls: %d results, %v", size, len(got), err)
		}
		wantEchoes(t, got)
		s := c.Stats()
		if s.Requests != uint64(n.requests()) || s.Calls != uint64(size) || s.Retries != 0 {
			t.Errorf("%d calls: stats %+v for %d requests", size, s, n.requests())
		}
	}
}

// TestFewRequests holds the adaptive batch size to what it is for.
func TestFewRequests(t *testing.T) {
	n := goodNode()
	opts := fast()
	opts.Concurrency = 1
	c := dial(t, serve(t, n), opts)
	if _, err := c.Do(t.Context(), echoes(1700)); err != nil {
		t.Fatal(err)
	}
	if want := []int{100, 200, 400, 500, 500}; !slices.Equal(n.batches, want) {
		t.Errorf("batches of %v, want %v", n.batches, want)
	}
}

// TestBatchLimits plays endpoints that take only so many calls or bytes.
func TestBatchLimits(t *testing.T) {
	object := func(code int, message string) play {
		return status(200, fmt.Sprintf(`{"jsonrpc":"2.0","id":null,"error":{"code":%d,"message":%q}}`, code, message))
	}
	for name, test := range map[string]struct {
		limit  int
		refuse play
	}{
		"jsonrpsee off":   {1, object(-32005, "Batched requests are not supported by this server")},
		"jsonrpsee limit": {10, object(-32010, "The batch request was too large")},
		"geth limit":      {30, each(`{"code":-32600,"message":"batch too large"}`)},
		"geth response":   {30, each(`{"code":-32003,"message":"response too large"}`)},
		"plain object":    {1, object(-32600, "Invalid request")},
		"413":             {60, status(413, "")},
		"400":             {3, status(400, "<html>")},
		"405":             {1, status(405, "")},
		"400 with json":   {10, status(400, `{"error":{"code":-32600,"message":"batch too big"}}`)},
	} {
		t.Run(name, func(t *testing.T) {
			n := goodNode()
			n.before = func(_ int, w http.ResponseWriter, r *http.Request, got []request) bool {
				if len(got) > test.limit {
					test.refuse(w, r, got, nil)
				}
				return len(got) > test.limit
			}
			opts := fast()
			opts.Attempts = 1
			got, err := dial(t, serve(t, n), opts).Do(t.Context(), echoes(300))
			if err != nil {
				t.Fatal(err)
			}
			wantEchoes(t, got)
		})
	}
}

func TestBodyLimit(t *testing.T) {
	n := goodNode()
	var longest int64
	var mu sync.Mutex
	n.before = func(_ int, w http.ResponseWriter, r *http.Request, got []request) bool {
		mu.Lock()
		defer mu.Unlock()
		longest = max(longest, r.ContentLength)
		if r.ContentLength > 400_000 {
			w.WriteHeader(413)
			return true
		}
		return false
	}
	calls := make([]Call, 50)
	for i := range calls {
		calls[i] = Call{Method: "echo", Params: []any{strings.Repeat("x", 90_000)}}
	}
	got, err := dial(t, serve(t, n), fast()).Do(t.Context(), calls)
	if err != nil || len(got) != 50 {
		t.Fatal(err)
	}
	if longest > maxBody+100_000 {
		t.Errorf("a request of %d bytes", longest)
	}
	_, err = dial(t, serve(t, n), fast()).One(t.Context(), "echo", strings.Repeat("x", 500_000))
	var e *Error
	if !asError(err, &e) || !e.IsRange() {
		t.Errorf("a call that is too long gives %v", err)
	}
}

func TestPin(t *testing.T) {
	other, fork, behind := goodNode(), goodNode(), goodNode()
	other.chain = 1
	fork.hash = common.HexToHash("0xdef")
	behind.head = 99
	for name, test := range map[string]struct {
		bad  *node
		want string
	}{
		"other chain": {other, "is on chain 1, not 3338"},
		"other hash":  {fork, "has hash 0x0000000000000000000000000000000000000000000000000000000000000def for the pinned block 100"},
		"behind":      {behind, "is at block 99, behind the pinned block 100"},
	} {
		t.Run(name, func(t *testing.T) {
			good := goodNode()
			var log bytes.Buffer
			opts := fast()
			opts.Log = slog.New(slog.NewTextHandler(&log, nil))
			urls := serve(t, test.bad, good)
			c := dial(t, []string{secretURL(urls[0]), urls[1]}, opts)
			c.Use(pinned)
			for range 3 {
				got, err := c.Do(t.Context(), echoes(20))
				if err != nil {
					t.Fatal(err)
				}
				wantEchoes(t, got)
			}
			if test.bad.requests() != 1 || good.requests() != 4 {
				t.Errorf("%d and %d requests, want the proof alone and proof with three", test.bad.requests(), good.requests())
			}
			if !strings.Contains(log.String(), "level=WARN") || !strings.Contains(log.String(), test.want) {
				t.Errorf("log is %q", &log)
			}
			wantNoSecret(t, log.String())

			alone := dial(t, urls[:1], fast())
			alone.Use(pinned)
			_, err := alone.Do(t.Context(), echoes(1))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("alone it gives %v", err)
			}
		})
	}
}

// TestPinCatchesUp waits for a node that reaches the pinned block later.
func TestPinCatchesUp(t *testing.T) {
	n := goodNode()
	n.before = func(seq int, _ http.ResponseWriter, _ *http.Request, _ []request) bool {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.head = 98 + uint64(seq)
		return false
	}
	c := dial(t, serve(t, n), fast())
	c.Use(pinned)
	got, err := c.Do(t.Context(), echoes(5))
	if err != nil {
		t.Fatal(err)
	}
	wantEchoes(t, got)
}

// TestLaggingNode has a gateway whose nodes differ in height.
func TestLaggingNode(t *testing.T) {
	for _, method := range silent {
		n := laggingNode()
		c := dial(t, serve(t, n), fast())
		c.Use(pinned)
		got, err := c.One(t.Context(), method, map[string]any{"fromBlock": "0x1", "toBlock": "0x64"})
		if err != nil || string(got) != `"whole"` {
			t.Errorf("%s is %s, %v", method, got, err)
		}
		if n.requests() != 5 {
			t.Errorf("%s: %d requests, want the proof, three that lag and one", method, n.requests())
		}
	}
}

func laggingNode() *node {
	n := goodNode()
	n.before = func(seq int, w http.ResponseWriter, r *http.Request, got []request) bool {
		if seq == 0 || seq > 3 {
			return false
		}
		short := goodNode()
		short.head = 90
		all := short.answers(got)
		all[0].Result = []byte(`"short"`)
		write(w, all, len(got) > 1)
		return true
	}
	return n
}

func TestRetryAfter(t *testing.T) {
	for name, value := range map[string]func() string{
		"seconds": func() string { return "17" },
		"date":    func() string { return time.Now().Add(17 * time.Second).UTC().Format(http.TimeFormat) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				limited := goodNode()
				limited.before = func(seq int, w http.ResponseWriter, _ *http.Request, _ []request) bool {
					if seq == 0 {
						w.Header().Set("Retry-After", value())
						w.WriteHeader(429)
					}
					return seq == 0
				}
				start := time.Now()
				c := dial(t, []string{"http://a"}, Options{HTTP: inProcess{"a": limited}})
				if _, err := c.Do(t.Context(), echoes(3)); err != nil {
					t.Fatal(err)
				}
				if waited := time.Since(start); waited != 17*time.Second {
					t.Errorf("waited %v", waited)
				}
			})
		})
	}
}

// TestRetryAfterElsewhere does not wait where another endpoint is free.
func TestRetryAfterElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limited, free := goodNode(), goodNode()
		limited.before = func(_ int, w http.ResponseWriter, _ *http.Request, _ []request) bool {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(429)
			return true
		}
		start := time.Now()
		c := dial(t, []string{"http://a", "http://b"}, Options{HTTP: inProcess{"a": limited, "b": free}})
		for range 5 {
			if _, err := c.Do(t.Context(), echoes(3)); err != nil {
				t.Fatal(err)
			}
		}
		if limited.requests() != 1 || time.Since(start) > time.Second {
			t.Errorf("%d requests to the limited endpoint, %v", limited.requests(), time.Since(start))
		}
	})
}

func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := goodNode()
		c := dial(t, []string{"http://a"}, Options{RPS: 5, HTTP: inProcess{"a": n}})
		ctx, stop := context.WithCancel(t.Context())
		var g sync.WaitGroup
		for range 8 {
			g.Go(func() {
				for ctx.Err() == nil {
					c.Do(ctx, echoes(1))
				}
			})
		}
		time.Sleep(10*time.Second + time.Millisecond)
		if got := n.requests(); got != 51 {
			t.Errorf("%d requests in 10 s at 5 a second", got)
		}
		stop()
		g.Wait()
	})
}

func TestConcurrency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := goodNode()
		var mu sync.Mutex
		flying, most := 0, 0
		n.before = func(int, http.ResponseWriter, *http.Request, []request) bool {
			mu.Lock()
			flying++
			most = max(most, flying)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			flying--
			mu.Unlock()
			return false
		}
		c := dial(t, []string{"http://a"}, Options{Concurrency: 3, HTTP: inProcess{"a": n}})
		var g sync.WaitGroup
		for range 4 {
			g.Go(func() {
				if got, err := c.Do(t.Context(), echoes(1000)); err != nil {
					t.Error(err)
				} else {
					wantEchoes(t, got)
				}
			})
		}
		g.Wait()
		if most != 3 {
			t.Errorf("%d requests in flight, want 3", most)
		}
	})
}

func TestTimeout(t *testing.T) {
	hang := func(n *node, until int) {
		n.before = func(seq int, _ http.ResponseWriter, r *http.Request, _ []request) bool {
			if seq < until {
				<-r.Context().Done()
			}
			return seq < until
		}
	}
	t.Run("next endpoint", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			slow, good := goodNode(), goodNode()
			hang(slow, 1000)
			c := dial(t, []string{"http://a", "http://b"}, Options{Timeout: 3 * time.Second, HTTP: inProcess{"a": slow, "b": good}})
			got, err := c.Do(t.Context(), echoes(3))
			if err != nil {
				t.Fatal(err)
			}
			wantEchoes(t, got)
		})
	})
	t.Run("for ever", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			slow := goodNode()
			hang(slow, 1000)
			c := dial(t, []string{"http://a"}, Options{Timeout: 3 * time.Second, Attempts: 4, HTTP: inProcess{"a": slow}})
			_, err := c.Do(t.Context(), echoes(3))
			if err == nil || !strings.Contains(err.Error(), "timed out") || slow.requests() != 4 {
				t.Errorf("%d requests, %v", slow.requests(), err)
			}
		})
	})
	t.Run("logs", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			slow := goodNode()
			hang(slow, 2)
			c := dial(t, []string{"http://a"}, Options{HTTP: inProcess{"a": slow}})
			_, err := c.One(t.Context(), "eth_getLogs", map[string]any{"fromBlock": "0x1", "toBlock": "0x9"})
			var e *Error
			if !asError(err, &e) || !e.IsRange() {
				t.Errorf("a range gives %v", err)
			}
			if _, err = c.One(t.Context(), "eth_getLogs", map[string]any{"fromBlock": "0x1", "toBlock": "0x1"}); err != nil {
				t.Errorf("one block gives %v", err)
			}
		})
	})
}

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := goodNode()
		n.script(func(int) string { return "500" })
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		_, err := dial(t, []string{"http://a"}, Options{HTTP: inProcess{"a": n}}).Do(ctx, echoes(3))
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error is %v", err)
		}
	})
}

func TestUnencodable(t *testing.T) {
	c := dial(t, []string{"http://a"}, fast())
	if _, err := c.One(t.Context(), "echo", make(chan int)); err == nil {
		t.Error("no error")
	}
}

// TestPartialBatch has an endpoint that answers ten calls a second and says of
// the others, each by itself, that they are too many.
func TestPartialBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := goodNode()
		var second time.Time
		spent := 0
		n.before = func(_ int, w http.ResponseWriter, _ *http.Request, got []request) bool {
			if time.Since(second) >= time.Second {
				second, spent = time.Now(), 0
			}
			all := n.answers(got)
			for i := range all {
				if spent++; spent > 10 {
					all[i] = answerError(got[i].ID, `{"code":-32005,"message":"rate limit exceeded"}`)
				}
			}
			write(w, all, len(got) > 1)
			return true
		}
		c := dial(t, []string{"http://a"}, Options{HTTP: inProcess{"a": n}, Concurrency: 1})
		got, err := c.Do(t.Context(), echoes(200))
		if err != nil {
			t.Fatal(err)
		}
		wantEchoes(t, got)
		if n.requests() > 60 {
			t.Errorf("%d requests for 20 seconds' worth of calls", n.requests())
		}
	})
}

// TestPinChainOnly finds the endpoint of the chain before a block is pinned.
func TestPinChainOnly(t *testing.T) {
	other, good := goodNode(), goodNode()
	other.chain = 1
	good.hash = common.HexToHash("0x1234")
	c := dial(t, serve(t, other, good), fast())
	c.Use(Pin{ChainID: pinned.ChainID})
	got, err := c.One(t.Context(), "eth_getBlockByNumber", "finalized", false)
	if err != nil || !strings.Contains(string(got), "1234") {
		t.Errorf("block is %s, %v", got, err)
	}
	c.Use(pinned)
	if _, err := c.One(t.Context(), "eth_chainId"); err == nil || !strings.Contains(err.Error(), "no rpc endpoint is left") {
		t.Errorf("with neither endpoint on the pin, error is %v", err)
	}
	if _, err := c.One(t.Context(), "eth_chainId"); err == nil {
		t.Error("no error the second time")
	}
}
