package read_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"mcrpress/chain/store"
)

// flips are few, since each is a run. A greater number takes minutes:
//
//	go test ./chain/read -run TestDamagedState -flips 1000 -timeout 1h
var flips = flag.Int("flips", 12, "flipped bits of TestDamagedState")

// TestDamagedState flips one bit of what earlier runs kept: a run that goes on
// from it gives what a run without it gives, or says that it is damaged.
func TestDamagedState(t *testing.T) {
	both(t, func(t *testing.T, net *devnet) {
		path := filepath.Join(t.TempDir(), "state.db")
		for _, back := range []uint64{30, 2} { // a sweep, and one that goes on from it
			s := openStore(t, net, path)
			mustSnap(t, dial(t, hurried(), net.node.URL()), net.deployment(), fmt.Sprint(net.head()-back), s)
			s.Close()
		}
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := net.fresh(t, fmt.Sprint(net.head()))
		r := rand.New(rand.NewPCG(37, 60))
		noticed := 0
		for range *flips {
			at, bit := r.IntN(len(whole)), r.IntN(8)
			for whole[at] == 0 { // most of the file is empty
				at = r.IntN(len(whole))
			}
			damaged := bytes.Clone(whole)
			damaged[at] ^= 1 << bit
			file := filepath.Join(t.TempDir(), "state.db")
			if err := os.WriteFile(file, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			s := openStore(t, net, file)
			if _, err := os.Stat(file + ".old"); err == nil {
				noticed++
				continue // it was found when it was opened
			}
			got, err := goOn(t, net, s)
			if errors.Is(err, store.ErrDamaged) {
				noticed++
				continue
			}
			if err != nil {
				t.Errorf("bit %d of byte %d: %v", bit, at, err)
			} else if d := diff(want, got); d != "" {
				t.Errorf("bit %d of byte %d: other values are read: %s", bit, at, d)
			}
		}
		if noticed < *flips/4 {
			t.Errorf("%d of %d flips were noticed", noticed, *flips)
		}
	})
}

func openStore(t *testing.T, net *devnet, path string) *store.Store {
	t.Helper()
	d := net.deployment()
	s, err := store.Open(path, &d, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// goOn reads at the head, with all that a run asks for.
func goOn(t *testing.T, net *devnet, s *store.Store) (got snapshot, err error) {
	t.Helper()
	client := dial(t, hurried(), net.node.URL())
	fleet, err := readAt(t, client, net.deployment(), fmt.Sprint(net.head()), s)
	if err == nil {
		_, err = fleet.Events.Amounts()
	}
	if err != nil {
		return got, err
	}
	for i := range fleet.Machines {
		if _, err := fleet.Events.Of(fleet.Machines[i].ID); err != nil {
			return got, err
		}
	}
	return snap(t, fleet), nil
}
