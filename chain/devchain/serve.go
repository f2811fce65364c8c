package devchain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/eth/filters"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/rpc"
)

// Node is a running node that serves a chain. Its head is safe and finalized,
// and it has the state of every block.
type Node struct {
	stack  *node.Node
	blocks *core.BlockChain
	url    string
}

// Serve starts a node with the chain's blocks that answers the eth, net and web3
// methods by HTTP at addr (HOST:PORT). The empty address is a free port of
// 127.0.0.1.
func (c *Chain) Serve(addr string) (*Node, error) {
	host, port, err := hostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("rpc address %q: %w", addr, err)
	}
	return c.serve(host, port, false)
}

// ServeMining starts a node on a free port of 127.0.0.1 that takes transactions
// and puts each into a block at once, which is final. Its blocks have the time of
// the clock.
func (c *Chain) ServeMining() (*Node, error) { return c.serve("127.0.0.1", 0, true) }

func (c *Chain) serve(host string, port int, mining bool) (*Node, error) {
	stack, err := node.New(nodeConfig(host, port))
	if err != nil {
		return nil, fmt.Errorf("making the node: %w", err)
	}
	blocks, err := c.start(stack, mining)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("starting the node: %w", err), stack.Close())
	}
	return &Node{stack: stack, blocks: blocks, url: stack.HTTPEndpoint()}, nil
}

// URL is where the node answers.
func (n *Node) URL() string { return n.url }

// Finalize makes a block the finalized one, earlier or later than before.
func (n *Node) Finalize(number uint64) error {
	header := n.blocks.GetHeaderByNumber(number)
	if header == nil {
		return fmt.Errorf("no block %d", number)
	}
	n.blocks.SetFinalized(header)
	n.blocks.SetSafe(header)
	return nil
}

// Follow makes the node serve another chain that has its finalized block, as a
// reorganisation does: none reaches below that block, which the node may have
// frozen. Whoever reads at the time meets both chains.
func (n *Node) Follow(c *Chain) error {
	final := n.blocks.CurrentFinalBlock()
	if at := int(final.Number.Int64()); at > len(c.blocks) || c.blocks[at-1].Hash() != final.Hash() {
		return fmt.Errorf("the chain does not have the finalized block %d", at)
	}
	for _, block := range c.blocks {
		if n.blocks.HasBlockAndState(block.Hash(), block.NumberU64()) {
			continue
		}
		if _, err := n.blocks.InsertBlockWithoutSetHead(context.Background(), block, false); err != nil {
			return fmt.Errorf("importing the blocks: %w", err)
		}
	}
	_, err := n.blocks.SetCanonical(c.blocks[len(c.blocks)-1])
	return err
}

// Close stops the node and forgets its data.
func (n *Node) Close() error { return n.stack.Close() }

func hostPort(addr string) (string, int, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, err
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return host, int(n), err
}

// nodeConfig has no peers and no files. The batch limits are wide, for a reader
// that sends everything at once.
func nodeConfig(host string, port int) *node.Config {
	return &node.Config{
		Name:                 "devchain",
		P2P:                  p2p.Config{NoDiscovery: true, NoDial: true},
		HTTPHost:             host,
		HTTPPort:             port,
		HTTPModules:          []string{"eth", "net", "web3"},
		HTTPVirtualHosts:     []string{"localhost"},
		HTTPTimeouts:         rpc.DefaultHTTPTimeouts,
		HTTPBodyLimit:        64 << 20,
		BatchRequestLimit:    10_000,
		BatchResponseMaxSize: 256 << 20,
	}
}

func (c *Chain) start(stack *node.Node, mining bool) (*core.BlockChain, error) {
	conf := ethconfig.Defaults
	conf.Genesis = c.genesis
	conf.SyncMode = ethconfig.FullSync
	conf.NoPruning = true
	conf.StateScheme = rawdb.HashScheme
	conf.NoPrefetch = true
	conf.SnapshotCache = 0
	conf.LogNoHistory = true
	conf.Miner.GasPrice = big.NewInt(1) // takes whatever its pool takes
	conf.RPCGasCap = gasLimit
	conf.RPCEVMTimeout = 30 * time.Second
	backend, err := eth.New(stack, &conf)
	if err != nil {
		return nil, err
	}
	stack.RegisterAPIs([]rpc.API{{
		Namespace: "eth",
		Service:   filters.NewFilterAPI(filters.NewFilterSystem(backend.APIBackend, filters.Config{})),
	}})
	if _, err := backend.BlockChain().InsertChain(c.blocks); err != nil {
		return nil, fmt.Errorf("importing the blocks: %w", err)
	}
	backend.BlockChain().SetFinalized(c.Head())
	backend.BlockChain().SetSafe(c.Head())
	if mining {
		m, err := newMiner(backend)
		if err != nil {
			return nil, err
		}
		stack.RegisterLifecycle(m)
	}
	return backend.BlockChain(), stack.Start()
}
