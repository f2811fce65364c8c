package tree

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
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
func (w *Writer) Put(file string, data []byte) error { return w.put(file, data, false) }

// PutLive is Put for a file whose bytes do not follow from the chain alone.
// The manifest marks it.
func (w *Writer) PutLive(file string, data []byte) error { return w.put(file, data, true) }

func (w *Writer) put(file string, data []byte, live bool) error {
	err := errors.New("the name is the writer's own")
	if !Unlisted(file) && !strings.HasPrefix(file, ListDir) {
		err = w.add(file, data, live)
	}
	if err != nil {
		return w.fail(fmt.Errorf("putting %q: %w", file, err))
	}
	return nil
}

// add claims a path and stages its bytes where they are new.
func (w *Writer) add(file string, data []byte, live bool) error {
	p, err := w.claim(file)
	if err != nil {
		return err
	}
	p.Size, p.SHA256, p.Live = int64(len(data)), sha256.Sum256(data), live
	if e, ok := w.listed[file]; ok && e.SHA256 == p.SHA256 {
		return nil
	}
	p.changed, err = w.stageChanged(file, data)
	return err
}

// fail keeps the first error, so that a tree that lacks a file is not sealed.
func (w *Writer) fail(err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
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

// claim registers a path and its directories.
func (w *Writer) claim(file string) (*pending, error) {
	if err := valid(file); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.plan != nil {
		return nil, errors.New("the tree is sealed")
	}
	key := strings.ToLower(file)
	if twin, ok := w.files[key]; ok {
		return nil, taken(file, twin.Path)
	}
	if _, ok := w.dirs[key]; ok {
		return nil, errors.New("it is a directory of another file")
	}
	if err := w.claimDirs(path.Dir(file)); err != nil {
		return nil, err
	}
	p := &pending{Entry: Entry{Path: file}}
	w.files[key] = p
	return p, nil
}

// claimDirs registers a directory and those above it.
func (w *Writer) claimDirs(dir string) error {
	for ; dir != "."; dir = path.Dir(dir) {
		key := strings.ToLower(dir)
		if _, ok := w.files[key]; ok {
			return fmt.Errorf("%s is a file", dir)
		}
		if twin, ok := w.dirs[key]; ok {
			if twin.path != dir {
				return taken(dir, twin.path)
			}
			return nil
		}
		w.dirs[key] = &directory{path: dir}
	}
	return nil
}

func taken(name, twin string) error {
	if name == twin {
		return errors.New("it was put before")
	}
	return fmt.Errorf("it differs from %s only in letter case", twin)
}

// stageChanged stages the file where its bytes are not the published ones.
func (w *Writer) stageChanged(file string, data []byte) (changed bool, err error) {
	same, err := w.equal(file, data)
	if err != nil || same {
		return false, err
	}
	return true, w.stage(file, data)
}

// buffers are for reading published files.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// equal compares bytes with those of the published file.
func (w *Writer) equal(file string, data []byte) (bool, error) {
	if w.first {
		return false, nil
	}
	f, err := os.Open(filepath.Join(w.dir, file)) // to read alone; a link is refused before anything is written
	if absent(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(data)) {
		return false, err
	}
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if _, err := b.ReadFrom(f); err != nil {
		return false, err
	}
	return bytes.Equal(b.Bytes(), data), nil
}

// absent reports whether an error says that there is no such file, also
// because a parent is one.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNotDirectory)
}

// stage writes the file below the staging directory.
func (w *Writer) stage(file string, data []byte) error {
	d := w.directory(path.Dir(file))
	d.Lock()
	defer d.Unlock()
	if !d.made {
		if err := w.makeDirs(w.next, d.path); err != nil {
			return err
		}
		d.made = true
	}
	return w.create(w.next, file, data)
}

// directory gives the registered directory of a path; the top has one too.
func (w *Writer) directory(dir string) *directory {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := strings.ToLower(dir)
	if w.dirs[key] == nil {
		w.dirs[key] = &directory{path: dir}
	}
	return w.dirs[key]
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

// create writes a new file whole.
func (w *Writer) create(root *os.Root, name string, data []byte) error {
	if err := w.step("create", name); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if err := w.fill(f, name, data); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func (w *Writer) fill(f *os.File, name string, data []byte) error {
	if err := w.step("write", name); err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return err
	}
	if w.strict {
		if err := f.Chmod(0o644); err != nil {
			return err
		}
	}
	if w.opts.Sync == SyncAlways {
		return f.Sync()
	}
	return nil
}
