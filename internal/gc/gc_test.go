package gc

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
)

func TestPercent(t *testing.T) {
	for live, want := range map[uint64]int{
		0: most, 1 << 20: most, enough / 5: most, enough / 4: 300, enough / 2: 100, enough * 100 / 120: least, enough: least, 1 << 40: least,
	} {
		if got := percent(live); got != want {
			t.Errorf("%d live bytes: %d %%, want %d %%", live, got, want)
		}
	}
}

func current() int {
	s := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(s)
	return int(s[0].Value.Uint64())
}

// It comes before TestTune, whose tuning does not end.
func TestEnvironmentDecides(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	t.Setenv("GOMEMLIMIT", "1GiB")
	Tune()
	if got := current(); got != 100 {
		t.Errorf("%d %%", got)
	}
}

// Each collection sets how far the heap may grow until the next.
func TestTune(t *testing.T) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		t.Setenv(name, "") // put back after the test
		os.Unsetenv(name)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	Tune()
	if got := current(); got != most {
		t.Errorf("%d %% with nothing to hold", got)
	}
	if limit := debug.SetMemoryLimit(-1); limit > enough {
		t.Errorf("a limit of %d bytes with nothing to hold", limit)
	}
	held := make([]byte, enough)
	for current() != least {
		runtime.GC()
	}
	if limit := debug.SetMemoryLimit(-1); limit < enough*(100+least)/100 || limit > enough*2 {
		t.Errorf("a limit of %d bytes", limit)
	}
	runtime.KeepAlive(held)
	for current() != most {
		runtime.GC()
	}
}
