package generator

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mcrpress/chain"
	"mcrpress/chain/devchain"
	"mcrpress/chain/read"
	"mcrpress/chain/rpc"
	"mcrpress/chain/store"
	"mcrpress/generator/check"
	"mcrpress/generator/state"
	"mcrpress/scoring/fx"
)

// histories is how many random histories are published from block to block.
var histories = flag.Int("histories", 1, "random histories of TestHistoriesPublished")

// young is the demo's chain of generation 2.0 while its fleet is small.
var young = sync.OnceValues(func() (*devchain.Chain, error) {
	c, err := devchain.Build(devchain.Options{Generation: chain.Gen2})
	if err != nil {
		return nil, err
	}
	if c, err = c.Until(40); err != nil {
		return nil, err
	}
	return c.Extend(devchain.Hasty)
})

// job builds trees of a chain.
type job struct {
	t    *testing.T
	cfg  Config
	node *devchain.Node
	head int // the chain's last block
}

// newJob serves the young chain with some more blocks.
func newJob(t *testing.T, steps ...devchain.Step) *job {
	t.Helper()
	c, err := young()
	if err == nil {
		c, err = c.Extend(steps...)
	}
	if err != nil {
		t.Fatal(err)
	}
	return jobOn(t, c)
}

// jobOn serves a chain.
func jobOn(t *testing.T, c *devchain.Chain) *job {
	t.Helper()
	node, err := c.Serve("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { node.Close() })
	client, err := rpc.Dial([]string{node.URL()}, rpc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rates := filepath.Join(t.TempDir(), "rates.csv")
	if err := os.WriteFile(rates, devchain.Rates(), 0o600); err != nil {
		t.Fatal(err)
	}
	sources, err := fx.ParseSources("file:"+rates, fx.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cfg := testConfig("", &chain.Fleet{})
	cfg.Client, cfg.Deployment, cfg.Rates = client, c.Deployment(), sources
	return &job{t, *cfg, node, int(c.Head().Number.Int64())}
}

// build builds the tree of a block in a directory, with a state file, or
// without one where its path is empty.
func (j *job) build(dir, path string, block int) (*Summary, error) {
	j.t.Helper()
	cfg := j.cfg
	cfg.Out, cfg.Read = dir, read.Options{Block: fmt.Sprint(block)}
	if path == "" {
		records, err := store.NewTemp()
		if err != nil {
			j.t.Fatal(err)
		}
		defer records.Close()
		cfg.Store = records
		return Build(j.t.Context(), cfg)
	}
	s, err := state.Open(path, &cfg.Deployment, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer s.Close()
	cfg.Store, cfg.RateStore, cfg.Rows = s.Store, s.Rates, s.Rows
	return Build(j.t.Context(), cfg)
}

func (j *job) mustBuild(dir, path string, block int) *Summary {
	j.t.Helper()
	s, err := j.build(dir, path, block)
	if err != nil {
		j.t.Fatalf("block %d: %v", block, err)
	}
	return s
}

func copyTree(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "tree")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// From block to block, a run that goes on from the last one publishes what one
// does that reads, rates and writes everything.
func TestRunGoesOn(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 1))
	j := newJob(t,
		devchain.Wait, devchain.Anything(r), devchain.Anything(r), devchain.Wait, devchain.Wait, devchain.Anything(r), devchain.Wait)
	dir, path := filepath.Join(t.TempDir(), "tree"), filepath.Join(t.TempDir(), "state.db")
	first := j.head - 7
	machines := j.mustBuild(dir, path, first).Rated
	rated, unwritten := 0, 0
	for block := first + 1; block <= j.head; block++ {
		fresh := copyTree(t, dir)
		j.mustBuild(fresh, "", block)
		s := j.mustBuild(dir, path, block)
		if diff := cmp.Diff(contents(t, fresh), contents(t, dir)); diff != "" {
			t.Fatalf("block %d (-fresh +recalled): %s", block, diff)
		}
		if rated += s.Rated; s.Rated == 0 {
			unwritten++
		}
	}
	if unwritten == 0 || rated > 5*machines {
		t.Errorf("%d machines were rated again in 7 runs over %d, and none in %d of them", rated, machines, unwritten)
	}
}

// The same holds of random histories, the end of which another one replaces.
func TestHistoriesPublished(t *testing.T) {
	c, err := young()
	if err != nil {
		t.Fatal(err)
	}
	begin := int(c.Head().Number.Int64())
	j := jobOn(t, c)
	quiet := 0
	for seed := range uint64(*histories) {
		r := rand.New(rand.NewPCG(15, 100+seed))
		dir, path := filepath.Join(t.TempDir(), "tree"), filepath.Join(t.TempDir(), "state.db")
		branch, block := c, begin
		for _, fork := range []int{begin, begin + 1 + r.IntN(3)} {
			if branch, err = branch.Until(fork); err != nil {
				t.Fatal(err)
			}
			steps := make([]devchain.Step, begin+6-fork)
			for i := range steps {
				steps[i] = devchain.Anything(r)
			}
			if branch, err = branch.Extend(steps...); err != nil {
				t.Fatal(err)
			}
			if err := j.node.Follow(branch); err != nil {
				t.Fatal(err)
			}
			for range 3 {
				fresh := filepath.Join(t.TempDir(), "fresh")
				if block > begin {
					fresh = copyTree(t, dir)
				}
				block++
				j.mustBuild(fresh, "", block)
				if s := j.mustBuild(dir, path, block); s.Rated == 0 {
					quiet++
				}
				if diff := cmp.Diff(contents(t, fresh), contents(t, dir)); diff != "" {
					t.Fatalf("history %d, block %d (-fresh +recalled): %s", seed, block, diff)
				}
			}
		}
	}
	if quiet == 0 {
		t.Error("no run had nothing to rate")
	}
}

// A bit of the state file that has changed makes no other tree: it changes
// nothing, or the run fails and leaves the published tree as it was.
func TestDamagedState(t *testing.T) {
	j := newJob(t, devchain.Wait, devchain.Anything(rand.New(rand.NewPCG(15, 2))))
	j.cfg.Check = &check.Options{}
	dir, path := filepath.Join(t.TempDir(), "tree"), filepath.Join(t.TempDir(), "state.db")
	j.mustBuild(dir, path, j.head-2)
	j.mustBuild(dir, path, j.head-1)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before := contents(t, dir)
	fresh := copyTree(t, dir)
	j.mustBuild(fresh, "", j.head)
	want := contents(t, fresh)
	r := rand.New(rand.NewPCG(15, 3))
	noticed := 0
	for range 12 {
		at, bit := r.IntN(len(whole)), r.IntN(8)
		damaged := bytes.Clone(whole)
		damaged[at] ^= 1 << bit
		dir, path := copyTree(t, dir), filepath.Join(t.TempDir(), "state.db")
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := j.build(dir, path, j.head)
		if _, aside := os.Stat(path + ".old"); err != nil || aside == nil {
			noticed++
		}
		now := want
		if err != nil {
			now = before
			if !errors.Is(err, store.ErrDamaged) {
				t.Errorf("bit %d of byte %d: %v", bit, at, err)
			}
		}
		if diff := cmp.Diff(now, contents(t, dir)); diff != "" {
			t.Errorf("bit %d of byte %d: %v: %s", bit, at, err, diff)
		}
	}
	if noticed == 0 {
		t.Error("no damage was noticed")
	}
}
