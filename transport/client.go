package transport

import (
	"io"

	"confab/transport/internal/core"
)

// Client talks to one server at a time: over plain TCP after Dial, over TLS as a member
// after Join. Make one with NewClient. Every method may be called from any goroutine, also
// by the sink. The talk with an address goes on when it is dialled again.
//
// The room of all is the talk with the server: that of Server, and of a member's
// Peer.Server. From Join until the connection has ended, methods that take a talk take
// Everyone for it too; events and pages have the talk of the server.
type Client struct{ core *core.Client }

// NewClient returns a Client that is not connected. It may read the disk, and blocks as
// long as Options.Known does.
func NewClient(o Options) *Client { return &Client{core.NewClient(o.inward())} }

// Dial connects to addr, host:port, where host is a name, an IPv4 address or
// an IPv6 address in brackets, with or without a zone. Connecting follows at
// once, then Connected or DialFailed. A server that was met over TLS before is refused,
// with SecureBefore. While a connection stands or is being made, the answer is DialFailed
// with AlreadyConnected, and that connection stays as it is.
func (c *Client) Dial(addr string) { c.core.Dial(addr) }

// Join connects to addr (as in Dial, or the link of an Invitation) over TLS, as a member
// or to ask to become one.
// Connecting follows at once; then Connected, or Asking if the host has to accept us
// first, or DialFailed; where a host was met before that is away now, Waiting, again and
// again until Hangup. A Resync comes before Connected, which is normal. Without a Home
// the answer is DialFailed with NoIdentity; while a connection stands or is being made,
// DialFailed with AlreadyConnected.
//
// The room of all is the talk of Server: answer in Event.Peer.ID, or send to Everyone.
// Messages that were missed come as Appended, at the first Join the whole history. A
// connection that breaks later is made again, with Waiting before each attempt, until
// Hangup or Close, or until the host refuses us, which is Disconnected. A host that is
// away is looked for meanwhile, at the addresses where it was met and as nearby.Find does, and
// Peer.Addr is where it was reached: the key decides whether it is the host.
//
// With the link of an Invitation all of its addresses are tried beside each other, and the
// one counts at which the host answers whose key the link has: where only others do, the
// answer is DialFailed with WrongHost. The host lets us in at once, or refuses with
// InvitationWrong, InvitationUsed or InvitationExpired. No event has the link; Event.Addr
// and Peer.Addr are one of its addresses. The server is Verified then, since whoever gave
// the link to this program named its key; it is not by a link that a page handed on
// (confab://join/…), and that one is refused with KeyChanged where another key is known
// for the address. A link that cannot be read is DialFailed with InvitationInvalid or
// InvitationNewer. Later Joins need no link: the address does.
func (c *Client) Join(addr string) { c.core.Join(addr) }

// JoinWith is Join with the Code of an Invitation, as a person typed it: spaces, hyphens
// and wide digits are as good. CodeChecked tells what comes of it. If the code is right
// Connected follows without the host having to accept us, and both sides are Verified to
// each other. Otherwise the host is asked as by Join, and
// EnterCode gives another one. What is no code is DialFailed with CodeInvalid.
func (c *Client) JoinWith(addr, code string) { c.core.JoinWith(addr, code) }

// JoinFound joins a server that package nearby found, with a code as JoinWith, or with none if that
// is empty. If the server is known its addresses are tried beside each other, and only the
// one counts that has its key: where others answer, the answer is DialFailed with
// WrongHost. Otherwise it is Join of FoundServer.Addr, and who answers there is met for the
// first time.
func (c *Client) JoinFound(found FoundServer, code string) { c.core.JoinFound(found.inward(), code) }

// EnterCode gives a code to the host that was joined, while it is Asking or also later, to
// verify it. The answer is CodeChecked, once there is a connection. A code is given to the
// host once and never again by itself: whoever pretends to be the host can try one each time.
func (c *Client) EnterCode(code string) { c.core.EnterCode(code) }

// Hangup cancels a Dial or Join that is not connected yet; the answer is DialFailed with
// Canceled. Otherwise it ends the connection once what is queued is written; the answer is
// Disconnected with ClosedHere.
func (c *Client) Hangup() { c.core.Hangup() }

// Reconnect tries again at once while the Client is Waiting, and checks a connection that
// stands. Call it when a person wants to, or when the network changed, which a Client
// notices by itself on Linux alone.
func (c *Client) Reconnect() { c.core.Reconnect() }

// Close hangs up for good, with the events of Hangup, and waits until the last goroutine
// ended and the sink has returned from the last event; no event comes after that. Queued
// messages are still written, within three seconds. Call Close before Home.Close.
//
// A sink may call Close: then Close returns without waiting for the sink, which gets the
// remaining events after it has returned. A sink must not wait until another goroutine
// has returned from Close.
func (c *Client) Close() { c.core.Close() }

// Server returns the server that the Client is connected to. The talk with it (Peer.Talk)
// is after Join the room of all.
func (c *Client) Server() (p Peer, ok bool) {
	server, ok := c.core.Server()
	return peerOf(server), ok
}

// Known lists the servers that were met over TLS, the one seen last first. The history of
// one can be loaded after Join, also while it is away.
func (c *Client) Known() []KnownServer { return knownOf(c.core.Known()) }

// ForgetServer forgets the key of the server at an address, for all addresses of that
// server: Join then accepts any key there, and Dial may connect to it unencrypted. If the
// address is not listed in Known in this spelling, it is resolved, and the servers that
// are known at the resulting addresses are forgotten.
func (c *Client) ForgetServer(addr string) { c.core.ForgetServer(addr) }

// Send posts text: it is Post of a Draft that replies to no message. Its error has to be
// checked, since a message that is not queued has no event.
func (c *Client) Send(to TalkID, text string) (MessageID, error) {
	return posted(c.core.Send(core.TalkID(to), text))
}

// Post queues a message and returns its ID, which the events about it have as Message.ID.
// It fails with an *Error: NotConnected, MessageEmpty, MessageTooLong, NotEncodable or
// Busy.
// Everyone names the room of the joined server, or after Dial the plain server, to whose
// talk and to that of Everyone the message is Appended.
//
// To a plain server Appended follows at once, and Updated when it is written. To members
// Enqueued follows when it is on our disk, connected or not, and Appended when it is on the
// host's. If our disk cannot be written, Enqueued has the State Unkept.
func (c *Client) Post(to TalkID, d Draft) (MessageID, error) {
	return posted(c.core.Post(core.TalkID(to), d.inward()))
}

// SendBytes sends bytes as they are to a plain server. It returns what Post does; members
// cannot receive bytes, their talks fail with NotConnected.
func (c *Client) SendBytes(to TalkID, raw []byte) (MessageID, error) {
	return posted(c.core.SendBytes(core.TalkID(to), raw))
}

// Edit replaces the text of a message of ours in a talk of members. It fails like Post, or
// with MessageUnknown. If the host refuses it later, ChangeRefused follows.
func (c *Client) Edit(talk TalkID, id MessageID, text string) error {
	return outward(c.core.Edit(core.TalkID(talk), core.MessageID(id), text))
}

// Delete deletes a message of ours for all members of the talk. It fails like Edit.
func (c *Client) Delete(talk TalkID, id MessageID) error {
	return outward(c.core.Delete(core.TalkID(talk), core.MessageID(id)))
}

// React sets our reaction to a message of a talk of members; an empty one removes it. It
// fails like Edit.
func (c *Client) React(talk TalkID, id MessageID, text string) error {
	return outward(c.core.React(core.TalkID(talk), core.MessageID(id), text))
}

// Resend sends a refused message again, under another ID, which it returns; the refused
// one is Withdrawn. A message that is Unkept is tried at once, under the ID it has. It
// fails like Post, or with MessageUnknown.
func (c *Client) Resend(talk TalkID, id MessageID) (MessageID, error) {
	return posted(c.core.Resend(core.TalkID(talk), core.MessageID(id)))
}

// Discard removes a message that the host refused, or that is Unkept. The answer is
// Withdrawn.
func (c *Client) Discard(talk TalkID, id MessageID) {
	c.core.Discard(core.TalkID(talk), core.MessageID(id))
}

// Typing reports to the members of a talk that the person is typing. It may be called at
// each key: it is sent every three seconds at most.
func (c *Client) Typing(talk TalkID) { c.core.Typing(core.TalkID(talk)) }

// Displayed reports that a talk was displayed to the person up to a Message.Place:
// the other members see it as read, and Marks.News gets smaller. A bot need not call it.
func (c *Client) Displayed(talk TalkID, upTo Place) {
	c.core.Displayed(core.TalkID(talk), core.Place(upTo))
}

// Load asks for messages of a talk: Range{Before: 50} are the newest 50. The answer is
// PageLoaded, also for a talk that does not exist.
func (c *Client) Load(talk TalkID, asked Range) { c.core.Load(core.TalkID(talk), asked.inward()) }

// Search asks for messages with a text, in the talks of the servers joined in this run.
// The answer is Found.
func (c *Client) Search(q Query) { c.core.Search(q.inward()) }

// Export writes the messages of a talk that are on disk to w, and closes w, from a
// goroutine of its own. The answer is Exported.
func (c *Client) Export(talk TalkID, w io.WriteCloser, format ExportFormat) {
	c.core.Export(core.TalkID(talk), w, core.ExportFormat(format))
}

// Peers returns the roster: every server dialled or joined in this run and, with a
// Peer.Server, the members of those that were joined, the host among them, in the order in
// which they became known. Options.Recall adds those whose key was removed.
func (c *Client) Peers() []Peer { return peersOf(c.core.Peers()) }

// Rename gives a server a name; an empty one removes it.
func (c *Client) Rename(id PeerID, name string) { c.core.Rename(core.PeerID(id), name) }

// SetName sets what we call ourselves towards members.
func (c *Client) SetName(name string) { c.core.SetName(name) }

// SetEncoding fixes how a plain server's text is read and written, earlier messages too:
// each that reads otherwise now has an Updated.
func (c *Client) SetEncoding(id PeerID, e Encoding) { c.core.SetEncoding(core.PeerID(id), e) }

// Words asks for the words to compare with the host, by the server's PeerID, or with a
// member. The answer is Compared. It has no answer for a plain server or an unknown PeerID.
func (c *Client) Words(id PeerID) { c.core.Words(core.PeerID(id)) }

// Verify sets whether a person has compared the words of the server or a member (see
// Words): its Trust is Verified or Unverified then.
func (c *Client) Verify(id PeerID, ok bool) { c.core.Verify(core.PeerID(id), ok) }
