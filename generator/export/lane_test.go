package export

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestLaneKeepsTheOrder(t *testing.T) {
	var got, want []int
	l := newLane(func(i int) error { got = append(got, i); return nil })
	for i := range 100 {
		want = append(want, i)
		if err := l.put(i); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.close(); err != nil || !slices.Equal(got, want) {
		t.Errorf("error %v, done are %v", err, got)
	}
}

func TestLaneStopsAtAnError(t *testing.T) {
	full, done := errors.New("the disk is full"), 0
	l := newLane(func(i int) error {
		if done++; i == 5 {
			return full
		}
		return nil
	})
	var err error
	for i := 0; err == nil; i++ {
		err = l.put(i)
	}
	if closing := l.close(); !errors.Is(err, full) || !errors.Is(closing, full) || done != 6 {
		t.Errorf("put: %v, close: %v, %d were done", err, closing, done)
	}
}

// Rows wait for others only where they are small.
func TestBatchesAreBounded(t *testing.T) {
	w, err := Create(t.TempDir(), "2.0")
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	most, huge := 0, strings.Repeat("x", batchText/2)
	for i := range 10 * batchRows {
		m := sampleMachine(i)
		if i%5 == 0 {
			m.DataAPI = &huge
		}
		if err := w.Machine(m); err != nil {
			t.Fatal(err)
		}
		most = max(most, w.machines.text)
	}
	if most >= batchText {
		t.Errorf("%d bytes of text wait", most)
	}
}
