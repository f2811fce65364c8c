package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Summary is what a sealed tree amounts to. The pointer and what goes with it
// are not counted.
type Summary struct {
	// Hash is the tree hash: the sha256 of the manifest's root list in
	// lower-case hex. Equal trees have equal hashes.
	Hash  string
	Files int   // the manifest's own lists included
	Bytes int64 // likewise
	// Changed and Removed count against the published tree, lists included.
	Changed, Unchanged, Removed int
}

// plan is what a commit will do beside renaming.
type plan struct {
	Summary
	published int      // files of the old tree
	removed   []string // those that no longer belong
	dirs      []string // directories likewise, parents first
	oldLists  []string // its lists
	oldLast   []string // its files outside the manifest
	begun     bool
}

// Changes compares what has been put so far with the published tree: the paths
// that are new or have other bytes, and those that are to be removed, both
// sorted. A published file that is still to be put counts as removed. The
// manifest is in neither.
func (w *Writer) Changes() (changed, removed []string, err error) {
	if err := w.keepRest(); err != nil {
		return nil, nil, fmt.Errorf("comparing with %s: %w", w.dir, err)
	}
	p, err := w.survey()
	if err != nil {
		return nil, nil, fmt.Errorf("comparing with %s: %w", w.dir, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range w.files {
		if f.changed {
			changed = append(changed, f.Path)
		}
	}
	slices.Sort(changed)
	return changed, p.removed, nil
}

// Excuse says that published files may be removed without counting against
// MaxDeletes.
func (w *Writer) Excuse(files ...string) {
	for _, file := range files {
		w.excuse[file] = true
	}
}

// Seal ends the putting: it writes the manifest and checks the limits. The
// published tree is as it was. The summary's hash is for the pointer.
func (w *Writer) Seal() (Summary, error) {
	p, err := w.seal()
	if err != nil {
		return Summary{}, fmt.Errorf("sealing %s: %w", w.dir, err)
	}
	w.plan = p
	return p.Summary, nil
}

func (w *Writer) seal() (*plan, error) {
	if w.failed != nil {
		return nil, w.failed
	}
	if w.plan != nil {
		return nil, errors.New("it is sealed")
	}
	if err := w.keepRest(); err != nil {
		return nil, err
	}
	hash, err := w.addManifest()
	if err != nil {
		return nil, err
	}
	p, err := w.survey()
	if err != nil {
		return nil, err
	}
	p.Hash, p.Files, p.Removed = hash, len(w.files), len(p.removed)+len(p.oldLists)
	for _, f := range w.files {
		p.Bytes += f.Size
		if f.changed {
			p.Changed++
		}
	}
	p.Unchanged = p.Files - p.Changed
	if err := w.checkDeletes(p.removed, p.published); err != nil {
		return nil, err
	}
	return p, w.checkBudget(p.Files + 1)
}

// addManifest puts the lists of every file so far and gives the root's hash.
func (w *Writer) addManifest() (hash string, err error) {
	files := make([]Entry, 0, len(w.files))
	for _, key := range slices.Sorted(maps.Keys(w.files)) {
		files = append(files, w.files[key].Entry)
	}
	lists := makeLists(files)
	for _, l := range lists {
		if err := w.add(l.path, l.data, false); err != nil {
			return "", fmt.Errorf("writing the manifest: %w", err)
		}
	}
	root := lists[len(lists)-1].path
	return strings.TrimSuffix(path.Base(root), ".txt"), nil
}

// survey walks the published tree for what the next one lacks.
func (w *Writer) survey() (*plan, error) {
	p := &plan{}
	if w.first {
		return p, nil
	}
	live, err := w.root.OpenRoot(w.live)
	if err != nil {
		return nil, err
	}
	defer live.Close()
	err = fs.WalkDir(live.FS(), ".", func(file string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case file == Staging:
			return fs.SkipDir
		case file == "." || file == GitIgnore:
			return nil
		}
		return w.classify(p, file, e)
	})
	if err != nil {
		return nil, err
	}
	return p, w.refuseUnlisted(live.FS(), p.removed)
}

// classify notes a published file or directory that does not stay.
func (w *Writer) classify(p *plan, file string, e fs.DirEntry) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := strings.ToLower(file)
	if e.IsDir() {
		if d := w.dirs[key]; (d == nil || d.path != file) && !Unlisted(file+"/") {
			p.dirs = append(p.dirs, file)
		}
		return nil
	}
	p.published++
	next := w.files[key]
	switch {
	case !e.Type().IsRegular():
		return fmt.Errorf("%w %s, which is not a regular file: move it away", ErrForeign, file)
	case Unlisted(file):
		p.oldLast = append(p.oldLast, file)
	case next != nil && next.Path == file:
	case strings.HasPrefix(file, ListDir):
		p.oldLists = append(p.oldLists, file)
	default:
		p.removed = append(p.removed, file)
	}
	return nil
}

// refuseUnlisted fails where a file is to be removed that no manifest lists,
// since somebody else put it there. After an interrupted commit it is taken
// for a remainder: the run that was interrupted had looked.
func (w *Writer) refuseUnlisted(live fs.FS, removed []string) error {
	if w.repair || len(removed) == 0 {
		return nil
	}
	foreign := map[string]bool{}
	for _, file := range removed {
		foreign[file] = true
	}
	if err := dropListed(live, foreign); err != nil {
		return err
	}
	if len(foreign) == 0 {
		return nil
	}
	first := slices.Min(slices.Collect(maps.Keys(foreign)))
	return fmt.Errorf("%w %s (%d such), which no build wrote: move it away", ErrForeign, first, len(foreign))
}

// checkDeletes holds the number of removed files against its limit.
func (w *Writer) checkDeletes(removed []string, published int) error {
	limit := w.opts.MaxDeletes
	if limit == 0 {
		limit = max(256, published/20)
	}
	counted := 0
	for _, file := range removed {
		if !w.excuse[file] {
			counted++
		}
	}
	if counted <= limit || w.opts.AllowDeletes {
		return nil
	}
	return fmt.Errorf("%w: %d of %d, and %d may", ErrDeletes, counted, published, limit)
}

// checkBudget holds the number of files against its limit.
func (w *Writer) checkBudget(files int) error {
	if w.opts.MaxFiles == 0 || files <= w.opts.MaxFiles {
		return nil
	}
	return fmt.Errorf("%w: %d, and %d may be", ErrBudget, files, w.opts.MaxFiles)
}
