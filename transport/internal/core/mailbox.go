package core

import "confab/transport/internal/mailbox"

// mailboxRules are of events that wait for the sink.
var mailboxRules = mailbox.Rules[Event]{
	Class: func(e *Event) mailbox.Class { return MailboxClass(e.Kind, e.Addr, e.Peer.Server) },
	Same:  func(a, b *Event) bool { return a.Kind == b.Kind && a.Addr == b.Addr },
	Bytes: func(e *Event) int {
		m, _ := e.Detail.(Message)
		bytes := max(len(m.Text), len(m.Raw))
		if m.File != nil {
			bytes += len(m.File.Preview)
		}
		return bytes
	},
	Resync: func(last *Event) Event { return Event{Kind: Resync, Time: last.Time} },
}

// MailboxClass is what becomes of an event when too many wait: of its kind, with its
// Addr and with its Peer.Server.
func MailboxClass(k EventKind, addr string, server PeerID) mailbox.Class {
	switch k {
	case PageLoaded, Found, Exported, Compared, Invited, InviteEnded, CodeChecked:
		return mailbox.Answer
	case Listening, ListenFailed, Stopped, Asking, Waiting:
		return mailbox.Outcome
	case Connecting, DialFailed:
		return mailbox.Attempt
	case Connected, Disconnected:
		switch {
		case server != 0:
			return mailbox.News
		case addr != "":
			return mailbox.Outcome // what a Client tells of its own connection has the address that was dialled
		}
		return mailbox.Arrival
	case DiskTrouble, DiskDamaged, Overloaded:
		return mailbox.Trouble
	}
	return mailbox.News
}
