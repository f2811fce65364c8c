//go:build unix

package tree

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// newFile is the descriptor of a file in the making. It costs a system call to
// make, one to fill and one to close; an os.File costs as many again.
type newFile int

// createIn makes a file in an open directory. The name has no slash, and nothing
// may stand there, not even a link.
func createIn(dir *os.File, name string) (newFile, error) {
	fd := -1
	err := uninterrupted(func() (err error) {
		fd, err = unix.Openat(int(dir.Fd()), name, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0o644)
		return err
	})
	if err != nil {
		return -1, &fs.PathError{Op: "create", Path: name, Err: err}
	}
	return newFile(fd), nil
}

// Write implements io.Writer.
func (f newFile) Write(data []byte) (written int, err error) {
	for written < len(data) {
		n := 0
		err := uninterrupted(func() (err error) {
			n, err = unix.Write(int(f), data[written:])
			return err
		})
		if err != nil {
			return written, os.NewSyscallError("write", err)
		}
		written += n
	}
	return written, nil
}

func (f newFile) chmod(mode uint32) error {
	return os.NewSyscallError("fchmod", uninterrupted(func() error { return unix.Fchmod(int(f), mode) }))
}

func (f newFile) sync() error {
	return os.NewSyscallError("fsync", uninterrupted(func() error { return unix.Fsync(int(f)) }))
}

func (f newFile) close() error { return os.NewSyscallError("close", unix.Close(int(f))) }

func uninterrupted(call func() error) error {
	for {
		if err := call(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
