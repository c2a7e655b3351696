package transport

import "time"

// EventKind says what an Event reports.
type EventKind uint8

const (
	// Resync says that events were lost on the way (a full mailbox): the
	// roster and the visible pages must be asked for again. It is the zero
	// value, so that an event nobody filled in is the harmless one.
	Resync EventKind = iota
	// Listening: the Server accepts on Event.Addr, the port filled in.
	Listening
	// ListenFailed: Start did not succeed; Event.Err has the Fault.
	ListenFailed
	// AcceptFailed: one accept failed (Event.Err); the Server goes on. Told at
	// most once a second.
	AcceptFailed
	// Stopped: the Server listens no more and every guest is gone.
	Stopped
	// Connecting: the Client resolves and dials Event.Addr.
	Connecting
	// DialFailed: the Client could not connect; Event.Err has the Fault.
	DialFailed
	// Connected: Event.Peer is here. A guest's Kind may still be Undecided.
	Connected
	// Changed: something about Event.Peer changed: kind, name, encoding, line mode.
	Changed
	// Disconnected: Event.Peer is gone, and Event.Err (never nil) says why.
	Disconnected
	// Forgotten: the peer and its talk were removed from the roster.
	Forgotten
	// Appended: Event.Message was added to the talk Event.Peer.ID: data that
	// arrived, a message of ours that was queued, or a notice.
	Appended
	// Updated: Event.Message, known by its Seq, changed its State.
	Updated
	// PageLoaded answers Load with Event.Page.
	PageLoaded
)

// Event is one thing that happened. Which fields are set depends on Kind; the
// others are zero. Events are values and may be kept.
type Event struct {
	Kind EventKind
	Time time.Time
	// Addr is host:port: where the Server listens or what the Client dials.
	Addr string
	// Addrs, for Listening, is every host:port under which guests reach the
	// Server, the likeliest first; Addr is the first of them.
	Addrs []string
	// Peer is whom it concerns. Peer.ID is Everyone for the talk of all, and
	// then the other fields are zero.
	Peer    Peer
	Message Message
	Page    Page
	// Err is a *Error for ListenFailed, AcceptFailed, DialFailed, Disconnected.
	Err error
}

// Page is a run of consecutive messages of one talk.
type Page struct {
	Talk     PeerID
	Messages []Message
	// First and Last are the bounds of what the journal still holds of this
	// talk; Last is 0 while it is empty. First > 1 says that older messages
	// were dropped to save memory.
	First, Last uint64
}
