package read

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/evm"
)

// question is one view that is asked of every machine.
type question struct {
	name     string
	to       common.Address
	selector evm.Selector
	data     func(id *uint256.Int) []byte // of a call that is more than selector and id
	weight   int                          // of a call
	// lacks says of a revert that the machine has none of it, and keeps the
	// zero value. Nil: no revert says so.
	lacks func(*evm.Answer) bool
	set   func(*chain.Machine, evm.Words) error
}

// givesReason says of a revert with a reason that there is none of it.
func givesReason(a *evm.Answer) bool { return a.Reason != "" }

// about is a question about a machine that a view of a contract answers.
func (v view) about(contract common.Address, set func(*chain.Machine, evm.Words) error) question {
	return question{name: v.name, to: contract, selector: v.selector, set: set}
}

func (q question) of(id *uint256.Int) evm.Call {
	data := q.selector.Encode(id.Bytes32())
	if q.data != nil {
		data = q.data(id)
	}
	return evm.Call{
		To:     q.to,
		Data:   data,
		Weight: q.weight,
		Check:  evm.Insist(func(data []byte) error { return q.set(scratch(), data) }),
	}
}

// scratch is a machine that takes an answer on trial.
func scratch() *chain.Machine {
	return &chain.Machine{Gen1: &chain.Gen1Machine{}, Gen2: &chain.Gen2Machine{}}
}

// take sets what an answer says of a machine.
func (q question) take(m *chain.Machine, a *evm.Answer) error {
	if a.Reverted && q.lacks != nil && q.lacks(a) {
		return nil
	}
	if err := a.Err(); err != nil {
		return err
	}
	return q.set(m, a.Data)
}

// ask asks every question of every machine.
func (r *Reader) ask(ctx context.Context, questions []question, machines []*chain.Machine) error {
	calls := make([]evm.Call, 0, len(questions)*len(machines))
	for _, m := range machines {
		for _, q := range questions {
			calls = append(calls, q.of(&m.ID))
		}
	}
	answers, err := r.calls.All(ctx, calls)
	if err != nil {
		return err
	}
	return r.hear(questions, machines, answers)
}

// hear takes the answers to every question about every machine. A machine that a
// view gives no readable answer keeps the zero value, and a finding says so. A
// view that has answered none is missing from the contract.
func (r *Reader) hear(questions []question, machines []*chain.Machine, answers []evm.Answer) error {
	for i, m := range machines {
		for j, q := range questions {
			if err := q.take(m, &answers[i*len(questions)+j]); err != nil {
				r.report(&m.ID, chain.UnreadableView, "%s: %v", q.name, err)
				continue
			}
			r.answered[q.name] = true
		}
	}
	for j, q := range questions {
		if len(machines) > 0 && !r.answered[q.name] {
			if err := r.unanswered(&q, q.take(machines[0], &answers[j])); err != nil {
				return err
			}
		}
	}
	return nil
}

// unanswered is the error of a view that has answered of no machine. In a shard,
// which may have few, that is left to Join.
func (r *Reader) unanswered(q *question, why error) error {
	if r.opts.Shard != nil {
		r.mute[q.name] = fmt.Sprintf("%s of %s gives no answer: %v", q.name, q.to, why)
		return nil
	}
	return fmt.Errorf("%w: %s of %s gives no answer: %w", chain.ErrDeployment, q.name, q.to, why)
}

// flagQuestions are those about negative flags and trust overrides, where the
// deployment names the views. A revert that gives a reason says that a machine
// has none.
func (r *Reader) flagQuestions() (list []question) {
	flags := r.contract(chain.AdminFlags)
	add := func(v chain.View, set func(*chain.Machine, uint256.Int)) {
		if !v.Set() {
			return
		}
		list = append(list, question{
			name:     v.String(),
			to:       flags,
			selector: v.Selector(),
			lacks:    givesReason,
			set: func(m *chain.Machine, data evm.Words) error {
				n, ok, err := viewValue(v, data)
				if err == nil && ok {
					set(m, n)
				}
				return err
			},
		})
	}
	add(r.deployment.Views.NegativeFlag, func(m *chain.Machine, n uint256.Int) { m.FlaggedAt = n })
	add(r.deployment.Views.TrustOverride, func(m *chain.Machine, n uint256.Int) { m.TrustOverride = &n })
	return list
}

// viewValue decodes the answer of a view: its number, and whether it is set. A
// view without a bool counts 0 as not set.
func viewValue(v chain.View, answer evm.Words) (n uint256.Int, set bool, err error) {
	hasBool := false
	for i, output := range v.Outputs() {
		if output == "bool" {
			hasBool = true
			set, err = answer.Bool(i)
		} else {
			n, err = answer.Uint256(i)
			if err == nil && n.BitLen() > chain.Width(output) {
				err = evm.ErrABI
			}
		}
		if err != nil {
			return n, false, fmt.Errorf("%s answered %d bytes: %w", v, len(answer), err)
		}
	}
	return n, set || !hasBool && !n.IsZero(), nil
}

// flagFindings reports flags and overrides that cannot be meant, at a time.
func flagFindings(m *chain.Machine, now uint64) (findings []chain.Finding) {
	if m.TrustOverride != nil && m.TrustOverride.GtUint64(100) {
		findings = append(findings,
			finding(&m.ID, chain.OverrideRange, "trust override %s is above 100 and is ignored", m.TrustOverride.Dec()))
	}
	if !m.FlaggedAt.IsZero() && !plausibleFlag(&m.FlaggedAt, now) {
		findings = append(findings,
			finding(&m.ID, chain.ImplausibleFlag, "negative flag has the timestamp %s and is ignored", m.FlaggedAt.Dec()))
	}
	return findings
}

// plausibleFlag follows the API: a flag of before 2020, or of more than a day
// after the block, is none.
func plausibleFlag(at *uint256.Int, now uint64) bool {
	return at.IsUint64() && at.Uint64() >= 1577836800 && at.Uint64() <= now+flagAhead
}

// flagAhead is how many seconds after the block a flag may be.
const flagAhead = 86400
