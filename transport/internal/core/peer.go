package core

import (
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// PeerID names a remote party.
type PeerID uint64

// Talk returns the talk with the peer.
func (id PeerID) Talk() TalkID { return TalkID(id) }

// TalkID names a talk.
type TalkID uint64

// Everyone is the talk of all on a Server.
const Everyone TalkID = 0

// peer returns the peer whose talk it is; zero for Everyone.
func (t TalkID) peer() PeerID { return PeerID(t) }

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

// Admission is how a member was let in by the host.
type Admission uint8

const (
	AdmissionUnknown Admission = Admission(store.UnknownAdmission)
	AdmittedByHost   Admission = Admission(store.ByHost)
	AdmittedByLink   Admission = Admission(store.ByLink)
	AdmittedByCode   Admission = Admission(store.ByCode)
	AdmittedWithAll  Admission = Admission(store.ByAll)
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
	Saving      bool
	Since, Seen time.Time

	Server      PeerID
	Identity    ID
	Trust       Trust
	Admission   Admission
	Asking      bool
	InRoom      bool
	Host        bool
	MoreMembers bool
	Keeps       bool
	Past        bool
}

// Talk returns the talk with the peer.
func (p Peer) Talk() TalkID { return p.ID.Talk() }
