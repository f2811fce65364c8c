package eventstore

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// The child of TestKill appends ranges to the store that this variable names
// and says so on standard output after each.
const childEnv = "EVENTSTORE_TEST_CHILD"

var killWorld = world{seed: 11, machines: 40, perBlock: 10}

const (
	killBlocks = 1600
	killWidth  = 10
)

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

func child(path string, out io.Writer) error {
	s, err := openAt(path, chainID, registries)
	if err != nil {
		return err
	}
	for head, _, _ := s.Head(); head < killBlocks; head += killWidth {
		if err := killWorld.fill(s, head+killWidth, killWidth); err != nil {
			return err
		}
		fmt.Fprintln(out, head+killWidth)
	}
	return s.Close()
}

// TestKill kills a writer 50 times, after a random number of ranges and a
// random moment more. Each time the store must be whole and hold what the
// writer said, and one undisturbed run must complete it.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		said := killChild(t, path, r.IntN(4), time.Duration(r.IntN(3000))*time.Microsecond)
		s := open(t, path)
		head, hash, ok := s.Head()
		if ok && (head%killWidth != 0 || hash != killWorld.hash(head)) || head < said {
			t.Fatalf("head is %d %s, and the writer said %d", head, hash, said)
		}
		wantWhole(t, s)
		s.Close()
	}
	s := open(t, path)
	head, _, _ := s.Head()
	if head == 0 || head >= killBlocks {
		t.Fatalf("the kills left block %d of %d: they did not interrupt the writing", head, killBlocks)
	}
	s.Close()
	if err := child(path, io.Discard); err != nil {
		t.Fatal(err)
	}
	killWorld.want(t, open(t, path), killBlocks)
}

// killChild runs a writer until it has said a number of ranges and a moment
// more, and gives the last block that it said.
func killChild(t *testing.T, path string, ranges int, moment time.Duration) (said uint64) {
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
	for range ranges {
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

// wantWhole checks the file itself, and that no event is without checkpoint.
func wantWhole(t *testing.T, s *Store) {
	t.Helper()
	var check string
	if err := s.db.QueryRow(`PRAGMA integrity_check`).Scan(&check); err != nil || check != "ok" {
		t.Fatalf("integrity check says %s, %v", check, err)
	}
	var events, last int64
	if err := s.db.QueryRow(`SELECT count(*), coalesce(max(number), 0) FROM event`).Scan(&events, &last); err != nil {
		t.Fatal(err)
	}
	if want := s.head.lastEvent; events != want || last != want {
		t.Fatalf("%d events, the last is %d, the checkpoint says %d", events, last, want)
	}
}
