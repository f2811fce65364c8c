package chain

import (
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// SortFindings puts findings in the order of their machines. Those of one
// machine keep their order.
func SortFindings(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int { return a.MachineID.Cmp(&b.MachineID) })
}

// stateFindings compares what the attributes of each machine say with what
// the contracts say.
func stateFindings(f *Fleet) (findings []Finding) {
	owner := map[uint256.Int]uint256.Int{}
	for i := range f.Machines {
		m := &f.Machines[i]
		add := func(kind FindingKind, format string, args ...any) {
			findings = append(findings, Finding{m.ID, kind, fmt.Sprintf(format, args...)})
		}
		checkIDs(m, add)
		checkOperator(m, add)
		for _, field := range m.DID.fields() {
			if field.value.Expired(f.Block.Number) {
				add(ExpiredAttribute, "attribute %s was valid until block %d", field.name, field.value.ValidUntil)
			}
		}
		if first, taken := owner[m.TokenID]; taken {
			add(DuplicateToken, "token %s belongs to machine %s already", m.TokenID.Dec(), first.Dec())
		} else if !m.TokenID.IsZero() {
			owner[m.TokenID] = m.ID
		}
		if m.TrustOverride != nil && m.TrustOverride.GtUint64(100) {
			add(OverrideRange, "trust override %s is above 100 and is ignored", m.TrustOverride.Dec())
		}
		if !m.FlaggedAt.IsZero() && !plausibleFlag(&m.FlaggedAt, f.Block.Time) {
			add(ImplausibleFlag, "negative flag has the timestamp %s and is ignored", m.FlaggedAt.Dec())
		}
	}
	return append(findings, operatorFindings(f)...)
}

// operatorFindings lists the operators whose attribute machineId names a
// machine that is not theirs. The wallets of machines are checked before.
func operatorFindings(f *Fleet) (findings []Finding) {
	wallets := map[common.Address]bool{}
	machines := map[uint256.Int]*Machine{}
	for i := range f.Machines {
		m := &f.Machines[i]
		wallets[m.Wallet], machines[m.ID] = true, m
	}
	for i := range f.Operators {
		o := &f.Operators[i]
		id, ok := o.DID.MachineID.Uint()
		if m := machines[id]; ok && m != nil && !wallets[o.Address] {
			findings = append(findings, Finding{id, MachineIDMismatch,
				fmt.Sprintf("attribute machineId of operator %s is %s, whose wallet is %s", o.Address, id.Dec(), m.Wallet)})
		}
	}
	return findings
}

// plausibleFlag follows the API: a flag of before 2020, or of more than a day
// after the block, is none.
func plausibleFlag(at *uint256.Int, now uint64) bool {
	return at.IsUint64() && at.Uint64() >= 1577836800 && at.Uint64() <= now+86400
}

func checkIDs(m *Machine, add func(FindingKind, string, ...any)) {
	if a := m.DID.MachineID; a.Present() {
		if id, ok := a.Uint(); !ok {
			add(MachineIDMismatch, "attribute machineId of %s is no number", m.Wallet)
		} else if id != m.ID {
			add(MachineIDMismatch, "attribute machineId of %s is %s", m.Wallet, id.Dec())
		}
	}
	if a := m.DID.NFTTokenID; a.Present() {
		if id, ok := a.Uint(); !ok {
			add(TokenIDMismatch, "attribute nftTokenId is no number, tokenIdOf is %s", m.TokenID.Dec())
		} else if id != m.TokenID {
			add(TokenIDMismatch, "attribute nftTokenId is %s, tokenIdOf is %s", id.Dec(), m.TokenID.Dec())
		}
	}
}

func checkOperator(m *Machine, add func(FindingKind, string, ...any)) {
	if !m.OperatorRead || !m.DID.Operator.Present() {
		return
	}
	registered := m.Operator
	if registered == (common.Address{}) {
		registered = m.Wallet // self-managed
	}
	if account, ok := m.DID.Operator.Account(); !ok {
		add(OperatorMismatch, "attribute operator is no account, operatorOf is %s", m.Operator)
	} else if account != registered {
		add(OperatorMismatch, "attribute operator is %s, operatorOf is %s", account, m.Operator)
	}
}

// EventFindings reports the partial events of one machine, and the gaps and
// duplicates in the indexes that each registry gave them. events are in the
// order of EventSource.Of.
func EventFindings(events []Event) (findings []Finding) {
	last := map[common.Address]uint256.Int{}
	for i := range events {
		e := &events[i]
		add := func(kind FindingKind, format string, args ...any) {
			findings = append(findings, Finding{e.MachineID, kind, fmt.Sprintf(format, args...)})
		}
		if e.Partial {
			add(PartialEvent, "event %s in block %d, transaction %s: no call matches the log", e.Index.Dec(), e.Block, e.Tx)
		}
		previous, seen := last[e.Registry]
		last[e.Registry] = e.Index
		if !seen {
			if e.Index.GtUint64(1) { // whether a registry counts from 0 or 1 is not known
				add(EventIndexGap, "event %s of %s is the first", e.Index.Dec(), e.Registry)
			}
			continue
		}
		var expected uint256.Int
		expected.AddUint64(&previous, 1)
		switch e.Index.Cmp(&expected) {
		case 1:
			add(EventIndexGap, "event %s of %s follows event %s", e.Index.Dec(), e.Registry, previous.Dec())
		case -1:
			add(EventIndexTwice, "event %s of %s follows event %s", e.Index.Dec(), e.Registry, previous.Dec())
		}
	}
	return findings
}
