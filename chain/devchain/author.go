package devchain

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
)

const (
	txGas     = 10_000_000_000
	batchSize = 500 // the precompile takes 512
)

// call is one call of a contract.
type call struct {
	to    common.Address
	value *big.Int
	data  []byte
}

// at makes the call of a contract's function.
func (c *contract) at(to common.Address, method string, args ...any) call {
	return call{to: to, data: c.pack(method, args...)}
}

// worth sends an amount along.
func (c call) worth(wei *big.Int) call {
	c.value = wei
	return c
}

// author signs transactions and puts them into the block at hand.
type author struct {
	chainID   *big.Int
	block     *core.BlockGen
	mayRevert bool // not every transaction is expected to succeed
}

// send makes one transaction.
func (a *author) send(from account, to common.Address, value *big.Int, data []byte) {
	tx := types.MustSignNewTx(from.key, a.block.Signer(), &types.DynamicFeeTx{
		ChainID:   a.chainID,
		Nonce:     a.block.TxNonce(from.address),
		GasTipCap: new(big.Int),
		GasFeeCap: big.NewInt(100 * params.GWei),
		Gas:       txGas,
		To:        &to,
		Value:     value,
		Data:      data,
	})
	a.block.AddTx(tx)
}

// direct makes one transaction a call.
func (a *author) direct(from account, calls ...call) {
	for _, c := range calls {
		a.send(from, c.to, c.value, c.data)
	}
}

// batched makes as few transactions as the batch precompile allows.
func (a *author) batched(from account, calls ...call) {
	for len(calls) > 0 {
		n := min(len(calls), batchSize)
		to, values, data, sum := columns(calls[:n])
		a.send(from, batchAddress, sum, batch.pack("batchAll", to, values, data, []uint64{}))
		calls = calls[n:]
	}
}

// columns turns calls into the arrays that batching contracts take.
func columns(calls []call) (to []common.Address, values []*big.Int, data [][]byte, sum *big.Int) {
	sum = new(big.Int)
	for _, c := range calls {
		value := c.value
		if value == nil {
			value = new(big.Int)
		}
		to, values, data = append(to, c.to), append(values, value), append(data, c.data)
		sum.Add(sum, value)
	}
	return to, values, data, sum
}
