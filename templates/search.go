package templates

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// How many machines one file of rows holds, and how many tokens one file of tokens.
const (
	rowsPerShard   = 128
	tokensPerShard = 1024
)

// addressesPerShard bounds the files of addresses: their names take as many
// hex digits as keep the average below it.
const addressesPerShard = 512

// SearchFile is one file of the search index.
type SearchFile struct {
	Path string // from the root of the tree
	Body []byte
}

// Search cuts the index that fleet.js loads on demand. The rows are in
// ascending order of id, which gives each machine its position; operators
// are those with a fleet page. The files are:
//
//	index/search/index.json       {"machines":N,"rows":128,"digits":D,"columns":[kinds],"first":[ids],"tokens":[token ids],"addresses":[names]}
//	                              the kinds of the columns, first id of each file of rows, first token of each file of
//	                              tokens, the names of the files of addresses and the number D of hex digits in them
//	index/search/score.json       [scores] by position, for the order by score
//	index/search/events.json      [event counts] by position, for the order by events
//	index/search/state.json       [states] by position, for filters: the index of the letter in Letters, plus
//	                              8 where bonded, plus 16 where flagged
//	index/search/rows/<k>.json    [[id,card,letter,score,bonded,flagged,events,revenue,[cells]], ...]
//	                              positions k*128 to k*128+127; card, bonded and flagged are 0 or 1, revenue is USD
//	                              cents as text, and the cells are those of the columns
//	index/search/tokens/<k>.json  [[token id,position], ...] by ascending token
//	index/search/addresses/<digits>.json  {"wallets":[[address,position], ...],"operators":[[address,machines], ...]}
//	                              in lower case without 0x, ascending; addresses/all.json where D is 0
//
// A machine that changes changes its own file of rows and the three lists; one that
// is added at the end moves no other. Of all rows, only those of one file are in memory.
func Search(columns []Column, machines iter.Seq[MachineRow], operators []OperatorRow) iter.Seq[SearchFile] {
	return func(yield func(SearchFile) bool) {
		index := searchIndex{Rows: rowsPerShard, Columns: []Kind{}, First: []string{}, Tokens: []string{}, Addresses: []string{}}
		for _, c := range columns {
			index.Columns = append(index.Columns, c.Kind)
		}
		var all lists
		shard := make([]MachineRow, 0, rowsPerShard)
		flush := func() bool {
			file := searchFile(fmt.Sprintf("rows/%d", len(index.First)), rowShard(shard))
			index.First = append(index.First, shard[0].ID)
			shard = shard[:0]
			return yield(file)
		}
		for m := range machines {
			all.add(&m, place(columns, KindToken), place(columns, KindWallet))
			if shard = append(shard, m); len(shard) == rowsPerShard && !flush() {
				return
			}
		}
		if len(shard) > 0 && !flush() {
			return
		}
		for shard := range slices.Chunk(sortTokens(all.tokens), tokensPerShard) {
			if !yield(searchFile(fmt.Sprintf("tokens/%d", len(index.Tokens)), shard)) {
				return
			}
			index.Tokens = append(index.Tokens, shard[0].token)
		}
		index.Machines = all.n
		index.Digits = addressDigits(index.Machines + len(operators))
		for name, shard := range addressShards(all.wallets, operators, index.Digits) {
			if !yield(searchFile("addresses/"+name, shard)) {
				return
			}
			index.Addresses = append(index.Addresses, name)
		}
		_ = yield(searchFile("score", all.score)) && yield(searchFile("events", all.events)) &&
			yield(searchFile("state", all.state)) && yield(searchFile("index", index))
	}
}

// lists are what the index says of all machines, by position.
type lists struct {
	n                    int // machines
	score, events, state numbers
	tokens               []tokenEntry
	wallets              []addressEntry
}

// numbers are a JSON list, written as it grows.
type numbers []byte

func (l *numbers) add(n int) {
	separator := byte(',')
	if len(*l) == 0 {
		separator = '['
	}
	*l = strconv.AppendInt(append(*l, separator), int64(n), 10)
}

// MarshalJSON ends the list.
func (l numbers) MarshalJSON() ([]byte, error) {
	if len(l) == 0 {
		return []byte("[]"), nil
	}
	return append(l, ']'), nil
}

// add adds a machine whose token and wallet stand in two places of its cells, -1
// for nowhere.
func (l *lists) add(m *MachineRow, token, wallet int) {
	position := l.n
	l.n++
	l.score.add(m.Score)
	l.events.add(m.Events)
	l.state.add(state(m))
	if token >= 0 && m.Cells[token] != "" {
		l.tokens = append(l.tokens, tokenEntry{m.Cells[token], position})
	}
	if wallet >= 0 && m.Cells[wallet] != "" {
		l.wallets = append(l.wallets, addressEntry{m.Cells[wallet], position})
	}
}

type searchIndex struct {
	Machines  int      `json:"machines"`
	Rows      int      `json:"rows"`
	Digits    int      `json:"digits"`
	Columns   []Kind   `json:"columns"`
	First     []string `json:"first"`
	Tokens    []string `json:"tokens"`
	Addresses []string `json:"addresses"`
}

func searchFile(name string, value any) SearchFile {
	body, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("templates: encoding the search index: %v", err)) // strings and numbers only
	}
	return SearchFile{"index/search/" + name + ".json", append(body, '\n')}
}

func rowShard(rows []MachineRow) [][]any {
	shard := make([][]any, len(rows))
	for i, m := range rows {
		shard[i] = []any{m.ID, bit(m.Card), m.Letter, m.Score, bit(m.Bonded), bit(m.Flagged), m.Events, cents(m.Revenue), m.Cells}
	}
	return shard
}

// place is where the cells of the first column of a kind stand, -1 for
// nowhere.
func place(columns []Column, kind Kind) int {
	return slices.IndexFunc(columns, func(c Column) bool { return c.Kind == kind })
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func state(m *MachineRow) int {
	return max(0, slices.Index(Letters[:], m.Letter)) + 8*bit(m.Bonded) + 16*bit(m.Flagged)
}

// tokenEntry finds a machine by its token.
type tokenEntry struct {
	token    string
	position int
}

// MarshalJSON writes the entry as a pair.
func (t tokenEntry) MarshalJSON() ([]byte, error) { return json.Marshal([]any{t.token, t.position}) }

// sortTokens sorts tokens as numbers: by length, then by digits.
func sortTokens(list []tokenEntry) []tokenEntry {
	slices.SortFunc(list, func(a, b tokenEntry) int {
		return cmp.Or(cmp.Compare(len(a.token), len(b.token)), strings.Compare(a.token, b.token), cmp.Compare(a.position, b.position))
	})
	return list
}

// addressEntry is an address with a position or a count.
type addressEntry struct {
	address string
	n       int
}

// MarshalJSON writes the entry as a pair.
func (a addressEntry) MarshalJSON() ([]byte, error) { return json.Marshal([]any{a.address, a.n}) }

type addressShard struct {
	Wallets   []addressEntry `json:"wallets"`
	Operators []addressEntry `json:"operators"`
}

// addressDigits is the number of hex digits that keeps n addresses in shards
// of a bounded average size.
func addressDigits(n int) int {
	digits := 0
	for ; n > addressesPerShard; n /= 16 {
		digits++
	}
	return digits
}

// addressShards cuts wallets and operators by the first hex digits of their
// addresses.
func addressShards(wallets []addressEntry, operators []OperatorRow, digits int) iter.Seq2[string, *addressShard] {
	shards := map[string]*addressShard{}
	of := func(address string) (*addressShard, string) {
		address = strings.ToLower(strings.TrimPrefix(address, "0x"))
		name := address[:min(digits, len(address))]
		if digits == 0 {
			name = "all"
		}
		if shards[name] == nil {
			shards[name] = &addressShard{[]addressEntry{}, []addressEntry{}}
		}
		return shards[name], address
	}
	for _, w := range wallets {
		s, a := of(w.address)
		s.Wallets = append(s.Wallets, addressEntry{a, w.n})
	}
	for _, o := range operators {
		s, a := of(o.Address)
		s.Operators = append(s.Operators, addressEntry{a, o.Machines})
	}
	return func(yield func(string, *addressShard) bool) {
		for _, name := range slices.Sorted(maps.Keys(shards)) {
			s := shards[name]
			for _, list := range [][]addressEntry{s.Wallets, s.Operators} {
				slices.SortStableFunc(list, func(a, b addressEntry) int { return strings.Compare(a.address, b.address) })
			}
			if !yield(name, s) {
				return
			}
		}
	}
}
