package chain_test

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/cenkalti/backoff/v5"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/eventstore"
	"mcrpress/chain/rpc"
)

// devnet is a chain, a node that serves it, and a client of the node's own.
type devnet struct {
	chain  *devchain.Chain
	node   *devchain.Node
	client *ethclient.Client
}

func newDevnet(machines int) (*devnet, error) {
	c, err := devchain.Build(devchain.Options{Machines: machines})
	if err != nil {
		return nil, err
	}
	node, err := c.Serve("")
	if err != nil {
		return nil, err
	}
	client, err := ethclient.Dial(node.URL())
	return &devnet{c, node, client}, err
}

// demo is the default fleet, served for all tests.
var demo = sync.OnceValues(func() (*devnet, error) { return newDevnet(0) })

func TestMain(m *testing.M) {
	code := m.Run()
	if net, err := demo(); err == nil {
		if err := net.node.Close(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(code)
}

func demonet(t testing.TB) *devnet {
	t.Helper()
	net, err := demo()
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// deployment is the chain's, changed.
func (n *devnet) deployment(changes ...func(*chain.Deployment)) chain.Deployment {
	d := n.chain.Deployment()
	for _, change := range changes {
		change(&d)
	}
	return d
}

func noMulticall(d *chain.Deployment) { d.Contracts.Multicall3 = nil }

// hurried waits for nothing between attempts.
func hurried() rpc.Options {
	return rpc.Options{Backoff: func() backoff.BackOff { return &backoff.ZeroBackOff{} }}
}

func dial(t testing.TB, opts rpc.Options, urls ...string) *rpc.Client {
	t.Helper()
	client, err := rpc.Dial(urls, opts)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func tempStore(t testing.TB) *eventstore.Store {
	t.Helper()
	store, err := eventstore.NewTemp()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// read opens the deployment at a block and reads its fleet.
func read(t testing.TB, client *rpc.Client, d chain.Deployment, block string, store chain.EventStore) (*chain.Fleet, error) {
	t.Helper()
	r, err := chain.Open(t.Context(), client, d, chain.Options{Block: block})
	if err != nil {
		return nil, err
	}
	return r.Read(t.Context(), store)
}

// snapshot is a fleet with its events, to be compared as a whole.
type snapshot struct {
	Fleet  chain.Fleet
	Events map[string][]chain.Event
}

func snap(t testing.TB, fleet *chain.Fleet) snapshot {
	t.Helper()
	s := snapshot{*fleet, map[string][]chain.Event{}}
	s.Fleet.Events = nil
	for i := range fleet.Machines {
		id := fleet.Machines[i].ID
		events, err := fleet.Events.Of(id)
		if err != nil {
			t.Fatal(err)
		}
		s.Events[id.Dec()] = events
	}
	return s
}

// mustSnap reads the fleet and fails the test where that fails.
func mustSnap(t testing.TB, client *rpc.Client, d chain.Deployment, block string, store chain.EventStore) snapshot {
	t.Helper()
	fleet, err := read(t, client, d, block, store)
	if err != nil {
		t.Fatal(err)
	}
	return snap(t, fleet)
}

// diff compares two snapshots, up to the first machine whose events differ.
// Empty and missing lists are alike.
func diff(want, got snapshot) string {
	if !reflect.DeepEqual(want.Fleet, got.Fleet) {
		if d := cmp.Diff(want.Fleet, got.Fleet, cmpopts.EquateEmpty()); d != "" {
			return d
		}
	}
	for n, events := range want.Events {
		if !slices.EqualFunc(events, got.Events[n], sameEvent) {
			return fmt.Sprintf("events of machine %s:\n%s", n, cmp.Diff(events, got.Events[n], cmpopts.EquateEmpty()))
		}
	}
	return ""
}

func sameEvent(a, b chain.Event) bool {
	same := bytes.Equal(a.Metadata, b.Metadata)
	a.Metadata, b.Metadata = nil, nil
	return same && reflect.DeepEqual(a, b)
}

func id(n uint64) uint256.Int { return *uint256.NewInt(n) }

var zeroAddress common.Address
