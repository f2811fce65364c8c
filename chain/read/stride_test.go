package read

import "testing"

// Ranges are as wide as the expected and the found logs let them, and never
// empty.
func TestStride(t *testing.T) {
	if s := newStride(0, 440_000, 500); s.width != firstRange {
		t.Errorf("few logs begin with %d blocks", s.width)
	}
	if s := newStride(7, 440_000, 500); s.width != 7 {
		t.Errorf("a bound of 7 begins with %d blocks", s.width)
	}
	s := newStride(0, 100, 10*aimedLogs)
	if s.width != 10 {
		t.Errorf("%d logs in 100 blocks begin with %d blocks", 10*aimedLogs, s.width)
	}
	s.grow(5 * aimedLogs)
	if s.width != 2 {
		t.Errorf("after five times too many logs: %d blocks", s.width)
	}
	s.grow(0)
	if s.width != 4 {
		t.Errorf("after no logs: %d blocks", s.width)
	}
	s.grow(100 * aimedLogs)
	if s.width != 1 {
		t.Errorf("after far too many logs: %d blocks", s.width)
	}
	s = newStride(0, 1_000_000, 0)
	s.shrink(5_000)
	for range 50 {
		if s.grow(0); s.width == 0 || s.width > maxRange {
			t.Fatalf("%d blocks", s.width)
		}
	}
	if s.width < 5_000 {
		t.Errorf("never beyond what was refused long ago: %d blocks", s.width)
	}
}
