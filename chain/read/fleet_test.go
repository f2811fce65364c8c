package read_test

import (
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/read"
)

// The store gives what its contract, taken plainly, gives.
func TestStoreEqualsMemory(t *testing.T) {
	net := demonet(t, chain.Gen1)
	plain := newMemory()
	kept := tempStore(t)
	for _, block := range []string{"30", "finalized", "50", "finalized"} {
		want := mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(), block, plain)
		got := mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(), block, kept)
		if d := diff(want, got); d != "" {
			t.Fatalf("block %s (-memory +store):\n%s", block, d)
		}
	}
}

// However it is read, the fleet is the same.
func TestReadEveryWay(t *testing.T) { both(t, readEveryWay) }

func readEveryWay(t *testing.T, net *devnet) {
	t.Parallel()
	const early = "12"
	fresh := func(d chain.Deployment, url, block string, opts read.Options) snapshot {
		opts.Block = block
		fleet, err := readWith(t, dial(t, hurried(), url), d, opts, tempStore(t))
		if err != nil {
			t.Fatal(err)
		}
		return snap(t, fleet)
	}
	d := net.deployment()
	then := net.fresh(t, early)
	without := then
	without.Fleet.Contracts = slices.DeleteFunc(slices.Clone(then.Fleet.Contracts), func(c chain.Contract) bool { return c.Role == chain.Multicall3 })
	single := newProxy(t, net.node.URL(), func(int) fault { return refuseBatches })
	tests := []struct {
		name, url, block string
		d                chain.Deployment
		opts             read.Options
		want             snapshot
	}{
		{"latest", net.node.URL(), "latest", d, read.Options{}, net.fresh(t, "finalized")},
		{"no multicall", net.node.URL(), early, net.deployment(noMulticall), read.Options{}, without},
		{"one call a request", single.url, early, d, read.Options{}, then},
		{"narrow ranges of logs", net.node.URL(), early, d, read.Options{LogRange: 3}, then},
		{"unknown start", net.node.URL(), early, net.deployment(func(d *chain.Deployment) { d.StartBlock = 0 }), read.Options{}, then},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if d := diff(test.want, fresh(test.d, test.url, test.block, test.opts)); d != "" {
				t.Error(d)
			}
		})
	}
}

// A store that was filled at other blocks gives the same fleet.
func TestReadThroughStore(t *testing.T) { both(t, readThroughStore) }

func readThroughStore(t *testing.T, net *devnet) {
	t.Parallel()
	store := tempStore(t)
	for _, block := range []string{"30", "31", "finalized", "finalized", "50"} {
		got := mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(), block, store)
		if d := diff(net.fresh(t, block), got); d != "" {
			t.Fatalf("block %s (-fresh +stored):\n%s", block, d)
		}
	}
}

// Only some machines: each is as in the whole fleet.
func TestOnly(t *testing.T) { both(t, only) }

func only(t *testing.T, net *devnet) {
	t.Parallel()
	whole := net.fresh(t, "finalized")
	var ids []uint256.Int
	for i := 0; i < len(whole.Fleet.Machines); i += 9 {
		ids = append(ids, whole.Fleet.Machines[i].ID)
	}
	client := dial(t, hurried(), net.node.URL())
	fleet, err := readWith(t, client, net.deployment(), read.Options{Block: "finalized", Only: ids}, tempStore(t))
	if err != nil {
		t.Fatal(err)
	}
	got := snap(t, fleet)
	if len(got.Fleet.Machines) != len(ids) {
		t.Fatalf("%d machines of %d", len(got.Fleet.Machines), len(ids))
	}
	for i, m := range got.Fleet.Machines {
		if d := gocmp.Diff(whole.Fleet.Machines[i*9], m); d != "" {
			t.Errorf("machine %s (-whole +only):\n%s", m.ID.Dec(), d)
		}
		if !slices.EqualFunc(whole.Events[m.ID.Dec()], got.Events[m.ID.Dec()], sameEvent) {
			t.Errorf("machine %s has other events", m.ID.Dec())
		}
	}
}

// A shard says how many machines there are in all, and which views answered it.
func TestFactsOfShards(t *testing.T) {
	net := demonet(t, chain.Gen1)
	opts := read.Options{Block: faultBlock, Shard: &read.Shard{Index: 1, Of: 3}}
	r, err := read.Open(t.Context(), dial(t, hurried(), net.node.URL()), net.deployment(), opts)
	if err != nil {
		t.Fatal(err)
	}
	x, err := r.Update(t.Context(), tempStore(t))
	if err != nil {
		t.Fatal(err)
	}
	if all := len(net.fresh(t, faultBlock).Fleet.Machines); x.Facts.Machines != uint64(all) {
		t.Errorf("%d machines of %d", x.Facts.Machines, all)
	}
	if !slices.Contains(x.Facts.Views, read.Answering{View: "machineIdOf"}) {
		t.Errorf("views %+v", x.Facts.Views)
	}
}

func TestFindingsOfDemo(t *testing.T) {
	states := map[chain.Generation]map[string]chain.FindingKind{
		chain.Gen1: {
			"a wallet whose machineId names another machine":            chain.MachineIDMismatch,
			"a wallet whose machineId names an unregistered id":         chain.MachineIDMismatch,
			"an nftTokenId that is another machine's":                   chain.TokenIDMismatch,
			"an operator attribute that is not the registered operator": chain.OperatorMismatch,
			"an expired attribute":                                      chain.ExpiredAttribute,
			"negative flag older than 2020":                             chain.ImplausibleFlag,
			"rating AAA":                                                chain.MachineIDMismatch, // its id is in an operator's DID
		},
		chain.Gen2: {
			"a home here without a token":            chain.HomeNotLinked,
			"paid for, and not linked":               chain.HomeNotLinked,
			"terminated for fraud":                   chain.TerminatedForFraud,
			"negative flag older than 2020":          chain.ImplausibleFlag,
			"a controller that is not the owner":     chain.ControllerNotOwner,
			"sold, and the seller still controls it": chain.ControllerNotOwner,
			"a token here and a home elsewhere":      chain.HomeContradiction,
		},
	}
	both(t, func(t *testing.T, net *devnet) {
		type finding struct {
			ID   string
			Kind chain.FindingKind
		}
		byID := func(a, b finding) int { return strings.Compare(a.ID, b.ID) }
		got := net.fresh(t, "finalized")
		var want, found []finding
		for _, member := range net.chain.Fleet() {
			if kind, ok := states[net.deployment().Generation][member.State]; ok {
				want = append(want, finding{member.ID.Dec(), kind})
			}
		}
		for _, f := range got.Fleet.Findings {
			found = append(found, finding{f.MachineID.Dec(), f.Kind})
		}
		if !slices.IsSortedFunc(got.Fleet.Findings, func(a, b chain.Finding) int { return a.MachineID.Cmp(b.MachineID) }) {
			t.Error("findings are not in the order of the machines")
		}
		slices.SortFunc(want, byID)
		slices.SortFunc(found, byID)
		if d := gocmp.Diff(want, found); d != "" {
			t.Errorf("findings (-states +found):\n%s", d)
		}
	})
}
