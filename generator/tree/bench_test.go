package tree

import (
	"crypto/sha256"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
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

// listOnly publishes the manifest of n files without the files, which a Writer
// that follows it does not read.
func listOnly(b *testing.B, dir string, n int) Summary {
	b.Helper()
	w, err := Open(dir, quick)
	if err != nil {
		b.Fatal(err)
	}
	for i := range n {
		if _, err := w.claim(Entry{Path: benchName(i), Size: 700, SHA256: [32]byte{byte(i)}}); err != nil {
			b.Fatal(err)
		}
	}
	return finish(b, w)
}

// benchName is a file of a 2.0 machine, which has five. Ids look like hashes.
func benchName(i int) string {
	id := sha256.Sum256(fmt.Append(nil, i/5))
	return fmt.Sprintf("%s/%s", []string{"mcr", "machine", "metadata", "machines", "card"}[i%5], new(big.Int).SetBytes(id[:]))
}

// BenchmarkQuiet changes three of 500,000 files.
func BenchmarkQuiet(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "public")
	s := listOnly(b, dir, 500_000)
	n := 0
	for b.Loop() {
		n++
		w := follow(b, dir, s, quick)
		w.KeepAll()
		for i := range 3 {
			if err := w.Put(benchName(i), fmt.Append(nil, n)); err != nil {
				b.Fatal(err)
			}
		}
		s = finish(b, w)
	}
}

// BenchmarkKeep keeps 500,000 files one by one, and says what the Writer holds
// in memory for each, its path of 84 bytes included.
func BenchmarkKeep(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "public")
	s := listOnly(b, dir, 500_000)
	for b.Loop() {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		w := follow(b, dir, s, quick)
		for i := range 500_000 {
			if !w.Keep(benchName(i), [32]byte{byte(i)}) {
				b.Fatal(benchName(i))
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/500_000, "B/file")
		s = finish(b, w)
	}
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
