// Package tree publishes a directory of files durably and incrementally.
//
// A Writer collects every file of the next tree, stages those whose bytes
// differ from the published ones beside the output, and then commits: it
// renames them into place, removes what no longer belongs, and moves the
// pointer last. A run that fails before the commit leaves the published tree
// alone; a crash inside the commit leaves whole files of two trees, which the
// manifest tells apart and the next run repairs.
//
// A Writer that follows the published manifest takes it at its word. It tells
// by hash what differs, keeps files that nobody makes again, and reads and
// rewrites only the lists of what changed: nothing that is published is walked
// or read, and so a file that somebody damaged or put there is not noticed
// until its own bytes change. Without a manifest to follow, every file is
// compared byte by byte. The files of one machine stand in one list, or few, so
// that little has to be read and rewritten for it (see ListDir).
//
// The package knows bytes, paths and the manifest. It does not know what the
// files mean.
package tree

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
)

// Pointer is the one file that says which tree is current. It is written
// last and stands outside the manifest, because it holds the tree hash.
const Pointer = "index/snapshot.json"

// NextPointer is the pointer to be, for as long as a tree is brought to a place
// where its files do not change at once: whoever finds it there knows that some
// of them are already those of the next tree.
const NextPointer = Pointer + ".next"

// GitIgnore is the one file at the top of a published directory that the
// Writer neither owns nor removes.
const GitIgnore = ".gitignore"

// Sync says how much of a commit is forced to disk before it counts.
type Sync uint8

// The policies.
const (
	// SyncBatch syncs the file system once before the pointer moves.
	SyncBatch Sync = iota
	// SyncAlways also syncs each file and directory as it is written.
	SyncAlways
	// SyncOff leaves it to the operating system: safe against a crash of the
	// program, not against a loss of power.
	SyncOff
)

// ParseSync reads a policy by the name its flag has: always, batch or off.
func ParseSync(name string) (Sync, error) {
	switch name {
	case "batch":
		return SyncBatch, nil
	case "always":
		return SyncAlways, nil
	case "off":
		return SyncOff, nil
	}
	return 0, fmt.Errorf("unknown sync policy %q: use always, batch or off", name)
}

// Options set the limits of a run. The zero value is the default of each.
type Options struct {
	Sync Sync
	// MaxFiles is the largest number of files a tree may hold; 0 is no limit.
	MaxFiles int
	// MaxDeletes is the largest number of files a commit may remove, those that
	// were excused not counted. 0 is 5 % of the published tree and at least
	// 256; AllowDeletes lifts it.
	MaxDeletes   int
	AllowDeletes bool

	// before is called ahead of each change to the file system, by tests. An
	// error stands for the failure of that step.
	before func(op, path string) error
	// held stands for heldBytes, in tests.
	held int
	// mounted takes the directory for a mount point, in tests.
	mounted bool
}

// ErrForeign marks the error of a directory that holds something else than a
// tree.
var ErrForeign = errors.New("it holds")

// The errors of a directory that leads nowhere and of the limits.
var (
	ErrDangling = errors.New("it is a symbolic link to nothing")
	ErrDeletes  = errors.New("too many files would be removed")
	ErrBudget   = errors.New("the tree has too many files")
)

// Staging is the name of the staging directory where it cannot stand beside
// the published one, and the end of its name where it does.
const Staging = ".mcrpress"

// Names inside the staging directory.
const (
	stagedTree  = "tree" // files to rename, laid out as in the tree
	stagedLast  = "last" // the pointer and its signature
	stagedSums  = "sums" // of the manifest to come, and stems of its paths
	stagedStems = "stems"
	markFile    = "committing"
)

// Writer builds one tree. Put may be called from several goroutines; then
// Seal, Commit and Close, each once, from one.
type Writer struct {
	opts    Options
	dir     string   // the published directory, symbolic links resolved
	root    *os.Root // holds both the published and the staging directory
	live    string   // the published directory, seen from root
	staging string   // the staging directory, seen from root
	next    *os.Root // the staged tree
	lock    *os.File // the staging directory, flocked
	first   bool     // there is no published directory yet
	repair  bool     // an earlier commit did not end
	strict  bool     // the umask takes bits from 0755, so modes are set by hand

	watch    func(path string, data []byte, listed bool)
	followed *following // nil where the published files are compared byte by byte

	mu       sync.Mutex
	shards   shards              // of the next tree, and those of the published one that are read
	forms    forms               // of the paths in shards
	added    int                 // files, as long as nothing is followed
	rest     bool                // published files of a followed manifest are kept where they are not put
	folded   map[string]string   // files whose names are not in lower case, by the name that is
	dirs     map[string]string   // directories of the next tree, by lower-case path
	places   map[string]*place   // staged directories
	lists    map[string]nextList // of the next tree, by path; where rest is set, the new ones
	replaced map[string]int64    // published lists that the next tree does not have, with their sizes
	excuse   map[string]bool     // published files that may go, whatever the limit
	failed   error               // the first error of a Put
	damaged  bool                // the published manifest is
	plan     *plan               // set by Seal
	ended    bool                // the commit is complete
}

// nextList is a list of the next tree.
type nextList struct {
	size   int64
	staged bool
}

// place is one directory of staged files. Only one goroutine at a time
// creates files in it: file systems make the others wait anyway.
type place struct {
	path string
	sync.Mutex
	made  bool
	files int      // that came before it was kept open
	dir   *os.File // nil where few came
}

// Open takes the lock on dir and clears what a crashed run left. It fails
// where another Writer holds the lock, and where dir holds files but no
// pointer, because then it is somebody else's.
func Open(dir string, opts Options) (*Writer, error) {
	w := &Writer{
		opts: opts, forms: newForms(), places: map[string]*place{}, lists: map[string]nextList{},
		replaced: map[string]int64{}, folded: map[string]string{}, excuse: map[string]bool{},
		dirs: map[string]string{"index": "index", "index/files": "index/files"}, // of the manifest
	}
	w.shards = w.newShards(0)
	if err := w.locate(dir); err != nil {
		return nil, fmt.Errorf("opening %s: %w", dir, err)
	}
	if err := w.prepare(); err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", dir, err), w.Close())
	}
	return w, nil
}

// locate resolves dir and takes the lock.
func (w *Writer) locate(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	w.dir = dir
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	info, err := os.Stat(dir)
	switch _, link := os.Lstat(dir); {
	case errors.Is(err, fs.ErrNotExist) && link == nil:
		return ErrDangling
	case errors.Is(err, fs.ErrNotExist):
		w.first = true
	case err != nil:
		return err
	case !info.IsDir():
		return errors.New("it is not a directory")
	}
	// A rename does not cross file systems: where the directory is a mount
	// point, staging goes inside.
	w.live, w.staging = filepath.Base(dir), "."+filepath.Base(dir)+Staging
	if !w.first && (w.opts.mounted || !sameDevice(dir, parent)) {
		parent, w.live, w.staging = dir, ".", Staging
	}
	if w.root, err = os.OpenRoot(parent); err != nil {
		return err
	}
	if w.lock, err = takeLock(w.root, w.staging); err != nil {
		return errors.Join(err, w.root.Close())
	}
	return nil
}

// prepare clears the staging directory and looks at the published one.
func (w *Writer) prepare() error {
	_, err := w.root.Lstat(path.Join(w.staging, markFile))
	w.repair = err == nil
	if err := w.clearStaged(); err != nil {
		return err
	}
	if !w.first && !w.repair {
		if err := w.refuseForeign(); err != nil {
			return err
		}
	}
	if err := w.step("mkdir", stagedTree); err != nil {
		return err
	}
	if err := w.root.Mkdir(w.staged("."), 0o755); err != nil {
		return err
	}
	info, err := w.root.Stat(w.staged("."))
	if err != nil {
		return err
	}
	if w.strict = info.Mode().Perm() != 0o755; w.strict {
		if err := w.root.Chmod(w.staged("."), 0o755); err != nil {
			return err
		}
	}
	w.next, err = w.root.OpenRoot(w.staged("."))
	return err
}

// refuseForeign fails where the directory is neither empty nor a tree.
func (w *Writer) refuseForeign() error {
	entries, err := fs.ReadDir(w.root.FS(), w.live)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == GitIgnore || e.Name() == Staging {
			continue
		}
		if _, err := w.root.Lstat(w.at(Pointer)); err != nil {
			return fmt.Errorf("%w %s but no %s: choose an empty directory or one that was built before", ErrForeign, e.Name(), Pointer)
		}
		return nil
	}
	return nil
}

// Published is the tree as readers see it now. Every file is absent before a
// first build.
func (w *Writer) Published() fs.FS {
	return os.DirFS(w.dir)
}

// Close gives the lock back and removes what was staged. Where a commit was
// begun and did not end, a mark stays for the next run. It is safe to call
// twice, and after Commit.
func (w *Writer) Close() error {
	if w.lock == nil {
		return nil
	}
	err := cmp.Or(w.shards.close(), w.clean(), w.lock.Close(), w.root.Close())
	if w.next != nil {
		err = cmp.Or(err, w.next.Close())
	}
	for _, d := range w.places {
		if d.dir != nil {
			err = cmp.Or(err, d.dir.Close())
		}
	}
	w.lock = nil
	if err != nil {
		return fmt.Errorf("closing %s: %w", w.dir, err)
	}
	return nil
}

func (w *Writer) clean() error {
	if err := w.step("clean", w.staging); err != nil {
		return err
	}
	if w.damaged && !w.repair {
		if err := w.mark(); err != nil {
			return err
		}
	}
	if begun := w.repair || w.plan != nil && w.plan.begun; (begun || w.damaged) && !w.ended {
		return w.clearStaged()
	}
	return w.root.RemoveAll(w.staging)
}

func (w *Writer) clearStaged() error {
	return cmp.Or(
		w.root.RemoveAll(path.Join(w.staging, stagedTree)),
		w.root.RemoveAll(path.Join(w.staging, stagedLast)),
		w.root.RemoveAll(path.Join(w.staging, stagedSums)),
		w.root.RemoveAll(path.Join(w.staging, stagedStems)),
	)
}

// at is the place of a published file, staged that of a file to come.
func (w *Writer) at(file string) string     { return path.Join(w.live, file) }
func (w *Writer) staged(file string) string { return path.Join(w.staging, stagedTree, file) }

// step announces a change to the file system.
func (w *Writer) step(op, file string) error {
	if w.opts.before == nil {
		return nil
	}
	return w.opts.before(op, file)
}
