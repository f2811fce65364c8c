package tree

import (
	"crypto/sha256"
	"errors"
	"iter"
	"math"
	"slices"
)

// shard is a part of the tree: the files of one list of the manifest. Files are
// in groups of one stem, which is held once. With the paths it takes some 65
// bytes a file.
type shard struct {
	stems  []byte // one after another
	groups []group
	files  []file // group by group

	unread bool  // its published list is yet to be read
	dirty  bool  // it differs from its published list
	count  int   // published files
	bytes  int64 // of these
}

// group says where its stem and its files end.
type group struct{ stem, files uint32 }

// file is a line of the manifest. Its path is in form and group.
type file struct {
	sum   [sha256.Size]byte
	size  uint32
	form  uint16
	state state
	live  bool
}

// fits checks that a file can be held.
func fits(e Entry) error {
	if e.Size > math.MaxUint32 {
		return errors.New("it is larger than 4 GiB")
	}
	return nil
}

// state says how a file stands to the published tree and the next.
type state uint8

const (
	published state = iota // of the published tree, and so far not of the next
	kept                   // of both, with the same bytes
	staged                 // of the next tree, with bytes of its own
)

// group returns the place of a stem, or the number of groups.
func (s *shard) group(stem string) int {
	from := uint32(0)
	for i, g := range s.groups {
		if string(s.stems[from:g.stem]) == stem {
			return i
		}
		from = g.stem
	}
	return len(s.groups)
}

// first is the place of the first file of a group.
func (s *shard) first(group int) int {
	if group == 0 {
		return 0
	}
	return int(s.groups[group-1].files)
}

// find returns a file until the next one is added, or nil.
func (s *shard) find(form uint16, stem string) *file {
	g := s.group(stem)
	if g == len(s.groups) {
		return nil
	}
	for i := s.first(g); i < int(s.groups[g].files); i++ {
		if s.files[i].form == form {
			return &s.files[i]
		}
	}
	return nil
}

// add adds a file that is not there.
func (s *shard) add(stem string, f file) {
	g := s.group(stem)
	if g == len(s.groups) {
		s.stems = append(room(s.stems, len(stem)), stem...)
		s.groups = append(room(s.groups, 1), group{uint32(len(s.stems)), uint32(len(s.files))})
	}
	s.files = slices.Insert(room(s.files, 1), int(s.groups[g].files), f)
	for i := g; i < len(s.groups); i++ {
		s.groups[i].files++
	}
}

// room makes room for n more, and for an eighth: shards are many, and what they
// have to spare adds up.
func room[T any](list []T, n int) []T {
	if cap(list)-len(list) >= n {
		return list
	}
	return append(slices.Grow[[]T](nil, len(list)+n+2+len(list)/8), list...)
}

// all yields the files with their stems.
func (s *shard) all() iter.Seq2[string, *file] {
	return func(yield func(string, *file) bool) {
		from, i := uint32(0), 0
		for _, g := range s.groups {
			stem := string(s.stems[from:g.stem])
			for ; i < int(g.files); i++ {
				if !yield(stem, &s.files[i]) {
					return
				}
			}
			from = g.stem
		}
	}
}

// of reports whether a file is of the next tree, where rest says whether those
// that are published alone are.
func (f *file) of(rest bool) bool { return rest || f.state != published }

func (f *file) entry(path string) Entry {
	return Entry{Path: path, Size: int64(f.size), SHA256: f.sum, Live: f.live}
}
