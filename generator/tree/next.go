package tree

import (
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
)

// Next returns the tree to come as readers would find it after a commit,
// without the pointer and what goes beside it, and the manifest before Seal.
// It is good until Commit or Close.
func (w *Writer) Next() Next { return Next{w} }

// Next is a tree to come. As a file system, it lists no directory.
type Next struct{ w *Writer }

// Open opens a file where it is: staged where its bytes are new, else among
// the published ones.
func (n Next) Open(file string) (fs.File, error) {
	ok, isStaged, err := n.w.has(file)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, &fs.PathError{Op: "open", Path: file, Err: fs.ErrNotExist}
	case isStaged:
		return n.w.next.Open(file)
	}
	return os.Open(filepath.Join(n.w.dir, file))
}

// Entry returns the line that the manifest has or will have of a file. An
// error of reading the published manifest is reported by Seal.
func (n Next) Entry(file string) (Entry, bool) {
	k := split(file)
	n.w.mu.Lock()
	defer n.w.mu.Unlock()
	if f := n.w.lookUp(&k); f.file != nil && f.of(n.w.rest) {
		return n.w.lineOf(f, file)
	}
	return Entry{}, false
}

// Paths yields the files of a sealed tree, in no order.
func (n Next) Paths() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		w := n.w
		if err := w.readAll(); err != nil {
			yield("", err)
			return
		}
		for f, err := range w.shards.all {
			if err != nil {
				yield("", err)
				return
			}
			if f.of(w.rest) && !yield(w.forms.path(f.form, f.stem), nil) {
				return
			}
		}
	}
}

// Removed is the number of published files that a sealed tree does not have.
func (n Next) Removed() int { return len(n.w.plan.removed) }

// has reports whether a file is of the next tree, and whether it is staged.
func (w *Writer) has(file string) (ok, isStaged bool, err error) {
	k := split(file)
	w.mu.Lock()
	defer w.mu.Unlock()
	if l, ok := w.lists[file]; ok {
		return true, l.staged, nil
	}
	if strings.HasPrefix(file, ListDir) {
		_, gone := w.replaced[file]
		return w.rest && !gone, false, nil
	}
	f, err := w.find(&k)
	if err != nil || f.file == nil || !f.of(w.rest) {
		return false, false, err
	}
	return true, f.state == staged, nil
}
