package ui

import (
	"runtime/debug"
	"testing"
)

func TestGarbageIsCollectedAgainAfterTheStart(t *testing.T) {
	const percent, limit = 77, int64(1 << 40)
	defer debug.SetGCPercent(debug.SetGCPercent(percent))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(limit))
	is := func() (int, int64) {
		p := debug.SetGCPercent(-1)
		debug.SetGCPercent(p)
		return p, debug.SetMemoryLimit(-1)
	}

	resume := postponeCollection()
	t.Run("at first only when memory runs out", func(t *testing.T) {
		if p, l := is(); p != -1 || l != startMemory {
			t.Errorf("at %d %%, or %d bytes", p, l)
		}
	})
	resume()
	resume()
	t.Run("then as before", func(t *testing.T) {
		if p, l := is(); p != percent || l != limit {
			t.Errorf("at %d %%, or %d bytes", p, l)
		}
	})
	t.Run("a lower limit that was asked for holds", func(t *testing.T) {
		debug.SetMemoryLimit(startMemory / 2)
		defer postponeCollection()()
		if _, l := is(); l != startMemory/2 {
			t.Errorf("the limit is %d bytes", l)
		}
	})
}
