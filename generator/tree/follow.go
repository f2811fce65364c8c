package tree

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
)

// following is the published tree as its manifest has it.
type following struct {
	root  Entry
	tops  []Entry // lists that the root names
	lists []Entry // by shard; those below a list that is not read are zero
	files int     // lists included
	bytes int64   // likewise
}

// drop forgets the lists, which are those of another split, and returns them.
func (f *following) drop() []Entry {
	lists := slices.Concat([]Entry{f.root}, f.tops, f.lists)
	f.root, f.tops, f.lists = Entry{}, nil, nil
	return lists
}

// Follow takes the published tree at its manifest's word, so that its files
// need not be read: hash is what the published pointer holds, files and size
// are the totals beside it, lists included. It comes before the first Put, and
// does nothing where there is no published tree or an earlier commit did not
// end. Without it, or after an error, Put compares bytes with bytes and nothing
// can be kept. A manifest that another program made, by another rule, is an error.
//
// Lists are read when a file that they cover is asked for. One that is damaged
// fails the run, and the next one follows nothing.
func (w *Writer) Follow(hash string, files int, size int64) error {
	if w.first || w.repair {
		return nil
	}
	if err := w.follow(hash, &following{files: files, bytes: size}); err != nil {
		return fmt.Errorf("following %s: %w", w.dir, err)
	}
	return nil
}

func (w *Writer) follow(hash string, f *following) error {
	root, data, err := readRoot(w.Published(), hash)
	if err != nil {
		return err
	}
	bits, err := splitOf(data)
	if err != nil {
		return err
	}
	if f.root = root; bits > 0 {
		if f.tops, err = parseTop(data, topBits(bits)); err != nil {
			return err
		}
	} else {
		f.tops = []Entry{root}
	}
	lists := 1 << bits
	if f.lists = f.tops; len(f.tops) < lists {
		f.lists = make([]Entry, lists)
	}
	w.shards = w.newShards(bits)
	for i := range w.shards.list {
		w.shards.list[i].unread = bits > 0
	}
	if bits == 0 {
		if err := w.load(0, data); err != nil {
			w.shards.close() // the error before counts
			w.shards = w.newShards(0)
			return err
		}
	}
	w.followed = f
	return nil
}

// splitOf tells by the comment line of a root list by how many bits its tree is
// split.
func splitOf(data []byte) (bits int, err error) {
	first, _, _ := bytes.Cut(data, []byte("\n"))
	for bits := range maxBits + 1 {
		if title(bits, 0, 0) == string(first) {
			return bits, nil
		}
	}
	return 0, errors.New("its lists are split by another rule")
}

// parseTop reads a list that names the lists of 2^bits values.
func parseTop(data []byte, bits int) ([]Entry, error) {
	lists, err := parseList(data)
	if err != nil {
		return nil, err
	}
	if len(lists) != 1<<bits || slices.ContainsFunc(lists, func(l Entry) bool { return !isList(l) }) {
		return nil, fmt.Errorf("it is not %d lists", 1<<bits)
	}
	return lists, nil
}

// load takes the files of the i-th published list.
func (w *Writer) load(i int, list []byte) error {
	for e, err := range lines(list) {
		if err := cmp.Or(err, fits(e)); err != nil {
			return err
		}
		k := split(e.Path)
		if err := w.enter(&k, e, published); err != nil {
			return err
		}
		s := w.shards.of(k.hash)
		s.bytes += e.Size
		s.count++
	}
	return nil
}

// read reads the published list of a shard, unless that was done.
func (w *Writer) read(i int) error {
	s := &w.shards.list[i]
	if !s.unread {
		return nil
	}
	if err := w.readShard(i); err != nil {
		w.damaged = true
		return fmt.Errorf("the published manifest is damaged: %w", err)
	}
	s.unread = false
	return nil
}

func (w *Writer) readShard(i int) error {
	f := w.followed
	if f.lists[i].Path == "" {
		bits := w.shards.bits - topBits(w.shards.bits)
		top := i >> bits
		data, err := readFile(w.Published(), f.tops[top])
		if err != nil {
			return err
		}
		lists, err := parseTop(data, bits)
		if err != nil {
			return fmt.Errorf("%s: %w", f.tops[top].Path, err)
		}
		copy(f.lists[top<<bits:], lists)
	}
	data, err := readFile(w.Published(), f.lists[i])
	if err != nil {
		return err
	}
	if err := w.load(i, data); err != nil {
		return fmt.Errorf("%s: %w", f.lists[i].Path, err)
	}
	return nil
}

// readAll reads what is yet to be read.
func (w *Writer) readAll() error {
	for i := range w.shards.list {
		if err := w.read(i); err != nil {
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
	k := split(file)
	w.mu.Lock()
	defer w.mu.Unlock()
	if f := w.lookUp(&k); f.file != nil && f.state != staged {
		return w.lineOf(f, file)
	}
	return Entry{}, false
}

// find returns a file, or none.
func (w *Writer) find(k *keyed) (numbered, error) {
	if err := w.read(topOf(k.hash, w.shards.bits)); err != nil {
		return numbered{}, err
	}
	form, stem, ok := w.forms.number(k)
	if !ok {
		return numbered{}, nil
	}
	return w.shards.find(k.hash, form, stem)
}

// lookUp returns a file, or none. An error fails the run.
func (w *Writer) lookUp(k *keyed) numbered {
	f, err := w.find(k)
	if err != nil {
		w.failLocked(err)
	}
	return f
}

// lineOf returns the line of a file. An error fails the run.
func (w *Writer) lineOf(f numbered, path string) (Entry, bool) {
	e, err := w.shards.entry(f, path)
	if err != nil {
		w.failLocked(err)
	}
	return e, err == nil
}

// Keep takes a published file over without its bytes, and reports whether the
// manifest that the Writer follows lists it with that hash. Where it does not,
// the file is still to be put.
func (w *Writer) Keep(file string, sum [sha256.Size]byte) bool {
	if w.followed == nil {
		return false
	}
	k := split(file)
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.lookUp(&k)
	if f.file == nil || f.state != published {
		return false
	}
	if e, ok := w.lineOf(f, file); !ok || e.SHA256 != sum {
		return false
	}
	if !w.rest {
		if err := w.claimName(file); err != nil {
			w.failLocked(fmt.Errorf("keeping %q: %w", file, err))
			return false
		}
	}
	f.state = kept
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
	for f, err := range w.shards.all {
		if err != nil {
			return err
		}
		if f.state == staged {
			continue
		}
		f.state = kept
		if err := w.claimName(w.forms.path(f.form, f.stem)); err != nil {
			return err
		}
	}
	return nil
}
