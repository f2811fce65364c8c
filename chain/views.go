package chain

import (
	"context"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
)

// question is one view that is asked of every machine.
type question struct {
	name     string
	to       common.Address
	selector [4]byte
	inferred bool // not every deployment has it
	mayLack  bool // a revert that gives a reason says that the machine has none
	set      func(*Machine, []byte) error
}

func (q question) of(m *Machine) call {
	return call{q.to, callOf(q.selector, m.ID.Bytes32())}
}

// questions lists the views of a deployment.
func (r *Reader) questions() []question {
	c := r.deployment.Contracts
	registry := common.Address(c.IdentityRegistry)
	list := []question{
		{"machineWalletOf", registry, selector("machineWalletOf(uint256)"), false, false, setWallet},
		{"isStaked", common.Address(c.IdentityStaking), selector("isStaked(uint256)"), false, false, setBonded},
		{"tokenIdOf", common.Address(c.MachineNFT), selector("tokenIdOf(uint256)"), false, true, setToken},
		{"operatorOf", registry, selector("operatorOf(uint256)"), true, false, setOperator},
		{"machineStatus", registry, selector("machineStatus(uint256)"), true, false, setStatus},
	}
	if v := r.deployment.Views.NegativeFlag; v.set() {
		list = append(list, question{v.String(), common.Address(*c.AdminFlags), v.selector, false, true, v.setFlag})
	}
	if v := r.deployment.Views.TrustOverride; v.set() {
		list = append(list, question{v.String(), common.Address(*c.AdminFlags), v.selector, false, true, v.setOverride})
	}
	return list
}

// answered leaves out the inferred views that answer none of a few machines.
// The others must answer one of them: what answers none is another contract,
// or another signature, than the deployment says.
func (r *Reader) answered(ctx context.Context, machines []Machine) (list []question, err error) {
	if len(machines) == 0 {
		return nil, nil
	}
	var calls []call
	tried := []*Machine{&machines[0], &machines[len(machines)/2], &machines[len(machines)-1]}
	for _, q := range r.questions() {
		for _, m := range tried {
			calls = append(calls, q.of(m))
		}
	}
	answers, err := r.calls.all(ctx, calls)
	if err != nil {
		return nil, err
	}
	for _, q := range r.questions() {
		switch {
		case slices.ContainsFunc(answers[:len(tried)], q.readable):
			list = append(list, q)
		case q.inferred:
			r.log.Info("the deployment has no such view", "view", q.name)
		default:
			return nil, fmt.Errorf("%w: %s of %s gives no answer: correct the contract or the view in --network %s",
				ErrDeployment, q.name, q.to, r.deployment.Name)
		}
		answers = answers[len(tried):]
	}
	return list, nil
}

// readable says whether an answer is one to the question.
func (q question) readable(a answer) bool { return q.take(new(Machine), a) == nil }

// take sets what an answer says of a machine.
func (q question) take(m *Machine, a answer) error {
	switch {
	case a.reverted && q.mayLack && a.reason != "":
		return nil
	case a.reverted:
		return fmt.Errorf("reverted: %q", a.reason)
	}
	return q.set(m, a.data)
}

// readViews asks every question of every machine. A machine that a view gives
// no readable answer keeps the zero value, and a finding says so.
func (r *Reader) readViews(ctx context.Context, questions []question, machines []Machine) error {
	calls := make([]call, 0, len(questions)*len(machines))
	for i := range machines {
		for _, q := range questions {
			calls = append(calls, q.of(&machines[i]))
		}
	}
	answers, err := r.calls.all(ctx, calls)
	if err != nil {
		return err
	}
	for i := range machines {
		for j, q := range questions {
			if err := q.take(&machines[i], answers[i*len(questions)+j]); err != nil {
				r.findings = append(r.findings, Finding{machines[i].ID, UnreadableView, fmt.Sprintf("%s: %v", q.name, err)})
			}
		}
	}
	return nil
}

func setWallet(m *Machine, data []byte) (err error) {
	m.Wallet, err = words(data).address(0)
	return err
}

func setBonded(m *Machine, data []byte) (err error) {
	m.Bonded, err = words(data).bool(0)
	return err
}

func setToken(m *Machine, data []byte) (err error) {
	m.TokenID, err = words(data).uint256(0)
	return err
}

func setOperator(m *Machine, data []byte) (err error) {
	m.Operator, err = words(data).address(0)
	m.OperatorRead = err == nil
	return err
}

func setStatus(m *Machine, data []byte) error {
	n, err := words(data).uint8(0)
	if err == nil && n < uint8(StatusUnknown) {
		m.Status = Status(n)
	}
	return err
}

func (v View) setFlag(m *Machine, data []byte) error {
	n, set, err := v.value(data)
	if set {
		m.FlaggedAt = n
	}
	return err
}

func (v View) setOverride(m *Machine, data []byte) error {
	n, set, err := v.value(data)
	if set {
		m.TrustOverride = &n
	}
	return err
}
