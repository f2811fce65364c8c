package read

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/evm"
	"mcrpress/chain/rpc"
)

// The log of a record, before and since registries know currencies. A contract
// that was upgraded in place has written both.
var (
	eventSubmitted = newEvent(anyGen, chain.EventRegistry,
		"EventSubmitted(uint256*,uint256*,uint8,uint256,string*)", 2)
	eventSubmittedCurrency = 3 // topic with the currency's hash
	eventSubmittedBefore   = newEvent(gen1Only, chain.EventRegistry, "EventSubmitted(uint256*,uint256*,uint8,uint256)", 2)
)

// source is an event that a generation is read from: where it stands, and what
// it says of the machine that a topic names.
type source struct {
	event
	contract common.Address
	machines []int    // topics that hold an id; the first is the one a machine is found by
	linked   bool     // it is of the token or the home
	mark     MarkKind // empty for none
	tells    telling
}

// telling is what a log says.
type telling uint8

const (
	ofMachines    telling = iota // that ids are or were machines, and that their state may differ
	ofRecords                    // that a machine has a record
	ofState                      // that the state of machines may differ
	ofAllMachines                // that the state of any machine may differ
)

// stream is the logs that are scanned together.
type stream struct {
	name      string
	addresses []common.Address
	topics    []any // as eth_getLogs wants them
	sources   map[sourceKey]*source
	topic0    map[common.Hash]bool // nil: any
	shard     *Shard               // whose ids are told of, nil for all
}

type sourceKey struct {
	contract common.Address
	topic    common.Hash
}

// sources are the events that the fleet is read from.
func (r *Reader) sources() (list []source) {
	for _, registry := range r.registries() {
		for _, e := range []event{eventSubmitted, eventSubmittedBefore} {
			list = append(list, source{event: e, contract: registry, machines: []int{1}, tells: ofRecords})
		}
	}
	return append(list, r.gen.logs()...)
}

// stream gives the logs that the fleet, or the machines of Options.Only, are
// read from. Its name says what is asked for, so that a store never takes the
// logs of one question for those of another.
func (r *Reader) stream() *stream { return newStream(r.sources(), r.opts.Only, r.opts.Shard) }

func newStream(sources []source, only []uint256.Int, shard *Shard) *stream {
	s := &stream{sources: map[sourceKey]*source{}, topic0: map[common.Hash]bool{}}
	for i := range sources {
		at := &sources[i]
		// A machine is found by its id, which must be the first topic.
		if only != nil && !slices.Equal(at.machines, []int{1}) {
			continue
		}
		s.sources[sourceKey{at.contract, at.topic}] = at
		s.addresses = append(s.addresses, at.contract)
		s.topic0[at.topic] = true
	}
	slices.SortFunc(s.addresses, common.Address.Cmp)
	s.addresses = slices.Compact(s.addresses)
	topics := make([]common.Hash, 0, len(s.topic0))
	for topic := range s.topic0 {
		topics = append(topics, topic)
	}
	slices.SortFunc(topics, common.Hash.Cmp)
	s.topics = []any{topics}
	if only != nil {
		s.topics = append(s.topics, idTopics(only))
	}
	filter, _ := json.Marshal([]any{s.addresses, s.topics})
	s.name = crypto.Keccak256Hash(filter).Hex()
	if shard != nil {
		s.shard, s.name = shard, s.name+" "+shard.String()
	}
	return s
}

// anyOf is whatever a contract logs.
func anyOf(contract common.Address) *stream {
	return &stream{addresses: []common.Address{contract}, topics: []any{}}
}

func idTopics(ids []uint256.Int) []common.Hash {
	topics := make([]common.Hash, len(ids))
	for i := range ids {
		topics[i] = ids[i].Bytes32()
	}
	return topics
}

// scan reads the logs of the blocks that the store lacks. totals are the counts
// of the event registries.
func (r *Reader) scan(ctx context.Context, store Store, totals map[common.Address]uint64) error {
	s := r.stream()
	from, scanned := store.Scanned(s.name)
	if r.opts.Logs != nil && !(scanned && from >= r.block.Number) {
		// They count as scanned once the last of them is stored.
		err := r.opts.Logs(func(logs Logs) error { return store.AddLogs(s.name, from, logs.Of(r.opts.Shard)) })
		if err != nil {
			return err
		}
		return store.AddLogs(s.name, r.block.Number, Logs{})
	}
	if from++; !scanned {
		var err error
		if from, err = r.startBlock(ctx); err != nil {
			return err
		}
	}
	stored, err := store.Counts()
	if err != nil {
		return err
	}
	expected := sum(totals) - min(sum(totals), sum(stored))
	return r.windows(ctx, s, from, expected, func(to uint64, logs []logJSON) error {
		return store.AddLogs(s.name, to, s.sort(logs))
	})
}

// Widths of the block ranges that logs are asked for, and how many logs one
// answer is meant to hold: what an endpoint without a limit of its own would
// give beyond that may be more than a client takes.
const (
	firstRange = 5_000
	maxRange   = 1_000_000
	aimedLogs  = 10_000
)

// stride is the width of the next range of blocks. It doubles as long as
// nothing is refused, and comes near to what was refused later.
type stride struct{ width, refused, most uint64 }

func newStride(most uint64) stride {
	if most == 0 {
		most = maxRange
	}
	return stride{width: min(firstRange, most), refused: math.MaxUint32, most: most}
}

// next is the width of the next range where so many logs are expected in the
// blocks that are left.
func (s *stride) next(blocks, logs uint64) uint64 {
	if logs <= aimedLogs {
		return min(s.width, blocks)
	}
	return max(1, min(s.width, blocks, blocks*aimedLogs/logs))
}

func (s *stride) shrink(refused uint64) {
	s.width, s.refused = (refused+1)/2, refused
}

// grow follows a range that was not refused.
func (s *stride) grow() {
	s.width = min(2*s.width, max(s.width, (s.width+s.refused)/2), s.most)
	s.refused += s.refused/8 + 1
}

// stretch is the logs of a range of blocks.
type stretch struct {
	to   uint64
	logs []logJSON
}

// windows asks for the logs of a stream from a block up to the pinned one, and
// gives those of each window to take, in order. expected is about how many
// there are.
func (r *Reader) windows(
	ctx context.Context, s *stream, from, expected uint64, take func(to uint64, logs []logJSON) error,
) error {
	width := newStride(r.opts.LogRange)
	fetch := func(ctx context.Context) (w stretch, err error) {
		for {
			w.to = from + width.next(r.block.Number-from+1, expected) - 1
			w.logs, err = r.window(ctx, s, from, w.to)
			if w.to > from && tooWide(err) {
				r.log.Debug("a range of logs was refused: halving it", "from", from, "to", w.to, "reason", err)
				width.shrink(w.to - from + 1)
				continue
			}
			if err != nil {
				return w, fmt.Errorf("logs of blocks %d to %d: %w", from, w.to, err)
			}
			from = w.to + 1
			expected -= min(expected, uint64(len(w.logs)))
			width.grow()
			return w, nil
		}
	}
	next := func() (func(context.Context) (stretch, error), bool) { return fetch, from <= r.block.Number }
	return ahead(ctx, 1, next, func(w stretch) error { // how wide a window is follows from the one before

		if err := take(w.to, w.logs); err != nil {
			return fmt.Errorf("the logs up to block %d: %w", w.to, err)
		}
		r.opts.Progress("blocks", int(w.to), int(r.block.Number))
		return nil
	})
}

// tooWide reports whether an error to a request for logs may mean that it asks
// for too much.
func tooWide(err error) bool {
	var refused *rpc.Error
	return errors.As(err, &refused) && refused.IsRange()
}

// window reads the logs of a stream in a range of blocks, both ends included.
// Byte-identical logs are one log.
//
// The request travels alone: what an endpoint says of it is about the range,
// and not about a batch. The range is named by numbers: a tag would mean the
// best block.
func (r *Reader) window(ctx context.Context, s *stream, from, to uint64) (logs []logJSON, err error) {
	filter := map[string]any{
		"address":   s.addresses,
		"topics":    s.topics,
		"fromBlock": hexutil.Uint64(from),
		"toBlock":   hexutil.Uint64(to),
	}
	check := func(raw json.RawMessage) (err error) {
		logs, err = s.parse(raw, from, to)
		return err
	}
	var b evm.Batch
	call := rpc.Call{Method: "eth_getLogs", Params: []any{filter}, NotNull: true, Check: check}
	b.Add(call, func(result rpc.Result) error {
		if result.Err != nil {
			return result.Err
		}
		return nil // what passed the check is what was answered
	})
	err = b.Do(ctx, r.rpc)
	return logs, err
}

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

// parse reads an answer of eth_getLogs, in the order of the chain. A log that
// was not asked for or that contradicts another one makes it none.
func (s *stream) parse(raw json.RawMessage, from, to uint64) ([]logJSON, error) {
	var logs []logJSON
	if err := rpc.Unmarshal(raw, &logs); err != nil {
		return nil, err
	}
	hashes := map[uint64]common.Hash{}
	for i := range logs {
		l := &logs[i]
		if err := s.check(l, from, to); err != nil {
			return nil, fmt.Errorf("log %d: %w", i, err)
		}
		block := uint64(*l.Block)
		if hash, known := hashes[block]; known && hash != l.BlockHash {
			return nil, fmt.Errorf("log %d: block %d has two hashes", i, block)
		}
		hashes[block] = l.BlockHash
	}
	slices.SortStableFunc(logs, func(a, b logJSON) int {
		return cmp.Or(cmp.Compare(*a.Block, *b.Block), cmp.Compare(*a.Index, *b.Index))
	})
	unique := logs[:0]
	for i := range logs {
		if n := len(unique); n > 0 && *unique[n-1].Block == *logs[i].Block && *unique[n-1].Index == *logs[i].Index {
			if !reflect.DeepEqual(unique[n-1], logs[i]) {
				return nil, fmt.Errorf("log %d of block %d is there twice and differs", *logs[i].Index, *logs[i].Block)
			}
			continue
		}
		unique = append(unique, logs[i])
	}
	return unique, nil
}

// check says what is wrong with a log as one of the stream.
func (s *stream) check(l *logJSON, from, to uint64) error {
	switch {
	case l.Removed || l.Block == nil || l.Index == nil || l.BlockHash == (common.Hash{}) || l.Tx == (common.Hash{}):
		return errors.New("is of no sealed block")
	case uint64(*l.Block) < from || uint64(*l.Block) > to:
		return fmt.Errorf("is of block %d, which was not asked for", *l.Block)
	case s.topic0 != nil && (len(l.Topics) == 0 || !s.topic0[l.Topics[0]]):
		return errors.New("is of an event that was not asked for")
	}
	if _, ours := slices.BinarySearchFunc(s.addresses, l.Address, common.Address.Cmp); !ours {
		return fmt.Errorf("is of %s, which was not asked for", l.Address)
	}
	if len(s.topics) > 1 && (len(l.Topics) < 2 || !slices.Contains(s.topics[1].([]common.Hash), l.Topics[1])) {
		return errors.New("is of a machine that was not asked for")
	}
	if s.topic0 == nil {
		return nil
	}
	if at := s.sources[sourceKey{l.Address, l.Topics[0]}]; at != nil {
		if err := at.fits(l); err != nil {
			return err
		}
		if at.tells == ofRecords {
			_, err := submitted(l)
			return err
		}
	}
	return nil
}

// sort tells what logs say.
func (s *stream) sort(logs []logJSON) (sorted Logs) {
	for i := range logs {
		l := &logs[i]
		at := s.sources[sourceKey{l.Address, l.Topics[0]}]
		if at == nil {
			continue // another contract's event of the same name
		}
		place := chain.Provenance{Block: uint64(*l.Block), Tx: l.Tx, LogIndex: uint64(*l.Index)}
		if at.tells == ofRecords {
			log, _ := submitted(l) // it was checked
			sorted.Events = append(sorted.Events, log)
		}
		var machine uint256.Int
		for _, topic := range at.machines {
			machine.SetBytes32(l.Topics[topic][:])
			if at.tells == ofMachines {
				sorted.Sightings = append(sorted.Sightings, Sighting{Machine: machine, Block: place.Block, Linked: at.linked})
			}
		}
		if at.mark != "" {
			sorted.Marks = append(sorted.Marks, Mark{Kind: at.mark, Machine: machine, Provenance: place})
		}
	}
	if s.shard != nil {
		return sorted.Of(s.shard)
	}
	return sorted
}

// submitted decodes an EventSubmitted log.
func submitted(l *logJSON) (e EventLog, err error) {
	data := evm.Words(l.Data)
	if e.Type, err = data.Uint8(0); err != nil {
		return e, err
	}
	if e.Value, err = data.Uint256(1); err != nil {
		return e, err
	}
	var index uint256.Int
	index.SetBytes32(l.Topics[2][:])
	if !index.IsUint64() {
		return e, fmt.Errorf("has the event index %s", index.Dec())
	}
	e.Index = index.Uint64()
	e.Registry = l.Address
	e.Machine.SetBytes32(l.Topics[1][:])
	if len(l.Topics) > eventSubmittedCurrency {
		e.Currency = l.Topics[eventSubmittedCurrency]
	}
	e.Provenance = chain.Provenance{Block: uint64(*l.Block), Tx: l.Tx, LogIndex: uint64(*l.Index)}
	return e, nil
}
