//go:build !unix

package tree

import (
	"errors"
	"os"
)

var errNotDirectory = errors.ErrUnsupported

// takeLock fails: a lock that a crash does not leave behind needs flock.
func takeLock(*os.Root, string) (*os.File, error) {
	return nil, errors.New("writing a tree needs a Unix system")
}

func sameDevice(a, b string) bool { return true }
