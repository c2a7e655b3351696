package transport

import "time"

// MessageKind says who a message is from.
type MessageKind uint8

const (
	// Incoming is from the peer.
	Incoming MessageKind = iota
	// Outgoing is ours.
	Outgoing
	// Notice is from neither: Message.Notice says what happened.
	Notice
	// Amendment takes a place in a talk of members and shows nothing there: an
	// edit, a deletion or a reaction, which the message it names shows, or
	// something a newer program said.
	Amendment
)

// NoticeKind says what a Notice in a talk reports.
type NoticeKind uint8

const (
	// NoNotice is the zero value, for messages that are not notices.
	NoNotice NoticeKind = iota
	// PeerConnected: the peer came.
	PeerConnected
	// PeerDisconnected: the peer is gone; Message.Fault says why.
	PeerDisconnected
	// EncodingChanged: the talk is now read and written as Message.Encoding.
	EncodingChanged
	// LineMode: the peer sends single characters, so messages end at a newline.
	LineMode
	// PeerHalfClosed: the peer says nothing more, and takes what is written (see
	// Peer.HalfClosed).
	PeerHalfClosed
	// PeerRenamed: a member that was called Message.Was calls itself Message.Name now;
	// without a Message.Peer the host of a Client does.
	PeerRenamed
	// PeerAsks: somebody with a Confab asks to be let in.
	PeerAsks
	// GuestLetIn: the host let a plain guest into the room of the members, and
	// what is said there goes to it unencrypted; GuestLetOut ends that. Message.Name
	// is the guest's. In the room they are in the log and have an ID.
	GuestLetIn
	GuestLetOut
	// GuestUnheard: what a plain guest in the room says is not said there for now, as
	// Message.Fault says. It is told once until the host's disk takes something again.
	GuestUnheard
	// MemberMisfit: a member has a copy that is none of our log, as after our data
	// folder was put back from a backup. It is told once in a run, in the talk of all.
	MemberMisfit
	// HistoryGap: older messages are not kept by the host any more.
	HistoryGap
	// NewEra: the host's log began anew; what was said before stands above.
	NewEra
	// CopyMisfit: our copy did not fit the host's log and is read again; what it
	// has already stands above.
	CopyMisfit
	// MessageDamaged: what was said here was damaged on the disk of the host, or on
	// ours, and no other copy was found.
	MessageDamaged
)

// State is how far an Outgoing message got. Raw TCP has no acknowledgement:
// Written says that the operating system took the bytes, never that anyone
// read them.
type State uint8

const (
	// Queued: kept, not yet written.
	Queued State = iota
	// Written: handed to the operating system, for every recipient still here.
	Written
	// Failed: the connection ended first, or the host refused it; Message.Fault
	// says why.
	Failed
	// Stored: on the host's disk. Whether the others have it and read it is told
	// by Marks.
	Stored
	// Unkept: not even on our own disk, which takes nothing for now (Message.Fault). It
	// is kept and sent by itself, in its order, when that does, and lost if the program
	// ends before.
	Unkept
)

// Message is one unit of talk, or a notice in it. It is a value; the strings
// in it are immutable and may be shared.
type Message struct {
	// Seq is the place in its talk, from 1, without gaps.
	Seq  uint64
	Time time.Time
	Kind MessageKind
	// Peer is who said it, or whom a notice in the talk of Everyone concerns.
	Peer PeerID
	// Name is what that peer was called then. It is text from outside. ShortKey is
	// to be shown beside it, as Peer.ShortKey.
	Name, ShortKey string
	// Was is, of PeerRenamed, the name before, and WasKey the short key that was shown
	// beside it.
	Was, WasKey string
	// Text is always valid UTF-8, without the newline that ended it, and may
	// hold any character, control characters among them: show it through
	// ui/internal/visible only.
	Text string
	// Raw is the exact bytes that came or that are written. Text often shares
	// its memory.
	Raw string
	// Bytes says that an Outgoing message was given as bytes, not as text.
	Bytes    bool
	Encoding Encoding
	// Guessed says in an EncodingChanged that a person should look whether it is.
	Guessed bool
	Notice  NoticeKind
	Fault   Fault

	State State
	// Broadcast says that an Outgoing message went to everyone. Recipients is
	// to how many, Reached is to how many it was written so far.
	Broadcast           bool
	Recipients, Reached int
	// Replaced is to how many of them a question mark went in the place of a
	// character that their encoding lacks.
	Replaced int

	// Relayed says that an Outgoing message passes on what somebody else said in
	// the room, to a plain guest; Text begins with the name.
	Relayed bool

	// ID is, of an Outgoing message, the one that Post or Send returned. In a talk of members
	// every message has one, which names it for ever. In a plain talk an Incoming one has
	// none, and the ID of an Outgoing one is good for this run: its copies in the talks
	// of those it was broadcast to have the same.
	ID MessageID
	// Plain says that it came or went as raw text: not encrypted and not on disk, so
	// that it cannot be answered, changed or reacted to.
	Plain bool
	// ReplyTo is what it answers, or nil.
	ReplyTo *Quote
	// Edited and Deleted say that its author changed it; a deleted one has no Text.
	Edited, Deleted bool
	// Reactions in the order in which the first of each came.
	Reactions []Reaction
	// ByGuest says that a plain guest said it, whom the host let into the room;
	// Name is the guest's.
	ByGuest bool
}

// Quote is the message that another one answers.
type Quote struct {
	ID MessageID
	// Seq is its place in the talk, 0 when it is not held.
	Seq uint64
	// Peer, Name and ShortKey are who said it, as in Message; Text is how it stands
	// now, shortened. Empty when it is not held.
	Peer                 PeerID
	Name, ShortKey, Text string
	// Own says that we said it ourselves; Name is empty then.
	Own     bool
	Deleted bool
}

// Reaction is one kind of reaction to a message.
type Reaction struct {
	Text  string // an emoji, mostly: text from outside
	Count int
	Mine  bool
}
