package store

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum/common"

	"mcrpress/chain"
	"mcrpress/chain/read"
)

// The tables of a Store, with their keys and bodies. Numbers and ids stand as
// big-endian bytes of their full width in keys. A list is a machine and a
// registry, a place an index in it, a block and a log index.
const (
	headTable     = "head"     // block: hash, time
	streamTable   = "stream"   // name: last block
	noteTable     = "note"     // name: value
	heldTable     = "held"     // nothing: the block at which states hold, the block of the sweep
	countedTable  = "counted"  // registry: number of records
	sightingTable = "sighting" // machine, linked, block: nothing
	markTable     = "mark"     // block, log index, kind, machine: transaction
	newTable      = "new"      // number: log that is not in its list yet
	listTable     = "list"     // list: what is known of it
	logTable      = "log"      // list, place of the first: logs
	recordTable   = "record"   // list, index of the first: records
	amountTable   = "amount"   // currency, day: nothing
	stateTable    = "state"    // machine: due, data
	dueTable      = "due"      // span of time: due and machine of each state that is due in it
)

// smallTables are the tables that are read when the file is opened.
var smallTables = []string{headTable, streamTable, noteTable, heldTable, countedTable}

// maxBody is about how many bytes of records or logs one row holds.
const maxBody = 1800

// maxHeads are kept. A reorganisation below all of them costs reading
// everything again.
const maxHeads = 64

// Store is a read.Store in a file.
type Store struct {
	*File

	mu        sync.Mutex
	heads     []chain.Block // newest first
	scanned   map[string]uint64
	counted   map[common.Address]uint64
	held      []chain.Block // at which states hold, and of the sweep; nil where they hold at none
	unsorted  bool          // there are new logs
	unsettled bool          // there may be lists that are not settled
}

var _ read.Store = (*Store)(nil)

// Open opens the state file of a deployment, and makes it, with its directory,
// where there is none. further are tables of the caller's own. A file that is
// damaged or of an older version is moved aside to path.old and logged, and a
// new one takes its place. One of another deployment, of a newer version or of
// another program is an error, and stays.
func Open(path string, d *chain.Deployment, further []string, log *slog.Logger) (*Store, error) {
	path, err := filepath.Abs(path)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the state file: %w", err)
	}
	s, err := open(path, keyOf(d), further)
	if errors.Is(err, errOlder) || errors.Is(err, ErrDamaged) {
		if moved := moveAside(path); moved != nil {
			return nil, fmt.Errorf("opening %s: %w: %w", path, err, moved)
		}
		log.Warn("the state file was moved aside: reading everything again",
			"file", path, "moved_to", path+".old", "reason", err)
		s, err = open(path, keyOf(d), further)
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	return s, nil
}

// NewTemp gives an empty store without a file of its own. What it keeps is on
// disk, out of the way of memory, and gone when it is closed or the process
// ends.
func NewTemp() (*Store, error) {
	s, err := open("", "", nil)
	if err != nil {
		return nil, fmt.Errorf("opening a temporary store: %w", err)
	}
	return s, nil
}

func open(path, deployment string, further []string) (s *Store, err error) {
	tables := slices.Concat(smallTables, []string{
		sightingTable, markTable, newTable, listTable, logTable, recordTable, amountTable, stateTable, dueTable,
	}, further)
	s = &Store{scanned: map[string]uint64{}, counted: map[common.Address]uint64{}, unsettled: true}
	s.File, err = newFile(path, deployment, tables, smallTables, s.see)
	if err == nil {
		slices.Reverse(s.heads)
		s.unsorted = s.totals.Tables[newTable].Rows > 0
	}
	return s, err
}

// keyOf says in one text whose contracts a state file is of: those that what is
// stored was read from.
func keyOf(d *chain.Deployment) string {
	var contracts []string
	for _, rule := range d.Generation.Roles() {
		if !rule.Required && rule.Role != chain.RemoteBondSettlement {
			continue // nothing of it is stored
		}
		for _, address := range d.Contracts.All(rule.Role) {
			contracts = append(contracts, fmt.Sprintf("%s %s", rule.Role, address))
		}
	}
	slices.Sort(contracts)
	return fmt.Sprintf("chain %d, generation %s, %s", d.ChainID, d.Generation, strings.Join(contracts, ", "))
}

// see takes from a row of the file what is held in memory.
func (s *Store) see(table string, r row) error {
	switch table {
	case headTable:
		head, err := decodeHead(r.key, r.body)
		s.heads = append(s.heads, head)
		return err
	case streamTable:
		block, err := decodeUint64(r.body)
		s.scanned[string(r.key)] = block
		return err
	case heldTable:
		held, err := decodeHeld(r.body)
		s.held = held
		return err
	case countedTable:
		n, err := decodeUint64(r.body)
		s.counted[common.BytesToAddress(r.key)] = n
		return err
	}
	return nil
}

// Heads implements read.Store.
func (s *Store) Heads() []chain.Block {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.heads)
}

// head is the number of the newest head: what is added was first seen there.
func (s *Store) head() (uint64, error) {
	if len(s.heads) == 0 {
		return 0, errors.New("the store has no head: nothing can be added before Begin")
	}
	return s.heads[0].Number, nil
}

// Begin implements read.Store.
func (s *Store) Begin(head chain.Block) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	heads := s.heads
	if len(heads) > 0 && heads[0] == head {
		return nil
	}
	if head.Number > math.MaxInt64 {
		return fmt.Errorf("block %d is out of range", head.Number)
	}
	if len(heads) > 0 && heads[0].Number >= head.Number {
		return fmt.Errorf("block %d does not follow block %d", head.Number, heads[0].Number)
	}
	heads = slices.Insert(slices.Clone(heads), 0, head)
	dropped := heads[min(maxHeads, len(heads)):]
	err := s.Update(func(tx *Tx) error {
		for _, old := range dropped {
			if err := tx.Delete(headTable, appendUint64(nil, old.Number)); err != nil {
				return err
			}
		}
		key, body := encodeHead(head)
		_, err := tx.insert(headTable, row{key, head.Number, body})
		return err
	})
	if err == nil {
		s.heads = heads[:len(heads)-len(dropped)]
	}
	return err
}

// Note implements read.Store.
func (s *Store) Note(name string) ([]byte, error) {
	value, _, err := s.Get(noteTable, []byte(name))
	return value, err
}

// SetNote implements read.Store.
func (s *Store) SetNote(name string, value []byte) error {
	return s.Update(func(tx *Tx) error { return tx.Put(noteTable, []byte(name), value) })
}
