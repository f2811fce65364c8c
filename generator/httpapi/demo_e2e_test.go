//go:build e2e

package httpapi

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/generator"
	"mcrpress/generator/endpoints"
)

// TestDemoFleet serves the tree of the demo's chain and asks for every
// machine and operator of its indexes. The answers are the files of the tree,
// or the details of the indexes, and follow openapi.json.
func TestDemoFleet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	if out, err := exec.Command("go", "run", "mcrpress/cmd/demo", "--serve=false", "--out", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	_, base := start(t, dir, Options{})
	check := newChecker(t, fixture(t))
	expect := func(target string, status int, want string) {
		t.Helper()
		resp, body := get(t, base+target)
		if diff := cmp.Diff(want, string(body)); diff != "" || resp.StatusCode != status {
			t.Errorf("%s: %d, want %d (-want +got):\n%s", target, resp.StatusCode, status, diff)
		}
		check.answer(t, target, resp, body)
	}
	machines := decoded[generator.MachineIndex](t, dir, "index/machines.json").Machines
	if len(machines) == 0 {
		t.Fatal("the demo has no machine")
	}
	for _, m := range machines {
		expectMachine(t, dir, m, expect)
	}
	for _, o := range decoded[generator.OperatorIndex](t, dir, "index/operators.json").Operators {
		address := common.HexToAddress(o.Address)
		for offset := 0; offset == 0 || offset < len(o.Machines); offset += endpoints.PageSize {
			expect(fmt.Sprintf("/operator/%s/machines?offset=%d", didPrefix+o.Address, offset), 200, fileOf(t, dir, endpoints.Operator(address, offset)))
		}
	}
}

// expectMachine asks for one machine by all its names.
func expectMachine(t *testing.T, dir string, m generator.MachineEntry, expect func(target string, status int, want string)) {
	t.Helper()
	id := uint256.Int(m.MachineID)
	if m.Wallet == nil {
		expect("/machines/"+id.Dec(), 404, detail(m.Resolves))
		return
	}
	wallet := common.HexToAddress(*m.Wallet)
	expect("/machines/"+id.Dec(), 200, fileOf(t, dir, endpoints.Machines(&id)))
	if m.Resolves != "ok" {
		expect("/mcr/"+*m.Wallet, 404, detail(m.Resolves))
		expect("/machine/"+*m.Wallet, 404, detail(m.Resolves))
		return
	}
	expect("/mcr/"+didPrefix+*m.Wallet, 200, fileOf(t, dir, endpoints.MCR(wallet)))
	expect("/machine/"+*m.Wallet, 200, fileOf(t, dir, endpoints.Machine(wallet)))
	if m.TokenID != nil {
		token := uint256.Int(*m.TokenID)
		expect("/metadata/"+token.Dec(), 200, fileOf(t, dir, endpoints.Metadata(&token)))
	}
}
