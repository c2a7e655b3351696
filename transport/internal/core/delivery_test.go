package core

import (
	"fmt"
	"slices"
	"testing"

	"confab/transport/internal/detect"
	"confab/transport/internal/mailbox"
)

// latched is a sink that blocks at the first event until it is let go.
type latched struct {
	*events
	blocked, let chan struct{}
}

func newLatched() *latched {
	return &latched{newEvents(), make(chan struct{}), make(chan struct{})}
}

func (l *latched) sink(ev Event) {
	if l.length() == 0 {
		close(l.blocked)
		<-l.let
	}
	l.events.sink(ev)
}

// heard has n messages of p come, of which the texts are numbers.
func heard(c *core, p *peer, n int) {
	for i := range n {
		c.received(p, []detect.Piece{{Raw: fmt.Sprint(i), Text: fmt.Sprint(i)}}, detect.Reading{}, false)
	}
}

func TestASinkMayCallAnyMethod(t *testing.T) {
	e := newEvents()
	var s *Server
	s = NewServer(Options{Sink: func(ev Event) {
		if ev.Kind == Appended && ev.Message().Kind == Incoming && ev.Talk() != Everyone {
			s.Rename(ev.Peer.ID, "Ann")
			if _, err := s.Send(ev.Talk(), fmt.Sprint("pong to ", s.Peers()[0].Name)); err != nil {
				t.Error(err)
			}
			s.Load(ev.Talk(), Range{Before: 10})
		}
		e.sink(ev)
	}})
	t.Cleanup(s.Close)
	s.Start("127.0.0.1:0")
	ev, _ := e.kind(t, 0, Listening)
	nc := dial(t, ev.Addr)
	say(t, nc, "ping")
	if got := hear(t, nc, len("pong to Ann")); got != "pong to Ann" {
		t.Errorf("got %q", got)
	}
	page, _ := e.kind(t, 0, PageLoaded)
	if n := len(page.Page().Messages); n < 2 {
		t.Errorf("a page of %d messages", n)
	}
}

func TestASinkThatBlocksHoldsUpNobody(t *testing.T) {
	const guests, each = 10, 1000
	l := newLatched()
	c := newCore(Options{Sink: l.sink})
	var talks []*peer
	c.lock()
	for range guests {
		talks = append(talks, c.enroll(Peer{Kind: Plain, Here: true}, nil))
	}
	c.post(Event{Kind: Changed})
	c.unlock()
	<-l.blocked
	c.load(talks[0].Talk(), Range{Before: 10})
	for _, p := range talks {
		heard(c, p, each)
	}
	if n := len(c.peers()); n != guests {
		t.Fatalf("%d peers", n)
	}
	close(l.let)
	handedOver(c)
	t.Cleanup(c.shut)
	all := l.all
	t.Run("and it is given one Resync in the place of what was too much", func(t *testing.T) {
		resyncs := 0
		for _, ev := range all {
			if ev.Kind == Resync {
				resyncs++
			}
		}
		if resyncs != 1 || len(all) > mailbox.Size+eventsEach*guests+10 {
			t.Errorf("%d Resyncs in %d events", resyncs, len(all))
		}
	})
	t.Run("and in front of it the answers to what was asked before", func(t *testing.T) {
		if len(all) < 3 || all[1].Kind != PageLoaded || all[2].Kind != Resync {
			t.Errorf("got %s", describe(all[:min(3, len(all))]))
		}
	})
	t.Run("and what it was not told of is there to be loaded", func(t *testing.T) {
		for _, p := range talks {
			var want []string
			for i := range each {
				want = append(want, fmt.Sprint(i))
			}
			if got := said(c, p); !slices.Equal(got, want) {
				t.Errorf("%d messages: %.60q", len(got), got)
			}
		}
	})
}

func TestEventsComeInOrder(t *testing.T) {
	const most = mailbox.Size - 1000
	l := newLatched()
	c := newCore(Options{Sink: l.sink})
	c.lock()
	p := c.enroll(Peer{Kind: Plain, Here: true}, nil)
	c.unlock()
	heard(c, p, most/2)
	<-l.blocked
	heard(c, p, most/2)
	close(l.let)
	heard(c, p, 10)
	c.shut()
	next := uint64(1)
	for _, ev := range l.all {
		if ev.Kind != Appended {
			continue
		}
		if ev.Message().Seq != next {
			t.Fatalf("message %d comes where %d should", ev.Message().Seq, next)
		}
		next++
	}
	if next <= most {
		t.Errorf("%d messages", next-1)
	}
}

func TestEveryAnswerComes(t *testing.T) {
	const asked = mailbox.Size + 500
	l := newLatched()
	c := newCore(Options{Sink: l.sink})
	c.lock()
	p := c.enroll(Peer{Kind: Plain, Here: true}, nil)
	c.post(Event{Kind: Changed})
	c.unlock()
	<-l.blocked
	for range asked {
		c.load(p.Talk(), Range{Before: 1})
	}
	heard(c, p, mailbox.Size+500)
	close(l.let)
	c.shut()
	answers := 0
	for _, ev := range l.all {
		if ev.Kind == PageLoaded {
			answers++
		}
	}
	if answers != asked {
		t.Errorf("%d answers to %d questions", answers, asked)
	}
}

func TestCloseHandsOverWhatIsLeft(t *testing.T) {
	t.Run("and returns when that is done", func(t *testing.T) {
		l := newLatched()
		s := NewServer(Options{Sink: l.sink})
		s.Start("127.0.0.1:0")
		<-l.blocked
		closed := make(chan struct{})
		go func() {
			s.Close()
			close(closed)
		}()
		eventually(t, "the Server stops, whatever its sink does", func() bool {
			s.lock()
			defer s.unlock()
			return s.closed && s.state == stopped
		})
		select {
		case <-closed:
			t.Error("it returned before")
		default:
		}
		close(l.let)
		<-closed
		if n := len(l.all); l.all[n-1].Kind != Stopped {
			t.Errorf("got %s", describe(l.all))
		}
	})
	t.Run("and, called by the sink, does not wait for it", func(t *testing.T) {
		e := newEvents()
		var s *Server
		s = NewServer(Options{Sink: func(ev Event) {
			if ev.Kind == Listening {
				s.Close()
			}
			e.sink(ev)
		}})
		s.Start("127.0.0.1:0")
		_, at := e.kind(t, 0, Listening)
		e.kind(t, at, Stopped)
		s.Close()
		noneLeft(t)
	})
	t.Run("and two sinks may close each other's", func(t *testing.T) {
		var both [2]*Server
		here, closed := make(chan struct{}, 2), make(chan struct{}, 2)
		meet := make(chan struct{})
		for i := range both {
			both[i] = NewServer(Options{Sink: func(ev Event) {
				if ev.Kind == Listening {
					here <- struct{}{}
					<-meet
					both[1-i].Close()
					closed <- struct{}{}
				}
			}})
		}
		for _, s := range both {
			s.Start("127.0.0.1:0")
			<-here
		}
		close(meet)
		for range both {
			<-closed
		}
		for _, s := range both {
			s.Close()
		}
		noneLeft(t)
	})
}
