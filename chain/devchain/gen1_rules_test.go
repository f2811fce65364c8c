package devchain

import (
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

// Calls of the contracts of generation 1.0.
func identityCall(method string, args ...any) call {
	return identityRegistry.at(identityAddress, method, args...)
}
func stakingCall(method string, args ...any) call {
	return identityStaking.at(stakingAddress, method, args...)
}
func nftCall(method string, args ...any) call { return machineNFT.at(nftAddress, method, args...) }
func didCall(method string, args ...any) call { return didRegistry.at(didAddress, method, args...) }

// registrations are the steps that most trials begin with.
func registrations() []step {
	return []step{
		{"the boss registers machine 1", boss, identityCall("registerFor", operated.address).worth(ether), ""},
		{"machine 2 registers", selfmade, identityCall("register").worth(ether), ""},
		{"no bond is asked for", owner, identityCall("setMinBond", new(big.Int)), ""},
		{"the boss registers machine 3", boss, identityCall("registerFor", idle.address), ""},
		{"a bond is asked for", owner, identityCall("setMinBond", ether), ""},
	}
}

func TestRegistration(t *testing.T) {
	half := new(big.Int).Div(ether, id(2))
	steps := append(registrations(), []step{
		{"a second time", operated, identityCall("register").worth(ether), "AlreadyRegistered"},
		{"for a known wallet", nobody, identityCall("registerFor", operated.address).worth(ether), "WalletAlreadyBound"},
		{"for oneself", nobody, identityCall("registerFor", nobody.address).worth(ether), "InvalidMachineAddress"},
		{"for nobody", nobody, identityCall("registerFor", common.Address{}).worth(ether), "InvalidMachineAddress"},
		{"too small a bond", nobody, identityCall("register").worth(half), "IncorrectBondAmount"},
		{"too large a bond", nobody, identityCall("register").worth(new(big.Int).Add(ether, half)), "IncorrectBondAmount"},
		{"a bond below the floor", owner, identityCall("setMinBond", id(1)), "BondBelowFloor"},
		{"a bond set by nobody", nobody, identityCall("setMinBond", ether), "OwnableUnauthorizedAccount"},
		{"no bond is asked for again", owner, identityCall("setMinBond", new(big.Int)), ""},
		{"a bond that nobody asked for", nobody, identityCall("register").worth(ether), "BondNotRequired"},
		{"a bond is asked for again", owner, identityCall("setMinBond", ether), ""},
		{"a transfer", operated, identityCall("transferFrom", operated.address, nobody.address, id(1)), "IdentityNFTSoulbound"},
		{"a safe transfer", operated, identityCall("safeTransferFrom", operated.address, nobody.address, id(1)), "IdentityNFTSoulbound"},
		{"an approval", operated, identityCall("approve", nobody.address, id(1)), "IdentityNFTSoulbound"},
		{"an approval for all", operated, identityCall("setApprovalForAll", nobody.address, true), "IdentityNFTSoulbound"},
		{"verified by the operator", boss, identityCall("verifyMachine", id(1)), "OwnableUnauthorizedAccount"},
		{"no machine is verified", owner, identityCall("verifyMachine", id(99)), "MachineNotFound"},
		{"verified", owner, identityCall("verifyMachine", id(1)), ""},
		{"verified twice", owner, identityCall("verifyMachine", id(1)), "InvalidStatus"},
		{"rejected after that", owner, identityCall("rejectMachine", id(1)), "InvalidStatus"},
		{"rejected", owner, identityCall("rejectMachine", id(2)), ""},
		{"deactivated by the operator", boss, identityCall("deactivateMachine", id(1)), "NotMachineOwner"},
		{"deactivated", idle, identityCall("deactivateMachine", id(3)), ""},
		{"deactivated twice", idle, identityCall("deactivateMachine", id(3)), "InvalidStatus"},
		{"no machine is deactivated", idle, identityCall("deactivateMachine", id(99)), "MachineNotFound"},
		{"reactivated though active", operated, identityCall("reactivateMachine", id(1)), "InvalidStatus"},
		{"a stake of one's own", boss, stakingCall("stakeFor", id(3), idle.address, ether), "NotAuthorized"},
		{"authorised by nobody", nobody, stakingCall("authorize", boss.address), "OwnableUnauthorizedAccount"},
		{"authorised", owner, stakingCall("authorize", boss.address), ""},
		{"a stake of nothing", boss, stakingCall("stakeFor", id(3), idle.address, new(big.Int)), "AmountZero"},
		{"a second stake", boss, stakingCall("stakeFor", id(1), operated.address, ether), "AlreadyStaked"},
		{"a stake without money", boss, stakingCall("stakeFor", id(3), idle.address, ether), "ERC20InsufficientAllowance"},
		{"no longer authorised", owner, stakingCall("revoke", boss.address), ""},
		{"a second initialisation", nobody, identityCall("initialize", nobody.address), "InvalidInitialization"},
		{"a pause by nobody", nobody, stakingCall("pause"), "OwnableUnauthorizedAccount"},
		{"a pause", owner, stakingCall("pause"), ""},
		{"a pause in the pause", owner, stakingCall("pause"), "EnforcedPause"},
		{"registration in the pause", nobody, identityCall("register").worth(ether), "EnforcedPause"},
		{"the end of the pause", owner, stakingCall("unpause"), ""},
		{"the end of no pause", owner, stakingCall("unpause"), "ExpectedPause"},
		{"registration after it", nobody, identityCall("register").worth(ether), ""},
	}...)
	r, receipts := play(t, newGen1(Upgraded), steps)
	for _, want := range []struct {
		id               int64
		wallet, operator common.Address
		bonded           bool
		status           uint8
	}{
		{1, operated.address, boss.address, true, 2},
		{2, selfmade.address, common.Address{}, true, 3},
		{3, idle.address, boss.address, false, 4},
		{4, nobody.address, common.Address{}, true, 1},
	} {
		var got struct {
			Owner  common.Address
			Wallet common.Address
			Exists bool
			Status uint8
		}
		values, err := identityRegistry.Unpack("getVerificationInfo", r.view(identityAddress, identityRegistry.pack("getVerificationInfo", id(want.id))))
		if err != nil {
			t.Fatal(err)
		}
		got.Owner, got.Wallet, got.Exists, got.Status = values[0].(common.Address), values[1].(common.Address), values[2].(bool), values[3].(uint8)
		if got.Owner != want.wallet || got.Wallet != want.wallet || !got.Exists || got.Status != want.status {
			t.Errorf("machine %d: %+v", want.id, got)
		}
		if got := r.address(identityAddress, identityRegistry.pack("operatorOf", id(want.id))); got != want.operator {
			t.Errorf("machine %d: operator %s", want.id, got)
		}
		if got := r.number(stakingAddress, identityStaking.pack("isStaked", id(want.id))); (got.Sign() != 0) != want.bonded {
			t.Errorf("machine %d: isStaked %s", want.id, got)
		}
		if got := r.number(identityAddress, identityRegistry.pack("machineIdOfOwner", want.wallet)); got.Int64() != want.id {
			t.Errorf("machine of %s is %s", want.wallet, got)
		}
	}
	for n, want := range map[int64]int64{0: 0, 1: 1, 4: 1, 5: 0} {
		if got := r.number(identityAddress, identityRegistry.pack("machineExists", id(n))); got.Int64() != want {
			t.Errorf("machineExists(%d) is %s", n, got)
		}
	}
	if got := r.number(stakingAddress, identityStaking.pack("totalStaked")); got.Cmp(new(big.Int).Mul(ether, id(3))) != 0 {
		t.Errorf("totalStaked is %s", got)
	}
	values, err := identityRegistry.Unpack("tokenURI", r.view(identityAddress, identityRegistry.pack("tokenURI", id(4))))
	if err != nil || !strings.HasSuffix(values[0].(string), "/machines/4") {
		t.Errorf("tokenURI is %v, %v", values, err)
	}
	logged(t, receipts[0][0], identityRegistry, "Transfer", "Registered", "OperatorSet")
	logged(t, receipts[0][0], identityStaking, "Staked")
}

// logged checks that a transaction emitted events of a contract.
func logged(t *testing.T, receipt *types.Receipt, c *contract, events ...string) {
	t.Helper()
	topics := map[common.Hash]bool{}
	for _, log := range receipt.Logs {
		topics[log.Topics[0]] = true
	}
	for _, name := range events {
		if !topics[c.Events[name].ID] {
			t.Errorf("no log of %s.%s", c.name, name)
		}
	}
}

// Both builds of the registry take and refuse the same events, each in its own
// form, and only one of them knows currencies.
func TestEvents(t *testing.T) {
	t.Run("with currencies", func(t *testing.T) { testEvents(t, Replaced) })
	t.Run("without", func(t *testing.T) { testEvents(t, Never) })
}

func testEvents(t *testing.T, history CurrencyHistory) {
	registry, at := eventRegistryV1, recordsAddress
	if history == Replaced {
		registry, at = eventRegistryV2, nextAddress
	}
	event := func(machine int64, change func(*record)) call {
		r := fine()
		change(&r)
		if history == Never {
			return r.submitBare(at, id(machine))
		}
		return r.submit(registry, at, id(machine))
	}
	good := event(1, func(*record) {})
	// What is wrong with two things shows which check comes first.
	steps := append(registrations(), []step{
		{"by the machine", operated, good, ""},
		{"by the operator", boss, good, ""},
		{"by the machine without an operator", selfmade, event(2, func(*record) {}), ""},
		{"activity", operated, event(1, func(r *record) { r.kind, r.currency = activity, "" }), ""},
		{"the longest metadata", operated, event(1, func(r *record) { r.metadata = make([]byte, 4096) }), ""},
		{"of another type and trust level", operated, event(1, func(r *record) { r.kind, r.trust = 2, 3 }), "InvalidEventType"},
		{"of a future trust level of 3", operated, event(1, func(r *record) { r.time, r.trust = headTime, 3 }), "InvalidTrustLevel"},
		{"of the future, with much metadata", operated, event(1, func(r *record) { r.time, r.metadata = headTime, make([]byte, 4097) }), "FutureTimestamp"},
		{"longer metadata, of no machine", operated, event(99, func(r *record) { r.metadata = make([]byte, 4097) }), "MetadataTooLarge"},
		{"of no machine", operated, event(99, func(*record) {}), "MachineNotFound"},
		{"by nobody", nobody, good, "NotAuthorizedSubmitter"},
		{"of an unbonded machine by nobody", nobody, event(3, func(*record) {}), "NotAuthorizedSubmitter"},
		{"of an unbonded machine", idle, event(3, func(*record) {}), "MachineNotBonded"},
		{"deactivated", selfmade, identityCall("deactivateMachine", id(2)), ""},
		{"of a deactivated machine", selfmade, event(2, func(*record) {}), "MachineDeactivated"},
		{"a pause", owner, registry.at(at, "pause"), ""},
		{"in the pause", operated, event(1, func(r *record) { r.kind = 2 }), "EnforcedPause"},
		{"the end of the pause", owner, registry.at(at, "unpause"), ""},
	}...)
	if history == Replaced {
		shaped := func(currency string, kind uint8) call {
			return event(1, func(r *record) { r.currency, r.kind = currency, kind })
		}
		steps = append(steps, []step{
			{"the longest currency", operated, shaped("ABCDEFGH90", revenue), ""},
			{"the shortest currency", operated, shaped("A90", revenue), ""},
			{"a short currency", operated, shaped("US", revenue), "InvalidCurrencyShape"},
			{"a long currency", operated, shaped("ABCDEFGHIJK", revenue), "InvalidCurrencyShape"},
			{"a lower-case currency", operated, shaped("usd", revenue), "InvalidCurrencyShape"},
			{"revenue without a currency", operated, shaped("", revenue), "InvalidCurrencyShape"},
			{"activity with a currency", operated, shaped("USD", activity), "InvalidCurrencyShape"},
			{"a bad currency of no machine", operated, event(99, func(r *record) { r.currency = "US" }), "InvalidCurrencyShape"},
		}...)
	}
	r, receipts := play(t, newGen1(history), steps)
	want := 4
	if history == Replaced {
		want = 6
	}
	events := r.events(registry, at, id(1))
	if len(events) != want {
		t.Errorf("machine 1 has %d events", len(events))
	}
	if got := r.number(at, registry.pack("totalEventCount")); got.Int64() != int64(want+1) {
		t.Errorf("totalEventCount is %s", got)
	}
	e := events[0]
	if e.MachineId.Int64() != 1 || e.DataHash != crypto.Keccak256Hash([]byte(`{}`)) || e.Value.Int64() != 500 {
		t.Errorf("stored as %+v", e)
	}
	if (e.Currency == "USD") != (history == Replaced) {
		t.Errorf("currency %q", e.Currency)
	}
	// The log of the second event of machine 1 is in the seventh step.
	log := receipts[6][0].Logs[0]
	topics := []common.Hash{registry.Events["EventSubmitted"].ID, common.BigToHash(id(1)), common.BigToHash(id(1))}
	if history == Replaced {
		topics = append(topics, crypto.Keccak256Hash([]byte("USD")))
	}
	if len(log.Topics) != len(topics) {
		t.Fatalf("a log of %d topics", len(log.Topics))
	}
	for i, topic := range topics {
		if log.Topics[i] != topic {
			t.Errorf("topic %d is %s", i, log.Topics[i])
		}
	}
	checkPages(r, registry, at, want)
	if got := r.address(at, registry.pack("identityRegistryAddress")); got != identityAddress {
		t.Errorf("identityRegistryAddress is %s", got)
	}
	if got := r.address(at, registry.pack("identityStakingAddress")); got != stakingAddress {
		t.Errorf("identityStakingAddress is %s", got)
	}
}

// checkPages asks for the events of machine 1 at and beyond the ends.
func checkPages(r reader, registry *contract, at common.Address, count int) {
	r.t.Helper()
	for _, view := range []struct {
		method string
		args   []any
		ok     bool
	}{
		{"getEventAt", []any{id(1), id(int64(count - 1))}, true},
		{"getEventAt", []any{id(1), id(int64(count))}, false},
		{"getEvents", []any{id(1), id(int64(count - 1)), id(1)}, true},
		{"getEvents", []any{id(1), id(int64(count)), id(1)}, false},
		{"getEvents", []any{id(99), id(0), id(1)}, false},
		{"getEvents", []any{id(1), id(0), new(big.Int).Lsh(id(1), 255)}, true},
	} {
		out, ok := r.try(at, registry.pack(view.method, view.args...))
		if ok != view.ok || !ok && reason(out) != "OffsetOutOfBounds" {
			r.t.Errorf("%s%v: %v", view.method, view.args, ok)
		}
	}
}

func TestMachineNFT(t *testing.T) {
	steps := append(registrations(), []step{
		{"minted by the operator", boss, nftCall("mint", id(1), operated.address), ""},
		{"minted twice", boss, nftCall("mint", id(1), operated.address), "AlreadyMinted"},
		{"minted by the operator for itself", boss, nftCall("mint", id(1), boss.address), "RecipientMustBeMachineOwner"},
		{"minted by nobody", nobody, nftCall("mint", id(2), nobody.address), "NotMachineOwner"},
		{"minted for no machine", owner, nftCall("mint", id(99), nobody.address), "MachineNotFound"},
		{"minted without a bond", idle, nftCall("mint", id(3), idle.address), "MachineNotBonded"},
		{"minted by the machine for another", selfmade, nftCall("mint", id(2), boss.address), ""},
		{"taken", nobody, nftCall("transferFrom", operated.address, nobody.address, id(1)), "ERC721InsufficientApproval"},
		{"moved from another", operated, nftCall("transferFrom", idle.address, nobody.address, id(1)), "ERC721IncorrectOwner"},
		{"moved to nobody", operated, nftCall("transferFrom", operated.address, common.Address{}, id(1)), "ERC721InvalidReceiver"},
		{"approved by another", nobody, nftCall("approve", nobody.address, id(1)), "ERC721InvalidApprover"},
		{"approved", operated, nftCall("approve", nobody.address, id(1)), ""},
		{"taken with approval", nobody, nftCall("transferFrom", operated.address, boss.address, id(1)), ""},
		{"taken with a used approval", nobody, nftCall("transferFrom", boss.address, nobody.address, id(1)), "ERC721InsufficientApproval"},
		{"a pause", owner, nftCall("pause"), ""},
		{"minted in the pause", boss, nftCall("mint", id(1), operated.address), "EnforcedPause"},
	}...)
	r, receipts := play(t, newGen1(Upgraded), steps)
	for machine, token := range map[int64]int64{1: 1, 2: 2, 3: 0, 4: 0} {
		if got := r.tokenOf(id(machine)); got.Int64() != token {
			t.Errorf("tokenIdOf(%d) is %s", machine, got)
		}
	}
	for token, machine := range map[int64]int64{1: 1, 2: 2, 3: 0} {
		if got := r.number(nftAddress, machineNFT.pack("machineIdOf", id(token))); got.Int64() != machine {
			t.Errorf("machineIdOf(%d) is %s", token, got)
		}
	}
	if got := r.address(nftAddress, machineNFT.pack("ownerOf", id(1))); got != boss.address {
		t.Errorf("token 1 belongs to %s", got)
	}
	logged(t, receipts[5][0], machineNFT, "MachineMinted", "Transfer")
}

func TestDID(t *testing.T) {
	of, name, long := operated.address, []byte("name"), []byte(strings.Repeat("n", 64))
	add := func(value string, validity uint32) call {
		return didCall("addAttribute", of, name, []byte(value), validity)
	}
	update := func(value string, validity uint32) call {
		return didCall("updateAttribute", of, name, []byte(value), validity)
	}
	remove := didCall("removeAttribute", of, name)
	absent := map[byte]string{0: "Cannot find the item", 1: "EntryNotFound"}[of[19]&1]
	steps := []step{
		{"a stranger adds", nobody, add("planted", 0), ""},
		{"the name is taken", operated, add("mine", 0), "AttributeAlreadyExist"},
		{"the account may not update", operated, update("mine", 0), "AttributeAuthorizationFailed"},
		{"nor remove", operated, remove, "AttributeAuthorizationFailed"},
		{"the stranger removes", nobody, remove, ""},
		{"a missing attribute has no update", nobody, update("ghost", 0), "AttributeNotFound"},
		{"nor is it there", nobody, didCall("readAttribute", of, name), absent},
		{"the account adds", operated, add("mine", 3), ""},
		{"the stranger still may update", nobody, update("theirs", 5), ""},
		{"and so may the account", operated, update("mine again", 2), ""},
		{"the longest name", operated, didCall("addAttribute", of, long, []byte{}, uint32(0)), ""},
		{"a longer name", operated, didCall("addAttribute", of, append(long, 'n'), []byte{}, uint32(0)), "AttributeNameExceedMax64"},
		{"the longest value", operated, didCall("addAttribute", of, []byte("v"), make([]byte, 2560), uint32(0)), ""},
		{"a longer value", operated, didCall("addAttribute", of, []byte("w"), make([]byte, 2561), uint32(0)), "AttributeValueExceedMax2560"},
	}
	r, _ := play(t, newGen1(Upgraded), steps)

	// Step 7 (block 9) added it, and step 9 (block 11) wrote it last.
	values, err := didRegistry.Unpack("readAttribute", r.view(didAddress, didRegistry.pack("readAttribute", of, name)))
	if err != nil {
		t.Fatal(err)
	}
	a := *abiConvert[struct {
		Name, Value []byte
		Validity    uint32
		Created     *big.Int
	}](values[0])
	added, err := r.client.HeaderByNumber(t.Context(), id(9))
	if err != nil {
		t.Fatal(err)
	}
	if string(a.Value) != "mine again" || a.Validity != 11+2 || a.Created.Uint64() != added.Time*1000 {
		t.Errorf("attribute is %q until %d, created %s", a.Value, a.Validity, a.Created)
	}
	if _, validity, ok := r.attribute(of, string(long)); !ok || validity != 4294967295 {
		t.Errorf("an attribute for good ends at %d (%v)", validity, ok)
	}
	// Both ways of being absent, by the last bit.
	for _, account := range []common.Address{{19: 2}, {19: 3}} {
		if _, _, ok := r.attribute(account, "name"); ok {
			t.Errorf("%s has a name", account)
		}
	}
}

func TestBatch(t *testing.T) {
	submit := func(r record) call { return r.submitBare(recordsAddress, id(1)) }
	future := fine()
	future.time = headTime
	good, bad := submit(fine()), submit(future)
	all := func(method string, calls ...call) call {
		to, values, data, _ := columns(calls)
		return batch.at(batchAddress, method, to, values, data, []uint64{})
	}
	mine := attribute{name: "name", value: "mine"}.write(nobody.address)
	bond := identityCall("register").worth(ether)
	starved, values, data, _ := columns([]call{good})
	claimed := call{to: good.to, data: append(append([]byte{}, good.data...), operated.address.Bytes()...)}
	steps := append(registrations(), []step{
		{"all in the name of the sender", operated, all("batchAll", good, good), ""},
		{"all or none", operated, all("batchAll", good, bad), "FutureTimestamp"},
		{"some", operated, all("batchSome", good, bad, good), ""},
		{"some until a failure", operated, all("batchSomeUntilFailure", good, bad, good), ""},
		{"in the name of nobody else", nobody, all("batchAll", good), "NotAuthorizedSubmitter"},
		{"a claimed sender is no sender", nobody, claimed, "NotAuthorizedSubmitter"},
		{"an attribute", nobody, all("batchAll", mine), ""},
		{"a bond", nobody, all("batchAll", bond).worth(ether), ""},
		{"too many calls", nobody, batch.at(batchAddress, "batchAll", make([]common.Address, 513), []*big.Int{}, [][]byte{}, []uint64{}), "array too long"},
		{"too much calldata", nobody, all("batchAll", call{data: make([]byte, 65537)}), "calldata too long"},
		{"too little gas", operated, batch.at(batchAddress, "batchSome", starved, values, data, []uint64{30_000}), ""},
	}...)
	r, receipts := play(t, newGen1(Never), steps)

	if got := len(r.events(eventRegistryV1, recordsAddress, id(1))); got != 2+2+1 {
		t.Errorf("machine 1 has %d events", got)
	}
	for step, want := range map[int]string{7: "0 ok, 1 failed, 2 ok", 8: "0 ok, 1 failed", 15: "0 failed"} {
		if got := subcalls(receipts[step][0]); got != want {
			t.Errorf("step %d: %s, not %s", step, got, want)
		}
	}
	added := didRegistry.Events["AddAttribute"]
	written, err := added.Inputs.Unpack(receipts[11][0].Logs[0].Data)
	if err != nil || written[0] != nobody.address {
		t.Errorf("the attribute was written by %v, %v", written, err)
	}
	if got := r.address(identityAddress, identityRegistry.pack("machineWalletOf", id(4))); got != nobody.address {
		t.Errorf("machine 4 has the wallet %s", got)
	}
}

// The wallet of the fleet's smart machine takes calls of its owner alone.
func TestMachineAccount(t *testing.T) {
	m := gen1Chain.Member("events through a smart account")
	for _, row := range gen1Chain.story.fleet.machines {
		if !row.smart {
			continue
		}
		calls := []call{attribute{name: "a", value: "1"}.write(m.Wallet), attribute{name: "machineId", value: "2"}.write(m.Wallet)}
		to, values, data, _ := columns(calls)
		account := func(method string, args ...any) call { return machineAccount.at(m.Wallet, method, args...) }
		r, receipt := atHead(t), &types.Receipt{}
		for _, s := range []step{
			{"calls by nobody", nobody, account("executeBatch", to, values, data), "OnlyOwner"},
			{"calls of two lengths", row.key, account("executeBatch", to, values, data[:1]), "LengthMismatch"},
			{"a failing inner call", row.key, account("executeBatch", to, values, data), "AttributeAlreadyExist"},
		} {
			r.outcome(s, gen1Chain.Head().Number.Int64()+1, receipt)
		}
	}
}
