package devchain

import (
	"fmt"
	"math/big"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// machine is one row of the fleet: what a machine is, what is on chain of it
// and which state that shows.
type machine struct {
	state  string // in words
	rating string // by open-mcr-1 at the head
	kind   kind

	operator   string // name; empty where the machine registers itself
	unbonded   bool   // registered by the registry's owner, without a bond
	smart      bool   // the wallet is a smart account
	proxy      string // the operator whose account is this machine's wallet
	noNFT      bool
	noDID      bool   // the machine never wrote an attribute
	visibility string // attribute data_visibility; empty is none
	did        []attribute
	events     []series
	moments    []moment

	// Set when the fleet is complete.
	id, token uint64
	key       account // the wallet, or the owner of the smart account
	wallet    common.Address
}

// kind is a make of machine: where it is documented, and the metadata of its
// events, which takes two numbers.
type kind struct{ slug, note string }

// attribute replaces the attribute that a machine would write by itself. An
// empty value leaves it out.
type attribute struct {
	name, value string
	validFor    uint32 // blocks; 0 is for good
}

// moment is something that happens once, so many weeks before the head.
type moment struct {
	week int
	do   func(s *story, m *machine)
}

// attributes are what the machine's wallet writes, in this order.
func (m *machine) attributes(operator common.Address) []attribute {
	list := []attribute{
		{name: "machineId", value: strconv.FormatUint(m.id, 10)},
		{name: "documentation_url", value: fmt.Sprintf("https://docs.%s.example/units/%04d", m.kind.slug, m.id)},
		{name: "data_visibility", value: m.visibility},
	}
	if !m.noNFT {
		list = append(list, attribute{name: "nftTokenId", value: strconv.FormatUint(m.token, 10)})
	}
	if m.operator != "" {
		list = append(list, attribute{name: "operator", value: did(operator)})
	}
	for _, replacement := range m.did {
		list = replace(list, replacement)
	}
	return list
}

func replace(list []attribute, a attribute) []attribute {
	for i := range list {
		if list[i].name == a.name {
			list[i] = a
			return list
		}
	}
	return append(list, a)
}

// write is the call that adds an attribute to an account.
func (a attribute) write(to common.Address) call {
	return call{to: didAddress, data: didABI.PackAddAttribute(to, []byte(a.name), []byte(a.value), a.validFor)}
}

// writeAll are the calls of the attributes that have a value.
func writeAll(to common.Address, list []attribute) []call {
	var calls []call
	for _, a := range list {
		if a.value != "" {
			calls = append(calls, a.write(to))
		}
	}
	return calls
}

// record is an event as it is submitted.
type record struct {
	kind     uint8
	value    *big.Int
	currency string
	time     uint64
	trust    uint8
	metadata []byte
	legacy   bool // by the call without a currency
}

// submit is the call that submits an event of a machine. An event of trust
// level 1 names a transaction on another chain.
func (r record) submit(machineID uint64) call {
	id, when := new(big.Int).SetUint64(machineID), new(big.Int).SetUint64(r.time)
	data, chain, tx := [32]byte{}, new(big.Int), [32]byte{}
	if len(r.metadata) > 0 {
		data = crypto.Keccak256Hash(r.metadata)
	}
	if r.trust == 1 {
		chain.SetUint64(8453)
		tx = hash(fmt.Sprintf("settlement %d %d", machineID, r.time))
	}
	if r.legacy {
		return call{to: deployment.EventRegistry, data: eventsABI.PackSubmitEvent(
			id, r.kind, r.value, when, data, r.trust, chain, tx, r.metadata)}
	}
	return call{to: deployment.EventRegistry, data: eventsABI.PackSubmitEvent0(
		id, r.kind, r.value, r.currency, when, data, r.trust, chain, tx, r.metadata)}
}
