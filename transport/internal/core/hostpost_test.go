package core

import (
	"errors"
	"testing"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// waitingPosts has a host on which as many posts wait for the disk as may, but for
// the first, which the hub has.
func waitingPosts(t *testing.T) (p *party, s *Server, first hostPost) {
	p, s, _ = hostParty(t, nil)
	return p, s, fillWaiting(t, s)
}

// fillWaiting is waitingPosts on a host that is there.
func fillWaiting(t *testing.T, s *Server) (first hostPost) {
	t.Helper()
	s.lock()
	defer s.unlock()
	o, r := &s.hosting.posts, s.rooms[Everyone]
	said := func() hostPost {
		post, err := s.compose(wire.Text, r.id, "words", MessageID{})
		if err != nil {
			t.Fatal(err)
		}
		s.pend(r, pendingOf(post, nil))
		o.last++
		return hostPost{o.last, r, post}
	}
	first = said()
	for range maxWaitingPosts {
		o.waiting = append(o.waiting, said())
	}
	o.given = 1
	return first
}

func TestPostsThatWaitForTheHostsDisk(t *testing.T) {
	t.Run("of too many the newest fails, and never the first", func(t *testing.T) {
		_, s, first := waitingPosts(t)
		s.lock()
		h := s.hosting.hub
		s.unlock()
		s.answered(h, first, store.Answer{}, &store.TemporaryError{Reason: wire.NakDiskFull, Err: errors.New("full")})
		s.lock()
		defer s.unlock()
		if w := s.hosting.posts.waiting; len(w) != maxWaitingPosts || w[0].number != first.number || w[len(w)-1].number != maxWaitingPosts {
			t.Errorf("%d wait, from %d on", len(w), w[0].number)
		}
	})
	t.Run("they fail when the server stops, before it says so", func(t *testing.T) {
		p, s, _ := waitingPosts(t)
		s.Stop()
		p.kind(t, 0, Stopped)
		failed := 0
		for _, ev := range p.snapshot() {
			if ev.Kind == Stopped {
				break
			}
			if ev.Kind == Updated && ev.Message().State == Failed {
				failed++
			}
		}
		if failed != maxWaitingPosts {
			t.Errorf("%d of %d fail", failed, maxWaitingPosts)
		}
	})
}

func TestAGuestWhoseLinesAreDroppedIsNotDroppedInSilence(t *testing.T) {
	p, s, first := waitingPosts(t)
	s.lock()
	h := s.hosting.hub
	gus := s.enroll(Peer{Kind: Plain, Addr: "192.0.2.7:1", InRoom: true}, nil)
	s.unlock()
	told := func(ev Event) bool { return ev.Kind == Appended && ev.Message().Notice == GuestUnheard }
	count := func() (n int) {
		s.executor.CatchUp()
		handedOver(s.core)
		for _, ev := range p.snapshot() {
			if told(ev) {
				n++
			}
		}
		return n
	}
	lines := func() {
		s.lock()
		defer s.unlock()
		s.hosting.posts.why = DiskFull
		for range 3 {
			s.relay(gus, "a line")
		}
	}
	lines()
	lines()
	if n := count(); n != 2 {
		t.Errorf("it is told %d times, want once in each of the two talks", n)
	}
	for talk := range map[TalkID]bool{gus.Talk(): true, Everyone: true} {
		ev, _ := p.wait(t, 0, "the notice", func(ev Event) bool { return told(ev) && ev.Talk() == talk })
		if m := ev.Message(); m.Peer != gus.ID || m.Fault != DiskFull {
			t.Errorf("in talk %d it is %+v", talk, m)
		}
	}

	// The disk takes what waited: then it is told of the next lines again.
	s.answered(h, first, store.Answer{}, nil)
	eventually(t, "all that waited is said", func() bool {
		s.lock()
		defer s.unlock()
		return s.hosting.posts.given == 0 && len(s.hosting.posts.waiting) == 0
	})
	s.lock()
	s.hosting.posts.waiting = make([]hostPost, maxWaitingPosts)
	s.unlock()
	lines()
	if n := count(); n != 4 {
		t.Errorf("after a pause it is told %d times, want 4", n)
	}
	s.lock()
	s.hosting.posts.waiting = nil
	s.unlock()
}
