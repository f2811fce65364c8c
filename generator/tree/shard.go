package tree

import (
	"hash/maphash"
	"iter"
)

// shard is a part of the tree: the files whose paths have a sha256 that begins
// with the same hex digits, as a list of the manifest has them. It takes about
// 75 bytes a file beside the path.
type shard struct {
	files  []Entry
	states []state  // of files
	slots  []uint32 // an open hash table: one more than a place in files, 0 for none

	unread bool  // its published list is yet to be read
	dirty  bool  // it differs from its published list
	count  int   // published files
	bytes  int64 // of these
}

// state says how a file stands to the published tree and the next.
type state uint8

const (
	published state = iota // of the published tree, and so far not of the next
	kept                   // of both, with the same bytes
	staged                 // of the next tree, with bytes of its own
)

var seed = maphash.MakeSeed()

// find returns the place of a path, or -1.
func (s *shard) find(file string) int {
	if len(s.slots) == 0 {
		return -1
	}
	for h := maphash.String(seed, file); ; h++ {
		i := int(s.slots[h%uint64(len(s.slots))]) - 1
		if i < 0 || s.files[i].Path == file {
			return i
		}
	}
}

// add appends a file that is not there.
func (s *shard) add(e Entry, st state) {
	s.files, s.states = append(s.files, e), append(s.states, st)
	if 4*len(s.files) <= 3*len(s.slots) {
		s.enter(len(s.files) - 1)
		return
	}
	s.slots = make([]uint32, max(8, 2*len(s.files)))
	for i := range s.files {
		s.enter(i)
	}
}

// enter puts a place into the hash table.
func (s *shard) enter(i int) {
	for h := maphash.String(seed, s.files[i].Path); ; h++ {
		if slot := &s.slots[h%uint64(len(s.slots))]; *slot == 0 {
			*slot = uint32(i + 1)
			return
		}
	}
}

// next gives the files of the next tree, where rest says whether those that
// are published alone are of it.
func (s *shard) next(rest bool) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for i := range s.files {
			if (rest || s.states[i] != published) && !yield(s.files[i]) {
				return
			}
		}
	}
}
