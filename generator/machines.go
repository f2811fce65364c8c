package generator

import (
	"sort"

	"github.com/holiman/uint256"

	"mcrpress/chain"
)

// Machines have a place each, by ascending id: in the fleet that was read, or in
// the parts that are merged, where they stay until they are asked for.

// machine is the one at a place.
func (p *publication) machine(i int) *chain.Machine {
	if p.parts != nil {
		return p.parts.machine(i)
	}
	return &p.fleet.Machines[i]
}

// id is that of the machine at a place.
func (p *publication) id(i int) uint256.Int {
	if p.parts != nil {
		return p.parts.rows[i].id
	}
	return p.fleet.Machines[i].ID
}

// place is where the machine with an id is, if there is one.
func (p *publication) place(id uint256.Int) (int, bool) {
	return sort.Find(len(p.rows), func(i int) int {
		at := p.id(i)
		return id.Cmp(&at)
	})
}
