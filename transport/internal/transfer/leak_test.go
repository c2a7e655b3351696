package transfer

import (
	"os"
	"runtime"
	"testing"
	"time"

	"confab/transport/internal/store"
)

// descriptors is how many files and sockets are open, where the system tells.
func descriptors() int {
	list, _ := os.ReadDir("/proc/self/fd")
	return len(list)
}

func TestNothingLeaks(t *testing.T) {
	s := newSite(t)
	from, to := s.add(anna), s.add(boris)
	round := func(cut int) {
		o, _, _ := from.offers("plan.pdf", 6*chunk)
		s.cutAfter(cut)
		no(t, to.engine.Fetch(o, to.downloads()))
		switch cut {
		case 0:
			to.awaitState(store.TransferDone)
		default:
			to.await("break", func(s Status) bool { return s.Reason == Unreached })
			no(t, to.engine.Abandon(o))
		}
		no(t, from.engine.Withdraw(o))
	}
	round(0)
	round(3 * chunk)
	goroutines, files := runtime.NumGoroutine(), descriptors()
	for range 5 {
		round(0)
		round(2 * chunk)
		round(chunk / 2)
	}
	// What ends, ends a moment later.
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		g, f := runtime.NumGoroutine(), descriptors()
		if g <= goroutines+2 && f <= files+2 {
			return
		}
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before; %d descriptors, %d before\n%s", g, goroutines, f, files, stacks[:runtime.Stack(stacks, true)])
		}
	}
}
