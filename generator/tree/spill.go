package tree

import "os"

// heldBytes is how many bytes of a spill are in memory at most.
const heldBytes = 4 << 20

// spill is records one after the other. The last ones are in memory, and those
// before them in a file that goes with the run.
type spill struct {
	create  func() (*os.File, error)
	held    int      // bytes in memory at most
	file    *os.File // nil where all are in memory
	written int64    // bytes of the file
	last    []byte   // those after them
}

// add adds a record and returns its place.
func (s *spill) add(record []byte) (at int64, err error) {
	if len(s.last) > 0 && len(s.last)+len(record) > s.held {
		if err := s.flush(); err != nil {
			return 0, err
		}
	}
	at = s.written + int64(len(s.last))
	s.last = append(s.last, record...)
	return at, nil
}

func (s *spill) flush() (err error) {
	if s.file == nil {
		if s.file, err = s.create(); err != nil {
			return err
		}
	}
	_, err = s.file.WriteAt(s.last, s.written)
	s.written += int64(len(s.last))
	s.last = s.last[:0]
	return err
}

// read reads the record at a place, whose size is known. It may be called from several
// goroutines while none is added or changed.
func (s *spill) read(record []byte, at int64) (err error) {
	if at >= s.written {
		copy(record, s.last[at-s.written:])
		return nil
	}
	_, err = s.file.ReadAt(record, at)
	return err
}

// is reports whether the record at a place, of the same size, is this one.
func (s *spill) is(record string, at int64) (bool, error) {
	if at >= s.written {
		return string(s.last[at-s.written:][:len(record)]) == record, nil
	}
	there := make([]byte, len(record))
	err := s.read(there, at)
	return string(there) == record, err
}

// write changes the record at a place to another one of its size.
func (s *spill) write(record []byte, at int64) (err error) {
	if at >= s.written {
		copy(s.last[at-s.written:], record)
		return nil
	}
	_, err = s.file.WriteAt(record, at)
	return err
}

func (s *spill) close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}
