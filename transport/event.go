package transport

import "time"

// Event is one thing that happened. Test Kind first: it says which fields are set and
// which methods return something. The others return zero values, and these look like
// facts: the zero Message is Incoming, the zero State Queued. Events are values and may
// be kept.
type Event struct {
	Kind EventKind
	Time time.Time
	// Addr is host:port: where the Server listens or what the Client dials.
	Addr string
	// Peer is the peer that it concerns, complete, as the roster had it at that moment,
	// also for answers such as PageLoaded. In the talk of all Peer is, on a Client,
	// Client.Server; on a Server its ID is zero, and only InRoom of its fields may be set.
	Peer Peer
	// Err is an *Error for ListenFailed, AcceptFailed, DialFailed, Disconnected,
	// Waiting, ChangeRefused, DiskTrouble, DiskDamaged, Exported, Overloaded, InviteEnded,
	// CodeChecked; nil for no error.
	Err error
	// Detail is the value that one of the methods below returns: a Message, []string,
	// time.Time, TalkID, Page, Marks, Results, Indexing, Fingerprint, Invitation or Transfer; nil for
	// kinds that have none. Read it with the methods; only a fake sets it.
	Detail any
}

// Message is the message of Appended, Updated, Enqueued, ChangeRefused and Withdrawn;
// the zero Message, whose Kind is Incoming, for other kinds.
func (e Event) Message() Message { return detail[Message](e) }

// Addrs is, for Listening, every host:port under which guests reach the Server, the
// likeliest first; Event.Addr is the first of them. It must not be changed.
func (e Event) Addrs() []string { return detail[[]string](e) }

// Retry is when the next attempt is made, for Waiting.
func (e Event) Retry() time.Time { return detail[time.Time](e) }

// Talk is the talk in which it happened, and so where an answer goes: for Typing the one
// in which Event.Peer writes, for other kinds the talk with Event.Peer. It says nothing
// for kinds that concern no talk, such as Listening, Found and Resync: it is zero then,
// which is Everyone.
func (e Event) Talk() TalkID {
	if talk, ok := e.Detail.(TalkID); ok {
		return talk
	}
	return e.Peer.Talk()
}

// Page is the answer to Load, for PageLoaded.
func (e Event) Page() Page { return detail[Page](e) }

// Marks are the marks of Event.Talk, for Marked.
func (e Event) Marks() Marks { return detail[Marks](e) }

// Results are the answer to Search, for Found.
func (e Event) Results() Results { return detail[Results](e) }

// Indexing is how far the history can be searched, for Indexed and Found.
func (e Event) Indexing() Indexing {
	if r, ok := e.Detail.(Results); ok {
		return r.Indexing
	}
	return detail[Indexing](e)
}

// Words is the answer to Server.Words and Client.Words, for Compared.
func (e Event) Words() Fingerprint { return detail[Fingerprint](e) }

// Invitation is the invitation that is open, for Invited.
func (e Event) Invitation() Invitation { return detail[Invitation](e) }

// Transfer is how far a file or folder has come, for Transferred.
func (e Event) Transfer() Transfer { return detail[Transfer](e) }

// detail is the Detail of an event if it is a T, else the zero value.
func detail[T any](e Event) T {
	d, _ := e.Detail.(T)
	return d
}
