package turns

import (
	"context"
	"slices"
	"sync"

	"confab/transport/internal/origin"
)

// Turns gives so many turns at once. Make one with New; every method may be called from
// any goroutine.
type Turns struct {
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

// maxPlaces is of how many places it is kept that members came from there.
const maxPlaces = 4096

// New returns Turns of which n can be had at once.
func New(n int) *Turns {
	return &Turns{free: n, counts: map[origin.Place]int{}, members: map[origin.Place]struct{}{}}
}

// Prefer notes that a member came from a place. Of the last 4 096 places it is kept.
func (t *Turns) Prefer(p origin.Place) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, known := t.members[p]; !known && len(t.members) >= maxPlaces {
		for other := range t.members {
			delete(t.members, other)
			break
		}
	}
	t.members[p] = struct{}{}
}

// Take returns nil when it is the turn of a place, or else the error of ctx. Give ends the
// turn.
func (t *Turns) Take(ctx context.Context, p origin.Place) error {
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

// Give gives a turn back.
func (t *Turns) Give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pass()
}

// Waiting returns how many wait for their turn.
func (t *Turns) Waiting() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.waiting)
}

// pass gives a turn to the next. It is called with mu held.
func (t *Turns) pass() {
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
func (t *Turns) before(p, q origin.Place) bool {
	_, known := t.members[p]
	if _, other := t.members[q]; known != other {
		return known
	}
	return t.counts[p] < t.counts[q]
}

// remove takes one out of those who wait. It is called with mu held.
func (t *Turns) remove(at int) {
	place := t.waiting[at].place
	if t.counts[place]--; t.counts[place] == 0 {
		delete(t.counts, place)
	}
	t.waiting = slices.Delete(t.waiting, at, at+1)
}
