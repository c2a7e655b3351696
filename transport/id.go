package transport

import (
	"fmt"
	"strconv"

	"confab/transport/internal/core"
)

// PeerID names a remote party for the life of one Server or Client. IDs are not reused.
type PeerID uint64

// Talk returns the talk with the peer (see Peer.Talk): Message.Peer.Talk is where to
// answer an author alone, and Peer.Server.Talk the room of all. Test for zero before,
// which is no peer and gives Everyone.
func (id PeerID) Talk() TalkID { return TalkID(id) }

// ParsePeerID reads a PeerID as it is printed, a decimal number. Its error is not an
// *Error.
func ParsePeerID(s string) (PeerID, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("reading a peer ID: %w", err)
	}
	return PeerID(n), nil
}

// TalkID names a talk for the life of one Server or Client (see Peer.Talk, Event.Talk).
// IDs are not reused. As text and in JSON it is a decimal number.
type TalkID uint64

// Everyone is the talk of all on a Server: what is sent to it goes to each peer. On a
// Client that joined a server its methods take it as another name of the room, whose
// events and pages have the talk of the server (see Client).
const Everyone TalkID = TalkID(core.Everyone)

// String returns the decimal number.
func (t TalkID) String() string { return strconv.FormatUint(uint64(t), 10) }

// ParseTalkID reads a TalkID as its String returns it. Its error is not an *Error.
func ParseTalkID(s string) (TalkID, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("reading a talk ID: %w", err)
	}
	return TalkID(n), nil
}

// ID is the identity of a member: the SHA-256 of its public key. The zero value is
// no identity. It is comparable and may be a map key. As text it is 64 hexadecimal digits.
type ID [32]byte

// String returns the identity in hexadecimal digits.
func (id ID) String() string { return core.ID(id).String() }

// MarshalText returns what String does.
func (id ID) MarshalText() ([]byte, error) { return core.ID(id).MarshalText() }

// UnmarshalText reads what MarshalText returns, with small or capital letters. Where it
// fails the ID stays as it was.
func (id *ID) UnmarshalText(text []byte) error { return (*core.ID)(id).UnmarshalText(text) }

// ParseID reads an ID as its String returns it, with small or capital letters. Its error
// is not an *Error.
func ParseID(s string) (id ID, err error) {
	err = id.UnmarshalText([]byte(s))
	return id, err
}

// MessageID names a message (see Message.ID). The zero value is no message. It is
// comparable and may be a map key. As text it is 32 hexadecimal digits.
type MessageID [16]byte

// String returns the ID in hexadecimal digits.
func (id MessageID) String() string { return core.MessageID(id).String() }

// MarshalText returns what String does.
func (id MessageID) MarshalText() ([]byte, error) { return core.MessageID(id).MarshalText() }

// UnmarshalText reads what MarshalText returns, with small or capital letters. Where it
// fails the MessageID stays as it was.
func (id *MessageID) UnmarshalText(text []byte) error {
	return (*core.MessageID)(id).UnmarshalText(text)
}

// ParseMessageID reads a MessageID as its String returns it, with small or capital
// letters. Its error is not an *Error.
func ParseMessageID(s string) (id MessageID, err error) {
	err = id.UnmarshalText([]byte(s))
	return id, err
}
