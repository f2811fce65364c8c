package check

import (
	"cmp"
	"errors"
	"hash/maphash"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/holiman/uint256"
	"golang.org/x/sync/errgroup"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/scoring"
)

// census is what the indexes say of all machines, as far as more than one file
// is held against it.
type census struct {
	machines [256][]counted // by the first byte of counted.id, in order
	total    int
	left     map[uint256.Int]bool
}

// counted is one machine of the index, by hashes of what is compared alone.
type counted struct {
	id     uint64
	row    uint64 // a digest of what an operator's page says of it
	letter uint64
	events int
}

// count gives what an index says of a machine, without the row.
func count(id *uint256.Int, letter []byte, events int) counted {
	digits := id.Bytes32()
	return counted{id: maphash.Bytes(idSeed, digits[:]), letter: maphash.Bytes(letterSeed, letter), events: events}
}

var idSeed, letterSeed = maphash.MakeSeed(), maphash.MakeSeed()

// machine looks up a machine.
func (c *census) machine(id *uint256.Int) *counted {
	m := count(id, nil, 0)
	list := c.machines[m.id>>56]
	i, found := slices.BinarySearchFunc(list, m, counted.compare)
	if !found {
		return nil
	}
	return &list[i]
}

func (m counted) compare(other counted) int { return cmp.Compare(m.id, other.id) }

// add adds machines, in any order.
func (c *census) add(machines []counted) {
	for _, m := range machines {
		c.machines[m.id>>56] = append(c.machines[m.id>>56], m)
	}
	c.total += len(machines)
}

// sort lets machines be looked up.
func (c *census) sort() {
	for _, list := range c.machines {
		slices.SortFunc(list, counted.compare)
	}
}

// errUnsure ends a census.
var errUnsure = errors.New("not sure")

// take proves that a fleet would have nothing to report: the indexes add up to
// the snapshot's counts, promise the files that are listed and no other, and say
// what the claims say: each of these once. It gives nil where it is not sure. Files
// are held against files by the sums of hashes of their paths, so that nothing is
// kept of them.
func (c *checker) take(claims *claims) *census {
	claims.sort()
	g := c.group()
	parts := c.parts()
	families := c.ofMachines()
	tallies := make([]tally, len(parts))
	census, all := &census{}, tally{ratings: answers.Ratings{}}
	var adding sync.Mutex
	for i := range parts {
		g.Go(func() error {
			machines, err := c.part(&tallies[i], parts[i:], families, claims)
			adding.Lock()
			defer adding.Unlock()
			census.add(machines)
			return err
		})
	}
	var listed uint64
	g.Go(func() (err error) { listed, err = c.keyed(); return err })
	if g.Wait() != nil {
		return nil
	}
	for i := range tallies {
		if i > 0 && !tallies[i-1].last.Lt(&tallies[i].first) {
			return nil
		}
		all.add(&tallies[i])
	}
	census.sort()
	if !c.operators(census, &all, claims) || !c.small(census, &all) || all.promised != listed || all.agreed != claims.count() {
		return nil
	}
	return census
}

func (c *checker) group() *errgroup.Group {
	g := &errgroup.Group{}
	g.SetLimit(cmp.Or(c.opts.Readers, runtime.GOMAXPROCS(0)))
	return g
}

// parts are the files of the index of machines.
func (c *checker) parts() (files []string) {
	for {
		file := endpoints.Index(endpoints.MachinesIndex, len(files)*endpoints.IndexSize)
		if _, listed := c.listed.Entry(file); !listed {
			return files
		}
		files = append(files, file)
	}
}

// tally is what files of the index of machines say.
type tally struct {
	first, last      uint256.Int // machines
	promised         uint64      // the sum of the hashes of their files' paths
	agreed           uint64      // claims
	events, degraded int
	ratings          answers.Ratings
}

// add adds another file's numbers up.
func (t *tally) add(next *tally) {
	t.promised += next.promised
	t.agreed += next.agreed
	t.events += next.events
	t.degraded += next.degraded
	for letter, n := range next.ratings {
		t.ratings[letter] += n
	}
}

// ofMachine is a family of files that machines have: what stands before and
// behind the key.
type ofMachine struct {
	of            endpoints.Subject
	body          endpoints.Body
	before, after string
	account       bool
}

// ofMachines are those of the parts of the tree that it does not leave out.
func (c *checker) ofMachines() (list []ofMachine) {
	for f := range c.table.All() {
		if f.Of == endpoints.OfTree || f.Of == endpoints.OfOperator || c.leftOut(f) {
			continue
		}
		before, rest, _ := strings.Cut(f.Files, "{")
		key, after, _ := strings.Cut(rest, "}")
		list = append(list, ofMachine{f.Of, f.Body, before, after, key == "account"})
	}
	return list
}

func (c *checker) leftOut(f endpoints.Family) bool {
	return f.Output != "" && !slices.Contains(c.snapshot.Outputs, f.Output)
}

// part reads the first of some files of the index.
func (c *checker) part(t *tally, files []string, families []ofMachine, claims *claims) (machines []counted, err error) {
	t.ratings = answers.Ratings{}
	var path []byte
	next, sure := entriesIn(vouched{c}, files[0], c.table.Generation, func(e *entry) bool {
		var id uint256.Int
		if id.SetFromDecimal(string(e.id)) != nil || len(machines) > 0 && !t.last.Lt(&id) {
			return false
		}
		if t.last = id; len(machines) == 0 {
			t.first = id
		}
		hashes := e.hashes()
		m := count(&id, e.letter(), e.events)
		m.row = hashes.digest(inRow)
		machines = append(machines, m)
		t.events += e.events
		t.ratings[scoring.Letter(e.letter())]++
		if e.degraded {
			t.degraded++
		}
		for _, f := range families {
			key, has := e.key(f.of, f.account)
			if !has {
				continue
			}
			path = append(append(append(path[:0], f.before...), key...), f.after...)
			hash := maphash.Bytes(pathSeed, path)
			t.promised += hash
			if claims.agree(hash, f.body, &hashes) {
				t.agreed++
			}
		}
		return true
	})
	follows := next == ""
	if len(files) > 1 {
		follows = next == files[1] && len(machines) == endpoints.IndexSize
	}
	if !sure || !follows {
		return nil, errUnsure
	}
	return machines, nil
}

// keyed is the sum of the hashes of the listed paths of machines and operators.
func (c *checker) keyed() (sum uint64, err error) {
	for path, err := range c.listed.Paths() {
		if err != nil {
			return 0, err
		}
		if f, _, known := c.table.Parse(path); known && f.Of != endpoints.OfTree && !f.IsNotFoundBody(path) {
			sum += maphash.String(pathSeed, path)
		}
	}
	return sum, nil
}

// operators holds the lists of operators against their index, and adds the paths
// that they promise and the claims that they say.
func (c *checker) operators(census *census, all *tally, claims *claims) (sure bool) {
	entries, err := answers.ReadOperators(vouched{c})
	if err != nil || len(entries) != c.snapshot.Counts.Operators {
		return false
	}
	var promised, agreed atomic.Uint64
	g := c.group()
	for _, o := range entries {
		g.Go(func() error {
			address, ok := account(o.Address)
			if !ok {
				return errUnsure
			}
			list, err := answers.ReadOperator(vouched{c}, address)
			if err != nil || !lists(&o, list) {
				return errUnsure
			}
			for f := range c.table.All() {
				if f.Of != endpoints.OfOperator || c.leftOut(f) {
					continue
				}
				for offset := f.Step; offset == 0 || offset < len(list.Machines); offset += f.Step {
					path := f.Path(endpoints.Key{Account: address, Offset: offset})
					hash := maphash.String(pathSeed, path)
					promised.Add(hash)
					if f.Body == endpoints.OperatorBody && claims.has(hash, census.page(list, offset)) {
						agreed.Add(1)
					}
					if f.Step == 0 {
						break
					}
				}
			}
			return nil
		})
	}
	err = g.Wait()
	all.promised += promised.Load()
	all.agreed += agreed.Load()
	return err == nil
}

// page is the digest of a page of an operator's list.
func (c *census) page(list *answers.OperatorList, offset int) uint64 {
	p := listPage{
		operator: []byte(`"` + endpoints.DIDPrefix + list.Address + `"`),
		offset:   strconv.AppendInt(nil, int64(offset), 10),
		limit:    strconv.AppendInt(nil, endpoints.PageSize, 10),
		total:    strconv.AppendInt(nil, int64(len(list.Machines)), 10),
	}
	for _, id := range list.Machines[min(offset, len(list.Machines)):min(offset+endpoints.PageSize, len(list.Machines))] {
		id := id.Uint()
		if m := c.machine(&id); m != nil {
			p.rows = append(p.rows, m.row)
		}
	}
	return p.digest()
}

// small reads the indexes that are short, and holds all totals against the
// snapshot's.
func (c *checker) small(census *census, all *tally) bool {
	tree := vouched{c}
	var unresolved answers.Unresolved
	left, err := answers.ReadLeft(tree)
	findings, err2 := answers.ReadFindings(tree)
	if err != nil || err2 != nil || answers.ReadJSON(tree, unresolvedFile, &unresolved) != nil {
		return false
	}
	census.left = gone(left)
	for id := range census.left {
		if census.machine(&id) != nil {
			return false
		}
	}
	for _, a := range unresolved.Addresses {
		if address, ok := account(a.Address); !ok || c.leads(endpoints.OfProfile, endpoints.Key{Account: address}) {
			return false
		}
	}
	for _, m := range unresolved.Machines {
		if id := m.MachineID.Uint(); census.machine(&id) == nil || c.leads(endpoints.OfMachine, endpoints.Key{ID: id}) {
			return false
		}
	}
	for _, t := range unresolved.Tokens {
		if c.leads(endpoints.OfToken, endpoints.Key{ID: t.TokenID.Uint()}) {
			return false
		}
	}
	return len(c.miscounted(&totals{
		machines: census.total, operators: c.snapshot.Counts.Operators, left: len(left), events: all.events,
		degraded: all.degraded, unresolved: unresolved.Count(), ratings: all.ratings, findings: findings,
	})) == 0
}

// leads reports whether a key leads to a listed file.
func (c *checker) leads(of endpoints.Subject, key endpoints.Key) bool {
	for f := range c.table.All() {
		if _, listed := c.listed.Entry(f.Path(key)); f.Of == of && listed {
			return true
		}
	}
	return false
}
