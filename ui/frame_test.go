//go:build !race

package ui

import (
	"io"
	"slices"
	"testing"
	"time"

	"gioui.org/io/input"
	"gioui.org/op"

	"confab/transport"
	"confab/ui/internal/uitest"
)

// What a frame that shows nothing new may cost: how many times what it costs with
// little more than a screenful behind it, in the median of frames taken by turns,
// and how many allocations, of which the router itself makes about ten.
const (
	frameRatio       = 2
	frameAllocations = 50
)

// frames returns a function that lays the screen out once more, without what
// uitest does beside it.
func (s *stage) frames() func() {
	var (
		ops    op.Ops
		router input.Router
		now    = time.Date(2026, time.March, 14, 9, 26, 0, 0, time.UTC)
	)
	return func() {
		ops.Reset()
		gtx := uitest.Context(&ops, wide, router.Source(), now)
		s.mail.deliver(s.model)
		s.screen.layout(gtx, false)
		router.Frame(&ops)
	}
}

// longTalk is a stage whose open talk, in the true journal, has n messages.
func longTalk(t testing.TB, n int) *stage {
	s := real(t, wide)
	g := s.join(s.start(), "")
	go io.Copy(io.Discard, g)
	s.until("the talk of all", func() bool { return s.model.Server.Talk() != nil })
	for i := range n {
		if _, err := s.server.Send(transport.Everyone, line(i)); err != nil {
			t.Fatal(err)
		}
		if i%1000 == 0 {
			s.mail.deliver(s.model)
		}
	}
	s.until("the end", func() bool { return s.Has(line(n-1)) && s.model.Server.Talk().Complete() })
	s.until("written", func() bool {
		talk := s.model.Server.Talk()
		return talk.At(talk.Len()-1).State == transport.Written
	})
	return s
}

// manyPeople is a stage whose list has n guests.
func manyPeople(t testing.TB, n int) *stage {
	s := staged(t, wide)
	ids := s.serve(n)
	for i, id := range ids {
		s.host.Hear(id, line(i))
	}
	s.Frame()
	s.model.Select(ids[3])
	s.Frame()
	return s.stage
}

// crowded are the screens whose frames must be cheap, however much is behind.
var crowded = map[string]struct {
	open      func(testing.TB, int) *stage
	many, few int // few are more than a screen shows
}{
	"100 000 messages": {longTalk, 100_000, 200},
	"5 000 guests":     {manyPeople, 5_000, 100},
}

func TestAFrameCostsWhatAScreenfulCosts(t *testing.T) {
	for name, c := range crowded {
		t.Run(name, func(t *testing.T) {
			frame, small := c.open(t, c.many).frames(), c.open(t, c.few).frames()
			var times [2][]time.Duration
			for i := range 110 {
				for kind, frame := range []func(){frame, small} {
					began := time.Now()
					frame()
					if i >= 10 { // what the first frames need is there then
						times[kind] = append(times[kind], time.Since(began))
					}
				}
			}
			median := func(kind int) time.Duration {
				slices.Sort(times[kind])
				return times[kind][len(times[kind])/2]
			}
			n := testing.AllocsPerRun(50, frame)
			t.Logf("%v, with little behind it %v, and %v allocations a frame", median(0), median(1), n)
			if median(0) > frameRatio*median(1) {
				t.Errorf("a frame takes %v, and %v with little behind it", median(0), median(1))
			}
			if n > frameAllocations {
				t.Errorf("a frame allocates %v times, more than %v", n, frameAllocations)
			}
		})
	}
}

func BenchmarkFrame(b *testing.B) {
	for name, c := range crowded {
		b.Run(name, func(b *testing.B) {
			frame := c.open(b, c.many).frames()
			for range 10 {
				frame()
			}
			b.ReportAllocs()
			for b.Loop() {
				frame()
			}
		})
	}
}
