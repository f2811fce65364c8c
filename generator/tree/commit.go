package tree

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// renamers is how many directories are renamed into at once.
const renamers = 4

// Commit publishes the sealed tree. pointer is the bytes of Pointer; beside
// holds every other file outside the manifest that shall stay (see Unlisted),
// by path. Where no byte differs, nothing is written.
//
// After an error the published tree may hold files of both trees; the pointer
// still names the old one unless the error came after its move, and the next
// run repairs what is left.
func (w *Writer) Commit(pointer []byte, beside map[string][]byte) error {
	if err := w.commit(pointer, beside); err != nil {
		return fmt.Errorf("committing %s: %w", w.dir, err)
	}
	w.ended = true
	return nil
}

func (w *Writer) commit(pointer []byte, beside map[string][]byte) error {
	if w.plan == nil {
		return errors.New("it is not sealed")
	}
	for _, file := range slices.Sorted(maps.Keys(beside)) {
		if err := besideOnly(file); err != nil {
			return fmt.Errorf("%q: %w", file, err)
		}
	}
	if err := w.checkBudget(w.plan.Files + 1 + len(beside)); err != nil {
		return err
	}
	if w.first {
		return w.publishWhole(pointer, beside)
	}
	last, err := w.stageLast(pointer, beside)
	if err != nil {
		return err
	}
	return w.publish(last, beside)
}

func besideOnly(file string) error {
	switch {
	case file == GitAttributes:
		return nil
	case file == Pointer || !Unlisted(file):
		return errors.New("it does not go beside the pointer")
	}
	return valid(file)
}

// publishWhole is a first build: one rename.
func (w *Writer) publishWhole(pointer []byte, beside map[string][]byte) error {
	for _, file := range slices.Sorted(maps.Keys(beside)) {
		if err := w.stage(file, beside[file], ""); err != nil {
			return err
		}
	}
	if err := w.stage(Pointer, pointer, ""); err != nil {
		return err
	}
	if err := w.syncAll(); err != nil {
		return err
	}
	if err := w.rename(w.staged("."), w.live); err != nil {
		return err
	}
	return w.syncDir(".")
}

// stageLast stages what stands outside the manifest where it has changed.
// Earlier snapshots go with the tree; the signature and the pointer, which
// must change together, are returned in the order of their renames.
func (w *Writer) stageLast(pointer []byte, beside map[string][]byte) (last []string, err error) {
	files := map[string][]byte{Pointer: pointer}
	maps.Copy(files, beside)
	names := slices.Sorted(maps.Keys(files))
	slices.Reverse(names) // the pointer after the longer names
	for _, file := range names {
		same, err := w.equal(file, files[file])
		switch {
		case err != nil:
			return nil, err
		case same:
			continue
		case !strings.HasPrefix(file, Pointer):
			err = w.stage(file, files[file], "")
		default:
			last = append(last, file)
			err = w.createLast(file, files[file])
		}
		if err != nil {
			return nil, err
		}
	}
	return last, nil
}

func (w *Writer) createLast(file string, data []byte) error {
	name := path.Join(w.staging, stagedLast, file)
	if err := w.makeDirs(w.root, path.Dir(name)); err != nil {
		return err
	}
	return w.write(w.root, name, data)
}

// publish brings a tree that stands to the next one.
func (w *Writer) publish(last []string, beside map[string][]byte) error {
	moves, err := w.moves(".")
	if err != nil {
		return err
	}
	garbage := slices.Clone(w.plan.oldLists)
	for _, file := range w.plan.oldLast {
		if _, stays := beside[file]; !stays && file != Pointer {
			garbage = append(garbage, file)
		}
	}
	if len(moves)+len(last)+len(garbage)+len(w.plan.removed)+len(w.plan.dirs) == 0 {
		return nil
	}
	if err := w.begin(); err != nil {
		return err
	}
	if err := w.replace(moves); err != nil {
		return err
	}
	if err := w.point(last); err != nil {
		return err
	}
	return w.remove(garbage)
}

// begin marks the commit as begun, for the run after a crash.
func (w *Writer) begin() error {
	if !w.repair {
		if err := w.mark(); err != nil {
			return err
		}
	}
	w.plan.begun = true
	return nil
}

// mark has the next run believe nothing of what is published.
func (w *Writer) mark() error {
	return w.write(w.root, path.Join(w.staging, markFile), nil)
}

// replace renames the staged files into place, then removes the old ones;
// the other way round where an old file is in the way of a directory or an
// old directory in that of a file.
func (w *Writer) replace(moves map[string][]string) error {
	blocked, err := w.blocked()
	if err != nil {
		return err
	}
	if !blocked {
		if err := w.moveAll(moves); err != nil {
			return err
		}
		return w.removeOld()
	}
	if err := w.removeOld(); err != nil {
		return err
	}
	return w.moveAll(moves)
}

// blocked reports whether an old path is a file here and a directory there.
func (w *Writer) blocked() (bool, error) {
	for _, file := range w.plan.removed {
		if w.dirs[strings.ToLower(file)] != "" {
			return true, nil
		}
	}
	for _, dir := range w.plan.dirs {
		if _, ok, err := w.claimed(strings.ToLower(dir)); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// moves lists what to rename by directory: files, and directories that the
// published tree does not have.
func (w *Writer) moves(dir string) (map[string][]string, error) {
	moves := map[string][]string{}
	return moves, w.collect(moves, dir)
}

func (w *Writer) collect(moves map[string][]string, dir string) error {
	entries, err := fs.ReadDir(w.root.FS(), w.staged(dir))
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		if e.IsDir() {
			info, err := w.root.Lstat(w.at(name))
			if err == nil && info.IsDir() {
				if err := w.collect(moves, name); err != nil {
					return err
				}
				continue
			}
			if err != nil && !absent(err) {
				return err
			}
		}
		moves[dir] = append(moves[dir], name)
	}
	return nil
}

func (w *Writer) moveAll(moves map[string][]string) error {
	var g errgroup.Group
	g.SetLimit(renamers)
	for _, dir := range slices.Sorted(maps.Keys(moves)) {
		g.Go(func() error {
			for _, name := range moves[dir] {
				if err := w.rename(w.staged(name), w.at(name)); err != nil {
					return err
				}
			}
			return w.syncDir(w.at(dir))
		})
	}
	return g.Wait()
}

// removeOld removes the files that no longer belong, then their directories.
func (w *Writer) removeOld() error {
	if err := w.remove(w.plan.removed); err != nil {
		return err
	}
	for _, dir := range slices.Backward(w.plan.dirs) {
		if err := w.remove([]string{dir}); err != nil {
			return err
		}
	}
	return nil
}

// point makes the new tree the current one.
func (w *Writer) point(last []string) error {
	if err := w.syncAll(); err != nil {
		return err
	}
	for _, file := range last {
		if err := w.rename(path.Join(w.staging, stagedLast, file), w.at(file)); err != nil {
			return err
		}
	}
	if w.opts.Sync == SyncOff || len(last) == 0 {
		return nil
	}
	return w.syncDir(w.at(path.Dir(Pointer)))
}

func (w *Writer) remove(files []string) error {
	for _, file := range files {
		if err := w.step("remove", w.at(file)); err != nil {
			return err
		}
		if err := w.root.Remove(w.at(file)); err != nil {
			return err
		}
	}
	return nil
}

func (w *Writer) rename(from, to string) error {
	if err := w.step("rename", to); err != nil {
		return err
	}
	return w.root.Rename(from, to)
}

// syncAll syncs the file system under the batch policy.
func (w *Writer) syncAll() error {
	if w.opts.Sync == SyncOff {
		return nil
	}
	if err := w.step("sync", "."); err != nil {
		return err
	}
	return syncFileSystem(w.lock)
}

// syncDir syncs one directory under the strictest policy.
func (w *Writer) syncDir(name string) error {
	if w.opts.Sync != SyncAlways {
		return nil
	}
	if err := w.step("sync", name); err != nil {
		return err
	}
	d, err := w.root.Open(name)
	if err != nil {
		return err
	}
	return cmp.Or(d.Sync(), d.Close())
}
