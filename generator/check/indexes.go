package check

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
)

// Indexes that the files are held against.
const (
	machinesFile   = "index/machines.json"
	operatorsFile  = "index/operators.json"
	unresolvedFile = "index/unresolved.json"
	findingsFile   = "index/findings.json"
	leftFile       = "index/left.json"
	changesFile    = "index/changes.json"
	modelFile      = "index/model.json"
)

// vouched are the files of a tree whose bytes are the listed ones.
type vouched struct{ *checker }

var (
	errNotListed = errors.New("not listed")
	errDamaged   = errors.New("its bytes are not those of the listed hash")
)

// Open implements fs.FS. Nothing uses it.
func (v vouched) Open(path string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrInvalid}
}

// ReadFile reads a listed file that is intact.
func (v vouched) ReadFile(path string) ([]byte, error) {
	if _, listed := v.listed.Entry(path); !listed {
		return nil, &fs.PathError{Op: "read", Path: path, Err: errNotListed}
	}
	data, intact := v.intact(path)
	if !intact {
		return nil, &fs.PathError{Op: "read", Path: path, Err: errDamaged}
	}
	return data, nil
}

// indexes are the indexes as they were read.
type indexes struct {
	machines   []answers.MachineEntry
	operators  []answers.OperatorEntry
	lists      []answers.OperatorList
	findings   []answers.Finding
	left       []answers.ID
	unresolved answers.Unresolved
}

// settle holds the indexes against the snapshot, the list of files, each other
// and what bodies claim of them. What is wrong is named by a fleet, which is
// made where no census can be taken.
func (c *checker) settle(left *later) error {
	c.model()
	if !c.changes() {
		return nil
	}
	if len(left.unsure) == 0 {
		if c.census = c.take(&left.claims); c.census != nil {
			c.report.Machines, c.report.Operators = c.census.total, c.snapshot.Counts.Operators
			return nil
		}
	}
	f, err := c.openFleet()
	if f == nil || err != nil {
		return err
	}
	c.census = f.census()
	return c.dispute(f, left)
}

// openFleet reads the indexes and holds them against the snapshot, the list of
// files and each other. It gives nil where one cannot be read.
func (c *checker) openFleet() (*fleet, error) {
	in, read := c.indexes()
	if !read {
		return nil, nil
	}
	f, wrong := newFleet(c.table, c.snapshot.Outputs, in.machines, in.lists, in.left)
	for _, text := range wrong {
		c.report.problem(machinesFile, "%s", text)
	}
	for _, text := range c.miscounted(in.totals()) {
		c.report.problem(tree.Pointer, "%s", text)
	}
	c.promised(f)
	c.report.Machines, c.report.Operators = len(f.machines), len(f.operators)
	return f, c.unpromised(f, &in.unresolved)
}

// dispute reads the bodies again that do not claim what the indexes say.
func (c *checker) dispute(f *fleet, left *later) error {
	paths := slices.Concat(left.unsure, f.disputed(&left.claims))
	slices.Sort(paths)
	for _, path := range slices.Compact(paths) {
		if _, listed := c.listed.Entry(path); !listed {
			continue // which was reported
		}
		family, key, _ := c.table.Parse(path)
		data, intact := c.intact(path)
		if !intact {
			return fmt.Errorf("%s is no longer what it was when it was read", path)
		}
		for _, text := range f.disagreements(family, key, data) {
			c.report.problem(path, "%s", text)
		}
	}
	return nil
}

// changes holds what the list of changes follows against what the snapshot
// follows, and reports whether it could be read.
func (c *checker) changes() bool {
	var changes answers.Changes
	if err := answers.ReadJSON(vouched{c}, changesFile, &changes); err != nil {
		c.unread(changesFile, err)
		return false
	}
	got, want := changes.Previous, c.snapshot.Previous
	if (got == nil) != (want == nil) || got != nil && *got != *want {
		c.report.problem(changesFile, "it follows another snapshot than %s does", tree.Pointer)
	}
	return true
}

// unread reports that an index cannot be read, where it is not as damaged:
// that is done when all files are read.
func (c *checker) unread(path string, err error) {
	var where *fs.PathError
	switch {
	case errors.Is(err, errDamaged):
	case errors.As(err, &where):
		c.report.problem(where.Path, "%s", where.Err)
	default:
		c.report.problem(path, "%s", oneLine(err.Error()))
	}
}

// indexes reads all of them.
func (c *checker) indexes() (in *indexes, ok bool) {
	in, ok = &indexes{}, true
	tree := vouched{c}
	note := func(path string, err error) {
		if err != nil {
			ok = false
			c.unread(path, err)
		}
	}
	var err error
	in.machines, err = answers.ReadMachines(tree)
	note(machinesFile, err)
	in.operators, err = answers.ReadOperators(tree)
	note(operatorsFile, err)
	in.findings, err = answers.ReadFindings(tree)
	note(findingsFile, err)
	in.left, err = answers.ReadLeft(tree)
	note(leftFile, err)
	note(unresolvedFile, answers.ReadJSON(tree, unresolvedFile, &in.unresolved))
	for _, o := range in.operators {
		address := common.HexToAddress(o.Address)
		list, err := answers.ReadOperator(tree, address)
		note(endpoints.Operator(address), err)
		if err == nil && !lists(&o, list) {
			c.report.problem(endpoints.Operator(address), "%d machines of %.60q, %s says %d of %.60q in %.80q",
				len(list.Machines), list.Address, operatorsFile, o.Machines, o.Address, o.File)
		}
		in.lists = append(in.lists, *list)
	}
	return in, ok
}

// lists reports whether a list is the one that the index of operators names.
func lists(o *answers.OperatorEntry, list *answers.OperatorList) bool {
	file := endpoints.Operator(common.HexToAddress(o.Address))
	return list.Address == o.Address && len(list.Machines) == o.Machines && o.File == file
}

// model holds the published parameters against the snapshot's hash of them.
func (c *checker) model() {
	data, intact := c.intact(modelFile)
	if !intact {
		if _, listed := c.listed.Entry(modelFile); !listed {
			c.report.problem(modelFile, "not listed")
		}
		return
	}
	p, err := scoring.ParseParameters(data)
	if err != nil {
		c.report.problem(modelFile, "%s", oneLine(err.Error()))
	} else if p.Hash() != c.snapshot.Model.ParametersHash {
		c.report.problem(modelFile, "its hash is %s, the snapshot says %.70q", p.Hash(), c.snapshot.Model.ParametersHash)
	}
}

// totals are what the indexes add up to.
type totals struct {
	machines, operators, left, events, degraded, unresolved int
	ratings                                                 answers.Ratings
	findings                                                []answers.Finding
}

// totals adds up.
func (in *indexes) totals() *totals {
	t := totals{
		machines: len(in.machines), operators: len(in.operators), left: len(in.left), unresolved: in.unresolved.Count(),
		ratings: answers.Ratings{}, findings: in.findings,
	}
	for i := range in.machines {
		m := &in.machines[i]
		t.events += m.EventCount
		if m.Degraded {
			t.degraded++
		}
		t.ratings[m.MCR]++
	}
	return &t
}

// miscounted holds the snapshot's totals against those of the indexes.
func (c *checker) miscounted(t *totals) (wrong []string) {
	kinds := map[chain.FindingKind]int{}
	for _, f := range t.findings {
		kinds[f.Kind]++
	}
	s := &c.snapshot.Counts
	for _, total := range []struct {
		name          string
		counted, said any
	}{
		{"machines", t.machines, s.Machines},
		{"operators", t.operators, s.Operators},
		{"left", t.left, s.Left},
		{"events", t.events, s.Events},
		{"degraded", t.degraded, s.Degraded},
		{"unresolved", t.unresolved, s.Unresolved},
		{"ratings", t.ratings.String(), s.Ratings.String()},
		{"findings", fmt.Sprint(kinds), fmt.Sprint(s.Findings)},
	} {
		if total.counted != total.said {
			wrong = append(wrong, fmt.Sprintf("%s are %v, the indexes have %v", total.name, total.said, total.counted))
		}
	}
	return wrong
}

// promised looks for files that the indexes promise.
func (c *checker) promised(f *fleet) {
	for path, reason := range f.files() {
		if _, listed := c.listed.Entry(path); !listed {
			c.report.problem(path, "not listed, though the index has %s", reason)
		}
	}
}

// unpromised looks for files of machines and operators that no index has.
func (c *checker) unpromised(f *fleet, u *answers.Unresolved) error {
	for path, err := range c.listed.Paths() {
		if err != nil {
			return err
		}
		family, key, known := c.table.Parse(path)
		if !known || family.IsNotFoundBody(path) {
			continue
		}
		if has, of := f.has(family, key); of && !has {
			c.report.problem(path, "listed, though no index has it")
		}
	}
	for _, a := range u.Addresses {
		if address, ok := account(a.Address); !ok || f.found[endpoints.OfProfile][endpoints.Key{Account: address}] != nil {
			c.report.problem(unresolvedFile, "%.60q has a rating", a.Address)
		}
	}
	for _, m := range u.Machines {
		if id := m.MachineID.Uint(); f.machines[id] == nil || f.found[endpoints.OfMachine][endpoints.Key{ID: id}] != nil {
			c.report.problem(unresolvedFile, "machine %s has a card", m.MachineID)
		}
	}
	for _, t := range u.Tokens {
		if f.found[endpoints.OfToken][endpoints.Key{ID: t.TokenID.Uint()}] != nil {
			c.report.problem(unresolvedFile, "token %s has metadata", t.TokenID)
		}
	}
	return nil
}
