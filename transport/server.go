package transport

import (
	"io"

	"confab/transport/internal/core"
)

// Server listens on a port and talks to every peer that connects. Make one with
// NewServer. Every method may be called from any goroutine, also by the sink. The talk of
// all is Everyone. Methods that take the PeerID of a peer that does not exist, or the
// TalkID of a talk that does not, do nothing, or return an error if they have one.
type Server struct{ core *core.Server }

// NewServer returns a Server that is stopped. With a Home it reads the disk.
func NewServer(o Options) *Server { return &Server{core.NewServer(o.inward())} }

// Start listens on addr, host:port; an empty host is every address of this machine,
// 0.0.0.0 every IPv4 one, port 0 any free port. The answer is Listening or ListenFailed,
// with PortTaken if another program listens there. A Server that is not stopped answers
// ListenFailed with AlreadyListening and goes on as it was.
func (s *Server) Start(addr string) { s.core.Start(addr) }

// Stop ends listening and every conversation; what is queued is still written,
// within three seconds. The answer is Stopped, after every Disconnected.
// Stop of a stopped Server does nothing.
func (s *Server) Stop() { s.core.Stop() }

// Close stops the Server for good and waits until its last goroutine ended and the sink
// has returned from the last event; no event comes after that. Queued messages are still
// written, within three seconds. Call Close before Home.Close.
//
// A sink may call Close: then Close returns without waiting for the sink, which gets the
// remaining events after it has returned. A sink must not wait until another goroutine
// has returned from Close.
func (s *Server) Close() { s.core.Close() }

// Listening returns the address under which guests most likely reach the
// Server, and whether it listens.
func (s *Server) Listening() (addr string, ok bool) { return s.core.Listening() }

// Addrs returns every host:port under which guests reach the Server, the
// likeliest first; none while it does not listen.
func (s *Server) Addrs() []string { return s.core.Addrs() }

// Allow says which visitors may connect from now on; at first all may. Peers that are
// connected stay. Without Members the open invitation ends, since nobody could come by it.
func (s *Server) Allow(v Visitors) { s.core.Allow(core.Visitors(v)) }

// SetVisible says whether nearby.Find finds the Server, on the networks of which machines can
// reach it, while it listens and lets members in (see Allow). What it sends there tells
// no name and no key to those who only listen. It is visible at first, unless
// Options.Hidden is set. A Server without a Home is never found.
func (s *Server) SetVisible(visible bool) { s.core.SetVisible(visible) }

// Reached lists the addresses of this machine at which others have reached the Server since
// the last Start, the most used first. An empty list means that a firewall may keep them
// away, or that nobody has tried.
func (s *Server) Reached() []Reached { return each(s.core.Reached(), reachedOf) }

// Reached is how often other machines have reached a Server at one of its addresses.
type Reached struct {
	// Addr is the address, without a port.
	Addr string
	// Connections counts those over TCP, also those that were turned away, and Probes
	// the searches by nearby.Find that were answered.
	Connections, Probes int
}

// Send posts text: it is Post of a Draft that replies to no message. Its error has to be
// checked, since a message that is not queued has no event.
func (s *Server) Send(to TalkID, text string) (MessageID, error) {
	return posted(s.core.Send(core.TalkID(to), text))
}

// Post queues a message for one peer or for Everyone and returns its ID, which the events
// about it have as Message.ID. It fails with an *Error: NotListening, NobodyHere, PeerGone,
// MessageEmpty, MessageTooLong, NotEncodable or Busy.
//
// To a plain guest Appended follows at once, and Updated when it is written. To members
// Enqueued follows at once, and Appended when it is on disk. A message to Everyone goes to
// plain guests too, with question marks for characters that a guest's encoding lacks; it
// is Appended to the talk of all and to that of each plain guest, with the same ID.
func (s *Server) Post(to TalkID, d Draft) (MessageID, error) {
	return posted(s.core.Post(core.TalkID(to), d.inward()))
}

// SendBytes sends bytes as they are to a plain guest, or to all plain guests. It returns
// what Post does; members cannot receive bytes, their talks fail with PeerGone.
func (s *Server) SendBytes(to TalkID, raw []byte) (MessageID, error) {
	return posted(s.core.SendBytes(core.TalkID(to), raw))
}

// Edit replaces the text of a message of ours in a talk of members. It fails like Post, or
// with MessageUnknown. If it is refused later, ChangeRefused follows.
func (s *Server) Edit(talk TalkID, id MessageID, text string) error {
	return outward(s.core.Edit(core.TalkID(talk), core.MessageID(id), text))
}

// Delete deletes a message of ours for all members of the talk. It fails like Edit.
func (s *Server) Delete(talk TalkID, id MessageID) error {
	return outward(s.core.Delete(core.TalkID(talk), core.MessageID(id)))
}

// React sets our reaction to a message of a talk of members; an empty one removes it. It
// fails like Edit.
func (s *Server) React(talk TalkID, id MessageID, text string) error {
	return outward(s.core.React(core.TalkID(talk), core.MessageID(id), text))
}

// Resend sends a message that Failed again, under another ID, which it returns; the first
// one is Withdrawn. It fails like Post, or with MessageUnknown.
func (s *Server) Resend(talk TalkID, id MessageID) (MessageID, error) {
	return posted(s.core.Resend(core.TalkID(talk), core.MessageID(id)))
}

// Discard removes a message of ours that Failed, since it could not be stored. The answer
// is Withdrawn.
func (s *Server) Discard(talk TalkID, id MessageID) {
	s.core.Discard(core.TalkID(talk), core.MessageID(id))
}

// Typing reports to the members of a talk that the person is typing. It may be called at
// each key: it is sent every three seconds at most.
func (s *Server) Typing(talk TalkID) { s.core.Typing(core.TalkID(talk)) }

// Displayed reports that a talk was displayed to the person up to a Message.Place:
// the members see it as read, and Marks.News gets smaller. A bot need not call it.
func (s *Server) Displayed(talk TalkID, upTo Place) {
	s.core.Displayed(core.TalkID(talk), core.Place(upTo))
}

// Load asks for messages of a talk: Range{Before: 50} are the newest 50. The answer is
// PageLoaded, also for a talk that does not exist.
func (s *Server) Load(talk TalkID, asked Range) { s.core.Load(core.TalkID(talk), asked.inward()) }

// Search asks for messages with a text, in the talks that are on disk. The answer is
// Found.
func (s *Server) Search(q Query) { s.core.Search(q.inward()) }

// Export writes the messages of a talk that are on disk to w, and closes w, from a
// goroutine of its own. The answer is Exported.
func (s *Server) Export(talk TalkID, w io.WriteCloser, format ExportFormat) {
	s.core.Export(core.TalkID(talk), w, core.ExportFormat(format))
}

// Peers returns the roster in order of arrival: guests, members whether here or not,
// Confabs that ask to be let in, and departed guests whose talk is kept.
func (s *Server) Peers() []Peer { return peersOf(s.core.Peers()) }

// Rename gives a guest a name; an empty one removes it.
func (s *Server) Rename(id PeerID, name string) { s.core.Rename(core.PeerID(id), name) }

// SetName sets what the host calls itself towards members.
func (s *Server) SetName(name string) { s.core.SetName(name) }

// SetEncoding fixes how a plain guest's text is read and written, earlier messages too:
// each that reads otherwise now has an Updated.
func (s *Server) SetEncoding(id PeerID, e Encoding) { s.core.SetEncoding(core.PeerID(id), e) }

// Words asks for the words that a member and the host compare. The answer is Compared. It
// has no answer for a plain guest or an unknown PeerID.
func (s *Server) Words(id PeerID) { s.core.Words(core.PeerID(id)) }

// Verify sets whether a person has compared the words of a member (see Words): its Trust
// is Verified or Unverified then.
func (s *Server) Verify(id PeerID, ok bool) { s.core.Verify(core.PeerID(id), ok) }

// Disconnect ends the connection of a plain guest, once what is queued is written. For
// members there is Remove.
func (s *Server) Disconnect(id PeerID) { s.core.Disconnect(core.PeerID(id)) }

// Forget removes a departed plain guest and its talk from memory.
func (s *Server) Forget(id PeerID) { s.core.Forget(core.PeerID(id)) }

// ShareHistory sets whether those who become members from now on, accepted or with
// Options.LetEveryoneIn, may read what was said to Everyone before: all of it, or what is
// said from then on. Nothing changes for those who are members already. A member that was
// removed and is let in again is a new one: its copy keeps what it has.
func (s *Server) ShareHistory(on bool) { s.core.ShareHistory(on) }

// Accept makes a Confab that asks to be let in a member: a peer that was Connected with
// Peer.Asking true. A second Connected follows, with Asking false.
func (s *Server) Accept(id PeerID) { s.core.Accept(core.PeerID(id)) }

// Decline turns away a Confab that asks to be let in; it may ask again.
func (s *Server) Decline(id PeerID) { s.core.Decline(core.PeerID(id)) }

// Remove ends a membership and disconnects the member, which must ask again.
func (s *Server) Remove(id PeerID) { s.core.Remove(core.PeerID(id)) }

// Invite opens an invitation for Limits.InviteFor, for one Confab or for many; one that
// was open is closed, without an event of its own. The answer is Invited, or InviteEnded
// where none can be made. Whoever comes by it becomes a member without being asked about,
// which a Notice PeerInvited tells in the talk of Everyone; its Trust is Unverified, and a
// key that is blocked stays blocked. The invitation lasts until EndInvite, Stop, or its
// first use if it is for one; InviteEnded tells of the end.
func (s *Server) Invite(many bool) { s.core.Invite(many) }

// EndInvite closes the open invitation: nobody else is let in by it. The answer is
// InviteEnded, if there was one.
func (s *Server) EndInvite() { s.core.EndInvite() }

// LetIn lets a plain guest into the room of the members, or takes it out. While it is
// there, the messages of the room go to it unencrypted, and its messages to all members. A
// notice in the room shows both to the members. If that cannot be stored the guest is not
// let in, and ChangeRefused says why. For Confabs that ask to be let in there is Accept.
func (s *Server) LetIn(id PeerID, in bool) { s.core.LetIn(core.PeerID(id), in) }

// Block disconnects a member and refuses its key until Unblock, in later runs too. For a
// plain guest it disconnects every guest of its IP address and refuses new ones until
// Unblock, or the end of the program; members of that address still connect. For IPv6 the
// address is a /64, or on a link of this machine a single one and all others of the same
// network card.
func (s *Server) Block(id PeerID) { s.core.Block(core.PeerID(id)) }

// Unblock ends what Block did, for an entry of Blocked or the address of host:port.
func (s *Server) Unblock(entry string) { s.core.Unblock(entry) }

// Blocked lists what Block refuses, in order: addresses, the /64 of IPv6 ones that are
// not on a link of this machine, then the members, each by its name and, behind " · ", the
// short form of its key.
func (s *Server) Blocked() []string { return s.core.Blocked() }

// Visitors are kinds of visitors, for Allow. The zero value is none.
type Visitors struct {
	Plain    bool // raw text over TCP
	Browsers bool // which get a page that says what this is, and Options.Downloads
	Members  bool // Confabs, which ask to be let in or are members already
}
