//go:build e2e

// Package e2e runs the program against a node that shares no code with it:
// anvil, from npm. The embedded chains of both generations are played on it,
// transaction by transaction. Run it with
//
//	go test -tags e2e ./e2e
//
// MCRPRESS_ANVIL names the binary; without it, npm installs one for the run.
package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
)

// anvil returns the path of the binary.
func anvil(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("MCRPRESS_ANVIL"); path != "" {
		return path
	}
	dir := t.TempDir()
	install := exec.CommandContext(t.Context(), "npm", "install", "--no-save", "--no-package-lock",
		"--prefix", dir, "@foundry-rs/anvil@1.7.1")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("no anvil: npm install @foundry-rs/anvil and set MCRPRESS_ANVIL to the binary: %v\n%s", err, out)
	}
	return filepath.Join(dir, "node_modules", ".bin", "anvil")
}

// node is a running anvil. Any account may send.
type node struct {
	t          *testing.T
	deployment chain.Deployment
	url        string
	raw        *rpc.Client
	eth        *ethclient.Client
}

// startNode runs anvil with the blocks of an embedded chain until the test
// ends.
func startNode(t *testing.T, blocks *devchain.Chain) *node {
	t.Helper()
	genesis, err := json.Marshal(blocks.Genesis())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "genesis.json")
	if err := os.WriteFile(file, genesis, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(anvil(t), "--port", "0", "--init", file, "--chain-id", blocks.Genesis().Config.ChainID.String(),
		"--hardfork", "shanghai", "--gas-limit", fmt.Sprint(blocks.Genesis().GasLimit), "--base-fee", "0",
		"--disable-min-priority-fee", "--no-mining", "--order", "fifo", "--auto-impersonate")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // npm's anvil starts another process
	if err := cmd.Start(); err != nil {
		t.Fatalf("no anvil: npm install @foundry-rs/anvil and set MCRPRESS_ANVIL to the binary: %v", err)
	}
	t.Cleanup(func() {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		cmd.Wait()
	})
	n := &node{t: t, deployment: blocks.Deployment()}
	lines := bufio.NewScanner(out)
	for n.url == "" && lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "Listening on "); ok {
			n.url = "http://" + address
		}
	}
	if n.url == "" {
		t.Fatal("anvil ended before it listened")
	}
	go func() {
		for lines.Scan() { // its pipe must not fill up
		}
	}()
	if n.raw, err = rpc.Dial(n.url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.raw.Close)
	n.eth = ethclient.NewClient(n.raw)
	for _, block := range blocks.Blocks() {
		n.play(block)
	}
	return n
}

// play makes a block of the same transactions at the same time.
func (n *node) play(block *types.Block) {
	n.t.Helper()
	for _, tx := range block.Transactions() {
		if err := n.eth.SendTransaction(n.t.Context(), tx); err != nil {
			n.t.Fatalf("block %d: %v", block.NumberU64(), err)
		}
	}
	n.call("evm_setNextBlockTimestamp", block.Time())
	n.call("evm_mine")
	made, err := n.eth.BlockByNumber(n.t.Context(), nil)
	if err != nil {
		n.t.Fatal(err)
	}
	if made.NumberU64() != block.NumberU64() || made.Time() != block.Time() || made.TxHash() != block.TxHash() {
		n.t.Fatalf("block %d has other transactions", block.NumberU64())
	}
}

func (n *node) call(method string, args ...any) {
	n.t.Helper()
	if err := n.raw.CallContext(n.t.Context(), nil, method, args...); err != nil {
		n.t.Fatalf("%s: %v", method, err)
	}
}

// send makes a transaction in a block of its own, and reports whether it
// succeeded.
func (n *node) send(from, to common.Address, data []byte) bool {
	n.t.Helper()
	tx := map[string]any{"from": from, "to": to, "data": hexutil.Bytes(data),
		"gas": hexutil.Uint64(10_000_000), "gasPrice": hexutil.Uint64(1e12)}
	n.call("anvil_setBalance", from, "0xffffffffffffffffffff")
	var hash common.Hash
	if err := n.raw.CallContext(n.t.Context(), &hash, "eth_sendTransaction", tx); err != nil {
		n.t.Fatal(err)
	}
	n.call("evm_mine")
	receipt, err := n.eth.TransactionReceipt(n.t.Context(), hash)
	if err != nil {
		n.t.Fatal(err)
	}
	return receipt.Status == types.ReceiptStatusSuccessful
}

func (n *node) head() *types.Header {
	n.t.Helper()
	header, err := n.eth.HeaderByNumber(n.t.Context(), nil)
	if err != nil {
		n.t.Fatal(err)
	}
	return header
}
