//go:build e2e && release

package automation

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The same source gives the same bytes, wherever it stands. The flags of a
// release compile every dependency anew, so the test has a tag of its own.
func TestReproducible(t *testing.T) {
	here, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "another", "place")
	if err := os.MkdirAll(elsewhere, 0o755); err != nil {
		t.Fatal(err)
	}
	run(t, here, "sh", "-c", `git ls-files -z | tar -c --null -T - | tar -x -C "$0"`, elsewhere)
	first, second := build(t, here), build(t, elsewhere)
	if !bytes.Equal(first, second) {
		t.Error("two builds of the same source differ")
	}
	if bytes.Contains(first, []byte(here)) {
		t.Errorf("the program names the directory that it was built in, %s", here)
	}
}

// build compiles the program of a checkout as .goreleaser.yaml does, without
// the commit, which a copy has not.
func build(t *testing.T, dir string) []byte {
	t.Helper()
	program := filepath.Join(t.TempDir(), "mcrpress")
	run(t, dir, "env", "CGO_ENABLED=0",
		"go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", program, "./cmd/mcrpress")
	data, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}
