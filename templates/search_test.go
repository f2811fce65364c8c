package templates

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// finder looks machines up the way fleet.js does: index first, then the one
// file that can hold the answer.
type finder struct {
	t     *testing.T
	files map[string][]byte
	index searchIndex
}

func newFinder(t *testing.T, columns []Column, rows []MachineRow, operators []OperatorRow) *finder {
	t.Helper()
	f := &finder{t: t, files: map[string][]byte{}}
	for file := range Search(columns, slices.Values(rows), operators) {
		if _, twice := f.files[file.Path]; twice {
			t.Fatalf("%s twice", file.Path)
		}
		f.files[file.Path] = file.Body
	}
	f.load("index", &f.index)
	return f
}

func (f *finder) load(name string, value any) {
	f.t.Helper()
	if err := json.Unmarshal(f.files["index/search/"+name+".json"], value); err != nil {
		f.t.Fatalf("%s: %v", name, err)
	}
}

func (f *finder) wallet(address string) int {
	name := strings.ToLower(address[2 : 2+f.index.Digits])
	if f.index.Digits == 0 {
		name = "all"
	}
	var shard struct{ Wallets [][2]any }
	f.load("addresses/"+name, &shard)
	for _, pair := range shard.Wallets {
		if pair[0] == strings.ToLower(address[2:]) {
			return int(pair[1].(float64))
		}
	}
	return -1
}

func (f *finder) token(token string) int {
	for i := len(f.index.Tokens) - 1; i >= 0; i-- {
		if first := f.index.Tokens[i]; len(first) > len(token) || len(first) == len(token) && first > token {
			continue
		}
		var shard [][2]any
		f.load(fmt.Sprintf("tokens/%d", i), &shard)
		for _, pair := range shard {
			if pair[0] == token {
				return int(pair[1].(float64))
			}
		}
		return -1
	}
	return -1
}

// TestSearch finds machines by id, wallet and token, at sizes around the
// cuts, and the lists agree with the rows.
func TestSearch(t *testing.T) {
	for _, n := range []int{0, 1, rowsPerShard, rowsPerShard + 1, addressesPerShard + 1, 9000} {
		rows := sampleRows(n)
		f := newFinder(t, sampleSite().Columns, rows, sampleOperators())
		var scores, states, events []int
		f.load("score", &scores)
		f.load("state", &states)
		f.load("events", &events)
		if f.index.Machines != n || len(scores) != n || len(states) != n || len(events) != n {
			t.Fatalf("%d machines: index says %d, lists hold %d, %d and %d", n, f.index.Machines, len(scores), len(states), len(events))
		}
		shards := make([][][]any, len(f.index.First))
		for i := range shards {
			f.load(fmt.Sprintf("rows/%d", i), &shards[i])
		}
		for i, m := range rows {
			row := shards[i/f.index.Rows][i%f.index.Rows]
			cells := []any{m.Cells[0], m.Cells[1], m.Cells[2]}
			want := []any{m.ID, float64(bit(m.Card)), m.Letter, float64(m.Score), float64(bit(m.Bonded)), float64(bit(m.Flagged)), float64(m.Events), m.Revenue.String(), cells}
			if diff := cmp.Diff(want, row); diff != "" {
				t.Fatalf("row %d (-want +got):\n%s", i, diff)
			}
			if scores[i] != m.Score || events[i] != m.Events || Letters[states[i]&7] != m.Letter || states[i]>>3&1 != bit(m.Bonded) || states[i]>>4 != bit(m.Flagged) {
				t.Fatalf("lists disagree with row %d", i)
			}
			if i%37 == 0 && (m.Cells[0] != "" && f.wallet(m.Cells[0]) != i || m.Cells[2] != "" && f.token(m.Cells[2]) != i) {
				t.Fatalf("machine %s is not found by wallet or token", m.ID)
			}
		}
	}
}

// TestSearchFiles bounds what a reader loads at 100,000 machines.
func TestSearchFiles(t *testing.T) {
	files, most := 0, 0
	for file := range Search(sampleSite().Columns, slices.Values(sampleRows(100_000)), sampleOperators()) {
		files++
		if strings.Contains(file.Path, "/rows/") || strings.Contains(file.Path, "/tokens/") || strings.Contains(file.Path, "/addresses/") {
			most = max(most, len(file.Body))
		}
	}
	if files > 1200 || most > 50_000 {
		t.Errorf("%d files, the largest shard %d bytes; want at most 1200 and 50000", files, most)
	}
}

// TestSearchWithoutWallets finds operators by address, and no machines, where
// no column is a wallet or a token.
func TestSearchWithoutWallets(t *testing.T) {
	operators := sampleOperators()
	f := newFinder(t, secondSite().Columns, secondRows(300), operators)
	if diff := cmp.Diff([]Kind{KindFleet, KindFleet, KindWord, KindWord}, f.index.Columns); diff != "" {
		t.Error(diff)
	}
	var shard struct{ Wallets, Operators [][2]any }
	f.load("addresses/all", &shard)
	if len(f.index.Tokens) != 0 || len(shard.Wallets) != 0 || len(shard.Operators) != len(operators) {
		t.Errorf("%d files of tokens, %d wallets, %d operators; want none, none and %d",
			len(f.index.Tokens), len(shard.Wallets), len(shard.Operators), len(operators))
	}
}

// TestSearchStays shows that one more machine leaves the files of rows of the others alone.
func TestSearchStays(t *testing.T) {
	before := newFinder(t, sampleSite().Columns, sampleRows(1000), sampleOperators()).files
	after := newFinder(t, sampleSite().Columns, sampleRows(1001), sampleOperators()).files
	for i := range 1000 / rowsPerShard {
		path := fmt.Sprintf("index/search/rows/%d.json", i)
		if diff := cmp.Diff(string(before[path]), string(after[path])); diff != "" {
			t.Errorf("%s changed:\n%s", path, diff)
		}
	}
}

func TestSearchStops(t *testing.T) {
	n := 0
	for range Search(sampleSite().Columns, slices.Values(sampleRows(3000)), sampleOperators()) {
		if n++; n == 30 {
			break
		}
	}
	if n != 30 {
		t.Errorf("stopped after %d files", n)
	}
}
