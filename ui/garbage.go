package ui

import (
	"runtime/debug"
	"sync"
)

// startMemory is how many bytes may be in use before garbage is collected all the
// same. A start needs a quarter of them.
const startMemory = 128 << 20

// postponeCollection has no garbage collected until resume is called, from any
// goroutine. A start makes little of it, and looking for it costs a tenth of the
// processor time that the first frame takes. A phone may have no view to draw a
// frame in for long: there nothing is postponed.
func postponeCollection() (resume func()) {
	if phone {
		return func() {}
	}
	limit, percent := debug.SetMemoryLimit(-1), debug.SetGCPercent(-1)
	debug.SetMemoryLimit(min(limit, startMemory))
	return sync.OnceFunc(func() {
		debug.SetMemoryLimit(limit)
		debug.SetGCPercent(percent)
	})
}
