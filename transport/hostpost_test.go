package transport

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
	s.mu.Lock()
	defer s.mu.Unlock()
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
	return p, s, first
}

func TestPostsThatWaitForTheHostsDisk(t *testing.T) {
	t.Run("of too many the newest fails, and never the first", func(t *testing.T) {
		_, s, first := waitingPosts(t)
		s.mu.Lock()
		h := s.hosting.hub
		s.mu.Unlock()
		s.answered(h, first, store.Answer{}, &store.TemporaryError{Reason: wire.NakDiskFull, Err: errors.New("full")})
		s.mu.Lock()
		defer s.mu.Unlock()
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
			if ev.Kind == Updated && ev.Message.State == Failed {
				failed++
			}
		}
		if failed != maxWaitingPosts {
			t.Errorf("%d of %d fail", failed, maxWaitingPosts)
		}
	})
}
