package read_test

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/cenkalti/backoff/v5"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/read"
	"mcrpress/chain/rpc"
	"mcrpress/chain/store"
)

// devnet is a chain, a node that serves it, and a client of the node's own.
type devnet struct {
	chain  *devchain.Chain
	node   *devchain.Node
	client *ethclient.Client
}

func serve(c *devchain.Chain) (*devnet, error) {
	node, err := c.Serve("")
	if err != nil {
		return nil, err
	}
	client, err := ethclient.Dial(node.URL())
	return &devnet{c, node, client}, err
}

func newDevnet(opts devchain.Options) (*devnet, error) {
	c, err := devchain.Build(opts)
	if err != nil {
		return nil, err
	}
	return serve(c)
}

// demos are the default fleets, served for all tests.
var demos = map[chain.Generation]func() (*devnet, error){
	chain.Gen1: sync.OnceValues(func() (*devnet, error) { return newDevnet(devchain.Options{Generation: chain.Gen1}) }),
	chain.Gen2: sync.OnceValues(func() (*devnet, error) { return newDevnet(devchain.Options{Generation: chain.Gen2}) }),
}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, demo := range demos {
		if net, err := demo(); err == nil {
			if err := net.node.Close(); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}
	}
	os.Exit(code)
}

func demonet(t testing.TB, g chain.Generation) *devnet {
	t.Helper()
	net, err := demos[g]()
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// both runs a test on the default fleet of each generation.
func both(t *testing.T, test func(t *testing.T, net *devnet)) {
	for _, g := range []chain.Generation{chain.Gen1, chain.Gen2} {
		t.Run(string(g), func(t *testing.T) { test(t, demonet(t, g)) })
	}
}

// deployment is the chain's, changed.
func (n *devnet) deployment(changes ...func(*chain.Deployment)) chain.Deployment {
	d := n.chain.Deployment()
	for _, change := range changes {
		change(&d)
	}
	return d
}

func (n *devnet) head() uint64 { return n.chain.Head().Number.Uint64() }

func noMulticall(d *chain.Deployment) { delete(d.Contracts, chain.Multicall3) }

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

// readAt opens the deployment at a block and reads its fleet.
func readAt(t testing.TB, client *rpc.Client, d chain.Deployment, block string, store read.Store) (*chain.Fleet, error) {
	t.Helper()
	return readWith(t, client, d, read.Options{Block: block}, store)
}

func readWith(t testing.TB, client *rpc.Client, d chain.Deployment, opts read.Options, store read.Store) (*chain.Fleet, error) {
	t.Helper()
	r, err := read.Open(t.Context(), client, d, opts)
	if err != nil {
		return nil, err
	}
	x, err := r.Update(t.Context(), store)
	if err != nil {
		return nil, err
	}
	return x.Fleet()
}

func tempStore(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.NewTemp()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
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
func mustSnap(t testing.TB, client *rpc.Client, d chain.Deployment, block string, store read.Store) snapshot {
	t.Helper()
	fleet, err := readAt(t, client, d, block, store)
	if err != nil {
		t.Fatal(err)
	}
	return snap(t, fleet)
}

// fresh is what a run at a block without anything stored gives.
func (n *devnet) fresh(t testing.TB, block string) snapshot {
	t.Helper()
	return mustSnap(t, dial(t, hurried(), n.node.URL()), n.deployment(), block, tempStore(t))
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
