package background

import (
	"runtime"
	"sync"
	"testing"
)

func TestRun(t *testing.T) {
	t.Run("Go has a place to run for each of them while they run, up to the most, and none afterwards", func(t *testing.T) {
		before := runtime.GOMAXPROCS(0)
		const runs = mostPlaces + 2
		var running, all sync.WaitGroup
		end := make(chan struct{})
		running.Add(runs)
		for range runs {
			all.Go(func() { Run(func() { running.Done(); <-end }) })
		}
		running.Wait()
		if n := runtime.GOMAXPROCS(0); n != before+mostPlaces {
			t.Errorf("%d places with %d calls, %d before", n, runs, before)
		}
		close(end)
		all.Wait()
		if n := runtime.GOMAXPROCS(0); n != before {
			t.Errorf("%d places, %d before", n, before)
		}
	})
	t.Run("it returns also when the goroutine of the call is ended", func(t *testing.T) {
		Run(runtime.Goexit)
	})
}
