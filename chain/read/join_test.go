package read

import (
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"mcrpress/chain"
)

// Every id is in one shard of any number.
func TestShards(t *testing.T) {
	for _, of := range []int{1, 2, 7, 64, MaxShards} {
		for n := range uint64(200) {
			in := 0
			for i := range of {
				if (&Shard{i, of}).Has(*uint256.NewInt(n * n * n)) {
					in++
				}
			}
			if in != 1 {
				t.Fatalf("id %d is in %d of %d shards", n*n*n, in, of)
			}
		}
	}
	for _, text := range []string{"", "1", "1/", "/2", "2/2", "-1/2", "0/0", "0/4097", "0/1/2", "a/b"} {
		if err := new(Shard).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken for a shard", text)
		}
	}
}

// What each shard alone cannot see is seen when they are joined.
func TestJoinJudges(t *testing.T) {
	registry, owner := common.Address{19: 7}, common.Address{19: 9}
	d := &chain.Deployment{Contracts: chain.Contracts{}}
	join := func(generation chain.Generation, allowed uint64, change func(a, b *chain.Fleet, fa, fb *Facts)) (*chain.Fleet, error) {
		a, b := &chain.Fleet{Generation: generation}, &chain.Fleet{Generation: generation}
		fa := &Facts{Counted: []Count{{registry, 3, 8}}, Views: []Answering{{"x()", "x() gives no answer"}}}
		fb := &Facts{Counted: []Count{{registry, 5, 8}}, Views: []Answering{{"x()", ""}}}
		change(a, b, fa, fb)
		machines := slices.Concat(a.Machines, b.Machines)
		return Join(d, []*chain.Fleet{a, b}, []*Facts{fa, fb}, pointers(machines), allowed, slog.New(slog.DiscardHandler))
	}
	var short *Shortfall
	for name, c := range map[string]struct {
		generation chain.Generation
		allowed    uint64
		change     func(a, b *chain.Fleet, fa, fb *Facts)
		want       func(*chain.Fleet, error) bool
	}{
		"all is well": {chain.Gen2, 0, func(_, _ *chain.Fleet, _, _ *Facts) {},
			func(_ *chain.Fleet, err error) bool { return err == nil }},
		"a record is missing": {chain.Gen2, 0, func(_, _ *chain.Fleet, fa, _ *Facts) { fa.Counted[0].Found-- },
			func(_ *chain.Fleet, err error) bool {
				return errors.As(err, &short) && short.What == "events" && short.Missing() == 1
			}},
		"and is allowed to": {chain.Gen2, 1, func(_, _ *chain.Fleet, fa, _ *Facts) { fa.Counted[0].Found-- },
			func(f *chain.Fleet, err error) bool { return err == nil && f.Shortfall == 1 }},
		"a record is too many": {chain.Gen2, 0, func(_, _ *chain.Fleet, fa, _ *Facts) { fa.Counted[0].Found++ },
			func(f *chain.Fleet, err error) bool {
				return err == nil && len(f.Findings) == 1 && f.Findings[0].Kind == chain.EventSurplus
			}},
		"and came without a log": {chain.Gen2, 0, func(_, _ *chain.Fleet, fa, fb *Facts) { fa.Counted[0].Found++; fb.Anchors = 1 },
			func(f *chain.Fleet, err error) bool { return err == nil && len(f.Findings) == 0 }},
		"a token is missing": {chain.Gen2, 0, func(_, _ *chain.Fleet, fa, fb *Facts) {
			fa.Owners, fb.Owners = []Owner{{owner, 1, 4}}, []Owner{{owner, 2, 4}}
		}, func(_ *chain.Fleet, err error) bool { return errors.As(err, &short) && short.Missing() == 1 }},
		"a token is too many": {chain.Gen2, 0, func(_, _ *chain.Fleet, fa, fb *Facts) {
			fa.Owners, fb.Owners = []Owner{{owner, 3, 4}}, []Owner{{owner, 2, 4}}
		}, func(f *chain.Fleet, err error) bool {
			return err == nil && len(f.Findings) == 1 && f.Findings[0].Kind == chain.TokenSurplus
		}},
		"a view answers nobody": {chain.Gen2, 0, func(_, _ *chain.Fleet, fa, fb *Facts) { fb.Views = fa.Views },
			func(_ *chain.Fleet, err error) bool {
				return errors.Is(err, chain.ErrDeployment) && strings.Contains(err.Error(), "x() gives no answer")
			}},
		"a machine is missing": {chain.Gen1, 0, func(a, _ *chain.Fleet, fa, fb *Facts) {
			a.Machines = []chain.Machine{{ID: *uint256.NewInt(1), Gen1: &chain.Gen1Machine{Wallet: common.Address{19: 1}}}}
			fa.Machines, fb.Machines = 2, 2
		}, func(_ *chain.Fleet, err error) bool { return errors.As(err, &short) && short.What == "machines" }},
	} {
		if fleet, err := join(c.generation, c.allowed, c.change); !c.want(fleet, err) {
			t.Errorf("%s: %+v, %v", name, fleet, err)
		}
	}
}
