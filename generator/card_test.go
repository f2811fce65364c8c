package generator

import (
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/endpoints"
	"mcrpress/templates"
)

var (
	anOwner    = common.HexToAddress("0x1111111111111111111111111111111111111111")
	anOperator = common.HexToAddress("0x2222222222222222222222222222222222222222")
)

func TestIdentify(t *testing.T) {
	tests := []struct {
		name    string
		machine chain.Machine
		want    templates.CardPage
	}{
		{
			"1.0 with an operator and a token",
			chain.Machine{
				TokenID: *uint256.NewInt(7), Operator: "did:peaq:" + anOperator.Hex(), OperatorAccount: anOperator,
				Gen1: &chain.Gen1Machine{Wallet: anOwner, Status: chain.StatusVerified},
			},
			templates.CardPage{
				Accounts: []templates.Account{{Name: "Wallet", Address: anOwner.Hex()}, {Name: "Operator", Address: anOperator.Hex(), Text: "did:peaq:" + anOperator.Hex(), Fleet: true}},
				TokenID:  "7", Status: "Verified",
			},
		},
		{
			"1.0 by itself",
			chain.Machine{Gen1: &chain.Gen1Machine{Wallet: anOwner, Status: chain.StatusPending}},
			templates.CardPage{
				Accounts: []templates.Account{{Name: "Wallet", Address: anOwner.Hex()}, {Name: "Operator", Text: "none: the machine manages itself", Fleet: true}},
				Status:   "Pending",
			},
		},
		{
			"2.0 on this chain",
			chain.Machine{
				OperatorAccount: anOperator, TokenID: *uint256.NewInt(9),
				Gen2: &chain.Gen2Machine{
					Owner: anOwner, Manufacturer: anOperator, Type: "robot", HomeChain: 1, Relocating: true,
					Paused:       chain.Pauses{Technical: true},
					Subscription: chain.Subscription{Status: chain.Grace, Tier: 1, PeriodStart: 5, PeriodEnd: 6},
				},
			},
			templates.CardPage{
				Accounts: []templates.Account{
					{Name: "Owner", Address: anOwner.Hex(), Text: "not known here", Fleet: true},
					{Name: "Controller", Text: "none: the owner alone", Fleet: true},
					{Name: "Operator", Address: anOperator.Hex(), Text: "none", Fleet: true},
					{Name: "Manufacturer", Address: anOperator.Hex()},
				},
				Type:         "robot",
				Home:         &templates.Home{Chain: 1, Relocating: true, TechnicalPause: true},
				Subscription: &templates.Subscription{Status: "grace", Tier: 1, Start: 5, End: 6},
			},
		},
		{
			"2.0 on another chain",
			chain.Machine{Foreign: true, Gen2: &chain.Gen2Machine{HomeChain: 5, Fraud: true, Subscription: chain.Subscription{Status: chain.Terminated}}},
			templates.CardPage{
				Accounts: []templates.Account{
					{Name: "Owner", Text: "not known here", Fleet: true},
					{Name: "Controller", Text: "not known here", Fleet: true},
					{Name: "Operator", Text: "none", Fleet: true},
				},
				Home:         &templates.Home{Chain: 5},
				Subscription: &templates.Subscription{Status: "terminated", Fraud: true},
			},
		},
	}
	for _, test := range tests {
		var page templates.CardPage
		identify(&page, &test.machine)
		if diff := cmp.Diff(test.want, page); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		generation := chain.Gen1
		if test.machine.Gen2 != nil {
			generation = chain.Gen2
		}
		if got := cells(&test.machine); len(got) != len(columns[generation]) {
			t.Errorf("%s: %d cells for %d columns", test.name, len(got), len(columns[generation]))
		}
	}
}

func TestControllerView(t *testing.T) {
	for _, test := range []struct {
		name       string
		controller common.Address
		foreign    bool
		want       templates.Account
	}{
		{"the owner", anOwner, false, templates.Account{Text: "the owner"}},
		{"nobody", common.Address{}, false, templates.Account{Text: "none: the owner alone"}},
		{"another", anOperator, false, templates.Account{Address: anOperator.Hex()}},
		{"unknown", common.Address{}, true, templates.Account{Text: "not known here"}},
	} {
		m := chain.Machine{Foreign: test.foreign, Gen2: &chain.Gen2Machine{Owner: anOwner, Controller: test.controller}}
		test.want.Name, test.want.Fleet = "Controller", true
		if diff := cmp.Diff(test.want, controllerView(&m)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestAnswersView(t *testing.T) {
	for generation, want := range map[chain.Generation][]string{
		chain.Gen1: {"mcr/0x…", "machine/0x…", "operator/0x…/machines", "metadata/<id>", "machines/<id>"},
		chain.Gen2: {"mcr/<id>", "machine/<id>", "operator/0x…/machines", "metadata/<id>", "machines/<id>"},
	} {
		var got []string
		for _, a := range answersView(endpoints.Of(generation)) {
			got = append(got, a.Path)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", generation, diff)
		}
	}
}

func TestRootPath(t *testing.T) {
	for base, want := range map[string]string{
		"": "/", "https://mcr.example.org": "/", "https://example.org/mcr": "/mcr/", "https://example.org/a%20b/c": "/a%20b/c/",
	} {
		if got := rootPath(base); got != want {
			t.Errorf("the 404 page of %q links to %s, want %s", base, got, want)
		}
	}
}
