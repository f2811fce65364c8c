package devchain

import (
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"
)

// A node that mines takes signed transactions, and their blocks are final.
func TestServeMining(t *testing.T) {
	node, err := gen1Chain.ServeMining()
	if err != nil {
		t.Fatal(err)
	}
	defer node.Close()
	client := dial(t, node)
	key := Writers()[0]
	signer := types.LatestSignerForChainID(new(big.Int).SetUint64(gen1Chain.Deployment().ChainID))
	for nonce := range uint64(2) {
		tx := types.MustSignNewTx(key, signer, &types.DynamicFeeTx{
			ChainID: signer.ChainID(), Nonce: nonce, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(1e12), Gas: 1_000_000,
			To: &peaqAddress, Value: ether, Data: peaq.pack("deposit"),
		})
		if err := client.SendTransaction(t.Context(), tx); err != nil {
			t.Fatal(err)
		}
		var receipt *types.Receipt
		for receipt == nil {
			if err := t.Context().Err(); err != nil {
				t.Fatal(err)
			}
			receipt, _ = client.TransactionReceipt(t.Context(), tx.Hash())
			time.Sleep(time.Millisecond)
		}
		if receipt.Status != types.ReceiptStatusSuccessful {
			t.Fatalf("transaction %d reverted", nonce)
		}
		for {
			final, err := client.HeaderByNumber(t.Context(), big.NewInt(int64(rpc.FinalizedBlockNumber)))
			if err != nil {
				t.Fatal(err)
			}
			if final.Number.Cmp(receipt.BlockNumber) >= 0 {
				break
			}
			time.Sleep(time.Millisecond)
		}
	}
	r := reader{t: t, client: client}
	if got := r.number(peaqAddress, peaq.pack("balanceOf", crypto.PubkeyToAddress(key.PublicKey))); got.Cmp(new(big.Int).Mul(ether, big.NewInt(2))) != 0 {
		t.Errorf("balance is %s", got)
	}
}

// Finality is where the node was told, back and forth; the head stays.
func TestFinalize(t *testing.T) {
	node, err := gen1Chain.Serve("")
	if err != nil {
		t.Fatal(err)
	}
	defer node.Close()
	client := dial(t, node)
	for _, number := range []uint64{7, 5, gen1Chain.Head().Number.Uint64()} {
		if err := node.Finalize(number); err != nil {
			t.Fatal(err)
		}
		final, err := client.HeaderByNumber(t.Context(), big.NewInt(int64(rpc.FinalizedBlockNumber)))
		if err != nil || final.Number.Uint64() != number {
			t.Errorf("finalized is %v %v, want %d", final, err, number)
		}
		if head, err := client.HeaderByNumber(t.Context(), nil); err != nil || head.Hash() != gen1Chain.Head().Hash() {
			t.Errorf("the head is %v %v", head, err)
		}
	}
	if err := node.Finalize(1 << 40); err == nil {
		t.Error("a block that is not there was made final")
	}
}
