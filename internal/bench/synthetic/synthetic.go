// Package synthetic makes fleets of any size out of numbers, for measurements
// that want no chain. A fleet is a function of its options alone. Its machines
// are in memory; their events are worked out when they are asked for.
//
// It is a plain fleet: nothing departs, nothing contradicts itself, every amount
// is in US dollars. The states that a machine can be in are devchain's.
package synthetic

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/read"
)

// Options are what a fleet is like.
type Options struct {
	Generation chain.Generation
	Machines   int
	Events     int // of each machine
	// Hours have passed since the first block of the fleet. No event of it meets
	// a boundary of the default model in the first nine.
	Hours int
	// News is the share of the machines, one in so many, that have one event more
	// than at the first block; 0 is none. Which ones they are follows from their ids.
	News uint64
}

const (
	day  = 24 * 60 * 60
	hour = 60 * 60

	firstDay   = 20775                 // 2026-11-18
	firstBlock = firstDay*day + hour/2 // Unix seconds
	noon       = 11 * hour             // events lie in the two hours from here, far from where blocks are
	longest    = 700 * day             // that the events of a machine reach back
	rarest     = 14 * day              // between two of them
	crew       = 100                   // machines of an operator
	blockTime  = 12                    // seconds
	chainID    = 3338
)

// Deployment is where the fleet would be read.
func Deployment(generation chain.Generation) chain.Deployment {
	d := chain.Deployment{Name: "synthetic", Generation: generation, ChainID: chainID, StartBlock: 1, Contracts: chain.Contracts{}}
	for _, rule := range generation.Roles() {
		if rule.Required {
			d.Contracts.Set(rule.Role, address("contract", string(rule.Role)))
		}
	}
	return d
}

// Fleet makes the fleet.
func Fleet(o Options) *chain.Fleet {
	fleet := o.fleet()
	fleet.Machines = make([]chain.Machine, o.Machines)
	fleet.Operators = make([]chain.Operator, (o.Machines+crew-1)/crew)
	for i, id := range ids(o) {
		fleet.Machines[i] = o.machine(id, operator(i/crew))
	}
	for i := range fleet.Operators {
		members := fleet.Machines[i*crew : min((i+1)*crew, o.Machines)]
		list := make([]uint256.Int, len(members))
		for j := range members {
			list[j] = members[j].ID
		}
		fleet.Operators[i] = chain.Operator{Address: operator(i), Listed: list, Fleet: list}
	}
	slices.SortFunc(fleet.Operators, func(a, b chain.Operator) int { return a.Address.Cmp(b.Address) })
	return fleet
}

// Shard makes the machines of one shard of a fleet of 2.0 alone, and what reading
// them says of the whole fleet.
func Shard(o Options, shard read.Shard) (*chain.Fleet, *read.Facts) {
	fleet, deployment := o.fleet(), Deployment(o.Generation)
	counted := read.Count{Registry: deployment.Contracts.Of(chain.EventRegistry)}
	var owners []read.Owner // of the shard, by their machines
	for i, id := range ids(o) {
		count := uint64(o.count(&id))
		counted.Total += count
		if !shard.Has(id) {
			continue
		}
		counted.Found += count
		owner := operator(i / crew)
		fleet.Machines = append(fleet.Machines, o.machine(id, owner))
		if n := len(owners); n == 0 || owners[n-1].Address != owner {
			owners = append(owners, read.Owner{Address: owner, Balance: uint64(min(crew, o.Machines-i/crew*crew))})
		}
		owners[len(owners)-1].Found++
	}
	slices.SortFunc(owners, func(a, b read.Owner) int { return a.Address.Cmp(b.Address) })
	return fleet, &read.Facts{Counted: []read.Count{counted}, Owners: owners}
}

// fleet is one without machines.
func (o Options) fleet() *chain.Fleet {
	at := uint64(firstBlock + o.Hours*hour)
	number := at / blockTime
	deployment := Deployment(o.Generation)
	return &chain.Fleet{
		Generation: o.Generation,
		ChainID:    deployment.ChainID,
		Block:      chain.Block{Number: number, Hash: digest("block", fmt.Sprint(number)), Time: at},
		Contracts:  deployment.Listed(),
		Events:     &events{options: o, registry: deployment.Contracts.Of(chain.EventRegistry)},
	}
}

// ids are ascending: counted in generation 1.0, hashes in 2.0.
func ids(o Options) []uint256.Int {
	list := make([]uint256.Int, o.Machines)
	for i := range list {
		if o.Generation == chain.Gen1 {
			list[i].SetUint64(uint64(i + 1))
			continue
		}
		hash := digest("machine", fmt.Sprint(i))
		list[i].SetBytes(hash[:])
	}
	slices.SortFunc(list, func(a, b uint256.Int) int { return a.Cmp(&b) })
	return list
}

func operator(i int) common.Address { return address("operator", fmt.Sprint(i)) }

// machine is bonded, and has all files that a machine can have.
func (o Options) machine(id uint256.Int, operator common.Address) chain.Machine {
	seed := seedOf(&id)
	m := chain.Machine{
		ID:               id,
		Bonded:           true,
		Operator:         "did:peaq:" + operator.Hex(),
		OperatorAccount:  operator,
		DataVisibility:   [...]string{"onchain", "private", "private"}[seed%3],
		DocumentationURL: fmt.Sprintf("https://docs.example/unit-%d", seed%97),
		EventCount:       uint64(o.count(&id)),
		TokenID:          id,
		Metadata:         true,
		Card:             true,
	}
	if o.Generation == chain.Gen1 {
		wallet := common.BytesToAddress(crypto.Keccak256(id.Bytes()))
		m.DID = "did:peaq:" + wallet.Hex()
		m.Gen1 = &chain.Gen1Machine{Wallet: wallet, Owner: wallet, OperatorOf: operator, Status: chain.StatusVerified}
		return m
	}
	m.DID = "did:peaq:" + id.Dec()
	m.Gen2 = &chain.Gen2Machine{
		Owner:        operator,
		Controller:   operator,
		OperatorOf:   operator,
		Manufacturer: operator,
		Type:         "example.charger/Unit",
		HomeChain:    1,
		Subscription: chain.Subscription{Status: chain.Active, Tier: 1, PeriodStart: firstBlock - 300*day, PeriodEnd: firstBlock + 65*day + noon},
	}
	return m
}

// count is how many events a machine has.
func (o Options) count(id *uint256.Int) int {
	if o.News > 0 && seedOf(id)/3%o.News == 0 {
		return o.Events + 1
	}
	return o.Events
}

// seedOf is the number that everything about a machine follows from.
func seedOf(id *uint256.Int) uint64 {
	return binary.BigEndian.Uint64(crypto.Keccak256(id.Bytes()))
}

// events is a chain.EventSource.
type events struct {
	options  Options
	registry common.Address
}

// Of implements chain.EventSource.
func (e *events) Of(id uint256.Int) ([]chain.Event, error) {
	list := make([]chain.Event, e.options.count(&id))
	seed := seedOf(&id)
	random := rand.New(rand.NewPCG(seed, 0))
	interval := uint64(min(rarest, longest/max(e.options.Events, 1)))
	level := 1500 + seed%97*700 // cents, for the fleet's letters to differ
	for i := range list {
		// The event of the news stands behind those of the first block, which stay as they are.
		back := interval + uint64(max(e.options.Events-1-i, 0))*interval + seed%interval
		if i >= e.options.Events {
			back = 0
		}
		at := aroundNoon(firstBlock - day - back)
		list[i] = chain.Event{
			MachineID: id,
			Registry:  e.registry,
			Index:     uint64(i),
			Type:      1,
			Time:      *uint256.NewInt(at),
			Trust:     uint8(seed % 3),
			Metadata:  metadata(random),
			Provenance: &chain.Provenance{
				Block:    at / blockTime,
				LogIndex: seed % 100,
			},
		}
		for at := 0; at < common.HashLength; at += 8 {
			binary.BigEndian.PutUint64(list[i].Provenance.Tx[at:], random.Uint64())
		}
		amount := level * (970 + random.Uint64N(61)) / 1000
		if seed/5%4 != 0 {
			list[i].Type, list[i].Currency = 0, "USD"
		}
		list[i].Value.SetUint64(amount)
	}
	return list, nil
}

func metadata(random *rand.Rand) []byte {
	text := strconv.AppendUint([]byte(`{"session":`), random.Uint64N(1e6), 10)
	text = strconv.AppendUint(append(text, `,"kwh":`...), 3+random.Uint64N(40), 10)
	return append(text, '}')
}

// aroundNoon moves a time within its day to where events lie; of two times the
// later one stays the later one.
func aroundNoon(t uint64) uint64 { return t/day*day + noon + t%day/12 }

// Amounts implements chain.EventSource. US dollars need no rate.
func (e *events) Amounts() ([]chain.Amount, error) { return nil, nil }

func digest(kind, name string) common.Hash { return crypto.Keccak256Hash([]byte(kind + " " + name)) }

func address(kind, name string) common.Address {
	hash := digest(kind, name)
	return common.BytesToAddress(hash[:])
}
