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

// What a frame that shows nothing new may cost. The time is a median, and what
// is allowed leaves room for a busy machine; the router itself allocates about
// ten times a frame.
const (
	frameTime        = 3 * time.Millisecond
	frameAllocations = 50
)

const (
	manyMessages = 100_000
	manyGuests   = 5_000
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

// longTalk is a stage whose open talk, in the true journal, has very many
// messages.
func longTalk(t testing.TB) *stage {
	s := real(t, wide)
	g := s.join(s.start(), "")
	go io.Copy(io.Discard, g)
	s.until("the talk of all", func() bool { return s.model.Server.Talk() != nil })
	for i := range manyMessages {
		if err := s.server.Send(transport.Everyone, line(i)); err != nil {
			t.Fatal(err)
		}
		if i%1000 == 0 {
			s.mail.deliver(s.model)
		}
	}
	s.until("the end", func() bool { return s.Has(line(manyMessages-1)) && s.model.Server.Talk().Complete() })
	s.until("written", func() bool {
		talk := s.model.Server.Talk()
		return talk.At(talk.Len()-1).State == transport.Written
	})
	return s
}

// manyPeople is a stage whose list has very many guests.
func manyPeople(t testing.TB) *stage {
	s := staged(t, wide)
	ids := s.serve(manyGuests)
	for i, id := range ids {
		s.host.hear(id, line(i))
	}
	s.Frame()
	s.model.Select(ids[3])
	s.Frame()
	return s.stage
}

// crowded are the screens whose frames must be cheap, however much is behind.
var crowded = map[string]func(testing.TB) *stage{
	"100 000 messages": longTalk,
	"5 000 guests":     manyPeople,
}

func TestAFrameCostsWhatAScreenfulCosts(t *testing.T) {
	for name, open := range crowded {
		t.Run(name, func(t *testing.T) {
			frame := open(t).frames()
			times := make([]time.Duration, 101)
			for range 10 {
				frame()
			}
			for i := range times {
				began := time.Now()
				frame()
				times[i] = time.Since(began)
			}
			slices.Sort(times)
			median := times[len(times)/2]
			n := testing.AllocsPerRun(50, frame)
			t.Logf("%v and %v allocations a frame", median, n)
			if median > frameTime {
				t.Errorf("a frame takes %v, more than %v", median, frameTime)
			}
			if n > frameAllocations {
				t.Errorf("a frame allocates %v times, more than %v", n, frameAllocations)
			}
		})
	}
}

func BenchmarkFrame(b *testing.B) {
	for name, open := range crowded {
		b.Run(name, func(b *testing.B) {
			frame := open(b).frames()
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
