package devchain

import (
	"math/big"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
)

func gen2AtHead(t *testing.T) reader { return reader{t: t, client: gen2Client} }

func (r reader) status(id *big.Int) chain.SubscriptionStatus {
	r.t.Helper()
	return chain.SubscriptionStatus(r.number(subscriptionAddress, machineSubscription.pack("subscriptionStatus", id)).Uint64())
}

// holderOf is the owner of a token, zero where there is none.
func (r reader) holderOf(id *big.Int) common.Address {
	r.t.Helper()
	out, ok := r.try(registryAddress, machineRegistry.pack("ownerOf", id))
	if !ok {
		if got := reason(out); got != "ERC721NonexistentToken" {
			r.t.Errorf("ownerOf reverts with %s", got)
		}
		return common.Address{}
	}
	return common.BytesToAddress(out)
}

func (r reader) home(id *big.Int) uint16 {
	r.t.Helper()
	return uint16(r.number(mirrorAddress, crossChainMirror.pack("homeChainOf", id)).Uint64())
}

// The members say what is on the chain: owner, operator, home and subscription.
func TestHomes(t *testing.T) {
	r := gen2AtHead(t)
	states, ids := map[string]bool{}, map[uint256.Int]bool{}
	var above, below int
	for _, m := range gen2Chain.Fleet() {
		id := m.ID.ToBig()
		if states[m.State] || ids[m.ID] {
			t.Errorf("%q is there twice", m.State)
		}
		states[m.State], ids[m.ID] = true, true
		if id.Bit(255) == 1 {
			above++
		} else {
			below++
		}
		if got := r.holderOf(id); got != m.Owner {
			t.Errorf("%s: owner is %s, not %s", m.State, got, m.Owner)
		}
		out, ok := r.try(registryAddress, machineRegistry.pack("operatorOf", id))
		if ok != (m.Operator != common.Address{}) || ok && common.BytesToAddress(out) != m.Operator {
			t.Errorf("%s: operator is %x, not %s", m.State, out, m.Operator)
		}
		home, status, want := r.home(id), r.status(id), chain.Active
		switch m.State {
		case "a token here and a home elsewhere":
			if home != solana || m.Owner == (common.Address{}) {
				t.Errorf("%s: home is %d", m.State, home)
			}
		case "a home here without a token":
			want = chain.NeverActivated
			if home != local || m.Owner != (common.Address{}) {
				t.Errorf("%s: home is %d", m.State, home)
			}
		default:
			if (home == solana) != m.Foreign || (home == local) != (m.Owner != common.Address{}) {
				t.Errorf("%s: home is %d", m.State, home)
			}
		}
		switch m.State {
		case "in grace":
			want = chain.Grace
		case "in runoff", "in runoff, and settled":
			want = chain.Runoff
		case "terminated by time", "terminated, and settled", "terminated for fraud":
			want = chain.Terminated
		case "never activated", "never activated, with an anchor", "on another chain, without a bond",
			"retired", "retired without any event", "reissued under another id":
			want = chain.NeverActivated
		}
		if status != want {
			t.Errorf("%s: subscription is %s, not %s", m.State, status, want)
		}
	}
	if above == 0 || below == 0 {
		t.Errorf("%d ids above 2^255, %d below", above, below)
	}
}

// The events that the table submits are the records, and each has a log but the
// anchors.
func TestRecords(t *testing.T) {
	r := gen2AtHead(t)
	f := gen2Chain.story.fleet
	var total, anchors int64
	for _, m := range f.machines {
		var want []record
		for w := weeks - 1; w >= 0; w-- {
			want = append(want, m.records(w)...)
		}
		got := r.events(eventRegistry, eventsAddress, m.id)
		if len(got) < len(want) || len(got) > len(want) && len(m.moments) == 0 {
			t.Errorf("%s: %d events, not %d", m.state, len(got), len(want))
			continue
		}
		for _, e := range got {
			if len(want) > 0 && e.text() == want[0].text() {
				want = want[1:]
			}
		}
		for _, e := range want {
			t.Errorf("%s: no event of %s in its place", m.state, e.text())
		}
		missing := int64(len(got) - len(r.eventLogs(eventsAddress, m.id)))
		imports := len(r.logs(ethereum.FilterQuery{Addresses: []common.Address{eventsAddress},
			Topics: [][]common.Hash{{eventRegistry.Events["MachineEventsImported"].ID}, {common.BigToHash(m.id)}}}))
		if missing != int64(imports) {
			t.Errorf("%s: %d records have no log, and %d were imported", m.state, missing, imports)
		}
		total, anchors = total+int64(len(got)), anchors+missing
	}
	if got := r.number(eventsAddress, eventRegistry.pack("totalEventCount")); got.Int64() != total-anchors || anchors == 0 {
		t.Errorf("totalEventCount is %s, with %d records and %d anchors", got, total, anchors)
	}
}

func TestPageBoundaries(t *testing.T) {
	r := gen2AtHead(t)
	for state, want := range map[string]int64{"exactly 100 events": 100, "exactly 101 events": 101, "exactly 250 events": 250} {
		m := gen2Chain.Member(state)
		id := m.ID.ToBig()
		if got := r.number(eventsAddress, eventRegistry.pack("getEventCount", id)); got.Int64() != want {
			t.Errorf("%s: %s", state, got)
		}
		out := r.view(eventsAddress, eventRegistry.pack("getEvents", id, new(big.Int), big.NewInt(1000)))
		var page struct{ Events []stored }
		if err := eventRegistry.UnpackIntoInterface(&page, "getEvents", out); err != nil || len(page.Events) != 100 {
			t.Errorf("%s: a page of %d, %v", state, len(page.Events), err)
		}
	}
}

func TestStatesOfGen2(t *testing.T) {
	r := gen2AtHead(t)
	of := func(state string) *big.Int {
		m := gen2Chain.Member(state)
		return m.ID.ToBig()
	}
	is := func(view, state string) bool {
		return r.number(stateAddress, machineStateAndSync.pack(view, of(state))).Sign() != 0
	}
	for view, state := range map[string]string{"isRelocating": "relocating", "isGeneralPaused": "paused by the protocol",
		"isTechnicalPaused": "paused technically", "isOperatorPaused": "suspended by its owner"} {
		if !is(view, state) || is("isMachineAvailable", state) || is(view, "rating A") {
			t.Errorf("%s: %s is %v", state, view, is(view, state))
		}
	}
	controller := func(state string) common.Address {
		return r.address(registryAddress, machineRegistry.pack("controllerOf", of(state)))
	}
	skygrid, glide := accountOf("operator skygrid").address, accountOf("operator glide").address
	for state, want := range map[string]common.Address{"a controller that is not the owner": skygrid, "no controller": {},
		"sold, and the seller still controls it": glide, "sold, and the buyer controls it": accountOf("stranger").address} {
		if got := controller(state); got != want {
			t.Errorf("%s: controller is %s", state, got)
		}
	}
	tier := func(state string) uint64 {
		subscription := r.view(subscriptionAddress, machineSubscription.pack("subscriptions", of(state)))
		return new(big.Int).SetBytes(subscription[:32]).Uint64()
	}
	for state, want := range map[string]uint64{"renewed": 1, "renewed in grace, in another tier": 2, "upgraded to another tier": 2, "rating A": 0} {
		if got := tier(state); got != want {
			t.Errorf("%s: tier %d", state, got)
		}
	}
	events := func(state string) []stored { return r.events(eventRegistry, eventsAddress, of(state)) }
	if e := events("a zeroed anchor")[0]; e.MachineId.Sign() != 0 || e.Timestamp.Sign() != 0 {
		t.Errorf("the zeroed anchor is %+v", e)
	}
	if e := events("an anchor alone"); len(e) != 1 || string(e[0].Metadata) != `{"carried":true}` {
		t.Errorf("the anchor is %+v", e)
	}
	if !slices.ContainsFunc(events("metadata of 4096 bytes that are no UTF-8"), func(e stored) bool {
		return len(e.Metadata) == 4096 && !utf8.Valid(e.Metadata)
	}) {
		t.Error("no metadata of 4096 bytes")
	}
	if len(events("reissued under another id")) == 0 || len(events("the other id of a reissued machine")) == 0 {
		t.Error("a reissued machine has no events under one of its ids")
	}
	values, err := machineRegistry.Unpack("serviceEndpointsOf", r.view(registryAddress, machineRegistry.pack("serviceEndpointsOf", of("hostile service endpoints"))))
	if err != nil {
		t.Fatal(err)
	}
	if got := *abiConvert[[]serviceEndpoint](values[0]); len(got) != 6 || !slices.ContainsFunc(got, func(e serviceEndpoint) bool { return !utf8.ValidString(e.ServiceEndpoint) }) {
		t.Errorf("%d hostile service endpoints", len(got))
	}
	if got := r.number(registryAddress, machineRegistry.pack("balanceOf", accountOf("operator voltway").address)); got.Int64() != 45 {
		t.Errorf("the big owner has %s machines", got)
	}
}
