package chain_test

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/devchain/bindings/adminflags"
	"mcrpress/chain/devchain/bindings/didregistry"
	"mcrpress/chain/devchain/bindings/eventregistry"
	"mcrpress/chain/devchain/bindings/identityregistry"
	"mcrpress/chain/devchain/bindings/identitystaking"
	"mcrpress/chain/devchain/bindings/machinenft"
	"mcrpress/chain/rpc"
)

// oracle reads the same facts as the package under test in another way: one
// eth_call after the other, through the generated bindings, events from the
// getters of the registry and not from logs.
type oracle struct {
	t      testing.TB
	client *ethclient.Client
	d      chain.Deployment
	block  *big.Int
}

var (
	registryABI = identityregistry.NewIdentityRegistry()
	stakingABI  = identitystaking.NewIdentityStaking()
	nftABI      = machinenft.NewMachineNFT()
	flagsABI    = adminflags.NewAdminFlags()
	didABI      = didregistry.NewDIDRegistry()
	eventsABI   = eventregistry.NewEventRegistry()
)

// ask makes one call and unpacks its answer.
func ask[T any](o *oracle, to chain.Address, data []byte, unpack func([]byte) (T, error)) T {
	o.t.Helper()
	target := common.Address(to)
	out, err := o.client.CallContract(o.t.Context(), ethereum.CallMsg{To: &target, Data: data}, o.block)
	if err != nil {
		o.t.Fatal(err)
	}
	v, err := unpack(out)
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

func (o *oracle) machine(n *big.Int) chain.Machine {
	c := o.d.Contracts
	m := chain.Machine{
		ID:           *uint256.MustFromBig(n),
		Wallet:       ask(o, c.IdentityRegistry, registryABI.PackMachineWalletOf(n), registryABI.UnpackMachineWalletOf),
		Operator:     ask(o, c.IdentityRegistry, registryABI.PackOperatorOf(n), registryABI.UnpackOperatorOf),
		OperatorRead: true,
		Status:       chain.Status(ask(o, c.IdentityRegistry, registryABI.PackMachineStatus(n), registryABI.UnpackMachineStatus)),
		Bonded:       ask(o, c.IdentityStaking, stakingABI.PackIsStaked(n), stakingABI.UnpackIsStaked),
		TokenID:      *uint256.MustFromBig(ask(o, c.MachineNFT, nftABI.PackTokenIdOf(n), nftABI.UnpackTokenIdOf)),
		FlaggedAt:    *uint256.MustFromBig(ask(o, *c.AdminFlags, flagsABI.PackNegativeFlagAt(n), flagsABI.UnpackNegativeFlagAt)),
	}
	if override := ask(o, *c.AdminFlags, flagsABI.PackTrustOverride(n), flagsABI.UnpackTrustOverride); override.Set {
		m.TrustOverride = uint256.MustFromBig(override.Value)
	}
	if m.Wallet != zeroAddress {
		m.DID = o.document(m.Wallet)
	}
	return m
}

func (o *oracle) document(account common.Address) chain.Document {
	return chain.Document{
		MachineID:        o.attribute(account, "machineId"),
		NFTTokenID:       o.attribute(account, "nftTokenId"),
		Operator:         o.attribute(account, "operator"),
		DocumentationURL: o.attribute(account, "documentation_url"),
		DataAPI:          o.attribute(account, "data_api"),
		DataVisibility:   o.attribute(account, "data_visibility"),
		Machines:         o.attribute(account, "machines"),
	}
}

func (o *oracle) attribute(account common.Address, name string) chain.Attribute {
	to := common.Address(o.d.Contracts.DIDRegistry)
	out, err := o.client.CallContract(o.t.Context(), ethereum.CallMsg{To: &to, Data: didABI.PackReadAttribute(account, []byte(name))}, o.block)
	if err != nil {
		if !strings.Contains(err.Error(), "Cannot find the item") {
			o.t.Fatal(err)
		}
		return chain.Attribute{}
	}
	a, err := didABI.UnpackReadAttribute(out)
	if err != nil {
		o.t.Fatal(err)
	}
	return chain.Attribute{Value: a.Value, ValidUntil: a.Validity, Created: a.Created.Uint64()}
}

// events reads the records of a machine from the registry's getters, and where
// they lie from the logs.
func (o *oracle) events(n *big.Int) []chain.Event {
	registry := o.d.Contracts.EventRegistries[0]
	count := ask(o, registry, eventsABI.PackEventCount(n), eventsABI.UnpackEventCount)
	logs, err := o.client.FilterLogs(o.t.Context(), ethereum.FilterQuery{
		ToBlock:   o.block,
		Addresses: []common.Address{common.Address(registry)},
		Topics:    [][]common.Hash{{eventSubmittedID()}, {common.BigToHash(n)}},
	})
	if err != nil || len(logs) != int(count.Int64()) {
		o.t.Fatalf("machine %s has %d logs and %s events: %v", n, len(logs), count, err)
	}
	var events []chain.Event
	for i, log := range logs {
		stored := ask(o, registry, eventsABI.PackEventAt(n, big.NewInt(int64(i))), unpackEvent)
		events = append(events, chain.Event{
			MachineID:   *uint256.MustFromBig(n),
			Index:       id(uint64(i)),
			Type:        stored.EventType,
			Value:       *uint256.MustFromBig(stored.Value),
			Currency:    stored.Currency,
			Time:        stored.Timestamp.Uint64(),
			DataHash:    stored.DataHash,
			Trust:       stored.TrustLevel,
			SourceChain: *uint256.MustFromBig(stored.SourceChainId),
			SourceTx:    stored.SourceTxHash,
			Metadata:    stored.Metadata,
			Registry:    common.Address(registry),
			Tx:          log.TxHash,
			Block:       log.BlockNumber,
			BlockTime:   o.blockTime(log.BlockNumber),
			LogIndex:    uint64(log.Index),
		})
	}
	return events
}

var blockTimes = map[uint64]uint64{}

func (o *oracle) blockTime(n uint64) uint64 {
	if blockTimes[n] == 0 {
		header, err := o.client.HeaderByNumber(o.t.Context(), new(big.Int).SetUint64(n))
		if err != nil {
			o.t.Fatal(err)
		}
		blockTimes[n] = header.Time
	}
	return blockTimes[n]
}

func eventSubmittedID() common.Hash {
	abi := eventsABI.GetABI()
	return abi.Events["EventSubmitted"].ID
}

func unpackEvent(data []byte) (eventregistry.EventRegistryMachineEvent, error) {
	var out eventregistry.EventRegistryMachineEvent
	abi := eventsABI.GetABI()
	err := abi.UnpackIntoInterface(&[]any{&out}[0], "eventAt", data)
	return out, err
}

// operators follows the rule in words: the accounts that a machine names, in
// the registry or by attribute, and wallets with a list of their own.
func (o *oracle) operators(machines []chain.Machine) []chain.Operator {
	found := map[common.Address]chain.Document{}
	var visit func(common.Address)
	visit = func(account common.Address) {
		if _, seen := found[account]; seen || account == zeroAddress {
			return
		}
		found[account] = o.document(account)
		if next, ok := found[account].Operator.Account(); ok {
			visit(next)
		}
	}
	for _, m := range machines {
		if m.Operator != m.Wallet {
			visit(m.Operator)
		}
		if account, ok := m.DID.Operator.Account(); ok {
			visit(account)
		}
		if m.DID.Machines.Present() {
			visit(m.Wallet)
		}
	}
	var list []chain.Operator
	for address, document := range found {
		list = append(list, chain.Operator{Address: address, DID: document})
	}
	slices.SortFunc(list, func(a, b chain.Operator) int { return a.Address.Cmp(b.Address) })
	return list
}

func (o *oracle) contracts() []chain.Contract {
	c := o.d.Contracts
	list := []chain.Contract{
		{Role: "identity_registry", Address: common.Address(c.IdentityRegistry)},
		{Role: "identity_staking", Address: common.Address(c.IdentityStaking)},
		{Role: "event_registry", Address: common.Address(c.EventRegistries[0])},
		{Role: "machine_nft", Address: common.Address(c.MachineNFT)},
		{Role: "admin_flags", Address: common.Address(*c.AdminFlags)},
		{Role: "did_registry", Address: common.Address(c.DIDRegistry)},
		{Role: "multicall3", Address: common.Address(*c.Multicall3)},
	}
	slot := common.HexToHash("0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc")
	for i := range list {
		word, err := o.client.StorageAt(o.t.Context(), list[i].Address, slot, o.block)
		if err != nil {
			o.t.Fatal(err)
		}
		list[i].Implementation = common.BytesToAddress(word)
	}
	return list
}

// fleet reads everything but the findings.
func (o *oracle) fleet() snapshot {
	header, err := o.client.HeaderByNumber(context.Background(), o.block)
	if err != nil {
		o.t.Fatal(err)
	}
	s := snapshot{Events: map[string][]chain.Event{}}
	s.Fleet = chain.Fleet{
		ChainID:   o.d.ChainID,
		Block:     chain.Block{Number: header.Number.Uint64(), Hash: header.Hash(), Time: header.Time},
		Contracts: o.contracts(),
		FlagsRead: true,
	}
	next := ask(o, o.d.Contracts.IdentityRegistry, registryABI.PackNextMachineId(), registryABI.UnpackNextMachineId).Int64()
	for i := int64(1); i < next; i++ {
		n := big.NewInt(i)
		s.Fleet.Machines = append(s.Fleet.Machines, o.machine(n))
		s.Events[n.String()] = o.events(n)
	}
	s.Fleet.Operators = o.operators(s.Fleet.Machines)
	return s
}

func TestReadEqualsBindings(t *testing.T) {
	t.Parallel()
	net := demonet(t)
	for _, block := range []int64{1, 9, int64(net.chain.Head().Number.Uint64())} {
		o := &oracle{t, net.client, net.deployment(), big.NewInt(block)}
		want := o.fleet()
		got := mustSnap(t, dial(t, hurried(), net.node.URL()), o.d, o.block.String(), tempStore(t))
		want.Fleet.Findings = got.Fleet.Findings
		if d := diff(want, got); d != "" {
			t.Fatalf("block %d (-bindings +reader):\n%s", block, d)
		}
	}
}

// However it is read, the fleet is the same.
func TestReadEveryWay(t *testing.T) {
	t.Parallel()
	net := demonet(t)
	const early = "12"
	fresh := func(d chain.Deployment, url, block string) snapshot {
		return mustSnap(t, dial(t, hurried(), url), d, block, tempStore(t))
	}
	d := net.deployment()
	head, then := fresh(d, net.node.URL(), "finalized"), fresh(d, net.node.URL(), early)
	single := newProxy(t, net.node.URL(), func(int) fault { return refuseBatches })
	without := then
	without.Fleet.Contracts = slices.DeleteFunc(slices.Clone(then.Fleet.Contracts), func(c chain.Contract) bool { return c.Role == "multicall3" })
	tests := []struct {
		name, url, block string
		d                chain.Deployment
		want             snapshot
	}{
		{"latest", net.node.URL(), "latest", d, head},
		{"number", net.node.URL(), net.chain.Head().Number.String(), d, head},
		{"no multicall", net.node.URL(), early, net.deployment(noMulticall), without},
		{"one call a request", single.url, early, d, then},
		{"unknown start", net.node.URL(), early, net.deployment(func(d *chain.Deployment) { d.StartBlock = 0 }), then},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if d := diff(test.want, fresh(test.d, test.url, test.block)); d != "" {
				t.Error(d)
			}
		})
	}
}

// A store that was filled at other blocks gives the same fleet.
func TestReadThroughStore(t *testing.T) {
	t.Parallel()
	net := demonet(t)
	client := func() *rpc.Client { return dial(t, hurried(), net.node.URL()) }
	d := net.deployment()
	store := tempStore(t)
	for _, block := range []string{"30", "31", "finalized", "finalized", "50"} {
		want := mustSnap(t, client(), d, block, tempStore(t))
		got := mustSnap(t, client(), d, block, store)
		if d := diff(want, got); d != "" {
			t.Fatalf("block %s (-fresh +stored):\n%s", block, d)
		}
	}
}

func TestFindingsOfDemo(t *testing.T) {
	net := demonet(t)
	got := mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(), "finalized", tempStore(t))
	states := map[string]chain.FindingKind{
		"a wallet whose machineId names another machine":            chain.MachineIDMismatch,
		"a wallet whose machineId names an unregistered id":         chain.MachineIDMismatch,
		"an nftTokenId that is another machine's":                   chain.TokenIDMismatch,
		"an operator attribute that is not the registered operator": chain.OperatorMismatch,
		"an expired attribute":                                      chain.ExpiredAttribute,
		"negative flag older than 2020":                             chain.ImplausibleFlag,
		"rating AAA":                                                chain.MachineIDMismatch, // its id is in an operator's DID
	}
	type finding struct {
		id   string
		kind chain.FindingKind
	}
	var want, found []finding
	for _, member := range net.chain.Fleet() {
		if kind, ok := states[member.State]; ok {
			n := id(member.MachineID)
			want = append(want, finding{n.Dec(), kind})
		}
	}
	for _, f := range got.Fleet.Findings {
		found = append(found, finding{f.MachineID.Dec(), f.Kind})
	}
	if d := gocmp.Diff(want, found, gocmp.AllowUnexported(finding{})); d != "" {
		t.Errorf("findings (-states +found):\n%s", d)
	}
	if !slices.IsSortedFunc(got.Fleet.Findings, func(a, b chain.Finding) int { return cmp.Or(a.MachineID.Cmp(&b.MachineID)) }) {
		t.Error("findings are not in the order of the machines")
	}
}
