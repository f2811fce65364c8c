package tree

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
)

// The files of 10,000 machines: five of 700 bytes of JSON and a page of 6 kB
// each. cp -r of the same tree is the control. A deleting round slows the next
// down on some file systems, so run each once, in memory:
//
//	TMPDIR=/dev/shm go test -run '^$' -bench . -benchtime 1x ./generator/tree
const benchMachines = 10_000

// putFleet puts the files from four goroutines, as a build does.
func putFleet(w *Writer, edition string) error {
	json, page := strings.Repeat("j", 700), strings.Repeat("p", 6000)
	var g errgroup.Group
	g.SetLimit(4)
	for i := range benchMachines {
		g.Go(func() error {
			tail := fmt.Sprintf("%d %s", i, edition[:min(len(edition), 1-min(i%100, 1))])
			for _, name := range []string{"mcr/0x%040x", "machine/0x%040x", "machines/%d", "metadata/%d", "badge/%d.svg"} {
				if err := w.Put(fmt.Sprintf(name, i), []byte(json+tail)); err != nil {
					return err
				}
			}
			return w.Put(fmt.Sprintf("card/%d.html", i), []byte(page+tail))
		})
	}
	return g.Wait()
}

func benchBuild(b *testing.B, dir, edition string) Summary {
	b.Helper()
	w, err := Open(dir, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	if err := putFleet(w, edition); err != nil {
		b.Fatal(err)
	}
	s, err := w.Seal()
	if err != nil {
		b.Fatal(err)
	}
	if err := w.Commit(pointerTo(s), nil); err != nil {
		b.Fatal(err)
	}
	return s
}

func report(b *testing.B) {
	b.ReportMetric(float64(6*benchMachines*b.N)/b.Elapsed().Seconds(), "files/s")
}

func BenchmarkFirstBuild(b *testing.B) {
	n := 0
	for b.Loop() {
		n++
		benchBuild(b, filepath.Join(b.TempDir(), fmt.Sprint(n)), "")
	}
	report(b)
}

func BenchmarkBuildWithoutChange(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "public")
	benchBuild(b, dir, "")
	for b.Loop() {
		benchBuild(b, dir, "")
	}
	report(b)
}

// BenchmarkBuildWithFewChanges changes the files of one machine in a hundred.
func BenchmarkBuildWithFewChanges(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "public")
	benchBuild(b, dir, "")
	n := 0
	for b.Loop() {
		n++
		benchBuild(b, dir, fmt.Sprint(n%10))
	}
	report(b)
}

func BenchmarkCheck(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "public")
	s := benchBuild(b, dir, "")
	for b.Loop() {
		if r, err := Check(os.DirFS(dir), s.Hash); err != nil || !r.Clean() {
			b.Fatal(r, err)
		}
	}
	report(b)
}

func BenchmarkCopy(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "public")
	benchBuild(b, dir, "")
	n := 0
	for b.Loop() {
		n++
		if out, err := exec.Command("cp", "-r", dir, filepath.Join(b.TempDir(), fmt.Sprint(n))).CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
	report(b)
}
