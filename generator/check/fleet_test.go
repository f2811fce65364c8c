package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

func TestIndexesAgreeWithThemselves(t *testing.T) {
	lower, good, token := "0x00000000000000000000000000000000000000a1", rated.Hex(), number256(7)
	machines := []answers.MachineEntry{
		{MachineID: number256(2), Account: &answers.Account{Wallet: &good, TokenID: &token}, Resolves: "ok"},
		{MachineID: number256(1), Account: &answers.Account{Wallet: &lower, TokenID: &token}, Resolves: "ok"},
		{MachineID: number256(1), Account: &answers.Account{}},
	}
	f, wrong := newFleet(endpoints.Of(chain.Gen1), nil, machines, []answers.OperatorList{{Address: "nobody\n"}}, []answers.ID{number256(2)})
	if diff := cmp.Diff([]string{
		"machine 2 is there, and has left", "machine 1 is out of order", "the wallet of machine 1 is no EIP-55 address",
		"machine 1 is out of order", `"nobody\n" is no EIP-55 address`,
	}, wrong); diff != "" {
		t.Error(diff)
	}
	if m := f.found[endpoints.OfToken][endpoints.Key{ID: *uint256.NewInt(7)}]; m != &machines[0] {
		t.Errorf("token 7 is of %+v, want the first machine that has it", m)
	}
}

// A token belongs to the first machine that has it, even where that one has no
// wallet and so no metadata.
func TestTokenOfAMachineWithoutAWallet(t *testing.T) {
	good, token := rated.Hex(), number256(7)
	f, _ := newFleet(endpoints.Of(chain.Gen1), nil, []answers.MachineEntry{
		{MachineID: number256(1), Account: &answers.Account{TokenID: &token}},
		{MachineID: number256(2), Account: &answers.Account{Wallet: &good, TokenID: &token}, Resolves: "ok"},
	}, nil, nil)
	if len(f.found[endpoints.OfToken]) != 0 {
		t.Error("the token has metadata of the second machine")
	}
}

// What a foreign machine lacks is nobody's promise.
func TestFilesOfTokens(t *testing.T) {
	home := uint16(5)
	f, _ := newFleet(endpoints.Of(chain.Gen2), nil, []answers.MachineEntry{
		{MachineID: number256(1), Home: &answers.Home{}, Resolves: "ok"},
		{MachineID: number256(2), Home: &answers.Home{HomeChain: &home}, Resolves: "ok"},
	}, nil, nil)
	got := map[string]bool{}
	for path := range f.files() {
		got[path] = true
	}
	want := map[string]bool{
		"mcr/1": true, "machine/1": true, "machines/1": true, "metadata/1": true, "mcr/2": true, "machine/2": true, "machines/2": true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
