//go:build e2e

package httpapi

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

// TestDemoFleet serves the trees of the demo's chains and asks for every
// machine and operator of their indexes. The answers are the files of the
// tree, or the details of the indexes, and follow openapi.json.
func TestDemoFleet(t *testing.T) {
	for _, g := range generations {
		t.Run(string(g), func(t *testing.T) {
			w := &world{dir: filepath.Join(t.TempDir(), "public"), fleet: fleetOf(g), table: endpoints.Of(g)}
			demo := exec.Command("go", "run", "mcrpress/cmd/demo", "--serve=false", "--generation", string(g), "--out", w.dir)
			if out, err := demo.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			w.askForAll(t)
		})
	}
}

func (w *world) askForAll(t *testing.T) {
	_, base := start(t, w.dir, Options{})
	check := newChecker(t, w)
	expect := func(target string, status int, want string) {
		t.Helper()
		resp, body := get(t, base+target)
		if diff := cmp.Diff(want, string(body)); diff != "" || resp.StatusCode != status {
			t.Errorf("%s: %d, want %d (-want +got):\n%s", target, resp.StatusCode, status, diff)
		}
		check.answer(t, target, resp, body)
	}
	machines, err := answers.ReadMachines(os.DirFS(w.dir))
	if err != nil || len(machines) == 0 {
		t.Fatalf("%d machines, %v", len(machines), err)
	}
	for i := range machines {
		w.askFor(t, &machines[i], expect)
	}
	operators, err := answers.ReadOperators(os.DirFS(w.dir))
	if err != nil || len(operators) == 0 {
		t.Fatalf("%d operators, %v", len(operators), err)
	}
	for _, o := range operators {
		for offset := 0; offset == 0 || offset < o.Machines; offset += endpoints.PageSize {
			path := endpoints.OperatorPage(common.HexToAddress(o.Address), offset)
			expect(fmt.Sprintf("/operator/%s/machines?offset=%d", endpoints.DIDPrefix+o.Address, offset), 200, w.file(t, path))
		}
	}
}

// askFor asks for one machine at every endpoint that has a file of it.
func (w *world) askFor(t *testing.T, m *answers.MachineEntry, expect func(target string, status int, want string)) {
	t.Helper()
	for f := range w.table.All() {
		if f.Endpoint == nil || f.Of == endpoints.OfTree || f.Of == endpoints.OfOperator {
			continue
		}
		key, ok := m.Key(f.Of)
		before, _, _ := strings.Cut(f.Route, "{")
		target := before + key.ID.Dec()
		if f.TakesDID() {
			target = before + f.Grammar().DID(key)
		}
		switch {
		case ok:
			expect(target, 200, w.file(t, f.Path(key)))
		case f.Of == endpoints.OfProfile && m.Account != nil && m.Wallet != nil, f.Of == endpoints.OfMachine:
			expect(target, 404, detail(m.Resolves))
		}
	}
}
