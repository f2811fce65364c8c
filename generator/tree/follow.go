package tree

import (
	"crypto/sha256"
	"fmt"
)

// Follow takes the published tree at its manifest's word, so that its files
// need not be read: hash is what the published pointer holds, files and size
// are the totals beside it. It comes before the first Put, and does nothing
// where there is no published tree or an earlier commit did not end. Without
// it, or after an error, Put compares bytes with bytes and nothing is kept.
func (w *Writer) Follow(hash string, files int, size int64) error {
	if w.first || w.repair {
		return nil
	}
	entries, err := Manifest(w.Published(), hash)
	if err != nil {
		return fmt.Errorf("following %s: %w", w.dir, err)
	}
	w.listed = make(map[string]Entry, len(entries))
	for _, e := range entries {
		w.listed[e.Path] = e
	}
	return nil
}

// Listed returns the line of a published file in the manifest that the Writer
// follows.
func (w *Writer) Listed(file string) (Entry, bool) {
	e, ok := w.listed[file]
	return e, ok
}

// Keep takes a published file over without its bytes, and reports whether the
// manifest that the Writer follows lists it with that hash. Where it does not,
// the file is still to be put.
func (w *Writer) Keep(file string, sum [sha256.Size]byte) bool {
	e, ok := w.listed[file]
	if !ok || e.SHA256 != sum {
		return false
	}
	p, err := w.claim(file)
	if err != nil {
		w.fail(fmt.Errorf("keeping %q: %w", file, err))
		return false
	}
	p.Entry = e
	return true
}

// KeepAll takes every published file over that is not put, and reports whether
// the Writer follows a manifest at all.
func (w *Writer) KeepAll() bool {
	w.keepAll = w.listed != nil
	return w.keepAll
}

// keepRest keeps what KeepAll means.
func (w *Writer) keepRest() error {
	if !w.keepAll {
		return nil
	}
	for file, e := range w.listed {
		if p := w.files[file]; p != nil {
			continue
		}
		p, err := w.claim(file)
		if err != nil {
			return err
		}
		p.Entry = e
	}
	w.keepAll = false
	return nil
}
