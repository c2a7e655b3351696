package mailbox

import (
	"slices"
	"sync"
)

const (
	// Size is how many events wait in a Box, answers aside, where Post allows no more.
	Size = 4096
	// Bytes is how much text waits in them at most.
	Bytes = 8 << 20
	// Spared is of how many events the memory is kept for the next ones.
	Spared = Size / 2
)

// Class is what becomes of an event when too many wait.
type Class uint8

const (
	// News is dropped: whoever reads the Resync asks for what changed.
	News Class = iota
	// Answer is never dropped: only as many come as were asked for.
	Answer
	// Outcome tells how what was begun last went. The last is kept.
	Outcome
	// Attempt is an Outcome that an Arrival makes old.
	Attempt
	// Arrival is dropped, and with it an Attempt before it, since the roster says more.
	Arrival
	// Trouble is kept unless another one is about the same.
	Trouble
)

// Rules tell a Box what it has to know of events. The functions run under its lock and
// keep none of the pointers.
type Rules[E any] struct {
	// Class is what becomes of an event.
	Class func(*E) Class
	// Same reports whether two of the class Trouble are about the same.
	Same func(a, b *E) bool
	// Bytes is how much memory the text of an event holds, mostly.
	Bytes func(*E) int
	// Resync returns the event that stands for all that were dropped, up to last.
	Resync func(last *E) E
}

// Box is a bounded queue of events. Create it with New.
type Box[E any] struct {
	rules Rules[E]
	wake  func()

	mu      sync.Mutex
	events  []E // guarded by mu
	answers int // how many of events are answers; guarded by mu
	bytes   int // of text in events; guarded by mu
}

// New returns an empty Box. wake is called, from the posting goroutine, when there is
// something to drain; it must not block.
func New[E any](rules Rules[E], wake func()) *Box[E] { return &Box[E]{rules: rules, wake: wake} }

// Post adds an event where up to most wait, answers aside, and returns how many do with
// them. It never waits for whoever drains.
func (b *Box[E]) Post(ev E, most int) (waiting int) {
	b.mu.Lock()
	first := len(b.events) == 0
	if len(b.events)-b.answers >= most || b.bytes >= Bytes {
		b.collapse()
	}
	b.events = append(b.events, ev)
	waiting = len(b.events)
	added := &b.events[waiting-1]
	b.bytes += b.rules.Bytes(added)
	if b.rules.Class(added) == Answer {
		b.answers++
	}
	b.mu.Unlock()
	// Whoever drains takes everything, so only the first event has to wake it.
	if first {
		b.wake()
	}
	return waiting
}

// Drain returns what was posted, oldest first, and keeps buf, the slice that
// the last Drain returned, for what comes next. The caller must be done with
// buf; the two slices change places for ever and nothing is allocated.
func (b *Box[E]) Drain(buf []E) []E {
	// Cleared, so that an idle program does not keep the messages alive.
	clear(buf)
	if cap(buf) > Spared {
		buf = nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	events := b.events
	b.events, b.answers, b.bytes = buf[:0], 0, 0
	return events
}

// collapse replaces the events by a Resync, in place. The answers stay in front of it:
// a page behind it would be taken for the newer one that the Resync asks for. The caller
// holds mu.
func (b *Box[E]) collapse() {
	behind := append([]E{b.rules.Resync(&b.events[len(b.events)-1])}, b.outcome()...)
	behind = append(behind, b.troubles()...)
	kept := b.events[:0]
	for i := range b.events {
		if b.rules.Class(&b.events[i]) == Answer {
			kept = append(kept, b.events[i])
		}
	}
	clear(b.events[len(kept):])
	b.events, b.bytes = append(kept, behind...), 0
}

// outcome returns the last Outcome or Attempt, if there is one and no Arrival made it
// old. The caller holds mu.
func (b *Box[E]) outcome() []E {
	var last *E
	var as Class
	for i := range b.events {
		switch class := b.rules.Class(&b.events[i]); {
		case class == Outcome, class == Attempt:
			last, as = &b.events[i], class
		case class == Arrival && as == Attempt:
			last, as = nil, News
		}
	}
	if last == nil {
		return nil
	}
	return []E{*last}
}

// maxTroubles is of how many matters the last Trouble is kept.
const maxTroubles = 8

// troubles returns the last Trouble of each matter. The caller holds mu.
func (b *Box[E]) troubles() (last []E) {
	for i := range b.events {
		ev := &b.events[i]
		if b.rules.Class(ev) == Trouble {
			last = slices.DeleteFunc(last, func(e E) bool { return b.rules.Same(&e, ev) })
			last = append(last[max(0, len(last)-maxTroubles+1):], *ev)
		}
	}
	return last
}
