package store

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"

	"mcrpress/chain/read"
)

// The child of TestKill fills the file that this variable names and says so on
// standard output after each step.
const childEnv = "STORE_TEST_CHILD"

var killWorld = world{seed: 11, machines: 40, each: 60}

const killRuns = 400

func TestMain(m *testing.M) {
	if path := os.Getenv(childEnv); path != "" {
		if err := child(path, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	m.Run()
}

// child goes on where the file ends: each run adds the logs of a part of the
// chain and the next records of one machine.
func child(path string, out io.Writer) error {
	s, err := Open(path, deployment, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	logs := killWorld.logs()
	for {
		run := uint64(1)
		if to, ok := s.Scanned("all"); ok {
			run = to/1000 + 1
		}
		if run > killRuns {
			return s.Close()
		}
		if err := killStep(s, run, logs); err != nil {
			return err
		}
		fmt.Fprintln(out, run)
	}
}

func killStep(s *Store, run uint64, logs []read.EventLog) error {
	if err := s.Begin(killWorld.head(run)); err != nil {
		return err
	}
	count, err := s.Counts()
	if err != nil {
		return err
	}
	of := killWorld.of(int(run)%killWorld.machines + 1)
	next := killWorld.records(int(run)%killWorld.machines + 1)[count[of]:]
	if err := s.AddRecords(next[:min(6, len(next))]); err != nil {
		return err
	}
	if err := killStates(s, run); err != nil {
		return err
	}
	n := uint64(len(logs))
	part := read.Logs{Events: logs[n*(run-1)/killRuns : n*run/killRuns]}
	return s.AddLogs("all", 1000*run, part)
}

// killStates sweeps every fifth run, and changes one machine in the others.
// Each state says the run that wrote it.
func killStates(s *Store, run uint64) error {
	state := func(machine uint64) read.State {
		return read.State{Machine: number(machine), Due: dueSpan * (1 + (run+machine)%50), Data: appendUint64(nil, run)}
	}
	_, swept, ok := s.StatesAt()
	if head := killWorld.head(run); ok && run%5 > 0 {
		return s.SetStates(head, swept, []read.State{state(run % uint64(killWorld.machines))}, nil)
	}
	if err := s.ClearStates(); err != nil {
		return err
	}
	for machine := range uint64(killWorld.machines) {
		if err := s.AddStates([]read.State{state(machine)}); err != nil {
			return err
		}
	}
	return s.SetStates(killWorld.head(run), killWorld.head(run), nil, nil)
}

// wantStates checks that states which hold are those of the run that they hold
// at.
func wantStates(t *testing.T, s *Store) {
	t.Helper()
	at, swept, ok := s.StatesAt()
	if !ok {
		return
	}
	machines, run, from := uint64(killWorld.machines), at.Number/1000, swept.Number/1000
	due := map[uint256.Int]bool{}
	var seen uint64
	err := s.States(func(state read.State) error {
		written := from
		for n := from + 1; n <= run; n++ {
			if n%machines == seen {
				written = n
			}
		}
		want := read.State{Machine: number(seen), Due: dueSpan * (1 + (written+seen)%50), Data: appendUint64(nil, written)}
		if diff := cmp.Diff(want, state); diff != "" {
			t.Errorf("machine %d at run %d: %s", seen, run, diff)
		}
		due[want.Machine] = want.Due <= 20*dueSpan
		seen++
		return nil
	})
	if err != nil || seen != machines {
		t.Errorf("%d states hold at run %d: %v", seen, run, err)
	}
	got, err := s.DueBy(20 * dueSpan)
	for _, machine := range got {
		if !due[machine] {
			t.Errorf("machine %s is not due", machine.Dec())
		}
		delete(due, machine)
	}
	for machine, missed := range due {
		if missed {
			t.Errorf("machine %s is due: %v", machine.Dec(), err)
		}
	}
}

// TestKill kills a writer 30 times, after a random number of steps and a
// random moment more. Each time the file must be whole and hold what the writer
// said, and one undisturbed run must complete it.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	r := rand.New(rand.NewPCG(1, 2))
	var log bytes.Buffer
	interrupted := false
	for range 30 {
		said := killChild(t, path, r.IntN(4), time.Duration(r.IntN(3000))*time.Microsecond)
		s, err := Open(path, deployment, nil, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		to, _ := s.Scanned("all")
		if to%1000 != 0 || to < 1000*said {
			t.Fatalf("scanned to %d, and the writer said %d", to, 1000*said)
		}
		wantPrefix(t, s)
		wantStates(t, s)
		interrupted = interrupted || to > 0 && to < 1000*killRuns
		s.Close()
	}
	if !interrupted {
		t.Fatal("the kills did not interrupt the writing")
	}
	if err := child(path, io.Discard); err != nil {
		t.Fatal(err)
	}
	all, err := hear(openAt(t, path))
	if err != nil || len(all.Counts) != killWorld.machines || len(all.Unlogged) != 0 || len(all.Disputed) != 0 || log.Len() > 0 {
		t.Errorf("%d lists, %d lack logs, %d logs disputed, %v, log %q", len(all.Counts), len(all.Unlogged), len(all.Disputed), err, &log)
	}
}

// wantPrefix checks that each list is the beginning of its machine's.
func wantPrefix(t *testing.T, s *Store) {
	t.Helper()
	count, err := s.Counts()
	if err != nil {
		t.Fatal(err)
	}
	source := s.Events(registries, count)
	for machine := 1; machine <= killWorld.machines; machine++ {
		got, err := source.Of(number(uint64(machine)))
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range killWorld.records(machine)[:len(got)] {
			got[i].Provenance = nil
			if fmt.Sprint(got[i]) != fmt.Sprint(want) {
				t.Fatalf("machine %d has %v, want %v", machine, got[i], want)
			}
		}
	}
}

// killChild runs a writer until it has said a number of steps and a moment
// more, and gives the last step that it said.
func killChild(t *testing.T, path string, steps int, moment time.Duration) (said uint64) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range steps {
		if !lines.Scan() {
			break
		}
	}
	time.Sleep(moment)
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	fmt.Sscan(lines.Text(), &said)
	for lines.Scan() {
		fmt.Sscan(lines.Text(), &said)
	}
	cmd.Wait()
	return said
}
