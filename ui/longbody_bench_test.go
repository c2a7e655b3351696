//go:build !race

package ui

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"gioui.org/op"
)

// BenchmarkLongBody measures a message that is shown whole: a frame that shows what
// the one before showed, one of scrolling through it, and what is kept then.
func BenchmarkLongBody(b *testing.B) {
	for name, c := range longBodies {
		b.Run(name, func(b *testing.B) {
			var still, scrolled, slowest []time.Duration
			var kept []float64
			for range 5 {
				s := unfolded(b, c.size, c.text, c.hex)
				before := heap()
				s.showLast()
				var took []time.Duration
				s.Watch(func(_ *op.Ops, t time.Duration) { took = append(took, t) })
				for range 15 {
					s.Frame()
				}
				steady := took
				took = nil
				for began := time.Now(); len(took) < 600 && time.Since(began) < 8*time.Second; {
					s.Scroll(-60)
				}
				moving := took
				still, scrolled = append(still, median(steady)), append(scrolled, median(moving))
				slowest = append(slowest, slices.Max(moving))
				kept = append(kept, float64(heap()-before)/(1<<20))
				runtime.KeepAlive(s)
			}
			slices.Sort(kept)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(ms(median(still)), "ms-still")
			b.ReportMetric(ms(median(scrolled)), "ms-scrolling")
			b.ReportMetric(ms(median(slowest)), "ms-slowest")
			b.ReportMetric(kept[len(kept)/2], "MiB-kept")
		})
	}
}

func median(d []time.Duration) time.Duration {
	d = slices.Sorted(slices.Values(d))
	return d[len(d)/2]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
