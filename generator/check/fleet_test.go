package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

func TestIndexesAgreeWithThemselves(t *testing.T) {
	lower, good, token := "0x00000000000000000000000000000000000000a1", rated.Hex(), number256(7)
	machines := []answers.MachineEntry{
		{MachineID: number256(2), Account: &answers.Account{Wallet: &good, TokenID: &token}, Resolves: "ok"},
		{MachineID: number256(1), Account: &answers.Account{Wallet: &lower, TokenID: &token}, Resolves: "ok"},
		{MachineID: number256(1), Account: &answers.Account{TokenID: &token}}, // without a wallet: it has no metadata
	}
	_, wrong := newFleet(endpoints.Of(chain.Gen1), nil, machines, []answers.OperatorList{{Address: "nobody\n"}}, []answers.ID{number256(2)})
	if diff := cmp.Diff([]string{
		"machine 2 is there, and has left", "machine 1 is out of order", "the wallet of machine 1 is no EIP-55 address",
		"machines 2 and 1 have one token", "machine 1 is out of order", `"nobody\n" is no EIP-55 address`,
	}, wrong); diff != "" {
		t.Error(diff)
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
