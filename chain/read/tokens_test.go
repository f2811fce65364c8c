package read_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/evm"
)

// machineIn is a machine of a fleet.
func machineIn(t *testing.T, fleet *chain.Fleet, id uint256.Int) *chain.Machine {
	t.Helper()
	i := slices.IndexFunc(fleet.Machines, func(m chain.Machine) bool { return m.ID == id })
	if i < 0 {
		t.Fatalf("no machine %s", id.Dec())
	}
	return &fleet.Machines[i]
}

// ask gives the number that a view of MachineNFT answers, zero where it reverts.
func (n *devnet) ask(t *testing.T, signature string, about uint256.Int) (number uint256.Int) {
	t.Helper()
	d := n.deployment()
	nft := d.Contracts.Of(chain.MachineNFT)
	call := ethereum.CallMsg{To: &nft, Data: evm.SelectorOf(signature).Encode(about.Bytes32())}
	answer, err := n.client.CallContract(t.Context(), call, nil)
	if err == nil {
		number.SetBytes(answer)
	}
	return number
}

// A machine has metadata where both views of MachineNFT agree on its token.
func TestTokens(t *testing.T) {
	before := demonet(t, chain.Gen1).fresh(t, "finalized")
	members := map[string]devchain.Member{}
	for _, m := range demonet(t, chain.Gen1).chain.Fleet() {
		members[m.State] = m
	}
	token := func(state string) uint256.Int { return machineIn(t, &before.Fleet, members[state].ID).TokenID }
	const holder, sharer, unminted, robbed, bare, walletless = "rating AAA", "rating AA", "rating A", "rating BBB", "no NFT", "a machine without a wallet"
	named := map[string]uint256.Int{
		sharer:   token(holder),     // who keeps it
		unminted: id(99_999),        // is no machine's
		robbed:   token(unminted),   // whose it is, though that one does not name it
		bare:     token(walletless), // whose it is
	}
	var steps []devchain.Step
	for state, token := range named {
		steps = append(steps, devchain.Retoken(members[state], token.Uint64()))
	}
	c, err := demonet(t, chain.Gen1).chain.Extend(devchain.All(steps...))
	if err != nil {
		t.Fatal(err)
	}
	net, err := serve(c)
	if err != nil {
		t.Fatal(err)
	}
	defer net.node.Close()
	after := net.fresh(t, "latest")
	want := map[string]string{}
	for state, token := range named {
		m := machineIn(t, &after.Fleet, members[state].ID)
		of := net.ask(t, "machineIdOf(uint256)", token)
		want[m.ID.Dec()] = fmt.Sprintf("tokenIdOf is %s, machineIdOf of which is %s", token.Dec(), of.Dec())
	}
	got := map[string]string{}
	for _, f := range after.Fleet.Findings {
		if f.Kind == chain.UnconfirmedToken {
			got[f.MachineID.Dec()] = f.Detail
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("findings (-want +got):\n%s", d)
	}
	with := 0
	for i := range after.Fleet.Machines {
		m := &after.Fleet.Machines[i]
		token := net.ask(t, "tokenIdOf(uint256)", m.ID)
		own := !token.IsZero() && net.ask(t, "machineIdOf(uint256)", token) == m.ID
		if own != (m.TokenID == token && !token.IsZero()) || !own && !m.TokenID.IsZero() {
			t.Errorf("machine %s: token %s is read as %s", m.ID.Dec(), token.Dec(), m.TokenID.Dec())
		}
		if m.Metadata != (own && m.Gen1.Wallet != common.Address{}) {
			t.Errorf("machine %s: metadata is %v", m.ID.Dec(), m.Metadata)
		}
		if m.Metadata {
			with++
		}
	}
	if with < len(after.Fleet.Machines)/2 || !machineIn(t, &after.Fleet, members[holder].ID).Metadata {
		t.Errorf("%d machines have metadata", with)
	}
	if d := cmp.Diff([]uint256.Int{token(walletless)}, after.Fleet.Unresolved.Tokens); d != "" {
		t.Errorf("unresolved tokens (-want +got):\n%s", d)
	}
}

// What machineIdOf may answer of one machine's token, and of all.
func TestTokenAnswers(t *testing.T) {
	net := demonet(t, chain.Gen1)
	d := net.deployment(noMulticall)
	whole := net.fresh(t, faultBlock)
	asked := whole.Fleet.Machines[1]
	if !asked.Metadata {
		t.Fatal("the machine has no metadata")
	}
	revert := func(message string) func(*wireAnswer) { return func(a *wireAnswer) { fail(a, 3, message) } }
	result := func(data string) func(*wireAnswer) {
		return func(a *wireAnswer) { a.Result = json.RawMessage(`"` + data + `"`) }
	}
	selector := evm.SelectorOf("machineIdOf(uint256)")
	one := common.Bytes2Hex(selector.Encode(asked.TokenID.Bytes32()))
	for name, tt := range map[string]struct {
		answer func(*wireAnswer)
		kinds  []chain.FindingKind
	}{
		"another machine":              {result(word(1)), []chain.FindingKind{chain.UnconfirmedToken}},
		"none":                         {result(word(0)), []chain.FindingKind{chain.UnconfirmedToken}},
		"a revert that gives a reason": {revert("execution reverted: no such token"), []chain.FindingKind{chain.UnconfirmedToken}},
		"a revert that gives none":     {revert("execution reverted"), []chain.FindingKind{chain.UnreadableView, chain.UnconfirmedToken}},
		"less than a word":             {result("0x01"), []chain.FindingKind{chain.UnreadableView, chain.UnconfirmedToken}},
		"nothing":                      {result("0x"), []chain.FindingKind{chain.UnreadableView, chain.UnconfirmedToken}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := func(calls string) string {
				p := newProxy(t, net.node.URL(), func(int) fault {
					return altered(func(call *wireCall, a *wireAnswer) {
						if _, data, ok := callOf(call); ok && strings.HasPrefix(strings.TrimPrefix(data, "0x"), calls) {
							tt.answer(a)
						}
					})
				})
				return p.url
			}
			fleet, err := readAt(t, dial(t, hurried(), answers(one)), d, faultBlock, tempStore(t))
			if err != nil {
				t.Fatal(err)
			}
			var kinds []chain.FindingKind
			for _, f := range fleet.Findings {
				if *f.MachineID == asked.ID {
					kinds = append(kinds, f.Kind)
				}
			}
			m := &fleet.Machines[1]
			if !slices.Equal(kinds, tt.kinds) || m.Metadata || !m.TokenID.IsZero() {
				t.Errorf("findings %v, token %s, metadata %v", kinds, m.TokenID.Dec(), m.Metadata)
			}
			if !fleet.Machines[0].Metadata {
				t.Error("another machine has lost its metadata")
			}

			_, err = readAt(t, dial(t, hurried(), answers(common.Bytes2Hex(selector[:]))), d, faultBlock, tempStore(t))
			unreadable := slices.Contains(tt.kinds, chain.UnreadableView)
			if unreadable != (err != nil) || unreadable && (!errors.Is(err, chain.ErrDeployment) || !strings.Contains(err.Error(), "machineIdOf")) {
				t.Errorf("of all tokens: %v", err)
			}
		})
	}
}
