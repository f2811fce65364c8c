//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/evm"
	"mcrpress/generator/answers"
	"mcrpress/scoring"
)

// crawl is the table of the same fleet asked of a server that reads the chain for
// each request.
func crawl(ctx context.Context, l *lab) (*table, error) {
	j, err := l.theJob(ctx)
	if err != nil {
		return nil, err
	}
	ids, err := localMachines(j.out)
	if err != nil {
		return nil, err
	}
	ids = ids[:min(l.crawl, len(ids))]
	cold := j.runs["cold"]
	ours := float64(cold.machines) / cold.Wall.Seconds()
	t := &table{
		title: "Crawling an API",
		intro: fmt.Sprintf("A server that answers %s from the same node: "+
			"for each request it reads the views and the events of the one machine, rates it and answers. "+
			"%d clients ask for every answer of a machine. "+
			"The server leaves DID documents out, and the build makes the pages, indexes and exports too. "+
			"Goal: 20x the machines a second.", "`/mcr`, `/machine`, `/metadata` and `/machines`", connections),
		columns: []string{"", "machines", "time", "machines/s", "the build is faster by", "own processor time a machine"},
	}
	t.row("`mcrpress build`, cold", thousands(cold.machines), seconds(cold.Wall), fmt.Sprintf("%.0f", ours), "",
		each(cold.CPU, int(cold.machines)))
	for _, server := range []struct {
		name    string
		batches bool
	}{
		{"control: crawl of a server with an `eth_call` a read", false},
		{"control: crawl of a server that reads its views in one batch", true},
	} {
		var address string
		api, err := startPart(ctx, "part-api", apiArgs{l.node.URL, l.node.network, server.batches}, &address)
		if err != nil {
			return nil, err
		}
		start := time.Now()
		err = ask(ctx, address, ids)
		took := time.Since(start)
		cpu := api.stop()
		if err != nil {
			return nil, err
		}
		theirs := float64(len(ids)) / took.Seconds()
		t.row(server.name, thousands(len(ids)), seconds(took), fmt.Sprintf("%.0f", theirs), times(ours, theirs),
			each(cpu, len(ids)))
	}
	return t, nil
}

// ask asks for every answer of machines.
func ask(ctx context.Context, address string, ids []uint256.Int) error {
	web := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}
	kinds := []string{"mcr", "machine", "metadata", "machines"}
	return spread(ctx, len(ids)*len(kinds), 1, connections, func(ctx context.Context, i, _ int) error {
		address := fmt.Sprintf("http://%s/%s/%s", address, kinds[i%len(kinds)], ids[i/len(kinds)].Dec())
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		resp, err := web.Do(r)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err == nil && resp.StatusCode != http.StatusOK {
			err = fmt.Errorf("%s: %s", resp.Status, body)
		}
		return err
	})
}

// apiArgs say where the server reads, and whether it reads views in one batch.
type apiArgs struct {
	URL, Network string
	Batches      bool
}

// apiPart serves answers until stdin ends, each from the chain.
func apiPart(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	a, err := arguments[apiArgs](args)
	if err != nil {
		return err
	}
	r, err := newReaders(ctx, a.URL, a.Network)
	if err != nil {
		return err
	}
	head, err := r.client.HeaderByNumber(ctx, new(big.Int).SetUint64(r.block))
	if err != nil {
		return err
	}
	book, err := abi.JSON(strings.NewReader(getEvents))
	if err != nil {
		return err
	}
	api := &api{readers: r, now: head.Time, book: book, views: r.singly(1)}
	if a.Batches {
		api.views = r.batched(1)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	web := &http.Server{Handler: api}
	go func() {
		_, _ = io.Copy(io.Discard, stdin)
		web.Close()
	}()
	if err := json.NewEncoder(stdout).Encode(listener.Addr().String()); err != nil {
		return err
	}
	if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// api answers for one machine at a time.
type api struct {
	*readers
	now   uint64 // time of the block
	book  abi.ABI
	views readFunc
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, err := uint256.FromDecimal(filepath.Base(r.URL.Path))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	m, err := a.machine(r.Context(), *id)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	bodies := answers.Of(chain.Gen2)
	body := bodies.Profile(m)
	switch filepath.Base(filepath.Dir(r.URL.Path)) {
	case "mcr":
		body = bodies.MCR(m)
	case "machines":
		body = bodies.Card(m, answers.RegistryName(a.deployment.ChainID, a.deployment.Contracts.Of(bodies.Registry())))
	}
	text, err := answers.Encode(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(text)
}

// machine reads a machine and rates it. Amounts in other currencies than US dollars
// have no value here.
func (a *api) machine(ctx context.Context, id uint256.Int) (*answers.Machine, error) {
	views, err := a.views(ctx, []uint256.Int{id})
	if err != nil {
		return nil, err
	}
	words := evm.Words(views[0])
	status, err := words.Uint8(2)
	if err != nil {
		return nil, err
	}
	count, err := words.Uint64(8)
	if err != nil {
		return nil, err
	}
	flagged, err := words.Uint64(9)
	if err != nil {
		return nil, err
	}
	bond := chain.SubscriptionStatus(status)
	subject := scoring.Machine{Bonded: bond == chain.Active || bond == chain.Grace, FlaggedAt: flagged}
	if subject.Events, err = a.events(ctx, id, count); err != nil {
		return nil, err
	}
	return &answers.Machine{
		Machine: &chain.Machine{
			ID: id, DID: "did:peaq:" + id.Dec(), Bonded: subject.Bonded, DataVisibility: answers.Private, Gen2: &chain.Gen2Machine{},
		},
		Rating: scoring.Rate(scoring.Default(), a.now, &subject),
	}, nil
}

const getEvents = `[{"type":"function","name":"getEvents","stateMutability":"view",
"inputs":[{"name":"machineId","type":"uint256"},{"name":"offset","type":"uint256"},{"name":"limit","type":"uint256"}],
"outputs":[{"name":"list","type":"tuple[]","components":[{"name":"machineId","type":"uint256"},
{"name":"eventType","type":"uint8"},{"name":"value","type":"uint256"},{"name":"timestamp","type":"uint256"},
{"name":"dataHash","type":"bytes32"},{"name":"trustLevel","type":"uint8"},{"name":"sourceChainId","type":"uint256"},
{"name":"sourceTxHash","type":"bytes32"},{"name":"metadata","type":"bytes"},{"name":"currency","type":"string"}]}]}]`

// record is an event as the registry gives it.
type record struct {
	MachineId     *big.Int
	EventType     uint8
	Value         *big.Int
	Timestamp     *big.Int
	DataHash      common.Hash
	TrustLevel    uint8
	SourceChainId *big.Int
	SourceTxHash  common.Hash
	Metadata      []byte
	Currency      string
}

func (a *api) events(ctx context.Context, id uint256.Int, count uint64) ([]scoring.Event, error) {
	const most = 100 // that the registry gives at once
	list := make([]scoring.Event, 0, count)
	for offset := uint64(0); offset < count; offset += most {
		data, err := a.book.Pack("getEvents", id.ToBig(), new(big.Int).SetUint64(offset), big.NewInt(most))
		if err != nil {
			return nil, err
		}
		answer, err := a.call(ctx, evm.Call{To: a.deployment.Contracts.Of(chain.EventRegistry), Data: data})
		if err != nil {
			return nil, err
		}
		var records []record
		if err := a.book.UnpackIntoInterface(&records, "getEvents", answer); err != nil {
			return nil, err
		}
		for _, r := range records {
			e := scoring.Event{Type: scoring.EventType(r.EventType), Trust: r.TrustLevel}
			if r.Timestamp.IsUint64() {
				e.Time = r.Timestamp.Uint64()
			}
			if e.Type == scoring.Revenue && r.Currency == "USD" {
				e.Status, e.Cents = scoring.OK, r.Value
			}
			list = append(list, e)
		}
	}
	return list, nil
}
