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
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

// The people of the trials.
var (
	owner    = accountOf("owner")
	operated = accountOf("trial machine 1") // registered by the boss
	boss     = accountOf("trial boss")
	selfmade = accountOf("trial machine 2") // registered itself
	idle     = accountOf("trial machine 3") // registered without a bond
	nobody   = accountOf("trial nobody")
)

// step is one transaction, in a block of its own.
type step struct {
	name    string
	from    account
	call    call
	reverts string // the name of the error or its text; empty where it succeeds
}

// play makes a chain of the steps, checks what became of each, and serves it.
// Block 2+i holds the i-th step.
func play(t *testing.T, gen generation, steps []step) (reader, []types.Receipts) {
	t.Helper()
	g := genesis(gen, []account{owner, operated, boss, selfmade, idle, nobody, bridge})
	s := newStory(gen, &fleet{owner: owner})
	_, blocks, receipts := core.GenerateChainWithGenesis(g, engine(), 1+len(steps), func(i int, b *core.BlockGen) {
		s.author.block = b
		if i == 0 {
			s.initialize()
			return
		}
		s.author.direct(steps[i-1].from, steps[i-1].call)
	})
	r := serveChain(t, &Chain{genesis: g, blocks: blocks, story: s})
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
	msg := ethereum.CallMsg{From: s.from.address, To: &s.call.to, Value: s.call.value, Data: s.call.data}
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
	for _, c := range everyContract() {
		for name, e := range c.Errors {
			if len(data) >= 4 && [4]byte(e.ID[:4]) == [4]byte(data) {
				return name
			}
		}
	}
	return fmt.Sprintf("%x", data)
}

func everyContract() []*contract {
	list := []*contract{adminFlags, batch, multicall3, override, peaq, machineAccount, eventRegistryV1}
	for _, c := range (gen2{}).contracts() {
		list = append(list, c)
	}
	for _, c := range newGen1(Upgraded).contracts() {
		list = append(list, c)
	}
	return list
}

func id(n int64) *big.Int { return big.NewInt(n) }

// fine is an event that nothing is wrong with.
func fine() record {
	return record{value: id(500), currency: "USD", time: genesisTime, trust: 2, metadata: []byte(`{}`)}
}

func TestAdminFlags(t *testing.T) {
	flags := func(method string, args ...any) call { return adminFlags.at(flagsAddress, method, args...) }
	r, _ := play(t, newGen1(Upgraded), []step{
		{"an override above 100", owner, flags("setTrustOverride", id(1), uint8(101)), "InvalidTrustOverride"},
		{"an override of 100", owner, flags("setTrustOverride", id(1), uint8(100)), ""},
		{"an override of 0", owner, flags("setTrustOverride", id(2), uint8(0)), ""},
		{"an override to take back", owner, flags("setTrustOverride", id(3), uint8(7)), ""},
		{"an override taken back", owner, flags("clearTrustOverride", id(3)), ""},
		{"an override by nobody", nobody, flags("setTrustOverride", id(1), uint8(1)), "OwnableUnauthorizedAccount"},
		{"clearing by nobody", nobody, flags("clearTrustOverride", id(1)), "OwnableUnauthorizedAccount"},
		{"a flag", owner, flags("flagMachine", id(1)), ""},
		{"a flag to lift", owner, flags("flagMachine", id(2)), ""},
		{"a lifted flag", owner, flags("clearFlag", id(2)), ""},
		{"a flag by nobody", nobody, flags("flagMachine", id(3)), "OwnableUnauthorizedAccount"},
		{"lifting by nobody", nobody, flags("clearFlag", id(1)), "OwnableUnauthorizedAccount"},
	})
	for machine, want := range map[int64]struct {
		set   bool
		value uint64
	}{1: {true, 100}, 2: {true, 0}, 3: {false, 0}} {
		if set, value := r.trustOverride(id(machine)); set != want.set || value != want.value {
			t.Errorf("trustOverride(%d) is %d (%v)", machine, value, set)
		}
	}
	header, err := r.client.HeaderByNumber(t.Context(), id(9))
	if err != nil {
		t.Fatal(err)
	}
	for machine, want := range map[int64]uint64{1: header.Time, 2: 0, 3: 0} {
		if got := r.number(flagsAddress, adminFlags.pack("negativeFlagAt", id(machine))); got.Uint64() != want {
			t.Errorf("negativeFlagAt(%d) is %s, not %d", machine, got, want)
		}
	}
}

// The owner of a contract passes it on and replaces its implementation by
// another that takes upgrades.
func TestUpgrades(t *testing.T) {
	flags := func(method string, args ...any) call { return adminFlags.at(flagsAddress, method, args...) }
	next := adminFlags.implementation()
	play(t, newGen1(Upgraded), []step{
		{"a second initialisation", nobody, flags("initialize", nobody.address), "InvalidInitialization"},
		{"an upgrade by nobody", nobody, flags("upgradeToAndCall", next, []byte{}), "OwnableUnauthorizedAccount"},
		{"an upgrade to no contract", owner, flags("upgradeToAndCall", nobody.address, []byte{}), "ERC1967InvalidImplementation"},
		{"an upgrade to another contract", owner, flags("upgradeToAndCall", batchAddress, []byte{}), "ERC1967InvalidImplementation"},
		{"an upgrade whose call fails", owner, flags("upgradeToAndCall", next, flags("initialize", boss.address).data), "FailedCall"},
		{"an upgrade", owner, flags("upgradeToAndCall", next, []byte{}), ""},
		{"passed on to nobody", owner, flags("transferOwnership", common.Address{}), "OwnableInvalidOwner"},
		{"passed on by nobody", nobody, flags("transferOwnership", nobody.address), "OwnableUnauthorizedAccount"},
		{"passed on", owner, flags("transferOwnership", boss.address), ""},
		{"an upgrade by the owner before", owner, flags("upgradeToAndCall", next, []byte{}), "OwnableUnauthorizedAccount"},
		{"an upgrade by the next owner", boss, flags("upgradeToAndCall", next, []byte{}), ""},
	})
}

func TestPeaq(t *testing.T) {
	token := func(method string, args ...any) call { return peaq.at(peaqAddress, method, args...) }
	r, _ := play(t, newGen1(Upgraded), []step{
		{"a deposit", boss, token("deposit").worth(id(100)), ""},
		{"a transfer", boss, token("transfer", nobody.address, id(10)), ""},
		{"more than there is", nobody, token("transfer", boss.address, id(11)), "ERC20InsufficientBalance"},
		{"taken", nobody, token("transferFrom", boss.address, nobody.address, id(1)), "ERC20InsufficientAllowance"},
		{"approved", boss, token("approve", nobody.address, id(5)), ""},
		{"taken with approval", nobody, token("transferFrom", boss.address, nobody.address, id(5)), ""},
		{"taken with a used approval", nobody, token("transferFrom", boss.address, nobody.address, id(1)), "ERC20InsufficientAllowance"},
	})
	if got := r.number(peaqAddress, peaq.pack("balanceOf", boss.address)); got.Int64() != 85 {
		t.Errorf("the boss has %s", got)
	}
}

// subcalls tells what became of the inner calls of a batch.
func subcalls(receipt *types.Receipt) string {
	var list []string
	for _, log := range receipt.Logs {
		switch log.Topics[0] {
		case batch.Events["SubcallSucceeded"].ID:
			list = append(list, new(big.Int).SetBytes(log.Data).String()+" ok")
		case batch.Events["SubcallFailed"].ID:
			list = append(list, new(big.Int).SetBytes(log.Data).String()+" failed")
		}
	}
	return strings.Join(list, ", ")
}

// abiConvert gives an unpacked tuple the type of a struct with its fields.
func abiConvert[T any](tuple any) *T { return abi.ConvertType(tuple, new(T)).(*T) }
