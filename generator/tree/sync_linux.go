package tree

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncFileSystem writes everything on the file system of f to disk.
func syncFileSystem(f *os.File) error { return unix.Syncfs(int(f.Fd())) }
