package devchain

import (
	"testing"

	"mcrpress/chain"
)

// A node goes over to a branch behind its finalized block, and to none that
// parts below it.
func TestFollow(t *testing.T) {
	whole, err := Build(Options{Generation: chain.Gen2})
	if err != nil {
		t.Fatal(err)
	}
	trunk, err := whole.Until(2)
	if err != nil {
		t.Fatal(err)
	}
	node, err := trunk.Serve("")
	if err != nil {
		t.Fatal(err)
	}
	defer node.Close()
	for _, steps := range [][]Step{{Wait, Wait}, {Hasty}, {Wait, Wait, Wait}} {
		branch, err := trunk.Extend(steps...)
		if err != nil {
			t.Fatal(err)
		}
		if err := node.Follow(branch); err != nil {
			t.Fatal(err)
		}
		for i, block := range branch.Blocks() {
			if got := node.blocks.GetHeaderByNumber(uint64(i + 1)); got == nil || got.Hash() != block.Hash() {
				t.Errorf("%d steps: the node has another block %d", len(steps), i+1)
			}
		}
		if n := node.blocks.CurrentBlock().Number.Uint64(); n != uint64(len(branch.Blocks())) {
			t.Errorf("%d steps: the head is block %d", len(steps), n)
		}
	}
	early, err := whole.Until(1)
	if err != nil {
		t.Fatal(err)
	}
	below, err := early.Extend(Wait, Wait)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*Chain{early, below} {
		if node.Follow(c) == nil {
			t.Error("the node follows a chain without its finalized block")
		}
	}
}
