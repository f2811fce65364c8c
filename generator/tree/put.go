package tree

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
)

// Put adds a file to the next tree. The path is relative and slash-separated,
// of ASCII letters, digits and "._~-", and no part of it begins with a dot.
// A path may be put once, also in another letter case, and may not be a
// directory of another. The bytes are not kept.
func (w *Writer) Put(file string, data []byte) error { return w.put(file, data, "", false) }

// PutLive is Put for a file whose bytes do not follow from the chain alone.
// The manifest marks it.
func (w *Writer) PutLive(file string, data []byte) error { return w.put(file, data, "", true) }

// PutLinked is Put, or PutLive, for a file whose bytes are those of another one,
// which nobody writes to any more. Where both are on one file system and all that
// is written need not reach the disk at once, the two become one file.
func (w *Writer) PutLinked(file string, data []byte, from string, live bool) error {
	return w.put(file, data, from, live)
}

// PutFile is Put for the bytes of another file, which is never in memory as a
// whole.
func (w *Writer) PutFile(file, from string) error {
	return w.putting(file, func() error {
		f, err := os.Open(from)
		if err != nil {
			return err
		}
		defer f.Close()
		e := Entry{Path: file}
		if e.SHA256, e.Size, err = Sum(f); err != nil {
			return err
		}
		same := func() (bool, error) { return w.stands(e) }
		return w.add(e, nil, same, func() error { return w.stageFile(file, f) })
	})
}

func (w *Writer) put(file string, data []byte, from string, live bool) error {
	return w.putting(file, func() error {
		e := Entry{Path: file, Size: int64(len(data)), SHA256: sha256.Sum256(data), Live: live}
		same := func() (bool, error) { return w.equal(file, data) }
		return w.add(e, data, same, func() error { return w.stage(file, data, from) })
	})
}

func (w *Writer) putting(file string, add func() error) error {
	err := errors.New("the name is the writer's own")
	if !Unlisted(file) && !strings.HasPrefix(file, ListDir) {
		err = add()
	}
	if err != nil {
		return w.fail(fmt.Errorf("putting %q: %w", file, err))
	}
	return nil
}

// Watch has f told of every file that is put, once it can be read by Next;
// listed says that the manifest that the Writer follows has the same bytes. f is
// called from the goroutines that put, and does not keep the bytes, which are nil
// for PutFile. It comes before the first Put.
func (w *Writer) Watch(f func(path string, data []byte, listed bool)) { w.watch = f }

// add claims a path, and stages its bytes where they are new: where no manifest
// tells, same reports whether the published file has them.
func (w *Writer) add(e Entry, data []byte, same func() (bool, error), stage func() error) error {
	listed, err := w.claim(e)
	if err != nil {
		return err
	}
	if !listed {
		if err := w.stageChanged(e.Path, same, stage); err != nil {
			return err
		}
	}
	if w.watch != nil {
		w.watch(e.Path, data, listed)
	}
	return nil
}

func (w *Writer) stageChanged(file string, same func() (bool, error), stage func() error) error {
	if w.followed != nil {
		return stage()
	}
	is, err := same()
	if err != nil {
		return err
	}
	if is {
		w.retain(file)
		return nil
	}
	return stage()
}

// Sum gives the sha256 and the size of what a reader has, which is never in memory as
// a whole.
func Sum(r io.Reader) (sum [sha256.Size]byte, size int64, err error) {
	h := sha256.New()
	size, err = io.Copy(h, r)
	return [sha256.Size]byte(h.Sum(nil)), size, err
}

// stageFile writes the bytes of another file.
func (w *Writer) stageFile(file string, from *os.File) error {
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return err
	}
	f, err := w.open(w.place(path.Dir(file)), file)
	if err != nil {
		return err
	}
	return w.finish(f, file, from)
}

// stands reports whether the published file is this one.
func (w *Writer) stands(e Entry) (bool, error) {
	f, err := w.openPublished(e.Path, e.Size)
	if f == nil || err != nil {
		return false, err
	}
	defer f.Close()
	sum, _, err := Sum(f)
	return sum == e.SHA256, err
}

// fail keeps the first error, so that a tree that lacks a file is not sealed.
func (w *Writer) fail(err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.failLocked(err)
}

func (w *Writer) failLocked(err error) error {
	if w.failed == nil {
		w.failed = err
	}
	return err
}

// valid checks the form of a path.
func valid(file string) error {
	for part := range strings.SplitSeq(file, "/") {
		switch {
		case part == "":
			return errors.New("the path has an empty part")
		case part[0] == '.':
			return errors.New("a part of the path begins with a dot")
		case len(part) > 255:
			return errors.New("a part of the path is longer than 255 bytes")
		}
		if i := strings.IndexFunc(part, foreignRune); i >= 0 {
			return fmt.Errorf("the path holds %q", part[i])
		}
	}
	return nil
}

func foreignRune(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("._~-", r)
}

// claim makes a file one of the next tree, and reports whether the manifest
// that the Writer follows lists it with the same bytes.
func (w *Writer) claim(e Entry) (listed bool, err error) {
	if err := cmp.Or(valid(e.Path), fits(e)); err != nil {
		return false, err
	}
	k := split(e.Path)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.plan != nil {
		return false, errors.New("the tree is sealed")
	}
	f, err := w.find(&k)
	if err != nil {
		return false, err
	}
	if f.file != nil && f.state != published {
		return false, taken(e.Path, e.Path)
	}
	if f.file == nil && w.rest {
		if err := w.claimRest(); err != nil {
			return false, err
		}
	}
	if !w.rest { // names that are published together go together
		if err := w.claimName(e.Path); err != nil {
			return false, err
		}
	}
	if f.file == nil {
		return false, w.addNew(&k, e)
	}
	old, err := w.shards.entry(f, e.Path)
	if err != nil {
		return false, err
	}
	listed = old.SHA256 == e.SHA256
	if old != e {
		w.shards.of(k.hash).dirty = true
		f.size, f.live = uint32(e.Size), e.Live
		if err := w.shards.sums.write(e.SHA256[:], int64(f.n)*sha256.Size); err != nil {
			return false, err
		}
	}
	if f.state = staged; listed {
		f.state = kept
	}
	return listed, nil
}

// addNew adds a file that is not published. Without published lists to keep,
// shards grow no longer than lists.
func (w *Writer) addNew(k *keyed, e Entry) error {
	if err := w.enter(k, e, staged); err != nil {
		return err
	}
	w.shards.of(k.hash).dirty = true
	if w.followed != nil {
		return nil
	}
	w.added++
	if bits := bitsOf(w.added); bits > w.shards.bits {
		w.shards.split(bits)
	}
	return nil
}

// enter adds a file to its shard.
func (w *Writer) enter(k *keyed, e Entry, st state) error {
	form, stem := w.forms.enter(k)
	return w.shards.add(k.hash, stem, file{size: uint32(e.Size), form: form, state: st, live: e.Live}, e.SHA256)
}

// newShards splits by some bits. Its files will be in the staging directory.
func (w *Writer) newShards(bits int) shards {
	return newShards(bits, cmp.Or(w.opts.held, heldBytes), func(name string) (*os.File, error) {
		return w.root.OpenFile(path.Join(w.staging, name), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	})
}

// retain notes that the bytes of a claimed file are the published ones.
func (w *Writer) retain(file string) {
	k := split(file)
	w.mu.Lock()
	defer w.mu.Unlock()
	if f := w.lookUp(&k); f.file != nil {
		f.state = kept
	}
}

// claimed reports whether a file of the next tree has this name in lower case.
func (w *Writer) claimed(key string) (file string, ok bool, err error) {
	if file, ok := w.folded[key]; ok {
		return file, true, nil
	}
	k := split(key)
	form, stem, ok := w.forms.number(&k)
	if !ok {
		return key, false, nil
	}
	f, err := w.shards.find(k.hash, form, stem) // where that is unread, nothing in it is of the next tree
	return key, f.file != nil && f.state != published, err
}

// claimName holds a new name against those of other files, in any letter case.
func (w *Writer) claimName(file string) error {
	key := strings.ToLower(file)
	if twin, ok := w.folded[key]; ok {
		return taken(file, twin)
	}
	if _, ok := w.dirs[key]; ok {
		return errors.New("it is a directory of another file")
	}
	if key != file {
		twin, ok, err := w.claimed(key)
		if err != nil {
			return err
		}
		if ok {
			return taken(file, twin)
		}
		w.folded[key] = file
	}
	return w.claimDirs(path.Dir(file))
}

// claimDirs registers a directory and those above it.
func (w *Writer) claimDirs(dir string) error {
	for ; dir != "."; dir = path.Dir(dir) {
		key := strings.ToLower(dir)
		if twin, ok := w.dirs[key]; ok {
			if twin != dir {
				return taken(dir, twin)
			}
			return nil
		}
		file, ok, err := w.claimed(key)
		if err != nil {
			return err
		}
		if ok {
			return fmt.Errorf("%s is a file", file)
		}
		w.dirs[key] = dir
	}
	return nil
}

func taken(name, twin string) error {
	if name == twin {
		return errors.New("it was put before")
	}
	return fmt.Errorf("it differs from %s only in letter case", twin)
}

// buffers are for reading published files.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// equal compares bytes with those of the published file.
func (w *Writer) equal(file string, data []byte) (bool, error) {
	f, err := w.openPublished(file, int64(len(data)))
	if f == nil || err != nil {
		return false, err
	}
	defer f.Close()
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if _, err := b.ReadFrom(f); err != nil {
		return false, err
	}
	return bytes.Equal(b.Bytes(), data), nil
}

// openPublished opens a published file that has a size, and gives nil where there is
// none.
func (w *Writer) openPublished(file string, size int64) (*os.File, error) {
	if w.first {
		return nil, nil
	}
	f, err := os.Open(filepath.Join(w.dir, file)) // to read alone; a link is refused before anything is written
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() != size {
		return nil, cmp.Or(err, f.Close())
	}
	return f, nil
}

// absent reports whether an error says that there is no such file, also
// because a parent is one.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNotDirectory)
}

// stage brings the file below the staging directory: linked to another one of the
// same bytes, if there is such a one and it can be, else written.
func (w *Writer) stage(file string, data []byte, from string) error {
	d := w.place(path.Dir(file))
	if linked, err := w.link(d, file, from); linked || err != nil {
		return err
	}
	f, err := w.open(d, file)
	if err != nil {
		return err
	}
	return w.finish(f, file, bytes.NewReader(data))
}

// place returns the staged directory of a path.
func (w *Writer) place(dir string) *place {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.places[dir] == nil {
		w.places[dir] = &place{path: dir}
	}
	return w.places[dir]
}

// manyFiles is how many files of a directory have come when it stays open.
const manyFiles = 64

// open creates a file in its directory.
func (w *Writer) open(d *place, file string) (newFile, error) {
	d.Lock()
	defer d.Unlock()
	if err := w.make(d); err != nil {
		return -1, err
	}
	dir := d.dir
	if dir == nil {
		var err error
		if dir, err = w.next.Open(d.path); err != nil {
			return -1, err
		}
		if d.files++; d.files < manyFiles {
			defer dir.Close()
		} else {
			d.dir = dir
		}
	}
	return w.create(dir, file)
}

// link links a staged file to another one, and reports whether it could.
func (w *Writer) link(d *place, file, from string) (bool, error) {
	if from == "" || w.opts.Sync == SyncAlways {
		return false, nil
	}
	if info, err := os.Lstat(from); err != nil || info.Mode() != 0o644 {
		return false, nil // also a link or a directory
	}
	d.Lock()
	defer d.Unlock()
	if err := w.make(d); err != nil {
		return false, err
	}
	if err := w.step("link", file); err != nil {
		return false, err
	}
	return os.Link(from, filepath.Join(w.root.Name(), w.staged(file))) == nil, nil
}

// make makes a staged directory.
func (w *Writer) make(d *place) error {
	if d.made {
		return nil
	}
	if err := w.makeDirs(w.next, d.path); err != nil {
		return err
	}
	d.made = true
	return nil
}

// makeDirs makes dir and what is above it.
func (w *Writer) makeDirs(root *os.Root, dir string) error {
	if dir == "." {
		return nil
	}
	if err := w.makeDirs(root, path.Dir(dir)); err != nil {
		return err
	}
	if err := w.step("mkdir", dir); err != nil {
		return err
	}
	if err := root.Mkdir(dir, 0o755); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil
		}
		return err
	}
	if !w.strict {
		return nil
	}
	return root.Chmod(dir, 0o755)
}

// create makes a new file in an open directory.
func (w *Writer) create(dir *os.File, file string) (newFile, error) {
	if err := w.step("create", file); err != nil {
		return -1, err
	}
	return createIn(dir, path.Base(file))
}

// write makes a new file whole.
func (w *Writer) write(root *os.Root, name string, data []byte) error {
	dir, err := root.Open(path.Dir(name))
	if err != nil {
		return err
	}
	defer dir.Close()
	f, err := w.create(dir, name)
	if err != nil {
		return err
	}
	return w.finish(f, name, bytes.NewReader(data))
}

// finish writes the bytes of a new file and closes it.
func (w *Writer) finish(f newFile, name string, data io.WriterTo) error {
	return cmp.Or(w.fill(f, name, data), f.close())
}

func (w *Writer) fill(f newFile, name string, data io.WriterTo) error {
	if err := w.step("write", name); err != nil {
		return err
	}
	if _, err := data.WriteTo(f); err != nil {
		return err
	}
	if w.strict {
		if err := f.chmod(0o644); err != nil {
			return err
		}
	}
	if w.opts.Sync == SyncAlways {
		return f.sync()
	}
	return nil
}
