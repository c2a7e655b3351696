//go:build e2e

package e2e

import (
	"fmt"
	"image"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkFirstFrame measures from the start of the process to the first text of
// its window on the screen, and the same of a bare Gio window, one after the other:
// see testdata/bare. The very first start finds no cache at all: not Confab's, not
// Gio's, and not that of Mesa's compiled shaders.
func BenchmarkFirstFrame(b *testing.B) {
	const runs = 7
	bare := filepath.Join(b.TempDir(), "bare")
	build := exec.Command("go", "build", "-o", bare, "./testdata/bare")
	build.Env = append(os.Environ(), "GOWORK=off") // Gio as it is
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for _, kind := range []struct {
		name  string
		first bool
		setup
	}{
		{"again", false, setup{}},
		{"again-with-settings", false, setup{settings: settings{"theme": "dark", "port": "4711"}}},
		{"again-in-Chinese", false, setup{language: "zh_CN.UTF-8"}},
		{"very-first", true, setup{}},
		{"very-first-in-Chinese", true, setup{language: "zh_CN.UTF-8"}},
	} {
		b.Run(kind.name, func(b *testing.B) {
			programs := []string{bare, confab}
			took := make([][]time.Duration, len(programs))
			homes := []string{home(b), home(b)}
			if !kind.first {
				for i, program := range programs {
					kind.firstText(b, program, homes[i])
				}
			}
			for range runs {
				for i, program := range programs {
					if kind.first {
						homes[i] = home(b)
					}
					took[i] = append(took[i], kind.firstText(b, program, homes[i]))
				}
			}
			median := func(d []time.Duration) float64 {
				slices.Sort(d)
				return milliseconds(d[len(d)/2])
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(took[0]), "ms-bare-median")
			b.ReportMetric(median(took[1]), "ms-median")
			b.ReportMetric(milliseconds(took[1][0]), "ms-best")
			b.ReportMetric(milliseconds(took[1][runs-1]), "ms-worst")
			b.ReportMetric(median(took[1])/median(took[0]), "×bare")
		})
	}
}

// firstText starts program in the home dir and returns how long it takes until its
// window shows text, which has many shades.
func (s setup) firstText(b *testing.B, program, dir string) time.Duration {
	const shades = 16
	s.program, s.home, s.display = program, dir, newDisplay(b, desktop)
	s.env = []string{"MESA_SHADER_CACHE_DIR=" + filepath.Join(dir, "mesa")}
	began := time.Now()
	w := start(b, s)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		seen := map[[4]byte]bool{}
		pix := w.display.picture(b, image.Rect(0, 0, 200, 40)).Pix
		for i := 0; i < len(pix); i += 4 {
			seen[[4]byte(pix[i:])] = true
		}
		if len(seen) >= shades {
			break
		}
		if time.Since(began) > patience {
			b.Fatal("the window does not show anything")
		}
		<-tick.C
	}
	took := time.Since(began)
	// What is written after the first frame is part of a start.
	w.still(b)
	w.process.end()
	w.display.server.end()
	return took
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
