package core

import "time"

// EventKind says what an Event reports. "go doc transport.Resync" lists all kinds.
type EventKind uint8

const (
	// Resync says that more changed than events report: ask for the roster and the
	// visible pages again. It is normal at every Join, before Connected, when the history
	// on disk was opened; otherwise the disk was read again, or events were dropped
	// because the sink is too slow (see Mailbox). It is the zero value.
	Resync EventKind = iota
	// Listening: the Server accepts on Event.Addr, the port filled in.
	Listening
	// ListenFailed: Start did not succeed; Event.Err has the Fault, PortTaken for
	// example.
	ListenFailed
	// AcceptFailed: one accept failed (Event.Err); the Server goes on. Each Fault is
	// reported once a second at most; Error.More counts the others.
	AcceptFailed
	// Stopped: the Server listens no more and every guest is gone.
	Stopped
	// Connecting: the Client resolves and dials Event.Addr.
	Connecting
	// DialFailed: the Client could not connect; Event.Err has the Fault.
	DialFailed
	// Connected: Event.Peer is here.
	//
	// On a Server it is a guest, whose Kind may still be Undecided, or a member. If
	// Peer.Asking is true it is a Confab that asks to be let in: call Accept or Decline.
	// After Accept a second Connected follows, with Peer.Asking false. A program that
	// greets on Connected tests Asking first.
	//
	// On a Client it is the server, or after Join also one of its members: these have a
	// Peer.Server. The host comes as both, as the server and as a member whose Peer.Host
	// is true.
	Connected
	// Changed: something about Event.Peer changed: kind, name, encoding, line mode.
	Changed
	// Disconnected: Event.Peer is gone, and Event.Err (never nil) says why. When a
	// Client's own connection to a server ends, each other member is Disconnected too,
	// with PeerVanished.
	//
	// Visitors that were turned away with PageServed, RequestRefused, TLSRefused,
	// PlainRefused or MembersRefused never were in the roster: their Peer.ID is 0. Each
	// address is reported once in ten seconds at most, and a few hundred addresses;
	// Error.More counts the others.
	Disconnected
	// Forgotten: the peer and its talk were removed from the roster.
	Forgotten
	// Appended: Event.Message was added to the talk Event.Peer.ID: a message that
	// arrived, one of ours, or a notice. After Join the messages that were missed come
	// so too, and at the first Join the whole history; only Message.Time, by the clock of
	// the host, shows that they are old. A Server's message to Everyone is Appended to
	// that talk and to the talk of each plain guest.
	Appended
	// Updated: Event.Message, of either direction, changed: how far an Outgoing one got
	// (State), or how a message reads after an edit, a deletion, a reaction or a change
	// of encoding. It is known by its Seq, or by its ID while Seq is 0 (see Enqueued).
	Updated
	// PageLoaded answers Load with Event.Page, whose Talk is the talk. Answers to several
	// calls of Load come in the order of the calls within one talk, and have no
	// other mark. A talk that does not exist has an empty Page.
	PageLoaded

	// Asking, of a Client: the host does not know us yet, and we wait until it accepts.
	// Connected follows, or DialFailed, or Disconnected if we were connected before. How a
	// Server learns of it: see Connected.
	Asking
	// Waiting, of a Client: a secure connection broke (Event.Err) and is tried again at
	// Event.Retry. What is sent meanwhile is kept. Connected follows, or another
	// Waiting, or Disconnected when it is given up.
	Waiting
	// Enqueued: Event.Message, which has an ID and no Seq yet, is on our disk and on its
	// way to the host. If its State is Unkept it waits for our disk, and Updated follows
	// when it is there. Appended with its ID puts it into the talk; Updated with its ID
	// and the State Failed says that it was refused.
	Enqueued
	// ChangeRefused: an edit, a deletion or a reaction of ours, of the message
	// Event.Message.ID in the talk Event.Peer.ID, was refused (Event.Err). If LetIn was
	// refused, Event.Message is the Notice GuestLetIn with the guest's Name.
	ChangeRefused
	// Withdrawn: the refused message Event.Message.ID was discarded, or sent again
	// under another ID.
	Withdrawn
	// Marked: Event.Marks of the talk Event.Peer.ID moved.
	Marked
	// Typing: Event.Peer writes in the talk Event.Talk; over after six seconds
	// or with that peer's next message.
	Typing
	// DiskTrouble: messages cannot be stored (Event.Err); with a nil Err they can again.
	// Trouble of the host's disk has the Fault HostFailed and Event.Addr, trouble of our
	// own disk has no Addr.
	DiskTrouble
	// DiskDamaged: damage of the disk was found (Event.Err) and mended as far as
	// possible. A Resync follows.
	DiskDamaged
	// Found answers Search with Event.Results.
	Found
	// Exported answers Export; Event.Err is nil when everything is written.
	Exported
	// Compared answers Words with Event.Words.
	Compared
	// Indexed: so much (Event.Indexing) of the history that an earlier version wrote can
	// be searched now. It comes up to a hundred times, and once when that is All.
	Indexed
	// Overloaded: a call of a method without a result was refused (Event.Err, Busy), since
	// too many calls wait already. The events with which it would have been answered do
	// not come.
	Overloaded
)

// Event is one thing that happened. Test Kind first: it says which fields are set and
// which methods return something. The others return zero values, and these look like
// facts: the zero Message is Incoming, the zero State Queued. Events are values and may
// be kept.
type Event struct {
	Kind EventKind
	Time time.Time
	// Addr is host:port: where the Server listens or what the Client dials.
	Addr string
	// Peer is the peer, and so the talk, that it concerns. On a Server Peer.ID is Everyone
	// for the talk of all, and then only InRoom of the other fields may be set. On a
	// Client the talk of all is the talk of its server: Peer is Client.Server.
	Peer Peer
	// Err is an *Error for ListenFailed, AcceptFailed, DialFailed, Disconnected,
	// Waiting, ChangeRefused, DiskTrouble, DiskDamaged, Exported, Overloaded; nil for no
	// error.
	Err error
	// Detail is the value that one of the methods below returns: a Message, []string,
	// time.Time, PeerID, Page, Marks, Results, Indexing or Fingerprint; nil for kinds
	// that have none. Read it with the methods; only a fake sets it.
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

// Talk is, for Typing only, the talk in which Event.Peer writes. The talk of other events
// is Event.Peer.ID.
func (e Event) Talk() PeerID { return detail[PeerID](e) }

// Page is the answer to Load, for PageLoaded.
func (e Event) Page() Page { return detail[Page](e) }

// Marks are the marks of the talk Event.Peer.ID, for Marked.
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

// detail is the Detail of an event if it is a T, else the zero value.
func detail[T any](e Event) T {
	d, _ := e.Detail.(T)
	return d
}

// Marks are places in a talk of members, as Message.Seq. Zero is the beginning.
type Marks struct {
	// Got: up to here every other member of the talk has the messages on disk; Read: up
	// to here they were displayed to each of them.
	Got, Read uint64
	// Seen: up to here they were displayed to this person, in this run or before (see
	// Displayed).
	Seen uint64
	// Last is the newest message.
	Last uint64
	// News is how many messages of others were not displayed, counting 10 000 of earlier
	// runs at most; after a part of them was displayed it is an upper bound. Messages of
	// this person, changes and reactions do not count.
	News int
}

// Query is a search for messages that contain Text.
type Query struct {
	Text string
	// All searches every talk; otherwise only Talk is searched.
	All  bool
	Talk PeerID
	// Limit is the most hits wanted; zero means 100.
	Limit int
}

// Results are what a Search found, the newest first. If Indexing is not All, older
// messages that cannot be searched yet may match too.
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

// Fingerprint is twelve words, in both languages, that two people compare over another
// channel: if they are the same on both sides, no third party intercepts the connection.
type Fingerprint struct {
	English, Chinese [12]string
}

// Page is a run of consecutive messages of one talk, the answer to Load. It is empty for
// a talk that does not exist and where no messages were asked for.
type Page struct {
	Talk     PeerID
	Messages []Message
	// First and Last are the bounds, as Message.Seq, of all that the journal holds of
	// this talk, not of Messages; Last is 0 while it is empty. First > 1 says that older
	// messages were dropped to save memory, or retired by the host.
	First, Last uint64
	// Marks are those of a talk of members, otherwise zero.
	Marks Marks
	// Pending are our messages that have no place in the talk yet (see Enqueued), in the
	// order they were sent.
	Pending []Message
}
