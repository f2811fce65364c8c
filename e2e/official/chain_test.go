//go:build e2e

package official

import (
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/read"
	"mcrpress/chain/rpc"
	"mcrpress/chain/store"
	"mcrpress/e2e/pypi"
)

// mining serves an embedded chain that takes transactions.
func mining(t *testing.T, generation chain.Generation) (*devchain.Chain, *devchain.Node) {
	t.Helper()
	blocks, err := devchain.Build(devchain.Options{Generation: generation})
	if err != nil {
		t.Fatal(err)
	}
	node, err := blocks.ServeMining()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := node.Close(); err != nil {
			t.Error(err)
		}
	})
	return blocks, node
}

// fleet reads the chain as a build does.
func fleet(t *testing.T, blocks *devchain.Chain, node *devchain.Node) *chain.Fleet {
	t.Helper()
	client, err := rpc.Dial([]string{node.URL()}, rpc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	reader, err := read.Open(t.Context(), client, blocks.Deployment(), read.Options{Block: "latest"})
	if err != nil {
		t.Fatal(err)
	}
	memory, err := store.NewTemp()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := memory.Close(); err != nil {
			t.Error(err)
		}
	})
	reading, err := reader.Update(t.Context(), memory)
	if err != nil {
		t.Fatal(err)
	}
	f, err := reading.Fleet()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// machine finds a machine by its decimal id.
func machine(t *testing.T, f *chain.Fleet, id string) chain.Machine {
	t.Helper()
	for _, m := range f.Machines {
		if m.ID.Dec() == id {
			return m
		}
	}
	t.Fatalf("the reader has no machine %s", id)
	return chain.Machine{}
}

// funded lists private keys of accounts that own money on the embedded chain.
func funded(n int) (list []string) {
	for _, key := range devchain.Writers()[:n] {
		list = append(list, hexutil.Encode(crypto.FromECDSA(key)))
	}
	return list
}

// written is a machine as write.py registered it.
type written struct {
	ID         int64   `json:"id"`
	Wallet     string  `json:"wallet"`
	Operator   string  `json:"operator"` // empty for none
	Token      int64   `json:"nft_token_id"`
	DID        string  `json:"operator_did"`
	Docs       string  `json:"documentation_url"`
	API        string  `json:"data_api"`
	Visibility string  `json:"data_visibility"`
	Machines   []int64 `json:"machines"` // of the operator's attribute
	Events     []event `json:"events"`
}

// event is one event as it was submitted.
type event struct {
	Type        uint8  `json:"type"`
	Value       string `json:"value"`
	Currency    string `json:"currency"`
	Time        uint64 `json:"time"`
	DataHash    string `json:"data_hash"`
	Trust       uint8  `json:"trust"`
	SourceChain uint64 `json:"source_chain"`
	SourceTx    string `json:"source_tx"`
	Metadata    string `json:"metadata"` // hex
}

// What SDK 0.3.0 writes is what the reader reads.
func TestSDKWrites(t *testing.T) {
	blocks, node := mining(t, chain.Gen1)
	contracts := map[string]string{"batch_precompile": "0x0000000000000000000000000000000000000805"}
	for _, role := range []chain.Role{chain.IdentityRegistry, chain.IdentityStaking, chain.MachineNFT, chain.DIDRegistry} {
		contracts[string(role)] = blocks.Deployment().Contracts.Of(role).Hex()
	}
	registries := blocks.Deployment().Contracts.All(chain.EventRegistry)
	contracts[string(chain.EventRegistry)] = registries[len(registries)-1].Hex()
	setup := map[string]any{"contracts": contracts, "keys": funded(2)}
	said := script[map[string]any, written](t, pypi.New(t, sdkCurrency), "write.py", []map[string]any{setup}, node.URL())
	if len(said) != 2 {
		t.Fatalf("%d machines were written", len(said))
	}
	f := fleet(t, blocks, node)
	for _, w := range said {
		m := machine(t, f, fmt.Sprint(w.ID))
		if d := cmp.Diff(w, seen(t, f, m, w)); d != "" {
			t.Errorf("machine %d (-written +read):\n%s", w.ID, d)
		}
		if !m.Bonded {
			t.Errorf("machine %d is not bonded", w.ID)
		}
	}
}

// seen is what the reader says of a machine, in the words of write.py. What a
// self-managed machine has and a managed one has not is compared where it was
// written.
func seen(t *testing.T, f *chain.Fleet, m chain.Machine, w written) written {
	t.Helper()
	s := written{ID: int64(m.ID.Uint64()), Wallet: m.Gen1.Wallet.Hex()}
	if w.Operator != "" && m.Gen1.OperatorOf != (common.Address{}) {
		s.Operator = m.Gen1.OperatorOf.Hex()
	}
	if w.Token != 0 {
		s.Token, s.DID, s.Docs = int64(m.TokenID.Uint64()), m.Operator, m.DocumentationURL
		s.API, s.Visibility = m.DataAPI, m.DataVisibility
	}
	for _, o := range f.Operators {
		if len(w.Machines) > 0 && o.Address.Hex() == w.Operator {
			for _, id := range o.Listed {
				s.Machines = append(s.Machines, int64(id.Uint64()))
			}
		}
	}
	list, err := f.Events.Of(m.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range list {
		if e.Provenance == nil || e.Index != uint64(i) {
			t.Errorf("event %d of machine %s has index %d and provenance %v", i, m.ID.Dec(), e.Index, e.Provenance)
		}
		s.Events = append(s.Events, event{
			Type: e.Type, Value: e.Value.Dec(), Currency: e.Currency, Time: e.Time.Uint64(),
			DataHash: e.DataHash.Hex(), Trust: e.Trust, SourceChain: e.SourceChain.Uint64(), SourceTx: e.SourceTx.Hex(),
			Metadata: hex.EncodeToString(e.Metadata),
		})
	}
	return s
}
