package devchain

import (
	"embed"
	"fmt"
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
)

//go:generate ./generate.sh

//go:embed artifacts/*.bin-runtime
var artifacts embed.FS

// The encoders of every call that the seeding makes.
var (
	flagsABI    = adminflags.NewAdminFlags()
	batchABI    = batch.NewBatch()
	didABI      = didregistry.NewDIDRegistry()
	eventsABI   = eventregistry.NewEventRegistry()
	registryABI = identityregistry.NewIdentityRegistry()
	stakingABI  = identitystaking.NewIdentityStaking()
	accountABI  = machineaccount.NewMachineAccount()
	nftABI      = machinenft.NewMachineNFT()
)

// The addresses that the real network fixes.
var (
	didAddress        = common.HexToAddress("0x0000000000000000000000000000000000000800")
	batchAddress      = common.HexToAddress("0x0000000000000000000000000000000000000805")
	multicall3Address = common.HexToAddress("0xcA11bde05977b3631167028862bE2a173976CA11")
)

// proxied are the contracts that stand behind an ERC-1967 proxy each.
var proxied = []string{"IdentityRegistry", "IdentityStaking", "EventRegistry", "MachineNFT", "AdminFlags"}

// deployment says where the contracts stand: in the same places on every chain
// of this package.
var deployment = struct {
	IdentityRegistry, IdentityStaking, EventRegistry, MachineNFT, AdminFlags, DIDRegistry, Multicall3 common.Address
}{
	IdentityRegistry: derived("IdentityRegistry"),
	IdentityStaking:  derived("IdentityStaking"),
	EventRegistry:    derived("EventRegistry"),
	MachineNFT:       derived("MachineNFT"),
	AdminFlags:       derived("AdminFlags"),
	DIDRegistry:      didAddress,
	Multicall3:       multicall3Address,
}

// Deployment is what a reader is told of the chain.
func (c *Chain) Deployment() chain.Deployment {
	return chain.Deployment{
		Name:       "demo",
		ChainID:    ChainID,
		StartBlock: 1,
		Contracts: chain.Contracts{
			IdentityRegistry: chain.Address(deployment.IdentityRegistry),
			IdentityStaking:  chain.Address(deployment.IdentityStaking),
			EventRegistries:  chain.Addresses{chain.Address(deployment.EventRegistry)},
			MachineNFT:       chain.Address(deployment.MachineNFT),
			AdminFlags:       (*chain.Address)(&deployment.AdminFlags),
			DIDRegistry:      chain.Address(deployment.DIDRegistry),
			Multicall3:       (*chain.Address)(&deployment.Multicall3),
		},
		Views: chain.Views{
			NegativeFlag:  view("negativeFlagAt(uint256)(uint256)"),
			TrustOverride: view("trustOverride(uint256)(bool,uint256)"),
		},
	}
}

func view(signature string) (v chain.View) {
	if err := v.UnmarshalText([]byte(signature)); err != nil {
		panic(fmt.Sprintf("devchain: %v", err)) // signatures of this file only
	}
	return v
}

// derived is the address of a contract that has no address by convention.
func derived(name string) common.Address {
	return common.BytesToAddress(hash("contract " + name).Bytes())
}

// runtime is a contract's compiled runtime code.
func runtime(contract string) ([]byte, error) {
	text, err := artifacts.ReadFile("artifacts/" + contract + ".bin-runtime")
	if err != nil {
		return nil, fmt.Errorf("runtime code: %w", err)
	}
	return common.FromHex(strings.TrimSpace(string(text))), nil
}
