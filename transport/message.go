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
	// Failed: the connection ended first; Message.Fault says why.
	Failed
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
	// Name is what that peer was called then. It is text from outside.
	Name string
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
	Notice   NoticeKind
	Fault    Fault

	State State
	// Broadcast says that an Outgoing message went to everyone. Recipients is
	// to how many, Reached is to how many it was written so far.
	Broadcast           bool
	Recipients, Reached int
}
