package core

import (
	"time"

	"confab/transport/internal/wire"
)

// PeerID names a remote party, and the talk with it.
type PeerID uint64

// Everyone is the talk of all on a Server.
const Everyone PeerID = 0

// PeerKind says which kind of visitor a peer is.
type PeerKind uint8

const (
	Undecided PeerKind = iota
	Plain
	Browser
	TLS
	Member
)

// ID is the identity of a member.
type ID = wire.Identity

// MessageID names a message.
type MessageID = wire.CID

// Trust is what is known of a peer's identity.
type Trust uint8

const (
	NoTrust Trust = iota
	Unverified
	Verified
	ChangedKey
)

// Peer is a remote party as the roster knows it, at one moment. It is a value.
type Peer struct {
	ID          PeerID
	Kind        PeerKind
	Addr        string
	Name        string
	ShortKey    string
	Encoding    Encoding
	Guessed     bool
	Likely      [2]Encoding
	Silent      bool
	Lines       bool
	Here        bool
	HalfClosed  bool
	Since, Seen time.Time

	Server      PeerID
	Identity    ID
	Trust       Trust
	Asking      bool
	InRoom      bool
	Host        bool
	MoreMembers bool
	Past        bool
}
