package devchain

import (
	"bytes"
	"embed"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
)

//go:generate ./generate.sh

//go:embed artifacts
var artifacts embed.FS

// contract is a compiled contract: what it answers to, and its runtime code.
type contract struct {
	abi.ABI
	name string
	code []byte
}

// The contracts of both generations.
var (
	adminFlags     = load("AdminFlags")
	batch          = load("Batch")
	multicall3     = load("Multicall3")
	override       = load("Override")
	peaq           = load("Peaq")
	proxy          = load("Proxy")
	machineAccount = load("MachineAccount")
)

// The addresses that the real network fixes.
var (
	didAddress        = common.HexToAddress("0x0000000000000000000000000000000000000800")
	batchAddress      = common.HexToAddress("0x0000000000000000000000000000000000000805")
	peaqAddress       = common.HexToAddress("0x0000000000000000000000000000000000000809")
	multicall3Address = common.HexToAddress("0xcA11bde05977b3631167028862bE2a173976CA11")
)

// load reads what generate.sh made of a contract.
func load(name string) *contract {
	text, err := artifacts.ReadFile("artifacts/" + name + ".abi")
	if err != nil {
		panic(err) // names of this package only
	}
	parsed, err := abi.JSON(bytes.NewReader(text))
	if err != nil {
		panic(fmt.Sprintf("devchain: %s.abi: %v", name, err))
	}
	code, err := artifacts.ReadFile("artifacts/" + name + ".bin-runtime")
	if err != nil {
		panic(err)
	}
	return &contract{ABI: parsed, name: name, code: common.FromHex(strings.TrimSpace(string(code)))}
}

// pack encodes a call. Arguments that do not fit are a fault of this package.
func (c *contract) pack(method string, args ...any) []byte {
	data, err := c.Pack(method, args...)
	if err != nil {
		panic(fmt.Sprintf("devchain: %s.%s: %v", c.name, method, err))
	}
	return data
}

// derived is the address of a contract that has no address by convention.
func derived(name string) common.Address {
	return common.BytesToAddress(hash("contract " + name).Bytes())
}

// implementation is where the code of a contract behind a proxy lies.
func (c *contract) implementation() common.Address { return derived(c.name + " implementation") }
