package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// TestCollectLate holds that garbage is left alone below the target, and collected as in any Go program once it was reached.
func TestCollectLate(t *testing.T) {
	percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	defer func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}()
	collectLate(math.MaxInt64 - 1)
	if got := debug.SetGCPercent(-1); got != -1 {
		t.Errorf("garbage is collected at %d %% from the start", got)
	}
	runtime.GC() // as reaching the target does
	for range 1000 {
		if debug.SetMemoryLimit(-1) == math.MaxInt64 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if got := debug.SetGCPercent(100); got != 100 {
		t.Errorf("after the first collection garbage is collected at %d %%, not at 100 %%", got)
	}
}
