package generator

import (
	"errors"
	"iter"
	"sync/atomic"
	"testing"
)

// upTo is work on 0 to n-1.
func upTo(n int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := 0; i < n && yield(i, nil); i++ {
		}
	}
}

func TestOrderedKeepsTheOrder(t *testing.T) {
	var running, most atomic.Int64
	next := 0
	err := ordered(t.Context(), upTo(5000), func(i int) (int, error) {
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
	if err := ordered(t.Context(), upTo(1e6), func(i int) (int, error) {
		if i == 100 {
			return 0, broken
		}
		return i, nil
	}, count); !errors.Is(err, broken) {
		t.Errorf("work: %v", err)
	}
	if err := ordered(t.Context(), upTo(1e6), func(i int) (int, error) { return i, nil }, func(i int) error {
		if i == 100 {
			return broken
		}
		return nil
	}); !errors.Is(err, broken) {
		t.Errorf("take: %v", err)
	}
	if err := ordered(t.Context(), func(yield func(int, error) bool) {
		_ = yield(1, nil) && yield(0, broken)
	}, func(i int) (int, error) { return i, nil }, count); !errors.Is(err, broken) {
		t.Errorf("the work itself: %v", err)
	}
}

func TestParallelDoesAll(t *testing.T) {
	done := make([]atomic.Int32, 100)
	if err := parallel(t.Context(), len(done), func(i int) error { done[i].Add(1); return nil }); err != nil {
		t.Fatal(err)
	}
	for i := range done {
		if n := done[i].Load(); n != 1 {
			t.Errorf("%d was done %d times", i, n)
		}
	}
}

func TestParallelStopsAtAnError(t *testing.T) {
	broken, done := errors.New("broken"), atomic.Int32{}
	err := parallel(t.Context(), 1e9, func(i int) error {
		done.Add(1)
		if i == 7 {
			return broken
		}
		return nil
	})
	if !errors.Is(err, broken) {
		t.Errorf("error %v after %d", err, done.Load())
	}
}
