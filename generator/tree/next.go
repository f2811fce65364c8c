package tree

import (
	"io/fs"
	"os"
	"path/filepath"
)

// Next is the sealed tree as readers would find it after a commit, without
// the pointer and what goes beside it. It lists no directory. It is good
// until Commit or Close.
func (w *Writer) Next() fs.FS { return next{w} }

type next struct{ w *Writer }

// Open opens a file where it is: staged where its bytes are new, else among
// the published ones.
func (n next) Open(file string) (fs.File, error) {
	ok, staged, err := n.w.has(file)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, &fs.PathError{Op: "open", Path: file, Err: fs.ErrNotExist}
	case staged:
		return n.w.next.Open(file)
	}
	return os.Open(filepath.Join(n.w.dir, file))
}

// has reports whether a file is of the sealed tree, and whether it is staged.
func (w *Writer) has(file string) (ok, isStaged bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if l, ok := w.lists[file]; ok {
		return true, l.staged, nil
	}
	s, err := w.read(shardOf(file, w.digits))
	if err != nil {
		return false, false, err
	}
	i := s.find(file)
	if i < 0 || s.states[i] == published && !w.rest {
		return false, false, nil
	}
	return true, s.states[i] == staged, nil
}
