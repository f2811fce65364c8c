//go:build !linux

package tree

import "os"

// syncFileSystem syncs the directory alone: there is no call for one file
// system here. Use SyncAlways where power may fail.
func syncFileSystem(f *os.File) error { return f.Sync() }
