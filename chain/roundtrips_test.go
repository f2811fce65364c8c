package chain_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"mcrpress/chain/rpc"
)

// The bounds on round trips: HTTP requests for the state of each 1,000
// machines, and beside it where there is nothing new.
const (
	sweepBound  = 12
	besideBound = 5
)

// meter counts the HTTP requests that hold reads of contracts only, and all
// others.
type meter struct{ sweep, beside atomic.Int64 }

func (m *meter) count(p *proxy, w http.ResponseWriter, x *exchange) {
	counter := &m.sweep
	for i := range x.calls {
		if x.calls[i].Method != "eth_call" {
			counter = &m.beside
		}
	}
	counter.Add(1)
	honest(p, w, x)
}

func TestRoundTrips(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a chain of 1,000 machines")
	}
	t.Parallel()
	const machines = 1000
	net, err := newDevnet(machines)
	if err != nil {
		t.Fatal(err)
	}
	defer net.node.Close()
	store := tempStore(t)
	head := net.chain.Head().Number.Uint64()
	for _, run := range []struct {
		name, block string
		bounded     bool // beside the sweep
	}{
		{"cold", fmt.Sprint(head - 2), false},
		{"the same block", fmt.Sprint(head - 2), true},
		{"newer blocks", fmt.Sprint(head), false},
	} {
		var m meter
		p := newProxy(t, net.node.URL(), func(int) fault { return m.count })
		client := dial(t, rpc.Options{}, p.url)
		fleet, err := read(t, client, net.deployment(), run.block, store)
		if err != nil {
			t.Fatal(err)
		}
		if len(fleet.Machines) != machines {
			t.Fatalf("%d machines", len(fleet.Machines))
		}
		t.Logf("%s: %d for the state, %d beside it; %+v", run.name, m.sweep.Load(), m.beside.Load(), client.Stats())
		if got := m.sweep.Load(); got > sweepBound {
			t.Errorf("%s: %d requests for the state of %d machines", run.name, got, machines)
		}
		if got := m.beside.Load(); run.bounded && got > besideBound {
			t.Errorf("%s: %d requests beside the state", run.name, got)
		}
		if got := client.Stats().Requests; got != uint64(m.sweep.Load()+m.beside.Load()) {
			t.Errorf("%s: the client counts %d requests", run.name, got)
		}
	}
}

// Blocks without events cost as little as no blocks.
func TestRoundTripsWithoutEvents(t *testing.T) {
	net := demonet(t)
	store := tempStore(t)
	d := net.deployment()
	d.Contracts.EventRegistries[0] = d.Contracts.MachineNFT // emits none
	for _, block := range []string{"50", "60"} {
		var m meter
		p := newProxy(t, net.node.URL(), func(int) fault { return m.count })
		if _, err := read(t, dial(t, rpc.Options{}, p.url), d, block, store); err != nil {
			t.Fatal(err)
		}
		if got := m.beside.Load(); got > besideBound {
			t.Errorf("block %s: %d requests beside the state", block, got)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for _, machines := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(machines), func(b *testing.B) {
			net, err := newDevnet(machines)
			if err != nil {
				b.Fatal(err)
			}
			defer net.node.Close()
			store := tempStore(b)
			for _, name := range []string{"cold", "warm"} {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						if name == "cold" {
							store = tempStore(b)
						}
						client := dial(b, rpc.Options{}, net.node.URL())
						fleet, err := read(b, client, net.deployment(), "finalized", store)
						if err != nil {
							b.Fatal(err)
						}
						if len(fleet.Machines) != machines {
							b.Fatalf("%d machines", len(fleet.Machines))
						}
						stats := client.Stats()
						b.ReportMetric(float64(stats.Requests), "requests")
						b.ReportMetric(float64(stats.Calls), "calls")
						b.ReportMetric(float64(stats.Sent), "B-sent")
						b.ReportMetric(float64(stats.Received), "B-received")
					}
				})
			}
		})
	}
}
