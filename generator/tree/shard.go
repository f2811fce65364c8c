package tree

import (
	"crypto/sha256"
	"errors"
	"iter"
	"math"
	"os"
)

// shards are the lines of a manifest, split as its lists are. Files with one stem
// are in one group. Nothing that is in moves. Of a large manifest, hashes and stems
// are in files, and a file takes some 20 bytes of memory.
type shards struct {
	bits   int
	list   []shard  // 2^bits
	heads  []uint32 // by the first bits of the key's hash, and a few more: a group's number and one
	groups arena[group]
	files  arena[file]
	sums   spill // sha256 by the numbers of files
	stems  spill
}

// shard is what is to be known of one list.
type shard struct {
	unread bool  // its published list is yet to be read
	dirty  bool  // it differs from its published list
	count  int   // published files
	bytes  int64 // of these
}

// group is the files of one stem. A number is that of an arena and one, and 0 is none.
type group struct {
	stem  int64  // its place
	size  uint16 // of the stem
	hash  uint32 // first bits of the key's sha256
	next  uint32 // group of this head
	first uint32 // file
}

// file is a line of the manifest. Its path is in form and group.
type file struct {
	size  uint32
	form  uint16
	state state
	live  bool
	next  uint32 // of its group
}

// numbered is a file with its number, or none.
type numbered struct {
	*file
	n uint32
}

// stemmed is a file with its stem.
type stemmed struct {
	numbered
	stem string
}

// fits checks that a file can be held.
func fits(e Entry) error {
	switch {
	case e.Size > math.MaxUint32:
		return errors.New("it is larger than 4 GiB")
	case len(e.Path) > math.MaxUint16:
		return errors.New("its path is longer than 65535 bytes")
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

// finer is by how many bits more than lists the heads are split, so that few
// groups share one.
const finer = 3

// newShards splits by some bits. open makes a file for what is much.
func newShards(bits, held int, open func(name string) (*os.File, error)) shards {
	return shards{
		bits: bits, list: make([]shard, 1<<bits), heads: make([]uint32, 1<<(bits+finer)),
		sums:  spill{held: held, create: func() (*os.File, error) { return open(stagedSums) }},
		stems: spill{held: held, create: func() (*os.File, error) { return open(stagedStems) }},
	}
}

func (s *shards) close() error { return errors.Join(s.sums.close(), s.stems.close()) }

// of returns the shard of a key.
func (s *shards) of(hash uint32) *shard { return &s.list[topOf(hash, s.bits)] }

func (s *shards) head(hash uint32) *uint32 { return &s.heads[topOf(hash, s.bits+finer)] }

// topOf is the number that the first bits make.
func topOf(hash uint32, bits int) int { return int(uint64(hash) << bits >> 32) }

// group returns the group of a stem, or nil.
func (s *shards) group(hash uint32, stem string) (*group, error) {
	for n := *s.head(hash); n != 0; {
		g := s.groups.at(n - 1)
		if g.hash == hash && int(g.size) == len(stem) {
			if same, err := s.stems.is(stem, g.stem); same || err != nil {
				return g, err
			}
		}
		n = g.next
	}
	return nil, nil
}

// find returns a file, or none.
func (s *shards) find(hash uint32, form uint16, stem string) (numbered, error) {
	g, err := s.group(hash, stem)
	if g == nil || err != nil {
		return numbered{}, err
	}
	for n := g.first; n != 0; {
		f := s.files.at(n - 1)
		if f.form == form {
			return numbered{f, n - 1}, nil
		}
		n = f.next
	}
	return numbered{}, nil
}

// add adds a file that is not there.
func (s *shards) add(hash uint32, stem string, f file, sum [sha256.Size]byte) error {
	g, err := s.group(hash, stem)
	if err != nil {
		return err
	}
	if g == nil {
		at, err := s.stems.add([]byte(stem))
		if err != nil {
			return err
		}
		head := s.head(hash)
		n := s.groups.add(group{stem: at, size: uint16(len(stem)), hash: hash, next: *head})
		*head = n + 1
		g = s.groups.at(n)
	}
	f.next = g.first
	g.first = s.files.add(f) + 1
	_, err = s.sums.add(sum[:])
	return err
}

// split splits by another number of bits. What is known of the lists is forgotten.
func (s *shards) split(bits int) {
	s.bits, s.list, s.heads = bits, make([]shard, 1<<bits), make([]uint32, 1<<(bits+finer))
	for n, g := range s.groups.all() {
		head := s.head(g.hash)
		g.next, *head = *head, n+1
	}
}

// in yields the files of the i-th list, up to the first error.
func (s *shards) in(i int) iter.Seq2[stemmed, error] {
	return func(yield func(stemmed, error) bool) {
		for _, n := range s.heads[i<<finer : (i+1)<<finer] {
			for n != 0 {
				g := s.groups.at(n - 1)
				if !s.each(g, yield) {
					return
				}
				n = g.next
			}
		}
	}
}

// all yields all files, up to the first error.
func (s *shards) all(yield func(stemmed, error) bool) {
	for _, g := range s.groups.all() {
		if !s.each(g, yield) {
			return
		}
	}
}

// each yields the files of a group, and reports whether to go on.
func (s *shards) each(g *group, yield func(stemmed, error) bool) bool {
	stem := make([]byte, g.size)
	if err := s.stems.read(stem, g.stem); err != nil {
		yield(stemmed{}, err)
		return false
	}
	f := stemmed{stem: string(stem)}
	for n := g.first; n != 0; n = f.next {
		if f.numbered = (numbered{s.files.at(n - 1), n - 1}); !yield(f, nil) {
			return false
		}
	}
	return true
}

// of reports whether a file is of the next tree, where rest says whether those
// that are published alone are.
func (f *file) of(rest bool) bool { return rest || f.state != published }

// entry returns the line of a file.
func (s *shards) entry(f numbered, path string) (Entry, error) {
	e := Entry{Path: path, Size: int64(f.size), Live: f.live}
	return e, s.sums.read(e.SHA256[:], int64(f.n)*sha256.Size)
}

// arena is a list whose items stay where they are while it grows.
type arena[T any] struct{ chunks [][]T }

const arenaChunk = 1 << 10 // items

func (a *arena[T]) at(i uint32) *T { return &a.chunks[i/arenaChunk][i%arenaChunk] }

// add adds an item and returns its number.
func (a *arena[T]) add(item T) uint32 {
	last := len(a.chunks) - 1
	if last < 0 || len(a.chunks[last]) == arenaChunk {
		a.chunks = append(a.chunks, make([]T, 0, arenaChunk))
		last++
	}
	a.chunks[last] = append(a.chunks[last], item)
	return uint32(last*arenaChunk + len(a.chunks[last]) - 1)
}

func (a *arena[T]) all() iter.Seq2[uint32, *T] {
	return func(yield func(uint32, *T) bool) {
		for c, chunk := range a.chunks {
			for i := range chunk {
				if !yield(uint32(c*arenaChunk+i), &chunk[i]) {
					return
				}
			}
		}
	}
}
