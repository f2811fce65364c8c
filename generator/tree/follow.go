package tree

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"math/bits"
)

// following is the published tree as its manifest has it.
type following struct {
	lists []Entry         // by shard
	paths map[string]bool // of the lists and the root list
	count int             // files, lists not counted
	bytes int64           // likewise
}

// Follow takes the published tree at its manifest's word, so that its files
// need not be read: hash is what the published pointer holds, files and size
// are the totals beside it, lists included. It comes before the first Put, and
// does nothing where there is no published tree or an earlier commit did not
// end. Without it, or after an error, Put compares bytes with bytes and nothing
// can be kept.
//
// Lists are read when a file that they cover is asked for. One that is damaged
// fails the run, and the next one follows nothing.
func (w *Writer) Follow(hash string, files int, size int64) error {
	if w.first || w.repair {
		return nil
	}
	root, err := readRoot(w.Published(), hash)
	if err != nil {
		return fmt.Errorf("following %s: %w", w.dir, err)
	}
	info, err := fs.Stat(w.Published(), listPath(hash))
	if err != nil {
		return fmt.Errorf("following %s: %w", w.dir, err)
	}
	f := &following{paths: map[string]bool{listPath(hash): true}, count: files - 1, bytes: size - info.Size()}
	if !nested(root) {
		w.followed, w.digits, w.shards = f, 0, make([]shard, 1)
		w.shards[0].fill(root)
		return nil
	}
	digits := (bits.Len(uint(len(root))) - 1) / 4
	if len(root) != 1<<(4*digits) {
		return fmt.Errorf("following %s: its root list names %d lists", w.dir, len(root))
	}
	f.lists = root
	w.followed, w.digits, w.shards = f, digits, make([]shard, len(root))
	for i, l := range f.lists {
		w.shards[i].unread = true
		f.paths[l.Path] = true
		f.count--
		f.bytes -= l.Size
	}
	return nil
}

// fill takes the files of a published list.
func (s *shard) fill(files []Entry) {
	s.files, s.states = files, make([]state, len(files))
	s.slots = make([]uint32, 2*len(files))
	s.count = len(files)
	for i := range files {
		s.enter(i)
		s.bytes += files[i].Size
	}
}

// read returns a shard whose published list has been read.
func (w *Writer) read(i int) (*shard, error) {
	s := &w.shards[i]
	if !s.unread {
		return s, nil
	}
	files, err := readList(w.Published(), w.followed.lists[i])
	if err != nil {
		w.damaged = true
		return nil, fmt.Errorf("the published manifest is damaged: %w", err)
	}
	s.fill(files)
	s.unread = false
	return s, nil
}

// readAll reads what is yet to be read.
func (w *Writer) readAll() error {
	for i := range w.shards {
		if _, err := w.read(i); err != nil {
			return err
		}
	}
	return nil
}

// Listed returns the line of a published file in the manifest that the Writer
// follows, unless the file was put with other bytes.
func (w *Writer) Listed(file string) (Entry, bool) {
	if w.followed == nil {
		return Entry{}, false
	}
	n := shardOf(file, w.digits)
	w.mu.Lock()
	defer w.mu.Unlock()
	if s, i := w.lookUp(n, file); i >= 0 && s.states[i] != staged {
		return s.files[i], true
	}
	return Entry{}, false
}

// lookUp returns the place of a file in a shard, or -1. An error fails the run.
func (w *Writer) lookUp(n int, file string) (*shard, int) {
	s, err := w.read(n)
	if err != nil {
		w.failLocked(err)
		return nil, -1
	}
	return s, s.find(file)
}

// Keep takes a published file over without its bytes, and reports whether the
// manifest that the Writer follows lists it with that hash. Where it does not,
// the file is still to be put.
func (w *Writer) Keep(file string, sum [sha256.Size]byte) bool {
	if w.followed == nil {
		return false
	}
	n := shardOf(file, w.digits)
	w.mu.Lock()
	defer w.mu.Unlock()
	s, i := w.lookUp(n, file)
	if i < 0 || s.states[i] != published || s.files[i].SHA256 != sum {
		return false
	}
	if !w.rest {
		if err := w.claimName(file); err != nil {
			w.failLocked(fmt.Errorf("keeping %q: %w", file, err))
			return false
		}
	}
	s.states[i] = kept
	return true
}

// KeepAll takes every published file over that is not put, and reports whether
// the Writer follows a manifest at all. Only the lists of the files that are
// put are read, as long as the published tree has these files too.
func (w *Writer) KeepAll() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rest = w.followed != nil
	return w.rest
}

// claimRest claims what KeepAll took over, to hold new names against it.
func (w *Writer) claimRest() error {
	if err := w.readAll(); err != nil {
		return err
	}
	w.rest = false
	for i := range w.shards {
		s := &w.shards[i]
		for j := range s.files {
			if s.states[j] == staged {
				continue
			}
			s.states[j] = kept
			if err := w.claimName(s.files[j].Path); err != nil {
				return err
			}
		}
	}
	return nil
}
