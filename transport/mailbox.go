package transport

import (
	"confab/transport/internal/core"
	"confab/transport/internal/mailbox"
)

// Mailbox is a bounded queue of events between two goroutines: one that posts and
// must not wait, and one that drains when it is ready, as that of a window is once a
// frame. Create it with NewMailbox; its Post is what Options.Sink wants. Any goroutine
// may call its methods.
//
// When more than 4 096 events wait, or more than 8 MiB of messages, they are replaced by
// one Resync, since the journal has everything. Events that cannot be asked for again are
// kept: in front of the Resync every answer (PageLoaded, Found, Exported, Compared, and
// what is told of invitations and codes), and behind it the result of the last Start, Dial
// or Join, for each disk its last DiskTrouble or DiskDamaged, and the last Overloaded.
type Mailbox struct{ box *mailbox.Box[Event] }

// NewMailbox returns an empty Mailbox. wake is called, from the posting
// goroutine, when there is something to drain; it must not block.
func NewMailbox(wake func()) *Mailbox {
	return &Mailbox{mailbox.New(mailbox.Rules[Event]{
		Class: func(e *Event) mailbox.Class {
			return core.MailboxClass(core.EventKind(e.Kind), e.Addr, core.PeerID(e.Peer.Server))
		},
		Same: func(a, b *Event) bool { return a.Kind == b.Kind && a.Addr == b.Addr },
		Bytes: func(e *Event) int {
			m, _ := e.Detail.(Message)
			return max(len(m.Text), len(m.Raw))
		},
		Resync: func(last *Event) Event { return Event{Kind: Resync, Time: last.Time} },
	}, wake)}
}

// Post adds an event. It never waits for whoever drains.
func (b *Mailbox) Post(ev Event) { b.box.Post(ev, mailbox.Size) }

// Drain returns what was posted, oldest first, and keeps buf, the slice that
// the last Drain returned, for what comes next. The caller must be done with
// buf; the two slices change places for ever and nothing is allocated.
func (b *Mailbox) Drain(buf []Event) []Event { return b.box.Drain(buf) }
