package chain

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"

	"mcrpress/chain/rpc"
)

var eventSubmitted = crypto.Keccak256Hash([]byte("EventSubmitted(uint256,uint256,uint8,uint256)"))

// logJSON is a log as eth_getLogs gives it.
type logJSON struct {
	Address   common.Address  `json:"address"`
	Topics    []common.Hash   `json:"topics"`
	Data      hexutil.Bytes   `json:"data"`
	Block     *hexutil.Uint64 `json:"blockNumber"`
	BlockHash common.Hash     `json:"blockHash"`
	Tx        common.Hash     `json:"transactionHash"`
	Index     *hexutil.Uint64 `json:"logIndex"`
	Removed   bool            `json:"removed"`
}

// readRange reads the events of a range of blocks, both ends included, and the
// hash of the last one.
//
// The logs travel alone: what an endpoint says of such a request is about the
// range, and not about a batch.
func (r *Reader) readRange(ctx context.Context, from, to uint64) ([]Event, common.Hash, error) {
	var logs []logJSON
	var b batch
	b.add(r.logCall(from, to), func(result rpc.Result) (err error) {
		logs, err = value[[]logJSON](result)
		return err
	})
	if err := b.do(ctx, r.rpc); err != nil {
		return nil, common.Hash{}, fmt.Errorf("events of blocks %d to %d: %w", from, to, err)
	}
	found, err := decodeLogs(logs, r.deployment.eventRegistries(), from, to)
	if err != nil {
		return nil, common.Hash{}, fmt.Errorf("eth_getLogs of blocks %d to %d: %w", from, to, err)
	}
	hash, err := r.completeEvents(ctx, found, to)
	return found.events, hash, err
}

// logCall asks for the logs of a range of blocks, by numbers only: a tag would
// mean the best block.
func (r *Reader) logCall(from, to uint64) rpc.Call {
	filter := map[string]any{
		"address":   r.deployment.eventRegistries(),
		"topics":    []any{eventSubmitted},
		"fromBlock": hexutil.Uint64(from),
		"toBlock":   hexutil.Uint64(to),
	}
	return rpc.Call{Method: "eth_getLogs", Params: []any{filter}, NotNull: true}
}

// logs is the events in a range of blocks, partial still, in the order of the
// chain, with the hashes of their blocks.
type logs struct {
	events []Event
	blocks map[uint64]common.Hash
}

// decodeLogs decodes what eth_getLogs answered. A log that was not asked for,
// that is given twice or that contradicts another one is an error.
func decodeLogs(list []logJSON, registries []common.Address, from, to uint64) (l logs, err error) {
	l = logs{make([]Event, len(list)), map[uint64]common.Hash{}}
	for i := range list {
		e := &l.events[i]
		if *e, err = decodeLog(&list[i]); err != nil {
			return l, fmt.Errorf("log %d: %w", i, err)
		}
		if e.Block < from || e.Block > to || !slices.Contains(registries, e.Registry) {
			return l, fmt.Errorf("log %d: is of %s in block %d, which was not asked for", i, e.Registry, e.Block)
		}
		if hash, known := l.blocks[e.Block]; known && hash != list[i].BlockHash {
			return l, fmt.Errorf("log %d: block %d has two hashes", i, e.Block)
		}
		l.blocks[e.Block] = list[i].BlockHash
	}
	slices.SortFunc(l.events, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.LogIndex, b.LogIndex))
	})
	for i := 1; i < len(l.events); i++ {
		if a, b := &l.events[i-1], &l.events[i]; a.Block == b.Block && a.LogIndex == b.LogIndex {
			return l, fmt.Errorf("log %d of block %d is there twice", b.LogIndex, b.Block)
		}
	}
	return l, nil
}

// decodeLog decodes an EventSubmitted log. The event is partial until the
// call behind it is found.
func decodeLog(l *logJSON) (e Event, err error) {
	const dataWords = 2
	if len(l.Topics) != 3 || l.Topics[0] != eventSubmitted || len(l.Data) != 32*dataWords {
		return e, errors.New("is no EventSubmitted log")
	}
	if l.Removed || l.Block == nil || l.Index == nil || l.BlockHash == (common.Hash{}) {
		return e, errors.New("is of no sealed block")
	}
	data := words(l.Data)
	if e.Type, err = data.uint8(0); err != nil {
		return e, err
	}
	if e.Value, err = data.uint256(1); err != nil {
		return e, err
	}
	e.MachineID.SetBytes32(l.Topics[1][:])
	e.Index.SetBytes32(l.Topics[2][:])
	e.Registry, e.Tx, e.Block, e.LogIndex = l.Address, l.Tx, uint64(*l.Block), uint64(*l.Index)
	e.Partial = true
	return e, nil
}

// transactionJSON is the part of a transaction that matters here.
type transactionJSON struct {
	Hash      common.Hash     `json:"hash"`
	BlockHash common.Hash     `json:"blockHash"`
	To        *common.Address `json:"to"`
	Input     hexutil.Bytes   `json:"input"`
}

// completeEvents fills events from the transactions and blocks that hold them.
// It gives the hash of a block that is read along.
func (r *Reader) completeEvents(ctx context.Context, l logs, along uint64) (common.Hash, error) {
	blocks := map[uint64]*Block{along: nil}
	for n := range l.blocks {
		blocks[n] = nil
	}
	var b batch
	for _, n := range slices.Sorted(maps.Keys(blocks)) {
		b.block(hexutil.EncodeUint64(n), true, func(block *Block) { blocks[n] = block })
	}
	for group := range chunkBy(l.events, func(e *Event) common.Hash { return e.Tx }) {
		b.transaction(group, l.blocks[group[0].Block], r.deployment.eventRegistries())
	}
	if err := b.do(ctx, r.rpc); err != nil {
		return common.Hash{}, err
	}
	for i := range l.events {
		e := &l.events[i]
		block := blocks[e.Block]
		if hash := l.blocks[e.Block]; block.Hash != hash {
			return common.Hash{}, fmt.Errorf("eth_getLogs: logs of block %d are of hash %s, the chain has %s", e.Block, hash, block.Hash)
		}
		e.BlockTime = block.Time
		if e.Partial {
			e.Time = block.Time
		}
	}
	return blocks[along].Hash, nil
}

// transaction adds the read of the transaction that holds the logs of a group
// of events, and completes them from it.
func (b *batch) transaction(group []*Event, block common.Hash, registries []common.Address) {
	hash := group[0].Tx
	b.add(rpc.Call{Method: "eth_getTransactionByHash", Params: []any{hash}, NotNull: true}, func(result rpc.Result) error {
		tx, err := value[transactionJSON](result)
		if err == nil && (tx.Hash != hash || tx.BlockHash != block) {
			err = fmt.Errorf("is %s of block %s", tx.Hash, tx.BlockHash)
		}
		if err != nil {
			return fmt.Errorf("%s in block %d: %w", hash, group[0].Block, err)
		}
		complete(group, transaction{tx.To, tx.Input}, registries)
		return nil
	})
}

// chunkBy groups neighbours of the same key.
func chunkBy[K comparable](events []Event, key func(*Event) K) func(yield func([]*Event) bool) {
	return func(yield func([]*Event) bool) {
		for len(events) > 0 {
			group := []*Event{&events[0]}
			for len(group) < len(events) && key(&events[len(group)]) == key(group[0]) {
				group = append(group, &events[len(group)])
			}
			events = events[len(group):]
			if !yield(group) {
				return
			}
		}
	}
}
