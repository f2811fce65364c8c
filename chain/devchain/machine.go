package devchain

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// machine is one row of a fleet: what a machine is, what is on chain of it and
// which state that shows.
type machine struct {
	state    string // in words
	rating   string // by open-mcr-1 at the head
	kind     kind
	operator string // name; empty where the machine's own account registers it
	events   []series
	moments  []moment

	// Generation 1.0.
	unbonded   bool   // registered while no bond was asked for
	smart      bool   // the wallet is a smart account
	proxy      string // the operator whose account is this machine's wallet
	noNFT      bool
	noDID      bool   // the machine never wrote an attribute
	visibility string // attribute data_visibility; empty is none
	did        []attribute

	// Generation 2.0. The attributes above are service endpoints there.
	subject    string // credential subject; empty is one by the row's place
	controller string // operator's name; empty is the owner
	tier       uint8
	born       int  // week of the onboarding; 0 is before the first event
	apart      bool // comes to be by its moments alone
	lapses     bool // its subscription is not renewed
	endpoints  []serviceEndpoint

	// Set when the fleet is complete.
	id   *big.Int
	seed string  // what its numbers are drawn from
	key  account // its own

	// Set so in generation 1.0.
	nft    uint64 // token id
	wallet common.Address

	// Kept by the story of generation 2.0.
	owner     common.Address // zero without a token
	agent     common.Address // operatorOf, zero for none
	foreign   bool
	paidUntil uint64 // 0 without a subscription that is to be renewed
}

// kind is a make of machine: where it is documented, and the metadata of its
// events, which takes two numbers.
type kind struct{ slug, note string }

// moment is something that happens once, so many weeks before the head.
type moment struct {
	week int
	do   func(s *story, m *machine)
}

// record is an event as it is submitted.
type record struct {
	kind     uint8
	value    *big.Int
	currency string
	time     uint64
	trust    uint8
	metadata []byte
}

// source is what an event says of where its data comes from. One of trust level
// 1 names a transaction on another chain.
func (r record) source(machineID *big.Int) (data common.Hash, chain *big.Int, tx common.Hash) {
	if len(r.metadata) > 0 {
		data = crypto.Keccak256Hash(r.metadata)
	}
	if r.trust != 1 {
		return data, new(big.Int), tx
	}
	return data, big.NewInt(8453), hash(fmt.Sprintf("settlement %d %d", machineID, r.time))
}

// submit is the call that submits an event of a machine.
func (r record) submit(to *contract, at common.Address, machineID *big.Int) call {
	data, chain, tx := r.source(machineID)
	when := new(big.Int).SetUint64(r.time)
	return to.at(at, "submitEvent", machineID, r.kind, r.value, r.currency, when, data, r.trust, chain, tx, r.metadata)
}

// submitBare is the call of the build without currencies.
func (r record) submitBare(at common.Address, machineID *big.Int) call {
	data, chain, tx := r.source(machineID)
	when := new(big.Int).SetUint64(r.time)
	return eventRegistryV1.at(at, "submitEvent", machineID, r.kind, r.value, when, data, r.trust, chain, tx, r.metadata)
}
