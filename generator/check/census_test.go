package check

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/openapi"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
)

// tokens is a sample of generation 2.0: n machines of one operator, the third of
// another chain, and one that left.
func tokens(n int) *sample {
	s := newSample()
	for path := range s.files {
		if family, _, _ := s.table.Parse(path); family.Endpoint != nil || family.Of != endpoints.OfTree || family.NotFound != "" {
			delete(s.files, path)
		}
	}
	s.table, s.bodies = endpoints.Of(chain.Gen2), answers.Of(chain.Gen2)
	for path, v := range openapi.Files(s.table, openapi.Info{Version: "1"}) {
		s.put(path, v)
	}
	for path, body := range s.table.NotFoundBodies() {
		s.files[path] = body
	}
	s.put("health", answers.Well)
	s.put("ready", s.bodies.Ready(true, true))
	list := answers.OperatorList{Address: operator.Hex(), Machines: []answers.ID{}}
	s.machines = []answers.MachineEntry{}
	ratings := answers.Ratings{}
	var listed []answers.Listed
	for i := range n {
		id := uint64(i) * 7
		m := machine(id, operator, scoring.BB, 40+i%10, i)
		m.DID, m.Operator = endpoints.DIDPrefix+m.ID.Dec(), endpoints.DIDPrefix+operator.Hex()
		m.Gen1, m.Gen2 = nil, &chain.Gen2Machine{}
		if i == 2 {
			m.Rating.Letter, m.Rating.Score = scoring.Provisioned, 0
		}
		s.put(s.table.MCR(m.Machine), s.bodies.MCR(m))
		s.put(s.table.Machine(m.Machine), s.bodies.Profile(m))
		s.put(endpoints.Machines(&m.ID), s.bodies.Card(m, answers.RegistryName(1, operator)))
		if id > 0 {
			s.put(endpoints.Metadata(&m.ID), s.bodies.Profile(m))
		}
		s.page(endpoints.Card(&m.ID))
		entry := s.bodies.Entry(m)
		s.machines = append(s.machines, entry)
		ratings[entry.MCR]++
		s.snapshot.Counts.Events += entry.EventCount
		listed = append(listed, answers.Listed{DID: m.DID, ID: m.ID, Rated: entry.Rated})
		list.Machines = append(list.Machines, answers.ID(m.ID))
	}
	for from := 0; from == 0 || from < n; from += endpoints.PageSize {
		s.put(endpoints.OperatorPage(operator, from), s.bodies.Operator(&answers.Page{
			Operator: operator, Machines: listed[from:min(from+endpoints.PageSize, len(listed))], Offset: from, Limit: endpoints.PageSize, Total: n,
		}))
	}
	s.page(endpoints.Fleet(operator))
	s.page("index.html")
	for from := 0; from == 0 || from < n; from += endpoints.IndexSize {
		file := answers.MachineIndex{Machines: s.machines[from:min(from+endpoints.IndexSize, n)]}
		if from+endpoints.IndexSize < n {
			file.Next = new(endpoints.Index(endpoints.MachinesIndex, from+endpoints.IndexSize))
		}
		s.put(endpoints.Index(endpoints.MachinesIndex, from), file)
	}
	s.put(operatorsFile, answers.OperatorIndex{Operators: []answers.OperatorEntry{{Address: operator.Hex(), Machines: n, File: endpoints.Operator(operator)}}})
	s.put(endpoints.Operator(operator), list)
	s.put(unresolvedFile, answers.UnresolvedOf(&chain.Unresolved{}))
	s.snapshot.Generation = chain.Gen2
	c := &s.snapshot.Counts
	c.Machines, c.Ratings, c.Degraded, c.Unresolved = n, ratings, 0, 0
	c.Events = 0
	for _, m := range s.machines {
		c.Events += m.EventCount
	}
	s.put(leftFile, answers.LeftIndex{Machines: []answers.ID{number256(8)}})
	return s
}

// inspector is a checker of the sample in memory that has looked at every file
// and not at the indexes. ok is false where a body does not fit its schema.
func (s *sample) inspector(t testing.TB, all *schemas) (c *checker, ok bool) {
	t.Helper()
	fsys, entries := fstest.MapFS{}, listed{}
	for path, data := range s.files {
		fsys[path], entries[path] = &fstest.MapFile{Data: data}, tree.Entry{Path: path, Size: int64(len(data)), SHA256: sha256.Sum256(data)}
	}
	c = &checker{fsys: fsys, table: s.table, snapshot: &s.snapshot, listed: entries, later: &later{}, report: &Report{}, schemas: all}
	c.upload = func() *upload { return nil }
	if all == nil {
		c.schemas = c.openSchemas()
	}
	for path, data := range s.files {
		if family, _, _ := s.table.Parse(path); described(family, path) {
			c.json(path, family, data)
		}
	}
	return c, c.report.Clean()
}

// named is what a fleet reports, whether or not there is a census.
func named(t testing.TB, c *checker) []string {
	t.Helper()
	f, err := c.openFleet()
	if f != nil && err == nil {
		err = c.dispute(f, c.later)
	}
	if err != nil {
		t.Fatal(err)
	}
	if f == nil {
		return []string{"an index that cannot be read"}
	}
	return linesOf(c.report)
}

// A census of a good tree says what a fleet does.
func TestCensus(t *testing.T) {
	for name, s := range map[string]*sample{"1.0": newSample(), "2.0": tokens(45), "one": tokens(1), "none": tokens(0), "two files": tokens(endpoints.IndexSize + 3)} {
		c, ok := s.inspector(t, nil)
		if !ok {
			t.Fatal(name, linesOf(c.report))
		}
		got := c.take(&c.later.claims)
		if got == nil || len(c.later.unsure) > 0 {
			t.Errorf("%s: no census is taken; %v", name, c.later.unsure)
			continue
		}
		f, err := c.openFleet()
		if err != nil || f == nil {
			t.Fatal(name, err)
		}
		want := f.census()
		machines := slices.Concat(got.machines[:]...)
		for i := range machines {
			machines[i].row = 0
		}
		if diff := cmp.Diff(slices.Concat(want.machines[:]...), machines, cmp.AllowUnexported(counted{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if diff := cmp.Diff(want.left, got.left); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		wantProblems(t, nil, named(t, c))
	}
}

var word = regexp.MustCompile(`0x[0-9a-fA-F]{40}|\d+|"[A-Za-z]+"|true|false|null|\{"machine_id[^}]*\},?|\{"did[^}]*\},?`)

// change does one thing to a sample that its schemas may not see.
func (s *sample) change(r *rand.Rand) (what string) {
	paths := slices.DeleteFunc(slices.Sorted(maps.Keys(s.files)), func(path string) bool {
		family, _, _ := s.table.Parse(path)
		return !described(family, path) && family.Of == endpoints.OfTree || len(s.files[path]) == 0
	})
	some := func() string { return paths[r.IntN(len(paths))] }
	switch path := some(); r.IntN(10) {
	case 0:
		delete(s.files, path)
		return "without " + path
	case 1:
		other := some()
		s.files[path], s.files[other] = s.files[other], s.files[path]
		return path + " is " + other
	case 2:
		family, key, _ := s.table.Parse(path)
		key.ID = *uint256.NewInt(uint64(r.IntN(30)))
		key.Account[19] ^= byte(r.IntN(3))
		if family.Step > 0 {
			key.Offset = family.Step * (1 + r.IntN(3))
		}
		s.files[family.Path(key)] = s.files[path]
		return path + " as " + family.Path(key)
	case 3:
		count := []*int{&s.snapshot.Counts.Machines, &s.snapshot.Counts.Events, &s.snapshot.Counts.Left, &s.snapshot.Counts.Operators, &s.snapshot.Counts.Degraded, &s.snapshot.Counts.Unresolved}
		*count[r.IntN(len(count))]++
		return "other counts"
	default:
		other := some()
		places, words := word.FindAllIndex(s.files[path], -1), word.FindAll(s.files[other], -1)
		if len(places) == 0 || len(words) == 0 {
			return "nothing"
		}
		at, text := places[r.IntN(len(places))], words[r.IntN(len(words))]
		if r.IntN(5) == 0 {
			text = nil
		}
		if r.IntN(5) == 0 {
			text = strconv.AppendInt(nil, int64(r.IntN(60)), 10)
		}
		what = fmt.Sprintf("%s: %s for %s", path, text, s.files[path][at[0]:at[1]])
		s.files[path] = slices.Concat(s.files[path][:at[0]], text, s.files[path][at[1]:])
		return what
	}
}

// No census is taken of a tree that a fleet has something to say about.
func TestCensusIsNoSurerThanAFleet(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for name, fresh := range map[string]*sample{"1.0": newSample(), "2.0": tokens(23)} {
		c, ok := fresh.inspector(t, nil)
		if !ok {
			t.Fatal(linesOf(c.report))
		}
		taken, wrong, unsure := 0, 0, 0
		for range 1500 {
			s := *fresh
			s.files = maps.Clone(fresh.files)
			what := []string{s.change(r)}
			if r.IntN(3) == 0 {
				what = append(what, s.change(r))
			}
			c, ok := s.inspector(t, c.schemas)
			if !ok {
				continue
			}
			census := c.take(&c.later.claims)
			if len(c.later.unsure) > 0 {
				census = nil
			}
			problems := named(t, c)
			switch {
			case census != nil && len(problems) > 0:
				t.Errorf("%s, %q: a census was taken of %q", name, what, problems)
			case census != nil:
				taken++
			case len(problems) > 0:
				wrong++
			default:
				unsure++
			}
		}
		if taken < 20 || wrong < 100 || unsure > wrong/4 {
			t.Errorf("%s: %d trees are good, %d are wrong, %d look so", name, taken, wrong, unsure)
		}
	}
}

func listOf(machines iter.Seq2[earlier, error]) (list []earlier, err error) {
	for m, err := range machines {
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

// The machines of an earlier tree are read as they are decoded.
func TestBefore(t *testing.T) {
	for name, s := range map[string]*sample{"1.0": newSample(), "two files": tokens(endpoints.IndexSize + 3), "none": tokens(0)} {
		fsys := fstest.MapFS{}
		for path, data := range s.files {
			fsys[path] = &fstest.MapFile{Data: data}
		}
		c := &checker{table: s.table, opts: Options{Against: fsys}}
		got, err := listOf(c.before)
		want, err2 := listOf(func(yield func(earlier, error) bool) { c.decodedBefore(0, yield) })
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(earlier{}, counted{})); diff != "" || err != nil || err2 != nil {
			t.Errorf("%s: %v, %v; %s", name, err, err2, diff)
		}
		last := machinesFile
		if second := endpoints.Index(endpoints.MachinesIndex, endpoints.IndexSize); fsys[second] != nil {
			last = second
		}
		written := fsys[last]
		fsys[last] = &fstest.MapFile{Data: bytes.Replace(written.Data, []byte(`"mcr":`), []byte(`"more":1,"mcr":`), 1)}
		if got, err := listOf(c.before); !slices.Equal(got, want) || err != nil {
			t.Errorf("%s, written otherwise: %d machines, want %d; %v", name, len(got), len(want), err)
		}
		fsys[last] = written
		fsys[machinesFile] = &fstest.MapFile{Data: []byte(`{"machines":[],"next":"index/machines.json"}`)}
		if _, err := listOf(c.before); err == nil {
			t.Errorf("%s: a file that is its own next is read", name)
		}
	}
}

// Claims are found by path and digest, and no others are.
func TestClaims(t *testing.T) {
	var all claims
	for _, c := range [][2]uint64{{7, 1 << 8}, {9, 2 << 40}, {7, 3 << 8}, {1 << 60, 4 << 8}} {
		all.add(c[0], c[1], endpoints.MCRBody)
	}
	all.sort()
	for _, c := range []struct {
		path, digest uint64
		want         bool
	}{
		{7, 1 << 8, true}, {7, 3 << 8, true}, {9, 2 << 40, true}, {1 << 60, 4 << 8, true},
		{7, 2 << 8, false}, {9, 1 << 8, false}, {8, 1 << 8, false}, {1<<60 + 1, 4 << 8, false},
	} {
		if got := all.has(c.path, c.digest); got != c.want {
			t.Errorf("%d %d: %t, want %t", c.path, c.digest, got, c.want)
		}
	}
	if n := all.count(); n != 4 {
		t.Errorf("%d claims, want 4", n)
	}
}

// A body that is not what was read makes the inspection fail.
func TestDisputeOfAFileThatMoved(t *testing.T) {
	s := newSample()
	c, _ := s.inspector(t, nil)
	f, err := c.openFleet()
	if err != nil {
		t.Fatal(err)
	}
	const mcr = "mcr/0x00000000000000000000000000000000000000a1"
	c.later.unsure = []string{mcr}
	c.fsys.(fstest.MapFS)[mcr] = &fstest.MapFile{Data: []byte("{}")}
	if err := c.dispute(f, c.later); err == nil || errors.Is(err, ErrAgainst) {
		t.Error(err)
	}
}
