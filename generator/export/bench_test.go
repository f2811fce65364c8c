package export

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

const benchRows = 100_000

func BenchmarkMachines(b *testing.B) {
	benchmark(b, func(w *Writer, i int) error { return w.Machine(sampleMachine(i)) }, MachinesNDJSON, MachinesCSV, MachinesParquet)
}

func BenchmarkEvents(b *testing.B) {
	benchmark(b, func(w *Writer, i int) error { return w.Events(one(sampleEvent(i))) }, EventsParquet)
}

// benchmark writes benchRows rows an operation, and reports the highest heap
// seen, the rate and the size of each file.
func benchmark(b *testing.B, add func(w *Writer, i int) error, files ...string) {
	b.ReportAllocs()
	var heap uint64
	var dir string
	for b.Loop() {
		dir = b.TempDir()
		w, err := Create(dir, "1.0")
		if err != nil {
			b.Fatal(err)
		}
		for i := range benchRows {
			if err := add(w, i); err != nil {
				b.Fatal(err)
			}
			if i%10_000 == 0 {
				heap = max(heap, heapInUse())
			}
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(benchRows*b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(heap)/(1<<20), "peak-MiB")
	for _, name := range files {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(info.Size())/benchRows, name+"-B/row")
	}
}

// heapInUse is what lives on the heap after collections: pools are empty after
// the second.
func heapInUse() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
