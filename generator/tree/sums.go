package tree

import (
	"crypto/sha256"
	"os"
)

// heldSums is how many bytes of sums are in memory at most.
const heldSums = 8 << 20

// sums are the hashes of files by number. The last ones are in memory, and the
// others in a file that goes with the run.
type sums struct {
	create  func() (*os.File, error)
	held    int      // bytes in memory at most
	file    *os.File // nil where all are in memory
	written int      // sums in the file
	last    []byte   // those after them
}

// add adds the next one.
func (s *sums) add(sum [sha256.Size]byte) error {
	if len(s.last) >= s.held {
		if err := s.flush(); err != nil {
			return err
		}
	}
	s.last = append(s.last, sum[:]...)
	return nil
}

func (s *sums) flush() (err error) {
	if s.file == nil {
		if s.file, err = s.create(); err != nil {
			return err
		}
	}
	_, err = s.file.WriteAt(s.last, int64(s.written)*sha256.Size)
	s.written += len(s.last) / sha256.Size
	s.last = s.last[:0]
	return err
}

// at returns one. It may be called from several goroutines while none is changed.
func (s *sums) at(n uint32) (sum [sha256.Size]byte, err error) {
	if i := int(n) - s.written; i >= 0 {
		return [sha256.Size]byte(s.last[i*sha256.Size:]), nil
	}
	_, err = s.file.ReadAt(sum[:], int64(n)*sha256.Size)
	return sum, err
}

func (s *sums) set(n uint32, sum [sha256.Size]byte) error {
	if i := int(n) - s.written; i >= 0 {
		copy(s.last[i*sha256.Size:], sum[:])
		return nil
	}
	_, err := s.file.WriteAt(sum[:], int64(n)*sha256.Size)
	return err
}

func (s *sums) close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}
