package tree

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Next is the sealed tree as readers would find it after a commit, without
// the pointer and what goes beside it. It lists no directory. It is good
// until Commit or Close.
func (w *Writer) Next() fs.FS { return next{w} }

type next struct{ w *Writer }

// Open opens a file where it is: staged where its bytes are new, else among
// the published ones.
func (n next) Open(file string) (fs.File, error) {
	p := n.w.files[strings.ToLower(file)]
	switch {
	case p == nil || p.Path != file:
		return nil, &fs.PathError{Op: "open", Path: file, Err: fs.ErrNotExist}
	case p.changed:
		return n.w.next.Open(file)
	}
	return os.Open(filepath.Join(n.w.dir, file))
}
