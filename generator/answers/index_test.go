package answers

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/holiman/uint256"

	"mcrpress/generator/endpoints"
)

// left is an index of ids in files of the given lengths.
func left(t *testing.T, lengths ...int) fstest.MapFS {
	tree := fstest.MapFS{}
	offset := 0
	for i, n := range lengths {
		file := LeftIndex{}
		for j := range n {
			file.Machines = append(file.Machines, ID(*uint256.NewInt(uint64(offset + j))))
		}
		path := endpoints.Index(endpoints.LeftIndex, offset)
		if offset += n; i < len(lengths)-1 {
			next := endpoints.Index(endpoints.LeftIndex, offset)
			file.Next = &next
		}
		tree[path] = &fstest.MapFile{Data: []byte(text(t, file))}
	}
	return tree
}

func TestIndexesAreReadWhole(t *testing.T) {
	for _, lengths := range [][]int{{0}, {3}, {10_000}, {10_000, 10_000, 1}} {
		want := 0
		for _, n := range lengths {
			want += n
		}
		ids, err := ReadLeft(left(t, lengths...))
		if err != nil || len(ids) != want {
			t.Errorf("%v: %d ids, %v", lengths, len(ids), err)
		}
		for i, id := range ids {
			if id.String() != fmt.Sprint(i) {
				t.Fatalf("%v: id %d is %s", lengths, i, id)
			}
		}
	}
}

func TestIndexesEnd(t *testing.T) {
	short := left(t, 3, 2)
	itself := fstest.MapFS{"index/left.json": {Data: []byte(`{"machines":[],"next":"index/left.json"}`)}}
	elsewhere := fstest.MapFS{"index/left.json": {Data: []byte(strings.Replace(string(left(t, 10_000, 1)["index/left.json"].Data), "10000.json", "20000.json", 1))}}
	for name, tree := range map[string]fstest.MapFS{"a short file": short, "itself": itself, "elsewhere": elsewhere, "nothing": {}} {
		if ids, err := ReadLeft(tree); err == nil {
			t.Errorf("%s: %d ids were read", name, len(ids))
		}
	}
}

func TestSnapshotsOfOtherSchemas(t *testing.T) {
	for text, want := range map[string]string{
		`{"schema":1,"network":"peaq","chain_id":3338,"block":{"number":7},"counts":{"ratings":[1]}}`:               `1 peaq 3338 7 ""`,
		`{"schema":2,"network":"peaq","generation":"2.0","chain_id":3338,"block":{"number":7},"counts":{"left":1}}`: `2 peaq 3338 7 "2.0"`,
		`{"schema":3,"generation":["3.0"]}`: `3  0 0 ""`,
	} {
		s, err := ParseSnapshot([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := fmt.Sprintf("%d %s %d %d %q", s.Schema, s.Network, s.ChainID, s.Block.Number, s.Generation); got != want {
			t.Errorf("%s is read as %s", text, got)
		}
	}
	for _, text := range []string{``, `[]`, `{"schema":"2"}`, `{"schema":2,"counts":[]}`} {
		if _, err := ParseSnapshot([]byte(text)); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func TestAppendedMachinesAreAnIndex(t *testing.T) {
	next := "index/machines/10000.json"
	owner, score := "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", 71
	list := []MachineEntry{
		{MachineID: ID(*uint256.NewInt(1)), Token: &Token{}, Home: &Home{Subscription: "active"}},
		{MachineID: ID(*uint256.NewInt(2)), Operator: &owner, Rated: Rated{MCR: "<A&B>", MCRScore: score}},
	}
	for n := range len(list) + 1 {
		for _, next := range []*string{nil, &next} {
			want, err := Encode(MachineIndex{Machines: list[:n:n], Next: next})
			if err != nil {
				t.Fatal(err)
			}
			var got []byte
			for i := range list[:n] {
				if got, err = AppendMachine(got, &list[i]); err != nil {
					t.Fatal(err)
				}
			}
			got, err = EndMachines(got, next)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d machines: %s, %v; want %s", n, got, err, want)
			}
		}
	}
}
