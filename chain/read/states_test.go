package read_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
)

// Where a machine of generation 2.0 is, and what became of it: each case is
// told from the others.
func TestStatesOfGen2(t *testing.T) {
	net := demonet(t, chain.Gen2)
	got := net.fresh(t, "finalized")
	find := func(state string) *chain.Machine {
		id := net.chain.Member(state).ID
		i := slices.IndexFunc(got.Fleet.Machines, func(m chain.Machine) bool { return m.ID == id })
		if i < 0 {
			return nil
		}
		return &got.Fleet.Machines[i]
	}
	left := func(state string) bool {
		return slices.Contains(got.Fleet.Left, net.chain.Member(state).ID)
	}
	sub := func(status chain.SubscriptionStatus) func(*chain.Machine) bool {
		return func(m *chain.Machine) bool {
			bonded := status == chain.Active || status == chain.Grace
			return m.Gen2.Subscription.Status == status && m.Bonded == bonded
		}
	}
	unlogged := func(state string) (n int) {
		id := net.chain.Member(state).ID
		for _, e := range got.Events[id.Dec()] {
			if e.Provenance == nil {
				n++
			}
		}
		return n
	}
	anchored := func(anchors int, prior uint64, state string) func(*chain.Machine) bool {
		return func(m *chain.Machine) bool {
			return m.Gen2.Anchors == anchors && m.Gen2.PriorEventCount == prior && unlogged(state) == anchors
		}
	}
	for state, is := range map[string]func(*chain.Machine) bool{
		"rating AAA":                             sub(chain.Active),
		"renewed":                                sub(chain.Active),
		"renewed in grace, in another tier":      func(m *chain.Machine) bool { return sub(chain.Active)(m) && m.Gen2.Subscription.Tier == 2 },
		"upgraded to another tier":               func(m *chain.Machine) bool { return m.Gen2.Subscription.Tier == 2 },
		"in grace":                               sub(chain.Grace),
		"in runoff":                              sub(chain.Runoff),
		"in runoff, and settled":                 sub(chain.Runoff),
		"terminated by time":                     sub(chain.Terminated),
		"terminated, and settled":                sub(chain.Terminated),
		"terminated for fraud":                   func(m *chain.Machine) bool { return sub(chain.Terminated)(m) && m.Gen2.Fraud },
		"paused by the protocol":                 func(m *chain.Machine) bool { return m.Gen2.Paused == chain.Pauses{General: true} },
		"paused technically":                     func(m *chain.Machine) bool { return m.Gen2.Paused == chain.Pauses{Technical: true} },
		"suspended by its owner":                 func(m *chain.Machine) bool { return m.Gen2.Paused == chain.Pauses{Operator: true} },
		"relocating":                             func(m *chain.Machine) bool { return m.Gen2.Relocating && !m.Foreign && m.Metadata },
		"retired, and onboarded again":           func(m *chain.Machine) bool { return !m.Foreign && m.Gen2.HomeChain == 1 },
		"the other id of a reissued machine":     func(m *chain.Machine) bool { return !m.Foreign && m.Metadata },
		"bridged away":                           func(m *chain.Machine) bool { return m.Foreign && m.Gen2.HomeChain == 5 && m.EventCount > 0 },
		"bridged away and back":                  anchored(1, 12, "bridged away and back"),
		"a token here and a home elsewhere":      func(m *chain.Machine) bool { return !m.Foreign && m.Gen2.HomeChain == 5 && m.Metadata },
		"on another chain, with its operator":    func(m *chain.Machine) bool { return m.Foreign && m.Operator != "" && m.Bonded },
		"on another chain, its operator unknown": func(m *chain.Machine) bool { return m.Foreign && m.Operator == "" },
		"on another chain, without a bond":       func(m *chain.Machine) bool { return m.Foreign && sub(chain.NeverActivated)(m) },
		"an anchor and further events":           anchored(1, 7, "an anchor and further events"),
		"an anchor alone":                        anchored(1, 1, "an anchor alone"),
		"a zeroed anchor":                        anchored(1, 3, "a zeroed anchor"),
		"never activated":                        sub(chain.NeverActivated),
		"never activated, with an anchor":        anchored(1, 9, "never activated, with an anchor"),
		"arrived from a chain that had paid":     func(m *chain.Machine) bool { return !m.Foreign && m.Bonded },
		"a controller that is not the owner":     func(m *chain.Machine) bool { return m.Gen2.Controller != m.Gen2.Owner },
		"no controller":                          func(m *chain.Machine) bool { return m.Gen2.Controller == common.Address{} },
		"exactly 101 events":                     func(m *chain.Machine) bool { return m.EventCount == 101 },
		"exactly 250 events":                     func(m *chain.Machine) bool { return m.EventCount == 250 },
		"no service endpoints":                   func(m *chain.Machine) bool { return len(m.Gen2.Endpoints) == 0 && m.DataVisibility == "private" },
		"an empty endpoint before the one that counts": func(m *chain.Machine) bool {
			return m.DocumentationURL == "https://docs.sunroof.example/counts" && m.DataVisibility == "onchain"
		},
		"service endpoints of many types": func(m *chain.Machine) bool {
			return slices.Equal(m.Services, []chain.Service{
				{Type: "TelemetryService", Endpoint: "mqtts://broker.sunroof.example:8883"},
				{Type: "PaymentService", Endpoint: "https://pay.sunroof.example/"},
			})
		},
		"hostile service endpoints": func(m *chain.Machine) bool {
			return strings.HasPrefix(m.DocumentationURL, "\uFFFD") && len(m.Services) == 4
		},
		"service endpoints that were replaced": func(m *chain.Machine) bool { return m.DataVisibility == "onchain" && m.DocumentationURL == "" },
		"retired":                              nil,
		"retired without any event":            nil,
		"reissued under another id":            nil,
		"paid for, and not linked":             nil,
		"a home here without a token":          nil,
	} {
		m := find(state)
		switch {
		case is == nil && m != nil:
			t.Errorf("%s: it is a machine: %+v", state, *m)
		case is != nil && m == nil:
			t.Errorf("%s: it is no machine", state)
		case is != nil && !is(m):
			t.Errorf("%s: %+v\n%+v", state, *m, *m.Gen2)
		case m != nil && (m.Metadata == m.Foreign || !m.Card || m.Profile != chain.Resolves || m.DID != "did:peaq:"+m.ID.Dec()):
			t.Errorf("%s: files of %+v", state, *m)
		case m != nil && m.Foreign && (m.Gen2.Owner != common.Address{} || m.TokenID != uint256.Int{}):
			t.Errorf("%s: a foreign machine has an owner: %+v", state, *m.Gen2)
		}
		if left(state) && m != nil {
			t.Errorf("%s: it is a machine that left", state)
		}
	}
	for _, state := range []string{"retired", "retired without any event", "reissued under another id"} {
		if !left(state) {
			t.Errorf("%s: it did not leave", state)
		}
	}
	for _, state := range []string{"paid for, and not linked", "a home here without a token"} {
		if left(state) {
			t.Errorf("%s: it left and never came", state)
		}
	}
	if got.Fleet.EventsWithoutLog != 0 {
		t.Errorf("%d events without a log: anchors count", got.Fleet.EventsWithoutLog)
	}
}

// An operator's machines are those that it owns, controls or operates.
func TestOperatorsOfGen2(t *testing.T) {
	got := demonet(t, chain.Gen2).fresh(t, "finalized")
	want := map[common.Address][]uint256.Int{}
	for _, m := range got.Fleet.Machines {
		for _, account := range []common.Address{m.Gen2.Owner, m.Gen2.Controller, m.Gen2.OperatorOf} {
			if account != (common.Address{}) && !slices.Contains(want[account], m.ID) {
				want[account] = append(want[account], m.ID)
			}
		}
	}
	if len(got.Fleet.Operators) != len(want) {
		t.Errorf("%d operators, not %d", len(got.Fleet.Operators), len(want))
	}
	for _, o := range got.Fleet.Operators {
		if !slices.Equal(o.Fleet, want[o.Address]) || !slices.Equal(o.Listed, o.Fleet) {
			t.Errorf("%s has %d machines, not %d", o.Address, len(o.Fleet), len(want[o.Address]))
		}
	}
}
