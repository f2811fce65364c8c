package state

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"
	"slices"

	"github.com/holiman/uint256"
)

// Changes are rows that are new or other than before. There may be one of every
// machine, so they wait in a scratch file.
type Changes struct {
	f   *os.File
	buf *bufio.Writer
}

// Add adds a row, encoded.
func (c *Changes) Add(machine uint256.Int, row []byte) (err error) {
	if c.f == nil {
		if c.f, err = os.CreateTemp("", "mcrpress-rows-"); err != nil {
			return err
		}
		c.buf = bufio.NewWriterSize(c.f, 1<<16)
	}
	key := machine.Bytes32()
	head := binary.AppendUvarint(key[:], uint64(len(row)))
	if _, err := c.buf.Write(head); err != nil {
		return err
	}
	_, err = c.buf.Write(row)
	return err
}

// each visits the rows in the order in which they were added. The bytes are valid
// during the call only.
func (c *Changes) each(visit func(key, row []byte) error) error {
	if c == nil || c.f == nil {
		return nil
	}
	if err := c.buf.Flush(); err != nil {
		return err
	}
	if _, err := c.f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r := bufio.NewReaderSize(c.f, 1<<16)
	var key [32]byte
	var row []byte
	for {
		if _, err := io.ReadFull(r, key[:]); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		size, err := binary.ReadUvarint(r)
		if err != nil {
			return err
		}
		row = slices.Grow(row[:0], int(size))[:size]
		if _, err := io.ReadFull(r, row); err != nil {
			return err
		}
		if err := visit(key[:], row); err != nil {
			return err
		}
	}
}

// Close drops the rows.
func (c *Changes) Close() error {
	if c.f == nil {
		return nil
	}
	c.f.Close() // it is not wanted any more
	return os.Remove(c.f.Name())
}
