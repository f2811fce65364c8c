package eventstore

import (
	"database/sql"
	"fmt"
	"math"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
)

// view is the store up to a block.
type view struct {
	*Store
	block int64
}

// At gives the events up to a block, and none of the later ones.
func (s *Store) At(block uint64) chain.EventSource {
	return view{Store: s, block: int64(min(block, math.MaxInt64))}
}

const byMachine = `SELECT block, log_index, block_time, time, type, trust, partial, event_index, value,
	source_chain, source_tx, data_hash, registry, tx, currency, metadata
	FROM event WHERE machine = (SELECT number FROM machine WHERE id = ?) AND block <= ? ORDER BY number`

// Of gives the events of one machine in the order of the chain.
func (v view) Of(machineID uint256.Int) ([]chain.Event, error) {
	events, err := v.of(machineID)
	if err != nil {
		return nil, fmt.Errorf("reading the events of machine %s: %w", machineID.Dec(), readable(err))
	}
	return events, nil
}

func (v view) of(machineID uint256.Int) ([]chain.Event, error) {
	id := machineID.Bytes32()
	rows, err := v.byMachine.Query(id[:], v.block)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var events []chain.Event
	for rows.Next() {
		e, err := scan(rows)
		if err != nil {
			return nil, err
		}
		e.MachineID = machineID
		events = append(events, e)
	}
	return events, rows.Err()
}

func scan(rows *sql.Rows) (e chain.Event, err error) {
	var block, logIndex, blockTime, time int64
	var index, value, sourceChain, sourceTx, dataHash, registry, tx, currency sql.RawBytes
	err = rows.Scan(&block, &logIndex, &blockTime, &time, &e.Type, &e.Trust, &e.Partial, &index, &value,
		&sourceChain, &sourceTx, &dataHash, &registry, &tx, &currency, &e.Metadata)
	e.Block, e.LogIndex, e.BlockTime, e.Time = uint64(block), uint64(logIndex), uint64(blockTime), uint64(time)
	e.Index.SetBytes(index)
	e.Value.SetBytes(value)
	e.SourceChain.SetBytes(sourceChain)
	e.SourceTx, e.DataHash, e.Tx = common.BytesToHash(sourceTx), common.BytesToHash(dataHash), common.BytesToHash(tx)
	e.Registry = common.BytesToAddress(registry)
	e.Currency = string(currency)
	return e, err
}

// Amounts lists the currencies of the complete revenue events with the UTC
// days that they name, each pair once, ordered by currency and day.
func (v view) Amounts() ([]chain.Amount, error) {
	amounts, err := v.amounts()
	if err != nil {
		return nil, fmt.Errorf("reading the currencies of all events: %w", readable(err))
	}
	return amounts, nil
}

func (v view) amounts() ([]chain.Amount, error) {
	rows, err := v.db.Query(`SELECT currency, day FROM amount WHERE first_block <= ? ORDER BY currency, day`, v.block)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var amounts []chain.Amount
	for rows.Next() {
		var a chain.Amount
		if err := rows.Scan(&a.Currency, &a.Day); err != nil {
			return nil, err
		}
		amounts = append(amounts, a)
	}
	return amounts, rows.Err()
}
