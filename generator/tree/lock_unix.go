//go:build unix

package tree

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

var errNotDirectory error = syscall.ENOTDIR

// takeLock makes the staging directory and flocks it. The kernel gives such a
// lock back when its holder dies, and it needs no file of its own.
func takeLock(root *os.Root, staging string) (*os.File, error) {
	for {
		if err := root.Mkdir(staging, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		f, err := root.Open(staging)
		if errors.Is(err, fs.ErrNotExist) {
			continue // its holder has just removed it
		}
		if err != nil {
			return nil, err
		}
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
			f.Close()
			if errors.Is(err, syscall.EWOULDBLOCK) {
				return nil, errors.New("another build is writing there")
			}
			return nil, err
		}
		if current(root, staging, f) {
			return f, nil
		}
		f.Close()
	}
}

// current reports whether the locked directory is still the one at its name.
func current(root *os.Root, staging string, f *os.File) bool {
	named, err := root.Stat(staging)
	if err != nil {
		return false
	}
	held, err := f.Stat()
	return err == nil && os.SameFile(named, held)
}

// sameDevice reports whether two paths are on one file system.
func sameDevice(a, b string) bool {
	var sa, sb syscall.Stat_t
	return syscall.Stat(a, &sa) == nil && syscall.Stat(b, &sb) == nil && sa.Dev == sb.Dev
}
