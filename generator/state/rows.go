package state

import (
	"fmt"

	"github.com/holiman/uint256"

	"mcrpress/chain"
	"mcrpress/chain/store"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// Rows keep what the last run that published a tree made of each machine, so
// that the next need not do it again.
type Rows struct{ file *store.File }

// Tree is the tree that the rows are of, and what all of them depend on.
type Tree struct {
	Hash     string // as its snapshot has it
	Block    chain.Block
	Setup    [32]byte // digest of the program and its configuration
	Until    uint64   // the earliest Row.Until, in Unix seconds
	Rates    []fx.Answer
	Partners []string // the URLs that were asked for partner data, each once, in order
	Answers  [32]byte // digest of what they answered
}

// Row is what a run made of a machine, and of what.
type Row struct {
	Machine [32]byte // digest of what the contracts and its partner say of it
	Events  [32]byte // digest of its events
	// Until is the block time, in Unix seconds, from which its files may be
	// others though nothing else changes.
	Until uint64
	// FirstRate and LastRate are the first and the last UTC day of its revenue
	// in other currencies than USD. Where there is none, the first is the later.
	FirstRate, LastRate int64
	Rating              scoring.Rating
}

// Encode returns the row as Save takes it.
func (r *Row) Encode() []byte { return Encode(r) }

// DecodeRow reads a row as All gives it. An error is store.ErrDamaged.
func DecodeRow(body []byte) (r Row, err error) {
	if err := Decode(body, &r); err != nil {
		return r, fmt.Errorf("%w: a machine's row: %w", store.ErrDamaged, err)
	}
	return r, nil
}

// theTree is the one key of treeTable.
var theTree = []byte("tree")

// Tree returns the tree that the rows are of. ok is false where there is none.
func (r *Rows) Tree() (t Tree, ok bool, err error) {
	body, ok, err := r.file.Get(treeTable, theTree)
	if err != nil || !ok {
		return t, false, err
	}
	if err := Decode(body, &t); err != nil {
		return t, false, fmt.Errorf("%w: the tree of the last run: %w", store.ErrDamaged, err)
	}
	return t, true, nil
}

// All visits the encoded rows by ascending id of their machines. The bytes are
// valid during the call only, which must not use the state file.
func (r *Rows) All(visit func(machine uint256.Int, row []byte) error) error {
	return r.file.Range(rowTable, nil, nil, func(key, body []byte) error {
		return visit(*new(uint256.Int).SetBytes(key), body)
	})
}

// Change is a row that is new or other than before.
type Change struct {
	ID  uint256.Int
	Row []byte // encoded
}

// Save makes the rows those of another tree, all or nothing. Those of the
// machines that are gone are removed.
func (r *Rows) Save(t *Tree, changes []Change, gone []uint256.Int) error {
	return r.file.Update(func(tx *store.Tx) error {
		for _, c := range changes {
			key := c.ID.Bytes32()
			if err := tx.Put(rowTable, key[:], c.Row); err != nil {
				return err
			}
		}
		for _, id := range gone {
			key := id.Bytes32()
			if err := tx.Delete(rowTable, key[:]); err != nil {
				return err
			}
		}
		return tx.Put(treeTable, theTree, Encode(t))
	})
}
