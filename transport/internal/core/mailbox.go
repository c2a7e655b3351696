package core

import (
	"slices"
	"sync"
)

const (
	// mailboxSize is how many events wait in a Mailbox at most, answers aside.
	mailboxSize = 4096
	// mailboxBytes is how much text waits in them at most.
	mailboxBytes = 8 << 20
	// sparedEvents is of how many events the memory is kept for the next ones.
	sparedEvents = mailboxSize / 2
)

// Mailbox is a bounded queue of events between two goroutines: one that posts and
// must not wait, and one that drains when it is ready, as that of a window is once a
// frame. Create it with NewMailbox; its Post is what Options.Sink wants. Any goroutine
// may call its methods.
//
// When more than 4 096 events wait, or more than 8 MiB of messages, they are replaced by
// one Resync, since the journal has everything. Events that cannot be asked for again are kept: in front of the Resync
// every answer (PageLoaded, Found, Exported, Compared), and behind it the result of the
// last Start, Dial or Join, and for each disk its last DiskTrouble or DiskDamaged.
type Mailbox struct {
	wake func()

	mu      sync.Mutex
	events  []Event // guarded by mu
	answers int     // how many of events are answers; guarded by mu
	bytes   int     // text of the messages in events; guarded by mu
}

// NewMailbox returns an empty Mailbox. wake is called, from the posting
// goroutine, when there is something to drain; it must not block.
func NewMailbox(wake func()) *Mailbox { return &Mailbox{wake: wake} }

// Post adds an event. It never waits for whoever drains.
func (b *Mailbox) Post(ev Event) { b.post(ev, mailboxSize) }

// post is Post where up to so many events wait, and returns how many do.
func (b *Mailbox) post(ev Event, most int) (waiting int) {
	b.mu.Lock()
	first := len(b.events) == 0
	if len(b.events)-b.answers >= most || b.bytes >= mailboxBytes {
		b.events, b.bytes = collapse(b.events), 0
	}
	b.events = append(b.events, ev)
	b.bytes += ev.textBytes()
	if ev.Kind.answers() {
		b.answers++
	}
	waiting = len(b.events)
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
func (b *Mailbox) Drain(buf []Event) []Event {
	// Cleared, so that an idle program does not keep the messages alive.
	clear(buf)
	if cap(buf) > sparedEvents {
		buf = nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	events := b.events
	b.events, b.answers, b.bytes = buf[:0], 0, 0
	return events
}

// answers reports whether an event answers a question of the program. Such an event
// is never dropped: only as many come as were asked for.
func (k EventKind) answers() bool {
	switch k {
	case PageLoaded, Found, Exported, Compared:
		return true
	}
	return false
}

// textBytes is how much memory the message of an event holds, mostly.
func (e Event) textBytes() int {
	m, _ := e.Detail.(Message)
	return max(len(m.Text), len(m.Raw))
}

// collapse replaces the events by a Resync, in place. The answers stay in front of it:
// a page behind it would be taken for the newer one that the Resync asks for.
func collapse(events []Event) []Event {
	outcome, found := lastOutcome(events)
	troubles, now := lastTroubles(events), events[len(events)-1].Time
	kept := events[:0]
	for _, ev := range events {
		if ev.Kind.answers() {
			kept = append(kept, ev)
		}
	}
	clear(events[len(kept):])
	kept = append(kept, Event{Kind: Resync, Time: now})
	if found {
		kept = append(kept, outcome)
	}
	return append(kept, troubles...)
}

// maxTroubles is of how many hosts the trouble with their disks is kept: a Client has
// one at a time.
const maxTroubles = 8

// lastTroubles finds the last events about each disk: whether it works, and what damage
// was met.
func lastTroubles(events []Event) (last []Event) {
	for _, ev := range events {
		if ev.Kind == DiskTrouble || ev.Kind == DiskDamaged {
			last = slices.DeleteFunc(last, func(e Event) bool { return e.Kind == ev.Kind && e.Addr == ev.Addr })
			last = append(last[max(0, len(last)-maxTroubles+1):], ev)
		}
	}
	return last
}

// lastOutcome finds the last event about a Start, Dial or Join, unless a
// connection came or went after it of which the roster says more. What a Client
// tells of its own connection has the address that was dialled.
func lastOutcome(events []Event) (kept Event, found bool) {
	for _, ev := range events {
		switch ev.Kind {
		case Listening, ListenFailed, Stopped, Connecting, DialFailed, Asking, Waiting:
			kept, found = ev, true
		case Connected, Disconnected:
			switch {
			case ev.Peer.Server != 0:
			case ev.Addr != "":
				kept, found = ev, true
			case kept.Kind == Connecting || kept.Kind == DialFailed:
				kept, found = Event{}, false
			}
		}
	}
	return kept, found
}
