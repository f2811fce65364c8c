package rpc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// request is the wire shape of a JSON-RPC 2.0 call.
type request struct {
	Version string          `json:"jsonrpc"`
	ID      uint64          `json:"id"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
}

type play func(w http.ResponseWriter, r *http.Request, got []request, answers []response)

func status(code int, body string) play {
	return func(w http.ResponseWriter, _ *http.Request, _ []request, _ []response) {
		w.WriteHeader(code)
		io.WriteString(w, body)
	}
}

// each gives every call of the batch the same error.
func each(e string) play {
	return func(w http.ResponseWriter, r *http.Request, got []request, _ []response) {
		var all []response
		for _, c := range got {
			all = append(all, answerError(c.ID, e))
		}
		write(w, all, len(got) > 1)
	}
}

func hijack(play func(net.Conn)) play {
	return func(w http.ResponseWriter, _ *http.Request, _ []request, _ []response) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		play(conn)
	}
}

// faults are the ways in which an endpoint fails to answer.
var faults = map[string]play{
	"429":           status(429, "slow down"),
	"429 with json": status(429, `{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"rate limit"}}`),
	"500":           status(500, "oops"),
	"502 html":      status(502, "<html><body>Bad gateway</body></html>"),
	"503":           status(503, ""),
	"403":           status(403, "<html>blocked"),
	"401":           status(401, `{"error":"invalid key"}`),
	"redirect": func(w http.ResponseWriter, r *http.Request, _ []request, _ []response) {
		http.Redirect(w, r, "/login", http.StatusFound)
	},
	"html in 200":         status(200, "<!doctype html><title>Checking your browser</title>"),
	"empty 200":           status(200, ""),
	"empty array":         status(200, "[]"),
	"gateway error":       status(200, `{"error":"invalid api key"}`),
	"null":                status(200, "null"),
	"number":              status(200, "1"),
	"array of numbers":    status(200, "[1,2,3]"),
	"deep":                status(200, strings.Repeat("[", 100_000)),
	"rate limit":          each(`{"code":-32005,"message":"daily request count exceeded, request rate limited"}`),
	"too many requests":   each(`{"code":-32029,"message":"Too Many Requests"}`),
	"internal":            each(`{"code":-32603,"message":"Internal error"}`),
	"behind":              each(`{"code":-32000,"message":"header not found"}`),
	"string error":        each(`"boom"`),
	"object for the rest": status(200, `{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"too many requests"}}`),
	"neither": func(w http.ResponseWriter, _ *http.Request, got []request, a []response) {
		write(w, []response{{ID: id(got[0].ID)}}, len(got) > 1)
	},
	"reset":      hijack(func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) }),
	"close":      hijack(func(net.Conn) {}),
	"cut header": hijack(func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 O") }),
	"cut body":   hijack(func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n[{\"id\":0,") }),
	"cut json": func(w http.ResponseWriter, _ *http.Request, got []request, a []response) {
		var b bytes.Buffer
		write(&b, a, len(got) > 1)
		w.Write(b.Bytes()[:b.Len()-1])
	},
	"null answers": func(w http.ResponseWriter, _ *http.Request, got []request, a []response) {
		for i := range a {
			a[i].Result = json.RawMessage(`null`)
		}
		raw, _ := json.Marshal(a)
		if len(got) == 1 {
			raw, _ = json.Marshal(a[0])
		}
		w.Write(raw)
	},
	"missing answers": func(w http.ResponseWriter, _ *http.Request, got []request, a []response) {
		if len(got) == 1 {
			a[0].ID = id(999_999)
		}
		write(w, a[:(len(a)+1)/2], len(got) > 1)
	},
	"same answer twice": func(w http.ResponseWriter, _ *http.Request, got []request, a []response) {
		if len(got) == 1 {
			a[0].ID = id(999_999)
		}
		a[len(a)-1].ID = a[0].ID
		write(w, a, len(got) > 1)
	},
}

func faultNames() []string {
	var names []string
	for name := range faults {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// script makes the node play a fault for each request that the schedule names.
func (n *node) script(schedule func(seq int) string) {
	n.before = func(seq int, w http.ResponseWriter, r *http.Request, got []request) bool {
		f, ok := faults[schedule(seq)]
		if ok {
			f(w, r, got, n.answers(got))
		}
		return ok
	}
}

// TestFaults plays each fault twice, for a batch and for a single call.
func TestFaults(t *testing.T) {
	for _, name := range faultNames() {
		for _, calls := range []int{1, 7} {
			t.Run(fmt.Sprint(name, "/", calls), func(t *testing.T) {
				n := goodNode()
				n.script(func(seq int) string {
					if seq < 2 {
						return name
					}
					return ""
				})
				got, err := dial(t, serve(t, n), fast()).Do(t.Context(), echoes(calls))
				if err != nil {
					t.Fatal(err)
				}
				wantEchoes(t, got)
			})
		}
	}
}

// TestFaultsMixed plays seeded schedules of all faults on two endpoints.
func TestFaultsMixed(t *testing.T) {
	names := append(faultNames(), "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "")
	for seed := range uint64(12) {
		var nodes []http.Handler
		for i := range uint64(2) {
			n, rnd := goodNode(), rand.New(rand.NewPCG(seed, i))
			picks := make([]string, 2000)
			for i := range picks {
				picks[i] = names[rnd.IntN(len(names))]
			}
			n.script(func(seq int) string { return picks[seq] })
			nodes = append(nodes, n)
		}
		opts := fast()
		opts.Attempts = 50
		c := dial(t, serve(t, nodes...), opts)
		c.Use(pinned)
		got, err := c.Do(t.Context(), echoes(230))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		wantEchoes(t, got)
	}
}

// TestFaultForever checks the one error of an endpoint that never recovers:
// it names host, method and block, and none of the secrets.
func TestFaultForever(t *testing.T) {
	for _, name := range faultNames() {
		t.Run(name, func(t *testing.T) {
			n := goodNode()
			n.script(func(int) string { return name })
			var log bytes.Buffer
			opts := fast()
			opts.Attempts = 3
			opts.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			url := secretURL(serve(t, n)[0])
			_, err := dial(t, []string{url}, opts).One(t.Context(), "echo", "x", "0x64")
			if err == nil {
				if strings.HasSuffix(name, "answers") { // null is an answer to One
					return
				}
				t.Fatal("no error")
			}
			for _, want := range []string{"http://127.0.0.1:", "echo", "block 100"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not name %q", err, want)
				}
			}
			wantNoSecret(t, err.Error()+log.String())
			if n.requests() != 3 {
				t.Errorf("%d requests for 3 attempts", n.requests())
			}
		})
	}
}

func secretURL(base string) string {
	return strings.Replace(base, "http://", "http://userrr:passsss@", 1) + "/v1/pathsecret123?key=querysecret"
}

func wantNoSecret(t *testing.T, text string) {
	t.Helper()
	for _, s := range []string{"userrr", "passsss", "pathsecret123", "querysecret"} {
		if strings.Contains(text, s) {
			t.Errorf("%q shows %q", text, s)
		}
	}
}

// TestSecretsEchoed covers nodes that repeat the URL in what they say, and
// addresses that nobody listens at.
func TestSecretsEchoed(t *testing.T) {
	n := goodNode()
	n.before = func(_ int, w http.ResponseWriter, r *http.Request, got []request) bool {
		each(fmt.Sprintf(`{"code":-32001,"message":"no plan for %s of userrr:passsss","data":"pathsecret123"}`, r.URL))(w, r, got, nil)
		return true
	}
	_, err := dial(t, []string{secretURL(serve(t, n)[0])}, fast()).One(t.Context(), "echo", "x")
	if err == nil || !strings.Contains(err.Error(), "no plan for") {
		t.Errorf("error is %v", err)
	}
	wantNoSecret(t, fmt.Sprint(err))
	var e *Error
	if !asError(err, &e) || e.Reason() != "***" {
		t.Errorf("its reason is %q", e.Reason())
	}

	opts := fast()
	opts.Attempts = 2
	_, err = dial(t, []string{secretURL("http://127.0.0.1:1")}, opts).One(t.Context(), "echo", "x")
	if err == nil {
		t.Error("no error for a closed port")
	}
	wantNoSecret(t, fmt.Sprint(err))
}

func TestDialRefuses(t *testing.T) {
	for _, url := range []string{
		"", "peaq", "ftp://userrr:passsss@host/pathsecret123", "wss://host/pathsecret123?key=querysecret",
		"http://userrr:passsss@/pathsecret123", "http://userrr:passsss@host:port/pathsecret123", "http://%zz/pathsecret123",
	} {
		_, err := Dial([]string{"http://fine", url}, Options{})
		if err == nil || !strings.Contains(err.Error(), "endpoint 2") {
			t.Errorf("%q: error is %v", url, err)
		}
		wantNoSecret(t, fmt.Sprint(err))
	}
	if _, err := Dial(nil, Options{}); err == nil {
		t.Error("no error without endpoints")
	}
}

// TestHugeAnswer gives an answer that never ends.
func TestHugeAnswer(t *testing.T) {
	n := goodNode()
	n.before = func(_ int, w http.ResponseWriter, r *http.Request, _ []request) bool {
		chunk := bytes.Repeat([]byte(" "), 1<<20)
		for {
			if _, err := w.Write(chunk); err != nil {
				return true
			}
		}
	}
	_, err := dial(t, serve(t, n), Options{Timeout: time.Minute}).One(t.Context(), "echo", "x")
	var e *Error
	if !asError(err, &e) || !e.IsRange() {
		t.Errorf("error is %v", err)
	}
	if n.requests() != 1 {
		t.Errorf("%d requests", n.requests())
	}
}
