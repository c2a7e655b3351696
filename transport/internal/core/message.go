package core

import "time"

// MessageKind says who a message is from.
type MessageKind uint8

const (
	Incoming MessageKind = iota
	Outgoing
	Notice
)

// NoticeKind says what a Notice in a talk reports.
type NoticeKind uint8

const (
	NoNotice NoticeKind = iota
	PeerConnected
	PeerDisconnected
	EncodingChanged
	LineMode
	PeerHalfClosed
	PeerRenamed
	PeerAsks
	PeerInvited
	PeerProved
	GuestLetIn
	GuestLetOut
	GuestUnheard
	MemberMisfit
	HistoryGap
	NewEra
	CopyMisfit
	MessageDamaged
	HistoryBegins
	SaveBegan
	SaveEnded
)

// State is how far an Outgoing message got.
type State uint8

const (
	Queued State = iota
	Written
	Failed
	Stored
	Unkept
)

// Message is one message of a talk, or a notice in it. It is a value; the strings in it
// are immutable and may be shared.
type Message struct {
	Place          Place
	Seq            uint64
	Time           time.Time
	Kind           MessageKind
	Peer           PeerID
	Author         ID
	Name, ShortKey string
	Was, WasKey    string
	Text           string
	Raw            string
	Bytes          bool
	Encoding       Encoding
	Guessed        bool
	Notice         NoticeKind
	Fault          Fault
	More           int

	State               State
	Broadcast           bool
	Recipients, Reached int
	Replaced            int

	Relayed bool

	ID              MessageID
	Plain           bool
	ReplyTo         *Quote
	Edited, Deleted bool
	Reactions       []Reaction
	ByGuest         bool
	File            *File
}

// put gives the message its place.
func (m *Message) put(at Place) {
	if m.Place, m.Seq = at, at.Seq; at.Nth > 0 {
		m.Seq = 0
	}
}

// Quote is the message that another one answers.
type Quote struct {
	ID                   MessageID
	Place                Place
	Peer                 PeerID
	Author               ID
	Name, ShortKey, Text string
	ByGuest              bool
	Own                  bool
	Deleted              bool
}

// Reaction is one kind of reaction to a message.
type Reaction struct {
	Text  string
	Count int
	Mine  bool
}
