package state

import (
	"bufio"
	"os"
)

// Scratch keeps rows out of memory, in a file that goes with the run: there may
// be one of every machine. The zero Scratch is empty.
type Scratch struct {
	f    *os.File
	buf  *bufio.Writer
	size int64
}

// Place is where a row stands in a Scratch. The zero Place is of none.
type Place struct {
	at   int64
	size int
}

// Put adds a row.
func (s *Scratch) Put(row []byte) (p Place, err error) {
	if s.f == nil {
		if s.f, err = os.CreateTemp("", "mcrpress-rows-"); err != nil {
			return p, err
		}
		s.buf = bufio.NewWriterSize(s.f, 1<<16)
	}
	p = Place{s.size, len(row)}
	n, err := s.buf.Write(row)
	s.size += int64(n)
	return p, err
}

// Flush lets Get read what was put before.
func (s *Scratch) Flush() error {
	if s.f == nil {
		return nil
	}
	return s.buf.Flush()
}

// Get returns a row. It may be called while other rows are put.
func (s *Scratch) Get(p Place) ([]byte, error) {
	row := make([]byte, p.size)
	_, err := s.f.ReadAt(row, p.at)
	return row, err
}

// Close removes the file.
func (s *Scratch) Close() error {
	if s.f == nil {
		return nil
	}
	s.f.Close() // what it holds is not wanted any more
	return os.Remove(s.f.Name())
}
