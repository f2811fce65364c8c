package httpapi

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mcrpress/chain"
)

// BenchmarkServe reports requests a second and the 99th percentile over
// loopback, for answers of each kind that are in memory.
func BenchmarkServe(b *testing.B) {
	_, base := start(b, fixture(b, chain.Gen2).dir, Options{RatingTTL: 3600})
	for _, target := range hot {
		b.Run(target.name, func(b *testing.B) { hammer(b, base+target.path, target.accept) })
	}
}

// hot are what clients ask for most.
var hot = []struct{ name, path, accept string }{
	{"mcr", "/mcr/did:peaq:1", ""},
	{"mcr-echo", "/mcr/1", ""},
	{"machine-gzip", "/machine/22", "gzip"},
	{"operator", "/operator/" + operatorOf(1).Hex() + "/machines", ""},
	{"card-page", "/card/1.html", ""},
}

// hammer sends b.N requests over 16 connections.
func hammer(b *testing.B, address, accept string) {
	const connections = 16
	web := &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: connections}}
	defer web.CloseIdleConnections()
	times := make([]time.Duration, b.N)
	var next atomic.Int64
	var clients sync.WaitGroup
	b.ResetTimer()
	for range connections {
		clients.Go(func() {
			for i := next.Add(1) - 1; i < int64(b.N); i = next.Add(1) - 1 {
				start := time.Now()
				req, _ := http.NewRequest("GET", address, nil)
				if accept != "" {
					req.Header.Set("Accept-Encoding", accept)
				}
				resp, err := web.Do(req)
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
				if resp.StatusCode != http.StatusOK {
					b.Errorf("%s: %d", address, resp.StatusCode)
				}
				times[i] = time.Since(start)
			}
		})
	}
	clients.Wait()
	b.StopTimer()
	slices.Sort(times)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkHandler is the same without the network: what the package itself
// costs.
func BenchmarkHandler(b *testing.B) {
	server, err := New(fixture(b, chain.Gen2).dir, Options{RatingTTL: 3600})
	if err != nil {
		b.Fatal(err)
	}
	for _, target := range hot {
		b.Run(target.name, func(b *testing.B) {
			r := httptest.NewRequest("GET", target.path, nil)
			if target.accept != "" {
				r.Header.Set("Accept-Encoding", target.accept)
			}
			b.ReportAllocs()
			for b.Loop() {
				server.ServeHTTP(&discard{header: http.Header{}}, r)
			}
		})
	}
}

// discard is an answer that nobody reads.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header            { return d.header }
func (d *discard) Write(data []byte) (int, error) { return len(data), nil }
func (d *discard) WriteHeader(int)                {}
