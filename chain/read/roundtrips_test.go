package read_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/read"
	"mcrpress/chain/rpc"
)

// The bounds on round trips: HTTP requests for the state of 400 machines, all of
// them or what is new, and beside it where there is little new.
const (
	sweepBound  = 10
	deltaBound  = 6
	besideBound = 6
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
		t.Skip("makes two chains of 400 machines")
	}
	for _, g := range []chain.Generation{chain.Gen1, chain.Gen2} {
		t.Run(string(g), func(t *testing.T) { roundTrips(t, g) })
	}
}

func roundTrips(t *testing.T, g chain.Generation) {
	t.Parallel()
	const machines = 400
	c, err := devchain.Build(devchain.Options{Generation: g, Machines: machines})
	if err != nil {
		t.Fatal(err)
	}
	head := c.Head().Number.Uint64()
	// An hour in which nothing happens, and one in which a hundredth changes.
	if c, err = c.Extend(devchain.Wait, devchain.News(100)); err != nil {
		t.Fatal(err)
	}
	net, err := serve(c)
	if err != nil {
		t.Fatal(err)
	}
	defer net.node.Close()
	store := tempStore(t)
	for _, run := range []struct {
		name   string
		block  uint64
		quiet  bool
		sweep  int64 // bound on the requests for state alone
		beside int64 // bound on the others, 0 for none
	}{
		{"cold", head, false, sweepBound, 0},
		{"the same block", head, true, sweepBound, besideBound},
		{"an hour on", head + 1, true, sweepBound, besideBound},
		{"a hundredth changed", net.head(), false, sweepBound, besideBound},
	} {
		var m meter
		p := newProxy(t, net.node.URL(), func(int) fault { return m.count })
		client := dial(t, rpc.Options{}, p.url)
		r, err := read.Open(t.Context(), client, net.deployment(), read.Options{Block: fmt.Sprint(run.block)})
		if err != nil {
			t.Fatal(err)
		}
		x, err := r.Update(t.Context(), store)
		if err != nil {
			t.Fatal(err)
		}
		if g == chain.Gen2 && run.name != "cold" {
			run.sweep = deltaBound
			if x.Quiet() != run.quiet {
				t.Errorf("%s: quiet is %v, with %d machines that changed since %v", run.name, x.Quiet(), len(x.Changed), x.Since)
			}
		}
		stats := client.Stats()
		fleet, err := x.Fleet()
		if err != nil {
			t.Fatal(err)
		}
		if n := len(fleet.Machines); n < machines-10 {
			t.Fatalf("%d machines", n)
		}
		t.Logf("%s: %d for the state, %d beside it; %+v", run.name, m.sweep.Load(), m.beside.Load(), stats)
		if got := m.sweep.Load(); got > run.sweep {
			t.Errorf("%s: %d requests for the state of %d machines", run.name, got, machines)
		}
		if got := m.beside.Load(); run.beside > 0 && got > run.beside {
			t.Errorf("%s: %d requests beside the state", run.name, got)
		}
		if got := client.Stats(); got != stats || got.Requests != uint64(m.sweep.Load()+m.beside.Load()) {
			t.Errorf("%s: the client counts %d requests, then %d", run.name, stats.Requests, got.Requests)
		}
	}
}
