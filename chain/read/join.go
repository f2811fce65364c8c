package read

import (
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
)

// Facts is what the reading of a shard says and only all shards together can be
// judged by.
type Facts struct {
	Counted []Count // by registry, oldest first
	Anchors uint64  // records that came without a log
	Views   []Answering

	// Of generation 1.0.
	Machines uint64    // that the registry counts in all
	Accounts []Account // operators, by address
	Claims   []Claim   // by address

	// Of generation 2.0.
	Owners []Owner // by address
}

// Count is how many records of one registry were found, and how many it counts
// in all.
type Count struct {
	Registry     common.Address
	Found, Total uint64
}

// Answering says whether a view answered of any machine that it was asked of.
type Answering struct {
	View string
	Mute string // what it answered instead, empty where it answered
}

// Account is one that machines of 1.0 name as their operator, or that names some
// itself.
type Account struct {
	Address common.Address
	Listed  []uint256.Int
	Garbled []string // names of attributes that cannot be decoded
}

// Claim is the attribute machineId of an operator, or of a wallet that is not
// that machine's.
type Claim struct {
	Address   common.Address
	MachineID uint256.Int
}

// Owner has tokens of generation 2.0.
type Owner struct {
	Address        common.Address
	Found, Balance uint64
}

// Join makes one fleet of the shards of a deployment that were read at one block:
// the one that a reading of all machines gives. The machines of all shards are
// given apart, by ascending id, and are not in the fleet; Events is left open. An
// error that wraps chain.ErrDeployment is the operator's to mend; a *Shortfall
// says that less was found than the contracts count, beyond the records that are
// allowed to be missing.
func Join(
	d *chain.Deployment, shards []*chain.Fleet, facts []*Facts, machines iter.Seq[*chain.Machine], allowed uint64, log *slog.Logger,
) (*chain.Fleet, error) {
	first := shards[0]
	fleet := &chain.Fleet{
		Generation: first.Generation, ChainID: first.ChainID, Block: first.Block, Contracts: first.Contracts, FlagsRead: first.FlagsRead,
	}
	for _, s := range shards {
		fleet.Left = append(fleet.Left, s.Left...)
		fleet.Findings = append(fleet.Findings, s.Findings...)
		fleet.EventsWithoutLog += s.EventsWithoutLog
	}
	fleet.Left = sortIDs(fleet.Left)
	all, err := joinFacts(facts)
	if err != nil {
		return nil, err
	}
	var findings []chain.Finding
	switch fleet.Generation {
	case chain.Gen1:
		findings, err = conclude(d.Contracts.Of(chain.IdentityRegistry), fleet, machines, all)
	default:
		findings, err = holdBalances(d.Contracts.Of(chain.MachineRegistry), all.Owners)
		fleet.Operators = operators(machines)
	}
	if err != nil {
		return nil, err
	}
	uncounted := all.Anchors // zero in 1.0
	missing, surplus, err := census(all.Counted, uncounted, allowed, log)
	if err != nil {
		return nil, err
	}
	fleet.Shortfall = missing
	if fleet.Generation == chain.Gen1 {
		findings = slices.Concat(findings, surplus)
	} else {
		findings = slices.Concat(surplus, findings)
	}
	fleet.Findings = append(fleet.Findings, findings...)
	chain.SortFindings(fleet.Findings)
	return fleet, nil
}

// joinFacts adds the facts of all shards up.
func joinFacts(facts []*Facts) (*Facts, error) {
	all := &Facts{Machines: facts[0].Machines}
	counted := map[common.Address]*Count{}
	accounts, claims := map[common.Address]Account{}, map[common.Address]Claim{}
	owners := map[common.Address]Owner{}
	answers, mute := map[string]bool{}, map[string]string{}
	for _, f := range facts {
		all.Anchors += f.Anchors
		for _, c := range f.Counted {
			if counted[c.Registry] == nil {
				counted[c.Registry] = &Count{Registry: c.Registry, Total: c.Total}
			}
			counted[c.Registry].Found += c.Found
		}
		for _, a := range f.Accounts {
			accounts[a.Address] = a
		}
		for _, c := range f.Claims {
			claims[c.Address] = c
		}
		for _, o := range f.Owners {
			owners[o.Address] = Owner{o.Address, owners[o.Address].Found + o.Found, o.Balance}
		}
		for _, v := range f.Views {
			if v.Mute == "" {
				answers[v.View] = true
			} else {
				mute[v.View] = v.Mute
			}
		}
	}
	for _, view := range slices.Sorted(maps.Keys(mute)) {
		if !answers[view] {
			return nil, fmt.Errorf("%w: %s", chain.ErrDeployment, mute[view])
		}
	}
	for _, c := range facts[0].Counted {
		all.Counted = append(all.Counted, *counted[c.Registry])
	}
	all.Accounts = byAddress(accounts)
	all.Claims = byAddress(claims)
	all.Owners = byAddress(owners)
	return all, nil
}

func byAddress[T any](m map[common.Address]T) []T {
	list := make([]T, 0, len(m))
	for _, a := range slices.SortedFunc(maps.Keys(m), common.Address.Cmp) {
		list = append(list, m[a])
	}
	return list
}
