// Package gc trades memory for time while there is little to hold, and time
// for memory while there is much.
package gc

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A heap may grow to enough before it is collected, but to no more than most
// percent above what is live. Where little room is left below enough, it may still
// grow by least percent: collecting all the time would take all the time. Of what is
// free beside that, spare stays and the rest goes back to the system.
const (
	enough = 150 << 20
	most   = 400
	least  = 20
	spare  = 8 << 20
)

// Tune sets how often garbage is collected, from now on and after each
// collection. It does nothing where the environment has GOGC or GOMEMLIMIT.
func Tune() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(most)
	retune(new(garbage))
}

// garbage is an object that nobody holds, so that each collection finalizes it.
// It is too large to share its place with others.
type garbage [64]byte

func retune(g *garbage) {
	live, beside := usage()
	growth := percent(live)
	debug.SetMemoryLimit(int64(live*uint64(100+growth)/100 + beside + spare))
	debug.SetGCPercent(growth)
	runtime.SetFinalizer(g, retune)
}

// usage is how many bytes were live when the last collection ended, and how many are
// neither objects nor free, so that collecting gives none of them back.
func usage() (live, beside uint64) {
	samples := []metrics.Sample{
		{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/heap/free:bytes"}, {Name: "/memory/classes/heap/released:bytes"},
	}
	metrics.Read(samples)
	beside = samples[1].Value.Uint64()
	for _, s := range samples[2:] {
		beside -= s.Value.Uint64()
	}
	return samples[0].Value.Uint64(), beside
}

// percent is how much a heap may grow of which so many bytes are live.
func percent(live uint64) int {
	switch {
	case live*(100+most) <= enough*100:
		return most
	case live*(100+least) >= enough*100:
		return least
	}
	return int((enough - live) * 100 / live)
}
