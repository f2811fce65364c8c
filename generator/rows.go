package generator

import (
	"bytes"
	"math/big"
	"slices"

	"github.com/holiman/uint256"

	"mcrpress/generator/answers"
	"mcrpress/generator/state"
	"mcrpress/templates"
)

// row is what the files of the whole fleet want to know of a machine.
type row struct {
	ID  uint256.Int
	DID string
	answers.Rated
	Bonded, Card      bool
	Degraded, Flagged bool
	LacksRate         bool // some amount in the window has no rate
	Events            int
	Revenue           *big.Int // USD cents
	Cells             []string // in a table
}

func newRow(a *assessment) *row {
	r := &a.Rating
	return &row{
		ID:        a.ID,
		DID:       a.DID,
		Rated:     answers.Rated{MCR: r.Letter, MCRScore: r.Score},
		Bonded:    a.Bonded,
		Card:      a.Card,
		Degraded:  r.Degraded,
		Flagged:   r.NegativeFlag,
		LacksRate: r.Breakdown.Unvalued.Unavailable > 0,
		Events:    r.EventCount,
		Revenue:   r.TotalRevenue,
		Cells:     cells(a.Machine.Machine),
	}
}

// listed is the machine on a page of its operator.
func (r *row) listed() answers.Listed {
	return answers.Listed{DID: r.DID, ID: r.ID, Rated: r.Rated, Flagged: r.Flagged}
}

// view is the machine in a table.
func (r *row) view() templates.MachineRow {
	return templates.MachineRow{
		ID:      r.ID.Dec(),
		Card:    r.Card,
		Letter:  string(r.MCR),
		Score:   r.MCRScore,
		Bonded:  r.Bonded,
		Flagged: r.Flagged,
		Events:  r.Events,
		Revenue: r.Revenue,
		Cells:   r.Cells,
	}
}

// rows are those of all machines, by ascending id. They are in a scratch file, some
// in a block, and in memory is where a block begins.
type rows struct {
	scratch state.Scratch
	blocks  []rowBlock
	block   []byte // that is yet to be written
	n       int    // rows
}

type rowBlock struct {
	first uint256.Int
	place state.Place
}

const rowsInBlock = 16

func (r *rows) add(row *row) error {
	if r.n%rowsInBlock == 0 {
		if err := r.flush(); err != nil {
			return err
		}
		r.blocks = append(r.blocks, rowBlock{first: row.ID})
	}
	r.n++
	r.block = appendSized(r.block, state.Encode(row))
	return nil
}

// flush writes the last block.
func (r *rows) flush() (err error) {
	if r.n == 0 {
		return nil
	}
	r.blocks[len(r.blocks)-1].place, err = r.scratch.Put(r.block)
	r.block = r.block[:0]
	return err
}

// end lets rows be read, now that there are no more to come.
func (r *rows) end() error {
	if err := r.flush(); err != nil {
		return err
	}
	return r.scratch.Flush()
}

// all yields all of them.
func (r *rows) all(yield func(*row, error) bool) {
	for i := range r.blocks {
		block, err := r.scratch.Get(r.blocks[i].place)
		if err != nil {
			yield(nil, err)
			return
		}
		for len(block) > 0 {
			var record []byte
			row := new(row)
			if record, block, err = cutSized(block); err == nil {
				err = state.Decode(record, row)
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// finder looks rows up, best in the order of ids: it holds the block that it read
// last.
type finder struct {
	rows  *rows
	at    int // the block's number and one
	block []byte
}

// find gives the row of the machine with an id, nil where there is no such machine.
func (f *finder) find(id uint256.Int) (_ *row, err error) {
	blocks := f.rows.blocks
	at, found := slices.BinarySearchFunc(blocks, id, func(b rowBlock, id uint256.Int) int { return b.first.Cmp(&id) })
	if found {
		at++
	}
	if at == 0 {
		return nil, nil
	}
	if f.at != at {
		if f.block, err = f.rows.scratch.Get(blocks[at-1].place); err != nil {
			return nil, err
		}
		f.at = at
	}
	key := state.Encode(&id) // which a row begins with
	for rest := f.block; len(rest) > 0; {
		var record []byte
		if record, rest, err = cutSized(rest); err != nil {
			return nil, err
		}
		if bytes.HasPrefix(record, key) {
			r := new(row)
			return r, state.Decode(record, r)
		}
	}
	return nil, nil
}
