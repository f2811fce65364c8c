package devchain

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/consensus/beacon"
	"github.com/ethereum/go-ethereum/consensus/ethash"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"

	"mcrpress/chain/devchain/bindings/machineaccount"
)

// The people of the trials.
var (
	owner    = accountOf("owner")
	operated = accountOf("trial machine 1") // registered by the boss
	boss     = accountOf("trial boss")
	selfmade = accountOf("trial machine 2") // registered itself
	idle     = accountOf("trial machine 3") // registered without a bond
	nobody   = accountOf("trial nobody")
	account1 = crypto.CreateAddress(selfmade.address, 1) // selfmade's smart account, machine 4
)

// step is one transaction, in a block of its own.
type step struct {
	name    string
	from    account
	to      common.Address // zero creates a contract
	value   *big.Int
	data    []byte
	reverts string // the name of the error or its text; empty where it succeeds
}

// play makes a chain of the steps, checks what became of each, and serves it.
// Block 2+i holds the i-th step.
func play(t *testing.T, steps []step) (reader, []types.Receipts) {
	t.Helper()
	g, err := genesis([]account{owner, operated, boss, selfmade, idle, nobody})
	if err != nil {
		t.Fatal(err)
	}
	s := newStory(&fleet{owner: owner})
	_, blocks, receipts := core.GenerateChainWithGenesis(g, beacon.New(ethash.NewFaker()), 1+len(steps), func(i int, b *core.BlockGen) {
		s.author.block = b
		if i == 0 {
			s.initialize()
			return
		}
		step := steps[i-1]
		to := &step.to
		if step.to == (common.Address{}) {
			to = nil
		}
		s.author.send(step.from, to, step.value, step.data)
	})
	c := &Chain{genesis: g, blocks: blocks}
	node, err := c.Serve("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { node.Close() })
	r := reader{t: t, client: dial(t, node)}
	for i, step := range steps {
		r.outcome(step, int64(i+2), receipts[i+1][0])
	}
	return r, receipts[1:]
}

// outcome checks a step's receipt and, by calling it again on the state before,
// what it reverted with.
func (r reader) outcome(s step, block int64, receipt *types.Receipt) {
	r.t.Helper()
	if ok := receipt.Status == types.ReceiptStatusSuccessful; ok != (s.reverts == "") {
		r.t.Errorf("%s: succeeded: %v", s.name, ok)
	}
	if s.reverts == "" {
		return
	}
	msg := ethereum.CallMsg{From: s.from.address, To: &s.to, Value: s.value, Data: s.data}
	_, err := r.client.CallContract(r.t.Context(), msg, big.NewInt(block-1))
	var failure rpc.DataError
	if !errors.As(err, &failure) {
		r.t.Errorf("%s: a call gives %v", s.name, err)
		return
	}
	if got := reason(common.FromHex(fmt.Sprint(failure.ErrorData()))); got != s.reverts {
		r.t.Errorf("%s: reverts with %q, not %q", s.name, got, s.reverts)
	}
}

// reason is the text of a revert, or the name of its error.
func reason(data []byte) string {
	if text, err := abi.UnpackRevert(data); err == nil {
		return text
	}
	account := accountABI.GetABI()
	for _, contract := range []abi.ABI{registryABI.GetABI(), stakingABI.GetABI(), eventsABI.GetABI(), nftABI.GetABI(), flagsABI.GetABI(), account} {
		for name, e := range contract.Errors {
			if len(data) >= 4 && e.ID.Hex()[2:10] == common.Bytes2Hex(data[:4]) {
				return name
			}
		}
	}
	return fmt.Sprintf("%x", data)
}

func id(n int64) *big.Int { return big.NewInt(n) }

// registrations are the steps that most trials begin with.
func registrations() []step {
	registry := deployment.IdentityRegistry
	code := append(common.FromHex(machineaccount.MachineAccountMetaData.Bin), accountABI.PackConstructor(selfmade.address)...)
	return []step{
		{name: "the boss registers machine 1", from: boss, to: registry, value: ether, data: registryABI.PackRegisterFor(operated.address)},
		{name: "machine 2 registers", from: selfmade, to: registry, value: ether, data: registryABI.PackRegister()},
		{name: "the owner registers machine 3", from: owner, to: registry, data: registryABI.PackRegisterUnbonded(idle.address, boss.address)},
		{name: "a smart account", from: selfmade, data: code},
		{name: "the boss registers it as machine 4", from: boss, to: registry, value: ether, data: registryABI.PackRegisterFor(account1)},
	}
}

func TestRegistration(t *testing.T) {
	registry, staking := deployment.IdentityRegistry, deployment.IdentityStaking
	half := new(big.Int).Div(ether, id(2))
	steps := append(registrations(), []step{
		{"a second time", operated, registry, ether, registryABI.PackRegister(), "AlreadyRegistered"},
		{"for a known wallet", nobody, registry, ether, registryABI.PackRegisterFor(operated.address), "AlreadyRegistered"},
		{"too small a bond", nobody, registry, half, registryABI.PackRegister(), "InsufficientBond"},
		{"no wallet", nobody, registry, ether, registryABI.PackRegisterFor(common.Address{}), "ERC721InvalidReceiver"},
		{"without a bond", nobody, registry, nil, registryABI.PackRegisterUnbonded(nobody.address, nobody.address), "OwnableUnauthorizedAccount"},
		{"a transfer", operated, registry, nil, registryABI.PackTransferFrom(operated.address, nobody.address, id(1)), "IdentityNFTSoulbound"},
		{"a safe transfer", operated, registry, nil, registryABI.PackSafeTransferFrom(operated.address, nobody.address, id(1)), "IdentityNFTSoulbound"},
		{"an approval", operated, registry, nil, registryABI.PackApprove(nobody.address, id(1)), "IdentityNFTSoulbound"},
		{"an approval for all", operated, registry, nil, registryABI.PackSetApprovalForAll(nobody.address, true), "IdentityNFTSoulbound"},
		{"a status by the operator", boss, registry, nil, registryABI.PackSetMachineStatus(id(1), 2), "OwnableUnauthorizedAccount"},
		{"a status of no machine", owner, registry, nil, registryABI.PackSetMachineStatus(id(99), 2), "ERC721NonexistentToken"},
		{"a status", owner, registry, nil, registryABI.PackSetMachineStatus(id(1), 2), ""},
		{"a stake of one's own", boss, staking, ether, stakingABI.PackStakeFor(id(3)), "UnauthorizedStaker"},
		{"a second initialisation", nobody, registry, nil, registryABI.PackInitialize(nobody.address, staking, ether), "InvalidInitialization"},
		{"a pause by nobody", nobody, staking, nil, stakingABI.PackPause(), "OwnableUnauthorizedAccount"},
		{"a pause", owner, staking, nil, stakingABI.PackPause(), ""},
		{"registration in the pause", nobody, registry, ether, registryABI.PackRegister(), "EnforcedPause"},
		{"the end of the pause", owner, staking, nil, stakingABI.PackUnpause(), ""},
		{"registration after it", nobody, registry, ether, registryABI.PackRegister(), ""},
	}...)
	r, _ := play(t, steps)
	for _, want := range []struct {
		id               int64
		wallet, operator common.Address
		bonded           bool
		status           uint64
	}{
		{1, operated.address, boss.address, true, 2},
		{2, selfmade.address, common.Address{}, true, 1},
		{3, idle.address, boss.address, false, 1},
		{4, account1, boss.address, true, 1},
		{5, nobody.address, common.Address{}, true, 1},
	} {
		if got := r.address(registry, registryABI.PackMachineWalletOf(id(want.id))); got != want.wallet {
			t.Errorf("machine %d: wallet %s", want.id, got)
		}
		if got := r.address(registry, registryABI.PackOwnerOf(id(want.id))); got != want.wallet {
			t.Errorf("machine %d: owner %s", want.id, got)
		}
		if got := r.address(registry, registryABI.PackOperatorOf(id(want.id))); got != want.operator {
			t.Errorf("machine %d: operator %s", want.id, got)
		}
		if got := r.number(staking, stakingABI.PackIsStaked(id(want.id))); (got.Sign() != 0) != want.bonded {
			t.Errorf("machine %d: isStaked %s", want.id, got)
		}
		if got := r.number(registry, registryABI.PackMachineStatus(id(want.id))); got.Uint64() != want.status {
			t.Errorf("machine %d: status %s", want.id, got)
		}
	}
	for n, want := range map[int64]int64{0: 0, 1: 1, 5: 1, 6: 0} {
		if got := r.number(registry, registryABI.PackMachineExists(id(n))); got.Int64() != want {
			t.Errorf("machineExists(%d) is %s", n, got)
		}
	}
	uri, err := registryABI.UnpackTokenURI(r.view(registry, registryABI.PackTokenURI(id(5))))
	if err != nil || !strings.HasSuffix(uri, "/machines/5") {
		t.Errorf("tokenURI is %q, %v", uri, err)
	}
}

// fine is an event that nothing is wrong with.
func fine() record {
	return record{value: id(500), currency: "USD", time: genesisTime, trust: 2, metadata: []byte(`{}`)}
}

func TestEvents(t *testing.T) {
	registry := deployment.EventRegistry
	event := func(change func(*record)) []byte {
		r := fine()
		change(&r)
		return r.submit(1).data
	}
	steps := append(registrations(), []step{
		{"by the machine", operated, registry, nil, event(func(r *record) {}), ""},
		{"by the operator", boss, registry, nil, event(func(r *record) {}), ""},
		{"by the machine without an operator", selfmade, registry, nil, fine().submit(2).data, ""},
		{"without a currency, the old way", operated, registry, nil, event(func(r *record) { r.legacy = true }), ""},
		{"activity", operated, registry, nil, event(func(r *record) { r.kind, r.currency = activity, "" }), ""},
		{"of an unknown type", operated, registry, nil, event(func(r *record) { r.kind, r.currency = 200, "" }), ""},
		{"the longest metadata", operated, registry, nil, event(func(r *record) { r.metadata = make([]byte, 4096) }), ""},
		{"the longest currency", operated, registry, nil, event(func(r *record) { r.currency = "ABCDEFGH90" }), ""},
		{"longer metadata", operated, registry, nil, event(func(r *record) { r.metadata = make([]byte, 4097) }), "MetadataTooLong"},
		{"a trust level of 3", operated, registry, nil, event(func(r *record) { r.trust = 3 }), "InvalidTrustLevel"},
		{"the future", operated, registry, nil, event(func(r *record) { r.time = headTime }), "FutureTimestamp"},
		{"the future, the old way", operated, registry, nil, event(func(r *record) { r.time, r.legacy = headTime, true }), "FutureTimestamp"},
		{"a short currency", operated, registry, nil, event(func(r *record) { r.currency = "US" }), "InvalidCurrencyShape"},
		{"a long currency", operated, registry, nil, event(func(r *record) { r.currency = "ABCDEFGHIJK" }), "InvalidCurrencyShape"},
		{"a lower-case currency", operated, registry, nil, event(func(r *record) { r.currency = "usd" }), "InvalidCurrencyShape"},
		{"revenue without a currency", operated, registry, nil, event(func(r *record) { r.currency = "" }), "InvalidCurrencyShape"},
		{"activity with a currency", operated, registry, nil, event(func(r *record) { r.kind = activity }), "InvalidCurrencyShape"},
		{"by nobody", nobody, registry, nil, event(func(r *record) {}), "NotMachineOrOperator"},
		{"of an unknown machine", operated, registry, nil, fine().submit(99).data, "MachineNotFound"},
		{"of an unbonded machine", idle, registry, nil, fine().submit(3).data, "MachineNotBonded"},
		{"by the owner of the smart account", selfmade, registry, nil, fine().submit(4).data, "NotMachineOrOperator"},
		{"through the smart account", selfmade, account1, nil, accountABI.PackExecute(registry, new(big.Int), fine().submit(4).data), ""},
		{"through another's smart account", nobody, account1, nil, accountABI.PackExecute(registry, new(big.Int), fine().submit(4).data), "NotOwner"},
	}...)
	r, receipts := play(t, steps)

	if got := len(r.events(1)); got != 7 {
		t.Errorf("machine 1 has %d events", got)
	}
	if got := len(r.events(4)); got != 1 {
		t.Errorf("machine 4 has %d events", got)
	}
	// The log of the second event of machine 1 is in the seventh step.
	log, err := eventsABI.UnpackEventSubmittedEvent(receipts[6][0].Logs[0])
	if err != nil {
		t.Fatal(err)
	}
	if log.MachineId.Int64() != 1 || log.Index.Int64() != 1 || log.EventType != revenue || log.Value.Int64() != 500 {
		t.Errorf("log is %+v", log)
	}
	stored, err := eventsABI.UnpackEventAt(r.view(registry, eventsABI.PackEventAt(id(1), id(0))))
	if err != nil {
		t.Fatal(err)
	}
	if stored.Currency != "USD" || stored.DataHash != crypto.Keccak256Hash([]byte(`{}`)) || stored.MachineId.Int64() != 1 {
		t.Errorf("stored as %+v", stored)
	}
	if got := r.address(registry, eventsABI.PackIdentityRegistryAddress()); got != deployment.IdentityRegistry {
		t.Errorf("identityRegistryAddress is %s", got)
	}
	if got := r.address(registry, eventsABI.PackIdentityStakingAddress()); got != deployment.IdentityStaking {
		t.Errorf("identityStakingAddress is %s", got)
	}
}

func TestMachineNFT(t *testing.T) {
	nft := deployment.MachineNFT
	steps := append(registrations(), []step{
		{"minted by the operator", boss, nft, nil, nftABI.PackMint(id(1), operated.address), ""},
		{"minted by the owner", owner, nft, nil, nftABI.PackMint(id(3), idle.address), ""},
		{"minted twice", boss, nft, nil, nftABI.PackMint(id(1), boss.address), "AlreadyMinted"},
		{"minted by nobody", nobody, nft, nil, nftABI.PackMint(id(2), nobody.address), "NotMachineOrOperator"},
		{"minted for no machine", owner, nft, nil, nftABI.PackMint(id(99), nobody.address), "MachineNotFound"},
		{"taken", nobody, nft, nil, nftABI.PackTransferFrom(operated.address, nobody.address, id(1)), "ERC721InsufficientApproval"},
		{"moved from another", operated, nft, nil, nftABI.PackTransferFrom(idle.address, nobody.address, id(1)), "ERC721IncorrectOwner"},
		{"approved", operated, nft, nil, nftABI.PackApprove(nobody.address, id(1)), ""},
		{"taken with approval", nobody, nft, nil, nftABI.PackTransferFrom(operated.address, boss.address, id(1)), ""},
		{"taken with a used approval", nobody, nft, nil, nftABI.PackTransferFrom(boss.address, nobody.address, id(1)), "ERC721InsufficientApproval"},
	}...)
	r, _ := play(t, steps)
	for machine, token := range map[int64]int64{1: 1, 2: 0, 3: 2} {
		if got := r.number(nft, nftABI.PackTokenIdOf(id(machine))); got.Int64() != token {
			t.Errorf("tokenIdOf(%d) is %s", machine, got)
		}
	}
	for token, machine := range map[int64]int64{1: 1, 2: 3, 3: 0} {
		if got := r.number(nft, nftABI.PackMachineIdOf(id(token))); got.Int64() != machine {
			t.Errorf("machineIdOf(%d) is %s", token, got)
		}
	}
	if got := r.address(nft, nftABI.PackOwnerOf(id(1))); got != boss.address {
		t.Errorf("token 1 belongs to %s", got)
	}
}

func TestAdminFlags(t *testing.T) {
	flags := deployment.AdminFlags
	r, _ := play(t, []step{
		{"an override above 100", owner, flags, nil, flagsABI.PackSetTrustOverride(id(1), 101), "InvalidTrustOverride"},
		{"an override of 100", owner, flags, nil, flagsABI.PackSetTrustOverride(id(1), 100), ""},
		{"an override of 0", owner, flags, nil, flagsABI.PackSetTrustOverride(id(2), 0), ""},
		{"an override to take back", owner, flags, nil, flagsABI.PackSetTrustOverride(id(3), 7), ""},
		{"an override taken back", owner, flags, nil, flagsABI.PackClearTrustOverride(id(3)), ""},
		{"an override by nobody", nobody, flags, nil, flagsABI.PackSetTrustOverride(id(1), 1), "OwnableUnauthorizedAccount"},
		{"clearing by nobody", nobody, flags, nil, flagsABI.PackClearTrustOverride(id(1)), "OwnableUnauthorizedAccount"},
		{"a flag", owner, flags, nil, flagsABI.PackFlagMachine(id(1)), ""},
		{"a flag to lift", owner, flags, nil, flagsABI.PackFlagMachine(id(2)), ""},
		{"a lifted flag", owner, flags, nil, flagsABI.PackClearFlag(id(2)), ""},
		{"a flag by nobody", nobody, flags, nil, flagsABI.PackFlagMachine(id(3)), "OwnableUnauthorizedAccount"},
		{"lifting by nobody", nobody, flags, nil, flagsABI.PackClearFlag(id(1)), "OwnableUnauthorizedAccount"},
	})
	for machine, want := range map[int64]struct {
		set   bool
		value int64
	}{1: {true, 100}, 2: {true, 0}, 3: {false, 0}} {
		got, err := flagsABI.UnpackTrustOverride(r.view(flags, flagsABI.PackTrustOverride(id(machine))))
		if err != nil || got.Set != want.set || got.Value.Int64() != want.value {
			t.Errorf("trustOverride(%d) is %+v, %v", machine, got, err)
		}
	}
	header, err := r.client.HeaderByNumber(t.Context(), id(9))
	if err != nil {
		t.Fatal(err)
	}
	for machine, want := range map[int64]uint64{1: header.Time, 2: 0, 3: 0} {
		if got := r.number(flags, flagsABI.PackNegativeFlagAt(id(machine))); got.Uint64() != want {
			t.Errorf("negativeFlagAt(%d) is %s, not %d", machine, got, want)
		}
	}
}

func TestDID(t *testing.T) {
	of, long := operated.address, []byte(strings.Repeat("n", 64))
	add := func(value string, validity uint32) []byte {
		return didABI.PackAddAttribute(of, []byte("name"), []byte(value), validity)
	}
	update := func(value string, validity uint32) []byte {
		return didABI.PackUpdateAttribute(of, []byte("name"), []byte(value), validity)
	}
	remove := didABI.PackRemoveAttribute(of, []byte("name"))
	steps := []step{
		{"a stranger adds", nobody, didAddress, nil, add("planted", 0), ""},
		{"the name is taken", operated, didAddress, nil, add("mine", 0), "AttributeAlreadyExist"},
		{"the account may not update", operated, didAddress, nil, update("mine", 0), "AttributeAuthorizationFailed"},
		{"nor remove", operated, didAddress, nil, remove, "AttributeAuthorizationFailed"},
		{"the stranger removes", nobody, didAddress, nil, remove, ""},
		{"a missing attribute has no update", nobody, didAddress, nil, update("ghost", 0), "AttributeNotFound"},
		{"nor is it there", nobody, didAddress, nil, didABI.PackReadAttribute(of, []byte("name")), "Cannot find the item"},
		{"the account adds", operated, didAddress, nil, add("mine", 3), ""},
		{"the stranger still may update", nobody, didAddress, nil, update("theirs", 5), ""},
		{"and so may the account", operated, didAddress, nil, update("mine again", 2), ""},
		{"the longest name", operated, didAddress, nil, didABI.PackAddAttribute(of, long, nil, 0), ""},
		{"a longer name", operated, didAddress, nil, didABI.PackAddAttribute(of, append(long, 'n'), nil, 0), "AttributeNameExceedMax64"},
	}
	r, _ := play(t, steps)

	// Step 7 (block 9) added it, step 9 (block 11) wrote it last, and by the head
	// (block 13) it is about to have expired.
	a, err := didABI.UnpackReadAttribute(r.view(didAddress, didABI.PackReadAttribute(of, []byte("name"))))
	if err != nil {
		t.Fatal(err)
	}
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
}

func TestBatch(t *testing.T) {
	registry := deployment.EventRegistry
	future := fine()
	future.time = headTime
	good, bad := fine().submit(1), future.submit(1)
	pack := func(f func([]common.Address, []*big.Int, [][]byte, []uint64) []byte, calls ...call) []byte {
		to, values, data, _ := columns(calls)
		return f(to, values, data, nil)
	}
	mine := attribute{name: "name", value: "mine"}.write(nobody.address)
	bond := call{to: deployment.IdentityRegistry, value: ether, data: registryABI.PackRegister()}
	starved, values, data, _ := columns([]call{good})
	steps := append(registrations(), []step{
		{"all in the name of the sender", operated, batchAddress, nil, pack(batchABI.PackBatchAll, good, good), ""},
		{"all or none", operated, batchAddress, nil, pack(batchABI.PackBatchAll, good, bad), "FutureTimestamp"},
		{"some", operated, batchAddress, nil, pack(batchABI.PackBatchSome, good, bad, good), ""},
		{"some until a failure", operated, batchAddress, nil, pack(batchABI.PackBatchSomeUntilFailure, good, bad, good), ""},
		{"in the name of nobody else", nobody, batchAddress, nil, pack(batchABI.PackBatchAll, good), "NotMachineOrOperator"},
		{"a claimed sender is no sender", nobody, registry, nil, append(good.data, operated.address.Bytes()...), "NotMachineOrOperator"},
		{"an attribute", nobody, batchAddress, nil, pack(batchABI.PackBatchAll, mine), ""},
		{"a bond", nobody, batchAddress, ether, pack(batchABI.PackBatchAll, bond), ""},
		{"too many calls", nobody, batchAddress, nil, batchABI.PackBatchAll(make([]common.Address, 513), nil, nil, nil), "array too long"},
		{"too much calldata", nobody, batchAddress, nil, pack(batchABI.PackBatchAll, call{data: make([]byte, 65537)}), "calldata too long"},
		{"too little gas", operated, batchAddress, nil, batchABI.PackBatchSome(starved, values, data, []uint64{30_000}), ""},
	}...)
	r, receipts := play(t, steps)

	if got := len(r.events(1)); got != 2+2+1 {
		t.Errorf("machine 1 has %d events", got)
	}
	if got := subcalls(receipts[7][0]); got != "0 ok, 1 failed, 2 ok" {
		t.Errorf("some: %s", got)
	}
	if got := subcalls(receipts[8][0]); got != "0 ok, 1 failed" {
		t.Errorf("some until a failure: %s", got)
	}
	if got := subcalls(receipts[15][0]); got != "0 failed" {
		t.Errorf("too little gas: %s", got)
	}
	written, err := didABI.UnpackAddAttributeEvent(receipts[11][0].Logs[0])
	if err != nil || written.Sender != nobody.address {
		t.Errorf("the attribute was written by %+v, %v", written, err)
	}
	if got := r.address(deployment.IdentityRegistry, registryABI.PackMachineWalletOf(id(5))); got != nobody.address {
		t.Errorf("machine 5 has the wallet %s", got)
	}
}

// subcalls tells what became of the inner calls of a batch.
func subcalls(receipt *types.Receipt) string {
	var list []string
	for _, log := range receipt.Logs {
		if e, err := batchABI.UnpackSubcallSucceededEvent(log); err == nil {
			list = append(list, e.Index.String()+" ok")
		}
		if e, err := batchABI.UnpackSubcallFailedEvent(log); err == nil {
			list = append(list, e.Index.String()+" failed")
		}
	}
	return strings.Join(list, ", ")
}

func TestMachineAccount(t *testing.T) {
	first := attribute{name: "a", value: "1"}.write(account1)
	second := attribute{name: "b", value: "2"}.write(account1)
	to, values, data, _ := columns([]call{first, second})
	steps := append(registrations(), []step{
		{"two calls", selfmade, account1, nil, accountABI.PackExecuteBatch(to, values, data), ""},
		{"calls of two lengths", selfmade, account1, nil, accountABI.PackExecuteBatch(to, values, data[:1]), "LengthMismatch"},
		{"calls by nobody", nobody, account1, nil, accountABI.PackExecuteBatch(to, values, data), "NotOwner"},
		{"a failing inner call", selfmade, account1, nil, accountABI.PackExecute(first.to, new(big.Int), first.data), "AttributeAlreadyExist"},
	}...)
	r, _ := play(t, steps)
	if value, _, _ := r.attribute(account1, "b"); value != "2" {
		t.Errorf("attribute b is %q", value)
	}
}
