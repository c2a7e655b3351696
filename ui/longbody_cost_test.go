//go:build !race

package ui

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gioui.org/op"
)

// laidOut is how many characters the last frame laid out at least: what it says.
func (s *stage) laidOut() (n int) {
	for _, l := range s.Labels() {
		n += utf8.RuneCountInString(l)
	}
	return n
}

// frameRunes is how many characters a frame may lay out: what is seen of the talk,
// two pieces that reach beyond it, and the rest of the window.
const frameRunes = 12_000

func TestAFrameLaysOutOnlyWhatIsInViewOfALongMessage(t *testing.T) {
	for name, c := range longBodies {
		t.Run(name, func(t *testing.T) {
			s := unfolded(t, c.size, c.text, c.hex)
			s.showLast()
			shown, _ := s.last().Pieces()
			if r := s.last(); !r.Expanded || utf8.RuneCountInString(shown) < frameRunes && !strings.Contains(name, "10 KiB") && !strings.Contains(name, "emoji") {
				t.Fatalf("%d characters are shown whole", len(shown))
			}
			most, from := 0, len(s.screen.conversation.rows.rows)
			for range 25 {
				most = max(most, s.laidOut())
				s.Scroll(-900)
				if at, _ := s.screen.conversation.view.transcript.Visible(); at == from {
					break
				} else {
					from = at
				}
			}
			if most > frameRunes {
				t.Errorf("a frame lays out %d characters", most)
			}
		})
	}
	t.Run("many messages shown whole", func(t *testing.T) {
		s := staged(t, wide)
		id := s.serve(1)[0]
		s.model.Select(id)
		for range 8 {
			s.host.Hear(id, prose(30<<10))
			s.Frame()
			s.showLast()
		}
		for range 12 {
			if n := s.laidOut(); n > frameRunes {
				t.Fatalf("a frame lays out %d characters", n)
			}
			s.Scroll(-3000)
		}
	})
}

// BenchmarkLongBody measures a message that is shown whole: a frame that shows what
// the one before showed, one of scrolling through it, and what is kept then.
func BenchmarkLongBody(b *testing.B) {
	for name, c := range longBodies {
		b.Run(name, func(b *testing.B) {
			var still, scrolled, late []time.Duration
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
				slices.Sort(moving)
				late = append(late, moving[len(moving)*99/100])
				kept = append(kept, float64(heap()-before)/(1<<20))
				runtime.KeepAlive(s)
			}
			slices.Sort(kept)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(ms(median(still)), "ms-still")
			b.ReportMetric(ms(median(scrolled)), "ms-scrolling")
			b.ReportMetric(ms(median(late)), "ms-99%")
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
