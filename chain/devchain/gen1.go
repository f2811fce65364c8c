package devchain

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"mcrpress/chain"
)

// The contracts of generation 1.0.
var (
	didRegistry      = load("DIDRegistry")
	identityRegistry = load("IdentityRegistry")
	identityStaking  = load("IdentityStaking")
	eventRegistryV1  = load("EventRegistryV1")
	eventRegistryV2  = load("EventRegistryV2")
	machineNFT       = load("MachineNFT")

	identityAddress = derived("IdentityRegistry")
	stakingAddress  = derived("IdentityStaking")
	recordsAddress  = derived("EventRegistry 1.0")
	nextAddress     = derived("EventRegistry 1.0 with currencies") // only where it was replaced
	nftAddress      = derived("MachineNFT")
)

// currencyWeek is the first week whose records have a currency.
const currencyWeek = 48

// Where IdentityRegistry keeps machineWalletOf, and MachineNFT tokenIdOf.
const (
	walletSlot = 5
	tokenSlot  = 9
)

// attribute replaces the attribute that a machine would write by itself. An
// empty value leaves it out.
type attribute struct {
	name, value string
	blank       bool   // written, with an empty value
	validFor    uint32 // blocks; 0 is for good
}

type gen1 struct{ currency CurrencyHistory }

func newGen1(currency CurrencyHistory) *gen1 { return &gen1{currency} }

func (g *gen1) chainID() uint64 { return 93338 }

func (g *gen1) rows() ([]machine, []operator) {
	return append(voltwayMachines(), otherMachines()...), slices.Clone(operators)
}

func (g *gen1) plain(i int, m *machine) { m.visibility = []string{"onchain", "private", ""}[i%3] }

// enlist numbers machines by their places in the fleet, from 1. Tokens come in
// another order: the first seven machines' last in the default fleet, so that no
// token has the id of its machine.
func (g *gen1) enlist(f *fleet) {
	for i, m := range f.machines {
		m.id, m.seed = big.NewInt(int64(i+1)), strconv.Itoa(i+1)
		m.wallet = m.key.address
		if m.proxy != "" {
			m.key = f.accounts[m.proxy]
			m.wallet = m.key.address
		}
		if m.smart {
			m.wallet = derived("account of machine " + m.seed)
		}
	}
	for i, m := range minted(f) {
		m.nft = uint64(i + 1)
	}
}

// minted lists the machines with a token in the order of their tokens.
func minted(f *fleet) []*machine {
	list := slices.Concat(f.machines[7:f.size], f.machines[:7], f.machines[f.size:])
	return slices.DeleteFunc(list, func(m *machine) bool { return m.noNFT })
}

func (g *gen1) member(f *fleet, m *machine) Member {
	return Member{State: m.state, Rating: m.rating, ID: number(m.id), Wallet: m.wallet, Operator: f.operatorOf(m)}
}

func (g *gen1) deployment() chain.Deployment {
	d := chain.Deployment{Name: "demo", Generation: chain.Gen1, Contracts: chain.Contracts{}}
	d.Contracts.Set(chain.IdentityRegistry, identityAddress)
	d.Contracts.Set(chain.IdentityStaking, stakingAddress)
	d.Contracts.Set(chain.EventRegistry, recordsAddress)
	d.Contracts.Set(chain.MachineNFT, nftAddress)
	d.Contracts.Set(chain.DIDRegistry, didAddress)
	if g.currency == Replaced {
		d.Contracts[chain.EventRegistry] = append(d.Contracts[chain.EventRegistry], chain.Address(nextAddress))
	}
	return d
}

// contracts are the builds that are in force at the head.
func (g *gen1) contracts() map[chain.Role]*contract {
	records := eventRegistryV2
	if g.currency == Never {
		records = eventRegistryV1
	}
	return map[chain.Role]*contract{
		chain.IdentityRegistry: identityRegistry,
		chain.IdentityStaking:  identityStaking,
		chain.EventRegistry:    records,
		chain.MachineNFT:       machineNFT,
		chain.DIDRegistry:      didRegistry,
	}
}

func (g *gen1) place(a allocation) {
	a.put(didAddress, didRegistry)
	a.put(eventRegistryV2.implementation(), eventRegistryV2)
	a.putBehindProxy(identityAddress, identityRegistry)
	a.putBehindProxy(stakingAddress, identityStaking)
	a.putBehindProxy(recordsAddress, eventRegistryV1)
	a.putBehindProxy(nftAddress, machineNFT)
	if g.currency == Replaced {
		a.putBehindProxy(nextAddress, eventRegistryV2)
	}
	rows, _ := g.rows()
	for i, m := range rows {
		if m.smart {
			wallet := derived("account of machine " + strconv.Itoa(i+1))
			a.put(wallet, machineAccount)
			a.store(wallet, common.Hash{}, ownKey(i).address)
		}
	}
}

func (g *gen1) initialize(s *story) {
	owner := s.fleet.owner.address
	s.admin(
		identityRegistry.at(identityAddress, "initialize", owner),
		identityRegistry.at(identityAddress, "setBaseURI", "https://mcr.example/machines/"),
		identityRegistry.at(identityAddress, "setIdentityStaking", stakingAddress),
		identityRegistry.at(identityAddress, "setWPEAQ", peaqAddress),
		identityRegistry.at(identityAddress, "setMinBond", ether),
		identityStaking.at(stakingAddress, "initialize", peaqAddress, owner),
		identityStaking.at(stakingAddress, "authorize", identityAddress),
		eventRegistryV1.at(recordsAddress, "initialize", identityAddress, stakingAddress, owner),
		machineNFT.at(nftAddress, "initialize", identityAddress, stakingAddress, owner),
		machineNFT.at(nftAddress, "setBaseURI", "https://mcr.example/metadata/"),
	)
	if g.currency == Replaced {
		s.admin(eventRegistryV2.at(nextAddress, "initialize", identityAddress, stakingAddress, owner))
	}
}

func (g *gen1) week(s *story, w int) {
	if w == weeks {
		g.settle(s)
		return
	}
	if w == currencyWeek && g.currency == Upgraded {
		s.admin(eventRegistryV1.at(recordsAddress, "upgradeToAndCall", eventRegistryV2.implementation(), []byte{}))
	}
	s.work(w)
}

// settle registers every machine in order of id, mints the tokens in another
// order and writes the DIDs.
func (g *gen1) settle(s *story) {
	for _, m := range s.fleet.machines[:s.fleet.size] {
		g.register(s, m)
	}
	for _, o := range s.fleet.operators[len(operators):] { // the plain machines'
		s.author.batched(o.account, each(o.machines, registerFor)...)
	}
	for _, m := range minted(s.fleet) {
		by := m.key
		if m.operator != "" {
			by = s.fleet.accounts[m.operator]
		}
		mint := machineNFT.at(nftAddress, "mint", m.id, m.wallet)
		if m.smart {
			g.act(s, m, mint)
			continue
		}
		s.author.direct(by, mint)
	}
	for _, m := range s.fleet.machines {
		if !m.noDID {
			g.act(s, m, writeAll(m.wallet, m.attributes(s.fleet.operatorOf(m)))...)
		}
	}
	for _, o := range s.fleet.operators {
		s.author.direct(o.account, writeAll(o.account.address, o.attributes())...)
	}
}

func (g *gen1) register(s *story, m *machine) {
	switch {
	case m.unbonded:
		s.admin(identityRegistry.at(identityAddress, "setMinBond", new(big.Int)))
		s.author.direct(s.fleet.accounts[m.operator], registerFor(m).worth(nil))
		s.admin(identityRegistry.at(identityAddress, "setMinBond", ether))
	case m.operator != "":
		s.author.direct(s.fleet.accounts[m.operator], registerFor(m))
	default:
		g.act(s, m, identityRegistry.at(identityAddress, "register").worth(ether))
	}
}

func registerFor(m *machine) call {
	return identityRegistry.at(identityAddress, "registerFor", m.wallet).worth(ether)
}

// submit takes the build of the registry that is in force.
func (g *gen1) submit(s *story, m *machine, r record) call {
	switch {
	case g.currency == Never || s.author.block.Timestamp() < blockTime(currencyWeek):
		return r.submitBare(recordsAddress, m.id)
	case g.currency == Replaced:
		return r.submit(eventRegistryV2, nextAddress, m.id)
	}
	return r.submit(eventRegistryV2, recordsAddress, m.id)
}

// act makes calls in the name of a machine's wallet.
func (g *gen1) act(s *story, m *machine, calls ...call) {
	switch {
	case m.smart:
		to, values, data, sum := columns(calls)
		s.author.send(m.key, m.wallet, sum, machineAccount.pack("executeBatch", to, values, data))
	case len(calls) == 1:
		s.author.direct(m.key, calls...)
	default:
		s.author.batched(m.key, calls...)
	}
}

// attributes are what the machine's wallet writes, in this order.
func (m *machine) attributes(operator common.Address) []attribute {
	list := []attribute{
		{name: "machineId", value: m.id.String()},
		{name: "documentation_url", value: fmt.Sprintf("https://docs.%s.example/units/%04d", m.kind.slug, m.id)},
		{name: "data_visibility", value: m.visibility},
	}
	if !m.noNFT {
		list = append(list, attribute{name: "nftTokenId", value: strconv.FormatUint(m.nft, 10)})
	}
	if m.operator != "" {
		list = append(list, attribute{name: "operator", value: did(operator)})
	}
	for _, replacement := range m.did {
		list = replace(list, replacement)
	}
	return list
}

func replace(list []attribute, a attribute) []attribute {
	for i := range list {
		if list[i].name == a.name {
			list[i] = a
			return list
		}
	}
	return append(list, a)
}

// write is the call that adds an attribute to an account.
func (a attribute) write(to common.Address) call {
	return didRegistry.at(didAddress, "addAttribute", to, []byte(a.name), []byte(a.value), a.validFor)
}

// writeAll are the calls of the attributes that are written.
func writeAll(to common.Address, list []attribute) []call {
	var calls []call
	for _, a := range list {
		if a.value != "" || a.blank {
			calls = append(calls, a.write(to))
		}
	}
	return calls
}

func each(machines []*machine, f func(*machine) call) []call {
	calls := make([]call, 0, len(machines))
	for _, m := range machines {
		calls = append(calls, f(m))
	}
	return calls
}

// The moments of generation 1.0.

func verifyMachine(s *story, m *machine) {
	s.admin(identityRegistry.at(identityAddress, "verifyMachine", m.id))
}

func reject(s *story, m *machine) {
	s.admin(identityRegistry.at(identityAddress, "rejectMachine", m.id))
}

func deactivate(s *story, m *machine) {
	s.gen.act(s, m, identityRegistry.at(identityAddress, "deactivateMachine", m.id))
}

// unplug takes the wallet away.
func unplug(s *story, m *machine) {
	s.overwrite(identityAddress, identityRegistry, m.slot(walletSlot), common.Hash{})
}

// slot is where a mapping has its entry of the machine.
func (m *machine) slot(mapping int64) common.Hash {
	return crypto.Keccak256Hash(common.BigToHash(m.id).Bytes(), common.BigToHash(big.NewInt(mapping)).Bytes())
}

// plant has a stranger write an attribute of the machine.
func plant(s *story, m *machine) {
	s.author.direct(s.fleet.stranger, attribute{name: "data_api", value: "http://planted.example/"}.write(m.wallet))
}

// sell gives the NFT to a stranger.
func sell(s *story, m *machine) {
	token := new(big.Int).SetUint64(m.nft)
	s.gen.act(s, m, machineNFT.at(nftAddress, "transferFrom", m.wallet, s.fleet.stranger.address, token))
}

// halfFailed submits three events in one batch; the middle one lies in the
// future and reverts.
func halfFailed(s *story, m *machine) {
	now := s.author.block.Timestamp()
	var calls []call
	for i, at := range []uint64{now - 7200, now + 7200, now - 3600} {
		r := record{value: big.NewInt(1000 + int64(i)), currency: "USD", time: at, trust: 1}
		calls = append(calls, s.gen.submit(s, m, r))
	}
	to, values, data, _ := columns(calls)
	s.author.send(m.key, batchAddress, nil, batch.pack("batchSome", to, values, data, []uint64{}))
}
