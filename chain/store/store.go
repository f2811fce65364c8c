package store

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
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
// big-endian bytes of their full width in keys.
const (
	headTable     = "head"     // block: hash, time
	streamTable   = "stream"   // name: last block
	sightingTable = "sighting" // machine, linked, block: nothing
	markTable     = "mark"     // block, log index, kind, machine: transaction
	logTable      = "log"      // machine, registry, index, block, log index: what the log says
	recordTable   = "record"   // machine, registry, index: the record
	noteTable     = "note"     // name: value
	stateTable    = "state"    // machine: due, data
	dueTable      = "due"      // span of time: due and machine of each state that is due in it
	heldTable     = "held"     // nothing: the block at which states hold, the block of the sweep
)

// maxHeads are kept. A reorganisation below all of them costs reading
// everything again.
const maxHeads = 64

// Store is a read.Store in a file.
type Store struct {
	*File

	mu      sync.Mutex
	heads   []chain.Block // newest first
	scanned map[string]uint64
	counts  map[read.RecordsOf]uint64
	held    []chain.Block // at which states hold, and of the sweep; nil where they hold at none
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
		log.Warn("the state file was moved aside: reading everything again", "file", path, "moved_to", path+".old", "reason", err)
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
	tables := []string{headTable, streamTable, sightingTable, markTable, logTable, recordTable, noteTable, stateTable, dueTable, heldTable}
	s = &Store{scanned: map[string]uint64{}, counts: map[read.RecordsOf]uint64{}}
	s.File, err = newFile(path, deployment, append(tables, further...), s.see)
	slices.Reverse(s.heads)
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
	case recordTable:
		of, index, err := decodeRecordKey(r.key)
		if err == nil && index != s.counts[of] {
			err = errRow(table, r.key)
		}
		s.counts[of]++
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
			if err := tx.remove(headTable, `key = ?`, appendUint64(nil, old.Number)); err != nil {
				return err
			}
		}
		key, body := encodeHead(head)
		return tx.add(headTable, row{key, head.Number, body})
	})
	if err == nil {
		s.heads = heads[:len(heads)-len(dropped)]
	}
	return err
}

// Rollback implements read.Store.
func (s *Store) Rollback(above uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	heads := slices.DeleteFunc(slices.Clone(s.heads), func(b chain.Block) bool { return b.Number > above })
	scanned := map[string]uint64{}
	if len(heads) > 0 {
		for stream, to := range s.scanned {
			scanned[stream] = min(to, above)
		}
	}
	counts := map[read.RecordsOf]uint64{}
	held := s.held
	err := s.Update(func(tx *Tx) error {
		if held != nil && held[0].Number > above {
			held = nil
			if err := clearStates(tx); err != nil {
				return err
			}
		}
		for _, table := range []string{headTable, sightingTable, markTable, logTable, recordTable} {
			if err := tx.remove(table, `head > ?`, int64(min(above, math.MaxInt64))); err != nil {
				return err
			}
		}
		for stream := range s.scanned {
			if err := tx.remove(streamTable, `key = ?`, lowest([]byte(stream))); err != nil {
				return err
			}
		}
		for stream, to := range scanned {
			if err := tx.Put(streamTable, []byte(stream), appendUint64(nil, to)); err != nil {
				return err
			}
		}
		return countRecords(tx, counts)
	})
	if err == nil {
		s.heads, s.scanned, s.counts, s.held = heads, scanned, counts, held
	}
	return err
}

// countRecords counts what stands in the table.
func countRecords(tx *Tx, counts map[read.RecordsOf]uint64) error {
	return between(tx, recordTable, nil, nil, func(r row) error {
		of, _, err := decodeRecordKey(r.key)
		counts[of]++
		return err
	})
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

// Counts implements read.Store.
func (s *Store) Counts() (map[read.RecordsOf]uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.counts), nil
}

// Events implements read.Store.
func (s *Store) Events(registries []common.Address, count map[read.RecordsOf]uint64) chain.EventSource {
	return &events{store: s, registries: registries, count: count}
}
