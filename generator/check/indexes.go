package check

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/generator"
	"mcrpress/generator/endpoints"
	"mcrpress/generator/tree"
	"mcrpress/scoring"
	"mcrpress/templates"
)

// Indexes that the files are held against.
const (
	machinesFile   = "index/machines.json"
	operatorsFile  = "index/operators.json"
	unresolvedFile = "index/unresolved.json"
	findingsFile   = "index/findings.json"
	changesFile    = "index/changes.json"
	modelFile      = "index/model.json"
)

// openFleet reads the indexes and holds them against the snapshot, the list of
// files and each other. It gives nil where one cannot be read.
func (c *checker) openFleet() *fleet {
	var machines generator.MachineIndex
	var operators generator.OperatorIndex
	var unresolved generator.Unresolved
	var findings generator.FindingIndex
	var changes generator.Changes
	read := c.index(machinesFile, &machines)
	for path, into := range map[string]any{
		operatorsFile: &operators, unresolvedFile: &unresolved, findingsFile: &findings, changesFile: &changes,
	} {
		read = c.index(path, into) && read
	}
	c.model()
	if !read {
		return nil
	}
	f, wrong := newFleet(machines.Machines, operators.Operators)
	for _, text := range wrong {
		c.report.problem(machinesFile, "%s", text)
	}
	c.counts(&machines, &operators, &unresolved, &findings)
	if got, want := changes.Previous, c.snapshot.Previous; (got == nil) != (want == nil) || got != nil && *got != *want {
		c.report.problem(changesFile, "it follows another snapshot than %s does", tree.Pointer)
	}
	c.promised(f)
	c.unpromised(f, &unresolved)
	c.report.Machines, c.report.Operators = len(f.machines), len(f.operators)
	return f
}

// index decodes a listed index.
func (c *checker) index(path string, into any) bool {
	if _, listed := c.listed[path]; !listed {
		c.report.problem(path, "not listed")
		return false
	}
	data, intact := c.intact(path)
	if !intact {
		return false
	}
	if err := json.Unmarshal(data, into); err != nil {
		c.report.problem(path, "%s", oneLine(err.Error()))
		return false
	}
	return true
}

// model holds the published parameters against the snapshot's hash of them.
func (c *checker) model() {
	data, intact := c.intact(modelFile)
	if !intact {
		if _, listed := c.listed[modelFile]; !listed {
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

// counts holds the snapshot's totals against the indexes.
func (c *checker) counts(machines *generator.MachineIndex, operators *generator.OperatorIndex, u *generator.Unresolved, findings *generator.FindingIndex) {
	var events, degraded int
	var ratings generator.Ratings
	for i := range machines.Machines {
		m := &machines.Machines[i]
		events += m.Events
		if m.Degraded {
			degraded++
		}
		if letter := slices.Index(templates.Letters[:], string(m.MCR)); letter >= 0 {
			ratings[letter]++
		}
	}
	kinds := map[chain.FindingKind]int{}
	for _, f := range findings.Findings {
		kinds[f.Kind]++
	}
	s := &c.snapshot.Counts
	for _, total := range []struct {
		name          string
		counted, said any
	}{
		{"machines", len(machines.Machines), s.Machines},
		{"operators", len(operators.Operators), s.Operators},
		{"events", events, s.Events},
		{"degraded", degraded, s.Degraded},
		{"unresolved", len(u.Addresses) + len(u.Machines) + len(u.Tokens), s.Unresolved},
		{"ratings", ratings, s.Ratings},
		{"findings", fmt.Sprint(kinds), fmt.Sprint(s.Findings)},
	} {
		if total.counted != total.said {
			c.report.problem(tree.Pointer, "%s are %v, the indexes have %v", total.name, total.said, total.counted)
		}
	}
}

// promised looks for files that the indexes promise. Kinds of pages that the
// tree leaves out as a whole are nobody's promise.
func (c *checker) promised(f *fleet) {
	left := map[string]bool{}
	for family := range endpoints.All() {
		left[family.Name] = family.Type != endpoints.JSON
	}
	for path := range c.listed {
		if family, _, known := endpoints.Parse(path); known {
			left[family.Name] = false
		}
	}
	for path, reason := range f.files() {
		family, _, _ := endpoints.Parse(path)
		if _, listed := c.listed[path]; !listed && !left[family.Name] {
			c.report.problem(path, "not listed, though the index has %s", reason)
		}
	}
}

// unpromised looks for files of machines and operators that no index has.
func (c *checker) unpromised(f *fleet, u *generator.Unresolved) {
	for path := range c.listed {
		family, key, known := endpoints.Parse(path)
		if !known || isNotFoundBody(family, path) {
			continue
		}
		if has, of := f.has(family, key); of && !has {
			c.report.problem(path, "listed, though no index has it")
		}
	}
	for _, a := range u.Addresses {
		if address, ok := account(a.Address); !ok || f.wallets[address] != nil {
			c.report.problem(unresolvedFile, "%.60q has a rating", a.Address)
		}
	}
	for _, m := range u.Machines {
		if entry := f.machines[uint256.Int(m.MachineID)]; entry == nil || entry.Wallet != nil {
			c.report.problem(unresolvedFile, "machine %s has a card", dec(m.MachineID))
		}
	}
	for _, t := range u.Tokens {
		if f.tokens[uint256.Int(t.TokenID)] != nil {
			c.report.problem(unresolvedFile, "token %s has metadata", dec(t.TokenID))
		}
	}
}

// has reports whether the indexes have what a file is of; of says that it is
// of a machine or an operator at all.
func (f *fleet) has(family endpoints.Family, key endpoints.Key) (has, of bool) {
	ids, operator := f.operators[key.Address]
	switch family.Name {
	case "mcr", "machine":
		return f.wallets[key.Address] != nil, true
	case "metadata":
		return f.tokens[key.ID] != nil, true
	case "machines", "card", "badge":
		m := f.machines[key.ID]
		return m != nil && m.Wallet != nil, true
	case "operator", "fleet":
		return operator, true
	case "operator-page":
		return key.Offset < len(ids), true
	}
	return false, false
}
