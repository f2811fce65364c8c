package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The crash tests go between two editions that differ in every way: files
// with other bytes, new and lost files and directories, a file in a place
// where a directory was.
var editions = map[string]files{
	"old": with(fleet(8, "old"), files{"swap": "a file", "gone/deep/file": "1", "other": "same"}),
	"new": with(fleet(7, "new"), files{"swap/inner": "now a directory", "fresh/deep/file": "2", "other": "same"}),
	// plain has no such swap, so that files are renamed before any is removed
	"plain": with(fleet(6, "plain"), files{"swap": "another file", "fresh/file": "3"}),
}

func with(f, more files) files {
	for name, data := range more {
		f[name] = data
	}
	return f
}

// The test binary is also the program that is killed. Its files are in memory
// where they can be: some file systems slow down after many removals.
func TestMain(m *testing.M) {
	if info, err := os.Stat("/dev/shm"); err == nil && info.Mode().Perm() == 0o777 && os.Getenv("TMPDIR") == "" {
		os.Setenv("TMPDIR", "/dev/shm")
	}
	if n, err := strconv.Atoi(os.Getenv("TREE_DIE_AT")); err == nil {
		dieAt(os.Getenv("TREE_DIR"), editions[os.Getenv("TREE_EDITION")], int64(n))
	}
	os.Exit(m.Run())
}

// dieAt publishes f and dies without a word before the n-th step.
func dieAt(dir string, f files, n int64) {
	var step atomic.Int64
	_, err := publishNext(dir, f, Options{Sync: SyncOff, before: func(string, string) error {
		if step.Add(1) == n {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
		return nil
	}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// kill runs dieAt in another process and reports whether it died there.
func kill(t *testing.T, dir, edition string, n int) bool {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "TREE_DIE_AT="+strconv.Itoa(n), "TREE_DIR="+dir, "TREE_EDITION="+edition)
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL {
		return true
	}
	if err != nil {
		t.Fatalf("step %d: %v\n%s", n, err, out)
	}
	return false
}

// steps counts the steps of going from what is in dir to an edition.
func steps(t *testing.T, dir string, f files) int {
	t.Helper()
	var n atomic.Int64
	if _, err := publishNext(dir, f, Options{Sync: SyncOff, before: func(string, string) error { n.Add(1); return nil }}); err != nil {
		t.Fatal(err)
	}
	return int(n.Load())
}

// cleanBuilds gives each edition as a first build makes it, by tree hash.
func cleanBuilds(t *testing.T) (byName, byHash map[string]files) {
	t.Helper()
	byName, byHash = map[string]files{}, map[string]files{}
	for name, f := range editions {
		dir := filepath.Join(t.TempDir(), "public")
		s := mustPublish(t, dir, f, quick)
		byName[name] = read(t, dir)
		byHash[s.Hash] = byName[name]
	}
	return byName, byHash
}

// wantExactReport holds Check against a comparison with the clean build that
// the pointer names. Before the first pointer there is nothing to check.
func wantExactReport(t *testing.T, dir string, byHash map[string]files) {
	t.Helper()
	hash, err := os.ReadFile(filepath.Join(dir, Pointer))
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	want, found := byHash[string(hash)], read(t, dir)
	if want == nil {
		t.Fatalf("the pointer holds %q", hash)
	}
	r, err := Check(os.DirFS(dir), string(hash))
	if err != nil {
		t.Fatal(err)
	}
	var stale, missing, extra []string
	for name, data := range want {
		if got, ok := found[name]; Unlisted(name) {
			continue
		} else if !ok {
			missing = append(missing, name)
		} else if got != data {
			stale = append(stale, name)
		}
	}
	for name := range found {
		if _, ok := want[name]; !ok && !Unlisted(name) && name != GitIgnore {
			extra = append(extra, name)
		}
	}
	slices.Sort(stale)
	slices.Sort(missing)
	slices.Sort(extra)
	if diff := cmp.Diff([][]string{stale, missing, extra}, [][]string{r.Stale, r.Missing, r.Extra}); diff != "" {
		t.Errorf("stale, missing, extra (-real +reported):\n%s", diff)
	}
}

// wantRepaired runs a build to its end: the tree must be the clean one.
func wantRepaired(t *testing.T, dir, edition string, clean map[string]files) {
	t.Helper()
	if _, err := publishNext(dir, editions[edition], quick); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(clean[edition], read(t, dir)); diff != "" {
		t.Errorf("the next run differs from a clean one (-clean +found):\n%s", diff)
	}
	wantNoEmptyDirs(t, dir)
	left, err := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left beside the tree: %v %v", left, err)
	}
}

// TestKilled kills builds at seeded points of the way from one edition to
// another, 40 points for each of three ways, each followed by a check and a
// run to the end.
func TestKilled(t *testing.T) {
	clean, byHash := cleanBuilds(t)
	random := rand.New(rand.NewPCG(1, 2))
	for _, way := range [][2]string{{"", "new"}, {"old", "new"}, {"old", "plain"}} {
		t.Run(way[0]+" to "+way[1], func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			from, to := editions[way[0]], editions[way[1]]
			reset := func() {
				if from != nil {
					mustPublish(t, dir, from, quick)
				} else if err := os.RemoveAll(dir); err != nil {
					t.Fatal(err)
				}
			}
			reset()
			points := random.Perm(steps(t, dir, to))
			for _, n := range points[:40] {
				reset()
				if !kill(t, dir, way[1], n+1) {
					t.Fatalf("it ended before step %d", n+1)
				}
				wantExactReport(t, dir, byHash)
				wantRepaired(t, dir, way[1], clean)
			}
		})
	}
}

// TestKilledAgainAndAgain kills one run after another, without a repair in
// between, towards changing editions.
func TestKilledAgainAndAgain(t *testing.T) {
	clean, byHash := cleanBuilds(t)
	dir := filepath.Join(t.TempDir(), "public")
	if err := os.Mkdir(dir, 0o755); err != nil { // a .gitignore alone: commits are in place from the start
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, GitIgnore), []byte("*\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, f := range clean {
		f[GitIgnore] = "*\n"
	}
	random := rand.New(rand.NewPCG(3, 4))
	names := []string{"old", "new", "plain"}
	for range 40 {
		kill(t, dir, names[random.IntN(len(names))], 1+random.IntN(80))
		wantExactReport(t, dir, byHash)
	}
	wantRepaired(t, dir, "new", clean)
}

// TestFailingFileSystem lets each step fail in turn. A build that fails before
// its commit leaves the tree alone; in all cases the next one is clean.
func TestFailingFileSystem(t *testing.T) {
	clean, byHash := cleanBuilds(t)
	for _, way := range [][2]string{{"old", "new"}, {"new", "plain"}} {
		dir := filepath.Join(t.TempDir(), "public")
		mustPublish(t, dir, editions[way[0]], quick)
		total := steps(t, dir, editions[way[1]])
		for n := range total {
			fault := []error{syscall.ENOSPC, syscall.EIO, syscall.EROFS}[n%3]
			mustPublish(t, dir, editions[way[0]], quick)
			var began atomic.Bool
			var step atomic.Int64
			_, err := publishNext(dir, editions[way[1]], Options{Sync: SyncOff, before: func(op, name string) error {
				if step.Add(1) == int64(n+1) {
					return fmt.Errorf("step %d, %s %s: %w", n+1, op, name, fault)
				}
				if strings.HasSuffix(name, markFile) {
					began.Store(true)
				}
				return nil
			}})
			if last := n+1 == total; !errors.Is(err, fault) && !last { // the last step is Close's own
				t.Fatalf("step %d of %d: error %v", n+1, total, err)
			}
			if !began.Load() {
				if diff := cmp.Diff(clean[way[0]], read(t, dir)); diff != "" {
					t.Errorf("step %d failed and the tree changed:\n%s", n+1, diff)
				}
			}
			wantExactReport(t, dir, byHash)
			wantRepaired(t, dir, way[1], clean)
		}
	}
}
