package partner

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkFetchAll fetches for a fleet of 10,000 public machines with a URL
// each, on 200 hosts, over real sockets.
func BenchmarkFetchAll(b *testing.B) {
	const machines, hosts = 10_000, 200
	body := sized(2000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }))
	defer server.Close()
	urls := make([]string, machines)
	for i := range urls {
		urls[i] = fmt.Sprintf("http://host%d.example/machine/%d", i%hosts, i)
	}
	f := (&world{}).fetcher()
	f.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}
	b.ReportAllocs()
	for b.Loop() {
		results, report, err := f.FetchAll(b.Context(), urls)
		if err != nil || len(results) != machines || report.Bytes != int64(machines*len(body)) {
			b.Fatalf("%d results, report %+v, error %v", len(results), report, err)
		}
	}
	b.ReportMetric(float64(machines*b.N)/b.Elapsed().Seconds(), "machines/s")
}

func BenchmarkScreen(b *testing.B) {
	for b.Loop() {
		if _, failure := Screen("https://machine-7.partner.example:8443/data?id=7"); failure != "" {
			b.Fatal(failure)
		}
	}
}
