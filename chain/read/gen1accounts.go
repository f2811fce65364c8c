package read

import (
	"context"
	"iter"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
)

const didPrefix = "did:peaq:"

// accountDID is the DID of an account.
func accountDID(account common.Address) string { return didPrefix + account.Hex() }

// readDIDs reads the attributes of each machine's wallet, and with them those
// of the operators that the registry names and which machines the tokens are of.
func (g *gen1) readDIDs(ctx context.Context, machines []*chain.Machine) error {
	var accounts []common.Address
	var minted []*chain.Machine
	for _, m := range machines {
		accounts = append(accounts, m.Gen1.Wallet, m.Gen1.OperatorOf)
		if !m.TokenID.IsZero() {
			minted = append(minted, m)
		}
	}
	if err := g.readDocuments(ctx, accounts); err != nil {
		return err
	}
	lists, machineOf := g.unlisted(g.mayOperate(accounts)), g.tokenMachine()
	calls := g.fieldCalls(lists)
	for _, m := range minted {
		calls = append(calls, machineOf.of(&m.TokenID))
	}
	answers, err := g.calls.All(ctx, calls)
	if err != nil {
		return err
	}
	if err := g.takeFields(lists, answers[:len(lists)]); err != nil {
		return err
	}
	if err := g.hear([]question{machineOf}, minted, answers[len(lists):]); err != nil {
		return err
	}
	for _, m := range machines {
		g.describe(m, g.documents[m.Gen1.Wallet])
		g.reportGarbled(&m.ID, m.Gen1.Wallet)
	}
	return nil
}

// mayOperate lists the accounts whose DID does not name an operator. A DID that
// does is a machine's, and has a list of machines of its own only where others
// name it as their operator.
func (g *gen1) mayOperate(accounts []common.Address) (list []common.Address) {
	for _, account := range accounts {
		if !g.documents[account].operator.stored {
			list = append(list, account)
		}
	}
	return list
}

// describe sets what the DID of its wallet says of a machine.
func (g *gen1) describe(m *chain.Machine, doc *document) {
	m.Operator = doc.operator.text()
	m.OperatorAccount, _ = doc.operator.account()
	m.DocumentationURL = doc.documentationURL.text()
	m.DataAPI = doc.dataAPI.text()
	m.DataVisibility = visibility(doc.dataVisibility.text())
	if m.Gen1.Wallet == (common.Address{}) {
		m.Profile = chain.NoWallet
		return
	}
	m.DID = accountDID(m.Gen1.Wallet)
	m.Card = true
	m.Profile = g.resolution(doc, m.ID)
}

// resolution is how an account with a document leads to the machine that it is
// the wallet of, as the API resolves: address, attribute machineId, registry.
// It differs in one thing on purpose: an address whose attribute names a
// machine with another wallet would show a rating that is not its own, and
// leads to none.
func (g *gen1) resolution(doc *document, own uint256.Int) chain.Resolution {
	switch id, ok := doc.machineID.uint(); {
	case !ok:
		return chain.NoMachineID
	case id != own:
		return chain.NotRegistered
	}
	return chain.Resolves
}

// maxHops bounds how far operators are followed from one to the next. Anyone
// may write a chain of accounts that name each other.
const maxHops = 4

// operators adds to the facts the accounts that machines name as their operator, by
// attribute or in the registry, the accounts that those name in turn, and the
// machine wallets that hold a list of machines themselves.
func (g *gen1) operators(ctx context.Context, fleet *chain.Fleet, said *Facts) error {
	var accounts []common.Address
	known := map[common.Address]bool{{}: true}
	var next []common.Address
	name := func(account common.Address, ok bool) {
		if ok && !known[account] {
			known[account] = true
			next = append(next, account)
		}
	}
	for i := range fleet.Machines {
		m := &fleet.Machines[i]
		name(m.Gen1.OperatorOf, m.Gen1.OperatorOf != m.Gen1.Wallet)
		name(m.OperatorAccount, true)
		name(m.Gen1.Wallet, g.documents[m.Gen1.Wallet].machines.present())
	}
	for hop := 0; hop < maxHops && len(next) > 0; hop++ {
		found := next
		next = nil
		if err := g.readDocuments(ctx, found); err != nil {
			return err
		}
		if err := g.readLists(ctx, found); err != nil {
			return err
		}
		for _, account := range found {
			accounts = append(accounts, account)
			name(g.documents[account].operator.account())
		}
	}
	slices.SortFunc(accounts, common.Address.Cmp)
	for _, account := range accounts {
		doc := g.documents[account]
		said.Accounts = append(said.Accounts, Account{account, doc.machines.ids(), g.garbled[account]})
		if id, ok := doc.machineID.uint(); ok {
			said.Claims = append(said.Claims, Claim{account, id})
		}
	}
	for i := range fleet.Machines {
		m := &fleet.Machines[i]
		if id, ok := g.documents[m.Gen1.Wallet].machineID.uint(); ok && id != m.ID {
			said.Claims = append(said.Claims, Claim{m.Gen1.Wallet, id})
		}
	}
	g.compare(fleet)
	return nil
}

// conclude works out what concerns several machines: who belongs to whom, what
// leads to none of them, and where operators contradict them. Fewer machines than
// the registry counts are an error.
func conclude(
	registry common.Address, fleet *chain.Fleet, machines iter.Seq[*chain.Machine], said *Facts,
) ([]chain.Finding, error) {
	claims := make(map[common.Address]uint256.Int, len(said.Claims))
	for _, c := range said.Claims {
		claims[c.Address] = c.MachineID
	}
	r := rollOf(machines, claims)
	if found := uint64(len(r.wallets)); found < said.Machines {
		return nil, &Shortfall{What: "machines", Of: registry, Found: found, Counted: said.Machines}
	}
	fleet.Operators = r.fleets(said.Accounts)
	fleet.Unresolved = r.unresolved
	fleet.Unresolved.Accounts = r.astray(said.Accounts, claims)
	return r.compare(said.Accounts, claims), nil
}

// roll is what all machines together are judged by.
type roll struct {
	wallets    map[uint256.Int]common.Address   // by machine
	members    map[common.Address][]uint256.Int // machines, by the operator that they name
	claiming   []common.Address                 // wallets that claim to be some machine's, by their machines
	unresolved chain.Unresolved                 // but for the accounts
}

func rollOf(machines iter.Seq[*chain.Machine], claims map[common.Address]uint256.Int) *roll {
	r := &roll{wallets: map[uint256.Int]common.Address{}, members: map[common.Address][]uint256.Int{}}
	for m := range machines {
		r.wallets[m.ID] = m.Gen1.Wallet
		if m.OperatorAccount != (common.Address{}) {
			r.members[m.OperatorAccount] = append(r.members[m.OperatorAccount], m.ID)
		}
		if _, ok := claims[m.Gen1.Wallet]; ok {
			r.claiming = append(r.claiming, m.Gen1.Wallet)
		}
		if m.Profile != chain.NoWallet {
			continue
		}
		r.unresolved.Machines = append(r.unresolved.Machines, m.ID)
		if !m.TokenID.IsZero() {
			r.unresolved.Tokens = append(r.unresolved.Tokens, m.TokenID)
		}
	}
	return r
}

// tokens leaves a machine its token where both views say that it is its own, just
// as the API finds the machine of a token by machineIdOf.
func (g *gen1) tokens(fleet *chain.Fleet) {
	for i := range fleet.Machines {
		m := &fleet.Machines[i]
		if m.Gen1.TokenOf != m.ID && !m.TokenID.IsZero() {
			g.report(&m.ID, chain.UnconfirmedToken, "tokenIdOf is %s, machineIdOf of which is %s", m.TokenID.Dec(), m.Gen1.TokenOf.Dec())
			m.TokenID.Clear()
		}
		m.Metadata = !m.TokenID.IsZero() && m.Profile != chain.NoWallet
	}
}

// fleets lists what each operator lists and what belongs to it: the registered
// machines of its list and those that name it.
func (r *roll) fleets(accounts []Account) (operators []chain.Operator) {
	for _, account := range accounts {
		o := chain.Operator{Address: account.Address, Listed: account.Listed, Fleet: r.members[account.Address]}
		for _, id := range o.Listed {
			if _, registered := r.wallets[id]; registered {
				o.Fleet = append(o.Fleet, id)
			}
		}
		o.Fleet = sortIDs(o.Fleet)
		operators = append(operators, o)
	}
	return operators
}

// sortIDs orders ids and leaves each there once.
func sortIDs(ids []uint256.Int) []uint256.Int {
	slices.SortFunc(ids, func(a, b uint256.Int) int { return a.Cmp(&b) })
	return slices.Compact(ids)
}

// astray lists the accounts whose DID leads to no machine or to another one's:
// wallets, then operators, each once.
func (r *roll) astray(accounts []Account, claims map[common.Address]uint256.Int) (list []chain.UnresolvedAccount) {
	seen := map[common.Address]bool{{}: true}
	check := func(account common.Address) {
		id, ok := claims[account]
		if wallet, registered := r.wallets[id]; ok && !seen[account] && (!registered || wallet != account) {
			list = append(list, chain.UnresolvedAccount{Address: account, MachineID: id})
		}
		seen[account] = true
	}
	for _, wallet := range r.claiming {
		check(wallet)
	}
	for _, o := range accounts {
		check(o.Address)
	}
	return list
}
