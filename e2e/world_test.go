//go:build e2e

package e2e

import (
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
	"mcrpress/chain/devchain/bindings/adminflags"
	"mcrpress/chain/devchain/bindings/batch"
	"mcrpress/chain/devchain/bindings/didregistry"
	"mcrpress/chain/devchain/bindings/eventregistry"
	"mcrpress/chain/devchain/bindings/identityregistry"
	"mcrpress/chain/devchain/bindings/identitystaking"
	"mcrpress/chain/devchain/bindings/machineaccount"
	"mcrpress/chain/devchain/bindings/machinenft"
	"mcrpress/chain/devchain/bindings/proxy"
)

var (
	registryABI = identityregistry.NewIdentityRegistry()
	stakingABI  = identitystaking.NewIdentityStaking()
	eventsABI   = eventregistry.NewEventRegistry()
	nftABI      = machinenft.NewMachineNFT()
	flagsABI    = adminflags.NewAdminFlags()
	didABI      = didregistry.NewDIDRegistry()
	batchABI    = batch.NewBatch()
	accountABI  = machineaccount.NewMachineAccount()

	didAddress       = common.HexToAddress("0x0000000000000000000000000000000000000800")
	batchAddress     = common.HexToAddress("0x0000000000000000000000000000000000000805")
	multicallAddress = common.HexToAddress("0xcA11bde05977b3631167028862bE2a173976CA11")

	owner    = common.HexToAddress("0x00000000000000000000000000000000000b0001")
	operator = common.HexToAddress("0x00000000000000000000000000000000000b0002")
	stranger = common.HexToAddress("0x00000000000000000000000000000000000b0003")
	wallets  = []common.Address{ // of machines 1 to 6
		common.HexToAddress("0x00000000000000000000000000000000000c0001"),
		common.HexToAddress("0x00000000000000000000000000000000000c0002"),
		common.HexToAddress("0x00000000000000000000000000000000000c0003"),
		common.HexToAddress("0x00000000000000000000000000000000000c0004"),
		{}, // a smart account
		common.HexToAddress("0x00000000000000000000000000000000000c0006"),
	}
)

// bond is in wei.
const bond = 1000

const week = 7 * 24 * 3600

// deployContracts puts a peaqOS on the chain: the registry behind a proxy, the
// others as they are.
func (n *node) deployContracts(multicall bool) chain.Deployment {
	n.place(didAddress, "DIDRegistry")
	n.place(batchAddress, "Batch")
	staking := n.deploy(owner, identitystaking.IdentityStakingMetaData.Bin)
	code := n.deploy(owner, identityregistry.IdentityRegistryMetaData.Bin)
	arguments := proxy.NewProxy().PackConstructor(code, registryABI.PackInitialize(owner, staking, big.NewInt(bond)))
	registry := n.deploy(owner, proxy.ProxyMetaData.Bin, arguments...)
	events := n.deploy(owner, eventregistry.EventRegistryMetaData.Bin)
	nft := n.deploy(owner, machinenft.MachineNFTMetaData.Bin)
	flags := n.deploy(owner, adminflags.AdminFlagsMetaData.Bin)
	n.send(owner, &staking, 0, stakingABI.PackInitialize(owner, registry))
	n.send(owner, &events, 0, eventsABI.PackInitialize(owner, registry, staking))
	n.send(owner, &nft, 0, nftABI.PackInitialize(owner, registry))
	n.send(owner, &flags, 0, flagsABI.PackInitialize(owner))
	d := chain.Deployment{Name: "anvil", ChainID: chainID, Contracts: chain.Contracts{
		IdentityRegistry: chain.Address(registry),
		IdentityStaking:  chain.Address(staking),
		EventRegistries:  chain.Addresses{chain.Address(events)},
		MachineNFT:       chain.Address(nft),
		AdminFlags:       (*chain.Address)(&flags),
		DIDRegistry:      chain.Address(didAddress),
	}}
	for view, signature := range map[*chain.View]string{
		&d.Views.NegativeFlag:  "negativeFlagAt(uint256)(uint256)",
		&d.Views.TrustOverride: "trustOverride(uint256)(bool,uint256)",
	} {
		if err := view.UnmarshalText([]byte(signature)); err != nil {
			n.t.Fatal(err)
		}
	}
	if multicall {
		n.place(multicallAddress, "Multicall3")
		d.Contracts.Multicall3 = (*chain.Address)(&multicallAddress)
	}
	return d
}

// event is one submitEvent call.
type event struct {
	typ      uint8
	value    int64
	currency string
	age      uint64 // seconds before startTime
	trust    uint8
	metadata string
}

func (e event) submit(machine int64) []byte {
	return eventsABI.PackSubmitEvent0(big.NewInt(machine), e.typ, big.NewInt(e.value), e.currency, new(big.Int).SetUint64(startTime-e.age),
		[32]byte{}, e.trust, new(big.Int), [32]byte{}, []byte(e.metadata))
}

// seed registers six machines and writes what is on chain of them.
func (n *node) seed(d chain.Deployment) {
	registry, events := common.Address(d.Contracts.IdentityRegistry), common.Address(d.Contracts.EventRegistries[0])
	account := n.deploy(stranger, machineaccount.MachineAccountMetaData.Bin, accountABI.PackConstructor(stranger)...)
	wallets[4] = account

	n.send(operator, &registry, bond, registryABI.PackRegisterFor(wallets[0]))
	n.send(wallets[1], &registry, bond, registryABI.PackRegister())
	n.send(owner, &registry, 0, registryABI.PackRegisterUnbonded(wallets[2], operator))
	n.send(operator, &registry, bond, registryABI.PackRegisterFor(wallets[3]))
	n.send(stranger, &account, bond, accountABI.PackExecute(registry, big.NewInt(bond), registryABI.PackRegister()))
	n.send(operator, &registry, bond, registryABI.PackRegisterFor(wallets[5]))

	nft := common.Address(d.Contracts.MachineNFT)
	for _, id := range []int64{6, 4, 1} { // tokens 1, 2, 3
		n.send(owner, &nft, 0, nftABI.PackMint(big.NewInt(id), wallets[id-1]))
	}
	flags := common.Address(*d.Contracts.AdminFlags)
	n.send(owner, &flags, 0, flagsABI.PackFlagMachine(big.NewInt(6)))
	n.send(owner, &flags, 0, flagsABI.PackSetTrustOverride(big.NewInt(6), 90))

	n.describe()

	revenue := event{0, 12_345, "USD", 90_000, 1, `{"kwh":12.50}`}
	n.send(operator, &events, 0, revenue.submit(1))
	n.send(operator, &events, 0, event{0, 700, "DOGE", 80_000, 0, "no JSON"}.submit(1))
	n.batch(events, 1)
	for w := range uint64(8) {
		n.send(operator, &events, 0, event{1, int64(w), "", w*week + 1000, 2, ""}.submit(4))
		n.send(wallets[5], &events, 0, event{1, 5, "", w*week + 2000, 0, ""}.submit(6))
	}
	n.execute(account, events, 5)
}

// batch submits three calls that look alike in their logs; the middle one is
// of the future and fails.
func (n *node) batch(events common.Address, machine int64) {
	list := []event{
		{0, 500, "USD", 70_000, 0, `{"n":1}`},
		{0, 501, "USD", 0, 1, `{"n":2}`},
		{0, 502, "USD", 60_000, 2, `{"n":3}`},
	}
	var to []common.Address
	var values []*big.Int
	var calls [][]byte
	for _, e := range list {
		to, values, calls = append(to, events), append(values, new(big.Int)), append(calls, e.submit(machine))
	}
	calls[1] = eventsABI.PackSubmitEvent0(big.NewInt(machine), 0, big.NewInt(501), "USD", new(big.Int).SetUint64(startTime*2),
		[32]byte{}, 1, new(big.Int), [32]byte{}, nil)
	n.send(operator, &batchAddress, 0, batchABI.PackBatchSome(to, values, calls, nil))
}

// execute submits through a smart account. The metadata of the first call is a
// call itself.
func (n *node) execute(account, events common.Address, machine int64) {
	decoy := string(event{0, 9_900, "USD", 50_000, 2, ""}.submit(machine))
	calls := [][]byte{event{0, 9_900, "USD", 50_000, 0, decoy}.submit(machine), event{1, 1, "", 40_000, 1, ""}.submit(machine)}
	n.send(stranger, &account, 0, accountABI.PackExecuteBatch([]common.Address{events, events}, []*big.Int{new(big.Int), new(big.Int)}, calls))
}

// describe writes the attributes.
func (n *node) describe() {
	write := func(from, account common.Address, name, value string) {
		n.send(from, &didAddress, 0, didABI.PackAddAttribute(account, []byte(name), []byte(value), 0))
	}
	did := "did:peaq:" + operator.Hex()
	for name, value := range map[string]string{
		"machineId": "1", "nftTokenId": "3", "operator": did, "documentation_url": "https://docs.example/1?a=<b>&c", "data_visibility": "onchain",
	} {
		write(wallets[0], wallets[0], name, value)
	}
	write(wallets[1], wallets[1], "machineId", "0x2")
	write(wallets[1], wallets[1], "data_visibility", "no such word")
	write(wallets[2], wallets[2], "machineId", "3")
	write(wallets[3], wallets[3], "machineId", "4")
	write(wallets[3], wallets[3], "operator", strings.ToLower(did))
	write(stranger, wallets[4], "machineId", "5") // planted, and true
	write(stranger, wallets[4], "data_visibility", "onchain")
	write(wallets[5], wallets[5], "machineId", "6")
	write(wallets[5], wallets[5], "data_api", "https://api.example/6")
	write(stranger, wallets[5], "nftTokenId", "77")
	write(operator, operator, "machines", `[1,"x",4,99,6,4]`)
	write(operator, operator, "machineId", "1")
}
