package store

import (
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mcrpress/chain/read"
)

// BenchmarkMillion writes the logs and records of 1,000,000 events of 10,000
// machines as a first run does, opens the file again, and reads all as a run
// does that finds nothing new. Run it with -benchtime=1x.
func BenchmarkMillion(b *testing.B) {
	const machines, each, window = 10_000, 100, 10_000
	w := world{seed: 1, machines: machines, each: each}
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "state.db")
		s := openAt(b, path)
		timed := func(unit string, work func() error) {
			start := time.Now()
			if err := work(); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(time.Since(start).Seconds(), unit)
		}
		if err := s.Begin(w.head(1)); err != nil {
			b.Fatal(err)
		}
		timed("s-logs", func() error {
			logs := w.logs()
			for i := 0; i < len(logs); i += window {
				if err := s.AddLogs("all", uint64(i), read.Logs{Events: logs[i:min(i+window, len(logs))]}); err != nil {
					return err
				}
			}
			return nil
		})
		timed("s-records", func() error { return w.addRecords(s, each) })
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		if info, err := os.Stat(path); err == nil {
			b.ReportMetric(float64(info.Size())/(machines*each), "B/event")
		}
		timed("s-open", func() (err error) {
			s, err = Open(path, deployment, nil, slog.New(slog.DiscardHandler))
			return err
		})
		count, err := s.Counts()
		if err != nil {
			b.Fatal(err)
		}
		timed("s-unlogged", func() error { _, err := s.Unlogged(count); return err })
		timed("s-disputed", func() error { _, err := s.Disputed(math.MaxUint64, count); return err })
		source := s.Events(registries, count)
		timed("s-amounts", func() error { _, err := source.Amounts(); return err })
		n := 0
		timed("s-events", func() error {
			for id := range uint64(machines) {
				got, err := source.Of(number(id + 1))
				if err != nil {
					return err
				}
				n += len(got)
			}
			return nil
		})
		if n != machines*each {
			b.Fatalf("read %d events", n)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
