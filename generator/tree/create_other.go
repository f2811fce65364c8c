//go:build !unix

package tree

import (
	"errors"
	"os"
)

// newFile is never made: takeLock fails first.
type newFile int

func createIn(*os.File, string) (newFile, error) { return -1, errors.ErrUnsupported }

func (newFile) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }
func (newFile) chmod(uint32) error        { return errors.ErrUnsupported }
func (newFile) sync() error               { return errors.ErrUnsupported }
func (newFile) close() error              { return errors.ErrUnsupported }
