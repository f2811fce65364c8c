//go:build unix

package tree

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// What stands at a name is neither written to nor followed.
func TestCreateIn(t *testing.T) {
	path := t.TempDir()
	dir, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	for name, link := range map[string]string{"there": "", "link": "there", "dangling": "nowhere"} {
		if link == "" {
			err = os.WriteFile(filepath.Join(path, name), []byte("old"), 0o644)
		} else {
			err = os.Symlink(link, filepath.Join(path, name))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"there", "link", "dangling"} {
		if _, err := createIn(dir, name); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f, err := createIn(dir, "new")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"first ", "", "second"} {
		if n, err := f.Write([]byte(text)); n != len(text) || err != nil {
			t.Fatal(n, err)
		}
	}
	if err := errors.Join(f.sync(), f.close()); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(filepath.Join(path, "new")); err != nil || string(data) != "first second" {
		t.Errorf("%q %v", data, err)
	}
	if _, err := os.Stat(filepath.Join(path, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
