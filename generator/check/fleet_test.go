package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/generator"
)

func TestIndexesAgreeWithThemselves(t *testing.T) {
	lower, good, token := "0x00000000000000000000000000000000000000a1", rated.Hex(), number256(7)
	machines := []generator.MachineEntry{
		{MachineID: number256(2), Wallet: &good, TokenID: &token, Resolves: "ok"},
		{MachineID: number256(1), Wallet: &lower, TokenID: &token, Resolves: "ok"},
		{MachineID: number256(1)},
	}
	f, wrong := newFleet(machines, []generator.OperatorList{{Address: "nobody\n"}})
	if diff := cmp.Diff([]string{
		"machine 1 is out of order", "the wallet of machine 1 is no EIP-55 address", "machine 1 is out of order", `"nobody\n" is no EIP-55 address`,
	}, wrong); diff != "" {
		t.Error(diff)
	}
	if m := f.tokens[[4]uint64{7}]; m != &machines[0] {
		t.Errorf("token 7 is of %+v, want the first machine that has it", m)
	}
}
