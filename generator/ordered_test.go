package generator

import (
	"errors"
	"sync/atomic"
	"testing"
)

func TestOrderedKeepsTheOrder(t *testing.T) {
	var running, most atomic.Int64
	next := 0
	err := ordered(t.Context(), 5000, func(i int) (int, error) {
		n := running.Add(1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		defer running.Add(-1)
		return i, nil
	}, func(i int) error {
		if i != next {
			t.Fatalf("%d came in the place of %d", i, next)
		}
		next++
		return nil
	})
	if err != nil || next != 5000 {
		t.Errorf("%d results, %v", next, err)
	}
	if most.Load() > 1000 {
		t.Errorf("%d at a time", most.Load())
	}
}

func TestOrderedStopsAtAnError(t *testing.T) {
	broken := errors.New("broken")
	count := func(int) error { return nil }
	if err := ordered(t.Context(), 1e6, func(i int) (int, error) {
		if i == 100 {
			return 0, broken
		}
		return i, nil
	}, count); !errors.Is(err, broken) {
		t.Errorf("work: %v", err)
	}
	if err := ordered(t.Context(), 1e6, func(i int) (int, error) { return i, nil }, func(i int) error {
		if i == 100 {
			return broken
		}
		return nil
	}); !errors.Is(err, broken) {
		t.Errorf("take: %v", err)
	}
}
