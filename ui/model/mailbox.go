package model

import (
	"slices"
	"sync"

	"confab/transport"
)

// mailboxSize is how many events wait at most. A frame drains it, so this is
// what may happen while one frame is late.
const mailboxSize = 4096

// Mailbox carries events from transport's goroutines to the window's. It is
// bounded: when the window does not drain it, what it holds is replaced by one
// Resync, because the journal has it all anyway. Create it with NewMailbox.
type Mailbox struct {
	wake func()

	mu     sync.Mutex
	events []transport.Event // guarded by mu
}

// NewMailbox returns an empty Mailbox. wake is called, from the posting
// goroutine, when there is something to drain; it must not block.
func NewMailbox(wake func()) *Mailbox { return &Mailbox{wake: wake} }

// Post adds an event. It may be called from any goroutine and is what
// transport.Options.Sink wants.
func (b *Mailbox) Post(ev transport.Event) {
	b.mu.Lock()
	first := len(b.events) == 0
	if len(b.events) >= mailboxSize {
		b.collapse()
	}
	b.events = append(b.events, ev)
	b.mu.Unlock()
	// Whoever drains takes everything, so only the first event has to wake it.
	if first {
		b.wake()
	}
}

// Drain returns what was posted, oldest first, and keeps buf, the slice that
// the last Drain returned, for what comes next. The caller must be done with
// buf; the two slices change places for ever and nothing is allocated.
func (b *Mailbox) Drain(buf []transport.Event) []transport.Event {
	// Cleared, so that an idle window does not keep the messages alive.
	clear(buf)
	b.mu.Lock()
	defer b.mu.Unlock()
	events := b.events
	b.events = buf[:0]
	return events
}

// collapse replaces the events by a Resync. What Resync cannot ask for, how the
// last Start or Dial went and whether the disks work, is kept behind it. The caller
// holds mu.
func (b *Mailbox) collapse() {
	kept, found := lastOutcome(b.events)
	troubles := lastTroubles(b.events)
	clear(b.events)
	b.events = append(b.events[:0], transport.Event{Kind: transport.Resync})
	if found {
		b.events = append(b.events, kept)
	}
	b.events = append(b.events, troubles...)
}

// maxTroubles is of how many hosts the trouble with their disks is kept: a Client has
// one at a time.
const maxTroubles = 8

// lastTroubles finds the last event about each disk.
func lastTroubles(events []transport.Event) (last []transport.Event) {
	for _, ev := range events {
		if ev.Kind == transport.DiskTrouble {
			last = slices.DeleteFunc(last, func(e transport.Event) bool { return e.Addr == ev.Addr })
			last = append(last[max(0, len(last)-maxTroubles+1):], ev)
		}
	}
	return last
}

// lastOutcome finds the last event about a Start, Dial or Join, unless a
// connection came or went after it of which the roster says more. What a Client
// tells of its own connection has the address that was dialled.
func lastOutcome(events []transport.Event) (kept transport.Event, found bool) {
	for _, ev := range events {
		switch ev.Kind {
		case transport.Listening, transport.ListenFailed, transport.Stopped,
			transport.Connecting, transport.DialFailed, transport.Asking, transport.Waiting:
			kept, found = ev, true
		case transport.Connected, transport.Disconnected:
			switch {
			case ev.Peer.Server != 0:
			case ev.Addr != "":
				kept, found = ev, true
			case kept.Kind == transport.Connecting || kept.Kind == transport.DialFailed:
				kept, found = transport.Event{}, false
			}
		}
	}
	return kept, found
}
