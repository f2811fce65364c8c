package read_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/read"
	"mcrpress/chain/rpc"
)

// BenchmarkRead measures what reading a fleet costs the endpoint: cold, an hour
// later where nothing happened, and another hour later where a hundredth of the
// plain machines submitted an event. The largest fleets have some
// 104,000 events:
//
//	go test ./chain/read -run '^$' -bench Read -benchtime 1x
func BenchmarkRead(b *testing.B) {
	for _, generation := range []chain.Generation{chain.Gen1, chain.Gen2} {
		for _, machines := range []int{1_000, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", generation, machines), func(b *testing.B) { benchmarkRead(b, generation, machines) })
		}
	}
}

func benchmarkRead(b *testing.B, generation chain.Generation, machines int) {
	c, err := devchain.Build(devchain.Options{Generation: generation, Machines: machines})
	if err != nil {
		b.Fatal(err)
	}
	head := c.Head().Number.Uint64()
	if c, err = c.Extend(devchain.Wait, devchain.News(100)); err != nil {
		b.Fatal(err)
	}
	network, err := serve(c)
	if err != nil {
		b.Fatal(err)
	}
	defer network.node.Close()
	store := tempStore(b)
	for i, name := range []string{"first", "nothing new", "a hundredth new"} {
		fleet := b
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if i == 0 {
					store = tempStore(fleet) // outlives this run
				}
				var wire atomic.Int64
				client := dial(b, rpc.Options{HTTP: countingTransport(&wire)}, network.node.URL())
				r, err := read.Open(b.Context(), client, network.deployment(), read.Options{Block: fmt.Sprint(head + uint64(i))})
				if err != nil {
					b.Fatal(err)
				}
				x, err := r.Update(b.Context(), store)
				if err != nil {
					b.Fatal(err)
				}
				stats := client.Stats()
				b.ReportMetric(float64(len(x.Changed)), "changed")
				b.ReportMetric(float64(stats.Requests), "requests")
				b.ReportMetric(float64(stats.Sent)/1e6, "MB-sent")
				b.ReportMetric(float64(stats.Received)/1e6, "MB-received")
				b.ReportMetric(float64(wire.Load())/1e6, "MB-received-compressed")
			}
		})
	}
}

// countingTransport counts the bytes that come over its connections, as the
// node compressed them.
func countingTransport(received *atomic.Int64) http.RoundTripper {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		return &countingConn{conn, received}, err
	}
	return transport
}

type countingConn struct {
	net.Conn
	received *atomic.Int64
}

func (c *countingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.received.Add(int64(n))
	return n, err
}
