package eventstore

import (
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkMillion writes 1,000,000 events of 10,000 machines in ranges of
// 10,000 events, reads them machine by machine, then adds ten ranges more.
// Run it with -benchtime=1x.
func BenchmarkMillion(b *testing.B) {
	b.Run("file", func(b *testing.B) {
		benchmarkMillion(b, func(dir string) (*Store, error) {
			return openAt(filepath.Join(dir, "state.db"), chainID, registries)
		})
	})
	b.Run("temp", func(b *testing.B) {
		benchmarkMillion(b, func(string) (*Store, error) { return NewTemp() })
	})
}

func benchmarkMillion(b *testing.B, open func(dir string) (*Store, error)) {
	const events, machines, perRange = 1_000_000, 10_000, 10_000
	w := world{seed: 1, machines: machines, perBlock: 100}
	for b.Loop() {
		dir := b.TempDir()
		s, err := open(dir)
		if err != nil {
			b.Fatal(err)
		}
		writing := time.Duration(0)
		write := func(ranges int) {
			writing = 0
			for range ranges {
				head, _, _ := s.Head()
				to := head + perRange/uint64(w.perBlock)
				got := w.events(head+1, to)
				start := time.Now()
				if err := s.Append(got, to, w.hash(to)); err != nil {
					b.Fatal(err)
				}
				writing += time.Since(start)
			}
		}
		write(events / perRange)
		b.ReportMetric(writing.Seconds(), "s-write")
		if info, err := os.Stat(filepath.Join(dir, "state.db")); err == nil {
			b.ReportMetric(float64(info.Size())/events, "B/event")
		}
		start, n := time.Now(), 0
		all := s.At(math.MaxUint64)
		for id := range uint64(machines) {
			got, err := all.Of(number(id + 1))
			if err != nil {
				b.Fatal(err)
			}
			n += len(got)
		}
		if n != events {
			b.Fatalf("read %d events", n)
		}
		b.ReportMetric(time.Since(start).Seconds(), "s-read")
		start = time.Now()
		if _, err := all.Amounts(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "s-amounts")
		write(10)
		b.ReportMetric(writing.Seconds()/10, "s-range")
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
