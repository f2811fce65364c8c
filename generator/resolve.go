package generator

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
)

// Details of a 404, as the API words them.
const (
	machineDIDNotFound    = "Machine DID not found"
	machineNotRegistered  = "Machine not registered"
	machineWalletNotFound = "Machine wallet not found"
)

// resolver answers which machine an address stands for, as the API does:
// address, attribute machineId, registry. It differs in one thing on purpose:
// an address whose attribute names a machine with another wallet would show a
// rating that is not its own, and stands for none.
type resolver struct {
	fleet *chain.Fleet
	index map[uint256.Int]int // of fleet.Machines
}

func newResolver(fleet *chain.Fleet) resolver {
	r := resolver{fleet, make(map[uint256.Int]int, len(fleet.Machines))}
	for i := range fleet.Machines {
		r.index[fleet.Machines[i].ID] = i
	}
	return r
}

// machine gives the machine that an address stands for, or the detail of its
// 404.
func (r resolver) machine(address common.Address, did *chain.Document) (*chain.Machine, string) {
	id, ok := did.MachineID.Uint()
	if !ok {
		return nil, machineDIDNotFound
	}
	i, registered := r.index[id]
	if !registered || r.fleet.Machines[i].Wallet != address {
		return nil, machineNotRegistered
	}
	return &r.fleet.Machines[i], ""
}

// detail is the detail of the 404 of a machine's own wallet, empty where the
// wallet stands for the machine.
func (r resolver) detail(m *chain.Machine) string {
	if m.Wallet == (common.Address{}) {
		return machineWalletNotFound
	}
	found, detail := r.machine(m.Wallet, &m.DID)
	if found != m && detail == "" {
		return machineNotRegistered
	}
	return detail
}

// Unresolved lists what answers 404 with another detail than the plain one of
// its endpoint.
type Unresolved struct {
	Addresses []UnresolvedAddress `json:"addresses"` // of mcr/ and machine/
	Machines  []UnresolvedMachine `json:"machines"`  // of machines/
	Tokens    []UnresolvedToken   `json:"tokens"`    // of metadata/
}

// UnresolvedAddress is an address whose attribute machineId leads nowhere.
type UnresolvedAddress struct {
	Address   string  `json:"address"`
	MachineID Integer `json:"machine_id"` // what the attribute says
	Detail    string  `json:"detail"`
}

// UnresolvedMachine is a registered machine without a wallet.
type UnresolvedMachine struct {
	MachineID Integer `json:"machine_id"`
	Detail    string  `json:"detail"`
}

// UnresolvedToken is a token of a machine without a wallet.
type UnresolvedToken struct {
	TokenID Integer `json:"token_id"`
	Detail  string  `json:"detail"`
}

// unresolved lists the addresses in the order of the machines, then of the
// operators; each once.
func (r resolver) unresolved() Unresolved {
	u := Unresolved{[]UnresolvedAddress{}, []UnresolvedMachine{}, []UnresolvedToken{}}
	seen := map[common.Address]bool{{}: true}
	check := func(address common.Address, did *chain.Document) {
		if _, detail := r.machine(address, did); detail == machineNotRegistered && !seen[address] {
			id, _ := did.MachineID.Uint()
			u.Addresses = append(u.Addresses, UnresolvedAddress{address.Hex(), Integer(id), detail})
		}
		seen[address] = true
	}
	for i := range r.fleet.Machines {
		m := &r.fleet.Machines[i]
		check(m.Wallet, &m.DID)
		if m.Wallet != (common.Address{}) {
			continue
		}
		u.Machines = append(u.Machines, UnresolvedMachine{Integer(m.ID), machineWalletNotFound})
		if !m.TokenID.IsZero() {
			u.Tokens = append(u.Tokens, UnresolvedToken{Integer(m.TokenID), machineNotRegistered})
		}
	}
	for i := range r.fleet.Operators {
		check(r.fleet.Operators[i].Address, &r.fleet.Operators[i].DID)
	}
	return u
}

// did is the DID of an address.
func did(address common.Address) string { return "did:peaq:" + address.Hex() }
