//go:build attack && linux

package attack

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// gauge looks at the memory and descriptors of another process.
type gauge struct {
	pid  int
	stop chan struct{}
	done sync.WaitGroup

	idleKiB, idleFDs int

	mu      sync.Mutex
	peakFDs int // guarded by mu
}

// watch begins at what is from now on the idle process: its peak of memory is
// set back.
func watch(pid int) (*gauge, error) {
	g := &gauge{pid: pid, stop: make(chan struct{})}
	var err error
	if g.idleKiB, err = g.memory("VmRSS"); err != nil {
		return nil, err
	}
	// 5 sets VmHWM to VmRSS: proc_pid_clear_refs(5).
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0); err != nil {
		return nil, err
	}
	g.idleFDs = g.descriptors()
	g.peakFDs = g.idleFDs
	g.done.Go(func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
			case <-g.stop:
				return
			}
			n := g.descriptors()
			g.mu.Lock()
			g.peakFDs = max(g.peakFDs, n)
			g.mu.Unlock()
		}
	})
	return g, nil
}

// memory is a line of /proc/PID/status in KiB.
func (g *gauge) memory(name string) (int, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", g.pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(b)) {
		if rest, found := strings.CutPrefix(line, name+":"); found {
			return strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
		}
	}
	return 0, fmt.Errorf("%s is not in the status of %d", name, g.pid)
}

func (g *gauge) descriptors() int {
	entries, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", g.pid)) // none, once it has ended
	return len(entries)
}

// risen is by how much the memory was above idle at its peak, in MiB; zero if the
// process has ended.
func (g *gauge) risen() float64 {
	peak, err := g.memory("VmHWM")
	if err != nil {
		return 0
	}
	return float64(peak-g.idleKiB) / 1024
}

// end stops looking and returns the peak of descriptors.
func (g *gauge) end() (peakFDs int) {
	close(g.stop)
	g.done.Wait()
	return g.peakFDs
}

// keptDescriptors are more than when idle that are no leak: of the database,
// opened when there is much to read, and of accepting.
const keptDescriptors = 8

// keptFor is longer than a guest is kept whose system closed the whole connection when
// it ended its direction: keepalive tells of that a minute later.
const keptFor = 2 * time.Minute

// settled waits until the descriptors are back at what they were, and returns
// how many there are.
func (g *gauge) settled() (fds int, leaked bool) {
	for begun := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		fds = g.descriptors()
		if fds <= g.idleFDs+keptDescriptors {
			return fds, false
		}
		if time.Since(begun) > keptFor {
			return fds, true
		}
	}
}
