package state

import (
	"fmt"
	"reflect"

	"github.com/ethereum/go-ethereum/common"
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
	Inputs
	Rating scoring.Rating
}

// Inputs are what a machine's files are made of, and how long they hold.
type Inputs struct {
	Machine [32]byte // digest of what the contracts and its partner say of it
	Events  [32]byte // digest of its events
	// Until is the block time, in Unix seconds, from which its files may be
	// others though nothing else changes.
	Until uint64
	// FirstRate and LastRate are the first and the last UTC day of its revenue
	// in other currencies than USD. Where there is none, the first is the later.
	FirstRate, LastRate int64
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

// DecodeInputs reads the inputs of a row, and leaves the rest.
func DecodeInputs(body []byte) (in Inputs, err error) {
	if _, err := cutValue(body, reflect.ValueOf(&in).Elem()); err != nil {
		return in, fmt.Errorf("%w: a machine's row: %w", store.ErrDamaged, err)
	}
	return in, nil
}

// theTree is the one key of treeTable.
var theTree = []byte("tree")

// Tree returns the tree that the rows are of. ok is false where there is none, or
// one that only another version can read.
func (r *Rows) Tree() (t Tree, ok bool, err error) {
	body, ok, err := r.file.Get(treeTable, theTree)
	if err != nil || !ok {
		return t, false, err
	}
	return t, Decode(body, &t) == nil, nil
}

// All visits the encoded rows by ascending id of their machines. The bytes are
// valid during the call only, which must not use the state file.
func (r *Rows) All(visit func(machine uint256.Int, row []byte) error) error {
	return r.file.Range(rowTable, nil, nil, func(key, body []byte) error {
		return visit(*new(uint256.Int).SetBytes(key), body)
	})
}

// Run is what a run leaves for the next one.
type Run struct {
	Tree      Tree
	Changes   []Change
	Rows      *Scratch      // that holds the rows of Changes
	Gone      []uint256.Int // machines that have a row, and are none any more
	Operators []Operator    // whose lists are new or others
}

// Change is a row that is new or other than before.
type Change struct {
	Machine uint256.Int
	Row     Place // encoded
}

// Operator is an operator with a digest of its lists.
type Operator struct {
	Address common.Address
	Lists   [32]byte
}

// Operators returns the digests of all operators' lists, those included that are
// none any more.
func (r *Rows) Operators() (map[common.Address][32]byte, error) {
	lists := map[common.Address][32]byte{}
	err := r.file.Range(operatorTable, nil, nil, func(key, body []byte) error {
		if len(key) != common.AddressLength || len(body) != len(Operator{}.Lists) {
			return fmt.Errorf("%w: an operator's row", store.ErrDamaged)
		}
		lists[common.Address(key)] = [32]byte(body)
		return nil
	})
	return lists, err
}

// Save makes the rows those of another tree, all or nothing.
func (r *Rows) Save(run *Run) error {
	if err := run.Rows.Flush(); err != nil {
		return err
	}
	return r.file.Update(func(tx *store.Tx) error {
		for _, c := range run.Changes {
			row, err := run.Rows.Get(c.Row)
			if err != nil {
				return err
			}
			key := c.Machine.Bytes32()
			if err := tx.Put(rowTable, key[:], row); err != nil {
				return err
			}
		}
		for _, id := range run.Gone {
			key := id.Bytes32()
			if err := tx.Delete(rowTable, key[:]); err != nil {
				return err
			}
		}
		for _, o := range run.Operators {
			if err := tx.Put(operatorTable, o.Address[:], o.Lists[:]); err != nil {
				return err
			}
		}
		return tx.Put(treeTable, theTree, Encode(&run.Tree))
	})
}
