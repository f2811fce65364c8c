package devchain

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/catalyst"
	"github.com/ethereum/go-ethereum/event"
)

// miner puts transactions into blocks as they come, each block final at once.
type miner struct {
	backend *eth.Ethereum
	beacon  *catalyst.SimulatedBeacon
	txs     chan core.NewTxsEvent
	sub     event.Subscription
	done    chan struct{}
}

func newMiner(backend *eth.Ethereum) (*miner, error) {
	beacon, err := catalyst.NewSimulatedBeacon(0, common.Address{}, backend)
	if err != nil {
		return nil, err
	}
	return &miner{backend: backend, beacon: beacon, txs: make(chan core.NewTxsEvent, 1024), done: make(chan struct{})}, nil
}

// Start implements node.Lifecycle.
func (m *miner) Start() error {
	m.sub = m.backend.TxPool().SubscribeTransactions(m.txs, true)
	go m.run()
	return nil
}

// Stop implements node.Lifecycle.
func (m *miner) Stop() error {
	m.sub.Unsubscribe()
	<-m.done
	return m.beacon.Stop()
}

func (m *miner) run() {
	defer close(m.done)
	for {
		select {
		case <-m.sub.Err():
			return
		case <-m.txs:
			m.beacon.Commit()
			head := m.backend.BlockChain().CurrentBlock()
			m.backend.BlockChain().SetFinalized(head)
			m.backend.BlockChain().SetSafe(head)
		}
	}
}
