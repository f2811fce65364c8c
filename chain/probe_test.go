package chain_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
)

func probe(t *testing.T, url string, d chain.Deployment) *chain.Probe {
	t.Helper()
	r, err := chain.Open(t.Context(), dial(t, hurried(), url), d, chain.Options{Block: "finalized"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestProbe(t *testing.T) {
	net := demonet(t)
	known := net.deployment()
	bare := net.deployment(noMulticall, func(d *chain.Deployment) { d.StartBlock, d.Views = 0, chain.Views{} })
	p := probe(t, net.node.URL(), bare)
	if p.ChainID != known.ChainID || p.Block.Number != net.chain.Head().Number.Uint64() || p.Block.Time != net.chain.Head().Time || !p.History {
		t.Errorf("%d, %+v, %v", p.ChainID, p.Block, p.History)
	}
	if p.Deployment.Contracts.Multicall3 == nil || *p.Deployment.Contracts.Multicall3 != *known.Contracts.Multicall3 {
		t.Error("Multicall3 is not found at its usual address")
	}
	if got, want := p.Deployment.Views.NegativeFlag.String(), known.Views.NegativeFlag.String(); got != want {
		t.Errorf("view of flags is %q, not %q", got, want)
	}
	if got, want := p.Deployment.Views.TrustOverride.String(), known.Views.TrustOverride.String(); got != want {
		t.Errorf("view of overrides is %q, not %q", got, want)
	}
	for _, limit := range slices.Concat(p.Batches, p.LogRanges) {
		if !limit.Taken {
			t.Errorf("a size of %d is not taken: %s", limit.Size, limit.Error)
		}
	}
	implementations := (&oracle{t, net.client, known, net.chain.Head().Number}).contracts()
	for i, c := range p.Contracts {
		want := implementations[i]
		if c.Role != want.Role || c.Address != want.Address || (c.Implementation != nil) != (want.Implementation != common.Address{}) ||
			c.Implementation != nil && *c.Implementation != want.Implementation {
			t.Errorf("contract %d is %+v, not %+v", i, c, want)
		}
		if c.CodeBytes == 0 || !c.Multicall && !slices.Contains([]string{"multicall3", "event_registry", "admin_flags"}, c.Role) {
			t.Errorf("%s has %d bytes of code, Multicall3 reads it: %v", c.Role, c.CodeBytes, c.Multicall)
		}
	}
	// What is found is what the demo's contracts have of the candidates.
	found := map[string]string{}
	for _, c := range p.Contracts {
		for _, v := range c.Views {
			if v.InCode {
				found[c.Role+"."+v.Signature] = v.Answer
			} else if v.Answer != "" {
				t.Errorf("%s of %s is not in the code and answers %s", v.Signature, c.Role, v.Answer)
			}
		}
	}
	for name, want := range map[string]string{
		"identity_registry.machineExists(uint256)":      word(1),
		"identity_registry.minBond()":                   word(1e18),
		"identity_staking.stakeOf(uint256)":             word(1e18),
		"identity_staking.stakeFor(uint256)":            "", // writes: not called
		"event_registry.identityRegistryAddress()":      "0x" + strings.Repeat("0", 24) + strings.ToLower(known.Contracts.IdentityRegistry.String()[2:]),
		"event_registry.eventAt(uint256,uint256)":       found["event_registry.eventAt(uint256,uint256)"],
		"machine_nft.machineIdOf(uint256)":              word(8),
		"admin_flags.negativeFlagAt(uint256)":           word(0),
		"admin_flags.trustOverride(uint256)":            word(0) + word(0)[2:],
		"multicall3.getChainId()":                       word(known.ChainID),
		"did_registry.readAttribute(address,bytes)":     "", // nobody wrote that one
		"multicall3.aggregate3((address,bool,bytes)[])": "",
	} {
		if got, ok := found[name]; !ok || got != want {
			t.Errorf("%s: in the code: %v, answers %q, not %q", name, ok, got, want)
		}
	}
	if _, ok := found["event_registry.totalEvents()"]; ok {
		t.Error("finds a view that is not there")
	}
}

func TestProbeOfNarrowEndpoint(t *testing.T) {
	net := demonet(t)
	narrow := newProxy(t, net.node.URL(), func(n int) fault {
		if n < 1 {
			return honest
		}
		return func(p *proxy, w http.ResponseWriter, x *exchange) {
			if len(x.calls) > 40 {
				smallBatches(40)(p, w, x)
				return
			}
			limitLogs(50)(p, w, x)
		}
	})
	p := probe(t, narrow.url, net.deployment())
	for _, limit := range p.Batches {
		if limit.Taken != (limit.Size <= 40) {
			t.Errorf("batch of %d: taken is %v", limit.Size, limit.Taken)
		}
	}
	for _, limit := range p.LogRanges {
		if limit.Taken || !strings.Contains(limit.Error, "maximum 50") {
			t.Errorf("range of %d: %+v", limit.Size, limit)
		}
	}
}

func TestProbeWithoutContracts(t *testing.T) {
	net := demonet(t)
	empty := net.deployment(func(d *chain.Deployment) {
		d.Contracts.MachineNFT, d.Contracts.Multicall3 = chain.Address{5: 1}, &chain.Address{5: 2}
	})
	p := probe(t, net.node.URL(), empty)
	for _, c := range p.Contracts {
		missing := c.Role == "machine_nft" || c.Role == "multicall3"
		if (c.CodeBytes == 0) != missing || c.Multicall {
			t.Errorf("%s: %d bytes of code, Multicall3 reads it: %v", c.Role, c.CodeBytes, c.Multicall)
		}
	}
	if p.Deployment.Contracts.Multicall3 != nil {
		t.Error("the deployment file names a Multicall3 that is not there")
	}
}
