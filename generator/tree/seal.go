package tree

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
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
// manifest is in neither. Where nothing is published, nothing is compared.
func (w *Writer) Changes() (changed, removed []string, err error) {
	if w.first {
		return nil, nil, nil
	}
	p, err := w.survey()
	if err != nil {
		return nil, nil, fmt.Errorf("comparing with %s: %w", w.dir, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	changed, err = w.paths(staged)
	return changed, p.removed, err
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
	p, err := w.survey()
	if err != nil {
		return nil, err
	}
	if err := w.splitAnew(w.count(p), p); err != nil {
		return nil, err
	}
	if p.Hash, err = w.addManifest(); err != nil {
		return nil, fmt.Errorf("writing the manifest: %w", err)
	}
	w.countLists(p)
	p.Unchanged, p.Removed = p.Files-p.Changed, len(p.removed)+len(p.oldLists)
	if err := w.checkDeletes(p.removed, p.published); err != nil {
		return nil, err
	}
	return p, w.checkBudget(p.Files + 1)
}

// count adds up the files of the next tree and returns their number. Where the
// rest is kept, the totals begin with the published ones, lists included.
func (w *Writer) count(p *plan) (files int) {
	p.Files, p.Bytes, p.Changed = 0, 0, 0
	lists := 0
	if w.rest {
		p.Files, p.Bytes = w.followed.files, w.followed.bytes
		lists = listsOf(w.shards.bits)
	}
	if w.rest {
		for i := range w.shards.list {
			s := &w.shards.list[i]
			p.Files -= s.count
			p.Bytes -= s.bytes
		}
	}
	for _, f := range w.shards.files.all() {
		if f.of(w.rest) {
			p.Files++
			p.Bytes += int64(f.size)
		}
		if f.state == staged {
			p.Changed++
		}
	}
	return p.Files - lists
}

// splitAnew splits the tree by the bits that so many files have, where these are
// others than those of the published tree.
func (w *Writer) splitAnew(files int, p *plan) error {
	bits := bitsOf(files)
	if bits == w.shards.bits {
		return nil
	}
	if w.rest {
		if err := w.claimRest(); err != nil {
			return err
		}
		w.count(p)
	}
	w.shards.split(bits)
	if w.followed != nil {
		for _, l := range w.followed.drop() {
			w.replaced[l.Path] = l.Size
		}
	}
	return nil
}

// countLists adds the lists to the totals.
func (w *Writer) countLists(p *plan) {
	for _, l := range w.lists {
		p.Files++
		p.Bytes += l.size
		if l.staged {
			p.Changed++
		}
	}
	if w.rest {
		for _, size := range w.replaced {
			p.Files--
			p.Bytes -= size
		}
	}
	if w.followed != nil {
		p.oldLists = slices.Sorted(maps.Keys(w.replaced))
	} else {
		p.oldLists = slices.DeleteFunc(p.oldLists, func(file string) bool { _, stays := w.lists[file]; return stays })
	}
}

// addManifest writes the lists and returns the root's hash.
func (w *Writer) addManifest() (hash string, err error) {
	tops := make([]Entry, 1<<topBits(w.shards.bits))
	old := w.followed
	if old == nil || old.lists == nil {
		old = &following{tops: make([]Entry, len(tops)), lists: make([]Entry, len(w.shards.list))} // there is nothing to replace
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range tops {
		g.Go(func() (err error) {
			tops[i], err = w.addTop(i, old)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return "", err
	}
	root := tops[0]
	if w.shards.bits > 0 {
		l := formatList(title(w.shards.bits, 0, 0), tops)
		root = l.Entry
		if err := w.putList(l, old.root); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(root.SHA256[:]), nil
}

// addTop writes the i-th of the lists that the root names, and those that it
// names itself.
func (w *Writer) addTop(i int, old *following) (Entry, error) {
	bits := topBits(w.shards.bits)
	if bits == w.shards.bits {
		return w.addList(i, old.lists[i])
	}
	span := 1 << (w.shards.bits - bits)
	if w.rest && !w.anyMoved(i*span, span) {
		return old.tops[i], nil
	}
	lists := make([]Entry, span)
	for j := range lists {
		var err error
		if lists[j], err = w.addList(i*span+j, old.lists[i*span+j]); err != nil {
			return Entry{}, err
		}
	}
	l := formatList(title(w.shards.bits, bits, i), lists)
	return l.Entry, w.putList(l, old.tops[i])
}

// addList writes the i-th list that names files, unless the published one still
// stands.
func (w *Writer) addList(i int, old Entry) (Entry, error) {
	if old.Path != "" && !w.moved(i) {
		w.noteList(old, old, false)
		return old, nil
	}
	var files []Entry
	for f, err := range w.shards.in(i) {
		if err != nil {
			return Entry{}, err
		}
		if !f.of(w.rest) {
			continue
		}
		e, err := w.shards.entry(f.numbered, w.forms.path(f.form, f.stem))
		if err != nil {
			return Entry{}, err
		}
		files = append(files, e)
	}
	l := newList(title(w.shards.bits, w.shards.bits, i), files)
	return l.Entry, w.putList(l, old)
}

// moved reports whether the i-th shard differs from the published one.
func (w *Writer) moved(i int) bool {
	s := &w.shards.list[i]
	if s.dirty || s.unread || w.rest {
		return s.dirty
	}
	for f, err := range w.shards.in(i) {
		if err != nil || f.state == published { // the list that is written then fails
			return true
		}
	}
	return false
}

func (w *Writer) anyMoved(from, n int) bool {
	for i := range n {
		if w.moved(from + i) {
			return true
		}
	}
	return false
}

// putList stages a list unless it is published. old is the one that it follows.
func (w *Writer) putList(l list, old Entry) error {
	published := l.Path == old.Path
	if w.followed == nil {
		var err error
		if published, err = w.equal(l.Path, l.data); err != nil {
			return err
		}
	}
	w.noteList(l.Entry, old, !published)
	if published {
		return nil
	}
	return w.stage(l.Path, l.data, "")
}

func (w *Writer) noteList(l, old Entry, staged bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if staged || !w.rest {
		w.lists[l.Path] = nextList{l.Size, staged}
	}
	if staged && old.Path != "" {
		w.replaced[old.Path] = old.Size
	}
}

// survey looks at the published tree for what the next one lacks.
func (w *Writer) survey() (*plan, error) {
	switch {
	case w.first:
		return &plan{}, nil
	case w.followed != nil:
		return w.surveyLists()
	}
	return w.surveyFiles()
}

// surveyLists takes the published files from the manifest. What stands outside
// it is in few places.
func (w *Writer) surveyLists() (*plan, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := &plan{published: w.followed.files}
	if !w.rest {
		if err := w.readAll(); err != nil {
			return nil, err
		}
		var err error
		if p.removed, err = w.paths(published); err != nil {
			return nil, err
		}
		p.dirs = w.emptied(p.removed)
	}
	for _, dir := range []string{".", path.Dir(Pointer), "index/snapshots"} {
		entries, err := fs.ReadDir(w.root.FS(), w.at(dir))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			file := path.Join(dir, e.Name())
			switch {
			case e.IsDir() || !Unlisted(file):
				continue
			case !e.Type().IsRegular():
				return nil, irregular(file)
			}
			p.oldLast = append(p.oldLast, file)
			p.published++
		}
	}
	return p, nil
}

// paths lists the files in a state, sorted.
func (w *Writer) paths(in state) (files []string, err error) {
	for f, err := range w.shards.all {
		if err != nil {
			return nil, err
		}
		if f.state == in {
			files = append(files, w.forms.path(f.form, f.stem))
		}
	}
	slices.Sort(files)
	return files, nil
}

// emptied lists the directories of files that the next tree does not have,
// parents first.
func (w *Writer) emptied(files []string) []string {
	dirs := map[string]bool{}
	for _, file := range files {
		for dir := path.Dir(file); dir != "." && !dirs[dir] && w.dirs[strings.ToLower(dir)] != dir; dir = path.Dir(dir) {
			dirs[dir] = true
		}
	}
	return slices.Sorted(maps.Keys(dirs))
}

// surveyFiles walks the published tree.
func (w *Writer) surveyFiles() (*plan, error) {
	p := &plan{}
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
	if e.IsDir() {
		if w.dirs[strings.ToLower(file)] != file && !Unlisted(file+"/") {
			p.dirs = append(p.dirs, file)
		}
		return nil
	}
	p.published++
	switch {
	case !e.Type().IsRegular():
		return irregular(file)
	case Unlisted(file):
		p.oldLast = append(p.oldLast, file)
	case strings.HasPrefix(file, ListDir):
		p.oldLists = append(p.oldLists, file)
	default:
		k := split(file)
		if f := w.lookUp(&k); f.file == nil {
			p.removed = append(p.removed, file)
		}
	}
	return nil
}

func irregular(file string) error {
	return fmt.Errorf("%w %s, which is not a regular file: move it away", ErrForeign, file)
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
