package httpapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// heldMax is the size up to which a file is held in memory. Larger ones are
// streamed from disk.
const heldMax = 8 << 20

// file is one body: a whole file of the tree, or bytes made for a request.
type file struct {
	name   string       // on disk; empty for what is no file
	info   fs.FileInfo  // nil for what is no file
	looked atomic.Int64 // when it was found on disk, as sinceStart has it
	hash   string       // of the bytes, hex
	data   []byte       // nil where handle is set
	// handle is open where the file is too large to hold. It belongs to one
	// request, which closes it.
	handle *os.File

	once  [codings]sync.Once
	forms [codings]form

	parsed  sync.Once // an operator's page
	entries []entry
	wrong   error
}

func newFile(data []byte) *file {
	sum := sha256.Sum256(data)
	return &file{data: data, hash: hex.EncodeToString(sum[:16])}
}

// cost counts the bytes of a file and of its codings, which are hardly ever
// longer than the file, and the entry itself.
func (f *file) cost() int { return codings*len(f.data) + 1024 }

// lookEvery is how long a file that was found on disk counts as being there.
const lookEvery = time.Second

var epoch = time.Now()

// sinceStart is a clock that never goes back.
func sinceStart() int64 { return int64(time.Since(epoch)) }

// current reports whether a file that is held is still the one on disk, or was so
// a moment ago. It asks by name, which costs less than asking the root and proves
// as much: a link can lead to the file that was read before, and to no other.
func (f *file) current() bool {
	now := sinceStart()
	if now-f.looked.Load() < int64(lookEvery) {
		return true
	}
	info, err := os.Stat(f.name)
	if err != nil || !same(f.info, info) {
		return false
	}
	f.looked.Store(now)
	return true
}

// read gives a file of the tree. The bytes come from memory where the file is
// the one that was read before. What is no regular file is missing.
func (v *view) read(path string) (*file, error) {
	known, ok := v.files.get(path)
	if ok && known.data != nil && known.current() {
		return known, nil
	}
	info, err := v.root.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file: %w", path, fs.ErrNotExist)
	}
	handle, err := v.root.Open(path)
	if err != nil {
		return nil, err
	}
	f, err := v.take(path, handle, known)
	if err != nil || f.handle == nil {
		handle.Close()
	}
	return f, err
}

// take reads or hashes an open file. Renames replace files of the tree as a
// whole, so that what is open stays one file.
func (v *view) take(path string, handle *os.File, known *file) (*file, error) {
	info, err := handle.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() <= heldMax {
		data, err := io.ReadAll(handle)
		if err != nil {
			return nil, err
		}
		f := newFile(data)
		f.name, f.info = v.name(path), info
		f.looked.Store(sinceStart())
		v.files.put(path, f)
		return f, nil
	}
	f := &file{info: info, handle: handle}
	if known != nil && same(known.info, info) {
		f.hash = known.hash
		return f, nil
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, handle); err != nil {
		return nil, err
	}
	f.hash = hex.EncodeToString(sum.Sum(nil)[:16])
	v.files.put(path, &file{info: info, hash: f.hash})
	return f, nil
}

// missing reports whether an error says that there is no such file: none of
// the name, a name that no file can have, or one below another file.
func missing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENAMETOOLONG) || errors.Is(err, syscall.ENOTDIR)
}

// name is where a file of the tree stands on disk.
func (v *view) name(path string) string { return filepath.Join(v.dir, filepath.FromSlash(path)) }

// form is a file in one coding, with the values of its headers.
type form struct {
	data   []byte
	tag    [1]string // ETag; strong, so that the codings of one file differ in it
	length [1]string // Content-Length
}

// form gives the file in a coding, made once. A file that is not held has no data.
func (f *file) form(c coding) *form {
	f.once[c].Do(func() {
		data := c.encode(f.data)
		f.forms[c] = form{data, [1]string{`"` + f.hash + c.suffix() + `"`}, [1]string{strconv.Itoa(len(data))}}
	})
	return &f.forms[c]
}

// page gives the entries of an operator's page.
func (f *file) page() ([]entry, error) {
	f.parsed.Do(func() { f.entries, f.wrong = readPage(f.data) })
	return f.entries, f.wrong
}

// content gives the bytes as http.ServeContent wants them.
func (f *file) content(c coding) io.ReadSeeker {
	if f.handle != nil {
		return f.handle
	}
	return bytes.NewReader(f.form(c).data)
}
