// Package export writes a whole fleet as four files for analysis: its
// machines as NDJSON, CSV and Parquet, its events as Parquet. One row is one
// machine or one event, flat, with the same columns in the same order in
// every format: the fields of [Machine] and [Event], by the names in their
// tags, and then the column oversized.
//
// What a column holds follows from the Go type of its field:
//
//	string    text; invalid UTF-8 becomes U+FFFD
//	int       Parquet INT64
//	uint8     Parquet UINT_8
//	uint64    Parquet UINT_64; times are Unix seconds, since a machine may
//	          declare one that no calendar type holds
//	float64   Parquet DOUBLE; always with a decimal point in NDJSON and CSV
//	bool      Parquet BOOLEAN; true or false
//	*big.Int  Parquet INT64; null where it is nil or exceeds 64 bits
//	pointer   the type it points to, or null
//
// Ids are text, so that no reader rounds one. Amounts are numbers, so that
// they sort and add up, and INT64, the widest integer that every reader takes
// (a longer one in a JSON file has pandas refuse the file). It is far above
// every amount that is meant; a hostile event can exceed it all the same. Such
// an amount is null in its column, and stands with all its digits in
// oversized, a JSON object by column name ({"total_revenue":"115792..."})
// that is null in every other row. The formats agree in this too.
//
// NDJSON and Parquet hold text as it is. CSV is what spreadsheets open: text
// that one would run as a formula gets an apostrophe in front, NUL becomes
// U+FFFD, and null is an empty field.
//
// The bytes follow from the rows and their order alone. The package sorts
// nothing, decides nothing about who may see what, and leaves the files where
// it is told to make them.
package export

import (
	"errors"
	"fmt"
)

// The files, by name.
const (
	MachinesNDJSON  = "machines.ndjson.gz"
	MachinesCSV     = "machines.csv.gz"
	MachinesParquet = "machines.parquet"
	EventsParquet   = "events.parquet"
)

// Writer takes the rows of the four files. Its memory does not grow with
// them. It is for one goroutine.
type Writer struct {
	machines, events *table
}

// Create makes the files in a directory that holds none of them yet.
func Create(dir string) (*Writer, error) {
	machines, err := newTable(dir, columnsOf[Machine](), map[string]encoding{
		MachinesNDJSON: newNDJSON, MachinesCSV: newCSV, MachinesParquet: newParquet,
	})
	if err != nil {
		return nil, err
	}
	events, err := newTable(dir, columnsOf[Event](), map[string]encoding{EventsParquet: newParquet})
	if err != nil {
		return nil, errors.Join(err, machines.close())
	}
	return &Writer{machines, events}, nil
}

// Machine adds a machine. Machines come in the order that the files keep.
func (w *Writer) Machine(m *Machine) error {
	if err := write(w.machines, m); err != nil {
		return fmt.Errorf("exporting machine %s: %w", m.MachineID, err)
	}
	return nil
}

// Event adds an event. Events come in the order that the file keeps.
func (w *Writer) Event(e *Event) error {
	if err := write(w.events, e); err != nil {
		return fmt.Errorf("exporting an event of machine %s: %w", e.MachineID, err)
	}
	return nil
}

// Close completes the files. They are whole only where it returns nil. A
// second call does nothing.
func (w *Writer) Close() error {
	if err := errors.Join(w.machines.close(), w.events.close()); err != nil {
		return fmt.Errorf("closing the exports: %w", err)
	}
	return nil
}
