package devchain

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Calls of the contracts of generation 2.0.
func registryCall(method string, args ...any) call {
	return machineRegistry.at(registryAddress, method, args...)
}
func stateCall(method string, args ...any) call {
	return machineStateAndSync.at(stateAddress, method, args...)
}
func subscriptionCall(method string, args ...any) call {
	return machineSubscription.at(subscriptionAddress, method, args...)
}
func mirrorCall(method string, args ...any) call {
	return crossChainMirror.at(mirrorAddress, method, args...)
}

// robotID is an id as the registry computes it.
func robotID(subject string) *big.Int {
	return new(big.Int).SetBytes(crypto.Keccak256(encode(stringType, "robot", bytesType, []byte(subject))))
}

func trialDocument(controller account) document {
	return document{Controller: controller.address, VerificationMethods: []verificationMethod{}, Authentication: []*big.Int{}, ServiceEndpoints: []serviceEndpoint{}}
}

// activation is the call that onboards a robot.
func activation(subject string, controller account, tier uint8) call {
	return stateCall("activateMachine", trialDocument(controller), "robot", []byte(subject), common.Address{}, tier)
}

// activations are the steps that most trials of generation 2.0 begin with: the
// boss pays for two robots, the first of which somebody else controls.
func activations() []step {
	return []step{
		{"the boss has money", boss, peaq.at(peaqAddress, "deposit").worth(new(big.Int).Mul(ether, id(1000))), ""},
		{"and lets it be taken", boss, peaq.at(peaqAddress, "approve", subscriptionAddress, new(big.Int).Mul(ether, id(1000))), ""},
		{"robot a", boss, activation("a", operated, 0), ""},
		{"robot b", boss, activation("b", boss, 1), ""},
	}
}

func TestMachineIDs(t *testing.T) {
	for _, c := range []struct {
		machineType, subject, id string
	}{
		{"robot", "abc", "1310982464236444565168360677932313862943675253515432556127605286170237998128"},
		{"", "", "89952128039022490694352875657840231885025237009660883800028366769881529278407"},
	} {
		r := gen2AtHead(t)
		want, _ := new(big.Int).SetString(c.id, 10)
		if got := r.number(registryAddress, machineRegistry.pack("computeTokenId", c.machineType, []byte(c.subject))); got.Cmp(want) != 0 {
			t.Errorf("id of %q %q is %s", c.machineType, c.subject, got)
		}
		if got := r.number(registryAddress, machineRegistry.pack("tokenIdFromDid", "did:peaq:"+c.id)); got.Cmp(want) != 0 {
			t.Errorf("id of the DID of %q is %s", c.machineType, got)
		}
	}
	for _, did := range []string{"", "did:peaq:", "did:peaq:01", "did:peaq:0x1", "DID:peaq:1", "did:peaq:1 ",
		"did:peaq:115792089237316195423570985008687907853269984665640564039457584007913129639936"} {
		if out, ok := gen2AtHead(t).try(registryAddress, machineRegistry.pack("tokenIdFromDid", did)); ok {
			t.Errorf("%q is %x", did, out)
		}
	}
}

func TestActivation(t *testing.T) {
	a, b := robotID("a"), robotID("b")
	steps := append(activations(), []step{
		{"the same again", boss, activation("a", boss, 0), "ERC721InvalidSender"},
		{"in no tier", boss, activation("c", boss, 3), "InvalidTier"},
		{"without money", nobody, activation("c", nobody, 0), "ERC20InsufficientAllowance"},
		{"minted past the onboarding", boss, registryCall("onMachineOnboarded", robotID("c"), boss.address, []byte{}), "NotMachineStateAndSync"},
		{"bonded past the onboarding", boss, subscriptionCall("onMachineOnboarded", robotID("c"), boss.address, []byte{}), "NotMachineStateAndSync"},
		{"homed past the onboarding", boss, mirrorCall("onMachineOnboarded", robotID("c"), boss.address, []byte{}), "NotMachineStateAndSync"},
		{"a controller named by the controller", operated, registryCall("setController", a, operated.address), "NotMachineOwner"},
		{"endpoints by nobody", nobody, registryCall("setServiceEndpoints", a, []serviceEndpoint{}), "NotOwnerOrController"},
		{"endpoints by the controller", operated, registryCall("setServiceEndpoints", a, []serviceEndpoint{{"#1", "data_api", "https://a.example/"}}), ""},
		{"methods by the owner", boss, registryCall("setVerificationMethods", a, []verificationMethod{{Id: "#k"}}), ""},
		{"authentication by no method", boss, registryCall("setAuthentication", a, []*big.Int{id(1)}), "InvalidAuthenticationIndex"},
		{"authentication", boss, registryCall("setAuthentication", a, []*big.Int{id(0)}), ""},
		{"endpoints of no machine", boss, registryCall("setServiceEndpoints", id(1), []serviceEndpoint{}), "ERC721NonexistentToken"},
		{"taken", nobody, registryCall("transferFrom", boss.address, nobody.address, b), "ERC721InsufficientApproval"},
		{"given away", boss, registryCall("transferFrom", boss.address, nobody.address, b), ""},
		{"endpoints by the controller of before", boss, registryCall("setServiceEndpoints", b, []serviceEndpoint{}), ""},
		{"a new controller", nobody, registryCall("setController", b, nobody.address), ""},
		{"endpoints by no one any more", boss, registryCall("setServiceEndpoints", b, []serviceEndpoint{}), "NotOwnerOrController"},
		{"suspended by nobody", selfmade, stateCall("suspend", a), "NotOwnerOrController"},
		{"resumed though active", operated, stateCall("resume", a), "NotSuspended"},
		{"suspended", operated, stateCall("suspend", a), ""},
		{"suspended twice", boss, stateCall("suspend", a), "NotActive"},
		{"paused by its owner", boss, stateCall("setGeneralPaused", a, true), "NotProtocolOwner"},
		{"paused by the protocol", owner, stateCall("setTechnicalPaused", a, true), ""},
		{"renewed in the pause", boss, subscriptionCall(renew, a), "TechnicallyPaused"},
		{"retired by nobody", selfmade, stateCall("retireMachine", a), "NotOwnerOrController"},
		{"retired", boss, stateCall("retireMachine", a), ""},
		{"retired twice", boss, stateCall("retireMachine", a), "ERC721NonexistentToken"},
		{"and onboarded again", boss, activation("a", boss, 2), ""},
	}...)
	r, receipts := play(t, gen2{}, steps)
	logged(t, receipts[2][0], machineRegistry, "Transfer", "MachineMinted")
	logged(t, receipts[2][0], machineStateAndSync, "MachineOnboarded")
	logged(t, receipts[2][0], machineSubscription, "Activated")
	logged(t, receipts[2][0], crossChainMirror, "HomeChainRegistered")
	logged(t, receipts[30][0], machineRegistry, "Transfer", "MachineRetired")
	logged(t, receipts[30][0], crossChainMirror, "HomeChainCleared")
	if got := r.holderOf(a); got != boss.address {
		t.Errorf("robot a belongs to %s", got)
	}
	if got := r.number(subscriptionAddress, machineSubscription.pack("activeMachineCount")); got.Int64() != 2 {
		t.Errorf("%d machines are active", got)
	}
	values, err := machineRegistry.Unpack("didDocument", r.view(registryAddress, machineRegistry.pack("didDocument", b)))
	if err != nil {
		t.Fatal(err)
	}
	if doc := abiConvert[document](values[0]); doc.Id != "did:peaq:"+b.String() || doc.Controller != nobody.address {
		t.Errorf("the document is %+v", doc)
	}
	for _, view := range []string{"controllerOf", "didDocument", "machineTypeOf", "manufacturerOf", "credentialSubjectOf", "serviceEndpointsOf", "operatorOf", "tokenURI"} {
		if out, ok := r.try(registryAddress, machineRegistry.pack(view, id(1))); ok || reason(out) != "ERC721NonexistentToken" {
			t.Errorf("%s of no token: %v", view, ok)
		}
	}
}

func TestSubscriptions(t *testing.T) {
	a, c := robotID("a"), robotID("c")
	foreign := func(nonce uint64, kind uint8, source uint16) call {
		return remoteBondSettlement.at(settlementAddress, "settleRemoteBonds", []remoteBond{
			{SourceChainId: source, Kind: kind, Nonce: nonce, MachineId: c, Operator: boss.address, PeaqAmount: ether}})
	}
	r, receipts := play(t, gen2{}, append(activations(), []step{
		{"activated twice", boss, subscriptionCall("activate", a, uint8(0)), "AlreadyActivated"},
		{"renewed by nobody", nobody, subscriptionCall(renew, a), "NotOwnerOrController"},
		{"another tier while active", boss, subscriptionCall(renewInTier, a, uint8(1)), "TierChangeWhileActive"},
		{"renewed", boss, subscriptionCall(renew, a), ""},
		{"upgraded by its owner", boss, subscriptionCall("adminUpgradeTiers", []*big.Int{a}, []uint8{1}), "NotProtocolOwner"},
		{"upgraded to no higher tier", owner, subscriptionCall("adminUpgradeTiers", []*big.Int{a}, []uint8{0}), "TierNotHigher"},
		{"upgraded", owner, subscriptionCall("adminUpgradeTiers", []*big.Int{a}, []uint8{2}), ""},
		{"upgraded without a bond", owner, subscriptionCall("adminUpgradeTiers", []*big.Int{c}, []uint8{2}), "NotActive"},
		{"a bond from elsewhere, said by nobody", nobody, foreign(1, 0, solana), "NotTrustValidator"},
		{"a bond from here", owner, foreign(1, 0, local), "NotForeignChain"},
		{"a bond from nowhere", owner, foreign(1, 0, 9), "ChainNotRegistered"},
		{"renewed elsewhere before it was bonded", owner, foreign(1, 1, solana), "NotActivated"},
		{"a bond from elsewhere", owner, foreign(1, 0, solana), ""},
		{"the same bond", owner, foreign(1, 0, solana), "NonceAlreadyConsumed"},
		{"booked by nobody", nobody, subscriptionCall("bondForeign", c, boss.address, uint8(0), ether, ether, uint8(0), common.Hash{}), "NotRemoteBondSettlement"},
		{"fraud, said by nobody", nobody, subscriptionCall("terminateForFraud", a), "NotProtocolOwner"},
		{"fraud", owner, subscriptionCall("terminateForFraud", a), ""},
		{"fraud twice", owner, subscriptionCall("terminateForFraud", a), "AlreadyTerminated"},
		{"renewed after the end", boss, subscriptionCall(renew, a), "AlreadyTerminated"},
		{"settled without a subscription", owner, subscriptionCall("resignalStatus", id(1)), "NotActivated"},
	}...))
	logged(t, receipts[7][0], machineSubscription, "Renewed")
	logged(t, receipts[10][0], machineSubscription, "TierUpgraded")
	logged(t, receipts[16][0], machineSubscription, "Activated")
	logged(t, receipts[16][0], remoteBondSettlement, "RemoteBondBooked")
	logged(t, receipts[20][0], machineSubscription, "SubscriptionTerminatedForFraud", "SubscriptionStatusChanged")
	for subject, want := range map[string]uint8{"a": 4, "b": 1, "c": 1, "d": 0} {
		if got := r.status(robotID(subject)); uint8(got) != want {
			t.Errorf("status of robot %s is %s", subject, got)
		}
	}
	// Robot b paid 5 PEAQ in its tier, robot c 1 elsewhere.
	if got := r.number(subscriptionAddress, machineSubscription.pack("totalBondedAmount")); got.Cmp(new(big.Int).Mul(ether, id(6))) != 0 {
		t.Errorf("totalBondedAmount is %s", got)
	}
}

func TestRelocation(t *testing.T) {
	a, b, c := robotID("a"), robotID("b"), robotID("c")
	parts := encode(partsType, [][]byte{
		encode(addressType, boss.address, documentType, trialDocument(boss), stringType, "robot", bytesType, []byte("c"), addressType, nobody.address),
		{},
		encode(numberType, id(7), eventType, imported{MachineId: c, Value: id(1), Timestamp: id(1), SourceChainId: id(0), Metadata: []byte("x"), Currency: "EUR"}),
	})
	submit := fine().submit(eventRegistry, eventsAddress, a)
	r, receipts := play(t, gen2{}, append(activations(), []step{
		{"collected by nobody", nobody, stateCall("collectForRelocation", a, solana), "NotBridgeAdapter"},
		{"finalized before", bridge, stateCall("finalizeRelocation", a, uint64(1)), "NoPendingRelocation"},
		{"collected", bridge, stateCall("collectForRelocation", a, solana), ""},
		{"an event on the way", boss, submit, ""},
		{"given away on the way", boss, registryCall("transferFrom", boss.address, nobody.address, a), "MachineRelocating"},
		{"a new controller on the way", boss, registryCall("setController", a, nobody.address), "MachineRelocating"},
		{"suspended on the way", boss, stateCall("suspend", a), "MachineRelocating"},
		{"cancelled at once", boss, stateCall("beginCancelRelocation", a), "RelocationNotYetCancellable"},
		{"finalized by a wrong number", bridge, stateCall("finalizeRelocation", a, uint64(2)), "StaleRelocationAck"},
		{"finalized", bridge, stateCall("finalizeRelocation", a, uint64(1)), ""},
		{"an event from afar", boss, submit, "ERC721NonexistentToken"},
		{"collected and", bridge, stateCall("collectForRelocation", b, solana), ""},
		{"cancelled", bridge, stateCall("confirmCancelRelocation", b, uint64(1)), ""},
		{"taken in", bridge, stateCall("replayFromRelocation", c, solana, uint64(1), parts), ""},
		{"an event without a bond", boss, fine().submit(eventRegistry, eventsAddress, c), "SubscriptionNotEligible"},
		{"bonded", boss, subscriptionCall("activate", c, uint8(0)), ""},
		{"an event with it", boss, fine().submit(eventRegistry, eventsAddress, c), ""},
		{"recorded by nobody", nobody, mirrorCall("recordForeignMachineFor", robotID("d"), solana, boss.address), "NotRemoteBondSettlement"},
		{"recorded as foreign though here", bridge, mirrorCall("recordForeignMachineFor", b, solana, boss.address), "LocalMachineExists"},
		{"recorded as foreign, with a home here", bridge, mirrorCall("recordForeignMachineFor", robotID("d"), local, boss.address), "NotForeignChain"},
		{"recorded as foreign", bridge, mirrorCall("recordForeignMachineFor", robotID("d"), solana, boss.address), ""},
		{"mirrored with another operator", bridge, mirrorCall("setMirroredData", robotID("d"), crypto.Keccak256Hash([]byte("MACHINE_REGISTRY_KEY")), common.LeftPadBytes(nobody.address[:], 32)), "ForeignOperatorConflict"},
		{"reissued by its owner", boss, stateCall("reissueLegacyMachine", b, boss.address, trialDocument(boss), "robot", []byte("e"), nobody.address), "NotProtocolOwner"},
		{"reissued as itself", owner, stateCall("reissueLegacyMachine", b, boss.address, trialDocument(boss), "robot", []byte("b"), nobody.address), "SameMachineId"},
		{"reissued", owner, stateCall("reissueLegacyMachine", b, boss.address, trialDocument(boss), "robot", []byte("e"), nobody.address), ""},
	}...))
	logged(t, receipts[6][0], machineStateAndSync, "RelocationCollected")
	logged(t, receipts[13][0], machineStateAndSync, "RelocationFinalized")
	logged(t, receipts[13][0], machineRegistry, "MachineBridgedOut", "Transfer")
	logged(t, receipts[13][0], crossChainMirror, "HomeChainUpdated")
	logged(t, receipts[16][0], machineStateAndSync, "RelocationCancelled")
	logged(t, receipts[17][0], machineStateAndSync, "RelocationReplayed")
	logged(t, receipts[17][0], machineRegistry, "MachineBridgedIn")
	logged(t, receipts[17][0], eventRegistry, "MachineEventsImported")
	logged(t, receipts[17][0], crossChainMirror, "HomeChainRegistered")
	logged(t, receipts[24][0], crossChainMirror, "HomeChainRegistered", "MirroredDataSet")
	logged(t, receipts[28][0], machineRegistry, "LegacyMachineReissued")
	logged(t, receipts[28][0], crossChainMirror, "HomeChainReissued")
	logged(t, receipts[28][0], machineSubscription, "SubscriptionReissued")
	for subject, want := range map[string]int64{"a": 5, "b": 0, "c": 1, "d": 5, "e": 1, "f": 0} {
		if got := r.number(mirrorAddress, crossChainMirror.pack("homeChainOf", robotID(subject))); got.Int64() != want {
			t.Errorf("home of robot %s is %s", subject, got)
		}
	}
	if got := r.address(registryAddress, machineRegistry.pack("operatorOf", robotID("d"))); got != boss.address {
		t.Errorf("operator of robot d is %s", got)
	}
	events := r.events(eventRegistry, eventsAddress, c)
	if len(events) != 2 || events[0].Currency != "EUR" || events[0].MachineId.Cmp(c) != 0 || events[1].Currency != "USD" {
		t.Errorf("events of robot c: %+v", events)
	}
	if got := len(r.eventLogs(eventsAddress, c)); got != 1 {
		t.Errorf("%d logs of robot c", got)
	}
	if got := r.number(eventsAddress, eventRegistry.pack("priorEventCount", c)); got.Int64() != 7 {
		t.Errorf("priorEventCount is %s", got)
	}
	if got := r.number(eventsAddress, eventRegistry.pack("totalEventCount")); got.Int64() != 2 {
		t.Errorf("totalEventCount is %s", got)
	}
}

func TestEventsOfGen2(t *testing.T) {
	a := robotID("a")
	event := func(change func(*record)) call {
		r := fine()
		change(&r)
		return r.submit(eventRegistry, eventsAddress, a)
	}
	good := event(func(*record) {})
	r, _ := play(t, gen2{}, append(activations(), []step{
		{"by the owner", boss, good, ""},
		{"by the controller", operated, good, ""},
		{"by nobody", nobody, good, "NotOwnerOrController"},
		{"of no machine", boss, fine().submit(eventRegistry, eventsAddress, id(1)), "ERC721NonexistentToken"},
		{"of another type by nobody", nobody, event(func(r *record) { r.kind = 7 }), "InvalidEventType"},
		{"of a trust level of 3 by nobody", nobody, event(func(r *record) { r.trust = 3 }), "InvalidTrustLevel"},
		{"of the future by nobody", nobody, event(func(r *record) { r.time = headTime }), "FutureTimestamp"},
		{"with much metadata by nobody", nobody, event(func(r *record) { r.metadata = make([]byte, 4097) }), "MetadataTooLarge"},
		{"with a bad currency by nobody", nobody, event(func(r *record) { r.currency = "usd" }), "InvalidCurrencyShape"},
		{"fraud", owner, subscriptionCall("terminateForFraud", a), ""},
		{"after the end", boss, good, "SubscriptionNotEligible"},
		{"imported by nobody", nobody, eventRegistry.at(eventsAddress, "importMachine", a, []byte{}), "NotMachineStateAndSync"},
		{"a pause", owner, eventRegistry.at(eventsAddress, "pause"), ""},
		{"in the pause", boss, good, "EnforcedPause"},
	}...))
	if got := len(r.events(eventRegistry, eventsAddress, a)); got != 2 {
		t.Errorf("%d events", got)
	}
}

func TestInfoDesk(t *testing.T) {
	desk := func(method string, args ...any) call { return infoDesk.at(deskAddress, method, args...) }
	role := crypto.Keccak256Hash([]byte("OPERATOR_REGISTRY"))
	r, _ := play(t, gen2{}, []step{
		{"a role named by nobody", nobody, desk("setPeer", role, nobody.address), "OwnableUnauthorizedAccount"},
		{"a role of nobody", owner, desk("setPeer", role, common.Address{}), "InvalidAddress"},
		{"a role", owner, desk("setPeer", role, boss.address), ""},
		{"a role taken away", owner, desk("unsetPeer", role), ""},
		{"a second token", owner, desk("setPeaqToken", boss.address), "PeaqTokenAlreadySet"},
		{"a module twice", owner, desk("registerMachineDataContract", eventsAddress), "InvalidAddress"},
		{"no chain", owner, desk("registerChain", uint16(0), uint8(1), common.Hash{}, uint32(1)), "InvalidChainId"},
		{"a chain", owner, desk("registerChain", uint16(3), uint8(1), common.Hash{}, uint32(30184)), ""},
	})
	if got := r.address(deskAddress, infoDesk.pack("peer", role)); got != (common.Address{}) {
		t.Errorf("peer is %s", got)
	}
	for key, want := range map[string]common.Address{
		"0xaf5b42773c8b150a59d4bb67458cb17f9672307c5295de4278fd5649054926a4": registryAddress,
		"0x32e459f82469a36e51987804a9d51db869e28dcc5ab0ec708b4fb9ad54ba2c1d": subscriptionAddress,
		"0x817dd2c6eb213c578d0c420b1dc61394099cbd5f2dfd7543e4ec2c38972b426a": stateAddress,
		"0x64bdb9ff260409297fec4bc6ce7fcc534d273570c8e892c8042f5ff350904284": mirrorAddress,
		"0x309efd15ebb6f13d442d44ab660faa141f5975b48c10197e13a56bab722802d7": bridge.address,
		"0x5d737035eb850e3c5f03462c3689a6d9d166b0225d92136e35a939b8ef79cbcd": settlementAddress,
	} {
		if got := r.address(deskAddress, infoDesk.pack("peer", common.HexToHash(key))); got != want {
			t.Errorf("peer %s is %s, not %s", key, got, want)
		}
	}
	values, err := infoDesk.Unpack("getMachineDataContracts", r.view(deskAddress, infoDesk.pack("getMachineDataContracts")))
	if err != nil {
		t.Fatal(err)
	}
	if list := values[0].([]common.Address); len(list) != 3 || list[0] != registryAddress || list[1] != stateAddress || list[2] != eventsAddress {
		t.Errorf("machine-data contracts are %v", list)
	}
	for chain, kind := range map[uint16]int64{1: 1, 5: 3, 3: 1, 9: 0} {
		if got := r.number(deskAddress, infoDesk.pack("chainKindOf", chain)); got.Int64() != kind {
			t.Errorf("chain %d is of kind %s", chain, got)
		}
	}
	for _, c := range []*contract{machineRegistry, machineStateAndSync, machineSubscription, crossChainMirror, eventRegistry, remoteBondSettlement} {
		var at common.Address
		for role, known := range (gen2{}).contracts() {
			if known == c {
				at = (gen2{}).addresses()[role]
			}
		}
		if got := r.address(at, c.pack("infoDesk")); got != deskAddress {
			t.Errorf("%s: infoDesk is %s", c.name, got)
		}
	}
}
