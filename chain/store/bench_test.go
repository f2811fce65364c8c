package store

import (
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"

	"mcrpress/chain"
	"mcrpress/chain/read"
)

// BenchmarkStore writes what a first run reads, logs in the order of the chain,
// opens the file again, and asks what runs ask: one in which nothing is new, and
// one that reads all. It says what each step costs in seconds of CPU. Run one
// size at a time with -benchtime=1x, so that peak-MB is that of its size.
func BenchmarkStore(b *testing.B) {
	for _, size := range []fleetSize{{10_000, 10}, {10_000, 100}, {100_000, 10}, {100_000, 100}} {
		b.Run(fmt.Sprintf("machines=%d/events=%d", size.machines, size.machines*size.each), size.run)
	}
}

type fleetSize struct{ machines, each uint64 }

// event is an event of a machine, the same whenever it is asked for.
func (f fleetSize) event(machine, index uint64) chain.Event {
	r := rand.New(rand.NewPCG(machine, index))
	e := chain.Event{
		MachineID: number(machine), Registry: registries[0], Index: index, Type: uint8(r.IntN(2)), Currency: "HKD",
		Time: number(1_780_000_000 - r.Uint64N(40_000_000)), DataHash: randomHash(r), SourceTx: randomHash(r),
		Metadata: []byte(`{"order":"A-17","note":"synthetic"}`),
	}
	e.Value.SetUint64(r.Uint64N(1_000_000))
	return e
}

// log is the n-th log of the chain: that of another machine than the one before.
func (f fleetSize) log(n uint64) read.EventLog {
	const prime = 2_147_483_647
	n = n * prime % (f.machines * f.each)
	e := f.event(1+n%f.machines, n/f.machines)
	l := read.EventLog{
		RecordsOf: read.RecordsOf{Registry: e.Registry, Machine: e.MachineID}, Index: e.Index, Type: e.Type, Value: e.Value,
		Currency: crypto.Keccak256Hash([]byte(e.Currency)),
	}
	l.Block, l.LogIndex, l.Tx = n/50, n%50, e.DataHash
	return l
}

func (f fleetSize) addLogs(s *Store) error {
	const window = 10_000
	for from := uint64(0); from < f.machines*f.each; from += window {
		var logs read.Logs
		for n := from; n < from+window; n++ {
			logs.Events = append(logs.Events, f.log(n))
		}
		if err := s.AddLogs("all", from, logs); err != nil {
			return err
		}
	}
	return nil
}

func (f fleetSize) addRecords(s *Store) error {
	const batch = 10_000
	var records []chain.Event
	for machine := range f.machines {
		for index := range f.each {
			records = append(records, f.event(machine+1, index))
		}
		if len(records) >= batch || machine+1 == f.machines {
			if err := s.AddRecords(records); err != nil {
				return err
			}
			records = records[:0]
		}
	}
	return nil
}

func (f fleetSize) addStates(s *Store, head chain.Block) error {
	const batch = 2_000
	var states []read.State
	for machine := range f.machines {
		due := 1_780_000_000 + machine%720*3600
		states = append(states, read.State{Machine: number(machine + 1), Due: due, Data: make([]byte, 300)})
		if len(states) == batch {
			if err := s.AddStates(states); err != nil {
				return err
			}
			states = states[:0]
		}
	}
	return s.SetStates(head, head, states, nil)
}

func (f fleetSize) run(b *testing.B) {
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "state.db")
		s := openAt(b, path)
		head := chain.Block{Number: 1000}
		timed := func(unit string, work func() error) {
			before := cpu(b)
			if err := work(); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric((cpu(b) - before).Seconds(), "cpu-s-"+unit)
		}
		if err := s.Begin(head); err != nil {
			b.Fatal(err)
		}
		timed("logs", func() error { return f.addLogs(s) })
		timed("sort", s.sortLogs)
		timed("records", func() error { return f.addRecords(s) })
		timed("settle", s.settle)
		timed("states", func() error { return f.addStates(s, head) })
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		if info, err := os.Stat(path); err == nil {
			b.ReportMetric(float64(info.Size())/float64(f.machines*f.each), "B/event")
		}
		timed("quiet", func() (err error) { // what a run asks that finds nothing new
			if s, err = Open(path, deployment, nil, slog.New(slog.DiscardHandler)); err != nil {
				return err
			}
			if _, err = s.Totals(); err != nil {
				return err
			}
			_, err = s.DueBy(1_780_003_600)
			return err
		})
		var count map[read.RecordsOf]uint64
		timed("counts", func() (err error) { count, err = s.Counts(); return err })
		timed("unlogged", func() error { _, err := s.Unlogged(count); return err })
		timed("disputed", func() error { _, err := s.Disputed(math.MaxUint64, count); return err })
		timed("all-states", func() error { return s.States(func(read.State) error { return nil }) })
		source := s.Events(registries, count)
		timed("amounts", func() error { _, err := source.Amounts(); return err })
		n := uint64(0)
		timed("events", func() error {
			for machine := range f.machines {
				got, err := source.Of(number(machine + 1))
				if err != nil {
					return err
				}
				n += uint64(len(got))
			}
			return nil
		})
		if n != f.machines*f.each {
			b.Fatalf("read %d events", n)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(usage(b).Maxrss)/1024, "peak-MB")
}

func usage(b *testing.B) (used syscall.Rusage) {
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return used
}

// cpu is what this process used, of all cores: it does not depend on what else
// the machine does.
func cpu(b *testing.B) time.Duration {
	used := usage(b)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
