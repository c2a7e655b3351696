package wire

import (
	"math"
	"time"
)

// This file is the specification of the Confab protocol, version 1, with exchange.go (codes),
// liveness.go (PING, PONG and BYE), offer.go and filestream.go (files).
//
// # Purpose
//
// A host keeps the ordered log of every room; members post to it and follow
// it. The protocol loses nothing, repeats nothing and keeps the order, however
// often connections break: what is sent again is recognised by its CID, and
// what was missed is found by its place in the log.
//
// # Below
//
// TLS 1.3 with the ALPN name confab/1. Both sides show a certificate, and the
// SHA-256 of its public key is the Identity of that side. No frame states the
// sender's own identity: TLS has proved it. There is no other magic number.
//
// # Frame
//
//	u32  length of the map in bytes, big endian
//	u8   type
//	map  one CBOR map (RFC 8949), its keys unsigned integers
//
// The CBOR is a subset, so that one meaning has one encoding (section 4.2.1,
// core deterministic): unsigned and negative integers, byte strings, text
// strings, arrays, maps, false and true. Integers and lengths are as short as
// can be; no indefinite lengths; text is valid UTF-8; the keys of a map are
// integers or strings that ascend in the order of their encoded bytes, so none
// is there twice; no tags, no floats, no null. This holds inside unknown keys
// too. A field that may be absent is absent instead of zero or empty.
//
// A key that is not known is ignored. A type that is not known is skipped from
// 0x80 on and ends the connection below. 0x10 to 0x1F are for joining: those here
// belong to the feature Codes, and the others are kept. 0x40 to 0x4F come in the
// connections of files alone (filestream.go).
//
// # Version history
//
//	1  the first
//
// HELLO keys 1 and 2, BYE and the frame's head keep their meaning for ever.
// HELLO lists every version its sender speaks, and the host takes the highest
// that both speak; with none in common it says BYE (ByeVersion). Features are
// a bitmap: what counts in a connection is what both have, told by WELCOME; a
// bit that is not known means nothing. New keys, new kinds of message and
// new frames from 0x80 on need no new version; a new meaning of an old key does.
//
// # Flow
//
//	client                                host
//	HELLO  ─────────────────────────────▶
//	       ◀─────────────────────────────  WELCOME, or BYE
//	       ◀─────────────────────────────  PRESENCE of the members, EV after each cursor
//	POST   ─────────────────────────────▶
//	       ◀─────────────────────────────  ACK once it is on disk, or NAK
//	       ◀─────────────────────────────  EV to every member of the room
//	GOT    ─────────────────────────────▶  once it is on disk there
//	READ   ─────────────────────────────▶  once it was displayed
//	       ◀─────────────────────────────  GOT, READ of the others
//	FETCH  ─────────────────────────────▶
//	       ◀─────────────────────────────  EV from … to
//	PING   ◀────────────────────────────▶  PONG
//	       ◀─────────────────────────────  FETCH of what the host's disk damaged, where both have Copies
//	EV     ─────────────────────────────▶  those that the client has
//	BYE    ◀────────────────────────────▶  the last frame of its sender
//
// A HELLO with the Token of an invitation that is open makes its sender a member, and the
// WELCOME says so. Where that was used or is over, or none has it, the host says BYE
// (ByeInvitationUsed, ByeInvitationExpired, ByeInvitationWrong). To a member, or where
// everyone is let in, it means nothing; and it lets nobody in who is blocked.
//
// A client whose person has typed the host's code proves that by SHARE and PROOF: see
// exchange.go.
//
// GOT and READ say "up to": of several only the last counts. Where 100 members or
// more are here a client waits before it says either in the room of all, since
// all have the same message at the same time: for each of them 50 µs, while the
// host may still be sending it, and a random part of 100 µs more.
//
// PRESENCE of the members comes in any order and in pieces, EVs and ACKs between
// them, and need not be of all: a host may leave out who is away and a client may
// pass over what is more than it wants to keep.
//
// HALT tells the author of a file, through the host, that a receiver does not fetch it just
// now, and why: see filestream.go.
//
// PING may come at any time, before WELCOME too. A host to which a client has a
// connection already has a second one answer PING before that takes the place
// of the first (ByeReplaced): the order in which two connections speak does not
// tell which is the newer. A PONG counts only against a connection that stood
// when its PING was sent.
//
// The host knows from TLS who calls: it reads at most FirstFrameBytes from a
// stranger's connection and MaxFrameBytes from a member's. Should it no longer
// know a client with more rooms than a first frame holds (at least 64), it says BYE
// (ByeTooLong), and the client says HELLO again without cursors.
//
// In a room an EV has the Seq of the one before it plus one. A client that sees
// a gap asks by FETCH; one that sees a Seq again drops it. Only Event.First
// excuses a gap. The host keeps at least the last event of a room, so that a
// gap is always told. An event that was damaged on the host's disk comes as
// Event.Damaged; the host keeps a checksum by which it knows the right copy from
// others, and sends that again once it has one.
//
// Cursors count within one Epoch: where the two differ the
// host ignores the client's, and the client begins its copy again.
//
// The host may keep from a member what was said in Everyone before it was let in: its
// log begins behind a gap then (Welcome.First, Event.First), FETCH brings nothing of what
// is before, and an edit of a message from before comes as Withheld.
//
// What a client says of its own copy concerns that copy only. Where its cursors
// cannot be, or Tail shows that they stand behind other events than the log has,
// the host gives it another Epoch (Welcome.Misfit) and sends the log from its
// beginning. The client knows by From and CID what it has already.

// ALPN is the name of this protocol in the TLS handshake.
const ALPN = "confab/1"

// The limits. A text or a frame as long as its limit is in order.
const (
	FirstFrameBytes = 4 << 10   // the map of a frame before membership
	MaxFrameBytes   = 256 << 10 // the map of a frame after it
	MaxTextBytes    = 32 << 10  // any text string
	MaxDepth        = 8         // arrays and maps in each other, the frame's map counted
	MaxElements     = 4096      // of an array, pairs of a map, and so rooms in a Cursors

	MaxNameBytes     = 128 // of a device, host or guest
	MaxAppBytes      = 64
	MaxReactionBytes = 64
	MaxDetailBytes   = 256
	MaxVersions      = 16
	MaxFetch         = 4096          // events asked for at once
	TailEvents       = 4             // of a room, in Hello.Tail
	MaxSeq           = math.MaxInt64 // what SQLite can count
	MaxRetryAfter    = 24 * time.Hour

	MinMillis Millis = -62135596800000 // 0001-01-01
	MaxMillis Millis = 253402300799999 // the last of the year 9999
)

// The types of frames.
const (
	TypeHello    Type = 0x01
	TypeWelcome  Type = 0x02
	TypePost     Type = 0x03
	TypeAck      Type = 0x04
	TypeNak      Type = 0x05
	TypeEvent    Type = 0x06
	TypeFetch    Type = 0x07
	TypeGot      Type = 0x08
	TypeRead     Type = 0x09
	TypePing     Type = 0x0A
	TypePong     Type = 0x0B
	TypeBye      Type = 0x0C
	TypeShare    Type = 0x10
	TypeProof    Type = 0x11
	TypeDenied   Type = 0x12
	TypeWant     Type = 0x40
	TypeHead     Type = 0x41
	TypeEnd      Type = 0x42
	TypeVerified Type = 0x43
	TypeRefused  Type = 0x44
	TypeServe    Type = 0x45
	TypeReach    Type = 0x46
	TypeOffer    Type = 0x4F // of no frame: see Offer
	TypeTyping   Type = 0x80
	TypePresence Type = 0x81
	TypeSupply   Type = 0x82
	TypeCopy     Type = 0x83
	TypeHalt     Type = 0x84

	// FirstSkippable and the types above it are skipped when not known.
	FirstSkippable Type = 0x80
)

// In the layouts that follow, each line is a key, its name, and the least and
// most it may be: a number's value, a text's or byte string's length. An
// identity, room, CID or epoch is a byte string of its fixed length and never
// all zeros: zero means that somebody forgot to set it.

// Hello is the client's first frame.
type Hello struct {
	Versions []uint16 // ascending; see Offer
	Features Features
	App      string  // program and version, for a log: "confab 1.0 linux"
	Name     string  // what the device calls itself: text from outside
	Epoch    Epoch   // of the log that Cursors count in; zero: none is known
	Cursors  Cursors // the last event on the client's disk, per room; 0: none yet
	// Tail is a digest of what the client has before its cursors; zero: not
	// given. It is the first 16 bytes of the SHA-256 over, for each room with a
	// cursor above 0 in the order of their IDs: the room, the cursor as 8 bytes
	// big endian, and of its last TailEvents events, or all if there are fewer,
	// CID and From.
	Tail [16]byte
	// Token is that of an invitation of this host, and makes the client a member unasked;
	// zero: none. A client says it to nobody but the host that the invitation names, and
	// not once it is a member. A host that does not know the field asks its person.
	Token Token
	// Code says that a SHARE follows WELCOME: the host asks its person about the client
	// only if that comes to nothing.
	Code bool
}

func (f *Hello) fields(c *coder) {
	c.versions(1, "versions", &f.Versions)
	unsigned(c, 2, "features", required, &f.Features, 0, math.MaxUint64)
	c.text(3, "app", required, &f.App, 1, MaxAppBytes)
	c.text(4, "name", required, &f.Name, 1, MaxNameBytes)
	c.fixed(5, "epoch", optional, f.Epoch[:])
	c.cursors(6, "cursors", optional, &f.Cursors, 0)
	c.fixed(7, "tail", optional, f.Tail[:])
	c.fixed(8, "token", optional, f.Token[:])
	c.yes(9, "code", &f.Code)
	c.must(len(f.Cursors) == 0 || f.Epoch != Epoch{}, "cursors", "there without an epoch")
}

// Welcome is the host's answer to HELLO.
type Welcome struct {
	Version    uint16
	Features   Features // what both sides have
	Server     Identity
	Name       string // what the host calls itself: text from outside
	Epoch      Epoch
	Limits     Limits
	ServerTime Millis
	State      Membership
	// Misfit says that HELLO's Cursors or Tail do not fit the log: the Epoch is
	// another one than the client's only for that, and counts for it alone.
	Misfit bool
	// First is the first Seq of Everyone that the client may read; zero: all of it. A
	// client that does not know it is told by Event.First.
	First uint64
}

// Limits are what the host allows a member. It may allow less than this
// specification, and its client keeps to that, but never more.
type Limits struct {
	FrameBytes        uint32
	TextBytes         uint32
	MessagesPerSecond uint16
	Burst             uint16 // messages at once, after a silence
	BytesPerSecond    uint32
}

func (f *Welcome) fields(c *coder) {
	unsigned(c, 1, "version", required, &f.Version, 1, math.MaxUint16)
	unsigned(c, 2, "features", required, &f.Features, 0, math.MaxUint64)
	c.fixed(3, "server", required, f.Server[:])
	c.text(4, "name", required, &f.Name, 1, MaxNameBytes)
	c.fixed(5, "epoch", required, f.Epoch[:])
	outer := c.open(6, "limits")
	unsigned(c, 1, "limits.frame", required, &f.Limits.FrameBytes, FirstFrameBytes, MaxFrameBytes)
	unsigned(c, 2, "limits.text", required, &f.Limits.TextBytes, 1, MaxTextBytes)
	unsigned(c, 3, "limits.messages", required, &f.Limits.MessagesPerSecond, 1, math.MaxUint16)
	unsigned(c, 4, "limits.burst", required, &f.Limits.Burst, 1, math.MaxUint16)
	unsigned(c, 5, "limits.bytes", required, &f.Limits.BytesPerSecond, FirstFrameBytes, math.MaxUint32)
	c.shut("limits", outer)
	c.millis(7, "server_ts", required, &f.ServerTime)
	unsigned(c, 8, "state", required, &f.State, Member, JoinRequired)
	c.yes(9, "misfit", &f.Misfit)
	unsigned(c, 10, "first", optional, &f.First, 2, MaxSeq)
}

// Post asks the host to put a message into a room. The client sends it again,
// unchanged, on every new connection until an ACK or NAK names its CID.
//
// A guest of the host who speaks plain TCP has no identity. What they say in a
// room is the host's message (Event.From is the host) with their name in Guest,
// which nothing proves. The host refuses a Guest in anyone else's POST (NakKind).
// That such a guest takes part is in the log as well: GuestIn, GuestOut.
type Post struct {
	CID        CID
	Room       RoomID
	Kind       Kind
	Body       string // the text, or the reaction; see Kind
	Ref        CID    // the message replied to (Text), or edited, deleted, reacted to
	ClientTime Millis // shown, never compared
	Guest      string // whom the host speaks for or of, who has no key: text from outside
	// File is an encoded Offer that comes with a Text; empty: none. Body is shown by those
	// who do not know the field: its name, unless the author says more.
	File string
}

func (f *Post) fields(c *coder) {
	f.said(c)
	f.guest(c)
	f.file(c)
}

// said is what POST and EV begin with; in an EV its own keys come before guest.
func (f *Post) said(c *coder) {
	c.fixed(1, "cid", required, f.CID[:])
	c.fixed(2, "room", required, f.Room[:])
	unsigned(c, 3, "kind", required, &f.Kind, 1, math.MaxUint8)
	c.text(4, "body", optional, &f.Body, 1, MaxTextBytes)
	c.fixed(5, "ref", optional, f.Ref[:])
	c.millis(6, "client_ts", required, &f.ClientTime)
	c.must(f.Ref == CID{} || f.Ref != f.CID, "ref", "names its own message")
	f.Kind.fits(c, f)
}

func (f *Post) guest(c *coder) {
	c.text(11, "guest", optional, &f.Guest, 1, MaxNameBytes)
	c.must(!f.Kind.Passage() || f.Guest != "", "guest", "missing")
}

func (f *Post) file(c *coder) {
	c.offered(13, "file", &f.File)
	c.must(f.Kind == Text || f.File == "", "file", "there in another kind than a text")
}

// Ack says that a POST is on the host's disk, and where. A POST that was
// there already gets the answer it got then.
type Ack struct {
	CID        CID
	Room       RoomID
	Seq        uint64
	ServerTime Millis
}

func (f *Ack) fields(c *coder) {
	c.fixed(1, "cid", required, f.CID[:])
	c.fixed(2, "room", required, f.Room[:])
	unsigned(c, 3, "seq", required, &f.Seq, 1, MaxSeq)
	c.millis(4, "server_ts", required, &f.ServerTime)
}

// Nak says that a POST is not in the log, and why. After a temporary reason the
// host refuses, for the same reason, whatever comes behind it on this connection
// until this POST comes again: so its sender's order is kept. A reason that lasts
// holds nothing up.
type Nak struct {
	CID    CID
	Reason NakReason
	Detail string // for a log, never for a person
}

func (f *Nak) fields(c *coder) {
	c.fixed(1, "cid", required, f.CID[:])
	unsigned(c, 2, "reason", required, &f.Reason, 1, math.MaxUint8)
	c.text(3, "detail", optional, &f.Detail, 1, MaxDetailBytes)
}

// Event is an entry of a room's log: the POST as it came, and what the host
// made of it. Its CID is unique together with From.
type Event struct {
	Post
	Seq        uint64 // its place in the room, from 1
	From       Identity
	ServerTime Millis // shown, never compared: the order is Seq
	First      uint64 // the first Seq the host still holds, or that is for this client, told after a gap; zero: no gap
	// Damaged says that the host's disk changed or lost the event: only its Seq is
	// right. From is the host then, and Body DamagedBody, for those to show who do
	// not know this field.
	Damaged bool
}

// DamagedBody is the Body of an event that is Damaged.
const DamagedBody = "[This message was damaged on the host's disk]"

func (f *Event) fields(c *coder) {
	f.Post.said(c)
	unsigned(c, 7, "seq", required, &f.Seq, 1, MaxSeq)
	c.fixed(8, "from", required, f.From[:])
	c.millis(9, "server_ts", required, &f.ServerTime)
	unsigned(c, 10, "first", optional, &f.First, 1, MaxSeq)
	c.must(f.First <= f.Seq, "first", "above the event's own seq")
	f.Post.guest(c)
	c.yes(12, "damaged", &f.Damaged)
	f.Post.file(c)
}

// Fetch asks for the events of a room from From to To, both included. The host
// sends those it holds; after a gap the first of them says so (Event.First).
type Fetch struct {
	Room     RoomID
	From, To uint64
}

func (f *Fetch) fields(c *coder) {
	c.fixed(1, "room", required, f.Room[:])
	unsigned(c, 2, "from", required, &f.From, 1, MaxSeq)
	unsigned(c, 3, "to", required, &f.To, 1, MaxSeq)
	c.must(f.From <= f.To, "to", "below from")
	c.must(f.To-f.From < MaxFetch, "to", "more than 4096 events")
}

// Got says up to which Seq events are on disk: the client's own disk, or, from
// the host, the disk of From, or of everyone who belongs to the room when From is zero.
// It is not logged: the latest wins.
type Got struct {
	Cursors Cursors
	From    Identity
}

func (f *Got) fields(c *coder) {
	c.cursors(1, "cursors", required, &f.Cursors, 1)
	c.fixed(2, "from", optional, f.From[:])
}

// Read says up to which Seq events were displayed, to the sender or, from the
// host, as in Got. It is not logged: the latest wins.
type Read struct {
	Cursors Cursors
	From    Identity
}

func (f *Read) fields(c *coder) {
	c.cursors(1, "cursors", required, &f.Cursors, 1)
	c.fixed(2, "from", optional, f.From[:])
}

// Typing says that somebody writes in a room: the sender or, from the host,
// From. It is not logged, and over after 6 s or with that member's next event.
type Typing struct {
	Room RoomID
	From Identity
}

func (f *Typing) fields(c *coder) {
	c.fixed(1, "room", required, f.Room[:])
	c.fixed(2, "from", optional, f.From[:])
}

// Presence says who is here: the sender or, from the host, From. It is not
// logged: the latest wins.
type Presence struct {
	From  Identity
	State PresenceState
	Name  string // absent when it did not change: text from outside
	Since Millis // by the host's clock; zero: not told
	// Guests is, of the host, how many plain guests take part in Everyone: what
	// is said there leaves the encryption.
	Guests uint32
}

func (f *Presence) fields(c *coder) {
	c.fixed(1, "from", optional, f.From[:])
	unsigned(c, 2, "state", required, &f.State, Here, Removed)
	c.text(3, "name", optional, &f.Name, 1, MaxNameBytes)
	c.millis(4, "since", optional, &f.Since)
	unsigned(c, 5, "guests", optional, &f.Guests, 1, math.MaxUint32)
}
