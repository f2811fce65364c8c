package devchain

import (
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
)

// gasLimit of every block: far beyond what seeding needs, so that gas is no
// matter and the base fee only falls.
const gasLimit = 1_000_000_000_000

// implementationSlot is where ERC-1967 keeps a proxy's implementation.
var implementationSlot = common.HexToHash("0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc")

// ether is the number of wei in one unit of the native token.
var ether = big.NewInt(params.Ether)

// Times of the chain. The weekly blocks follow the setup block after a jump, so
// that something on chain is older than 2020.
var (
	genesisTime = unix(2019, time.December, 1)
	setupTime   = unix(2019, time.December, 2)
	headTime    = unix(2026, time.November, 1)
)

const (
	week  = 7 * 24 * 60 * 60
	weeks = 104 // from the block of the registrations to the head
)

func unix(year int, month time.Month, day int) uint64 {
	return uint64(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix())
}

// chainConfig activates every fork up to Shanghai, for which the contracts are
// compiled, and nothing later.
func chainConfig(id uint64) *params.ChainConfig {
	zero, shanghai := new(big.Int), uint64(0)
	return &params.ChainConfig{
		ChainID:                 new(big.Int).SetUint64(id),
		HomesteadBlock:          zero,
		EIP150Block:             zero,
		EIP155Block:             zero,
		EIP158Block:             zero,
		ByzantiumBlock:          zero,
		ConstantinopleBlock:     zero,
		PetersburgBlock:         zero,
		IstanbulBlock:           zero,
		BerlinBlock:             zero,
		LondonBlock:             zero,
		ShanghaiTime:            &shanghai,
		TerminalTotalDifficulty: zero,
	}
}

// genesis holds the contracts' code and the funds of the given accounts.
func genesis(gen generation, funded []account) *core.Genesis {
	alloc := allocation{}
	alloc.put(batchAddress, batch)
	alloc.put(peaqAddress, peaq)
	alloc.put(multicall3Address, multicall3)
	alloc.putBehindProxy(flagsAddress, adminFlags)
	alloc.put(override.implementation(), override)
	gen.place(alloc)
	funds := new(big.Int).Mul(ether, big.NewInt(params.GWei))
	for _, a := range funded {
		alloc[a.address] = types.Account{Balance: funds}
	}
	return &core.Genesis{
		Config:     chainConfig(gen.chainID()),
		Timestamp:  genesisTime,
		GasLimit:   gasLimit,
		Difficulty: new(big.Int),
		BaseFee:    big.NewInt(params.InitialBaseFee),
		Alloc:      types.GenesisAlloc(alloc),
	}
}

// allocation is what stands in the genesis block.
type allocation types.GenesisAlloc

// put places a contract's code.
func (a allocation) put(at common.Address, c *contract) {
	a[at] = types.Account{Code: c.code, Balance: new(big.Int)}
}

// putBehindProxy places a contract's code behind an ERC-1967 proxy.
func (a allocation) putBehindProxy(at common.Address, c *contract) {
	a.put(c.implementation(), c)
	a.put(at, proxy)
	a.store(at, implementationSlot, c.implementation())
}

// store puts an address into a contract's storage.
func (a allocation) store(at common.Address, slot common.Hash, value common.Address) {
	account := a[at]
	if account.Storage == nil {
		account.Storage = map[common.Hash]common.Hash{}
	}
	account.Storage[slot] = common.BytesToHash(value.Bytes())
	a[at] = account
}
