//go:build e2e

package e2e

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkFirstFrame measures from the start of the process to the first
// pixel of its window on the screen: the median of runs with settings and
// without, as a person's first start is.
func BenchmarkFirstFrame(b *testing.B) {
	const runs = 7
	for name, s := range map[string]settings{"first-start": nil, "with-settings": {"theme": "dark", "port": "4711"}} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for range runs {
				d := newDisplay(b, desktop)
				began := time.Now()
				w := start(b, setup{display: d, settings: s})
				tick := time.NewTicker(time.Millisecond)
				for !w.painted(b) {
					if time.Since(began) > patience {
						b.Fatal("the window does not show anything")
					}
					<-tick.C
				}
				took = append(took, time.Since(began))
				tick.Stop()
				w.process.end()
				d.server.end()
			}
			slices.Sort(took)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(milliseconds(took[0]), "ms-best")
			b.ReportMetric(milliseconds(took[runs/2]), "ms-median")
			b.ReportMetric(milliseconds(took[runs-1]), "ms-worst")
		})
	}
}

// BenchmarkIdle measures what a window costs while nothing happens: processor
// time, and how often it wakes and wakes the X server. Each frame wakes the
// server, so that there are never more frames than that.
func BenchmarkIdle(b *testing.B) {
	const idle = time.Minute
	for _, guests := range []int{0, 10} {
		b.Run(fmt.Sprintf("%d-silent-guests", guests), func(b *testing.B) {
			w := open(b, setup{})
			addr := w.listen(b, "127.0.0.1:0")
			for range guests {
				conn, err := net.Dial("tcp", addr)
				if err != nil {
					b.Fatal(err)
				}
				defer conn.Close()
			}
			w.awaitQuiet(b)
			server, program := usageOf(b, w.server.Process.Pid), usageOf(b, w.Process.Pid)
			<-time.After(idle) // the time that is measured
			server, program = usageOf(b, w.server.Process.Pid).minus(server), usageOf(b, w.Process.Pid).minus(program)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(milliseconds(program.cpu), "cpu-ms/min")
			b.ReportMetric(float64(program.wakes), "wakes/min")
			b.ReportMetric(float64(server.wakes), "frames-at-most/min")
		})
	}
}

// awaitQuiet waits until the window has not drawn for a while: a caret blinks
// for ten seconds after the last key.
func (w *window) awaitQuiet(b *testing.B) {
	b.Helper()
	const quiet = 4 * time.Second
	last, since := usageOf(b, w.server.Process.Pid).wakes, time.Now()
	eventually(b, "the window stands still", func() bool {
		if now := usageOf(b, w.server.Process.Pid).wakes; now != last {
			last, since = now, time.Now()
		}
		return time.Since(since) > quiet
	})
}

// usage is what a process has used since its start.
type usage struct {
	cpu   time.Duration
	wakes int // how often one of its threads had waited and went on
}

func (u usage) minus(before usage) usage { return usage{u.cpu - before.cpu, u.wakes - before.wakes} }

// usageOf adds up the threads of a process, see proc(5).
func usageOf(b *testing.B, pid int) usage {
	b.Helper()
	threads, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task", "*"))
	if err != nil || len(threads) == 0 {
		b.Fatalf("process %d has no threads: %v", pid, err)
	}
	var u usage
	for _, thread := range threads {
		var running, waiting, slices int64
		sched, err := os.ReadFile(filepath.Join(thread, "schedstat"))
		if err != nil {
			continue // it has just ended
		}
		if _, err := fmt.Sscan(string(sched), &running, &waiting, &slices); err != nil {
			b.Fatal(err)
		}
		u.cpu += time.Duration(running)
		status, err := os.ReadFile(filepath.Join(thread, "status"))
		if err != nil {
			continue
		}
		_, after, _ := strings.Cut(string(status), "\nvoluntary_ctxt_switches:")
		var wakes int
		if _, err := fmt.Sscan(after, &wakes); err != nil {
			b.Fatal(err)
		}
		u.wakes += wakes
	}
	return u
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
