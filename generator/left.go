package generator

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/generator/answers"
	"mcrpress/generator/endpoints"
)

// left reports whether an id once stood for a machine and no longer does, by
// the chain's own record.
func (p *publication) left(id uint256.Int) bool {
	_, gone := p.gone[id]
	return gone
}

// excuseLeft lets the tree lose the files of machines that left, and those
// pages of operators that only they had filled, whatever the limit of
// deletions is.
func (p *publication) excuseLeft() error {
	if p.previous == nil || len(p.gone) == 0 {
		return nil
	}
	_, removed, err := p.out.Changes()
	if err != nil {
		return err
	}
	operators := map[common.Address]bool{}
	for _, file := range removed {
		family, key, known := p.table.Parse(file)
		if !known {
			continue
		}
		excused := false
		switch family.Of {
		case endpoints.OfProfile, endpoints.OfToken, endpoints.OfMachine:
			excused = p.left(key.ID)
		case endpoints.OfOperator:
			var asked bool
			if excused, asked = operators[key.Account]; !asked {
				if excused, err = p.shrankByLeaving(key.Account); err != nil {
					return err
				}
				operators[key.Account] = excused
			}
		}
		if excused {
			p.out.Excuse(file)
		}
	}
	return nil
}

// shrankByLeaving reports whether every machine that an operator had in the
// published tree is still its own or left.
func (p *publication) shrankByLeaving(operator common.Address) (bool, error) {
	list, err := answers.ReadOperator(p.out.Published(), operator)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading the published list of %s: %w", operator, err)
	}
	now := map[uint256.Int]bool{}
	for i := range p.fleet.Operators {
		if o := &p.fleet.Operators[i]; o.Address == operator {
			for _, id := range o.Listed {
				now[id] = true
			}
		}
	}
	for _, id := range list.Machines {
		if !now[id.Uint()] && !p.left(id.Uint()) {
			return false, nil
		}
	}
	return true, nil
}
