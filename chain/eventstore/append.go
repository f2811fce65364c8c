package eventstore

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
)

// checkpoints are kept for that many heads. A reorganisation below all of them
// costs reading everything again.
const checkpoints = 64

// Append adds the events of the blocks after the head up to a new head, in the
// order of the chain and in one transaction.
func (s *Store) Append(events []chain.Event, number uint64, hash common.Hash) error {
	if err := s.fit(events, number); err != nil {
		return err
	}
	next := checkpoint{int64(number), hash, s.head.lastEvent + int64(len(events))}
	err := s.change(func(tx *sql.Tx) error {
		if err := insertEvents(tx, events, s.head.lastEvent); err != nil {
			return err
		}
		if err := insertAmounts(tx, events); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO checkpoint VALUES (?, ?, ?)`, next.block, next.hash[:], next.lastEvent); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM checkpoint WHERE block <
			(SELECT min(block) FROM (SELECT block FROM checkpoint ORDER BY block DESC LIMIT ?))`, checkpoints)
		return err
	})
	if err != nil {
		return err
	}
	s.head = next
	return nil
}

// fit checks that the events lie between the old and the new head, in order.
func (s *Store) fit(events []chain.Event, number uint64) error {
	if number > math.MaxInt64 || int64(number) <= s.head.block {
		return fmt.Errorf("block %d does not follow block %d", number, s.head.block)
	}
	for _, e := range events {
		if e.Block > number || int64(e.Block) <= s.head.block {
			return fmt.Errorf("event of block %d is not of blocks %d to %d", e.Block, s.head.block+1, number)
		}
	}
	if !slices.IsSortedFunc(events, func(a, b chain.Event) int {
		return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.LogIndex, b.LogIndex))
	}) {
		return errors.New("events are not in the order of the chain")
	}
	return nil
}

func insertEvents(tx *sql.Tx, events []chain.Event, last int64) error {
	machines, err := numberMachines(tx, events)
	if err != nil {
		return err
	}
	insert, err := tx.Prepare(`INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for i := range events {
		e := &events[i]
		index, value, source := e.Index.Bytes32(), e.Value.Bytes32(), e.SourceChain.Bytes32()
		_, err := insert.Exec(last+1+int64(i), machines[e.MachineID], int64(e.Block), int64(e.LogIndex),
			int64(e.BlockTime), int64(e.Time), e.Type, e.Trust, e.Partial, index[:], value[:], source[:],
			e.SourceTx[:], e.DataHash[:], e.Registry[:], e.Tx[:], blob(e.Currency), blob(e.Metadata))
		if err != nil {
			return err
		}
	}
	return nil
}

// blob is never NULL.
func blob[T string | []byte](v T) []byte { return append([]byte{}, v...) }

// numberMachines gives each machine of the events its number, a new one where
// it has none.
func numberMachines(tx *sql.Tx, events []chain.Event) (map[uint256.Int]int64, error) {
	find, err := tx.Prepare(`SELECT number FROM machine WHERE id = ?`)
	if err != nil {
		return nil, err
	}
	defer find.Close()
	numbers := map[uint256.Int]int64{}
	for i := range events {
		m := events[i].MachineID
		if _, ok := numbers[m]; ok {
			continue
		}
		id := m.Bytes32()
		var number int64
		err := find.QueryRow(id[:]).Scan(&number)
		if errors.Is(err, sql.ErrNoRows) {
			err = tx.QueryRow(`INSERT INTO machine (id) VALUES (?) RETURNING number`, id[:]).Scan(&number)
		}
		if err != nil {
			return nil, err
		}
		numbers[m] = number
	}
	return numbers, nil
}

// insertAmounts notes the currencies and days that no earlier event named.
func insertAmounts(tx *sql.Tx, events []chain.Event) error {
	const secondsPerDay = 86400
	seen := map[chain.Amount]bool{}
	for i := range events {
		e := &events[i]
		a := chain.Amount{Currency: e.Currency, Day: int64(e.Time / secondsPerDay)}
		if e.Type != 0 || e.Partial || seen[a] {
			continue
		}
		seen[a] = true
		_, err := tx.Exec(`INSERT OR IGNORE INTO amount VALUES (?, ?, ?)`, blob(a.Currency), a.Day, int64(e.Block))
		if err != nil {
			return err
		}
	}
	return nil
}
