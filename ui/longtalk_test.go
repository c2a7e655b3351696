package ui

import (
	"flag"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"gioui.org/gpu/headless"
	"gioui.org/op"
	"gioui.org/unit"

	"confab/transport"
	"confab/transport/longtalk"
	"confab/ui/internal/uitest"
)

var talkLength = flag.Int("confab.talk", 100_000, "how many messages BenchmarkLongTalk has on disk; the issue asks for 1000000")

// BenchmarkLongTalk is a talk of very many messages in the window, on disk and
// over the true Server: from the touch of its row to the end of the first frame
// that shows its newest message, laid out and also drawn (by software, where
// there is no GPU); the way to messages all over the talk, the very first among
// them; what a frame takes while one turns back 50 000 messages, the pages that
// are loaded meanwhile included, and by how much memory grows with that. The aims
// are 100 ms, and nothing.
func BenchmarkLongTalk(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "home")
	if err := longtalk.Fill(dir, *talkLength); err != nil {
		b.Fatal(err)
	}
	for name, size := range map[string]uitest.Size{"phone": uitest.Phone, "desktop": uitest.Desktop} {
		b.Run(name, func(b *testing.B) {
			const openings, places = 7, 300
			var laid, drawn, redrawn, jumps times
			for range openings - 1 {
				w := openLong(b, dir, size)
				w.open(&laid, &drawn, &redrawn)
				w.close()
			}
			w := openLong(b, dir, size)
			defer w.close()
			w.open(&laid, &drawn, &redrawn)

			// While one looks around, the caches fill and then stay so: of the database,
			// 4 MiB for each of the three that read, and of shaped texts, a thousand.
			_, before := memory()
			for i := range places {
				w.jump(&jumps, max(1, uint64(i*7%places**talkLength/places)))
			}
			w.jump(&jumps, 1)
			w.model.ToEnd()
			w.frameWhen("the end", func() bool { return w.model.Server.Talk().Complete() })
			w.Frame()
			heap, resident := memory()
			var heapThen, residentThen int
			w.frames = nil
			turned, most := 0, min(50_000, *talkLength/2)
			for turned < most {
				turned += w.turnBack(most / 10)
				h, r := memory()
				heapThen, residentThen = max(heapThen, h), max(residentThen, r)
			}
			frames := w.frames
			for range b.N { // what was measured above is reported whole
			}
			b.ReportMetric(0, "ns/op")
			laid.report(b, "laid-out")
			drawn.report(b, "drawn")
			b.ReportMetric(redrawn.at(50), "ms-redraw-median")
			jumps.report(b, "jump")
			b.ReportMetric(float64(turned), "turned-back")
			b.ReportMetric(frames.at(50), "ms-frame-median")
			b.ReportMetric(frames.at(99), "ms-frame-p99")
			b.ReportMetric(float64(resident-before)/(1<<20), "MiB-RSS-of-caches")
			b.ReportMetric(float64(heapThen-heap)/(1<<20), "MiB-heap-more")
			b.ReportMetric(float64(residentThen-resident)/(1<<20), "MiB-RSS-more")
		})
	}
}

// times are how long something took, each time.
type times []time.Duration

func (t *times) add(d time.Duration) { *t = append(*t, d) }

// at is a percentile, in milliseconds.
func (t times) at(percent int) float64 {
	slices.Sort(t)
	return float64(t[(len(t)-1)*percent/100].Microseconds()) / 1000
}

func (t times) report(b *testing.B, what string) {
	b.ReportMetric(t.at(50), "ms-"+what+"-median")
	b.ReportMetric(t.at(100), "ms-"+what+"-worst")
}

// longWindow is a stage over a data folder with a long talk.
type longWindow struct {
	*stage
	b       *testing.B
	gpu     *headless.Window
	picture *image.RGBA
	drawn   *op.Ops // of the last frame
	frames  times   // of all
	close   func()
}

// openLong starts the Server and shows the list, in which the talk is not open.
func openLong(b *testing.B, dir string, size uitest.Size) *longWindow {
	home, err := transport.OpenHome(dir)
	if err != nil {
		b.Fatal(err)
	}
	w := &longWindow{b: b, stage: realIn(b, size, home), picture: image.NewRGBA(image.Rectangle{Max: size.Pixels()})}
	if w.gpu, err = headless.NewWindow(w.picture.Rect.Max.X, w.picture.Rect.Max.Y); err != nil {
		b.Fatal(err)
	}
	client := w.client
	w.close = func() {
		closeBoth(w.server, client)
		w.gpu.Release()
		if err := home.Close(); err != nil {
			b.Error(err)
		}
	}
	w.Watch(func(drawn *op.Ops, took time.Duration) {
		w.drawn = drawn
		w.frames.add(took)
	})
	w.start()
	// The talk of all is open at first. It is closed and forgotten when so many
	// others were opened as are kept.
	w.until("the members", func() bool { return w.Has("Member 1") })
	const others = 10
	for _, p := range w.server.Peers()[:others] {
		w.model.Select(p.ID)
		w.until("their talk", func() bool { return !w.model.Server.Talk().Loading() })
	}
	if w.Has("Back") {
		w.Click("Back")
	}
	w.draw() // what the first drawing of a window needs is there then
	return w
}

// draw draws the last frame.
func (w *longWindow) draw() {
	if err := w.gpu.Frame(w.drawn); err != nil {
		w.b.Fatal(err)
	}
	// It is drawn when one can look at it.
	if err := w.gpu.Screenshot(w.picture); err != nil {
		w.b.Fatal(err)
	}
}

// open opens the talk, and draws it once more: with nothing new to be made
// ready, that is what the machine needs for so many pixels.
func (w *longWindow) open(laid, drawn, redrawn *times) {
	began := time.Now()
	w.Tap("Everyone", 0)
	w.frameWhen("the newest message", func() bool {
		t := w.model.Server.Talk()
		return t != nil && t.ID() == transport.Everyone && t.Len() > 0 && t.Complete()
	})
	laid.add(time.Since(began))
	w.draw()
	drawn.add(time.Since(began))
	began = time.Now()
	w.draw()
	redrawn.add(time.Since(began))
	// The newest stands in the list too.
	if !w.Has(longtalk.Text(*talkLength)) || !w.Has(longtalk.Text(*talkLength-1)) || !w.screen.conversation.view.transcript.AtEnd() {
		w.b.Fatalf("the newest message is not in view; there are %q", w.Labels())
	}
	w.Frame() // which can be scrolled
}

// frameWhen shows frames, as mail comes, until the last of them has what is
// awaited.
func (w *longWindow) frameWhen(what string, has func() bool) {
	w.b.Helper()
	late := time.After(patience)
	for !has() {
		select {
		case <-w.wake:
			w.Frame()
		case <-late:
			w.b.Fatalf("%s did not come; there are %q", what, w.Labels())
		}
	}
}

// top is the key of the message that is highest in view.
func (w *longWindow) top() uint64 {
	from, _ := w.screen.conversation.view.transcript.Visible()
	return keyLocal(w.screen.conversation.rows.rows[from].Key)
}

// turnBack turns the wheel until n more messages were in view, and returns how
// many were.
func (w *longWindow) turnBack(n int) int {
	w.b.Helper()
	const turn unit.Dp = 500
	begun := w.top()
	for begun-w.top() < uint64(n) {
		before := w.top()
		if w.Scroll(-turn); w.top() < before {
			continue
		}
		// One was quicker than the disk.
		select {
		case <-w.wake:
			w.Frame()
		case <-time.After(patience):
			w.b.Fatalf("nothing is above the row %d; there are %q", before, w.Labels())
		}
	}
	return int(begun - w.top())
}

// jump goes to a message, as a click on a quote or a hit does, until it is in
// view.
func (w *longWindow) jump(took *times, to uint64) {
	w.b.Helper()
	began := time.Now()
	at := transport.Place{Era: 1, Seq: to}
	w.model.GoTo(at)
	w.Frame()
	w.frameWhen("the message that one went to", func() bool {
		talk := w.model.Server.Talk()
		for i := range talk.Len() {
			if talk.At(i).Place == at {
				return true
			}
		}
		return false
	})
	took.add(time.Since(began))
	if !w.Has(longtalk.Text(int(to))) {
		w.b.Fatalf("message %d is not in view; there are %q", to, w.Labels())
	}
}

// memory is what is in use once the garbage is gone, and what this process has
// then as the system sees it; zero where the system does not say it like Linux.
func memory() (heap, resident int) {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kib int
	_, _ = fmt.Sscan(rest, &kib)
	return int(m.HeapAlloc + m.StackInuse), kib << 10
}
