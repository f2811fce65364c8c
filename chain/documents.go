package chain

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

var readAttribute = selector("readAttribute(address,bytes)")

// missing is what the DID registry says of an attribute that nobody wrote.
const missing = "Cannot find the item"

// readDocuments reads the attributes of the accounts that were not read yet.
// The zero address has none.
func (r *Reader) readDocuments(ctx context.Context, accounts []common.Address) error {
	sortAddresses(accounts)
	var calls []call
	var unread []common.Address
	for _, account := range accounts {
		if r.documents[account] != nil {
			continue
		}
		document := new(Document)
		r.documents[account] = document
		if account == (common.Address{}) {
			continue
		}
		unread = append(unread, account)
		for _, f := range document.fields() {
			calls = append(calls, r.attributeCall(account, f.name))
		}
	}
	answers, err := r.calls.all(ctx, calls)
	if err != nil {
		return err
	}
	for _, account := range unread {
		for _, f := range r.documents[account].fields() {
			if err := r.takeAttribute(account, f, answers[0]); err != nil {
				return fmt.Errorf("reading attribute %s of %s at block %d: %w", f.name, account, r.block.Number, err)
			}
			answers = answers[1:]
		}
	}
	return nil
}

// takeAttribute keeps the attribute in an answer of the DID registry, if there
// is one. A record that cannot be decoded counts as absent and is remembered.
func (r *Reader) takeAttribute(account common.Address, f field, a answer) (err error) {
	switch {
	case a.reverted && strings.Contains(a.reason, missing):
		return nil
	case a.reverted:
		return fmt.Errorf("reverted: %q", a.reason)
	case len(a.data) == 0:
		return fmt.Errorf("%w: empty answer: is it a DID registry?", ErrDeployment)
	}
	if *f.value, err = decodeAttribute(a.data); err != nil {
		r.garbled[account] = append(r.garbled[account], f.name)
	}
	return nil
}

// reportGarbled lists the attributes of an account that could not be decoded.
func (r *Reader) reportGarbled(machineID uint256.Int, account common.Address) {
	for _, name := range r.garbled[account] {
		r.findings = append(r.findings, Finding{machineID, UnreadableAttribute, fmt.Sprintf("attribute %s of %s cannot be decoded", name, account)})
	}
}

func (r *Reader) attributeCall(account common.Address, name string) call {
	data := callOf(readAttribute, addressWord(account), uintWord(64))
	return call{common.Address(r.deployment.Contracts.DIDRegistry), appendBytes(data, []byte(name))}
}

// decodeAttribute decodes the struct (bytes name, bytes value, uint32
// validity, uint256 created).
func decodeAttribute(data []byte) (a Attribute, err error) {
	tuple, err := words(data).tail(0)
	if err != nil {
		return a, err
	}
	value, _, err := tuple.bytes(1)
	if err != nil {
		return a, err
	}
	validity, err := tuple.uint64(2)
	if err != nil || validity > 1<<32-1 {
		return a, errABI
	}
	created, err := tuple.uint256(3)
	if err != nil {
		return a, err
	}
	// A time beyond 64 bits is no time; nothing depends on it.
	return Attribute{bytes.Clone(value), uint32(validity), created.Uint64()}, nil
}

// readDIDs reads the attributes of each machine's wallet, and with them those
// of the operators that the registry names.
func (r *Reader) readDIDs(ctx context.Context, machines []Machine) error {
	var accounts []common.Address
	for i := range machines {
		accounts = append(accounts, machines[i].Wallet, machines[i].Operator)
	}
	if err := r.readDocuments(ctx, accounts); err != nil {
		return err
	}
	for i := range machines {
		m := &machines[i]
		m.DID = *r.documents[m.Wallet]
		r.reportGarbled(m.ID, m.Wallet)
	}
	return nil
}

// maxHops bounds how far operators are followed from one to the next. Anyone
// may write a chain of accounts that name each other.
const maxHops = 4

// operators reads the accounts that machines name as their operator, by
// attribute or in the registry, the accounts that those name in turn, and the
// machine wallets that hold a list of machines themselves.
func (r *Reader) operators(ctx context.Context, machines []Machine) ([]Operator, error) {
	known := map[common.Address]bool{{}: true}
	var next []common.Address
	name := func(account common.Address, ok bool) {
		if ok && !known[account] {
			known[account] = true
			next = append(next, account)
		}
	}
	for i := range machines {
		m := &machines[i]
		name(m.Operator, m.Operator != m.Wallet)
		name(m.DID.Operator.Account())
		name(m.Wallet, m.DID.Machines.Present())
	}
	var operators []Operator
	for hop := 0; hop < maxHops && len(next) > 0; hop++ {
		found := next
		next = nil
		if err := r.readDocuments(ctx, found); err != nil {
			return nil, err
		}
		for _, account := range found {
			operators = append(operators, Operator{account, *r.documents[account]})
			r.reportGarbled(uint256.Int{}, account)
			name(r.documents[account].Operator.Account())
		}
	}
	slices.SortFunc(operators, func(a, b Operator) int { return a.Address.Cmp(b.Address) })
	return operators, nil
}
