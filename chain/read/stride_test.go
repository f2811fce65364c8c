package read

import "testing"

// Ranges are as wide as the endpoint and the expected logs let them, and never
// empty.
func TestStride(t *testing.T) {
	s := newStride(0)
	for _, tt := range []struct{ blocks, logs, want uint64 }{
		{440_000, 500, firstRange},
		{20, 500, 20},
		{100, 10 * aimedLogs, 10},
		{10, 9 * aimedLogs, 1},
		{2, 9 * aimedLogs, 1},
		{1, 9 * aimedLogs, 1},
	} {
		if got := s.next(tt.blocks, tt.logs); got != tt.want {
			t.Errorf("%d logs in %d blocks: %d blocks, not %d", tt.logs, tt.blocks, got, tt.want)
		}
	}
	if s := newStride(7); s.next(440_000, 0) != 7 {
		t.Errorf("a bound of 7 begins with %d blocks", s.next(440_000, 0))
	}
	s.shrink(5_000)
	for range 50 {
		if s.grow(); s.width == 0 || s.width > maxRange {
			t.Fatalf("%d blocks", s.width)
		}
	}
	if s.width < 5_000 {
		t.Errorf("never beyond what was refused long ago: %d blocks", s.width)
	}
}
