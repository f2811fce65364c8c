package devchain

import (
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain/devchain/bindings/multicall3"
)

// The contracts answer to the selectors and topics seen on peaq's networks.
func TestSelectors(t *testing.T) {
	registry, staking, events := registryABI.GetABI(), stakingABI.GetABI(), eventsABI.GetABI()
	nft, flags, did, batch := nftABI.GetABI(), flagsABI.GetABI(), didABI.GetABI(), batchABI.GetABI()
	calls := multicall3.NewMulticall3().GetABI()
	for _, c := range []struct {
		abi       abi.ABI
		selectors []string
	}{
		{registry, []string{"831518b7", "85447be6", "54206c58", "1aa3a008", "e30e3834", "56384182", "f41875e1", "3b8d47d9", "6352211e", "c87b56dd", "70a08231", "01ffc9a7"}},
		{staking, []string{"baa51f86", "5c975abb"}},
		{events, []string{"a759ee6f", "035bba60", "e58a43ca", "6b58c7dc", "ccfc6795"}},
		{nft, []string{"06474d12", "94bf804d", "6352211e", "081812fc", "e985e9c5", "095ea7b3", "c87b56dd", "8231d129"}},
		{flags, []string{"8f27a822", "004a2670", "ba3683f7", "739471ca", "6897a1c4", "c535f2f0"}},
		{did, []string{"b2028b7d", "cc4a70ca", "68b4b2c1", "e8a81690"}},
		{batch, []string{"79df4b9c", "cf0491c7", "96e292b8"}},
		{calls, []string{"82ad56cb", "252dba42", "bce38bd7", "42cbb15c"}},
	} {
		for _, selector := range c.selectors {
			if _, err := c.abi.MethodById(common.FromHex(selector)); err != nil {
				t.Error(err)
			}
		}
	}
	for _, c := range []struct {
		abi   abi.ABI
		topic string
	}{
		{events, "0x312cdd3f77b3c79b8a01c27c96ae6f3f2a498fa5b46e3186e95facc6e479be7c"},
		{did, "0x13aef52bc4a99da04591533072e304017e3fb76f43e7fadd25eb7f514c5ef6e5"},
		{did, "0x018be4d5e2634aefdb51c4ddd186f33072cfb5f6baf685579c2e214995dc9e4f"},
		{did, "0x8d8507f4f79e585e0cbbdeff53c51bfb6ffa6d44fbcc86e46ece2fad02b5d902"},
		{batch, "0xbf855484633929c3d6688eb3caf8eff910fb4bef030a8d7dbc9390d26759714d"},
		{batch, "0xdbc5d06f4f877f959b1ff12d2161cdd693fa8e442ee53f1790b2804b24881f05"},
	} {
		if _, err := c.abi.EventByID(common.HexToHash(c.topic)); err != nil {
			t.Error(err)
		}
	}
}
