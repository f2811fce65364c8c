//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/ethclient"
	geth "github.com/ethereum/go-ethereum/rpc"
	"github.com/holiman/uint256"
	"golang.org/x/sync/errgroup"

	"mcrpress/chain"
	"mcrpress/chain/evm"
	"mcrpress/chain/rpc"
	"mcrpress/generator/answers"
)

// reading is the table of the ways to read the same views of the same machines.
func reading(ctx context.Context, l *lab) (*table, error) {
	j, err := l.theJob(ctx)
	if err != nil {
		return nil, err
	}
	var ways []wayResult
	args := readingArgs{l.node.URL, l.node.network, j.out, l.reads}
	if _, err := runPart(ctx, "part-reading", args, &ways); err != nil {
		return nil, err
	}
	best := 0.0
	for _, w := range ways {
		best = max(best, w.rate())
	}
	t := &table{
		title: "Reading",
		intro: fmt.Sprintf("%d views a machine of the fleet of the first table, from the same node, by each way in turn; every way gives the same words. "+
			"Goal: mcrpress reaches 70 %% of the best.", len(views)),
		columns: []string{"way", "machines read", "time", "machines/s", "of the best"},
	}
	for _, w := range ways {
		t.row(w.Name, thousands(w.Machines), seconds(w.Took), thousands(int(w.rate())), percent(w.rate(), best))
	}
	return t, nil
}

// view is one that is read of every machine.
type view struct {
	role      chain.Role
	signature string
	words     int // of its answer
}

var views = []view{
	{chain.MachineRegistry, "ownerOf(uint256)", 1},
	{chain.CrossChainMirror, "homeChainOf(uint256)", 1},
	{chain.MachineSubscription, "subscriptionStatus(uint256)", 1},
	{chain.MachineSubscription, "subscriptions(uint256)", 5},
	{chain.EventRegistry, "getEventCount(uint256)", 1},
	{chain.AdminFlags, "negativeFlagAt(uint256)", 1},
}

// readingArgs say where the machines of a tree are read.
type readingArgs struct {
	URL, Network, Tree string
	Machines           [2]int
}

type wayResult struct {
	Name     string
	Machines int
	Took     time.Duration
}

func (w *wayResult) rate() float64 { return float64(w.Machines) / w.Took.Seconds() }

// readers are the ways over one node.
type readers struct {
	deployment chain.Deployment
	client     *ethclient.Client
	url        string
	block      uint64
}

// way reads the views of machines, one answer a machine: its words in the order
// of the views.
type way struct {
	name string
	bulk bool
	read readFunc
}

type readFunc func(context.Context, []uint256.Int) ([][]byte, error)

func readingPart(ctx context.Context, args []string, _ io.Reader, stdout io.Writer) error {
	a, err := arguments[readingArgs](args)
	if err != nil {
		return err
	}
	ids, err := localMachines(a.Tree)
	if err != nil {
		return err
	}
	r, err := newReaders(ctx, a.URL, a.Network)
	if err != nil {
		return err
	}
	var results []wayResult
	var want [][]byte
	for _, w := range r.ways() {
		n := a.Machines[0]
		if w.bulk {
			n = a.Machines[1]
		}
		some := ids[:min(n, len(ids))]
		start := time.Now()
		got, err := w.read(ctx, some)
		if err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
		results = append(results, wayResult{w.name, len(some), time.Since(start)})
		if want == nil {
			want = got
		}
		for i := range min(len(want), len(got)) {
			if !bytes.Equal(got[i], want[i]) {
				return fmt.Errorf("%s reads %x of machine %s, and not %x", w.name, got[i], some[i].Dec(), want[i])
			}
		}
	}
	return json.NewEncoder(stdout).Encode(results)
}

// localMachines are the ids of a tree that every view answers of.
func localMachines(dir string) (ids []uint256.Int, err error) {
	machines, err := answers.ReadMachines(os.DirFS(dir))
	for _, m := range machines {
		if m.Home == nil || m.Home.HomeChain == nil {
			ids = append(ids, m.MachineID.Uint())
		}
	}
	return ids, err
}

func newReaders(ctx context.Context, url, network string) (*readers, error) {
	deployment, err := chain.LoadDeployment(network)
	if err != nil {
		return nil, err
	}
	web := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	client, err := geth.DialOptions(ctx, url, geth.WithHTTPClient(web), geth.WithBatchItemLimit(1000))
	if err != nil {
		return nil, err
	}
	r := &readers{deployment: deployment, client: ethclient.NewClient(client), url: url}
	r.block, err = r.client.BlockNumber(ctx)
	return r, err
}

func (r *readers) ways() []way {
	return []way{
		{"an `eth_call` a read, 1 connection", false, r.singly(1)},
		{"an `eth_call` a read, 8 connections", false, r.singly(8)},
		{"JSON-RPC batches of 500, 1 in flight", true, r.batched(1)},
		{"JSON-RPC batches of 500, 4 in flight", true, r.batched(4)},
		{"`aggregate3` of 500 and go-ethereum's `accounts/abi`, 4 in flight", true, r.aggregated},
		{"a reader as deployless code, 70 machines a call, 4 in flight", true, r.deployless},
		{"mcrpress (`chain/evm`)", true, r.ours},
	}
}

// calls are the reads of some machines, machine by machine.
func (r *readers) calls(ids []uint256.Int) (list []evm.Call) {
	for i := range ids {
		for _, v := range views {
			data := evm.SelectorOf(v.signature).Encode(ids[i].Bytes32())
			list = append(list, evm.Call{To: r.deployment.Contracts.Of(v.role), Data: data})
		}
	}
	return list
}

// joined puts the answers of a machine's views together.
func joined(parts [][]byte) [][]byte {
	out := make([][]byte, len(parts)/len(views))
	for i := range out {
		out[i] = bytes.Join(parts[i*len(views):(i+1)*len(views)], nil)
	}
	return out
}

// spread calls read with every run of at most n calls, some at a time.
func spread(ctx context.Context, total, n, inFlight int, read func(ctx context.Context, from, to int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(inFlight)
	for from := 0; from < total; from += n {
		group.Go(func() error { return read(ctx, from, min(from+n, total)) })
	}
	return group.Wait()
}

func (r *readers) at() string { return hexutil.EncodeUint64(r.block) }

func (r *readers) singly(inFlight int) readFunc {
	return func(ctx context.Context, ids []uint256.Int) ([][]byte, error) {
		calls := r.calls(ids)
		parts := make([][]byte, len(calls))
		err := spread(ctx, len(calls), 1, inFlight, func(ctx context.Context, i, _ int) (err error) {
			parts[i], err = r.call(ctx, calls[i])
			return err
		})
		return joined(parts), err
	}
}

// call is one eth_call.
func (r *readers) call(ctx context.Context, c evm.Call) (data hexutil.Bytes, err error) {
	err = r.client.Client().CallContext(ctx, &data, "eth_call", callObject(c), r.at())
	return data, err
}

func callObject(c evm.Call) map[string]any {
	return map[string]any{"to": c.To, "data": hexutil.Bytes(c.Data)}
}

func (r *readers) batched(inFlight int) readFunc {
	return func(ctx context.Context, ids []uint256.Int) ([][]byte, error) {
		calls := r.calls(ids)
		parts := make([][]byte, len(calls))
		err := spread(ctx, len(calls), 500, inFlight, func(ctx context.Context, from, to int) error {
			return r.batch(ctx, calls[from:to], parts[from:to])
		})
		return joined(parts), err
	}
}

// batch is one JSON-RPC batch.
func (r *readers) batch(ctx context.Context, calls []evm.Call, answers [][]byte) error {
	batch := make([]geth.BatchElem, len(calls))
	for i, c := range calls {
		batch[i] = geth.BatchElem{Method: "eth_call", Args: []any{callObject(c), r.at()}, Result: new(hexutil.Bytes)}
	}
	if err := r.client.Client().BatchCallContext(ctx, batch); err != nil {
		return err
	}
	for i := range batch {
		if batch[i].Error != nil {
			return batch[i].Error
		}
		answers[i] = *batch[i].Result.(*hexutil.Bytes)
	}
	return nil
}

const aggregate3 = `[{"type":"function","name":"aggregate3","stateMutability":"payable",
"inputs":[{"name":"calls","type":"tuple[]","components":[{"name":"target","type":"address"},
{"name":"allowFailure","type":"bool"},{"name":"callData","type":"bytes"}]}],
"outputs":[{"name":"returnData","type":"tuple[]","components":[{"name":"success","type":"bool"},
{"name":"returnData","type":"bytes"}]}]}]`

func (r *readers) aggregated(ctx context.Context, ids []uint256.Int) ([][]byte, error) {
	multicall, err := abi.JSON(strings.NewReader(aggregate3))
	if err != nil {
		return nil, err
	}
	type asked struct {
		Target       common.Address
		AllowFailure bool
		CallData     []byte
	}
	calls := r.calls(ids)
	parts := make([][]byte, len(calls))
	to := r.deployment.Contracts.Of(chain.Multicall3)
	err = spread(ctx, len(calls), 500, 4, func(ctx context.Context, from, end int) error {
		list := make([]asked, end-from)
		for i := range list {
			list[i] = asked{calls[from+i].To, true, calls[from+i].Data}
		}
		data, err := multicall.Pack("aggregate3", list)
		if err != nil {
			return err
		}
		answer, err := r.call(ctx, evm.Call{To: to, Data: data})
		if err != nil {
			return err
		}
		var returned []struct {
			Success    bool
			ReturnData []byte
		}
		if err := multicall.UnpackIntoInterface(&returned, "aggregate3", answer); err != nil {
			return err
		}
		for i, one := range returned {
			parts[from+i] = one.ReturnData
		}
		return nil
	})
	return joined(parts), err
}

// deployless sends code that makes the calls itself, with the ids behind it. What
// it returns may be as long as a contract: 24,576 bytes.
func (r *readers) deployless(ctx context.Context, ids []uint256.Int) ([][]byte, error) {
	words := 0
	for _, v := range views {
		words += v.words
	}
	code := r.code()
	out := make([][]byte, len(ids))
	err := spread(ctx, len(ids), 70, 4, func(ctx context.Context, from, to int) error {
		data := bytes.Clone(code)
		for _, id := range ids[from:to] {
			word := id.Bytes32()
			data = append(data, word[:]...)
		}
		answer, err := r.client.CallContract(ctx, ethereum.CallMsg{Data: data}, nil)
		if err != nil {
			return err
		}
		if len(answer) != 32*words*(to-from) {
			return fmt.Errorf("%d bytes for %d machines", len(answer), to-from)
		}
		for i := from; i < to; i++ {
			out[i], answer = answer[:32*words], answer[32*words:]
		}
		return nil
	})
	return out, err
}

// Opcodes of the deployless reader.
const (
	opAdd, opSub, opLt, opIsZero       = 0x01, 0x03, 0x10, 0x15
	opCodeSize, opCodeCopy, opMStore8  = 0x38, 0x39, 0x53
	opJump, opJumpI, opGas, opJumpDest = 0x56, 0x57, 0x5a, 0x5b
	opPush1, opPush2, opPush20         = 0x60, 0x61, 0x73
	opDup2, opDup3, opSwap1            = 0x81, 0x82, 0x90
	opReturn, opStaticCall, opRevert   = 0xf3, 0xfa, 0xfd
	answersAt                          = 0x80 // where in memory the answers begin
)

// code loops over the words behind it, calls every view with each, and returns
// what they answered in a row. On the stack are the place of the word and that of
// the next answer.
func (r *readers) code() []byte {
	assemble := func(start, end, fail int) (code []byte, endAt, failAt int) {
		emit := func(b ...byte) { code = append(code, b...) }
		push2 := func(n int) { emit(opPush2, byte(n>>8), byte(n)) }
		push2(start)
		emit(opPush1, answersAt)
		loop := len(code)
		emit(opJumpDest, opCodeSize, opDup3, opLt, opIsZero)
		push2(end)
		emit(opJumpI, opPush1, 32, opDup3, opPush1, 4, opCodeCopy)
		for _, v := range views {
			for i, b := range evm.SelectorOf(v.signature) {
				emit(opPush1, b, opPush1, byte(i), opMStore8)
			}
			size := byte(32 * v.words)
			emit(opPush1, size, opDup2, opPush1, 36, opPush1, 0, opPush20)
			emit(r.deployment.Contracts.Of(v.role).Bytes()...)
			emit(opGas, opStaticCall, opIsZero)
			push2(fail)
			emit(opJumpI, opPush1, size, opAdd)
		}
		emit(opSwap1, opPush1, 32, opAdd, opSwap1)
		push2(loop)
		emit(opJump)
		endAt = len(code)
		emit(opJumpDest, opPush1, answersAt, opSwap1, opSub, opPush1, answersAt, opReturn)
		failAt = len(code)
		emit(opJumpDest, opPush1, 0, opPush1, 0, opRevert)
		return code, endAt, failAt
	}
	code, end, fail := assemble(0, 0, 0) // its places do not depend on their values
	code, _, _ = assemble(len(code), end, fail)
	return code
}

func (r *readers) ours(ctx context.Context, ids []uint256.Int) ([][]byte, error) {
	client, err := rpc.Dial([]string{r.url}, rpc.Options{})
	if err != nil {
		return nil, err
	}
	caller := evm.NewCaller(client, r.block, r.deployment.Contracts.Of(chain.Multicall3))
	calls := r.calls(ids)
	if len(calls) == 0 {
		return nil, errors.New("there is nothing to read")
	}
	var proof evm.Batch
	caller.Prove(&proof, calls[:len(views)])
	if err := proof.Do(ctx, client); err != nil {
		return nil, err
	}
	found, err := caller.All(ctx, calls)
	parts := make([][]byte, len(found))
	for i := range found {
		if err := found[i].Err(); err != nil {
			return nil, err
		}
		parts[i] = found[i].Data
	}
	return joined(parts), err
}
