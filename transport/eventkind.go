package transport

import "confab/transport/internal/core"

// EventKind says what an Event reports. "go doc transport.Resync" lists all kinds.
type EventKind uint8

const (
	// Resync says that more changed than events report: ask for the roster and the
	// visible pages again. It is normal at every Join, before Connected, when the history
	// on disk was opened; otherwise the disk was read again, or events were dropped
	// because the sink is too slow (see Mailbox). It is the zero value.
	Resync EventKind = EventKind(core.Resync)
	// Listening: the Server accepts on Event.Addr, the port filled in. It comes again
	// when the addresses of this machine have changed (see Event.Addrs).
	Listening EventKind = EventKind(core.Listening)
	// ListenFailed: Start did not succeed; Event.Err has the Fault, PortTaken for
	// example.
	ListenFailed EventKind = EventKind(core.ListenFailed)
	// AcceptFailed: one accept failed (Event.Err); the Server goes on. Each Fault is
	// reported once a second at most; Error.More counts the others.
	AcceptFailed EventKind = EventKind(core.AcceptFailed)
	Stopped      EventKind = EventKind(core.Stopped)    // the Server listens no more and every guest is gone
	Connecting   EventKind = EventKind(core.Connecting) // the Client resolves and dials Event.Addr
	DialFailed   EventKind = EventKind(core.DialFailed) // the Client could not connect; Event.Err has the Fault
	// Connected: Event.Peer is here.
	//
	// On a Server it is a guest, whose Kind may still be Undecided, or a member. If
	// Peer.Asking is true it is a Confab that asks to be let in: call Accept or Decline.
	// After Accept a second Connected follows, with Peer.Asking false. It comes each time
	// that a member returns. A program that greets newcomers tests Asking first, and then
	// looks into the talk with the member: Load with Range{At: Place{Era: 1, Seq: 1},
	// After: 1} has an empty Page if nothing was ever said there. What is sent to a guest
	// whose Kind is Undecided waits until it is known, for about three seconds.
	//
	// On a Client it is the server, or after Join also one of its members: these have a
	// Peer.Server. The host comes as both, as the server and as a member whose Peer.Host
	// is true.
	Connected EventKind = EventKind(core.Connected)
	// Changed: something about Event.Peer changed: kind, name, encoding, line mode. For a
	// member who is not here it can be the first event.
	Changed EventKind = EventKind(core.Changed)
	// Disconnected: Event.Peer is gone, and Event.Err (never nil) says why. When a
	// Client's own connection to a server ends, each other member is Disconnected too,
	// with PeerVanished.
	//
	// Visitors that were turned away with PageServed, RequestRefused, TLSRefused,
	// PlainRefused, BrowsersRefused or MembersRefused never were in the roster: their Peer.ID is 0, and a
	// notice in the talk of all counts them. Each address is reported once in ten seconds
	// at most, and a few hundred addresses; Error.More counts the others.
	Disconnected EventKind = EventKind(core.Disconnected)
	Forgotten    EventKind = EventKind(core.Forgotten) // the peer and its talk were removed from the roster
	// Appended: Event.Message was added to the talk Event.Talk: a message that
	// arrived, one of ours, or a notice. After Join the messages that were missed come
	// so too, and at the first Join the whole history; only Message.Time, by the clock of
	// the host, shows that they are old. A Server's message to Everyone is Appended to
	// that talk and to the talk of each plain guest.
	Appended EventKind = EventKind(core.Appended)
	// Updated: Event.Message, of either direction, changed: how far an Outgoing one got
	// (State), or how a message reads after an edit, a deletion, a reaction or a change
	// of encoding. It is known by its Place, or by its ID while that is zero (see
	// Enqueued).
	Updated EventKind = EventKind(core.Updated)
	// PageLoaded answers Load with Event.Page, which has the talk and the Range that were
	// asked for. Answers to several calls of Load come in the order of the calls within
	// one talk. A talk that does not exist has an empty Page.
	PageLoaded EventKind = EventKind(core.PageLoaded)

	// Asking, of a Client: the host does not know us yet, and we wait until it accepts.
	// Connected follows, or DialFailed, or Disconnected if we were connected before. How a
	// Server learns of it: see Connected.
	Asking EventKind = EventKind(core.Asking)
	// Waiting, of a Client: a secure connection broke (Event.Err) and is tried again at
	// Event.Retry. What is sent meanwhile is kept. Connected follows, or another
	// Waiting, or Disconnected when it is given up.
	Waiting EventKind = EventKind(core.Waiting)
	// Enqueued: Event.Message, which has an ID and no Place yet, is on our disk and on its
	// way to the host. If its State is Unkept it waits for our disk, and Updated follows
	// when it is there. Appended with its ID puts it into the talk; Updated with its ID
	// and the State Failed says that it was refused.
	Enqueued EventKind = EventKind(core.Enqueued)
	// ChangeRefused: an edit, a deletion or a reaction of ours, of the message
	// Event.Message.ID in the talk Event.Talk, was refused (Event.Err). If LetIn was
	// refused, Event.Message is the Notice GuestLetIn with the guest's Name.
	ChangeRefused EventKind = EventKind(core.ChangeRefused)
	// Withdrawn: the refused message Event.Message.ID was discarded, or sent again
	// under another ID.
	Withdrawn EventKind = EventKind(core.Withdrawn)
	Marked    EventKind = EventKind(core.Marked) // Event.Marks of the talk Event.Talk moved
	// Typing: Event.Peer writes in the talk Event.Talk; over after six seconds
	// or with that peer's next message.
	Typing EventKind = EventKind(core.Typing)
	// DiskTrouble: messages cannot be stored (Event.Err); with a nil Err they can again.
	// Trouble of the host's disk has the Fault HostFailed and Event.Addr, trouble of our
	// own disk has no Addr.
	DiskTrouble EventKind = EventKind(core.DiskTrouble)
	// DiskDamaged: damage of the disk was found (Event.Err) and mended as far as
	// possible. A Resync follows.
	DiskDamaged EventKind = EventKind(core.DiskDamaged)
	// Found answers Search with Event.Results.
	Found EventKind = EventKind(core.Found)
	// Exported answers Export; Event.Err is nil when everything is written.
	Exported EventKind = EventKind(core.Exported)
	// Compared answers Words with Event.Words.
	Compared EventKind = EventKind(core.Compared)
	// Indexed: so much (Event.Indexing) of the history that an earlier version wrote can
	// be searched now. It comes up to a hundred times, and once when that is All.
	Indexed EventKind = EventKind(core.Indexed)
	// Overloaded: calls of methods without a result were refused (Event.Err, Busy), since
	// too many calls wait already. The events with which they would have been answered do
	// not come, and it is not known which they were.
	Overloaded EventKind = EventKind(core.Overloaded)

	// Invited, of a Server, answers Invite with Event.Invitation, which is open now. It
	// comes again, unasked, when the same one has another Code, since three guesses at the
	// one before were wrong.
	Invited EventKind = EventKind(core.Invited)
	// InviteEnded, of a Server: the open invitation has ended, or none could be made.
	// Event.Err says why: nil for EndInvite, InvitationUsed, InvitationExpired,
	// ServerStopped, MembersRefused after Allow; NotListening, MembersRefused, NoIdentity or
	// Unreachable from Invite.
	InviteEnded EventKind = EventKind(core.InviteEnded)
	// CodeChecked, of a Client, answers JoinWith and EnterCode. With a nil Event.Err the
	// host has proved to have the same code, and Event.Peer is Verified; otherwise it is
	// CodeInvalid, CodeWrong, CodeExpired, CodeUsed, CodeBusy, CodeLost, CodeUnsupported or
	// NotConnected, and nothing else has changed.
	CodeChecked EventKind = EventKind(core.CodeChecked)

	// Transferred: a file or folder of Event.Talk has come so far (Event.Transfer). It comes
	// at most five times a second for each, and when its state changes.
	Transferred EventKind = EventKind(core.Transferred)
)
