package devchain

import (
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
)

// ChainID is the demo chain's own id.
const ChainID = 93338

// gasLimit of every block: far beyond what seeding needs, so that gas is no
// matter and the base fee only falls.
const gasLimit = 1_000_000_000_000

// implementationSlot is where ERC-1967 keeps a proxy's implementation.
var implementationSlot = common.HexToHash("0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc")

// ether is the number of wei in one unit of the native token, and the bond of
// a machine.
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
func chainConfig() *params.ChainConfig {
	zero, shanghai := new(big.Int), uint64(0)
	return &params.ChainConfig{
		ChainID:                 big.NewInt(ChainID),
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
func genesis(funded []account) (*core.Genesis, error) {
	alloc, err := contractAlloc()
	if err != nil {
		return nil, err
	}
	funds := new(big.Int).Mul(ether, big.NewInt(params.GWei))
	for _, a := range funded {
		alloc[a.address] = types.Account{Balance: funds}
	}
	return &core.Genesis{
		Config:     chainConfig(),
		Timestamp:  genesisTime,
		GasLimit:   gasLimit,
		Difficulty: new(big.Int),
		BaseFee:    big.NewInt(params.InitialBaseFee),
		Alloc:      alloc,
	}, nil
}

func contractAlloc() (types.GenesisAlloc, error) {
	code := map[common.Address]string{
		didAddress:        "DIDRegistry",
		batchAddress:      "Batch",
		multicall3Address: "Multicall3",
	}
	alloc := types.GenesisAlloc{}
	for _, name := range proxied {
		implementation := derived(name + " implementation")
		code[implementation] = name
		proxy, err := runtime("Proxy")
		if err != nil {
			return nil, err
		}
		alloc[derived(name)] = types.Account{
			Code:    proxy,
			Storage: map[common.Hash]common.Hash{implementationSlot: common.BytesToHash(implementation.Bytes())},
			Balance: new(big.Int),
		}
	}
	for address, name := range code {
		runtime, err := runtime(name)
		if err != nil {
			return nil, err
		}
		alloc[address] = types.Account{Code: runtime, Balance: new(big.Int)}
	}
	return alloc, nil
}
