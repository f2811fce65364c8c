// Package export writes a whole fleet as four files for analysis: its
// machines as NDJSON, CSV and Parquet, its events as Parquet. One row is one
// machine or one event, flat, with the same columns in the same order in
// every format: the fields of [Machine] and [Event], by the names in their
// tags, and then the column oversized. A field with a tag gen is a column of
// that generation alone.
//
// What a column holds follows from the Go type of its field:
//
//	string    text; invalid UTF-8 becomes U+FFFD
//	integers  Parquet INT64
//	float64   Parquet DOUBLE; always with a decimal point in NDJSON and CSV
//	bool      Parquet BOOLEAN; true or false
//	*big.Int  Parquet INT64; null where it is nil or exceeds 64 bits
//	*Time     Parquet TIMESTAMP(MILLIS, UTC), Unix seconds in NDJSON and CSV;
//	          null where it is nil or lies after 2262-04-11T23:47:16Z
//	pointer   the type it points to, or null
//
// Ids and numbers of the contracts that may need 256 bits are decimal text, so
// that no reader rounds one. Amounts in USD are numbers, so that they sort and
// add up, and INT64, the widest integer that every reader takes (a longer one
// in a JSON file has pandas refuse the file). Times end where calendars of
// nanoseconds do. Both lie far above everything that is meant; a hostile event
// can exceed them all the same. Such a value is null in its column, and stands
// with all its digits in oversized, a JSON object by column name
// ({"total_revenue":"115792..."}) that is null in every other row. The formats
// agree in this too.
//
// Parquet has plain pages without delta encodings, which not every reader
// knows.
//
// NDJSON and Parquet hold text as it is. CSV is what spreadsheets open. Text
// stands in quotes there, and null is an empty field without them. An
// apostrophe is put before =, +, -, @ and their full-width forms, and before
// apostrophes that stand before one of these, at the start of a text and
// after a character at which some program may begin a cell (comma, semicolon,
// bar, tab, line end; spaces and quotes in between do not matter): so no cell
// is a formula, whatever separator a file is opened with. Taking one
// apostrophe away at each such place gives the text back. NUL becomes U+FFFD.
//
// The bytes follow from the rows and their order alone. The package sorts
// nothing, decides nothing about who may see what, and leaves the files where
// it is told to make them.
package export

import (
	"errors"
	"fmt"
	"iter"
)

// The files, by name.
const (
	MachinesNDJSON  = "machines.ndjson.gz"
	MachinesCSV     = "machines.csv.gz"
	MachinesParquet = "machines.parquet"
	EventsParquet   = "events.parquet"
)

// Writer takes the rows of the four files, and encodes each file beside the
// others and beside its caller. Its memory does not grow with the rows. It is for
// one goroutine.
type Writer struct {
	machines, events *table
	seqs             *lane[iter.Seq[*Event]]
}

// Create makes the files of a generation, as deployments write it, in a
// directory that holds none of them yet.
func Create(dir, generation string) (*Writer, error) {
	machines, err := newTable(dir, columnsOf[Machine](generation), map[string]encoding{
		MachinesNDJSON: newNDJSON, MachinesCSV: newCSV, MachinesParquet: newParquet,
	})
	if err != nil {
		return nil, err
	}
	events, err := newTable(dir, columnsOf[Event](generation), map[string]encoding{EventsParquet: newParquet})
	if err != nil {
		return nil, errors.Join(err, machines.close())
	}
	return &Writer{machines, events, newLane(events.addEvents)}, nil
}

// Machine adds a machine. Machines come in the order that the files keep.
func (w *Writer) Machine(m *Machine) error {
	if err := write(w.machines, m); err != nil {
		return fmt.Errorf("exporting machine %s: %w", m.MachineID, err)
	}
	return nil
}

// Events adds events. They come in the order that the file keeps, and are made
// in another goroutine, while the next are added.
func (w *Writer) Events(events iter.Seq[*Event]) error { return w.seqs.put(events) }

func (t *table) addEvents(events iter.Seq[*Event]) error {
	for e := range events {
		if err := write(t, e); err != nil {
			return fmt.Errorf("exporting an event of machine %s: %w", e.MachineID, err)
		}
	}
	return nil
}

// Close completes the files. They are whole only where it returns nil. A
// second call does nothing.
func (w *Writer) Close() error {
	if w.seqs == nil {
		return nil
	}
	err := errors.Join(w.seqs.close(), w.machines.close(), w.events.close())
	w.seqs = nil
	if err != nil {
		return fmt.Errorf("closing the exports: %w", err)
	}
	return nil
}
