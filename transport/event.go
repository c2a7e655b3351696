package transport

import "time"

// EventKind says what an Event reports.
type EventKind uint8

const (
	// Resync says that events were lost on the way (see Mailbox), or that the disk
	// was read anew: the roster and the visible pages must be asked for again. It is
	// the zero value, so that an event nobody filled in is the harmless one.
	Resync EventKind = iota
	// Listening: the Server accepts on Event.Addr, the port filled in.
	Listening
	// ListenFailed: Start did not succeed; Event.Err has the Fault.
	ListenFailed
	// AcceptFailed: one accept failed (Event.Err); the Server goes on. Of each
	// Fault there is one a second at most, with how many more there were.
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
	// Disconnected: Event.Peer is gone, and Event.Err (never nil) says why. Of
	// visitors that never were in the roster (ID 0) and were turned away with
	// PageServed, RequestRefused, TLSRefused, PlainRefused or MembersRefused, one from
	// each address is reported in ten seconds, and a few hundred addresses at most;
	// then how many more there were.
	Disconnected
	// Forgotten: the peer and its talk were removed from the roster.
	Forgotten
	// Appended: Event.Message was added to the talk Event.Peer.ID: data that
	// arrived, a message of ours that was queued, or a notice.
	Appended
	// Updated: Event.Message, known by its Seq, changed its State, or its Text reads
	// otherwise in another encoding.
	Updated
	// PageLoaded answers Load with Event.Page.
	PageLoaded

	// Asking: the Client reached a host over TLS that does not know it yet, and
	// waits until a person there lets it in. Connected or Disconnected follows.
	Asking
	// Waiting: a secure connection broke (Event.Err) and is tried again at
	// Event.Retry. What is sent meanwhile is kept. Connected follows, or another
	// Waiting, or Disconnected when it is given up.
	Waiting
	// Enqueued: Event.Message, which has an ID and no Seq yet, is on our disk and
	// on its way to the host or, if its State is Unkept, waits for our disk: an
	// Updated tells that it is on it. An Appended with its ID puts it into the talk;
	// an Updated with its ID and Failed says that it was refused.
	Enqueued
	// ChangeRefused: an edit, a deletion or a reaction of ours, of the message
	// Event.Message.ID in the talk Event.Peer.ID, was not taken (Event.Err). Where it
	// is the coming of a guest into the room, Event.Message is the Notice GuestLetIn
	// with the guest's Name.
	ChangeRefused
	// Withdrawn: the refused message Event.Message.ID was discarded, or is said again
	// under another ID.
	Withdrawn
	// Marked: Event.Marks of the talk Event.Peer.ID moved.
	Marked
	// Typing: Event.Peer writes in the talk Event.Talk; over after six seconds
	// or with that peer's next message.
	Typing
	// DiskTrouble: what is said cannot be kept (Event.Err); nil: it can again. Of the
	// host's disk it has HostFailed and Event.Addr, of our own no Addr.
	DiskTrouble
	// DiskDamaged: damage of the disk was met (Event.Err) and mended as far as that
	// can be. A Resync follows.
	DiskDamaged
	// Found answers Search with Event.Results.
	Found
	// Exported answers Export; Event.Err is nil when all is written.
	Exported
	// Compared answers Words with Event.Words.
	Compared
	// Indexed: Event.Indexing of the history that an earlier version wrote can be
	// searched. It comes up to a hundred times, and once when that is All.
	Indexed
	// Overloaded: a call without a result was refused, as Event.Err (Busy) says: so many
	// wait already. Whatever that call would have been answered with does not come.
	Overloaded
)

// Event is one thing that happened. Which fields are set, and which methods return
// something, depends on Kind; the others are zero, so that they can be read of any
// event. Events are values and may be kept.
type Event struct {
	Kind EventKind
	Time time.Time
	// Addr is host:port: where the Server listens or what the Client dials.
	Addr string
	// Peer is whom it concerns. Peer.ID is Everyone for the talk of all, and
	// then the other fields are zero.
	Peer Peer
	// Err is a *Error for ListenFailed, AcceptFailed, DialFailed, Disconnected,
	// Waiting, ChangeRefused, DiskTrouble, DiskDamaged, Exported; nil for none.
	Err error
	// Detail is the value that one of the methods below returns: a Message, []string,
	// time.Time, PeerID, Page, Marks, Results, Indexing or Fingerprint; nil for kinds
	// that have none. Use the methods; a fake sets it.
	Detail any
}

// Message is the message that Appended, Updated, Enqueued, ChangeRefused and Withdrawn
// are about.
func (e Event) Message() Message { return detail[Message](e) }

// Addrs is, for Listening, every host:port under which guests reach the Server, the
// likeliest first; Event.Addr is the first of them. It must not be changed.
func (e Event) Addrs() []string { return detail[[]string](e) }

// Retry is when the next attempt is made, for Waiting.
func (e Event) Retry() time.Time { return detail[time.Time](e) }

// Talk is the talk in which Event.Peer writes, for Typing.
func (e Event) Talk() PeerID { return detail[PeerID](e) }

// Page is the answer of PageLoaded.
func (e Event) Page() Page { return detail[Page](e) }

// Marks are those that moved, for Marked.
func (e Event) Marks() Marks { return detail[Marks](e) }

// Results are the answer of Found.
func (e Event) Results() Results { return detail[Results](e) }

// Indexing is how far the history can be searched, for Indexed and Found.
func (e Event) Indexing() Indexing {
	if r, ok := e.Detail.(Results); ok {
		return r.Indexing
	}
	return detail[Indexing](e)
}

// Words is the answer of Compared.
func (e Event) Words() Fingerprint { return detail[Fingerprint](e) }

// detail is the Detail of an event if it is a T, else the zero value.
func detail[T any](e Event) T {
	d, _ := e.Detail.(T)
	return d
}

// Marks are places in a talk of members, as Message.Seq. Zero is the beginning.
type Marks struct {
	// Got: up to here every other member of the talk has it on disk; Read: up to
	// here it was displayed to each of them.
	Got, Read uint64
	// Seen: up to here it was displayed to this person, in this run or before.
	Seen uint64
	// Last is the newest message.
	Last uint64
	// News is how many messages of others were not displayed, 10 000 at most of those
	// of earlier runs; after a part of them was displayed, how many there are at most.
	// What this person said is no news, nor are changes and reactions.
	News int
}

// Query is a search. Talk is asked only where All is false.
type Query struct {
	Text string
	All  bool
	Talk PeerID
	// Limit is the most hits wanted, 100 if zero.
	Limit int
}

// Results are what a Search found, the newest first. If Indexing is not All, there may
// be more in older messages, which cannot be searched yet.
type Results struct {
	Query    Query
	Hits     []Hit
	Indexing Indexing
}

// Hit is a message that matches a Query, with the place to go to.
type Hit struct {
	Talk    PeerID
	Message Message
}

// Fingerprint is what two people read to each other to know that nobody sits
// between them: twelve words, in both languages.
type Fingerprint struct {
	English, Chinese [12]string
}

// Page is a run of consecutive messages of one talk.
type Page struct {
	Talk     PeerID
	Messages []Message
	// First and Last are the bounds of what the journal still holds of this
	// talk; Last is 0 while it is empty. First > 1 says that older messages
	// were dropped to save memory, or retired by the host.
	First, Last uint64
	// Marks of a talk of members, otherwise zero.
	Marks Marks
	// Pending are the messages that have no place in the talk yet (see Enqueued),
	// in the order they were sent.
	Pending []Message
}
