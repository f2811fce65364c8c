package hosting

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// noteFile says what is to be done with the rest, and that Write made it.
const noteFile = "README.txt"

// Write puts the upload into a directory, which is replaced as a whole where
// it was made by Write. Files are hard links to those of the trees where the
// file system can, and copies elsewhere.
func (u *Upload) Write(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := u.replaceable(dir); err != nil {
		return fmt.Errorf("writing %s: %w", dir, err)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	next, err := os.MkdirTemp(filepath.Dir(dir), filepath.Base(dir)+".*.new")
	if err != nil {
		return err
	}
	defer os.RemoveAll(next)
	if err := u.writeIn(next); err != nil {
		return err
	}
	old := next + ".old"
	if err := os.Rename(dir, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	defer os.RemoveAll(old)
	return os.Rename(next, dir)
}

// replaceable refuses a directory that holds something else, and one in a
// tree.
func (u *Upload) replaceable(dir string) error {
	for _, root := range u.roots {
		if strings.HasPrefix(dir, root+string(filepath.Separator)) {
			return ErrInside
		}
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	note, err := os.ReadFile(filepath.Join(dir, noteFile))
	if err != nil || len(note) < len(generated) || string(note[:len(generated)]) != generated {
		return ErrOccupied
	}
	return nil
}

func (u *Upload) writeIn(dir string) error {
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	if u.aliases.has(AliasChecksum) {
		if err := tellsCase(dir); err != nil {
			return err
		}
	}
	made := map[string]bool{}
	place := func(name string) (string, error) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if parent := filepath.Dir(file); !made[parent] {
			made[parent] = true
			return file, os.MkdirAll(parent, 0o755)
		}
		return file, nil
	}
	for _, c := range u.config {
		file, err := place(c.path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(file, c.data, 0o644); err != nil {
			return err
		}
	}
	for _, a := range u.assets {
		file, err := place(AssetsDir + "/" + a.path)
		if err != nil {
			return err
		}
		if err := link(a.from, file); err != nil {
			return err
		}
	}
	return nil
}

// tellsCase tries whether a file of a name can be found by another case.
func tellsCase(dir string) error {
	probe, err := os.CreateTemp(dir, "Case-*")
	if err != nil {
		return err
	}
	defer os.Remove(probe.Name())
	probe.Close()
	name := filepath.Base(probe.Name())
	if _, err := os.Lstat(filepath.Join(dir, "case"+name[len("Case"):])); err == nil {
		return ErrCase
	}
	return nil
}

// link makes a further name for a file, or a copy of it where that cannot be.
func link(from, to string) error {
	if err := os.Link(from, to); err == nil {
		return nil
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
