package read_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
	"mcrpress/chain/read"
)

func probe(t *testing.T, url string, d chain.Deployment) *read.Probe {
	t.Helper()
	r, err := read.Open(t.Context(), dial(t, hurried(), url), d, read.Options{Block: "finalized"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestProbe(t *testing.T) { both(t, probeDemo) }

func probeDemo(t *testing.T, net *devnet) {
	known := net.deployment()
	bare := net.deployment(noMulticall, func(d *chain.Deployment) { d.StartBlock = 0 })
	p := probe(t, net.node.URL(), bare)
	if p.ChainID != known.ChainID || p.Block.Number != net.head() || p.Block.Time != net.chain.Head().Time || !p.History {
		t.Errorf("%d, %+v, %v", p.ChainID, p.Block, p.History)
	}
	if len(bare.Contracts[chain.Multicall3]) != 0 {
		t.Error("the probe changed the deployment that it was given")
	}
	if p.Deployment.Contracts.Of(chain.Multicall3) != known.Contracts.Of(chain.Multicall3) {
		t.Error("Multicall3 is not found at its usual address")
	}
	for _, limit := range slices.Concat(p.Batches, p.LogRanges) {
		if !limit.Taken {
			t.Errorf("a size of %d is not taken: %s", limit.Size, limit.Error)
		}
	}
	surface := map[chain.Role][]string{}
	for _, item := range read.Surface() {
		if item.Kind == "function" && item.Generation == known.Generation {
			surface[item.Role] = append(surface[item.Role], item.Signature)
		}
	}
	for i, c := range p.Contracts {
		if want := p.Deployment.Listed()[i]; c.Role != want.Role || c.Address != want.Address || c.CodeBytes == 0 {
			t.Errorf("contract %d is %+v", i, c)
		}
		if bare := c.Role == chain.DIDRegistry || c.Role == chain.Multicall3; bare == (c.Implementation != nil) {
			t.Errorf("%s has the implementation %v", c.Role, c.Implementation)
		}
		for _, f := range c.Functions {
			if slices.Contains(surface[c.Role], f.Signature) && !f.InCode {
				t.Errorf("%s lacks %s, which is read", c.Role, f.Signature)
			}
			if f.Signature == "MAX_QUERY_LIMIT()" && f.Answer != word(100) {
				t.Errorf("%s of %s answers %s", f.Signature, c.Role, f.Answer)
			}
			if !f.InCode && f.Answer != "" {
				t.Errorf("%s of %s is not in the code and answers %s", f.Signature, c.Role, f.Answer)
			}
		}
		if has := c.Has(); len(c.Functions) > 0 && (has == 0 || has > len(c.Functions)) {
			t.Errorf("%s has %d functions of %d", c.Role, has, len(c.Functions))
		}
	}
}

// A deployment of 2.0 is found by its InfoDesk alone, and can be read.
func TestDiscover(t *testing.T) {
	net := demonet(t, chain.Gen2)
	known := net.deployment()
	client := dial(t, hurried(), net.node.URL())
	found, err := read.Discover(t.Context(), client, "finalized", known.Contracts.Of(chain.InfoDesk))
	if err != nil {
		t.Fatal(err)
	}
	if found.ChainID != known.ChainID || found.Generation != chain.Gen2 || found.Validate() != nil {
		t.Errorf("found %+v", found)
	}
	for _, rule := range chain.Gen2.Roles() {
		if rule.Required && found.Contracts.Of(rule.Role) != known.Contracts.Of(rule.Role) {
			t.Errorf("%s is %s, not %s", rule.Role, found.Contracts.Of(rule.Role), known.Contracts.Of(rule.Role))
		}
	}
	p := probe(t, net.node.URL(), found)
	if p.Deployment.StartBlock == 0 && !p.History {
		t.Errorf("start block %d", p.Deployment.StartBlock)
	}
	for name, desk := range map[string]common.Address{
		"another contract": known.Contracts.Of(chain.MachineRegistry),
		"no contract":      {5: 1},
	} {
		if _, err := read.Discover(t.Context(), client, "finalized", desk); !errors.Is(err, chain.ErrDeployment) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestProbeOfNarrowEndpoint(t *testing.T) {
	net := demonet(t, chain.Gen1)
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
	net := demonet(t, chain.Gen1)
	empty := net.deployment(func(d *chain.Deployment) {
		d.Contracts.Set(chain.MachineNFT, common.Address{5: 1})
		d.Contracts.Set(chain.Multicall3, common.Address{5: 2})
	})
	p := probe(t, net.node.URL(), empty)
	for _, c := range p.Contracts {
		if (c.CodeBytes == 0) != (c.Role == chain.MachineNFT) || c.Multicall || c.CodeBytes == 0 && c.Has() != 0 {
			t.Errorf("%s: %d bytes of code, Multicall3 reads it: %v", c.Role, c.CodeBytes, c.Multicall)
		}
	}
	if len(p.Deployment.Contracts[chain.Multicall3]) != 0 {
		t.Error("the deployment file names a Multicall3 that is not there")
	}
}
