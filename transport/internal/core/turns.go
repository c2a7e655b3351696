package core

import (
	"context"
	"net"
	"runtime"
	"slices"
	"sync"

	"confab/transport/internal/origin"
)

// turns has those who shake hands take turns at the processors: when hundreds of
// strangers come at once, what the members here say must not wait for the arithmetic
// of all of them. A turn is held only while a handshake is worked on, never while
// bytes of the other end are waited for, so that it is over in a moment.
//
// The next turn goes to an address from which a member came lately, then to the
// place that has the fewest waiting, then to whoever waits longest.
type turns struct {
	mu      sync.Mutex
	free    int
	waiting []waiter                  // in the order they came
	counts  map[origin.Place]int      // how many of a place wait
	members map[origin.Place]struct{} // from where members came lately
}

// waiter waits for a turn.
type waiter struct {
	place origin.Place
	given chan struct{} // closed when it is its turn
}

// turnPlaces is of how many places it is kept that members came from there.
const turnPlaces = 4096

// newTurns leaves half of the processors to those who are in.
func newTurns() *turns {
	return &turns{free: max(1, runtime.GOMAXPROCS(0)/2), counts: map[origin.Place]int{}, members: map[origin.Place]struct{}{}}
}

// cameFrom takes note that a member came from a place.
func (t *turns) cameFrom(p origin.Place) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, known := t.members[p]; !known && len(t.members) >= turnPlaces {
		for other := range t.members {
			delete(t.members, other)
			break
		}
	}
	t.members[p] = struct{}{}
}

// take returns nil when it is the turn of a place, or else the error of ctx.
func (t *turns) take(ctx context.Context, p origin.Place) error {
	t.mu.Lock()
	if t.free > 0 {
		t.free--
		t.mu.Unlock()
		return nil
	}
	w := waiter{p, make(chan struct{})}
	t.waiting = append(t.waiting, w)
	t.counts[p]++
	t.mu.Unlock()
	select {
	case <-w.given:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if at := slices.Index(t.waiting, w); at >= 0 {
		t.remove(at)
	} else {
		t.pass() // it was given meanwhile
	}
	return ctx.Err()
}

// give gives a turn back.
func (t *turns) give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pass()
}

// pass gives a turn to the next. It is called with mu held.
func (t *turns) pass() {
	if len(t.waiting) == 0 {
		t.free++
		return
	}
	next := 0
	for at := 1; at < len(t.waiting); at++ {
		if t.before(t.waiting[at].place, t.waiting[next].place) {
			next = at
		}
	}
	given := t.waiting[next].given
	t.remove(next)
	close(given)
}

// before reports whether a place goes before another one that waits longer.
func (t *turns) before(p, q origin.Place) bool {
	_, known := t.members[p]
	if _, other := t.members[q]; known != other {
		return known
	}
	return t.counts[p] < t.counts[q]
}

// remove takes one out of those who wait. It is called with mu held.
func (t *turns) remove(at int) {
	place := t.waiting[at].place
	if t.counts[place]--; t.counts[place] == 0 {
		delete(t.counts, place)
	}
	t.waiting = slices.Delete(t.waiting, at, at+1)
}

// shaking is a conn whose handshake takes turns with others until finish. It belongs
// to the goroutine that shakes hands, and then to the one that reads.
type shaking struct {
	net.Conn
	turns *turns // nil after finish
	place origin.Place
	ctx   context.Context
	holds bool // it is its turn
}

// Read gives the turn back as long as it waits for bytes.
func (s *shaking) Read(p []byte) (int, error) {
	if s.turns == nil {
		return s.Conn.Read(p)
	}
	s.rest()
	n, err := s.Conn.Read(p)
	if late := s.take(); err == nil {
		err = late
	}
	return n, err
}

func (s *shaking) take() error {
	err := s.turns.take(s.ctx, s.place)
	s.holds = err == nil
	return err
}

func (s *shaking) rest() {
	if s.holds {
		s.holds = false
		s.turns.give()
	}
}

func (s *shaking) finish() {
	s.rest()
	s.turns, s.ctx = nil, nil
}
