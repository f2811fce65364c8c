package generator

import (
	"crypto/sha256"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestDigestOf shows that programs of other sources or flags have other
// digests, and that one without a build id of the go command is read as a whole.
func TestDigestOf(t *testing.T) {
	dir := t.TempDir()
	build := func(name, source string, flags ...string) [sha256.Size]byte {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("go", append(append([]string{"build", "-o", name}, flags...), "main.go")...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		sum, err := digestOf(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	whole := func(name string) [sha256.Size]byte {
		t.Helper()
		body, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return sha256.Sum256(body)
	}
	const one = "package main\n\nvar word string\n\nfunc main() { println(1, word) }\n"
	const two = "package main\n\nvar word string\n\nfunc main() { println(2, word) }\n"
	first := build("one", one)
	if first == whole("one") || build("again", one) != first {
		t.Error("a program is not known by its build id")
	}
	if build("two", two) == first || build("word", one, "-ldflags=-X main.word=three") == first {
		t.Error("another program has the same digest")
	}
	for name, flag := range map[string]string{"bare": "-ldflags=-buildid=", "named": "-ldflags=-buildid=release-1"} {
		if build(name, one, flag) != whole(name) {
			t.Errorf("a program that is built with %s is not read as a whole", flag)
		}
	}
	if _, err := digestOf(filepath.Join(dir, "none")); err == nil {
		t.Error("there is a digest of a program that is not there")
	}
}
