package generator

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/generator/state"
)

// rowsPart is a part with nothing but rows, some in a file.
func rowsPart(t *testing.T, inFile int, ids ...uint256.Int) *part {
	t.Helper()
	pt := &part{Part: Part{Name: "it"}, shard: read.Shard{Of: 1}, machines: len(ids), rowsDir: t.TempDir()}
	pt.pointer.Generation = chain.Gen2
	if err := os.Mkdir(filepath.Join(pt.rowsDir, partDir), 0o755); err != nil {
		t.Fatal(err)
	}
	for some := range slices.Chunk(ids, inFile) {
		var body []byte
		for _, id := range some {
			machine := appendSized(nil, state.Encode(&chain.Machine{ID: id, Gen2: &chain.Gen2Machine{}}))
			body = appendSized(body, append(machine, "row of "+id.Dec()...))
		}
		if err := os.WriteFile(filepath.Join(pt.rowsDir, chunkFile(len(pt.rows))), body, 0o600); err != nil {
			t.Fatal(err)
		}
		pt.rows = append(pt.rows, partFile{Size: int64(len(body))})
	}
	return pt
}

// The machines of all parts come by ascending id, each with its row.
func TestQueues(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{1, 2, 9} {
		all := ascending(r, 300)
		split := make([][]uint256.Int, n)
		for _, id := range all {
			if i := r.IntN(n); i > 0 || n < 9 { // else the first is empty
				split[i] = append(split[i], id)
			} else {
				split[1] = append(split[1], id)
			}
		}
		ps := &parts{}
		for _, ids := range split {
			ps.list = append(ps.list, rowsPart(t, 7, ids...))
		}
		i := 0
		for got, err := range ps.all {
			if err != nil {
				t.Fatal(err)
			}
			if id := got.machine.ID; id != all[i] || string(got.row) != "row of "+id.Dec() {
				t.Fatalf("%d of %d parts: machine %s with the %s, want %s", i, n, id.Dec(), got.row, all[i].Dec())
			}
			i++
		}
		if i != len(all) {
			t.Errorf("%d machines of %d parts, want %d", i, n, len(all))
		}
	}
}

func TestQueuesOfDamagedParts(t *testing.T) {
	id := func(n uint64) uint256.Int { return *uint256.NewInt(n) }
	holds := func(body ...byte) func(*part) error {
		return func(pt *part) error { return os.WriteFile(filepath.Join(pt.rowsDir, chunkFile(0)), body, 0o600) }
	}
	for want, c := range map[string]struct {
		ids    []uint256.Int
		damage func(*part) error
	}{
		"machine 3 is out of order": {[]uint256.Int{id(1), id(4), id(3)}, nil},
		"machine 4 is out of order": {[]uint256.Int{id(1), id(4), id(4)}, nil},
		"machine 1 is of another shard or generation": {[]uint256.Int{id(1)}, func(pt *part) error {
			pt.pointer.Generation = chain.Gen1
			return nil
		}},
		"it has 2 machines, and should have 3": {[]uint256.Int{id(1), id(2)}, func(pt *part) error {
			pt.machines++
			return nil
		}},
		"rows.000000000: it ends too early": {[]uint256.Int{id(1)}, holds(5)},
		"rows.000000000: unexpected EOF":    {[]uint256.Int{id(1)}, holds(5, 'x')},
		"it ends too early":                 {[]uint256.Int{id(1)}, holds(0xff, 0x7f)},
		"holds no such value":               {[]uint256.Int{id(1)}, holds(appendSized(nil, appendSized(nil, nil))...)},
		"rows.000000001": {[]uint256.Int{id(1), id(2), id(3)}, func(pt *part) error {
			return os.Remove(filepath.Join(pt.rowsDir, chunkFile(1)))
		}},
	} {
		pt := rowsPart(t, 2, c.ids...)
		if c.damage != nil {
			if err := c.damage(pt); err != nil {
				t.Fatal(err)
			}
		}
		var failed error
		for _, failed = range (&parts{list: []*part{rowsPart(t, 2, id(2)), pt}}).all {
		}
		if failed == nil || !strings.HasPrefix(failed.Error(), "part it: ") || !strings.Contains(failed.Error(), want) {
			t.Errorf("%v, want %q", failed, want)
		}
	}
}
