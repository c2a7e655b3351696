package transport

import (
	"time"

	"confab/transport/internal/core"
)

// MessageKind says who a message is from. The zero value is Incoming, also in the zero
// Message of an event that has none: test Event.Kind first. "go doc transport.Incoming"
// lists all kinds.
type MessageKind uint8

const (
	// Incoming is from the peer.
	Incoming MessageKind = MessageKind(core.Incoming)
	// Outgoing is ours, also if an earlier run of this program sent it.
	Outgoing MessageKind = MessageKind(core.Outgoing)
	// Notice is from neither side: Message.Notice says what happened.
	Notice MessageKind = MessageKind(core.Notice)
)

// NoticeKind says what a Notice in a talk reports. "go doc transport.NoNotice" lists all.
type NoticeKind uint8

const (
	// NoNotice is the zero value, for messages that are not notices.
	NoNotice         NoticeKind = NoticeKind(core.NoNotice)
	PeerConnected    NoticeKind = NoticeKind(core.PeerConnected)    // the peer came
	PeerDisconnected NoticeKind = NoticeKind(core.PeerDisconnected) // the peer is gone, or without a Message.Peer a visitor was turned away; Message.Fault says why
	// EncodingChanged: the talk is now read and written as Message.Encoding.
	EncodingChanged NoticeKind = NoticeKind(core.EncodingChanged)
	// LineMode: the peer sends single characters, so messages end at a newline.
	LineMode NoticeKind = NoticeKind(core.LineMode)
	// PeerHalfClosed: the peer sends nothing more, and still receives (see
	// Peer.HalfClosed).
	PeerHalfClosed NoticeKind = NoticeKind(core.PeerHalfClosed)
	// PeerRenamed: a member changed its name from Message.Was to Message.Name. On a
	// Client, without a Message.Peer, it is the host that did.
	PeerRenamed NoticeKind = NoticeKind(core.PeerRenamed)
	// PeerAsks, on a Server: another Confab asks to be let in (see Accept).
	PeerAsks NoticeKind = NoticeKind(core.PeerAsks)
	// PeerInvited, on a Server: a Confab came by an invitation (see Invite). Who it is
	// nobody has verified: the link may have come to somebody else.
	PeerInvited NoticeKind = NoticeKind(core.PeerInvited)
	// PeerProved, on a Server: a Confab has proved to have the code of an invitation, and
	// is a Verified member.
	PeerProved NoticeKind = NoticeKind(core.PeerProved)
	// GuestLetIn: the host let a plain guest into the room of the members: the messages
	// there go to it unencrypted. GuestLetOut ends that. Message.Name is the guest's. In
	// the room both are in the log and have an ID.
	GuestLetIn  NoticeKind = NoticeKind(core.GuestLetIn)
	GuestLetOut NoticeKind = NoticeKind(core.GuestLetOut)
	// GuestUnheard: the messages of a plain guest in the room do not reach the room for
	// now, as Message.Fault says. It is reported once until the host's disk works again.
	GuestUnheard NoticeKind = NoticeKind(core.GuestUnheard)
	// MemberMisfit: a member has a copy that does not fit our log, as after our data
	// folder was restored from a backup. It is reported once in a run, in the talk of all.
	MemberMisfit NoticeKind = NoticeKind(core.MemberMisfit)
	// HistoryBegins: we were let in here, and see what is said from here on. What was said
	// before, the host did not share.
	HistoryBegins NoticeKind = NoticeKind(core.HistoryBegins)
	HistoryGap    NoticeKind = NoticeKind(core.HistoryGap) // the host does not keep older messages any more
	// NewEra: the host's log started again from the beginning; the messages of the log
	// before stand above.
	NewEra NoticeKind = NoticeKind(core.NewEra)
	// CopyMisfit: our copy did not fit the host's log and is loaded again; the messages
	// of the old copy stand above.
	CopyMisfit NoticeKind = NoticeKind(core.CopyMisfit)
	// MessageDamaged: the message here was damaged on the disk of the host, or on ours,
	// and no other copy was found.
	MessageDamaged NoticeKind = NoticeKind(core.MessageDamaged)
	SaveBegan      NoticeKind = NoticeKind(core.SaveBegan) // see Server.Save; Message.Text is the path, File.Size grows
	SaveEnded      NoticeKind = NoticeKind(core.SaveEnded) // likewise; Message.Fault says why it was not by StopSaving
)

// State is how far an Outgoing message got; of other messages it means nothing. Raw TCP
// has no acknowledgement: Written says that the operating system accepted the bytes, never
// that anyone read them. "go doc transport.Queued" lists all states.
type State uint8

const (
	Queued  State = State(core.Queued)  // kept, not yet written
	Written State = State(core.Written) // handed to the operating system, for every recipient still here
	// Failed: the connection ended first, or the host refused it; Message.Fault
	// says why.
	Failed State = State(core.Failed)
	Stored State = State(core.Stored) // on the host's disk. Marks say whether the others have it and read it
	// Unkept: not even on our own disk, which cannot be written for now (Message.Fault).
	// It is stored and sent, in its order, when the disk works again, and lost if the
	// program ends before.
	Unkept State = State(core.Unkept)
)

// Message is one message of a talk, or a notice in it. It is a value; the strings in it
// are immutable and may be shared.
type Message struct {
	// Place is where it stands in its talk; zero while it stands nowhere (see Enqueued).
	Place Place
	// Seq is its number in the log, from 1: Place.Seq. It is 0 for a notice of this run
	// that is not in the log, and for what stands nowhere. In a talk of members edits,
	// deletions and reactions have numbers of their own, so that others miss.
	Seq uint64
	// Time is when it came or was sent; in a talk of members, when the host stored it, by its clock.
	Time time.Time
	Kind MessageKind
	// Peer is the author of an Incoming message, or the peer that a notice concerns.
	Peer PeerID
	// Author is the key of who said it in a talk of members. It may be nobody in the roster,
	// as before the host was reached in this run: Peer is 0 then.
	Author ID
	// Name is what that peer was called then. It is untrusted text. ShortKey belongs
	// beside it, as Peer.ShortKey.
	Name, ShortKey string
	// Was is, of PeerRenamed, the name before, and WasKey the short key that was shown
	// beside it.
	Was, WasKey string
	// Text is always valid UTF-8, without the newline that ended it. It may contain any
	// other character, newlines and control characters too: escape these before you print
	// it to a terminal. What a message of a plain peer is: see the package documentation.
	Text string
	// Raw is the exact bytes that came or that are written.
	Raw string
	// Bytes says that an Outgoing message was given as bytes, not as text.
	Bytes    bool
	Encoding Encoding
	// Guessed says, of EncodingChanged, that Encoding is a guess that may be wrong.
	Guessed bool
	Notice  NoticeKind
	Fault   Fault
	// More is how many other visitors a PeerDisconnected without a Peer tells of.
	More int

	// State is how far an Outgoing message got; meaningless for other kinds.
	State State
	// Broadcast says that an Outgoing message went to everyone. Recipients is
	// to how many, Reached is to how many it was written so far.
	Broadcast           bool
	Recipients, Reached int
	// Replaced is how many of them received question marks in place of characters that
	// their encoding lacks.
	Replaced int

	// Relayed says that an Outgoing message passes on, to a plain guest, what another
	// peer said in the room; Text begins with the name.
	Relayed bool

	// ID is, of an Outgoing message, the one that Post or Send returned. In a talk of
	// members every message has one, which is permanent. In a plain talk an Incoming one
	// has none, and the ID of an Outgoing one is valid in this run: its copies in the
	// talks of all recipients have the same.
	ID MessageID
	// Plain says that it came or went as raw text: not encrypted and not on disk. It
	// cannot be answered, changed or reacted to.
	Plain bool
	// ReplyTo is what it answers, or nil.
	ReplyTo *Quote
	// Edited and Deleted say that its author changed it; a deleted one has no Text.
	Edited, Deleted bool
	// Reactions in the order in which the first of each came.
	Reactions []Reaction
	// ByGuest says that its author is a plain guest that the host let into the room;
	// Name is the guest's.
	ByGuest bool
	// File is what the message offers, to be had by Fetch; nil for none.
	File *File
}

// Quote is the message that another one answers.
type Quote struct {
	ID MessageID
	// Place is where it stands in the talk, zero when it is not in the journal.
	Place Place
	// Peer, Author, Name and ShortKey are its author, as in Message; Text is its present text,
	// shortened. They are empty when it is not in the journal.
	Peer                 PeerID
	Author               ID
	Name, ShortKey, Text string
	// ByGuest says that it is a plain guest's, as of Message.ByGuest.
	ByGuest bool
	// Own says that it is ours; Name is empty then.
	Own     bool
	Deleted bool
}

// Reaction is one kind of reaction to a message.
type Reaction struct {
	Text  string // an emoji, mostly; untrusted text
	Count int
	Mine  bool
}

// Draft is a message to post.
type Draft struct {
	Text string
	// ReplyTo is the message that it replies to, zero for none. Plain peers do not see it.
	ReplyTo MessageID
	// Attach is a file or folder to offer to members, or a file for one plain peer, to which a
	// Text goes before it; nil for none. An empty Text is its name then. The message is Enqueued once the disk was looked at, or Transferred says why not.
	Attach *Attachment
}
