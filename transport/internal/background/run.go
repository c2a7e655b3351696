package background

import (
	"runtime"
	"sync"
)

// mostPlaces is how many places to run Go has for this work at most: each has some memory
// of its own.
const mostPlaces = 8

var places struct {
	sync.Mutex
	wanted int // calls of Run
	added  int // how much GOMAXPROCS is above what it was
}

// Run calls f on a thread of its own that gives way to others, and returns when f has.
// f may start goroutines; they are no part of this.
func Run(f func()) {
	want(1)
	defer want(-1)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		runtime.LockOSThread() // for good: a thread cannot have its priority back, and ends with f
		lower()
		f()
	}()
	<-ended
}

// want has Go have as many more places to run as there are calls of Run.
func want(more int) {
	places.Lock()
	defer places.Unlock()
	places.wanted += more
	if add := min(places.wanted, mostPlaces) - places.added; add != 0 {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + add)
		places.added += add
	}
}
