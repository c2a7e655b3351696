package background

import (
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// nice is that of the calling thread.
func nice(t *testing.T) int {
	t.Helper()
	n, err := unix.Getpriority(unix.PRIO_PROCESS, 0)
	if err != nil {
		t.Fatal(err)
	}
	return 20 - n
}

func TestPriority(t *testing.T) {
	t.Run("what runs gives way, and its thread serves nobody afterwards", func(t *testing.T) {
		own := nice(t)
		Run(func() {
			if n := nice(t); n != min(own+lowerBy, 19) {
				t.Errorf("it is %d, and others are %d", n, own)
			}
		})
		// Each of these has a thread of its own.
		const goroutines = 32
		seen := make(chan int, goroutines)
		end := make(chan struct{})
		defer close(end)
		for range goroutines {
			go func() {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
				n, _ := unix.Getpriority(unix.PRIO_PROCESS, 0)
				seen <- 20 - n
				<-end
			}()
		}
		for range goroutines {
			if s := <-seen; s != own {
				t.Errorf("the thread of another goroutine is %d, not %d", s, own)
			}
		}
	})
}
