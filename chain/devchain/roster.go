package devchain

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
)

// machinesPerOperator of the plain machines behind the default fleet.
const machinesPerOperator = 100

// fleet is everybody on the chain.
type fleet struct {
	gen       generation
	size      int  // of the default fleet, which comes first
	silent    bool // the others have no events
	machines  []*machine
	operators []*crew
	accounts  map[string]account // of the operators, by name
	owner     account            // of the contracts
	stranger  account            // belongs to nobody
}

// crew is an operator with its account and the machines it registered.
type crew struct {
	operator
	account  account
	machines []*machine
}

// DefaultMachines is the size of a generation's default fleet.
func DefaultMachines(g chain.Generation) int {
	gen, err := newGeneration(Options{Generation: g})
	if err != nil {
		return 0
	}
	rows, _ := gen.rows()
	return len(rows)
}

// newFleet makes a fleet of n machines; 0 is the default fleet.
func newFleet(gen generation, n int, silent bool) (*fleet, error) {
	rows, ops := gen.rows()
	size := len(rows)
	if n == 0 {
		n = size
	}
	if n < size {
		return nil, fmt.Errorf("a fleet has at least %d machines, not %d", size, n)
	}
	for i := 0; len(rows) < n; i++ {
		if i%machinesPerOperator == 0 {
			ops = append(ops, operator{name: fmt.Sprintf("plain %d", i/machinesPerOperator)})
		}
		rows = append(rows, plain(i, ops[len(ops)-1].name))
		added := &rows[len(rows)-1]
		gen.plain(i, added)
		if silent {
			added.events = nil
		}
	}
	f := &fleet{
		gen: gen, size: size, silent: silent, accounts: map[string]account{},
		owner: accountOf("owner"), stranger: accountOf("stranger"),
	}
	f.muster(rows, ops)
	gen.enlist(f)
	return f, nil
}

// plain is the i-th machine behind the default fleet.
func plain(i int, operator string) machine {
	kinds := []kind{charger, robot, weather, vending, scooter, solar, cleaner, printer}
	run := series{since: 18, every: 2, kind: activity, amount: 50, trust: uint8(i % 3)}
	if i%4 != 0 {
		run.kind, run.currency, run.amount = revenue, "USD", int64(1500+i%97*700)
	}
	return machine{kind: kinds[i%len(kinds)], operator: operator, events: []series{run}}
}

// muster gives everybody an account, and each operator its machines.
func (f *fleet) muster(rows []machine, ops []operator) {
	crews := map[string]*crew{}
	for _, o := range ops {
		c := &crew{operator: o, account: accountOf("operator " + o.name)}
		f.operators = append(f.operators, c)
		f.accounts[o.name], crews[o.name] = c.account, c
	}
	for i := range rows {
		m := &rows[i]
		m.key = ownKey(i)
		f.machines = append(f.machines, m)
		if m.operator != "" {
			crews[m.operator].machines = append(crews[m.operator].machines, m)
		}
	}
}

// ownKey is the account of the i-th machine.
func ownKey(i int) account { return accountOf(fmt.Sprintf("machine %d", i+1)) }

// operatorOf is the account of a machine's operator, zero where it has none.
func (f *fleet) operatorOf(m *machine) common.Address {
	return f.accounts[m.operator].address
}

// senders are the accounts that make transactions.
func (f *fleet) senders() []account {
	list := append([]account{f.owner, f.stranger, bridge}, writers()...)
	for _, o := range f.operators {
		list = append(list, o.account)
	}
	for _, m := range f.machines {
		list = append(list, m.key)
	}
	return list
}

// members describes the default fleet to whoever tests with it.
func (f *fleet) members() []Member {
	var list []Member
	for _, m := range f.machines[:f.size] {
		list = append(list, f.gen.member(f, m))
	}
	return list
}

// attributes are what an operator writes of itself.
func (c *crew) attributes() []attribute {
	list := slices.Clone(c.extra)
	switch {
	case c.noList:
	case c.list != "":
		list = append(list, attribute{name: "machines", value: c.list})
	default:
		ids := make([]*big.Int, 0, len(c.machines))
		for _, m := range c.machines {
			ids = append(ids, m.id)
		}
		text, err := json.Marshal(ids)
		if err != nil {
			panic(err) // integers always marshal
		}
		list = append(list, attribute{name: "machines", value: string(text)})
	}
	return list
}
