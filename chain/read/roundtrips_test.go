package read_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/rpc"
)

// The bounds on round trips: HTTP requests for the state of each 1,000
// machines, and beside it where there is nothing new.
const (
	sweepBound  = 16
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
	for _, g := range []chain.Generation{chain.Gen1, chain.Gen2} {
		t.Run(string(g), func(t *testing.T) { roundTrips(t, g) })
	}
}

func roundTrips(t *testing.T, g chain.Generation) {
	t.Parallel()
	const machines = 1000
	net, err := newDevnet(devchain.Options{Generation: g, Machines: machines})
	if err != nil {
		t.Fatal(err)
	}
	defer net.node.Close()
	store := tempStore(t)
	head := net.head()
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
		fleet, err := readAt(t, client, net.deployment(), run.block, store)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(fleet.Machines); n < machines-10 {
			t.Fatalf("%d machines", n)
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
