//go:build e2e

// Package e2e runs the program against a node that shares no code with it:
// anvil, from npm. Run it with
//
//	go test -tags e2e ./e2e
//
// MCRPRESS_ANVIL names the binary; without it, npm installs one for the run.
package e2e

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
)

const (
	chainID   = 41337
	startTime = 1_780_000_000
)

// anvil gives the path of the binary.
func anvil(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("MCRPRESS_ANVIL"); path != "" {
		return path
	}
	dir := t.TempDir()
	install := exec.CommandContext(t.Context(), "npm", "install", "--no-save", "--no-package-lock", "--prefix", dir, "@foundry-rs/anvil")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("no anvil: npm install @foundry-rs/anvil and set MCRPRESS_ANVIL to the binary: %v\n%s", err, out)
	}
	return filepath.Join(dir, "node_modules", ".bin", "anvil")
}

// node is a running anvil. Any account may send.
type node struct {
	t   *testing.T
	url string
	raw *rpc.Client
	eth *ethclient.Client
}

// startNode runs anvil until the test ends.
func startNode(t *testing.T) *node {
	t.Helper()
	cmd := exec.Command(anvil(t), "--port", "0", "--chain-id", fmt.Sprint(chainID), "--timestamp", fmt.Sprint(startTime),
		"--hardfork", "shanghai", "--gas-limit", "1000000000", "--auto-impersonate", "--order", "fifo")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("no anvil: npm install @foundry-rs/anvil and set MCRPRESS_ANVIL to the binary: %v", err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	n := &node{t: t}
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
	n.eth = ethclient.NewClient(n.raw)
	return n
}

func (n *node) call(method string, args ...any) {
	n.t.Helper()
	if err := n.raw.CallContext(n.t.Context(), nil, method, args...); err != nil {
		n.t.Fatalf("%s: %v", method, err)
	}
}

// send makes a transaction in a block of its own and gives its receipt. A nil
// to creates a contract.
func (n *node) send(from common.Address, to *common.Address, value uint64, data []byte) *types.Receipt {
	n.t.Helper()
	tx := map[string]any{"from": from, "data": hexutil.Bytes(data), "value": hexutil.Uint64(value), "gas": hexutil.Uint64(100_000_000)}
	if to != nil {
		tx["to"] = to
	}
	n.call("anvil_setBalance", from, "0xffffffffffffffffffff")
	var hash common.Hash
	if err := n.raw.CallContext(n.t.Context(), &hash, "eth_sendTransaction", tx); err != nil {
		n.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(n.t.Context(), 30*time.Second)
	defer cancel()
	for {
		receipt, err := n.eth.TransactionReceipt(ctx, hash)
		if err == nil {
			if receipt.Status != types.ReceiptStatusSuccessful {
				n.t.Fatalf("transaction of %s reverted", from)
			}
			return receipt
		}
		if ctx.Err() != nil {
			n.t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// deploy creates a contract.
func (n *node) deploy(from common.Address, code string, arguments ...byte) common.Address {
	n.t.Helper()
	return n.send(from, nil, 0, append(common.FromHex(code), arguments...)).ContractAddress
}

// place puts the runtime code of a contract at a fixed address.
func (n *node) place(at common.Address, contract string) {
	n.t.Helper()
	code, err := os.ReadFile(filepath.Join("..", "chain", "devchain", "artifacts", contract+".bin-runtime"))
	if err != nil {
		n.t.Fatal(err)
	}
	n.call("anvil_setCode", at, hexutil.Bytes(common.FromHex(strings.TrimSpace(string(code)))))
}

func (n *node) head() *types.Header {
	n.t.Helper()
	header, err := n.eth.HeaderByNumber(n.t.Context(), nil)
	if err != nil {
		n.t.Fatal(err)
	}
	return header
}
