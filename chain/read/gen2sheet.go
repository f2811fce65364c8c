package read

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"github.com/klauspost/compress/s2"

	"mcrpress/chain"
	"mcrpress/chain/evm"
	"mcrpress/internal/packed"
)

// sheet is all that was read of one id, as the contracts said it: what follows
// from it is worked out anew by judge, so that it is the same however long ago
// the sheet was filled.
type sheet struct {
	id       uint256.Int
	linked   bool         // it once had a token or a home
	fraud    bool         // its subscription was terminated for fraud
	anchors  uint64       // records that came with a relocation
	count    uint64       // records
	unlogged uint64       // records whose log was not found
	odd      []remark     // about records
	answers  []evm.Answer // to gen2.asked; what was not asked is the zero Answer
	place    place
}

// remark is a finding about the machine of a sheet.
type remark struct {
	kind   chain.FindingKind
	detail string
}

// read fills sheets with what the contracts say of ids.
func (g *gen2) read(ctx context.Context, sheets []*sheet) error {
	for _, s := range sheets {
		s.answers = make([]evm.Answer, len(g.asked))
	}
	if err := g.fill(ctx, sheets, func(_ *sheet, q *asked) bool { return q.least == nowhere }); err != nil {
		return err
	}
	for _, s := range sheets {
		v, err := g.locate(s)
		if err != nil {
			return err
		}
		s.place = v.place
	}
	err := g.fill(ctx, sheets, func(s *sheet, q *asked) bool {
		return q.least != nowhere && q.least <= s.place && !q.fallback
	})
	if err != nil {
		return err
	}
	operator := len(g.asked) - 2
	return g.fill(ctx, sheets, func(s *sheet, q *asked) bool {
		return q.fallback && s.place == foreign && g.asked[operator].take(scratch(), &s.answers[operator]) != nil
	})
}

// fill asks the questions that are wanted of each sheet.
func (g *gen2) fill(ctx context.Context, sheets []*sheet, wanted func(*sheet, *asked) bool) error {
	var calls []evm.Call
	var places []*evm.Answer
	for _, s := range sheets {
		for i := range g.asked {
			if q := &g.asked[i]; wanted(s, q) {
				calls, places = append(calls, q.of(&s.id)), append(places, &s.answers[i])
			}
		}
	}
	answers, err := g.calls.All(ctx, calls)
	for i := range answers {
		*places[i] = answers[i]
	}
	return err
}

// prove makes sure that each view has answered of some machine: one that never
// did is missing from the contract.
func (g *gen2) prove(sheets []*sheet) error {
	for i := range g.asked[:len(g.asked)-2] { // of whose operator nobody need know
		q := &g.asked[i]
		var why error
		for _, s := range sheets {
			if g.answered[q.name] {
				break
			}
			if s.place < q.least {
				continue
			}
			why = q.take(scratch(), &s.answers[i])
			g.answered[q.name] = why == nil
		}
		if why != nil {
			if err := g.unanswered(&q.question, why); err != nil {
				return err
			}
		}
	}
	return nil
}

// verdict is what follows from a sheet.
type verdict struct {
	machine  chain.Machine // a machine of the fleet unless place is nowhere
	place    place
	left     bool // it once stood for a machine
	findings []chain.Finding
}

func (v *verdict) report(kind chain.FindingKind, format string, args ...any) {
	v.findings = append(v.findings, finding(&v.machine.ID, kind, format, args...))
}

// locate tells local machines from foreign ones, from those that are paid for
// but have no home yet, and from ids that stand for no machine any more.
func (g *gen2) locate(s *sheet) (v verdict, err error) {
	m := &v.machine
	m.ID, m.EventCount = s.id, s.count
	m.Gen2 = &chain.Gen2Machine{Fraud: s.fraud, Anchors: int(s.anchors)}
	for i := range g.asked {
		if q := &g.asked[i]; q.least == nowhere {
			if err := q.take(m, &s.answers[i]); err != nil {
				return v, fmt.Errorf("%s of machine %s: %w", q.name, m.ID.Dec(), err)
			}
		}
	}
	switch home := m.Gen2.HomeChain; {
	case m.Gen2.Owner != (common.Address{}):
		v.place = local
		m.Card, m.Metadata, m.TokenID = true, !m.ID.IsZero(), m.ID // there is no /metadata/0
		if home != 0 && home != g.localChain {
			v.report(chain.HomeContradiction, "has a token here, and chain %d is its home", home)
		}
	case home != 0 && home != g.localChain:
		v.place = foreign
		m.Card, m.Foreign = true, true
	case home == g.localChain:
		v.report(chain.HomeNotLinked, "is homed here and has no token")
	default:
		v.left = s.linked
		if m.Gen2.Subscription.Status != chain.NeverActivated && !s.linked {
			v.report(chain.HomeNotLinked, "has a subscription and no home yet")
		}
	}
	return v, nil
}

// judge says what follows from a sheet at a time. A machine that a view gives no
// readable answer keeps the zero value, and a finding says so.
func (g *gen2) judge(s *sheet, now uint64) (verdict, error) {
	v, err := g.locate(s)
	if err != nil || v.place == nowhere {
		return v, err
	}
	m := &v.machine
	operator := len(g.asked) - 2
	for i := range g.asked[:operator] {
		q := &g.asked[i]
		if q.least == nowhere || q.least > v.place {
			continue
		}
		if err := q.take(m, &s.answers[i]); err != nil {
			v.report(chain.UnreadableView, "%s: %v", q.name, err)
		}
	}
	if err := g.asked[operator].take(m, &s.answers[operator]); err != nil {
		// Nobody need know who operates a foreign machine.
		m.Gen2.OperatorOf = m.Gen2.Owner
		if mirrored := &s.answers[operator+1]; m.Foreign && mirrored.Err() == nil {
			m.Gen2.OperatorOf = mirroredOperator(mirrored.Data)
		}
	}
	g.describe(m)
	if c := m.Gen2.Controller; c != (common.Address{}) && c != m.Gen2.Owner {
		v.report(chain.ControllerNotOwner, "controller %s writes its DID, and %s owns it", c, m.Gen2.Owner)
	}
	if s.fraud {
		v.report(chain.TerminatedForFraud, "the subscription was terminated for fraud")
	}
	v.findings = append(v.findings, flagFindings(m, now)...)
	return v, nil
}

// due is the time from which the machine of a sheet may be another one though no
// log says so, 0 for never: its status follows from the time, and a flag that is
// ahead of the block is to be believed later. What is neither active nor over is
// read in every run.
func (v *verdict) due(now uint64) uint64 {
	due := uint64(math.MaxUint64)
	switch s := v.machine.Gen2.Subscription; s.Status {
	case chain.Active:
		due = max(1, s.PeriodEnd)
	case chain.NeverActivated, chain.Terminated:
	default:
		due = 1
	}
	if at := &v.machine.FlaggedAt; at.IsUint64() && at.Uint64() > now+flagAhead {
		due = min(due, at.Uint64()-flagAhead)
	}
	if due == math.MaxUint64 {
		return 0
	}
	return due
}

// What an answer is in the bytes of a sheet.
const (
	notAsked = iota
	returned
	revertedFor
)

// state is the sheet as a store keeps it.
func (s *sheet) state(due uint64) State {
	b := make([]byte, 0, 2048)
	for _, set := range []bool{s.linked, s.fraud} {
		b = append(b, 0)
		if set {
			b[len(b)-1] = 1
		}
	}
	for _, n := range []uint64{s.anchors, s.count, s.unlogged, uint64(len(s.odd))} {
		b = binary.AppendUvarint(b, n)
	}
	for _, r := range s.odd {
		b = packed.AppendText(packed.AppendText(b, string(r.kind)), r.detail)
	}
	for i := range s.answers {
		switch a := &s.answers[i]; {
		case a.Reverted:
			b = packed.AppendText(packed.AppendText(append(b, revertedFor), a.Reason), a.Payload)
		case a.Data != nil:
			b = packed.AppendText(append(b, returned), a.Data)
		default:
			b = append(b, notAsked)
		}
	}
	return State{Machine: s.id, Due: due, Data: s2.Encode(nil, b)}
}

// sheetOf is the sheet that a store keeps as a state.
func (g *gen2) sheetOf(state *State) (*sheet, error) {
	b, err := s2.Decode(nil, state.Data)
	if err != nil {
		return nil, fmt.Errorf("the state of machine %s: %w", state.Machine.Dec(), err)
	}
	d := packed.Reader{Rest: b}
	s := &sheet{id: state.Machine, linked: d.Byte() == 1, fraud: d.Byte() == 1}
	s.anchors, s.count, s.unlogged = d.Uvarint(), d.Uvarint(), d.Uvarint()
	for range min(d.Uvarint(), uint64(len(b))) {
		s.odd = append(s.odd, remark{chain.FindingKind(d.Text()), string(d.Text())})
	}
	s.answers = make([]evm.Answer, len(g.asked))
	for i := range s.answers {
		switch d.Byte() {
		case returned:
			s.answers[i].Data = d.Text()
		case revertedFor:
			s.answers[i] = evm.Answer{Reverted: true, Reason: string(d.Text()), Payload: d.Text()}
		}
	}
	if d.Short || len(d.Rest) > 0 {
		return nil, fmt.Errorf("the state of machine %s is of another layout", state.Machine.Dec())
	}
	return s, nil
}
